/* SPDX-License-Identifier: Apache-2.0 */
/* What was registered against what was asked for. */
#include "test/oauth/table.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ASKED                                                                                                      \
    "{\"redirect_uris\":[\"https://c.example/a\",\"https://c.example/b\"],\"scope\":\"openid accounts\",\"n\":1,"  \
    "\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"x\":\"AA\"}]},\"client_name\":\"Name\",\"software_roles\":[]}"
#define ID "\"client_id\":\"1\","

enum { SHALL = FAPI_LEVEL_SHALL, SHOULD = FAPI_LEVEL_SHOULD };

typedef struct row {
    const char *given;
    int status, level;
    const char *member;
    const char *ids;
} row;

#define REDIRECTS "\"redirect_uris\":[\"https://c.example/a\",\"https://c.example/b\"],"
#define SCOPE "\"scope\":\"openid accounts\","
#define KEYS "\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"x\":\"AA\"}]},"
#define REST "\"n\":1,\"software_roles\":[],\"client_name\":\"Name\""

static void changes(void **state)
{
    static const row rows[] = {
        {"{" ID REDIRECTS SCOPE KEYS REST "}", FAPI_OK, 0, NULL, "+RFC7591-3.2.1-4"},
        /* The same in another order and spelling, and with what the server adds. */
        {"{" ID "\"redirect_uris\" : [\"https://c.example/b\",\"https:\\/\\/c.example\\/a\"],\"scope\":\"accounts  openid\","
         "\"jwks\":{\"keys\":[{\"x\":\"AA\",\"kty\":\"OKP\"}]}," REST ",\"client_secret\":\"s\"}", FAPI_OK, 0, NULL, NULL},
        {"{" REDIRECTS SCOPE KEYS REST "}", FAPI_REGISTERED_CLIENT_ID, SHALL, "client_id", NULL},
        {"{\"client_id\":7," REDIRECTS SCOPE KEYS REST "}", FAPI_REGISTERED_CLIENT_ID, SHALL, "client_id", NULL},
        {"{" ID SCOPE KEYS REST "}", FAPI_REGISTERED_MISSING, SHALL, "redirect_uris", "-RFC7591-3.2.1-4"},
        {"{" ID REDIRECTS KEYS REST "}", FAPI_REGISTERED_MISSING, SHOULD, "scope", NULL},
        {"{" ID "\"redirect_uris\":[\"https://c.example/a\"]," SCOPE KEYS REST "}", FAPI_REGISTERED_CHANGED, SHALL,
         "redirect_uris", "-RFC7591-3.2.1-4"},
        {"{" ID "\"redirect_uris\":[\"https://c.example/a\",\"https://evil.example/b\"]," SCOPE KEYS REST "}",
         FAPI_REGISTERED_CHANGED, SHALL, "redirect_uris", "-RFC7591-3.2.1-4"},
        {"{" ID "\"redirect_uris\":\"https://c.example/a\"," SCOPE KEYS REST "}", FAPI_REGISTERED_CHANGED, SHALL,
         "redirect_uris", NULL},
        {"{" ID REDIRECTS "\"scope\":\"openid\"," KEYS REST "}", FAPI_REGISTERED_CHANGED, SHOULD, "scope", NULL},
        {"{" ID REDIRECTS "\"scope\":\"openid accounts payments\"," KEYS REST "}", FAPI_REGISTERED_CHANGED, SHOULD, "scope",
         NULL},
        {"{" ID REDIRECTS "\"scope\":[]," KEYS REST "}", FAPI_REGISTERED_CHANGED, SHOULD, "scope", NULL},
        {"{" ID REDIRECTS SCOPE "\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"x\":\"AB\"}]}," REST "}", FAPI_REGISTERED_CHANGED, SHALL,
         "jwks", NULL},
        {"{" ID REDIRECTS SCOPE "\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"y\":\"AA\"}]}," REST "}", FAPI_REGISTERED_CHANGED, SHALL,
         "jwks", NULL},
        {"{" ID REDIRECTS SCOPE "\"jwks\":{\"keys\":[{\"kty\":\"OKP\"}]}," REST "}", FAPI_REGISTERED_CHANGED, SHALL, "jwks", NULL},
        {"{" ID REDIRECTS SCOPE "\"jwks\":{\"keys\":[]}," REST "}", FAPI_REGISTERED_CHANGED, SHALL, "jwks", NULL},
        {"{" ID REDIRECTS SCOPE KEYS "\"n\":2,\"software_roles\":[],\"client_name\":\"Name\"}", FAPI_REGISTERED_CHANGED, SHOULD,
         "n", NULL},
        {"{" ID REDIRECTS SCOPE KEYS "\"n\":1,\"software_roles\":[\"x\"],\"client_name\":\"Name\"}", FAPI_REGISTERED_CHANGED,
         SHOULD, "software_roles", NULL},
        {"{" ID REDIRECTS SCOPE KEYS "\"n\":1,\"software_roles\":[],\"client_name\":{\"a\":1}}", FAPI_REGISTERED_CHANGED, SHOULD,
         "client_name", NULL},
        {"[]", FAPI_JSON_NOT_OBJECT, SHALL, "", NULL},
    };
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    (void)state;
    CHECK(findings != NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        int want = rows[i].level == SHALL ? rows[i].status : FAPI_OK;

        STATUS(want, t_row(i, rows[i].given, want,
                           fapi_registration_compare(ASKED, sizeof ASKED - 1, rows[i].given, strlen(rows[i].given), findings)));
        CHECK(fapi_findings_count(findings) == (rows[i].status != FAPI_OK));
        if (rows[i].status != FAPI_OK) {
            CHECK(fapi_findings_status(findings, 0) == rows[i].status && fapi_findings_level(findings, 0) == rows[i].level);
            CHECK(strcmp(fapi_findings_member(findings, 0), rows[i].member) == 0);
        }
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_ERR_ARG, fapi_registration_compare(NULL, 1, "{}", 2, findings));
    STATUS(FAPI_ERR_ARG, fapi_registration_compare("{}", 2, "{}", 2, NULL));
}

/* A list that names one thing twice must not hide another. */
static void doubled(void **state)
{
    static const char asked[] = "{\"redirect_uris\":[\"https://c.example/a\",\"https://c.example/a\"]}";
    static const char given[] = "{\"client_id\":\"1\",\"redirect_uris\":[\"https://c.example/a\",\"https://evil.example\"]}";
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());

    (void)state;
    CHECK(findings != NULL);
    STATUS(FAPI_REGISTERED_CHANGED, fapi_registration_compare(asked, sizeof asked - 1, given, sizeof given - 1, findings));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(changes), cmocka_unit_test(doubled)};

    return t_main("registration_compare", tests, COUNT(tests));
}
