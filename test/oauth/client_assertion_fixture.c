/* SPDX-License-Identifier: Apache-2.0 */
#include "test/oauth/client_assertion_fixture.h"

#include "jose/signer.h"

/* RFC 8032 7.1, TEST 2. */
#define OTHER_X "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"
#define OTHER_JWK "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" OTHER_X "\""
static const char OTHER_PRIVATE[] = "{" OTHER_JWK ",\"d\":\"TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs\"}";
static const char OTHER_JWKS[] = "{\"keys\":[{" OTHER_JWK "}]}";

static int set_client(fapi_client_assertion *handle, const char *client, const char *keys)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    int rc = jwks == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(jwks, keys, strlen(keys));

    return rc == FAPI_OK ? fapi_client_assertion_set_client(handle, client, strlen(client), jwks, 0) : rc;
}

int ca_set_other_client(fapi_client_assertion *handle)
{
    return set_client(handle, OTHER_CLIENT, OTHER_JWKS);
}

int ca_ready(enum ca_mode mode, fapi_client_assertion **handle, fapi_verdict **verdict)
{
    int rc = FAPI_ERR_NOMEM;

    *handle = fapi_client_assertion_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*handle == NULL || *verdict == NULL)
        return rc;
    rc = set_client(*handle, CLIENT, t_public_jwks());
    if (rc == FAPI_OK)
        rc = fapi_client_assertion_set_issuer(*handle, S(ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_client_assertion_add_endpoint(*handle, S(TOKEN_URL));
    if (rc == FAPI_OK)
        rc = fapi_client_assertion_add_endpoint(*handle, S(PAR_URL));
    if (rc == FAPI_OK)
        rc = fapi_client_assertion_set_type(*handle, S(TYPE));
    if (rc == FAPI_OK && mode == FAPI1)
        rc = fapi_client_assertion_set_aud(*handle, FAPI_ASSERTION_AUD_ANY_ENDPOINT);
    return rc;
}

const char *ca_header(enum t_key_name key, const t_member *change)
{
    static const char *const kid[T_KEYS] = {"\"eddsa\"", "\"es256\"", "\"ps256\"", "\"rs256\""};
    char alg[16];
    const t_member members[] = {{"alg", alg}, {"kid", kid[key]}, {NULL, NULL}};

    snprintf(alg, sizeof alg, "\"%s\"", fapi_alg_name(t_alg(key)));
    return t_object(members, change, 1);
}

const char *ca_claims(const t_member *changes, size_t count)
{
    static const t_member members[] = {{"iss", "\"" CLIENT "\""}, {"sub", "\"" CLIENT "\""}, {"aud", "\"" ISSUER "\""},
                                       {"jti", "\"7f1e\""},       {"iat", "1800000000"},     {"nbf", "1800000000"},
                                       {"exp", "1800000060"},     {NULL, NULL}};

    return t_object(members, changes, count);
}

const char *ca_with(const char *claim, const char *value)
{
    return ca_by(T_EDDSA, &(t_member){claim, value}, 1);
}

const char *ca_by(enum t_key_name key, const t_member *changes, size_t count)
{
    return t_sign(key, ca_header(key, NULL), ca_claims(changes, count));
}

const char *ca_by_other(const char *header, const char *claims)
{
    AUTO(fapi_signer) signer = NULL;

    if (fapi_signer_new(t_context(), S(OTHER_PRIVATE), &signer) != FAPI_OK)
        return "";
    return t_make_jws(fapix_provider_default(), signer->key, header, claims, strlen(claims));
}

int ca_try(const fapi_client_assertion *handle, const char *assertion, int64_t now, fapi_verdict *verdict)
{
    if (assertion != NULL && assertion[0] == '\0')
        return FAPI_ERR_NOMEM;
    return fapi_client_assertion_check(handle, assertion, assertion == NULL ? 0 : strlen(assertion), now, verdict);
}

int ca_replay(const fapi_verdict *verdict, uint8_t key[32], int64_t *expiry)
{
    const uint8_t *p = NULL;
    size_t n = 0;
    int rc = fapi_verdict_replay_key(verdict, 0, &p, &n, expiry);

    if (rc == FAPI_OK && n != 32)
        rc = FAPI_ERR_NOT_FOUND;
    if (rc == FAPI_OK)
        memcpy(key, p, 32);
    return rc;
}

static const char *what_of(const ca_row *row)
{
    return row->header.name != NULL ? row->header.value : row->claims[0].value;
}

void ca_run_rows(const ca_row *rows, size_t count, const char *test)
{
    for (enum ca_mode mode = FAPI1; mode < MODES; mode++) {
        READY(mode, handle, verdict);
        for (size_t i = 0; i < count; i++) {
            const ca_row *r = &rows[i];
            const char *assertion = t_sign(T_EDDSA, ca_header(T_EDDSA, &r->header), ca_claims(r->claims, CA_CHANGES));
            int want = r->status[mode];

            CHECK(assertion[0] != '\0');
            STATUS(want, t_row(i, what_of(r), want, ca_try(handle, assertion, NOW, verdict)));
            if (want != FAPI_OK) {
                CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_CLIENT_ASSERTION);
                CHECK(fapi_verdict_http(verdict) == 401);
                CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_client") == 0);
            }
            if (mode == FAPI2)
                t_claim_all(r->ids, test);
        }
    }
}
