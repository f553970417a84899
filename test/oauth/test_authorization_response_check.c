/* SPDX-License-Identifier: Apache-2.0 */
/* Authorization responses as parameters: whose they are, to which request, and what they may hold. */
#include "base/verdict.h"
#include "test/oauth/table.h"

#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ISSUER "https://as.example.com"
#define ISS "iss=https%3A%2F%2Fas.example.com"
#define R(status) FAPI_AUTHORIZATION_RESPONSE_##status

typedef struct row {
    const char *parameters;
    int status;
    const char *ids;
} row;

static int ready(fapi_authorization_response **response, fapi_verdict **verdict)
{
    int rc = FAPI_ERR_NOMEM;

    *response = fapi_authorization_response_new(t_context());
    *verdict = fapi_verdict_new(t_context());
    if (*response == NULL || *verdict == NULL)
        return rc;
    rc = fapi_authorization_response_set_issuer(*response, S(ISSUER));
    return rc == FAPI_OK ? fapi_authorization_response_set_state(*response, S("af0ifjsldkj")) : rc;
}
#define READY(response, verdict)                                                          \
    AUTO(fapi_authorization_response) response = NULL;                                    \
    AUTO(fapi_verdict) verdict = NULL;                                                    \
    do {                                                                                  \
        if (!t_status(FAPI_OK, ready(&response, &verdict), "ready", __FILE__, __LINE__)) \
            return;                                                                       \
    } while (0)

static int try(fapi_authorization_response *response, const char *parameters, fapi_verdict *verdict)
{
    return fapi_authorization_response_check(response, parameters, strlen(parameters), verdict);
}

static void run(fapi_authorization_response *response, fapi_verdict *verdict, const row *rows, size_t count, const char *test)
{
    for (size_t i = 0; i < count; i++) {
        const int want = rows[i].status;
        const char *code = NULL;
        size_t n = 0;

        STATUS(want, t_row(i, rows[i].parameters, want, try(response, rows[i].parameters, verdict)));
        CHECK((verdict->server_error[0] != '\0') == (want == R(ERROR)));
        STATUS(want == FAPI_OK ? FAPI_OK : FAPI_ERR_STATE, fapi_authorization_response_code(response, &code, &n));
        if (want != FAPI_OK) {
            CHECK(code == NULL && n == 0 && fapi_verdict_subject(verdict) == FAPI_SUBJECT_AUTHORIZATION_RESPONSE);
            CHECK(fapi_verdict_http(verdict) == (want >= FAPI_AUTHORIZATION_RESPONSE_REPEATED ? 0 : 400));
        }
        t_claim_all(rows[i].ids, test);
    }
}
#define RUN(rows) run(response, verdict, rows, COUNT(rows), __func__)

static void issuers(void **state)
{
    static const row rows[] = {
        {"code=c&state=af0ifjsldkj&" ISS, FAPI_OK,
         "+RFC9207-2.4-1 +RFC9207-2.4-2 +RFC9207-2.4-5 +FAPI2SP-5.3.3.2-5 +RFC9700-4.4.2-1 +RFC9700-2.1-4 +RFC9207-4-1"},
        {"iss=https://as.example.com&code=c&state=af0ifjsldkj", FAPI_OK, "+RFC9207-2.4-1"},
        {"code=c&state=af0ifjsldkj", R(ISS_MISSING), "-RFC9207-2.4-2 -FAPI2SP-5.3.3.2-5 !MIX-01"},
        {"code=c&state=af0ifjsldkj&iss=", R(ISS_MISSING), "-RFC9207-2.4-2"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2Fevil.example", R(ISS),
         "-RFC9207-2.4-1 -FAPI2SP-5.3.3.2-5 -RFC9700-4.4.2-1 -RFC9700-2.1-4 !MIX-01"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2Fas.example.com%2F", R(ISS), "-RFC9207-2.4-1 !MIX-02"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2FAS.example.com", R(ISS), "!MIX-02"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2Fas.example.com:443", R(ISS), "!MIX-02"},
        {"code=c&state=af0ifjsldkj&iss=https%253A%252F%252Fas.example.com", R(ISS), "!MIX-02"},
        {"code=c&state=af0ifjsldkj&iss=http%3A%2F%2Fas.example.com", R(ISS), NULL},
        {"code=c&state=af0ifjsldkj&iss=+https%3A%2F%2Fas.example.com", R(ISS), NULL},
        /* an error is not that of the expected server, either */
        {"error=access_denied&state=af0ifjsldkj&iss=https%3A%2F%2Fevil.example", R(ISS), "-RFC9207-2.4-5 !MIX-01"},
        {"error=access_denied&state=af0ifjsldkj", R(ISS_MISSING), "-RFC9207-2.4-2 -RFC9207-2.4-5"},
        {"code=c&state=af0ifjsldkj&" ISS "&iss=https%3A%2F%2Fevil.example", R(REPEATED), "-RFC9207-4-1 !MIX-01"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2Fevil.example&" ISS, R(REPEATED), "-RFC9207-4-1"},
        {"code=c&state=af0ifjsldkj&" ISS "&" ISS, R(REPEATED), NULL},
    };
    READY(response, verdict);

    (void)state;
    RUN(rows);
}

/* Who does not announce iss, sends none; who may send one, sends the right one. */
static void announced(void **state)
{
    static const row optional[] = {
        {"code=c&state=af0ifjsldkj", FAPI_OK, NULL},
        {"code=c&state=af0ifjsldkj&" ISS, FAPI_OK, "+RFC9207-2.4-3"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2Fevil.example", R(ISS), NULL},
    };
    static const row unannounced[] = {
        {"code=c&state=af0ifjsldkj", FAPI_OK, "+RFC9207-2.4-3"},
        {"code=c&state=af0ifjsldkj&" ISS, R(ISS_UNANNOUNCED), "-RFC9207-2.4-3"},
        {"code=c&state=af0ifjsldkj&iss=https%3A%2F%2Fevil.example", R(ISS), NULL},
        {"error=access_denied&state=af0ifjsldkj&" ISS, R(ISS_UNANNOUNCED), NULL},
    };
    READY(response, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_authorization_response_set_iss_announced(response, 0));
    STATUS(R(ISS_MISSING), try(response, "code=c&state=af0ifjsldkj", verdict)); /* still required */
    STATUS(FAPI_OK, try(response, "code=c&state=af0ifjsldkj&" ISS, verdict));
    STATUS(FAPI_OK, fapi_authorization_response_set_iss_required(response, 0));
    RUN(unannounced);
    STATUS(FAPI_OK, fapi_authorization_response_set_iss_announced(response, 1));
    RUN(optional);
}

static void states(void **state)
{
    static const row rows[] = {
        {"code=c&state=af0ifjsldkj&" ISS, FAPI_OK, "+RFC6749-10.12-1 +FAPI1BASE-5.2.3-6 +RFC9700-2.1-3"},
        {"code=c&state=af0%69fjsldkj&" ISS, FAPI_OK, NULL},
        {"code=c&" ISS, R(STATE_MISSING), "-RFC6749-10.12-1 -FAPI1BASE-5.2.3-6 -RFC9700-2.1-3 !MIX-04"},
        {"code=c&state=&" ISS, R(STATE_MISSING), "-RFC6749-10.12-1 !MIX-04"},
        {"code=c&state=af0ifjsldkk&" ISS, R(STATE), "-RFC6749-10.12-1 -FAPI1BASE-5.2.3-6 -RFC9700-2.1-3"},
        {"code=c&state=af0ifjsldk&" ISS, R(STATE), NULL},
        {"code=c&state=af0ifjsldkj+&" ISS, R(STATE), NULL},
        {"code=c&state=AF0IFJSLDKJ&" ISS, R(STATE), NULL},
        {"code=c&State=af0ifjsldkj&" ISS, R(STATE_MISSING), NULL},
        {"code=c&state=af0ifjsldkj&state=x&" ISS, R(REPEATED), NULL},
        {"error=access_denied&state=x&" ISS, R(STATE), "-RFC6749-10.12-1"},
        {"error=access_denied&" ISS, R(STATE_MISSING), "-RFC6749-10.12-1"},
    };
    READY(response, verdict);

    (void)state;
    RUN(rows);
    /* An empty expected value is no value: a session that lost its state accepts nothing. */
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_state(response, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_state(response, NULL, 0));
    STATUS(R(STATE_MISSING), try(response, "code=c&state=&" ISS, verdict));
    ATTACK("MIX-04");
    /* The request had none: nothing may come back. */
    STATUS(FAPI_OK, fapi_authorization_response_insecure_set_no_state(response));
    STATUS(FAPI_OK, try(response, "code=c&" ISS, verdict));
    STATUS(R(STATE), try(response, "code=c&state=af0ifjsldkj&" ISS, verdict));
    STATUS(FAPI_OK, fapi_authorization_response_set_state(response, S("new")));
    STATUS(R(STATE_MISSING), try(response, "code=c&" ISS, verdict));
    STATUS(FAPI_OK, try(response, "code=c&state=new&" ISS, verdict));
}

#define WHO "state=af0ifjsldkj&" ISS "&"

static void contents(void **state)
{
    static const row rows[] = {
        {WHO "code=c", FAPI_OK, "+RFC6749-4.1.2-5"},
        {WHO "code=c&session_state=x.y&scope=a+b&x=&expires_in=60", FAPI_OK, "+RFC6749-4.1.2-5"},
        {WHO "code=c&x=1&x=2", R(REPEATED), "-RFC6749-4.1.2-5"}, /* ignored, but not left to the next reader */
        {WHO "code=%20~", FAPI_OK, NULL},
        {WHO "code=a%0A", R(CODE), NULL},
        {WHO "code=%C3%A4", R(CODE), NULL},
        {WHO "code=c&code=d", R(REPEATED), NULL},
        {WHO "code=", R(EMPTY), NULL},
        {WHO, R(EMPTY), NULL},
        {WHO "code=c&error=access_denied", R(BOTH), NULL},
        {WHO "error=access_denied", R(ERROR), NULL},
        {WHO "error=access_denied&error_description=a%22b%0A", R(ERROR), NULL},
        {WHO "error=", R(EMPTY), NULL},
        {WHO "error=a%22b", R(ERROR_TEXT), NULL},
        {WHO "error=a%5Cb", R(ERROR_TEXT), NULL},
        {WHO "error=a%0D%0Ab", R(ERROR_TEXT), NULL},
        {WHO "error=%C3%A4", R(ERROR_TEXT), NULL},
        {WHO "code=c&access_token=t", R(TOKEN), "-RFC9700-2.1.2-1"},
        {WHO "code=c&refresh_token=t", R(TOKEN), NULL},
        {WHO "access_token=t&token_type=Bearer", R(EMPTY), NULL},
        {WHO "code=c&id_token=a.b.c", R(ID_TOKEN), NULL},
        {WHO "code=c&response=a.b.c", R(PLACE), NULL},
        {WHO "response=a.b.c", R(PLACE), NULL},
        {"", R(ISS_MISSING), NULL},
        {"&&&", R(ISS_MISSING), NULL},
        {WHO "code=c&a[]=1", FAPI_FORM_NAME, NULL},
        {WHO "code=c;x=1", FAPI_FORM_SYNTAX, NULL},
        {WHO "code=%zz", FAPI_FORM_ESCAPE, NULL},
        {WHO "code=%00", FAPI_FORM_NUL, NULL},
        {WHO "code=%FF", FAPI_FORM_UTF8, NULL},
    };
    READY(response, verdict);

    (void)state;
    RUN(rows);
    STATUS(R(ERROR), try(response, WHO "error=login_required&error_description=no+session", verdict));
    CHECK(strcmp(verdict->server_error, "login_required") == 0 && strcmp(fapi_verdict_actual(verdict), "no session") == 0);
    STATUS(R(ERROR), try(response, WHO "error=login_required", verdict));
    CHECK(strcmp(fapi_verdict_actual(verdict), "login_required") == 0);
    STATUS(FAPI_OK, try(response, WHO "code=c", verdict));
    CHECK(verdict->server_error[0] == '\0');
    ACCEPTS("RFC9700-2.1.2-1");
}

static void hybrid(void **state)
{
    static const row rows[] = {
        {WHO "code=c&id_token=a.b.c", FAPI_OK, NULL},
        {WHO "code=c", R(ID_TOKEN_MISSING), NULL},
        {WHO "code=c&id_token=", R(ID_TOKEN_MISSING), NULL},
        {WHO "id_token=a.b.c", R(EMPTY), NULL},
        {WHO "code=c&id_token=a.b.c&access_token=t", R(TOKEN), NULL},
        {WHO "error=access_denied", R(ERROR), NULL},
    };
    const char *value = NULL;
    size_t n = 0;
    READY(response, verdict);

    (void)state;
    STATUS(FAPI_OK, fapi_authorization_response_set_response_type(response, FAPI_RESPONSE_CODE_ID_TOKEN));
    RUN(rows);
    STATUS(FAPI_OK, try(response, WHO "code=SplxlOBe&id_token=a.b.c", verdict));
    STATUS(FAPI_OK, fapi_authorization_response_code(response, &value, &n));
    CHECK(n == 8 && memcmp(value, "SplxlOBe", n) == 0);
    STATUS(FAPI_OK, fapi_authorization_response_id_token(response, &value, &n));
    CHECK(n == 5 && memcmp(value, "a.b.c", n) == 0);
    STATUS(FAPI_OK, fapi_authorization_response_set_response_type(response, FAPI_RESPONSE_CODE));
    STATUS(FAPI_OK, try(response, WHO "code=SplxlOBe", verdict));
    STATUS(FAPI_ERR_NOT_FOUND, fapi_authorization_response_id_token(response, &value, &n));
    CHECK(value == NULL && n == 0);
}

/* Bounds: of a code, of an error, of a state, of everything. */
static void sizes(void **state)
{
    static char text[70000];
    const size_t head = strlen(WHO);
    READY(response, verdict);

    (void)state;
    SLOW();
    memcpy(text, WHO "code=", head + 5);
    memset(text + head + 5, 'c', 4096);
    STATUS(FAPI_OK, fapi_authorization_response_check(response, text, head + 5 + 4096, verdict));
    memset(text + head + 5, 'c', 4097);
    STATUS(R(CODE), fapi_authorization_response_check(response, text, head + 5 + 4097, verdict));
    memcpy(text, WHO "error=", head + 6);
    STATUS(R(ERROR), fapi_authorization_response_check(response, text, head + 6 + 127, verdict));
    CHECK(strlen(verdict->server_error) == 127);
    STATUS(R(ERROR_TEXT), fapi_authorization_response_check(response, text, head + 6 + 128, verdict));
    memset(text, 'c', sizeof text);
    STATUS(FAPI_FORM_SIZE, fapi_authorization_response_check(response, text, 65537, verdict));
    STATUS(FAPI_OK, fapi_authorization_response_set_state(response, text, 2048));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_state(response, text, 2049));
}

static void wrong_use(void **state)
{
    AUTO(fapi_authorization_response) bare = fapi_authorization_response_new(t_context());
    const char *value = "x";
    size_t n = 1;
    READY(response, verdict);

    (void)state;
    CHECK(bare != NULL);
    STATUS(FAPI_ERR_STATE, try(bare, WHO "code=c", verdict));
    STATUS(FAPI_OK, fapi_authorization_response_set_state(bare, S("x")));
    STATUS(FAPI_ERR_STATE, try(bare, WHO "code=c", verdict));
    STATUS(FAPI_URI_NOT_HTTPS, fapi_authorization_response_set_issuer(bare, S("http://as.example.com")));
    STATUS(FAPI_URI_QUERY, fapi_authorization_response_set_issuer(bare, S("https://as.example.com?x")));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_issuer(bare, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_issuer(NULL, S(ISSUER)));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_state(NULL, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_insecure_set_no_state(NULL));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_iss_required(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_iss_required(bare, 2));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_iss_announced(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_iss_announced(bare, -1));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_response_type(NULL, FAPI_RESPONSE_CODE));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_set_response_type(bare, 3));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_check(response, NULL, 1, verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_check(NULL, S("code=c"), verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_check(response, S("code=c"), NULL));
    STATUS(R(ISS_MISSING), fapi_authorization_response_check(response, NULL, 0, verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_code(NULL, &value, &n));
    CHECK(value == NULL && n == 0);
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_code(response, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_id_token(response, &value, NULL));
    /* What passed once is gone with the next check, whatever becomes of it. */
    STATUS(FAPI_OK, try(response, WHO "code=c", verdict));
    STATUS(FAPI_OK, fapi_authorization_response_code(response, &value, &n));
    STATUS(FAPI_ERR_ARG, fapi_authorization_response_check(response, NULL, 1, verdict));
    STATUS(FAPI_ERR_STATE, fapi_authorization_response_code(response, &value, &n));
    fapi_authorization_response_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(issuers), cmocka_unit_test(announced), cmocka_unit_test(states),    cmocka_unit_test(contents),
        cmocka_unit_test(hybrid),  cmocka_unit_test(sizes),     cmocka_unit_test(wrong_use),
    };

    return t_main("oauth/authorization_response_check", tests, COUNT(tests));
}
