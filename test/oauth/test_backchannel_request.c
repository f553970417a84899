/* SPDX-License-Identifier: Apache-2.0 */
/* Backchannel authentication requests: each row differs from a good one in a parameter, a limit, or the client. */
#include "test/oauth/as_fixture.h"

#include "oauth/backchannel_request.h"

#define ISSUER "https://as.example.com"
#define CLIENT "c-1"
#define TOKEN22 "0123456789abcdefABCDEF"
#define FORM "client_id=c-1&client_assertion_type=urn:x&client_assertion=a.b.c"
/* A form that carries its own parameters. */
#define PLAIN FORM "&scope=openid accounts&login_hint=user@example.com&binding_message=1234"
#define CONF FAPI_CLIENT_CONFIDENTIAL
#define NONE (-1) /* in place of a default */

static const t_member HEADER[] = {
    {"typ", "\"oauth-authz-req+jwt\""}, {"alg", "\"EdDSA\""}, {"kid", "\"eddsa\""}, {NULL, NULL}};
static const t_member CLAIMS[] = {
    {"iss", "\"" CLIENT "\""},  {"aud", "\"" ISSUER "\""},          {"nbf", "1800000000"},
    {"iat", "1800000000"},      {"exp", "1800000300"},              {"jti", "\"j-1\""},
    {"scope", "\"openid accounts\""}, {"login_hint", "\"user@example.com\""}, {"binding_message", "\"1234\""},
    {NULL, NULL}};

/* What is 0 or NULL is as in the good request: a confidential client c-1 that polls, may use CIBA and signs. */
typedef struct row {
    t_member claim[3]; /* changes */
    const char *form;  /* changes of the form around it */
    int type, grants, delivery, user_code;                   /* the client */
    int hints, served, code_required, message_required, context_required; /* limits */
    int64_t message_max, expiry_max;
    int want;
    const char *ids;
} row;

typedef struct fixture {
    fapi_jwks *jwks;
    fapi_request_object *object;
    fapi_backchannel_request *request;
    fapi_parameters *parameters;
    fapi_verdict *verdict;
} fixture;

static void fixture_free(fixture *f)
{
    fapi_jwks_free(f->jwks);
    fapi_request_object_free(f->object);
    fapi_backchannel_request_free(f->request);
    fapi_parameters_free(f->parameters);
    fapi_verdict_free(f->verdict);
}

static int ready(fixture *f)
{
    int rc = FAPI_OK;

    *f = (fixture){fapi_jwks_new(t_context()), fapi_request_object_new(t_context()),
                   fapi_backchannel_request_new(t_context()), fapi_parameters_new(t_context()),
                   fapi_verdict_new(t_context())};
    if (f->jwks == NULL || f->object == NULL || f->request == NULL || f->parameters == NULL || f->verdict == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_jwks_load(f->jwks, S(t_public_jwks()));
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_client(f->object, S(CLIENT), f->jwks);
    if (rc == FAPI_OK)
        rc = fapi_request_object_add_audience(f->object, S(ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_request_object_set_registered_alg(f->object, FAPI_ALG_EDDSA);
    return rc == FAPI_OK ? fapi_request_object_set_backchannel(f->object, 1) : rc;
}

#define FIXTURE(f)                                                             \
    __attribute__((cleanup(fixture_free))) fixture f = {0};                    \
    do {                                                                       \
        int t_made = ready(&(f));                                              \
        if (!t_status(FAPI_OK, t_made, "ready", __FILE__, __LINE__))           \
            return;                                                            \
    } while (0)

static int set_up(fapi_backchannel_request *request, const row *r)
{
    int rc = fapi_backchannel_request_set_client(request, S(CLIENT), r->type == 0 ? CONF : r->type,
                                                 r->grants == 0 ? FAPI_GRANT_CIBA : r->grants == NONE ? 0 : r->grants,
                                                 r->delivery == 0      ? FAPI_BACKCHANNEL_POLL
                                                 : r->delivery == NONE ? 0
                                                                       : r->delivery);

    if (rc == FAPI_OK)
        rc = fapi_backchannel_request_set_client_user_code(request, r->user_code);
    if (rc == FAPI_OK)
        rc = fapi_backchannel_request_set_hints(request, r->hints == 0 ? 7 : r->hints);
    if (rc == FAPI_OK)
        rc = fapi_backchannel_request_set_delivery(request, r->served == 0 ? 3 : r->served);
    if (rc == FAPI_OK)
        rc = fapi_backchannel_request_set_user_code_required(request, r->code_required);
    if (rc == FAPI_OK)
        rc = fapi_backchannel_request_set_binding_message(request, r->message_required,
                                                          r->message_max == 0 ? 64 : r->message_max);
    if (rc == FAPI_OK)
        rc = fapi_backchannel_request_set_max_expiry(request, r->expiry_max == 0 ? 31536000 : r->expiry_max);
    return rc == FAPI_OK ? fapi_backchannel_request_set_context_required(request, r->context_required) : rc;
}

static int fill(fixture *f, const char *object, const char *form)
{
    int rc = as_parameters(f->parameters, FORM, form);

    return rc == FAPI_OK ? fapi_parameters_add(f->parameters, S("request"), S(object)) : rc;
}

static int check(const fixture *f)
{
    return fapi_backchannel_request_check(f->request, f->parameters, f->object, AS_NOW, f->verdict);
}

/* CIBA 13: the errors of these requests, and no other. */
static int answered(const fapi_verdict *verdict, int status)
{
    static const char *const errors[] = {"invalid_request", "invalid_scope", "unauthorized_client", "missing_user_code",
                                         "invalid_user_code", "invalid_binding_message", "expired_login_hint_token",
                                         "unknown_user_id", "invalid_authorization_details"};
    const char *error = fapi_verdict_oauth_error(verdict);
    size_t i = 0;

    if (fapi_verdict_status(verdict) != status)
        return 0;
    if (status == FAPI_OK)
        return error[0] == '\0' && fapi_verdict_http(verdict) == 200;
    while (i < MANY(errors) && strcmp(error, errors[i]) != 0)
        i++;
    return i < MANY(errors) && fapi_verdict_http(verdict) == 400 && fapi_verdict_clause(verdict)[0] != '\0';
}

static void try_rows(const char *test, const row *rows, size_t count)
{
    FIXTURE(f);
    for (size_t i = 0; i < count; i++) {
        const row *r = &rows[i];
        const char *object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, r->claim, MANY(r->claim)));

        CHECK(object[0] != '\0');
        STATUS(FAPI_OK, set_up(f.request, r));
        STATUS(FAPI_OK, fill(&f, object, r->form));
        STATUS(r->want, t_row(i, r->claim[0].name, r->want, check(&f)));
        CHECK(t_injected() || answered(f.verdict, r->want));
        t_claim_all(r->ids, test);
    }
}

/* ---------------------------------------------------------------------------------------------------- parameters -- */

static void scope_and_hints(void **state)
{
    enum { LOGIN = FAPI_HINT_LOGIN, TOKEN = FAPI_HINT_LOGIN_TOKEN, ID = FAPI_HINT_ID_TOKEN };
    static const row rows[] = {
        {.ids = "+CIBA-7.1-2 +CIBA-7.1-5 +CIBA-7.2-2 +CIBA-13-1"},
        {{{"scope", "\"accounts openid\""}}, .ids = "+CIBA-7.1-5"}, /* in the other order */
        {{{"scope", NULL}}, .want = FAPI_BACKCHANNEL_SCOPE_MISSING, .ids = "-CIBA-7.1-5"},
        {{{"scope", "\"\""}}, .want = FAPI_BACKCHANNEL_SCOPE_MISSING},
        {{{"scope", "\"openid  accounts\""}}, .want = FAPI_BACKCHANNEL_SCOPE},
        {{{"scope", "\"openid \\u00fc\""}}, .want = FAPI_BACKCHANNEL_SCOPE},
        {{{"scope", "\"accounts\""}}, .want = FAPI_BACKCHANNEL_SCOPE_OPENID, .ids = "-CIBA-7.1-5"},
        {{{"scope", "\"openidx OpenID\""}}, .want = FAPI_BACKCHANNEL_SCOPE_OPENID},
        {{{"login_hint", NULL}, {"login_hint_token", "\"a.b.c\""}}, .ids = "+CIBA-7.1-2"},
        {{{"login_hint", NULL}, {"id_token_hint", "\"a.b.c\""}}, .hints = ID, .ids = "+CIBA-7.1-2 +OBUK-ciba-1"},
        {{{"login_hint", NULL}}, .want = FAPI_BACKCHANNEL_HINT_MISSING, .ids = "-CIBA-7.1-2 -CIBA-7.2-1"},
        {{{"login_hint", "\"\""}}, .want = FAPI_BACKCHANNEL_HINT_MISSING},
        /* A parameter that is not known is no hint, however it looks. */
        {{{"login_hint", NULL}, {"Login_hint", "\"a\""}}, .want = FAPI_BACKCHANNEL_HINT_MISSING, .ids = "-CIBA-7.2-2"},
        {{{"id_token_hint", "\"a.b.c\""}}, .want = FAPI_BACKCHANNEL_HINTS, .ids = "-CIBA-7.1-2 -CIBA-13-1"}, /* P22 */
        {{{"login_hint_token", "\"a.b.c\""}}, .want = FAPI_BACKCHANNEL_HINTS},
        /* Not even if only one of the two is of a kind that is served. */
        {{{"login_hint_token", "\"a.b.c\""}}, .hints = LOGIN, .want = FAPI_BACKCHANNEL_HINTS},
        {.hints = TOKEN | ID, .want = FAPI_BACKCHANNEL_HINT_KIND, .ids = "-OBUK-ciba-1"},
        {{{"login_hint", NULL}, {"login_hint_token", "\"a\""}}, .hints = LOGIN, .want = FAPI_BACKCHANNEL_HINT_KIND},
        {{{"login_hint", "7"}}, .want = FAPI_REQUEST_OBJECT_CLAIM_TYPE},
        {{{"login_hint", "null"}}, .want = FAPI_REQUEST_OBJECT_CLAIM_TYPE},
        {{{"x_unknown", "[[{}]]"}, {"prompt", "\"nonsense \""}, {"redirect_uri", "\"x\""}}, .ids = "+CIBA-7.2-2"},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

static void clients(void **state)
{
    enum { POLL = FAPI_BACKCHANNEL_POLL, PING = FAPI_BACKCHANNEL_PING, PUSH = FAPI_BACKCHANNEL_PUSH };
    static const row rows[] = {
        {.ids = "+FAPICIBA-5.2.2-1 +CIBA-4-4 +FAPICIBA-5.2.2-3 +FAPICIBA-5.2.2-4 +CIBA-4-2"},
        {.served = POLL, .ids = "+FAPICIBA-5.2.2-4"},
        {.grants = FAPI_GRANT_CIBA | FAPI_GRANT_REFRESH_TOKEN},
        {.type = FAPI_CLIENT_PUBLIC, .want = FAPI_BACKCHANNEL_PUBLIC, .ids = "-FAPICIBA-5.2.2-1"},
        {.grants = NONE, .want = FAPI_BACKCHANNEL_CLIENT, .ids = "-CIBA-4-4"},
        {.grants = FAPI_GRANT_AUTHORIZATION_CODE, .want = FAPI_BACKCHANNEL_CLIENT},
        {.delivery = PUSH, .want = FAPI_BACKCHANNEL_DELIVERY, .ids = "-FAPICIBA-5.2.2-3"},
        {.delivery = NONE, .want = FAPI_BACKCHANNEL_DELIVERY, .ids = "-CIBA-4-2"},
        {{{"client_notification_token", "\"" TOKEN22 "\""}}, .delivery = PING, .served = POLL,
         .want = FAPI_BACKCHANNEL_DELIVERY},
        {{{"client_id", "\"" CLIENT "\""}}, .want = FAPI_OK},
        {{{"client_id", "\"c-2\""}}, .want = FAPI_REQUEST_OBJECT_CLIENT_ID},
        /* The other one only beside the object. */
        {.form = "client_id=c-2", .want = FAPI_BACKCHANNEL_CLIENT_ID},
        {.form = "-client_id", .want = FAPI_OK},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

/* 22 characters hold 128 bits. */
static void notification_tokens(void **state)
{
#define PINGS(token, status, ids_) {{{"client_notification_token", token}}, .delivery = FAPI_BACKCHANNEL_PING, \
                                    .want = status, .ids = ids_}
    static const row rows[] = {
        PINGS("\"" TOKEN22 "\"", FAPI_OK, "+CIBA-7.1-3"),
        PINGS("\"" TOKEN22 "-._~+/==\"", FAPI_OK, NULL),
        PINGS(NULL, FAPI_BACKCHANNEL_TOKEN_MISSING, "-CIBA-7.1-3"),
        PINGS("\"\"", FAPI_BACKCHANNEL_TOKEN_MISSING, NULL),
        PINGS("\"0123456789abcdefABCDE\"", FAPI_BACKCHANNEL_TOKEN, "-CIBA-7.1-3"),
        PINGS("\"0123456789abcdefABCDE=\"", FAPI_BACKCHANNEL_TOKEN, NULL),
        PINGS("\"" TOKEN22 "=a\"", FAPI_BACKCHANNEL_TOKEN, NULL),
        PINGS("\"" TOKEN22 " a\"", FAPI_BACKCHANNEL_TOKEN, NULL),
        PINGS("\"" TOKEN22 "\\r\\nX-A: b\"", FAPI_BACKCHANNEL_TOKEN, NULL),
        PINGS("\"" TOKEN22 "\\u00fc\"", FAPI_BACKCHANNEL_TOKEN, NULL),
        PINGS("1", FAPI_REQUEST_OBJECT_CLAIM_TYPE, NULL),
        /* Who polls needs none, and nobody uses the one that it sends. */
        {{{"client_notification_token", "\"short\""}}, .want = FAPI_OK},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

static void notification_token_lengths(void **state)
{
    static char value[1100];
    FIXTURE(f);

    (void)state;
    for (size_t n = 1024; n <= 1025; n++) {
        const row r = {{{"client_notification_token", value}}, .delivery = FAPI_BACKCHANNEL_PING};
        const char *object = NULL;
        int want = n == 1024 ? FAPI_OK : FAPI_BACKCHANNEL_TOKEN;

        snprintf(value, sizeof value, "\"%0*d\"", (int)n, 7);
        object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, r.claim, 1));
        CHECK(object[0] != '\0');
        STATUS(FAPI_OK, set_up(f.request, &r));
        STATUS(FAPI_OK, fill(&f, object, NULL));
        STATUS(want, check(&f));
        /* It is a secret between two servers. */
        CHECK(fapi_verdict_actual(f.verdict)[0] == '\0');
    }
}

static void binding_messages(void **state)
{
#define SHOWS(message, status) {{{"binding_message", message}}, .want = status}
#define TEN "0123456789"
    static const row rows[] = {
        {.message_required = 1, .ids = "+FAPICIBA-5.2.2-2"},
        {{{"binding_message", NULL}}, .want = FAPI_OK},
        {{{"binding_message", NULL}}, .message_required = 1, .want = FAPI_BACKCHANNEL_MESSAGE_MISSING,
         .ids = "-FAPICIBA-5.2.2-2"},
        {{{"binding_message", "\"\""}}, .message_required = 1, .want = FAPI_BACKCHANNEL_MESSAGE_MISSING},
        SHOWS("\"W4SCT\"", FAPI_OK),
        SHOWS("\"Zahlung an M\\u00fcller & S\\u00f6hne: 12,50 \\u20ac\"", FAPI_OK),
        SHOWS("\"\\u652f\\u6255 \\uD83D\\uDC1F\"", FAPI_OK),
        SHOWS("\"" TEN TEN TEN TEN TEN TEN "0123\"", FAPI_OK),
        SHOWS("\"" TEN TEN TEN TEN TEN TEN "01234\"", FAPI_BACKCHANNEL_MESSAGE_SIZE),
        {{{"binding_message", "\"123456789\""}}, .message_max = 8, .want = FAPI_BACKCHANNEL_MESSAGE_SIZE},
        /* Characters count, not bytes. */
        {{{"binding_message", "\"\\u20ac\\u20ac\\u20ac\\u20ac\\u20ac\\u20ac\\u20ac\\u20ac\""}}, .message_max = 8},
        SHOWS("\"pay 1\\u202e000\"", FAPI_BACKCHANNEL_MESSAGE),
        SHOWS("\"a\\u2066b\"", FAPI_BACKCHANNEL_MESSAGE), SHOWS("\"a\\u200bb\"", FAPI_BACKCHANNEL_MESSAGE),
        SHOWS("\"a\\nb\"", FAPI_BACKCHANNEL_MESSAGE), SHOWS("\"\\u001b[2J\"", FAPI_BACKCHANNEL_MESSAGE),
        SHOWS("\" \"", FAPI_BACKCHANNEL_MESSAGE),
        SHOWS("[\"1234\"]", FAPI_REQUEST_OBJECT_CLAIM_TYPE),
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
    CHECK(strcmp(fapi_status_oauth_error(FAPI_BACKCHANNEL_MESSAGE), "invalid_binding_message") == 0);
    CHECK(strcmp(fapi_status_oauth_error(FAPI_BACKCHANNEL_MESSAGE_SIZE), "invalid_binding_message") == 0);
}

static void other_values(void **state)
{
#define EXPIRY(value, status, ids_) {{{"requested_expiry", value}}, .want = status, .ids = ids_}
    static const row rows[] = {
        EXPIRY("30", FAPI_OK, "+CIBA-7.1-4"),
        EXPIRY("\"30\"", FAPI_OK, "+CIBA-7.1-4"), /* R33 */
        EXPIRY("31536000", FAPI_OK, NULL),
        EXPIRY("31536001", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("9999999999", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("\"99999999999\"", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("\"18446744073709551646\"", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("0", FAPI_BACKCHANNEL_EXPIRY, "-CIBA-7.1-4"),
        EXPIRY("\"0\"", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("\"-1\"", FAPI_BACKCHANNEL_EXPIRY, "-CIBA-7.1-4"),
        EXPIRY("\"030\"", FAPI_BACKCHANNEL_EXPIRY, NULL), EXPIRY("\"3e1\"", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("\" 30\"", FAPI_BACKCHANNEL_EXPIRY, NULL), EXPIRY("\"+30\"", FAPI_BACKCHANNEL_EXPIRY, NULL),
        EXPIRY("-1", FAPI_REQUEST_OBJECT_CLAIM_TYPE, NULL), EXPIRY("30.0", FAPI_REQUEST_OBJECT_CLAIM_TYPE, NULL),
        EXPIRY("true", FAPI_REQUEST_OBJECT_CLAIM_TYPE, NULL),
        {{{"requested_expiry", "601"}}, .expiry_max = 600, .want = FAPI_BACKCHANNEL_EXPIRY},
        {{{"requested_expiry", "600"}}, .expiry_max = 600},
        {{{"acr_values", "\"urn:a urn:b\""}}, .want = FAPI_OK},
        {{{"acr_values", "\"urn:a  urn:b\""}}, .want = FAPI_BACKCHANNEL_ACR_VALUES},
        {{{"acr_values", "\"urn:a \""}}, .want = FAPI_BACKCHANNEL_ACR_VALUES},
        {{{"acr_values", "\"urn:\\u00fc\""}}, .want = FAPI_BACKCHANNEL_ACR_VALUES},
        {{{"acr_values", "[\"urn:a\"]"}}, .want = FAPI_REQUEST_OBJECT_CLAIM_TYPE},
        {{{"request_context", "{\"device\":{\"id\":1}}"}}, .context_required = 1, .ids = "+FAPICIBA-5.2.2-10"},
        {{{"request_context", "\"{}\""}}, .want = FAPI_REQUEST_OBJECT_CLAIM_TYPE, .ids = "-FAPICIBA-5.2.2-10"},
        {.context_required = 1, .want = FAPI_BACKCHANNEL_CONTEXT_MISSING, .ids = "-FAPICIBA-5.2.2-10"},
        {{{"authorization_details", "[{\"type\":\"payment\"}]"}}, .want = FAPI_OK},
        {{{"authorization_details", "[{\"type\":\"other\"}]"}}, .want = FAPI_DETAILS_TYPE},
        {{{"authorization_details", "[]"}}, .want = FAPI_DETAILS_FORM},
        {{{"user_code", "\"4711\""}}, .user_code = 1, .code_required = 1, .ids = "+CIBA-7.1.2-1"},
        {.user_code = 1, .code_required = 1, .want = FAPI_BACKCHANNEL_USER_CODE_MISSING, .ids = "-CIBA-7.1.2-1"},
        {{{"user_code", "\"\""}}, .user_code = 1, .code_required = 1, .want = FAPI_BACKCHANNEL_USER_CODE_MISSING},
        {.user_code = 1, .ids = "+CIBA-7.1.2-1"},
        {.code_required = 1, .ids = "+CIBA-7.1.2-1"},
        {{{"user_code", "\"4711\""}}, .ids = "+CIBA-7.1.2-1"},
    };
    FIXTURE(f);

    (void)state;
    STATUS(FAPI_OK, fapi_backchannel_request_add_details_type(f.request, S("payment")));
    for (size_t i = 0; i < MANY(rows); i++) {
        const row *r = &rows[i];
        const char *object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, r->claim, MANY(r->claim)));

        CHECK(object[0] != '\0');
        STATUS(FAPI_OK, set_up(f.request, r));
        STATUS(FAPI_OK, fill(&f, object, NULL));
        STATUS(r->want, t_row(i, r->claim[0].value, r->want, check(&f)));
        CHECK(t_injected() || answered(f.verdict, r->want));
        t_claim_all(r->ids, __func__);
    }
}

/* ------------------------------------------------------------------------------------------------ how it travels -- */

static void what_stands_beside(void **state)
{
    static const row rows[] = {
        {.form = NULL, .ids = "+CIBA-7.1.1-2"},
        {.form = "client_secret=x"}, /* a way of the client, however bad */
        {.form = "-client_assertion&-client_assertion_type"},
        {.form = "scope=openid accounts", .want = FAPI_BACKCHANNEL_BESIDE, .ids = "-CIBA-7.1.1-2"},
        {.form = "login_hint=user@example.com", .want = FAPI_BACKCHANNEL_BESIDE},
        {.form = "binding_message=", .want = FAPI_BACKCHANNEL_BESIDE},
        {.form = "request_uri=urn:x", .want = FAPI_BACKCHANNEL_BESIDE},
        {.form = "x_unknown=1", .want = FAPI_BACKCHANNEL_BESIDE},
        {.form = "+client_id=c-1", .want = FAPI_PARAMETER_REPEATED},
        {.form = "+request=a.b.c", .want = FAPI_PARAMETER_REPEATED},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

static void unsigned_requests(void **state)
{
    static const struct {
        const char *changes;
        int want;
    } rows[] = {
        {NULL, FAPI_OK},
        {"request=", FAPI_OK}, /* no value, no parameter */
        {"requested_expiry=30", FAPI_OK},
        {"requested_expiry=0", FAPI_BACKCHANNEL_EXPIRY},
        {"client_id=c-2", FAPI_BACKCHANNEL_CLIENT_ID},
        {"-client_id", FAPI_OK},
        {"-login_hint", FAPI_BACKCHANNEL_HINT_MISSING},
        {"id_token_hint=a", FAPI_BACKCHANNEL_HINTS},
        {"+login_hint=b", FAPI_PARAMETER_REPEATED},
        {"+x_unknown=1&+x_unknown=2", FAPI_PARAMETER_REPEATED},
        {"x_unknown=1", FAPI_OK},
        {"request_context={}", FAPI_BACKCHANNEL_CONTEXT},
        {"authorization_details=[{\"type\":\"payment\"}]", FAPI_DETAILS_TYPE},
        {"scope=accounts", FAPI_BACKCHANNEL_SCOPE_OPENID},
    };
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    STATUS(FAPI_OK, set_up(f.request, &good));
    /* R30: at first a request must be signed. */
    STATUS(FAPI_OK, as_parameters(f.parameters, PLAIN, NULL));
    STATUS(FAPI_BACKCHANNEL_UNSIGNED, check(&f));
    CHECK(answered(f.verdict, FAPI_BACKCHANNEL_UNSIGNED));
    CHECK(strcmp(fapi_verdict_oauth_error(f.verdict), "invalid_request") == 0);
    REFUSES("FAPICIBA-5.2.2-6");
    STATUS(FAPI_OK, as_parameters(f.parameters, PLAIN, "request="));
    STATUS(FAPI_BACKCHANNEL_UNSIGNED, check(&f));
    STATUS(FAPI_OK, fapi_backchannel_request_set_signed_required(f.request, 0));
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(FAPI_OK, as_parameters(f.parameters, PLAIN, rows[i].changes));
        STATUS(rows[i].want, t_row(i, rows[i].changes, rows[i].want, check(&f)));
        CHECK(t_injected() || answered(f.verdict, rows[i].want));
    }
    REFUSES("FAPICIBA-5.2.2-10");
}

/* A client that registered no algorithm does not sign. */
static void who_may_sign(void **state)
{
    const char *object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, NULL, 0));
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    CHECK(object[0] != '\0');
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_OK, fill(&f, object, NULL));
    STATUS(FAPI_OK, check(&f));
    ACCEPTS("CIBA-4-5");
    STATUS(FAPI_OK, fapi_request_object_set_registered_alg(f.object, 0));
    STATUS(FAPI_BACKCHANNEL_SIGNING_ALG, check(&f));
    STATUS(FAPI_BACKCHANNEL_SIGNING_ALG,
           fapi_backchannel_request_check(f.request, f.parameters, NULL, AS_NOW, f.verdict));
    STATUS(FAPI_OK, fapi_request_object_set_registered_alg(f.object, FAPI_ALG_ES256));
    STATUS(FAPI_REQUEST_OBJECT_ALG_REGISTERED, check(&f));
    REFUSES("CIBA-4-5");
}

/* ----------------------------------------------------------------------------------------------- signed requests -- */

/* What the conformance suite does to request objects: all of it is answered invalid_request. */
static void request_objects(void **state)
{
    static const struct {
        t_member claim;
        const char *header; /* members beside kid and typ; NULL: as it is */
        int want;
    } rows[] = {
        {{NULL, NULL}, NULL, FAPI_OK},
        {{"aud", "[\"https://other.example\",\"" ISSUER "\"]"}, NULL, FAPI_OK},
        {{"aud", NULL}, NULL, FAPI_REQUEST_OBJECT_AUD_MISSING},
        {{"aud", "\"https://other.example\""}, NULL, FAPI_REQUEST_OBJECT_AUD},
        {{"iss", NULL}, NULL, FAPI_REQUEST_OBJECT_ISS_MISSING},
        {{"iss", "\"c-2\""}, NULL, FAPI_REQUEST_OBJECT_ISS},
        {{"exp", NULL}, NULL, FAPI_REQUEST_OBJECT_EXP_MISSING},
        {{"iat", NULL}, NULL, FAPI_REQUEST_OBJECT_IAT_MISSING},
        {{"nbf", NULL}, NULL, FAPI_REQUEST_OBJECT_NBF_MISSING},
        {{"jti", NULL}, NULL, FAPI_REQUEST_OBJECT_JTI_MISSING},
        {{"exp", "1799999700"}, NULL, FAPI_REQUEST_OBJECT_EXPIRED},
        {{"exp", "1800004200"}, NULL, FAPI_REQUEST_OBJECT_LIFETIME},
        {{"nbf", "1800000600"}, NULL, FAPI_REQUEST_OBJECT_NBF},
        {{"nbf", "1799995800"}, NULL, FAPI_REQUEST_OBJECT_OLD},
        {{"sub", "\"" CLIENT "\""}, NULL, FAPI_REQUEST_OBJECT_SUB},
        {{NULL, NULL}, "{\"alg\":\"none\"}", FAPI_REQUEST_OBJECT_ALG},
        {{NULL, NULL}, "{\"alg\":\"RS256\",\"kid\":\"rs256\"}", FAPI_REQUEST_OBJECT_ALG},
        {{NULL, NULL}, "{\"alg\":\"HS256\",\"kid\":\"eddsa\"}", FAPI_REQUEST_OBJECT_ALG},
        {{NULL, NULL}, "{\"alg\":\"EdDSA\",\"kid\":\"nobody\"}", FAPI_REQUEST_OBJECT_KEY},
        {{NULL, NULL}, "{\"alg\":\"EdDSA\",\"kid\":\"eddsa\",\"typ\":\"dpop+jwt\"}", FAPI_REQUEST_OBJECT_TYP},
    };
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    STATUS(FAPI_OK, set_up(f.request, &good));
    for (size_t i = 0; i < MANY(rows); i++) {
        const char *header = rows[i].header == NULL ? t_object(HEADER, NULL, 0) : rows[i].header;
        const char *object = t_sign(T_EDDSA, header, t_object(CLAIMS, &rows[i].claim, 1));

        CHECK(object[0] != '\0');
        STATUS(FAPI_OK, fill(&f, object, NULL));
        STATUS(rows[i].want, t_row(i, rows[i].claim.name, rows[i].want, check(&f)));
        CHECK(t_injected() || answered(f.verdict, rows[i].want));
        CHECK(rows[i].want == FAPI_OK || strcmp(fapi_verdict_oauth_error(f.verdict), "invalid_request") == 0);
    }
    /* Where a status leaves the answer to the kind of message, this is one. */
    STATUS(FAPI_OK, fill(&f, "a.b", NULL));
    STATUS(FAPI_JWS_STRUCTURE, check(&f));
    CHECK(answered(f.verdict, FAPI_JWS_STRUCTURE));
    ACCEPTS("FAPICIBA-5.2.2-6");
    REFUSES("FAPICIBA-7.10-1");
}

static void encrypted_ones(void **state)
{
    static const char *const algs[] = {"RSA1_5", "RSA-OAEP-256", "dir"};
    const char *object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, NULL, 0));
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    CHECK(object[0] != '\0');
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_OK, fill(&f, object, NULL));
    STATUS(FAPI_OK, check(&f));
    ACCEPTS("FAPICIBA-7.10.1-1");
    for (size_t i = 0; i < MANY(algs); i++) {
        const char *header = t_format("{\"alg\":\"%s\",\"enc\":\"A128CBC-HS256\"}", algs[i]);
        const char *jwe = t_format("%s.AAAA.AAAA.AAAA.AAAA", t_base64url(header, strlen(header)));

        CHECK(jwe[0] != '\0');
        STATUS(FAPI_OK, fill(&f, jwe, NULL));
        STATUS(FAPI_REQUEST_OBJECT_ENCRYPTED, t_row(i, algs[i], FAPI_REQUEST_OBJECT_ENCRYPTED, check(&f)));
        CHECK(t_injected() || answered(f.verdict, FAPI_REQUEST_OBJECT_ENCRYPTED));
    }
    REFUSES("FAPICIBA-7.10.1-1");
}

/* FAPI-CIBA has PS256 and ES256 only. */
static void algorithms(void **state)
{
    static const struct {
        enum t_key_name key;
        const char *name;
        int want;
    } rows[] = {{T_ES256, "ES256", FAPI_OK}, {T_PS256, "PS256", FAPI_OK}, {T_RS256, "RS256", FAPI_REQUEST_OBJECT_ALG},
                {T_EDDSA, "EdDSA", FAPI_REQUEST_OBJECT_ALG}};
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    SLOW();
    (void)state;
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_OK, fapi_request_object_set_algs(f.object, FAPI_ALG_PS256 | FAPI_ALG_ES256));
    for (size_t i = 0; i < MANY(rows); i++) {
        const char *object = t_sign(rows[i].key, t_format("{\"alg\":\"%s\"}", rows[i].name), t_object(CLAIMS, NULL, 0));

        STATUS(FAPI_OK, fapi_request_object_set_registered_alg(f.object, t_alg(rows[i].key)));
        STATUS(FAPI_OK, fill(&f, object, NULL));
        STATUS(rows[i].want, t_row(i, rows[i].name, rows[i].want, check(&f)));
    }
    ACCEPTS("FAPICIBA-7.10-1");
    REFUSES("FAPICIBA-7.10-1");
}

/* Brazil: ten minutes from nbf to exp. */
static void ten_minutes(void **state)
{
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_OK, fapi_request_object_set_limits(f.object, 3600, 600));
    for (int i = 0; i < 2; i++) {
        const t_member exp = {"exp", i == 0 ? "1800000600" : "1800000601"};
        const char *object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, &exp, 1));

        CHECK(object[0] != '\0');
        STATUS(FAPI_OK, fill(&f, object, NULL));
        STATUS(i == 0 ? FAPI_OK : FAPI_REQUEST_OBJECT_LIFETIME, check(&f));
    }
    ACCEPTS("BRCIBA-5.2.2-12");
    REFUSES("BRCIBA-5.2.2-12");
}

/* ---------------------------------------------------------------------------------------------------- afterwards -- */

static void what_a_verdict_gives(void **state)
{
    const char *object = t_sign(T_EDDSA, t_object(HEADER, NULL, 0), t_object(CLAIMS, NULL, 0)), *text = NULL;
    const row good = {.want = FAPI_OK};
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0;
    FIXTURE(f);

    (void)state;
    CHECK(object[0] != '\0');
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_OK, fill(&f, object, NULL));
    STATUS(FAPI_OK, check(&f));
    STATUS(FAPI_OK, fapi_verdict_claim_string(f.verdict, S("login_hint"), &text, &n));
    CHECK(n == strlen("user@example.com") && memcmp(text, "user@example.com", n) == 0);
    STATUS(FAPI_OK, fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry));
    CHECK(expiry > AS_NOW);
    STATUS(FAPI_OK, fapi_backchannel_request_finish(f.verdict, FAPI_OK));
    STATUS(FAPI_OK, fapi_verdict_claim_string(f.verdict, S("scope"), &text, &n));
    ACCEPTS("CIBA-7.2-1");
    /* Nothing is to be had of a refused one. */
    STATUS(FAPI_BACKCHANNEL_USER_UNKNOWN, fapi_backchannel_request_finish(f.verdict, FAPI_BACKCHANNEL_USER_UNKNOWN));
    CHECK(fapi_verdict_claim_string(f.verdict, S("scope"), &text, &n) != FAPI_OK);
    CHECK(fapi_verdict_replay_key(f.verdict, 0, &key, &n, &expiry) != FAPI_OK);
}

static void findings(void **state)
{
    static const struct {
        int found, http;
        const char *error;
    } rows[] = {
        {FAPI_OK, 200, ""},
        {FAPI_BACKCHANNEL_HINT, 400, "invalid_request"},
        {FAPI_BACKCHANNEL_HINT_EXPIRED, 400, "expired_login_hint_token"},
        {FAPI_BACKCHANNEL_USER_UNKNOWN, 400, "unknown_user_id"},
        {FAPI_BACKCHANNEL_USER_CODE_MISSING, 400, "missing_user_code"},
        {FAPI_BACKCHANNEL_USER_CODE, 400, "invalid_user_code"},
        {FAPI_BACKCHANNEL_MESSAGE, 400, "invalid_binding_message"},
        {FAPI_BACKCHANNEL_DENIED, 403, "access_denied"},
    };
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_OK, fapi_backchannel_request_set_signed_required(f.request, 0));
    STATUS(FAPI_ERR_STATE, fapi_backchannel_request_finish(f.verdict, FAPI_OK));
    STATUS(FAPI_OK, as_parameters(f.parameters, PLAIN, NULL));
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(FAPI_OK, check(&f));
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_finish(f.verdict, FAPI_BACKCHANNEL_SCOPE));
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_finish(f.verdict, -1));
        STATUS(rows[i].found, fapi_backchannel_request_finish(f.verdict, rows[i].found));
        CHECK(fapi_verdict_status(f.verdict) == rows[i].found && fapi_verdict_http(f.verdict) == rows[i].http);
        CHECK(strcmp(fapi_verdict_oauth_error(f.verdict), rows[i].error) == 0);
    }
    REFUSES("CIBA-7.2-1");
    REFUSES("CIBA-13-1");
    /* A refused request stays refused. */
    STATUS(FAPI_ERR_STATE, fapi_backchannel_request_finish(f.verdict, FAPI_OK));
    CHECK(fapi_verdict_status(f.verdict) == FAPI_BACKCHANNEL_DENIED);
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_finish(NULL, FAPI_OK));
    /* CIBA knows no error of request objects. */
    CHECK(strcmp(fapix_backchannel_error(FAPI_REQUEST_OBJECT_AUD), "invalid_request") == 0);
    CHECK(strcmp(fapix_backchannel_error(FAPI_JWS_STRUCTURE), "invalid_request") == 0);
    CHECK(strcmp(fapix_backchannel_error(FAPI_CLIENT_AUTH_METHOD), "invalid_client") == 0);
    CHECK(strcmp(fapix_backchannel_error(FAPI_ERR_NOMEM), "server_error") == 0);
    CHECK(fapix_backchannel_error(FAPI_OK)[0] == '\0');
}

/* -------------------------------------------------------------------------------------------------------- handle -- */

static void settings(void **state)
{
    FIXTURE(f);

    (void)state;
    for (int i = -1; i <= 2; i += 3) {
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_signed_required(f.request, i));
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_user_code_required(f.request, i));
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_context_required(f.request, i));
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client_user_code(f.request, i));
        STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_binding_message(f.request, i, 64));
    }
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_hints(f.request, 0));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_hints(f.request, 8));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_delivery(f.request, FAPI_BACKCHANNEL_PING));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_delivery(f.request, 0));
    REFUSES("FAPICIBA-5.2.2-4");
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_delivery(f.request, 1 | FAPI_BACKCHANNEL_PUSH));
    STATUS(FAPI_ERR_RANGE, fapi_backchannel_request_set_binding_message(f.request, 0, 7));
    STATUS(FAPI_OK, fapi_backchannel_request_set_binding_message(f.request, 0, 1024));
    STATUS(FAPI_ERR_RANGE, fapi_backchannel_request_set_binding_message(f.request, 0, 1025));
    STATUS(FAPI_ERR_RANGE, fapi_backchannel_request_set_max_expiry(f.request, 0));
    STATUS(FAPI_ERR_RANGE, fapi_backchannel_request_set_max_expiry(f.request, 31536001));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client(f.request, NULL, 0, CONF, 8, 1));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client(f.request, "c", 256, CONF, 8, 1));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client(f.request, "c", 1, 0, 8, 1));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client(f.request, "c", 1, CONF, 16, 1));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client(f.request, "c", 1, CONF, -1, 1));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_set_client(f.request, "c", 1, CONF, 8, 3));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_add_details_type(f.request, "", 0));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_add_details_type(f.request, "t", 257));
    for (int i = 0; i < 64; i++)
        STATUS(FAPI_OK, fapi_backchannel_request_add_details_type(f.request, "t", 1));
    STATUS(FAPI_ERR_RANGE, fapi_backchannel_request_add_details_type(f.request, "t", 1));
}

static void misuse(void **state)
{
    const row good = {.want = FAPI_OK};
    FIXTURE(f);

    (void)state;
    STATUS(FAPI_OK, as_parameters(f.parameters, PLAIN, NULL));
    STATUS(FAPI_ERR_STATE, check(&f)); /* no client */
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_BACKCHANNEL_UNSIGNED, check(&f));
    STATUS(FAPI_ERR_CLOCK, fapi_backchannel_request_check(f.request, f.parameters, f.object, -1, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_check(NULL, f.parameters, f.object, AS_NOW, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_check(f.request, NULL, f.object, AS_NOW, f.verdict));
    STATUS(FAPI_ERR_ARG, fapi_backchannel_request_check(f.request, f.parameters, f.object, AS_NOW, NULL));
    /* An object for another kind of request, or of another client, would be judged by other rules. */
    STATUS(FAPI_OK, fapi_request_object_set_backchannel(f.object, 0));
    STATUS(FAPI_ERR_STATE, check(&f));
    STATUS(FAPI_OK, fapi_request_object_set_backchannel(f.object, 1));
    STATUS(FAPI_OK, fapi_backchannel_request_set_client(f.request, "c-2", 3, CONF, FAPI_GRANT_CIBA, 1));
    STATUS(FAPI_ERR_STATE, check(&f));
    fapi_backchannel_request_reset(f.request);
    STATUS(FAPI_ERR_STATE, check(&f));
    /* A refused parameter spoils the handle. */
    STATUS(FAPI_OK, set_up(f.request, &good));
    STATUS(FAPI_PARAMETER_TEXT, fapi_parameters_add(f.parameters, "", 0, "x", 1));
    STATUS(FAPI_PARAMETER_TEXT, check(&f));
    fapi_backchannel_request_reset(NULL);
    fapi_backchannel_request_free(NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scope_and_hints),     cmocka_unit_test(clients),
        cmocka_unit_test(notification_tokens), cmocka_unit_test(notification_token_lengths),
        cmocka_unit_test(binding_messages),    cmocka_unit_test(other_values),
        cmocka_unit_test(what_stands_beside),  cmocka_unit_test(unsigned_requests),
        cmocka_unit_test(who_may_sign),        cmocka_unit_test(request_objects),
        cmocka_unit_test(encrypted_ones),
        cmocka_unit_test(algorithms),          cmocka_unit_test(ten_minutes),
        cmocka_unit_test(what_a_verdict_gives), cmocka_unit_test(findings),
        cmocka_unit_test(settings),            cmocka_unit_test(misuse),
    };

    (void)argc;
    return t_main(argv[0], tests, MANY(tests));
}
