/* SPDX-License-Identifier: Apache-2.0 */
/* Client authentication: which way a request takes, and that it is one, and the registered one. */
#include "test/oauth/table.h"

#define S(text) (text), (sizeof(text) - 1)
#define TYPE "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
#define GRANT "grant_type=client_credentials"
#define ID "&client_id=c"
#define ASSERTION "&client_assertion_type=" TYPE "&client_assertion=a.b.c"
#define SECRET "&client_secret=x"
#define AUTH(status) FAPI_CLIENT_AUTH_##status
#define PKJ FAPI_AUTH_PRIVATE_KEY_JWT
#define TLS FAPI_AUTH_TLS_CLIENT_AUTH
#define SELF FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH
#define ALL (PKJ | TLS | SELF)

typedef struct request {
    const char *body, *query;
    int authorization, certificate, registered, allowed, public_clients, status;
    const char *error, *ids;
} request;

static const request REQUESTS[] = {
    /* one way, the registered one */
    {GRANT ASSERTION, "", 0, 0, PKJ, ALL, 0, FAPI_OK, "",
     "+RFC6749-2.3-1 +FAPI2SP-5.3.2.1-6 +RFC7521-4.2.1-1 +OIDCC-9-3 +FAPI1BASE-5.2.2-4 +FAPI1ADV-5.2.2-14 "
     "+RFC6749-2.3.1-1 +RFC6749-3.2.1-1 +CDR-clientauth-1 +RFC9700-2.5-1 +FAPI2SP-5.3.2.1-3 +FAPI1ADV-5.2.2-16 "
     "+CDR-clienttypes-1 +CIBA-7.1-1 +CIBA-4-6"},
    {GRANT ID ASSERTION, "", 0, 0, PKJ, PKJ, 0, FAPI_OK, "", "+CDR-clientauth-1"},
    {GRANT ID ASSERTION, "", 0, 1, PKJ, ALL, 0, FAPI_OK, "", NULL}, /* the certificate is for the tokens */
    {GRANT ID, "", 0, 1, TLS, ALL, 0, FAPI_OK, "", "+FAPI2SP-5.3.2.1-6 +OIDCC-9-3"},
    {GRANT ID, "", 0, 1, SELF, ALL, 0, FAPI_OK, "", NULL},
    {GRANT ID ASSERTION "&resource=a&resource=b", "client_id=c", 0, 0, PKJ, ALL, 0, FAPI_OK, "", NULL},
    {GRANT ID, "", 0, 0, 0, ALL, 1, FAPI_OK, "", "+RFC6749-3.2.1-1"},
    {GRANT ID "&client_secret=", "", 0, 1, TLS, ALL, 0, FAPI_OK, "", NULL}, /* empty is absent, RFC 6749 3.1 */
    /* none */
    {GRANT ID, "", 0, 0, PKJ, ALL, 0, AUTH(MISSING), "invalid_client", "-RFC6749-3.2.1-1"},
    {GRANT ID, "", 0, 1, PKJ, ALL, 0, AUTH(MISSING), "invalid_client", NULL},
    {GRANT ID, "", 0, 0, TLS, ALL, 0, AUTH(MISSING), "invalid_client", NULL},
    {"", "", 0, 0, SELF, ALL, 0, AUTH(MISSING), "invalid_client", NULL},
    {GRANT, "", 0, 1, TLS, ALL, 0, AUTH(CLIENT_ID_MISSING), "invalid_client", "-RFC6749-3.2.1-1"},
    {GRANT, "", 0, 0, 0, ALL, 1, AUTH(CLIENT_ID_MISSING), "invalid_client", NULL},
    /* public clients */
    {GRANT ID, "", 0, 0, 0, ALL, 0, AUTH(PUBLIC), "invalid_client",
     "-FAPI2SP-5.3.2.1-3 -FAPI1ADV-5.2.2-16 -CDR-clienttypes-1"},
    {GRANT ID, "", 0, 1, 0, ALL, 0, AUTH(PUBLIC), "invalid_client", NULL},
    {GRANT ID ASSERTION, "", 0, 0, 0, ALL, 1, AUTH(METHOD), "invalid_client", NULL},
    /* secrets */
    {GRANT ID SECRET, "", 0, 0, PKJ, ALL, 0, AUTH(SECRET), "invalid_client",
     "-FAPI2SP-5.3.2.1-6 -FAPI1BASE-5.2.2-4 -FAPI1ADV-5.2.2-14 -RFC9700-2.5-1"},
    {GRANT, "", 1, 0, PKJ, ALL, 0, AUTH(SECRET), "invalid_client", "-FAPI2SP-5.3.2.1-6 -FAPI1BASE-5.2.2-4"},
    {GRANT ID SECRET, "", 0, 0, 0, ALL, 1, AUTH(SECRET), "invalid_client", NULL},
    /* two */
    {GRANT ID ASSERTION SECRET, "", 0, 0, PKJ, ALL, 0, FAPI_CLIENT_ASSERTION_NOT_ALONE, "invalid_client",
     "-RFC7521-4.2.1-1 !CA-05"},
    {GRANT ID ASSERTION, "", 1, 0, PKJ, ALL, 0, FAPI_CLIENT_ASSERTION_NOT_ALONE, "invalid_client", "-RFC7521-4.2.1-1"},
    {GRANT ID ASSERTION, "", 0, 1, TLS, ALL, 0, FAPI_CLIENT_ASSERTION_NOT_ALONE, "invalid_client", NULL},
    {GRANT ID SECRET, "", 1, 0, PKJ, ALL, 0, AUTH(MULTIPLE), "invalid_request", "-RFC6749-2.3-1"},
    {GRANT ID SECRET, "", 0, 1, TLS, ALL, 0, AUTH(MULTIPLE), "invalid_request", "-RFC6749-2.3-1"},
    {GRANT ID, "", 1, 1, SELF, ALL, 0, AUTH(MULTIPLE), "invalid_request", NULL},
    /* another than the registered, or one that is not allowed */
    {GRANT ID ASSERTION, "", 0, 0, TLS, ALL, 0, AUTH(METHOD), "invalid_client", "-OIDCC-9-3 -CIBA-7.1-1 -CIBA-4-6"},
    {GRANT ID, "", 0, 1, TLS, PKJ, 0, AUTH(NOT_ALLOWED), "invalid_client", "-CDR-clientauth-1 -FAPI2SP-5.3.2.1-6"},
    {GRANT ID ASSERTION, "", 0, 0, PKJ, TLS | SELF, 0, AUTH(NOT_ALLOWED), "invalid_client", NULL},
    /* in the URL */
    {GRANT ID ASSERTION, "client_secret=x", 0, 0, PKJ, ALL, 0, AUTH(IN_URL), "invalid_request", "-RFC6749-2.3.1-1"},
    {GRANT ID, "client_assertion=a.b.c", 0, 0, PKJ, ALL, 0, AUTH(IN_URL), "invalid_request", "-RFC6749-2.3.1-1"},
};

static void requests(void **state)
{
    (void)state;
    AUTO(fapi_client_auth) handle = fapi_client_auth_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(handle != NULL && verdict != NULL);
    for (size_t i = 0; i < sizeof REQUESTS / sizeof *REQUESTS; i++) {
        const request *r = &REQUESTS[i];
        STATUS(FAPI_OK, fapi_client_auth_set_body(handle, r->body, strlen(r->body)));
        STATUS(FAPI_OK, fapi_client_auth_set_query(handle, r->query, strlen(r->query)));
        STATUS(FAPI_OK, fapi_client_auth_set_connection(handle, r->authorization, r->certificate));
        STATUS(FAPI_OK, fapi_client_auth_set_registered(handle, r->registered));
        STATUS(FAPI_OK, fapi_client_auth_set_allowed(handle, r->allowed, r->public_clients));
        STATUS(r->status, t_row(i, r->body, r->status, fapi_client_auth_check(handle, verdict)));
        CHECK(strcmp(fapi_verdict_oauth_error(verdict), r->error) == 0);
        CHECK(fapi_verdict_http(verdict) == (r->status == FAPI_OK                            ? 200
                                             : strcmp(r->error, "invalid_client") == 0 ? 401 : 400));
        t_claim_all(r->ids, __func__);
    }
}

/* What two readers could read in two ways passes no check, nor does what came before it. */
static void forms(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        int status;
    } cases[] = {
        {GRANT ID ASSERTION "&client_assertion=d.e.f", FAPI_FORM_REPEATED},
        {GRANT ID ASSERTION "&client_assertion_type=" TYPE, FAPI_FORM_REPEATED},
        {GRANT ID ASSERTION "&client_id=d", FAPI_FORM_REPEATED},
        {GRANT ID ASSERTION "&client_%69d=d", FAPI_FORM_REPEATED},
        {GRANT ID ASSERTION "&client_secret=%", FAPI_FORM_ESCAPE},
        {GRANT ID ASSERTION "&x=%00", FAPI_FORM_NUL},
    };
    const char *value = NULL;
    size_t n = 0;
    AUTO(fapi_client_auth) handle = fapi_client_auth_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(handle != NULL && verdict != NULL);
    STATUS(FAPI_OK, fapi_client_auth_set_registered(handle, PKJ));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        STATUS(FAPI_OK, fapi_client_auth_set_body(handle, S(GRANT ID ASSERTION)));
        STATUS(FAPI_OK, fapi_client_auth_check(handle, verdict));
        STATUS(cases[i].status, t_row(i, cases[i].body, cases[i].status,
                                      fapi_client_auth_set_body(handle, cases[i].body, strlen(cases[i].body))));
        STATUS(cases[i].status, fapi_client_auth_check(handle, verdict));
        CHECK(fapi_verdict_http(verdict) == 400);
        STATUS(cases[i].status, fapi_client_auth_get(handle, S("client_id"), &value, &n));
    }
    ATTACK("CA-05");
    STATUS(FAPI_OK, fapi_client_auth_set_body(handle, S(GRANT ID ASSERTION)));
    STATUS(FAPI_FORM_REPEATED, fapi_client_auth_set_query(handle, S("a=1&a=2")));
    STATUS(FAPI_FORM_REPEATED, fapi_client_auth_check(handle, verdict));
    STATUS(FAPI_OK, fapi_client_auth_set_query(handle, NULL, 0));
    STATUS(FAPI_OK, fapi_client_auth_check(handle, verdict));
}

static void too_long(void **state)
{
    (void)state;
    char *text = malloc(65537);
    AUTO(fapi_client_auth) handle = fapi_client_auth_new(t_context());
    int rc = FAPI_ERR_INTERNAL;

    if (handle != NULL && text != NULL) {
        memset(text, 'a', 65537);
        rc = fapi_client_auth_set_body(handle, text, 65537);
    }
    free(text);
    CHECK(handle != NULL);
    CHECK(rc == FAPI_FORM_SIZE);
}

static void parameters(void **state)
{
    (void)state;
    const char *value = NULL;
    size_t n = 0;
    AUTO(fapi_client_auth) handle = fapi_client_auth_new(t_context());

    CHECK(handle != NULL);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_client_auth_get(handle, S("client_id"), &value, &n));
    STATUS(FAPI_OK, fapi_client_auth_set_body(handle, S("client_id=a+b%21&x=&client_assertion=a.b.c")));
    STATUS(FAPI_OK, fapi_client_auth_get(handle, S("client_id"), &value, &n));
    CHECK(n == 4 && memcmp(value, "a b!", 4) == 0);
    STATUS(FAPI_OK, fapi_client_auth_get(handle, S("client_assertion"), &value, &n));
    CHECK(n == 5 && memcmp(value, "a.b.c", 5) == 0);
    STATUS(FAPI_ERR_NOT_FOUND, fapi_client_auth_get(handle, S("x"), &value, &n));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_client_auth_get(handle, S("client"), &value, &n));
    CHECK(value == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_client_auth_get(handle, NULL, 1, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_get(handle, S("x"), NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_get(handle, S("x"), &value, NULL));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_get(NULL, S("x"), &value, &n));
}

static void arguments(void **state)
{
    (void)state;
    AUTO(fapi_client_auth) handle = fapi_client_auth_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    CHECK(handle != NULL && verdict != NULL);
    /* at first: a public client, which is not served */
    STATUS(AUTH(PUBLIC), fapi_client_auth_check(handle, verdict));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_check(NULL, verdict));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_check(handle, NULL));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_body(NULL, S("a=b")));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_body(handle, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_query(NULL, S("a=b")));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_query(handle, NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_connection(NULL, 0, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_connection(handle, 2, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_connection(handle, 0, -1));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_registered(NULL, PKJ));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_registered(handle, PKJ | TLS));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_registered(handle, 8));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_allowed(NULL, ALL, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_allowed(handle, 0, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_allowed(handle, 8, 0));
    STATUS(FAPI_ERR_ARG, fapi_client_auth_set_allowed(handle, ALL, 2));
    fapi_client_auth_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),
        cmocka_unit_test(forms),
        cmocka_unit_test(too_long),
        cmocka_unit_test(parameters),
        cmocka_unit_test(arguments),
    };

    return t_main("oauth/client_auth", tests, sizeof tests / sizeof *tests);
}
