/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration: a JSON file whose members are named when they are wrong. */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

void config_die(const char *file, const char *format, ...)
{
    va_list list;

    fprintf(stderr, "%s: ", file);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(1);
}

json_t *config_read(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

    if (root == NULL)
        config_die(path, "line %d: %s", error.line, error.text);
    if (!json_is_object(root))
        config_die(path, "not a JSON object");
    return root;
}

config config_of(const char *file, const json_t *object)
{
    config c = {.file = file, .object = object};
    return c;
}

static const json_t *member(config *c, const char *name, int required)
{
    const json_t *value = json_object_get(c->object, name);

    if (c->known_count < sizeof c->known / sizeof *c->known)
        c->known[c->known_count++] = name;
    if (value == NULL && required)
        config_die(c->file, "%s%s is missing", c->where, name);
    return value;
}

const char *config_text(config *c, const char *name, const char *otherwise)
{
    const json_t *value = member(c, name, 0);

    if (value == NULL)
        return otherwise;
    /* Text goes on as a C string: a NUL inside would cut it. */
    if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value)
        || json_string_length(value) == 0)
        config_die(c->file, "%s%s must be a text that is not empty", c->where, name);
    return json_string_value(value);
}

const char *config_text_required(config *c, const char *name)
{
    (void)member(c, name, 1);
    c->known_count--; /* config_text notes it again */
    return config_text(c, name, NULL);
}

int64_t config_number(config *c, const char *name, int64_t otherwise)
{
    const json_t *value = member(c, name, 0);

    if (value == NULL)
        return otherwise;
    if (!json_is_integer(value))
        config_die(c->file, "%s%s must be a whole number", c->where, name);
    return (int64_t)json_integer_value(value);
}

int config_flag(config *c, const char *name, int otherwise)
{
    const json_t *value = member(c, name, 0);

    if (value == NULL)
        return otherwise;
    if (!json_is_boolean(value))
        config_die(c->file, "%s%s must be true or false", c->where, name);
    return json_is_true(value);
}

const json_t *config_object(config *c, const char *name, int required)
{
    const json_t *value = member(c, name, required);

    if (value != NULL && !json_is_object(value))
        config_die(c->file, "%s%s must be an object", c->where, name);
    return value;
}

const json_t *config_list(config *c, const char *name, int required)
{
    const json_t *value = member(c, name, required);

    if (value != NULL && !json_is_array(value))
        config_die(c->file, "%s%s must be an array", c->where, name);
    return value;
}

config config_part(config *c, const char *name, int required)
{
    config part = config_of(c->file, config_object(c, name, required));

    snprintf(part.where, sizeof part.where, "%.50s%.10s.", c->where, name);
    return part;
}

void config_done(const config *c)
{
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach((json_t *)(uintptr_t)c->object, name, value) {
        size_t i = 0;
        while (i < c->known_count && strcmp(c->known[i], name) != 0)
            i++;
        if (i == c->known_count)
            config_die(c->file, "%s%s is not a setting", c->where, name);
    }
}

char *config_path(const char *file, const char *name)
{
    const char *slash = strrchr(file, '/');
    size_t folder = name[0] == '/' || slash == NULL ? 0 : (size_t)(slash - file) + 1, size = folder + strlen(name) + 1;
    char *path = malloc(size);

    if (path == NULL)
        config_die(file, "out of memory");
    memcpy(path, file, folder);
    memcpy(path + folder, name, size - folder);
    return path;
}

char *config_slurp(const char *path, size_t *length)
{
    enum { MOST = 1 << 20 };
    FILE *file = fopen(path, "rb");
    char *text = malloc(MOST + 1);

    if (file == NULL || text == NULL)
        config_die(path, "%s", strerror(errno));
    *length = fread(text, 1, MOST, file);
    if (ferror(file) || *length == MOST)
        config_die(path, "cannot be read, or is too long");
    fclose(file);
    text[*length] = '\0';
    return text;
}

int config_constant(const config *c, const char *member_name, const char *prefix, const char *name)
{
    char full[128];
    int64_t value = 0;
    int n = snprintf(full, sizeof full, "%s_%s", prefix, name);

    for (char *p = full; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    if (n < 0 || (size_t)n >= sizeof full || fapi_constant(full, (size_t)n, &value) != FAPI_OK)
        config_die(c->file, "%s%s: %s is unknown", c->where, member_name, name);
    return (int)value;
}

int config_constants(config *c, const char *member_name, const char *prefix, int otherwise)
{
    const json_t *list = config_list(c, member_name, 0);
    int sum = 0;

    if (list == NULL)
        return otherwise;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        if (name == NULL)
            config_die(c->file, "%s%s must hold texts", c->where, member_name);
        sum |= config_constant(c, member_name, prefix, name);
    }
    return sum;
}
