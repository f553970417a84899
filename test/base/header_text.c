/* SPDX-License-Identifier: Apache-2.0 */
/* A reader of just the C that fapi.h is written in; what else it meets makes it fail: nothing is passed over. */
#include "test/harness.h"

#include "test/base/header_text.h"

enum { LIMIT = 2000 };

static int is_name(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static void blank_comments(char *text)
{
    for (char *at = strstr(text, "/*"); at; at = strstr(at, "/*")) {
        char *end = strstr(at, "*/");

        if (!end)
            return;
        for (; at < end + 2; at++)
            *at = *at == '\n' ? '\n' : ' ';
    }
}

/* Copies the name at text; where it ends, or NULL if there is none or it doesn't fit. */
static const char *name_at(const char *text, char *name, size_t size)
{
    size_t n = 0;

    while (is_name(text[n]) && n + 1 < size) {
        name[n] = text[n];
        n++;
    }
    name[n] = '\0';
    return n > 0 && !is_name(text[n]) ? text + n : NULL;
}

static const char *skip_space(const char *text)
{
    return text + strspn(text, " \n");
}

/* An integer, bare or in INT64_C(). */
static const char *value_at(const char *text, int64_t *value)
{
    char *end = NULL;

    if (strncmp(text, "INT64_C(", 8) == 0)
        text += 8;
    *value = strtoll(text, &end, 0);
    return end != text ? end : NULL;
}

static int read_enum(const char *at, header_constant *out, size_t *count)
{
    char group[32];

    at = name_at(at, group, sizeof group);
    at = at ? skip_space(at) : NULL;
    if (!at || *at++ != '{')
        return 0;
    for (at = skip_space(at); *at != '}'; at = skip_space(at)) {
        header_constant *one = &out[*count];

        if (*count == LIMIT || !(at = name_at(at, one->name, sizeof one->name)) || *(at = skip_space(at)) != '=')
            return 0;
        at = value_at(skip_space(at + 1), &one->value);
        if (!at)
            return 0;
        memcpy(one->group, group, sizeof group);
        ++*count;
        at = skip_space(at);
        if (*at == ',')
            at++;
        else if (*at != '}')
            return 0;
    }
    return 1;
}

static int read_define(const char *at, header_constant *out, size_t *count)
{
    header_constant *one = &out[*count];

    if (*count == LIMIT || !(at = name_at(at, one->name, sizeof one->name)))
        return 0;
    if (strncmp(one->name, "FAPI_", 5) != 0 || *at == '\n' || strncmp(at, " __attribute__", 14) == 0 || at[1] == '"')
        return 1; /* the include guard, attributes, FAPI_VERSION */
    one->group[0] = '\0';
    if (*at != ' ' || !value_at(at + 1, &one->value))
        return 0;
    ++*count;
    return 1;
}

header_constant *header_constants(size_t *count)
{
    size_t size = 0;
    char *text = t_file("../include/fapi.h", &size);
    header_constant *out = calloc(LIMIT, sizeof *out);
    int good = text && out;

    *count = 0;
    if (good)
        blank_comments(text);
    for (const char *at = text; good && at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, "enum ", 5) == 0)
            good = read_enum(at + 5, out, count);
        else if (strncmp(at, "#define ", 8) == 0)
            good = read_define(at + 8, out, count);
    }
    free(text);
    if (!good) {
        free(out);
        out = NULL;
    }
    return out;
}
