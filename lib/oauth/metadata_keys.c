/* SPDX-License-Identifier: Apache-2.0 */
/* A key set as a server publishes it or a client registers it: every key is judged, and the set as a whole. */
#include "oauth/metadata.h"

#include "crypto/provider.h"
#include "jose/alg.h"

enum { SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD };

static const fapix_slice nothing = {NULL, 0};

typedef struct set {
    fapi_findings *findings;
    const fapix_metadata_limits *limits;
    const char *member;
    bool alone;                        /* a published set, which may hold keys for other ends too */
    bool need_x5c, some_enc, some_bare; /* bare: a key without use */
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

/* Spec: RFC8705-2.2.2-1 */
static void judge_x5c(const set *keys, int index)
{
    const fapix_json *json = &keys->findings->keys.entry.json;
    const fapix_json_node *x5c = fapix_json_get(json, "x5c"), *first = fapix_json_first(json, x5c);
    bool good = x5c != NULL && x5c->type == FAPIX_JSON_ARRAY && first != NULL && first->type == FAPIX_JSON_STRING &&
                first->value.n > 0;

    if ((keys->need_x5c || x5c != NULL) && !good)
        add(keys, SHALL, FAPI_JWKS_X5C, NULL, index, nothing);
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
    judge_x5c(keys, index);
    judge_kid(keys, &fields, index);
    return judge_key(keys, &fields, index);
}

int fapix_metadata_keys(fapi_findings *findings, const fapix_metadata_limits *limits, fapix_slice json,
                        const char *member,
                        bool need_x5c)
{
    set keys = {.findings = findings, .limits = limits, .member = member, .alone = member[0] == '\0',
                .need_x5c = need_x5c};
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
    /* Spec: RFC8414-2-3 */
    if (keys.some_enc && keys.some_bare)
        add(&keys, SHALL, FAPI_JWKS_USE, NULL, -1, nothing);
    if (keys.alone && keys.some_other && !keys.some_fit)
        add(&keys, SHALL, FAPI_JWKS_ALG, limits->algs.clause, -1, nothing);
    return rc;
}
