/* SPDX-License-Identifier: Apache-2.0 */
/* Redirect URIs: what may be registered, and that nothing but the registered octets is the registered URI. */
#include "oauth/redirect_uri.h"
#include "test/oauth/table.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define S(text) (text), (sizeof(text) - 1)
#define LOOPBACK FAPI_REDIRECT_URI_ALLOW_LOOPBACK
#define PRIVATE FAPI_REDIRECT_URI_ALLOW_PRIVATE_SCHEME
#define CB "https://c.example/cb"

static void registration(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        int allow, status;
        const char *ids;
    } rows[] = {
        {CB, 0, FAPI_OK, "+RFC6749-3.1.2-1 +FAPI1BASE-5.2.2-20 +FAPI2SP-5.3.2.2-8 +RFC9700-2.6-1 +RFC7591-5-1"},
        {CB "?a=b&c=%20", 0, FAPI_OK, NULL},
        {"HTTPS://C.example", 0, FAPI_OK, NULL},
        {"https://localhost:8443/cb", 0, FAPI_OK, "+FAPI1BASE-7.5-2 +RFC8252-8.3-1"},
        {"https://[2001:db8::1]/cb", 0, FAPI_OK, NULL},
        {"", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {"/cb", 0, FAPI_REDIRECT_URI_FORM, "-RFC6749-3.1.2-1"},
        {"//c.example/cb", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {"https:c.example/cb", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {"https:///cb", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {"https://c.example/c b", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {" " CB, 0, FAPI_REDIRECT_URI_FORM, NULL},
        {"https://c.example\\@evil.example/cb", 0, FAPI_REDIRECT_URI_FORM, "!MIX-03"},
        {"https://c.example:99999/cb", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {CB "/%zz", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {CB "\r\nLocation: x", 0, FAPI_REDIRECT_URI_FORM, NULL},
        {CB "#", 0, FAPI_REDIRECT_URI_FRAGMENT, "-RFC6749-3.1.2-1 !MIX-03"},
        {CB "#f", 0, FAPI_REDIRECT_URI_FRAGMENT, NULL},
        {"https://c.example@evil.example/cb", 0, FAPI_REDIRECT_URI_USERINFO, "!MIX-03"},
        {"https://@c.example/cb", 0, FAPI_REDIRECT_URI_USERINFO, NULL},
        {"https://*.example/cb", 0, FAPI_REDIRECT_URI_WILDCARD, "!MIX-03"},
        {CB "/*", 0, FAPI_REDIRECT_URI_WILDCARD, "!MIX-03"},
        {CB "?x=*", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_WILDCARD, NULL},
        {"http://c.example/cb", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_SCHEME,
         "-FAPI1BASE-5.2.2-20 -RFC9700-2.6-1 -RFC7591-5-1 -FAPI2SP-5.3.2.2-8"},
        {"HTTP://c.example/cb", LOOPBACK, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"http://127.0.0.1.evil.example/cb", LOOPBACK, FAPI_REDIRECT_URI_SCHEME, "!MIX-03"},
        {"http://127.0.0.2/cb", LOOPBACK, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"http://[::]/cb", LOOPBACK, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"http://0.0.0.0/cb", LOOPBACK, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"javascript:alert(1)", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"javascript://c.example/%0aalert(1)", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"data:text/html,x", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"file:///etc/passwd", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"urn:ietf:wg:oauth:2.0:oob", LOOPBACK | PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"http://127.0.0.1/cb", LOOPBACK, FAPI_OK, "+FAPI2SP-5.3.2.2-8 +RFC8252-7.3-1"},
        {"http://[::1]:1/cb", LOOPBACK, FAPI_OK, NULL},
        {"http://127.0.0.1/cb", PRIVATE, FAPI_REDIRECT_URI_LOOPBACK, "-FAPI1BASE-7.5-2"},
        {"http://[::1]/cb", 0, FAPI_REDIRECT_URI_LOOPBACK, "-FAPI1BASE-7.5-2"},
        {"http://localhost/cb", LOOPBACK, FAPI_REDIRECT_URI_LOCALHOST, "-RFC8252-8.3-1"},
        {"http://LocalHost:80/cb", 0, FAPI_REDIRECT_URI_LOCALHOST, NULL},
        {"com.example.app:/cb", PRIVATE, FAPI_OK, "+RFC8252-7.1-1 +FAPI1BASE-7.5-1"},
        {"com.example.app://cb/x?y=z", PRIVATE, FAPI_OK, NULL},
        {"com.example.app:/", PRIVATE, FAPI_OK, NULL},
        {"com.example.app:/cb", LOOPBACK, FAPI_REDIRECT_URI_PRIVATE_SCHEME, "-FAPI1BASE-7.5-1"},
        {"myapp:/cb", PRIVATE, FAPI_REDIRECT_URI_SCHEME, "-RFC8252-7.1-1"},
        {"myapp.:/cb", PRIVATE, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"a.b:/cb", PRIVATE, FAPI_OK, NULL},
        {".b:/cb", PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"com.example.app:cb", PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"com.example.app:", PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"com.example.app:/c b", PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"com.example.app:/%4", PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"com.example.app:/cb#f", PRIVATE, FAPI_REDIRECT_URI_FRAGMENT, NULL},
        {"com.example.app://u@cb", PRIVATE, FAPI_REDIRECT_URI_USERINFO, NULL},
        {"com.example.app:/*", PRIVATE, FAPI_REDIRECT_URI_WILDCARD, NULL},
        {"com.ex\xc3\xa4.app:/cb", PRIVATE, FAPI_REDIRECT_URI_FORM, NULL},
        {"http:/127.0.0.1", LOOPBACK, FAPI_REDIRECT_URI_SCHEME, NULL},
        {"https:/c.example/cb", 0, FAPI_REDIRECT_URI_FORM, NULL},
    };

    for (size_t i = 0; i < MANY(rows); i++) {
        const char *uri = rows[i].uri;

        STATUS(rows[i].status, t_row(i, uri, rows[i].status,
                                     fapi_redirect_uri_check_registration(uri, strlen(uri), rows[i].allow)));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_REDIRECT_URI_FORM, fapi_redirect_uri_check_registration(S(CB "\0"), 0));
    STATUS(FAPI_ERR_ARG, fapi_redirect_uri_check_registration(NULL, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_redirect_uri_check_registration(S(CB), 4));
    STATUS(FAPI_ERR_ARG, fapi_redirect_uri_check_registration(S(CB), -1));
}

static void comparison(void **state)
{
    (void)state;
    static const struct {
        const char *uri, *registered;
        int allow, status;
        const char *ids;
    } rows[] = {
        {CB, CB, 0, FAPI_OK, "+RFC9700-2.1-1 +RFC6749-3.1.2.3-1 +FAPI1BASE-5.2.2-10 +RFC8252-8.4-1"},
        {"", CB, 0, FAPI_REDIRECT_URI_MISSING, NULL},
        {"", "", 0, FAPI_REDIRECT_URI_MISSING, NULL},
        {CB, "", 0, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {CB "/", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED,
         "-RFC9700-2.1-1 -RFC6749-3.1.2.3-1 -FAPI1BASE-5.2.2-10 !MIX-03"},
        {"https://c.example/c", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {CB "/../evil", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://c.example/x/../cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://c.example/%63b", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://C.example/cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://c.example:443/cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://c.example:8443/cb", CB, LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, "-RFC8252-8.4-1 !MIX-03"},
        {"https://c.example./cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://c.example.evil.example/cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://evil@c.example/cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {CB "#f", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {CB "?a", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"http://c.example/cb", CB, 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"https://a.example/cb", "https://*.example/cb", 0, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        /* a bad entry of the list helps nobody */
        {"https://*.example/cb", "https://*.example/cb", 0, FAPI_REDIRECT_URI_NOT_ALLOWED, "!MIX-03"},
        {"http://c.example/cb", "http://c.example/cb", LOOPBACK, FAPI_REDIRECT_URI_NOT_ALLOWED, NULL},
        {CB "#f", CB "#f", 0, FAPI_REDIRECT_URI_NOT_ALLOWED, NULL},
        {"http://127.0.0.1:5/cb", "http://127.0.0.1:5/cb", 0, FAPI_REDIRECT_URI_NOT_ALLOWED, NULL},
        /* loopback: the port, and nothing else */
        {"http://127.0.0.1:5/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_OK, "+RFC8252-7.3-1 +RFC9700-2.1-1"},
        {"http://127.0.0.1/cb", "http://127.0.0.1:5/cb", LOOPBACK, FAPI_OK, NULL},
        {"http://127.0.0.1:65535/cb?x", "http://127.0.0.1:5/cb?x", LOOPBACK, FAPI_OK, NULL},
        {"http://[::1]:5", "http://[::1]", LOOPBACK, FAPI_OK, NULL},
        {"http://127.0.0.1:5/cb", "http://127.0.0.1/cb", 0, FAPI_REDIRECT_URI_UNREGISTERED, "-RFC8252-7.3-1"},
        {"http://127.0.0.1:5/cb", "http://127.0.0.1/cb", PRIVATE, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"http://127.0.0.1:5/cc", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"http://127.0.0.1:5/cb?x", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"http://127.0.0.1:5@evil.example/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED,
         "!MIX-03"},
        {"http://u@127.0.0.1:5/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, "!MIX-03"},
        {"http://127.0.0.1:/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"http://127.0.0.1:0/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"http://127.0.0.1:99999/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"http://[::1]:5/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"https://127.0.0.1:5/cb", "https://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"HTTP://127.0.0.1:5/cb", "http://127.0.0.1/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"http://localhost:5/cb", "http://localhost/cb", LOOPBACK, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
        {"com.example.app:/cb", "com.example.app:/cb", PRIVATE, FAPI_OK, NULL},
        {"com.example.app:/cb", "com.example.app:/cb", 0, FAPI_REDIRECT_URI_NOT_ALLOWED, NULL},
        {"com.example.app:/cb/", "com.example.app:/cb", PRIVATE, FAPI_REDIRECT_URI_UNREGISTERED, NULL},
    };

    for (size_t i = 0; i < MANY(rows); i++) {
        const char *uri = rows[i].uri, *registered = rows[i].registered;

        int got = fapi_redirect_uri_check(uri, strlen(uri), registered, strlen(registered), rows[i].allow);

        STATUS(rows[i].status, t_row(i, uri, rows[i].status, got));
        t_claim_all(rows[i].ids, __func__);
    }
    STATUS(FAPI_ERR_ARG, fapi_redirect_uri_check(NULL, 1, S(CB), 0));
    STATUS(FAPI_ERR_ARG, fapi_redirect_uri_check(S(CB), NULL, 1, 0));
    STATUS(FAPI_ERR_ARG, fapi_redirect_uri_check(S(CB), S(CB), 8));
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, fapi_redirect_uri_check(S(CB "\0"), S(CB), 0));
}

static int judge(fapi_verdict *verdict, const char *uri, size_t registered, bool pushed, bool unregistered)
{
    const fapix_slice list[] = {fapix_slice_str("https://c.example/other"), fapix_slice_str(CB)};
    const fapix_redirect_uri_facts facts = {
        .uri = fapix_slice_str(uri),
        .registered = list,
        .registered_count = registered,
        .pushed = pushed,
        .unregistered = unregistered,
    };

    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, fapix_redirect_uri_judge(verdict, &facts));
}

/* P9, P10 */
static void requests(void **state)
{
    AUTO(fapi_verdict) verdict = fapi_verdict_new(t_context());

    (void)state;
    CHECK(verdict != NULL);
    STATUS(FAPI_OK, judge(verdict, CB, 2, false, false));
    ACCEPTS("FAPI2SP-5.3.2.2-6");
    ACCEPTS("FAPI1BASE-5.2.2-9");
    ACCEPTS("FAPI1BASE-5.2.2-8");
    ACCEPTS("RFC6749-3.1.2.2-1");
    STATUS(FAPI_REDIRECT_URI_MISSING, judge(verdict, "", 2, true, true));
    CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_request") == 0 && fapi_verdict_http(verdict) == 400);
    REFUSES("FAPI2SP-5.3.2.2-6");
    REFUSES("FAPI1BASE-5.2.2-9");
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, judge(verdict, CB, 1, false, false));
    CHECK(strcmp(fapi_verdict_actual(verdict), CB) == 0 && fapi_verdict_subject(verdict) == FAPI_SUBJECT_REQUEST);
    CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_request") == 0);
    REFUSES("FAPI1BASE-5.2.2-8");
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, judge(verdict, CB, 0, false, false));
    REFUSES("RFC6749-3.1.2.2-1");
    /* RFC 9126 2.4: both the profile and an authenticated push, and then the rules of registered ones */
    STATUS(FAPI_OK, judge(verdict, "https://c.example/new", 2, true, true));
    ACCEPTS("RFC9126-2.4-1");
    ACCEPTS("RFC9126-7.2-1");
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, judge(verdict, "https://c.example/new", 2, true, false));
    REFUSES("RFC9126-2.4-1");
    STATUS(FAPI_REDIRECT_URI_UNREGISTERED, judge(verdict, "https://c.example/new", 2, false, true));
    REFUSES("RFC9126-7.2-1");
    STATUS(FAPI_REDIRECT_URI_NOT_ALLOWED, judge(verdict, "http://c.example/new", 2, true, true));
    CHECK(strcmp(fapi_verdict_expected(verdict), fapi_status_text(FAPI_REDIRECT_URI_SCHEME)) == 0);
    CHECK(strcmp(fapi_verdict_oauth_error(verdict), "invalid_request") == 0);
    STATUS(FAPI_REDIRECT_URI_NOT_ALLOWED, judge(verdict, "https://c.example/new#f", 2, true, true));
    STATUS(FAPI_REDIRECT_URI_NOT_ALLOWED, judge(verdict, "https://c.example@evil.example/", 2, true, true));
    ATTACK("MIX-03");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registration),
        cmocka_unit_test(comparison),
        cmocka_unit_test(requests),
    };

    return t_main("oauth/redirect_uri", tests, sizeof tests / sizeof *tests);
}
