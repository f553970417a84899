/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of the client: one JSON object, in which an unknown member is an error. */
#include "client.h"

#include <string.h>

static int fail(const char *what, const char *name)
{
    fprintf(stderr, "client: configuration: %s%s%s\n", what, name[0] == '\0' ? "" : ": ", name);
    return -1;
}

static int is_known(const char *name)
{
    static const char *const names[] = {"issuer", "ca", "profile", "controls", "client", "clients", "client_id", "key", "dpop_key",
                                        "certificate", "certificate_key", "parameters", "push", "userinfo", "revoke", "resource"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

static int check_names(json_t *object)
{
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach(object, name, value)
        if (!is_known(name))
            return fail("unknown member", name);
    return 0;
}

/* A path of the configuration, from the folder of its file. */
static int path_of(const config *c, const char *member, char *path, size_t size)
{
    const char *name = json_string_value(json_object_get(c->json, member));
    int n = 0;

    path[0] = '\0';
    if (name == NULL)
        return json_object_get(c->json, member) == NULL ? 0 : fail("not a string", member);
    n = snprintf(path, size, "%s%s", name[0] == '/' ? "" : c->folder, name);
    return n < 0 || (size_t)n >= size ? fail("path too long", member) : 0;
}

static int read_key(const config *c, const char *member, text *key)
{
    char path[1200];

    if (path_of(c, member, path, sizeof path) != 0)
        return -1;
    return path[0] == '\0' ? 0 : text_read_file(key, path);
}

/* The metadata stand here, or in the list of clients that an authorization server of these examples reads. */
static int find_client(config *c)
{
    const char *id = json_string_value(json_object_get(c->json, "client_id"));
    char path[1200];
    json_t *one = NULL;
    size_t i = 0;

    c->client = json_object_get(c->json, "client");
    if (c->client != NULL)
        return json_is_object(c->client) ? 0 : fail("not an object", "client");
    if (path_of(c, "clients", path, sizeof path) != 0)
        return -1;
    if (path[0] == '\0' || id == NULL)
        return fail("give client, or clients and client_id", "");
    c->clients = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    json_array_foreach(json_object_get(c->clients, "clients"), i, one) {
        const char *its = json_string_value(json_object_get(one, "client_id"));

        if (its != NULL && strcmp(its, id) == 0)
            c->client = one;
    }
    return c->client == NULL ? fail("no such client", id) : 0;
}

static int read_strings(config *c)
{
    json_t *push = json_object_get(c->json, "push"), *userinfo = json_object_get(c->json, "userinfo"),
           *revoke = json_object_get(c->json, "revoke");

    c->issuer = json_string_value(json_object_get(c->json, "issuer"));
    c->profile = json_string_value(json_object_get(c->json, "profile"));
    c->resource = json_string_value(json_object_get(c->json, "resource"));
    c->controls = json_object_get(c->json, "controls");
    c->parameters = json_object_get(c->json, "parameters");
    c->push = push == NULL || json_is_true(push);
    c->userinfo = userinfo == NULL || json_is_true(userinfo);
    c->revoke = revoke == NULL || json_is_true(revoke);
    if (c->issuer == NULL || c->profile == NULL)
        return fail("issuer and profile must be there", "");
    return 0;
}

static int read_files(config *c)
{
    if (path_of(c, "ca", c->ca, sizeof c->ca) != 0 || path_of(c, "certificate", c->certificate, sizeof c->certificate) != 0 ||
        path_of(c, "certificate_key", c->certificate_key, sizeof c->certificate_key) != 0)
        return -1;
    if (read_key(c, "key", &c->key) != 0 || read_key(c, "dpop_key", &c->dpop_key) != 0)
        return -1;
    return find_client(c);
}

int config_read(config *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    json_error_t error;

    memset(c, 0, sizeof *c);
    if (n >= sizeof c->folder)
        return fail("path too long", path);
    memcpy(c->folder, path, n);
    c->json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(c->json)) {
        fprintf(stderr, "client: %s: %s\n", path, c->json == NULL ? error.text : "not an object");
        return -1;
    }
    if (check_names(c->json) != 0 || read_strings(c) != 0)
        return -1;
    return read_files(c);
}

void config_free(config *c)
{
    text_free(&c->key);
    text_free(&c->dpop_key);
    json_decref(c->clients);
    json_decref(c->json);
}
