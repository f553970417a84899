/* SPDX-License-Identifier: Apache-2.0 */
#include "test/oauth/jarm_fixture.h"

#include "base/verdict.h"

int jarm_ready(fapi_jarm **jarm, fapi_verdict **verdict)
{
    AUTO(fapi_jwks) jwks = fapi_jwks_new(t_context());
    int rc = FAPI_ERR_NOMEM;

    *jarm = fapi_jarm_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*jarm == NULL || *verdict == NULL || jwks == NULL)
        return rc;
    rc = fapi_jwks_load(jwks, t_public_jwks(), strlen(t_public_jwks()));
    if (rc == FAPI_OK)
        rc = fapi_jarm_set_server(*jarm, S(ISSUER), jwks);
    if (rc == FAPI_OK)
        rc = fapi_jarm_set_client(*jarm, S(CLIENT), 0);
    return rc == FAPI_OK ? fapi_jarm_set_state(*jarm, S(STATE)) : rc;
}

const char *jarm_claims(const t_member *changes, size_t count)
{
    static const t_member members[] = {{"iss", "\"" ISSUER "\""}, {"aud", "\"" CLIENT "\""}, {"exp", "1800000060"},
                                       {"code", "\"SplxlOBe\""},  {"state", "\"" STATE "\""}, {NULL, NULL}};

    return t_object(members, changes, count);
}

const char *jarm_header(enum t_key_name key, const t_member *change)
{
    static const char *const kid[T_KEYS] = {"\"eddsa\"", "\"es256\"", "\"ps256\"", "\"rs256\""};
    char alg[16];
    const t_member members[] = {{"alg", alg}, {"kid", kid[key]}, {NULL, NULL}};

    snprintf(alg, sizeof alg, "\"%s\"", fapi_alg_name(t_alg(key)));
    return t_object(members, change, 1);
}

const char *jarm_by(enum t_key_name key, const t_member *changes, size_t count)
{
    return t_sign(key, jarm_header(key, NULL), jarm_claims(changes, count));
}

const char *jarm_with(const char *claim, const char *value)
{
    return jarm_by(T_EDDSA, &(t_member){claim, value}, 1);
}

int jarm_try(fapi_jarm *jarm, const char *jwt, int64_t now, fapi_verdict *verdict)
{
    const char *parameters = jwt[0] == '\0' ? "" : t_format("response=%s", jwt);

    if (parameters[0] == '\0')
        return FAPI_ERR_NOMEM;
    return fapi_jarm_check(jarm, parameters, strlen(parameters), now, verdict);
}

void jarm_run(fapi_jarm *jarm, fapi_verdict *verdict, const jarm_row *rows, size_t count, const char *test)
{
    for (size_t i = 0; i < count; i++) {
        const jarm_row *r = &rows[i];
        const char *jwt = t_sign(T_EDDSA, jarm_header(T_EDDSA, &r->header), jarm_claims(r->claims, JARM_CHANGES));
        const int want = r->status;

        CHECK(jwt[0] != '\0');
        STATUS(want, t_row(i, r->header.name != NULL ? r->header.value : r->claims[0].value, want,
                           jarm_try(jarm, jwt, NOW, verdict)));
        CHECK((verdict->server_error[0] != '\0') == (want == FAPI_AUTHORIZATION_RESPONSE_ERROR));
        if (want != FAPI_OK) {
            const char *json = NULL;
            size_t n = 0;

            CHECK(fapi_verdict_subject(verdict) == FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
            STATUS(FAPI_ERR_STATE, fapi_verdict_claims_json(verdict, &json, &n));
        }
        t_claim_all(r->ids, test);
    }
}
