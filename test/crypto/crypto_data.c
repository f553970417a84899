/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/crypto_data.h"

const fapix_provider *provider(void)
{
    return t_context()->provider;
}

fapix_engine *engine(void)
{
    return t_context()->engine;
}

static int digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

octets hex_octets(const char *hex)
{
    octets bytes = {NULL, hex == NULL ? 0 : strlen(hex) / 2};

    if (hex == NULL)
        return bytes;
    bytes.p = malloc(bytes.n + (bytes.n == 0));
    for (size_t i = 0; i < bytes.n; i++) {
        int high = digit(hex[2 * i]), low = digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            abort(); /* the vectors are damaged */
        bytes.p[i] = (uint8_t)(high << 4 | low);
    }
    return bytes;
}

octets hex_member(const json_t *object, const char *name)
{
    return hex_octets(json_string_value(json_object_get(object, name)));
}

fapix_slice slice_of(octets bytes)
{
    return fapix_slice_of(bytes.p, bytes.n);
}

void key_data_read(key_data *data, const json_t *object)
{
    static const char *const names[KEY_MEMBERS] = {"n", "e", "x", "y", "d", "p", "q", "dp", "dq", "qi"};
    fapix_key_parts *parts = &data->parts;
    fapix_slice *const slices[KEY_MEMBERS] = {&parts->n, &parts->e, &parts->x, &parts->y, &parts->d,
                                              &parts->p, &parts->q, &parts->dp, &parts->dq, &parts->qi};

    memset(data, 0, sizeof *data);
    for (size_t i = 0; i < KEY_MEMBERS; i++) {
        data->member[i] = hex_member(object, names[i]);
        *slices[i] = slice_of(data->member[i]);
    }
    parts->alg = alg_of(json_string_value(json_object_get(object, "alg")));
}

void key_data_free(key_data *data)
{
    for (size_t i = 0; i < KEY_MEMBERS; i++)
        free(data->member[i].p);
}

int alg_of(const char *name)
{
    for (int alg = 1; alg <= FAPI_ALG_RS256; alg *= 2) {
        if (name != NULL && strcmp(name, fapi_alg_name(alg)) == 0)
            return alg;
    }
    return 0;
}

int status_of(const char *name)
{
    for (size_t i = 0; i < fapi_status_count(); i++) {
        if (name != NULL && strcmp(name, fapi_status_name(fapi_status_at(i))) == 0)
            return fapi_status_at(i);
    }
    return -1;
}

int jwe_alg_of(const char *name)
{
    static const char *const names[] = {"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (name != NULL && strcmp(name, names[i]) == 0)
            return 1 << i;
    }
    return 0;
}

int jwe_enc_of(const char *name)
{
    static const char *const names[] = {"A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (name != NULL && strcmp(name, names[i]) == 0)
            return 1 << i;
    }
    return 0;
}

fapix_slice number_of(octets *bytes, size_t width)
{
    size_t skip = 0;

    while (skip < bytes->n && bytes->p[skip] == 0 && (width == 0 || bytes->n - skip > width))
        skip++;
    if (bytes->n - skip < width) {
        uint8_t *wide = calloc(1, width);
        memcpy(wide + width - bytes->n, bytes->p, bytes->n);
        free(bytes->p);
        *bytes = (octets){wide, width};
    }
    return fapix_slice_of(bytes->p + skip, bytes->n - skip);
}

bool all_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;

    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return any == 0;
}

json_t *read_json(const char *path, char *(*reader)(const char *, size_t *))
{
    size_t n = 0;
    char *text = reader(path, &n);
    json_t *json = text == NULL ? NULL : json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);

    free(text);
    return json;
}

int sweep_data_load(void **state)
{
    *state = read_json("vectors/crypto/sweep.json", t_file);
    return 0;
}

int encryption_data_load(void **state)
{
    *state = read_json("vectors/crypto/encryption.json", t_file);
    return 0;
}

int sweep_data_free(void **state)
{
    json_decref(*state);
    return 0;
}

void drop_key(fapix_key **key)
{
    provider()->key_free(*key);
}

void drop_octets(octets *bytes)
{
    free(bytes->p);
}

void drop_json(json_t **json)
{
    json_decref(*json);
}

void drop_secret_key(fapix_secret_key **key)
{
    provider()->secret_key_free(*key);
}
