/* SPDX-License-Identifier: Apache-2.0 */
/* Authorization requests: rows that differ from a good one in a parameter or a limit, from a form and from a request object. */
#include "oauth/authorization_request.h"
#include "test/oauth/as_fixture.h"

#define GOOD "client_id=c1&response_type=code&redirect_uri=https://client.example/cb&scope=openid accounts" \
             "&code_challenge=" HASH_A "&code_challenge_method=S256"
#define N8 "n-0S6_Wz"
#define N64 N8 N8 N8 N8 N8 N8 N8 N8
#define N384 N64 N64 N64 N64 N64 N64

enum { HYBRID = 1, NONCE_OR_STATE = 2, SCOPE_REQUIRED = 4, PKCE_FREE = 8, JARM_OFF = 16, JARM_NEEDED = 32, JARM_CODE = 64,
       NONCE_64 = 128, ANYBODY = 256 };

typedef struct row {
    const char *changes;
    int limits, want;
    const char *shows;
} row;

static int set_limits(fapi_authorization_request *request, int limits)
{
    int jarm = (limits & JARM_OFF) != 0      ? FAPI_USE_OFF
               : (limits & JARM_NEEDED) != 0 ? FAPI_USE_REQUIRED
               : (limits & JARM_CODE) != 0   ? FAPI_USE_CONDITIONAL
                                             : FAPI_USE_OPTIONAL;
    int rc = fapi_authorization_request_set_response(request, (limits & HYBRID) != 0 ? 3 : FAPI_RESPONSE_CODE, jarm);

    if (rc == FAPI_OK)
        rc = fapi_authorization_request_set_nonce_or_state(request, (limits & NONCE_OR_STATE) != 0);
    if (rc == FAPI_OK)
        rc = fapi_authorization_request_set_scope_required(request, (limits & SCOPE_REQUIRED) != 0);
    if (rc == FAPI_OK)
        rc = fapi_authorization_request_set_pkce_required(request, (limits & PKCE_FREE) == 0);
    if (rc == FAPI_OK && (limits & NONCE_64) != 0)
        rc = fapi_authorization_request_set_nonce_max(request, 64);
    return rc == FAPI_OK ? fapi_authorization_request_add_details_type(request, S("payment_initiation")) : rc;
}

static void try_rows(const char *test, const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        AUTO(fapi_authorization_request) request = fapi_authorization_request_new(t_context());
        AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        size_t n = (rows[i].limits & ANYBODY) != 0 ? 0 : 2;

        CHECK(request != NULL && parameters != NULL && verdict != NULL);
        STATUS(FAPI_OK, set_limits(request, rows[i].limits));
        STATUS(FAPI_OK, as_parameters(parameters, GOOD, rows[i].changes));
        STATUS(rows[i].want, t_row(i, rows[i].changes, rows[i].want,
                                   fapi_authorization_request_check(request, parameters, "c1", n, verdict)));
        CHECK(fapi_verdict_status(verdict) == rows[i].want);
        t_claim_all(rows[i].shows, test);
    }
}

static void who_and_where(void **state)
{
    static const row rows[] = {
        {NULL, 0, FAPI_OK, "+RFC6749-A-1 +FAPI2SP-5.3.2.2-6 +FAPI1BASE-5.2.2-9 +RFC9126-2.1-3 +RFC6749-3.1-1"},
        {"unknown=x&other=", 0, FAPI_OK, NULL},
        {"client_id=c2", 0, FAPI_AUTHORIZATION_CLIENT_ID, NULL},
        {"client_id=c2", ANYBODY, FAPI_OK, NULL},
        {"client_id=c\xc3\xa9", ANYBODY, FAPI_AUTHORIZATION_CLIENT_ID, "-RFC6749-A-1"},
        {"-client_id", 0, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, NULL},
        /* P10 */
        {"-redirect_uri", 0, FAPI_AUTHORIZATION_REDIRECT_URI_MISSING, "-FAPI2SP-5.3.2.2-6 -FAPI1BASE-5.2.2-9 -RFC9126-2.1-3"},
        {"redirect_uri=", 0, FAPI_AUTHORIZATION_REDIRECT_URI_MISSING, NULL},
        {"+scope=openid", 0, FAPI_PARAMETER_REPEATED, NULL},
        {"+unknown=1&+unknown=1", 0, FAPI_PARAMETER_REPEATED, NULL},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

static void responses(void **state)
{
    static const row rows[] = {
        {NULL, 0, FAPI_OK, "+RFC6749-3.1.1-1 +FAPI2SP-5.3.2.2-1 +RFC9700-2.1.2-1 +JARM-2.3-2 +OIDCC-3.1.2.6-3"},
        {"-response_type", 0, FAPI_AUTHORIZATION_RESPONSE_TYPE_MISSING, "-RFC6749-3.1.1-1"},
        /* P5, P6 */
        {"response_type=token", HYBRID, FAPI_AUTHORIZATION_RESPONSE_TYPE, "-RFC9700-2.1.2-1"},
        {"response_type=code id_token&nonce=n", 0, FAPI_AUTHORIZATION_RESPONSE_TYPE, "-FAPI2SP-5.3.2.2-1"},
        {"response_type=code id_token&nonce=n", HYBRID, FAPI_OK, "+OIDCC-3.3.2.1-1 +JARM-2.3.1-1"},
        {"response_type=id_token code&nonce=n", HYBRID, FAPI_OK, "+RFC6749-3.1.1-2"},
        {"response_type=code  id_token&nonce=n", HYBRID, FAPI_AUTHORIZATION_RESPONSE_TYPE, "-RFC6749-3.1.1-2"},
        {"response_type=code code", HYBRID, FAPI_AUTHORIZATION_RESPONSE_TYPE, NULL},
        {"response_type=code id_token token", HYBRID, FAPI_AUTHORIZATION_RESPONSE_TYPE, NULL},
        {"response_type=CODE", 0, FAPI_AUTHORIZATION_RESPONSE_TYPE, NULL},
        {"response_type=code ", 0, FAPI_AUTHORIZATION_RESPONSE_TYPE, NULL},
        {"response_mode=query", 0, FAPI_OK, NULL},
        {"response_mode=form_post", 0, FAPI_OK, NULL},
        {"response_mode=jwt", 0, FAPI_OK, NULL},
        {"response_mode=JWT", 0, FAPI_AUTHORIZATION_RESPONSE_MODE, "-JARM-2.3-2 -OIDCC-3.1.2.6-3"},
        {"response_mode=web_message", 0, FAPI_AUTHORIZATION_RESPONSE_MODE, NULL},
        {"response_mode=jwt", JARM_OFF, FAPI_AUTHORIZATION_RESPONSE_MODE, NULL},
        /* P7 */
        {"response_mode=query", JARM_CODE, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, "-FAPI1ADV-5.2.2-2"},
        {NULL, JARM_CODE, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, NULL},
        {"response_mode=jwt", JARM_CODE, FAPI_OK, "+FAPI1ADV-5.2.2-2"},
        {"response_mode=query.jwt", JARM_NEEDED, FAPI_OK, NULL},
        {"response_mode=form_post", JARM_NEEDED, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, NULL},
        {"response_type=code id_token&nonce=n", HYBRID | JARM_CODE, FAPI_OK, NULL},
        {"response_type=code id_token&nonce=n", HYBRID | JARM_NEEDED, FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, NULL},
        /* P8 */
        {"response_type=code id_token&nonce=n&response_mode=query", HYBRID, FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, NULL},
        {"response_type=code id_token&nonce=n&response_mode=query.jwt", HYBRID, FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY,
         "-JARM-2.3.1-1"},
        {"response_type=code id_token&nonce=n&response_mode=fragment", HYBRID, FAPI_OK, NULL},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

/* P19, P20 */
static void nonce_state_scope(void **state)
{
    static const row rows[] = {
        {"scope=accounts openid", 0, FAPI_OK, "+RFC6749-3.3-1 +RFC6749-3.3-2"},
        {"-scope", 0, FAPI_OK, NULL},
        {"-scope", SCOPE_REQUIRED, FAPI_AUTHORIZATION_SCOPE_MISSING, "-RFC6749-3.3-2"},
        {"scope=openid  accounts", 0, FAPI_AUTHORIZATION_SCOPE, "-RFC6749-3.3-1"},
        {"scope= openid", 0, FAPI_AUTHORIZATION_SCOPE, NULL},
        {"scope=a\"b", 0, FAPI_AUTHORIZATION_SCOPE, NULL},
        {"nonce=" N64, NONCE_64, FAPI_OK, "+FAPI2SP-5.3.2.2-14"},
        {"nonce=" N64 "x", NONCE_64, FAPI_AUTHORIZATION_NONCE, NULL},
        {"nonce=" N384, 0, FAPI_AUTHORIZATION_NONCE, "-FAPI2SP-5.3.2.2-14"},
        {"nonce=caf\xc3\xa9", 0, FAPI_AUTHORIZATION_NONCE, NULL},
        {"state=" N64 N64, 0, FAPI_OK, NULL},
        {"state=" N384 N384 N384, 0, FAPI_OK, NULL},
        {"state=" N384 N384 N384 N384 N384 N384, 0, FAPI_AUTHORIZATION_STATE, NULL},
        {"state=a\nb", 0, FAPI_AUTHORIZATION_STATE, NULL},
        {"state=a\x7f", 0, FAPI_AUTHORIZATION_STATE, NULL},
        {"nonce=n", NONCE_OR_STATE, FAPI_OK, "+FAPI1BASE-5.2.2.2-1"},
        {"state=s", NONCE_OR_STATE, FAPI_AUTHORIZATION_NONCE_MISSING, "-FAPI1BASE-5.2.2.2-1"},
        {"nonce=", NONCE_OR_STATE, FAPI_AUTHORIZATION_NONCE_MISSING, "!MIX-04"},
        {"scope=accounts&state=s", NONCE_OR_STATE, FAPI_OK, "+FAPI1BASE-5.2.2.3-1"},
        {"scope=accounts", NONCE_OR_STATE, FAPI_AUTHORIZATION_STATE_MISSING, "-FAPI1BASE-5.2.2.3-1"},
        {"scope=openidx&state=", NONCE_OR_STATE, FAPI_AUTHORIZATION_STATE_MISSING, NULL},
        {"response_type=code id_token&scope=openid", HYBRID, FAPI_AUTHORIZATION_NONCE_MISSING, "-OIDCC-3.3.2.1-1"},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

/* P3, P4 */
static void challenges_and_keys(void **state)
{
    static const row rows[] = {
        {NULL, 0, FAPI_OK, "+FAPI1BASE-5.2.2-7 +FAPI1ADV-5.2.2-18"},
        {"-code_challenge&-code_challenge_method", 0, FAPI_PKCE_CHALLENGE_MISSING, "-FAPI1BASE-5.2.2-7 -FAPI1ADV-5.2.2-18"},
        {"-code_challenge&-code_challenge_method", PKCE_FREE, FAPI_OK, NULL},
        {"-code_challenge", PKCE_FREE, FAPI_PKCE_CHALLENGE_MISSING, NULL},
        {"code_challenge_method=plain", 0, FAPI_PKCE_METHOD, NULL},
        {"code_challenge_method=plain", PKCE_FREE, FAPI_PKCE_METHOD, NULL},
        {"-code_challenge_method", 0, FAPI_PKCE_METHOD, "!PKCE-01"},
        {"-code_challenge_method", PKCE_FREE, FAPI_PKCE_METHOD, NULL},
        {"code_challenge=" HASH_A "=", 0, FAPI_PKCE_CHALLENGE, NULL},
        {"dpop_jkt=" HASH_B, 0, FAPI_OK, NULL},
        {"dpop_jkt=" HASH_B "A", 0, FAPI_AUTHORIZATION_DPOP_JKT, NULL},
        {"dpop_jkt=x", 0, FAPI_AUTHORIZATION_DPOP_JKT, NULL},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

static void openid_parameters(void **state)
{
    static const row rows[] = {
        {"prompt=none", 0, FAPI_OK, "+OIDCC-3.1.2.1-3"},
        {"prompt=login consent", 0, FAPI_OK, NULL},
        {"prompt=none login", 0, FAPI_AUTHORIZATION_PROMPT, "-OIDCC-3.1.2.1-3"},
        {"prompt=login login", 0, FAPI_AUTHORIZATION_PROMPT, NULL},
        {"prompt=none none", 0, FAPI_AUTHORIZATION_PROMPT, NULL},
        {"prompt=Login", 0, FAPI_AUTHORIZATION_PROMPT, NULL},
        {"prompt=login ", 0, FAPI_AUTHORIZATION_PROMPT, NULL},
        {"max_age=0", 0, FAPI_OK, NULL},
        {"max_age=86400", 0, FAPI_OK, NULL},
        {"max_age=-1", 0, FAPI_AUTHORIZATION_MAX_AGE, NULL},
        {"max_age=1e3", 0, FAPI_AUTHORIZATION_MAX_AGE, NULL},
        {"max_age=01", 0, FAPI_AUTHORIZATION_MAX_AGE, NULL},
        {"max_age=12345678901", 0, FAPI_AUTHORIZATION_MAX_AGE, NULL},
        {"acr_values=urn:openbanking:psd2:sca urn:x", 0, FAPI_OK, NULL},
        {"acr_values= a", 0, FAPI_AUTHORIZATION_ACR_VALUES, NULL},
        {"acr_values=a\tb", 0, FAPI_AUTHORIZATION_ACR_VALUES, NULL},
        {"claims={}", 0, FAPI_OK, NULL},
        {"claims={\"userinfo\":{\"a\":null},\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"x\"],\"new\":1}},\"z\":1}", 0,
         FAPI_OK, NULL},
        {"claims=[]", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={\"userinfo\":[]}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={\"id_token\":{\"a\":true}}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={\"id_token\":{\"a\":{\"essential\":\"true\"}}}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={\"id_token\":{\"a\":{\"values\":\"x\"}}}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={\"a\":1,\"a\":2}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={},\"_\":{}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
        {"claims={},\"b\":{}", 0, FAPI_AUTHORIZATION_CLAIMS, NULL},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

static void resources(void **state)
{
    static const row rows[] = {
        {"resource=https://api.example.com/accounts?x=1", 0, FAPI_OK, "+RFC8707-2-1 +RFC8707-2.1-1"},
        {"resource=https://a.example&+resource=https://b.example", 0, FAPI_OK, "+RFC8707-2-3"},
        {"resource=urn:example:accounts", 0, FAPI_OK, NULL},
        {"resource=https://api.example.com/#x", 0, FAPI_AUTHORIZATION_RESOURCE, "-RFC8707-2-1"},
        {"resource=urn:example:a#b", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=/accounts", 0, FAPI_AUTHORIZATION_RESOURCE, "-RFC8707-2.1-1"},
        {"resource=accounts", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=1a:x", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=urn:", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=urn:%4", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=urn:a b", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=https://u@api.example.com", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=https://", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"resource=https://a.example&+resource=x", 0, FAPI_AUTHORIZATION_RESOURCE, NULL},
        {"+state=https://a.example&+state=https://b.example", 0, FAPI_PARAMETER_REPEATED, "-RFC8707-2-3"},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

#define PAYMENT "{\"type\":\"payment_initiation\",\"actions\":[\"initiate\"],\"locations\":[\"https://b.example\"]," \
                "\"datatypes\":[],\"privileges\":[\"x\"],\"identifier\":\"7\",\"amount\":{\"currency\":\"EUR\"}}"

static void details(void **state)
{
    static const row rows[] = {
        {"authorization_details=[" PAYMENT "]", 0, FAPI_OK, "+RFC9396-2-1 +RFC9396-2.2-1 +RFC9396-5-1"},
        {"authorization_details= [" PAYMENT "," PAYMENT "] ", 0, FAPI_OK, NULL},
        {"authorization_details=" PAYMENT, 0, FAPI_DETAILS_FORM, "-RFC9396-2-1"},
        {"authorization_details=[]", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=null", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[" PAYMENT, 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[" PAYMENT "]x", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[" PAYMENT "],\"a\":1", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[" PAYMENT "]}", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[" PAYMENT ",1]", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[[" PAYMENT "]]", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[{\"type\":\"payment_initiation\",\"type\":\"x\"}]", 0, FAPI_DETAILS_FORM, NULL},
        {"authorization_details=[{}]", 0, FAPI_DETAILS_TYPE_MISSING, NULL},
        {"authorization_details=[{\"type\":7}]", 0, FAPI_DETAILS_TYPE_MISSING, NULL},
        {"authorization_details=[{\"type\":\"\"}]", 0, FAPI_DETAILS_TYPE_MISSING, NULL},
        {"authorization_details=[{\"type\":\"payment\"}]", 0, FAPI_DETAILS_TYPE, "-RFC9396-5-1"},
        {"authorization_details=[" PAYMENT ",{\"type\":\"Payment_initiation\"}]", 0, FAPI_DETAILS_TYPE, NULL},
        {"authorization_details=[{\"type\":\"payment_initiation\",\"actions\":\"x\"}]", 0, FAPI_DETAILS_FIELD, "-RFC9396-2.2-1"},
        {"authorization_details=[{\"type\":\"payment_initiation\",\"locations\":[1]}]", 0, FAPI_DETAILS_FIELD, NULL},
        {"authorization_details=[{\"type\":\"payment_initiation\",\"datatypes\":{}}]", 0, FAPI_DETAILS_FIELD, NULL},
        {"authorization_details=[{\"type\":\"payment_initiation\",\"privileges\":null}]", 0, FAPI_DETAILS_FIELD, NULL},
        {"authorization_details=[{\"type\":\"payment_initiation\",\"identifier\":7}]", 0, FAPI_DETAILS_FIELD, NULL},
    };

    (void)state;
    try_rows(__func__, rows, MANY(rows));
}

/* The same rules over the claims of a request object, whose values have JSON types. */
static void request_objects(void **state)
{
#define BASE "{\"client_id\":\"c1\",\"response_type\":\"code\",\"redirect_uri\":\"https://c.example/cb\",\"code_challenge\":\"" HASH_A \
             "\",\"code_challenge_method\":\"S256\",\"iss\":\"c1\",\"exp\":17"
    static const struct {
        const char *json;
        int want;
    } rows[] = {
        {BASE "}", FAPI_OK},
        {BASE ",\"max_age\":60,\"claims\":{\"userinfo\":{}},\"authorization_details\":[{\"type\":\"t\"}]}", FAPI_OK},
        {BASE ",\"resource\":[\"https://a.example\",\"urn:b:c\"]}", FAPI_OK},
        {BASE ",\"resource\":\"https://a.example\"}", FAPI_OK},
        {BASE ",\"resource\":[\"https://a.example\",\"b\"]}", FAPI_AUTHORIZATION_RESOURCE},
        {BASE ",\"resource\":[7]}", FAPI_AUTHORIZATION_RESOURCE},
        {BASE ",\"resource\":[]}", FAPI_AUTHORIZATION_RESOURCE},
        {BASE ",\"max_age\":-60}", FAPI_AUTHORIZATION_MAX_AGE},
        {BASE ",\"max_age\":6.5}", FAPI_PARAMETER_TYPE},
        {BASE ",\"claims\":\"{}\"}", FAPI_PARAMETER_TYPE},
        {BASE ",\"authorization_details\":\"[]\"}", FAPI_PARAMETER_TYPE},
        {BASE ",\"authorization_details\":[{\"type\":\"u\"}]}", FAPI_DETAILS_TYPE},
        {BASE ",\"state\":7}", FAPI_PARAMETER_TYPE},
        {BASE ",\"scope\":[\"openid\"]}", FAPI_PARAMETER_TYPE},
    };
    static fapix_json json;
    static uint8_t scratch[1024];
    const fapix_slice type = fapix_slice_str("t");
    const fapix_authorization_limits limits = {.response_types = FAPI_RESPONSE_CODE, .jarm = FAPI_USE_OPTIONAL,
        .pkce = FAPI_USE_REQUIRED, .nonce_max = 64, .details_types = &type, .details_type_count = 1};

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        fapix_parameters view = fapix_parameters_of_json(&json);

        CHECK(verdict != NULL);
        STATUS(FAPI_OK, fapix_json_parse(&json, fapix_slice_str(rows[i].json), scratch));
        fapix_verdict_begin(verdict);
        STATUS(rows[i].want, t_row(i, rows[i].json, rows[i].want, fapix_verdict_end(verdict,
                                   fapix_authorization_request_judge(verdict, &view, &limits))));
    }
}

static void misuse(void **state)
{
    AUTO(fapi_authorization_request) request = fapi_authorization_request_new(t_context());
    AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    (void)state;
    CHECK(request != NULL && parameters != NULL && verdict != NULL);
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_check(NULL, parameters, "c1", 2, verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_check(request, NULL, "c1", 2, verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_check(request, parameters, NULL, 2, verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_check(request, parameters, "c1", 2, NULL));
    STATUS(FAPI_AUTHORIZATION_CLIENT_ID_MISSING, fapi_authorization_request_check(request, parameters, "c1", 2, verdict));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_set_response(request, 0, 0));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_set_response(request, 4, 0));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_set_response(request, 1, 4));
    STATUS(FAPI_ERR_RANGE, fapi_authorization_request_set_nonce_max(request, 63));
    STATUS(FAPI_ERR_RANGE, fapi_authorization_request_set_nonce_max(request, 1025));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_set_pkce_required(request, 2));
    STATUS(FAPI_ERR_ARG, fapi_authorization_request_add_details_type(request, "", 0));
    for (int i = 0; i < 64; i++)
        STATUS(FAPI_OK, fapi_authorization_request_add_details_type(request, "t", 1));
    STATUS(FAPI_ERR_RANGE, fapi_authorization_request_add_details_type(request, "t", 1));
    STATUS(FAPI_PARAMETER_TEXT, fapi_parameters_add(parameters, "", 0, "x", 1));
    STATUS(FAPI_PARAMETER_TEXT, fapi_authorization_request_check(request, parameters, "c1", 2, verdict));
    fapi_authorization_request_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_and_where),       cmocka_unit_test(responses), cmocka_unit_test(nonce_state_scope),
        cmocka_unit_test(challenges_and_keys), cmocka_unit_test(openid_parameters),
        cmocka_unit_test(resources),           cmocka_unit_test(details),   cmocka_unit_test(request_objects),
        cmocka_unit_test(misuse),
    };
    return t_main("oauth/authorization_request", tests, sizeof tests / sizeof tests[0]);
}
