/* SPDX-License-Identifier: Apache-2.0 */
#include "test/oauth/id_token_fixture.h"

int id_token_ready(fapi_id_token **id_token, fapi_jwks **jwks, fapi_verdict **verdict)
{
    int rc = FAPI_ERR_NOMEM;

    *id_token = fapi_id_token_new(t_context());
    *jwks = fapi_jwks_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*id_token == NULL || *verdict == NULL || *jwks == NULL)
        return rc;
    rc = fapi_jwks_load(*jwks, t_public_jwks(), strlen(t_public_jwks()));
    if (rc == FAPI_OK)
        rc = fapi_id_token_set_issuer(*id_token, S(ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_id_token_set_client(*id_token, S(CLIENT), 0);
    return rc == FAPI_OK ? fapi_id_token_set_nonce(*id_token, S(NONCE)) : rc;
}

const char *id_token_claims(const t_member *changes, size_t count)
{
    static const t_member members[] = {{"iss", "\"" ISSUER "\""}, {"sub", "\"24400320\""},  {"aud", "\"" CLIENT "\""},
                                       {"exp", "1800000300"},     {"iat", "1800000000"},    {"nonce", "\"" NONCE "\""},
                                       {NULL, NULL}};

    return t_object(members, changes, count);
}

const char *id_token_header(enum t_key_name key, const t_member *change)
{
    static const char *const kid[T_KEYS] = {"\"eddsa\"", "\"es256\"", "\"ps256\"", "\"rs256\""};
    char alg[16];
    const t_member members[] = {{"alg", alg}, {"kid", kid[key]}, {NULL, NULL}};

    snprintf(alg, sizeof alg, "\"%s\"", fapi_alg_name(t_alg(key)));
    return t_object(members, change, 1);
}

const char *id_token_by(enum t_key_name key, const t_member *changes, size_t count)
{
    return t_sign(key, id_token_header(key, NULL), id_token_claims(changes, count));
}

const char *id_token_with(const char *claim, const char *value)
{
    return id_token_by(T_EDDSA, &(t_member){claim, value}, 1);
}

int id_token_try(const fapi_id_token *id_token, const fapi_jwks *jwks, const char *jwt, int64_t now, fapi_verdict *verdict)
{
    if (jwt[0] == '\0' && t_injected())
        return FAPI_ERR_NOMEM;
    return fapi_id_token_check(id_token, jwks, jwt, strlen(jwt), now, verdict);
}

const char *id_token_hash(enum t_key_name key, const char *value)
{
    char hash[44];

    if (fapi_id_token_hash(t_alg(key), value, strlen(value), hash, sizeof hash) != FAPI_OK)
        return "";
    return t_format("\"%s\"", hash);
}

void id_token_run(const id_token_bench *bench, const id_token_row *rows, size_t count, const char *test)
{
    for (size_t i = 0; i < count; i++) {
        const id_token_row *r = &rows[i];
        const char *jwt = t_sign(T_EDDSA, id_token_header(T_EDDSA, &r->header), id_token_claims(r->claims, ID_TOKEN_CHANGES));
        const int want = r->status;
        const char *json = NULL;
        size_t n = 0;

        CHECK(jwt[0] != '\0');
        STATUS(want, t_row(i, r->header.name != NULL ? r->header.value : r->claims[0].value, want,
                           id_token_try(bench->id_token, bench->jwks, jwt, NOW, bench->verdict)));
        if (want != FAPI_OK) {
            CHECK(fapi_verdict_subject(bench->verdict) == FAPI_SUBJECT_ID_TOKEN);
            STATUS(FAPI_ERR_STATE, fapi_verdict_claims_json(bench->verdict, &json, &n));
        } else {
            STATUS(FAPI_OK, fapi_verdict_claims_json(bench->verdict, &json, &n));
        }
        t_claim_all(r->ids, test);
    }
}
