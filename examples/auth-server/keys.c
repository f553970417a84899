/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the server: one file, made on first start, kept from then on. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "as.h"

/* A value of 256 random bits; as a PKCE verifier is one, the library makes them. */
static json_t *fresh_secret(const char *path)
{
    char secret[FAPI_JKT_LENGTH + 1];

    if (fapi_pkce_verifier(secret, sizeof secret) != FAPI_OK)
        config_die(path, "no random bytes");
    return json_string(secret);
}

static json_t *fresh_key(const char *path, int alg)
{
    fapi_signer *signer = NULL;
    char text[10240];
    size_t n = 0;
    json_t *key = NULL;

    if (fapi_signer_generate(the.http.context, alg, &signer) == FAPI_OK
        && fapi_signer_private_jwk(signer, text, sizeof text, &n) == FAPI_OK)
        key = json_loadb(text, n, 0, NULL);
    explicit_bzero(text, sizeof text);
    fapi_signer_free(signer);
    if (key == NULL)
        config_die(path, "cannot make a key");
    return key;
}

/* A name is on the disk when its folder is. */
static int sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int n = slash == NULL ? snprintf(folder, sizeof folder, ".") : snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
    int fd = n > 0 && (size_t)n < sizeof folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int rc = fd < 0 ? -1 : fsync(fd);

    if (fd >= 0)
        close(fd);
    return rc;
}

/* Whole or not at all: a server that dies here must not come back with half a file, and nobody else may read it. umask is 077. */
static void write_file(const char *path, json_t *root)
{
    char other[4096];
    int n = snprintf(other, sizeof other, "%s.new", path);
    int fits = n > 0 && (size_t)n < sizeof other;
    /* One that is there already was left by a server that died here. */
    FILE *file = fits && (unlink(other) == 0 || errno == ENOENT) ? fopen(other, "wxe") : NULL;

    if (file == NULL || json_dumpf(root, file, JSON_INDENT(1)) != 0 || fflush(file) != 0 || fsync(fileno(file)) != 0
        || fclose(file) != 0 || rename(other, path) != 0 || sync_folder(path) != 0)
        config_die(path, "cannot be written: %s", strerror(errno));
}

static void load_key(const char *path, const json_t *key)
{
    char *text = json_dumps(key, JSON_COMPACT);
    fapi_signer *signer = NULL;
    int rc = text == NULL ? FAPI_ERR_NOMEM : fapi_signer_new(the.http.context, text, strlen(text), &signer);

    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
    if (rc == FAPI_OK && the.signer_count < MOST_KEYS)
        rc = fapi_as_add_signer(the.as, signer);
    else if (rc == FAPI_OK)
        rc = FAPI_ERR_RANGE;
    if (rc != FAPI_OK)
        config_die(path, "a key: %s", fapi_status_text(rc));
    the.signers[the.signer_count++] = signer;
}

static json_t *find_key(const json_t *keys, const char *alg)
{
    for (size_t i = 0; i < json_array_size(keys); i++) {
        json_t *key = json_array_get(keys, i);
        const char *name = json_string_value(json_object_get(key, "alg"));
        if (name != NULL && strcmp(name, alg) == 0)
            return key;
    }
    return NULL;
}

void keys_load(config *c, const char *path)
{
    const json_t *algs = config_list(c, "algs", 1);
    json_t *root = access(path, F_OK) == 0 ? config_read(path) : json_pack("{s:[]}", "keys"), *keys = NULL;
    int changed = 0;

    keys = json_object_get(root, "keys");
    if (!json_is_array(keys))
        config_die(path, "keys must be an array");
    if (json_object_get(root, "dpop_nonce_secret") == NULL) {
        json_object_set_new(root, "dpop_nonce_secret", fresh_secret(path));
        changed = 1;
    }
    for (size_t i = 0; i < json_array_size(algs); i++) {
        const char *name = json_string_value(json_array_get(algs, i));
        if (name == NULL)
            config_die(c->file, "algs must hold texts");
        int alg = config_constant(c, "algs", "FAPI_ALG", name);
        if (find_key(keys, fapi_alg_name(alg)) == NULL) {
            json_array_append_new(keys, fresh_key(path, alg));
            changed = 1;
        }
        load_key(path, find_key(keys, fapi_alg_name(alg))); /* in the order of the configuration: the first is the default */
    }
    if (changed)
        write_file(path, root);
    const char *secret = json_string_value(json_object_get(root, "dpop_nonce_secret"));
    if (secret == NULL
        || fapi_dpop_nonce_new(the.http.context, (const uint8_t *)secret, strlen(secret), 0, 0, &the.nonce) != FAPI_OK)
        config_die(path, "dpop_nonce_secret must be a text of 32 to 64 characters");
    json_decref(root);
}
