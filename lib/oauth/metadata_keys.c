/* SPDX-License-Identifier: Apache-2.0 */
/* A key set as a server publishes it or a client registers it: every key is judged, and the set as a whole. */
#include "oauth/metadata.h"

#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/alg.h"
#include "jose/jwk_certificate.h"

enum { SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD };

static const fapix_slice nothing = {NULL, 0};

typedef struct set {
    fapi_findings *findings;
    const fapix_metadata_limits *limits;
    const char *member;
    bool alone;                        /* a published set, which may hold keys for other ends too */
    bool some_x5c, some_enc, some_bare; /* bare: a key without use */
    bool some_fit, some_other;          /* keys whose algorithm is one of the profile, and others that are good keys */
    uint8_t hash_key[16];
    size_t kids;
} set;

static void add(const set *keys, int level, int status, const char *clause, int index, fapix_slice actual)
{
    fapix_findings_add(keys->findings, level, status, clause, keys->member, index, actual);
}

/* Key material that must never be there, and keys that no profile would verify with. Keys for encryption are not
 * imported. */
static int judge_key(set *keys, const fapix_jwk_fields *fields, int index)
{
    fapi_context *context = keys->findings->context;
    bool plain_rsa = (keys->limits->algs.value & (FAPI_ALG_PS256 | FAPI_ALG_RS256)) == FAPI_ALG_RS256;
    char jkt[FAPI_JKT_LENGTH + 1];
    fapix_key *key = NULL;
    int alg = 0, rc = FAPI_OK;

    if (fapix_slice_is(fields->use, "enc") && !fields->has_private && !fields->has_symmetric)
        return FAPI_OK;
    rc = fapix_jwk_import(context, fields, plain_rsa, &key, jkt);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    if (rc != FAPI_OK) {
        add(keys, SHALL, rc, NULL, index, rc == FAPI_JWK_PRIVATE || rc == FAPI_JWK_SYMMETRIC ? nothing : fields->kid);
        return FAPI_OK;
    }
    alg = context->provider->key_alg(key);
    context->provider->key_free(key);
    if ((alg & keys->limits->algs.value) != 0) {
        keys->some_fit = true;
    } else {
        keys->some_other = true;
        add(keys, keys->alone ? SHOULD : SHALL, FAPI_JWKS_ALG, keys->limits->algs.clause, index,
            fapix_slice_str(fapi_alg_name(alg)));
    }
    return FAPI_OK;
}

static void judge_kid(set *keys, const fapix_jwk_fields *fields, int index)
{
    const fapix_limit *duplicate = &keys->limits->duplicate_kid;
    uint64_t hash = 0;

    if (!fields->has_kid) {
        add(keys, SHOULD, FAPI_JWKS_KID, NULL, index, nothing);
        return;
    }
    hash = keys->findings->context->provider->keyed_hash(keys->hash_key, fields->kid);
    for (size_t i = 0; i < keys->kids; i++) {
        /* Spec: CDR-jwks-2, FAPI2SP-5.4.2-3, FAPI1ADV-8.9-3 */
        if (keys->findings->kids[i] == hash) {
            add(keys, duplicate->value == FAPI_DUPLICATE_KID_REFUSE ? SHALL : SHOULD, FAPI_JWKS_DUPLICATE_KID,
                duplicate->clause,
                index, fields->kid);
            return;
        }
    }
    keys->findings->kids[keys->kids++] = hash;
}

/* What a certificate in x5c is read into: made for the first one. */
typedef struct room {
    fapix_certificate_content content;
    uint8_t der[FAPI_MAX_CERTIFICATE];
} room;

/* base64url of so many octets, and nothing else? */
static bool is_digest(const fapix_json_node *node, size_t octets)
{
    uint8_t decoded[32];
    size_t n = 0;

    return node->type == FAPIX_JSON_STRING && node->value.n == fapix_base64url_encoded(octets) &&
           fapix_base64url_decode(node->value, decoded, &n) == FAPI_OK && n == octets;
}

/* der {NULL, 0}: there is no certificate to compare with. */
static int judge_thumbprints(const set *keys, int index, fapix_slice der)
{
    const fapi_context *context = keys->findings->context;
    const fapix_json *json = &keys->findings->keys.entry.json;
    const fapix_json_node *x5t = fapix_json_get(json, "x5t"), *x5t256 = fapix_json_get(json, "x5t#S256");
    char digest[FAPI_JKT_LENGTH + 1];
    bool good = x5t256 == NULL || is_digest(x5t256, 32);
    int rc = FAPI_OK;

    /* One widespread server writes the hexadecimal digits of SHA-1 in base64url. x5t finds no key here. */
    if (x5t != NULL && !is_digest(x5t, 20))
        add(keys, SHOULD, FAPI_JWKS_X5T, NULL, index, x5t->value);
    if (good && x5t256 != NULL && der.n > 0) {
        rc = fapix_sha256_base64url(context->provider, context->engine, der, digest);
        good = rc == FAPI_OK && fapix_slice_is(x5t256->value, digest);
    }
    /* Spec: RFC7517-4.9-1 */
    if (rc == FAPI_OK && !good)
        add(keys, SHALL, FAPI_JWKS_X5T, NULL, index, x5t256->value);
    return rc;
}

/* The first certificate against the members beside it. Keys of kinds that no profile knows are left alone. */
static int judge_certificate(const set *keys, const fapix_jwk_fields *fields, int index, room *space, fapix_slice der)
{
    int rc = keys->findings->context->provider->certificate_read(der, &space->content);
    const bool sign = fapix_slice_is(fields->use, "sig") || fields->ops_verify;

    /* Mbed TLS reads no certificate with an Ed25519 key. */
    if (rc == FAPI_ERR_UNSUPPORTED)
        return judge_thumbprints(keys, index, der);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    if (rc != FAPI_OK) {
        add(keys, SHALL, FAPI_JWKS_X5C, NULL, index, fapix_slice_str(fapi_status_name(rc)));
        return FAPI_OK;
    }
    /* Spec: RFC7517-4.7-1 */
    if (space->content.key.alg != 0 && !fapix_jwk_is_key(fields, &space->content.key))
        add(keys, SHALL, FAPI_JWKS_CERTIFICATE_KEY, NULL, index, fields->kid);
    /* Spec: RFC7517-4.7-2 - that alg fits the key is judged with the key */
    if ((sign && !space->content.may_sign) || (fapix_slice_is(fields->use, "enc") && !space->content.may_encrypt))
        add(keys, SHALL, FAPI_JWKS_CERTIFICATE_USE, NULL, index, fields->use);
    return judge_thumbprints(keys, index, der);
}

static int judge_x5c(set *keys, const fapix_jwk_fields *fields, int index)
{
    const fapix_memory *memory = &keys->findings->context->memory;
    const fapix_json *json = &keys->findings->keys.entry.json;
    const fapix_json_node *x5c = fapix_json_get(json, "x5c");
    fapix_slice der = {NULL, 0};
    room *space = NULL;
    int rc = FAPI_OK;

    if (x5c == NULL)
        return judge_thumbprints(keys, index, der);
    keys->some_x5c = true;
    space = fapix_alloc(memory, sizeof *space);
    if (space == NULL)
        return FAPI_ERR_NOMEM;
    if (fapix_jwk_x5c_first(json, x5c, space->der, &der))
        rc = judge_certificate(keys, fields, index, space, der);
    else
        add(keys, SHALL, FAPI_JWKS_X5C, NULL, index, nothing);
    fapix_free(memory, space, sizeof *space);
    return rc;
}

static int judge_entry(set *keys, int index)
{
    fapix_jwk_fields fields;
    int rc = fapix_jwks_text_next(&keys->findings->keys, &fields);

    if (rc != FAPI_OK) {
        add(keys, SHALL, rc, NULL, index, nothing);
        return FAPI_OK;
    }
    keys->some_enc = keys->some_enc || fapix_slice_is(fields.use, "enc");
    keys->some_bare = keys->some_bare || fields.use.p == NULL;
    rc = judge_x5c(keys, &fields, index);
    if (rc != FAPI_OK)
        return rc;
    judge_kid(keys, &fields, index);
    return judge_key(keys, &fields, index);
}

int fapix_metadata_keys(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json,
                        const char *member,
                        bool need_x5c)
{
    set keys = {.findings = findings, .limits = limits, .member = member, .alone = member[0] == '\0'};
    int rc = findings->context->provider->random(keys.hash_key, sizeof keys.hash_key), form = FAPI_OK;

    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7591-2-5 */
    form = fapix_jwks_text_open(&findings->keys, json);
    if (form == FAPI_OK && findings->keys.count == 0)
        form = FAPI_JWKS_EMPTY;
    if (form != FAPI_OK) {
        add(&keys, SHALL, form, NULL, -1, nothing);
        return FAPI_OK;
    }
    for (size_t i = 0; rc == FAPI_OK && i < findings->keys.count; i++)
        rc = judge_entry(&keys, (int)i);
    /* Spec: RFC8705-2.2.2-1 - keys that sign messages may stand beside those of certificates */
    if (need_x5c && !keys.some_x5c)
        add(&keys, SHALL, FAPI_JWKS_X5C, NULL, -1, nothing);
    /* Spec: RFC8414-2-3 */
    if (keys.some_enc && keys.some_bare)
        add(&keys, SHALL, FAPI_JWKS_USE, NULL, -1, nothing);
    if (keys.alone && keys.some_other && !keys.some_fit)
        add(&keys, SHALL, FAPI_JWKS_ALG, limits->algs.clause, -1, nothing);
    return rc;
}
