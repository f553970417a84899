/* SPDX-License-Identifier: Apache-2.0 */
/* Pushed requests, what refers to them, and the request_uri between the two. */
#include "test/oauth/as_fixture.h"

#define PREFIX "urn:ietf:params:oauth:request_uri:"
#define URI PREFIX HASH_A
#define PUSH "client_id=c1&response_type=code"
#define REFER "client_id=c1&request_uri=" URI
#define FORM "application/x-www-form-urlencoded"

static void request_uris(void **state)
{
    char seen[16][FAPI_REQUEST_URI_LENGTH + 1], out[FAPI_REQUEST_URI_LENGTH + 2];

    (void)state;
    for (size_t i = 0; i < MANY(seen); i++) {
        STATUS(FAPI_OK, fapi_par_request_uri(seen[i], sizeof seen[i]));
        CHECK(strlen(seen[i]) == 77 && strncmp(seen[i], PREFIX, strlen(PREFIX)) == 0);
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(seen[i], seen[k]) != 0);
    }
    ACCEPTS("RFC9126-2.2-2");
    ACCEPTS("RFC9126-7.1-1");
    ACCEPTS("RFC9101-5.2.1-1");
    memset(out, 'x', sizeof out);
    STATUS(FAPI_ERR_BUFFER, fapi_par_request_uri(out, 77));
    CHECK(out[0] == '\0' && out[76] == '\0' && out[77] == 'x');
    STATUS(FAPI_ERR_BUFFER, fapi_par_request_uri(out, 0));
    STATUS(FAPI_ERR_ARG, fapi_par_request_uri(NULL, 78));
    /* There is no room for one with less chance in it. */
    REFUSES("RFC9126-2.2-2");
    REFUSES("RFC9126-7.1-1");
    REFUSES("RFC9101-5.2.1-1");
}

static void lifetimes(void **state)
{
    static const struct {
        int64_t least, longest, expires_in;
        int want;
        const char *shows;
    } rows[] = {
        {0, 0, 60, FAPI_OK, "+FAPI2SP-5.3.2.2-12 +RFC9126-2.2-1"},
        {0, 0, 1, FAPI_OK, NULL},
        {0, 0, 599, FAPI_OK, NULL},
        {0, 0, 600, FAPI_PAR_LIFETIME, "-FAPI2SP-5.3.2.2-12"},
        {0, 0, 0, FAPI_PAR_LIFETIME, "-RFC9126-2.2-1"},
        {0, 0, -1, FAPI_PAR_LIFETIME, NULL},
        {0, 0, INT64_MAX, FAPI_PAR_LIFETIME, NULL},
        {0, 0, INT64_MIN, FAPI_PAR_LIFETIME, NULL},
        {10, 90, 10, FAPI_OK, "+CDR-reqobj-1"},
        {10, 90, 90, FAPI_OK, NULL},
        {10, 90, 9, FAPI_PAR_LIFETIME, "-CDR-reqobj-1"},
        {10, 90, 91, FAPI_PAR_LIFETIME, NULL},
        {60, 599, 60, FAPI_OK, "+BROF-5.2.2-22"},
        {60, 599, 59, FAPI_PAR_LIFETIME, "-BROF-5.2.2-22"},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        AUTO(fapi_par) par = fapi_par_new(t_context());

        CHECK(par != NULL);
        if (rows[i].least > 0)
            STATUS(FAPI_OK, fapi_par_set_lifetime(par, rows[i].least, rows[i].longest));
        STATUS(rows[i].want, fapi_par_check_lifetime(par, rows[i].expires_in));
        t_claim_all(rows[i].shows, __func__);
    }
}

static void pushes(void **state)
{
    static const struct {
        const char *changes, *method, *type, *client, *jkt, *bound; /* bound: the key that the code is bound to */
        int want;
        const char *shows;
    } rows[] = {
        {NULL, "POST", FORM, "c1", "", "", FAPI_OK,
         "+RFC9126-2-1 +RFC9126-2.3-1 +FAPI2SP-5.3.2.2-4 +FAPI2SP-5.3.2.2-2 +RFC9126-2.1-1 +RFC9126-2.1-0 +RFC9126-2.1-2 "
         "+FAPI1BASE-5.2.2-19"},
        {NULL, "POST", "Application/X-WWW-form-urlencoded ; charset=UTF-8", "c1", "", "", FAPI_OK, NULL},
        {NULL, "POST", FORM ";", "c1", "", "", FAPI_OK, NULL},
        {NULL, "POST", FORM "; charset=iso-8859-1", "c1", "", "", FAPI_PAR_CONTENT_TYPE, NULL},
        {NULL, "POST", FORM "x", "c1", "", "", FAPI_PAR_CONTENT_TYPE, NULL},
        {NULL, "POST", "application/json", "c1", "", "", FAPI_PAR_CONTENT_TYPE, NULL},
        {NULL, "POST", "", "c1", "", "", FAPI_PAR_CONTENT_TYPE, NULL},
        /* P2 */
        {NULL, "PUT", FORM, "c1", "", "", FAPI_PAR_METHOD, "-RFC9126-2-1 -RFC9126-2.3-1"},
        {NULL, "GET", FORM, "c1", "", "", FAPI_PAR_METHOD, NULL},
        {NULL, "post", FORM, "c1", "", "", FAPI_PAR_METHOD, NULL},
        {NULL, "", FORM, "c1", "", "", FAPI_PAR_METHOD, NULL},
        {NULL, "POST", FORM, "", "", "", FAPI_PAR_CLIENT, "-FAPI2SP-5.3.2.2-4 -FAPI2SP-5.3.2.2-2 -RFC9126-2.1-1"},
        {NULL, "POST", FORM, "c2", "", "", FAPI_PAR_CLIENT_ID, "-FAPI1BASE-5.2.2-19 !PAR-05"},
        {"-client_id", "POST", FORM, "c1", "", "", FAPI_AUTHORIZATION_CLIENT_ID_MISSING, "-RFC9126-2.1-0"},
        {"client_id=", "POST", FORM, "c1", "", "", FAPI_AUTHORIZATION_CLIENT_ID_MISSING, NULL},
        {"-client_id&request=eyJ", "POST", FORM, "c1", "", "", FAPI_OK, NULL},
        {"+client_id=c1", "POST", FORM, "c1", "", "", FAPI_PARAMETER_REPEATED, NULL},
        {"resource=https://a.example&+resource=https://b.example", "POST", FORM, "c1", "", "", FAPI_OK, "+RFC8707-2-3"},
        /* P1 */
        {"request_uri=" URI, "POST", FORM, "c1", "", "", FAPI_PAR_REQUEST_URI, "-RFC9126-2.1-2"},
        {"request_uri=x&request=eyJ", "POST", FORM, "c1", "", "", FAPI_PAR_REQUEST_URI, "!PAR-04"},
        /* P11 */
        {NULL, "POST", FORM, "c1", HASH_B, HASH_B, FAPI_OK, "+RFC9449-10.1-1"},
        {"dpop_jkt=" HASH_B, "POST", FORM, "c1", "", HASH_B, FAPI_OK, "+FAPI2SP-5.3.2.1-12"},
        {"dpop_jkt=" HASH_B, "POST", FORM, "c1", HASH_B, HASH_B, FAPI_OK, "+RFC9449-10.1-2"},
        {"dpop_jkt=" HASH_A, "POST", FORM, "c1", HASH_B, "", FAPI_PAR_DPOP_JKT, "-RFC9449-10.1-2 -RFC9449-10.1-1"},
        {"dpop_jkt=" HASH_A "=", "POST", FORM, "c1", "", "", FAPI_AUTHORIZATION_DPOP_JKT, NULL},
        {"dpop_jkt=x", "POST", FORM, "c1", HASH_B, "", FAPI_AUTHORIZATION_DPOP_JKT, NULL},
        {"dpop_jkt=" HASH_A "&+dpop_jkt=" HASH_B, "POST", FORM, "c1", HASH_B, "", FAPI_PARAMETER_REPEATED, NULL},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        AUTO(fapi_par) par = fapi_par_new(t_context());
        AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
        const char *jkt = NULL;
        size_t n = 0;

        CHECK(par != NULL && parameters != NULL && verdict != NULL);
        STATUS(FAPI_OK, fapi_par_set_method(par, S(rows[i].method)));
        STATUS(FAPI_OK, fapi_par_set_content_type(par, S(rows[i].type)));
        STATUS(FAPI_OK, fapi_par_set_client(par, S(rows[i].client)));
        STATUS(FAPI_OK, fapi_par_set_jkt(par, S(rows[i].jkt)));
        STATUS(FAPI_OK, as_parameters(parameters, PUSH, rows[i].changes));
        STATUS(rows[i].want, t_row(i, rows[i].changes, rows[i].want, fapi_par_check(par, parameters, verdict)));
        if (rows[i].want == FAPI_OK) {
            STATUS(FAPI_OK, fapi_verdict_jkt(verdict, &jkt, &n));
            CHECK(n == strlen(rows[i].bound) && (n == 0 || memcmp(jkt, rows[i].bound, n) == 0));
        } else {
            STATUS(FAPI_ERR_STATE, fapi_verdict_jkt(verdict, &jkt, &n));
        }
        t_claim_all(rows[i].shows, __func__);
    }
}

typedef struct reference {
    const char *changes;
    int want;
    const char *shows;
    int not_required, extra_refused, many_times, no_pushed, used, no_value, other_type, no_times;
    int64_t age; /* of a pushed request that lives 90 s by its row; 0: 10 */
    int64_t longest;
} reference;

static int refer(const reference *r, fapi_par *par, fapi_parameters *parameters, fapi_grant *pushed, fapi_verdict *verdict)
{
    int64_t issued = AS_NOW - (r->age == 0 ? 10 : r->age);
    int rc = as_parameters(parameters, REFER, r->changes);

    if (rc == FAPI_OK && !r->no_value)
        rc = fapi_grant_set_value(pushed, S(URI));
    if (rc == FAPI_OK)
        rc = fapi_grant_set_client(pushed, S("c1"));
    if (rc == FAPI_OK && !r->no_times)
        rc = fapi_grant_set_times(pushed, issued, issued + 90);
    if (rc == FAPI_OK)
        rc = fapi_grant_set_used(pushed, r->used);
    if (rc == FAPI_OK)
        rc = fapi_par_set_required(par, !r->not_required);
    if (rc == FAPI_OK)
        rc = fapi_par_set_extra_refused(par, r->extra_refused);
    if (rc == FAPI_OK)
        rc = fapi_par_set_one_time(par, !r->many_times);
    if (rc == FAPI_OK && r->longest > 0)
        rc = fapi_par_set_lifetime(par, 1, r->longest);
    return rc == FAPI_OK ? fapi_par_check_reference(par, parameters, r->no_pushed ? NULL : pushed, AS_NOW, verdict) : rc;
}

static void references(void **state)
{
    static const reference rows[] = {
        /* P17, P16: opening it twice before the login is no use of it */
        {NULL, FAPI_OK, "+FAPI2SP-5.3.2.2-3 +RFC9126-4-5 +RFC9126-2.2-3 +RFC9126-4-3 +RFC9126-4-2 +RFC9126-7.3-1 "
                        "+FAPI2SP-6.4-1 +RFC9101-5-1 +RFC9101-5.2-1", .used = 0},
        {NULL, FAPI_OK, NULL, .no_value = 1},
        /* P12 */
        {"-request_uri", FAPI_REQUEST_URI_MISSING, "-FAPI2SP-5.3.2.2-3 -RFC9126-4-5 !PAR-06", .used = 0},
        {"request_uri=", FAPI_REQUEST_URI_MISSING, NULL, .used = 0},
        {"-request_uri&request=eyJ", FAPI_REQUEST_URI_MISSING, NULL, .used = 0},
        {"-request_uri&response_type=code", FAPI_OK, NULL, .not_required = 1},
        {"request=eyJ", FAPI_REQUEST_URI_AND_REQUEST, "-RFC9101-5-1", .used = 0},
        {"request_uri=https://client.example/request.jwt", FAPI_REQUEST_URI_FORM, "-RFC9101-5.2-1", .used = 0},
        {"request_uri=" HASH_A, FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=" URI "/x", FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=" URI "=", FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=URN:ietf:params:oauth:request_uri:" HASH_A, FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=" PREFIX, FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=" PREFIX "6esc_11ACC5bwc014ltc14eY22c", FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=" PREFIX "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", FAPI_REQUEST_URI_FORM, NULL, .used = 0},
        {"request_uri=" PREFIX HASH_B, FAPI_REQUEST_URI_UNKNOWN, NULL, .used = 0},
        {"request_uri=" PREFIX "e9melhoa2owvfremtjguchaoek1t8urwbugjsstw-cM", FAPI_REQUEST_URI_UNKNOWN, NULL, .used = 0},
        {NULL, FAPI_REQUEST_URI_UNKNOWN, NULL, .no_pushed = 1},
        {NULL, FAPI_REQUEST_URI_UNKNOWN, NULL, .other_type = FAPI_GRANT_CIBA},
        {"-client_id", FAPI_AUTHORIZATION_CLIENT_ID_MISSING, NULL, .used = 0},
        /* P13 */
        {"client_id=c2", FAPI_REQUEST_URI_CLIENT, "-RFC9126-2.2-3 !PAR-01", .used = 0},
        {"+client_id=c2", FAPI_PARAMETER_REPEATED, NULL, .used = 0},
        {"+request_uri=" URI, FAPI_PARAMETER_REPEATED, NULL, .used = 0},
        {"resource=https://a.example&+resource=https://b.example", FAPI_OK, "+RFC8707-2-3", .used = 0},
        /* P14 */
        {NULL, FAPI_OK, NULL, .age = 89},
        {NULL, FAPI_REQUEST_URI_EXPIRED, "-RFC9126-4-3", .age = 90},
        {NULL, FAPI_OK, NULL, .age = 59, .longest = 60},
        {NULL, FAPI_REQUEST_URI_EXPIRED, NULL, .age = 60, .longest = 60},
        {NULL, FAPI_REQUEST_URI_EXPIRED, NULL, .no_times = 1},
        /* P15 */
        {NULL, FAPI_REQUEST_URI_USED, "-RFC9126-4-2 -RFC9126-7.3-1 -FAPI2SP-6.4-1 !PAR-02", .used = 1},
        {NULL, FAPI_OK, NULL, .used = 1, .many_times = 1},
        /* P18: ignored or refused, never used */
        {"state=x&nonce=y&scope=all", FAPI_OK, NULL, .used = 0},
        {"state=x", FAPI_REQUEST_URI_EXTRA, "!PAR-03", .extra_refused = 1},
        {NULL, FAPI_OK, NULL, .extra_refused = 1},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        AUTO(fapi_par) par = fapi_par_new(t_context());
        AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
        AUTO(fapi_grant) pushed = fapi_grant_new(t_context(), rows[i].other_type == 0 ? FAPI_GRANT_PUSHED_REQUEST
                                                                                      : rows[i].other_type);
        AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

        CHECK(par != NULL && parameters != NULL && pushed != NULL && verdict != NULL);
        STATUS(rows[i].want, t_row(i, rows[i].changes, rows[i].want, refer(&rows[i], par, parameters, pushed, verdict)));
        t_claim_all(rows[i].shows, __func__);
    }
}

static void answers(void **state)
{
    static const struct {
        int status, http;
        const char *error;
    } rows[] = {
        {FAPI_PAR_METHOD, 405, "invalid_request"}, {FAPI_PAR_CLIENT, 401, "invalid_client"},
        {FAPI_PAR_REQUEST_URI, 400, "invalid_request"}, {FAPI_PAR_DPOP_JKT, 400, "invalid_request"},
        {FAPI_REQUEST_URI_MISSING, 400, "invalid_request"}, {FAPI_REQUEST_URI_CLIENT, 400, "invalid_request_uri"},
        {FAPI_REQUEST_URI_EXPIRED, 400, "invalid_request_uri"}, {FAPI_REQUEST_URI_USED, 400, "invalid_request_uri"},
        {FAPI_REQUEST_URI_FORM, 400, "invalid_request_uri"}, {FAPI_REQUEST_URI_UNKNOWN, 400, "invalid_request_uri"},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        CHECK(strcmp(fapi_status_oauth_error(rows[i].status), rows[i].error) == 0);
        CHECK(fapi_status_http(rows[i].status) == rows[i].http);
    }
}

static void misuse(void **state)
{
    AUTO(fapi_par) par = fapi_par_new(t_context());
    AUTO(fapi_parameters) parameters = fapi_parameters_new(t_context());
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());
    char text[257];

    (void)state;
    CHECK(par != NULL && parameters != NULL && verdict != NULL);
    memset(text, 'a', sizeof text);
    STATUS(FAPI_ERR_ARG, fapi_par_check(NULL, parameters, verdict));
    STATUS(FAPI_ERR_ARG, fapi_par_check(par, NULL, verdict));
    STATUS(FAPI_ERR_ARG, fapi_par_check(par, parameters, NULL));
    STATUS(FAPI_PAR_METHOD, fapi_par_check(par, parameters, verdict));
    STATUS(FAPI_ERR_CLOCK, fapi_par_check_reference(par, parameters, NULL, -1, verdict));
    STATUS(FAPI_REQUEST_URI_MISSING, fapi_par_check_reference(par, parameters, NULL, FAPI_MAX_TIME, verdict));
    STATUS(FAPI_ERR_RANGE, fapi_par_set_lifetime(par, 0, 10));
    STATUS(FAPI_ERR_RANGE, fapi_par_set_lifetime(par, 11, 10));
    STATUS(FAPI_ERR_RANGE, fapi_par_set_lifetime(par, 1, 86401));
    STATUS(FAPI_ERR_ARG, fapi_par_set_lifetime(NULL, 1, 2));
    STATUS(FAPI_ERR_ARG, fapi_par_set_required(par, 2));
    STATUS(FAPI_ERR_ARG, fapi_par_set_one_time(par, -1));
    STATUS(FAPI_ERR_ARG, fapi_par_set_extra_refused(NULL, 1));
    STATUS(FAPI_ERR_ARG, fapi_par_set_jkt(par, S("x")));
    STATUS(FAPI_ERR_ARG, fapi_par_set_client(par, text, 257));
    STATUS(FAPI_ERR_ARG, fapi_par_set_method(par, NULL, 4));
    STATUS(FAPI_ERR_ARG, fapi_par_check_lifetime(NULL, 60));
    /* Facts are forgotten, limits stay. */
    STATUS(FAPI_OK, fapi_par_set_lifetime(par, 10, 90));
    STATUS(FAPI_OK, fapi_par_set_method(par, S("POST")));
    fapi_par_reset(par);
    STATUS(FAPI_PAR_LIFETIME, fapi_par_check_lifetime(par, 91));
    STATUS(FAPI_PAR_METHOD, fapi_par_check(par, parameters, verdict));
    /* A parameter that did not fit spoils the request. */
    STATUS(FAPI_PARAMETER_TEXT, fapi_parameters_add(parameters, "a", 1, "\0", 1));
    STATUS(FAPI_PARAMETER_TEXT, fapi_par_check(par, parameters, verdict));
    CHECK(fapi_verdict_status(verdict) == FAPI_PARAMETER_TEXT);
    fapi_par_free(NULL);
    fapi_par_reset(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(request_uris), cmocka_unit_test(lifetimes), cmocka_unit_test(pushes),
        cmocka_unit_test(references),   cmocka_unit_test(answers),   cmocka_unit_test(misuse),
    };
    return t_main("oauth/par", tests, sizeof tests / sizeof tests[0]);
}
