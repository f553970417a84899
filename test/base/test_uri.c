/* SPDX-License-Identifier: Apache-2.0 */
/* URIs: what is read, what is refused, and which of them name the same target. */
#include "base/uri.h"
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

/* On the heap, at its exact length, so that sanitizers see each step beyond. */
static int parse(const char *text, size_t n, fapix_uri *uri, char **copy)
{
    *copy = malloc(n + 1);
    if (!*copy)
        return FAPI_ERR_INTERNAL;
    memcpy(*copy, text, n);
    *copy = realloc(*copy, n + (n == 0));
    return fapix_uri_parse(uri, fapix_slice_of(*copy, n));
}

static int status_of(const char *text, size_t n)
{
    fapix_uri uri;
    char *copy = NULL;
    int rc = parse(text, n, &uri, &copy);

    if (rc != FAPI_OK && (uri.scheme.p || uri.host.p || uri.has_authority || uri.has_query))
        rc = FAPI_ERR_INTERNAL; /* must be zeroed */
    free(copy);
    return rc;
}

static void parts_are_found(void **state)
{
    fapix_uri u;

    (void)state;
    STATUS(FAPI_OK, fapix_uri_parse(&u, fapix_slice_str("https://a:b@h.example:8443/p;v/%C3%BC?q=/?#f/?")));
    CHECK(fapix_slice_is(u.scheme, "https") && fapix_slice_is(u.userinfo, "a:b"));
    CHECK(fapix_slice_is(u.host, "h.example"));
    CHECK(fapix_slice_is(u.port, "8443") && fapix_slice_is(u.path, "/p;v/%C3%BC"));
    CHECK(fapix_slice_is(u.query, "q=/?") && fapix_slice_is(u.fragment, "f/?"));
    CHECK(u.has_authority && u.has_userinfo && u.has_port && u.has_query && u.has_fragment);
    STATUS(FAPI_OK, fapix_uri_parse(&u, fapix_slice_str("x+y-z.1://")));
    CHECK(fapix_slice_is(u.scheme, "x+y-z.1") && u.has_authority && u.host.n == 0 && u.path.n == 0);
    CHECK(!u.has_userinfo && !u.has_port && !u.has_query && !u.has_fragment);
    STATUS(FAPI_OK, fapix_uri_parse(&u, fapix_slice_str("https://[2001:db8::1]:?#")));
    CHECK(fapix_slice_is(u.host, "[2001:db8::1]") && u.has_port && u.port.n == 0 && u.has_query && u.has_fragment);
}

static const struct {
    const char *text;
    int status;
    const char *attack;
} syntax[] = {
    {"https://a.example", FAPI_OK, NULL},
    {"HTTPS://A.EXAMPLE/", FAPI_OK, NULL},
    {"https://a.example:443/x//y/.././%20?a=b&c#d", FAPI_OK, NULL},
    {"https://xn--bcher-kva.example/", FAPI_OK, NULL},
    {"https://a_b.example/!$&'()*+,;=:@-._~", FAPI_OK, NULL},
    {"https://a.example./", FAPI_OK, NULL},
    {"https://%61.example/", FAPI_OK, NULL},
    {"https://a:@b/", FAPI_OK, NULL},
    {"https://a/?filter[name]={x}|^`", FAPI_OK, NULL}, /* in queries only: see uri.c */
    {"https://a/?\"<>", FAPI_URI_SYNTAX, NULL},
    {"https://a/#[x]", FAPI_URI_SYNTAX, NULL},
    {"https://0x7f.1/", FAPI_OK, "URL-02"},
    {"https://2130706433/", FAPI_OK, "URL-02"},
    {"https://[::ffff:127.0.0.1]/", FAPI_OK, "URL-02"},
    {"https://[::]/", FAPI_OK, NULL},
    {"https://[::1]/", FAPI_OK, NULL},
    {"https://[1::]/", FAPI_OK, NULL},
    {"https://[1:2:3:4:5:6:7:8]/", FAPI_OK, NULL},
    {"https://[1:2:3:4:5:6:7::]/", FAPI_OK, NULL},
    {"https://[::2:3:4:5:6:7:8]/", FAPI_OK, NULL},
    {"https://[1:2:3:4:5:6:1.2.3.4]/", FAPI_OK, NULL},
    {"https://[1::5:6:1.2.3.4]/", FAPI_OK, NULL},
    {"https://a:65535", FAPI_OK, NULL},
    {"https://a:1", FAPI_OK, NULL},
    {"https://a:", FAPI_OK, NULL},
    {"", FAPI_URI_SYNTAX, NULL},
    {":", FAPI_URI_SYNTAX, NULL},
    {"a", FAPI_URI_SYNTAX, NULL},
    {"https", FAPI_URI_SYNTAX, NULL},
    {"https:", FAPI_URI_SYNTAX, NULL},
    {"https:/", FAPI_URI_SYNTAX, NULL},
    {"https:/a", FAPI_URI_SYNTAX, NULL},
    {"https:a.example", FAPI_URI_SYNTAX, "URL-01"},
    {"//a.example", FAPI_URI_SYNTAX, "URL-01"},
    {"/a", FAPI_URI_SYNTAX, NULL},
    {"1https://a", FAPI_URI_SYNTAX, NULL},
    {"ht tps://a", FAPI_URI_SYNTAX, NULL},
    {"ht_tps://a", FAPI_URI_SYNTAX, NULL},
    {" https://a", FAPI_URI_SYNTAX, NULL},
    {"https://a ", FAPI_URI_HOST, NULL},
    {"https://a/ ", FAPI_URI_SYNTAX, NULL},
    {"https://a/\t", FAPI_URI_SYNTAX, "DPOP-08"},
    {"https://a/\n", FAPI_URI_SYNTAX, "DPOP-08"},
    {"https://a\r\n/", FAPI_URI_HOST, "DPOP-08"},
    {"https://a.example\\@b.example", FAPI_URI_SYNTAX, "URL-01"},
    {"https://a.example\\.b.example/", FAPI_URI_HOST, "URL-01"},
    {"https://a/b\\c", FAPI_URI_SYNTAX, "DPOP-08"},
    {"https://a/?b\\c", FAPI_URI_SYNTAX, NULL},
    {"https://a/#b#c", FAPI_URI_SYNTAX, NULL},
    {"https://a\xe3\x80\x82" "example/", FAPI_URI_HOST, "URL-01"},
    {"https://a/\xc3\xbc", FAPI_URI_SYNTAX, NULL},
    {"https://a/\x7f", FAPI_URI_SYNTAX, NULL},
    {"https://a%00.example/", FAPI_URI_HOST, "URL-01"},
    {"https://a%2Fb/", FAPI_URI_HOST, "URL-01"},
    {"https://a%40b/", FAPI_URI_HOST, NULL},
    {"https://a/%", FAPI_URI_SYNTAX, NULL},
    {"https://a/%4", FAPI_URI_SYNTAX, NULL},
    {"https://a/%4g", FAPI_URI_SYNTAX, NULL},
    {"https://a/%g4", FAPI_URI_SYNTAX, NULL},
    {"https://a/%%41", FAPI_URI_SYNTAX, NULL},
    {"https://a/?%4", FAPI_URI_SYNTAX, NULL},
    {"https://a/#%zz", FAPI_URI_SYNTAX, NULL},
    {"https://%4@a/", FAPI_URI_SYNTAX, NULL},
    {"https://a@b@c/", FAPI_URI_HOST, NULL},
    {"https://a b@c/", FAPI_URI_SYNTAX, NULL},
    {"https://a/<>", FAPI_URI_SYNTAX, NULL},
    {"https://a/\"", FAPI_URI_SYNTAX, NULL},
    {"https://a/{}", FAPI_URI_SYNTAX, NULL},
    {"https://a/[x]", FAPI_URI_SYNTAX, NULL},
    {"https://a/^`|", FAPI_URI_SYNTAX, NULL},
    {"https://", FAPI_URI_HOST, NULL},
    {"http:///a", FAPI_URI_HOST, NULL},
    {"https://:443/", FAPI_URI_HOST, NULL},
    {"https://u@/", FAPI_URI_HOST, NULL},
    {"https://?q", FAPI_URI_HOST, NULL},
    {"https://[]/", FAPI_URI_HOST, NULL},
    {"https://[::1/", FAPI_URI_HOST, NULL},
    {"https://[::1]x/", FAPI_URI_HOST, NULL},
    {"https://[:1]/", FAPI_URI_HOST, NULL},
    {"https://[1:]/", FAPI_URI_HOST, NULL},
    {"https://[:::]/", FAPI_URI_HOST, NULL},
    {"https://[1::2::3]/", FAPI_URI_HOST, NULL},
    {"https://[1:2:3:4:5:6:7]/", FAPI_URI_HOST, NULL},
    {"https://[1:2:3:4:5:6:7:8:9]/", FAPI_URI_HOST, NULL},
    {"https://[1:2:3:4::5:6:7:8]/", FAPI_URI_HOST, NULL},
    {"https://[12345::]/", FAPI_URI_HOST, NULL},
    {"https://[g::]/", FAPI_URI_HOST, NULL},
    {"https://[::1.2.3]/", FAPI_URI_HOST, NULL},
    {"https://[::1.2.3.256]/", FAPI_URI_HOST, NULL},
    {"https://[::01.2.3.4]/", FAPI_URI_HOST, NULL},
    {"https://[::1.2.3.4:5]/", FAPI_URI_HOST, NULL},
    {"https://[1:2:3:4:5:6:7:1.2.3.4]/", FAPI_URI_HOST, NULL},
    {"https://[1:2:3:4:5::6:1.2.3.4]/", FAPI_URI_HOST, NULL},
    {"https://[1.2.3.4]/", FAPI_URI_HOST, NULL},
    {"https://[fe80::1%25eth0]/", FAPI_URI_HOST, "DPOP-08"},
    {"https://[fe80::1%eth0]/", FAPI_URI_HOST, "DPOP-08"},
    {"https://[v1.x]/", FAPI_URI_HOST, NULL},
    {"https://a]/", FAPI_URI_HOST, NULL},
    {"https://::1/", FAPI_URI_PORT, NULL},
    {"https://a:65536/", FAPI_URI_PORT, NULL},
    {"https://a:99999/", FAPI_URI_PORT, NULL},
    {"https://a:100000/", FAPI_URI_PORT, NULL},
    {"https://a:0443/", FAPI_URI_PORT, NULL},
    {"https://a:0/", FAPI_URI_PORT, NULL},
    {"https://a:+1/", FAPI_URI_PORT, NULL},
    {"https://a:-1/", FAPI_URI_PORT, NULL},
    {"https://a:4 3/", FAPI_URI_PORT, NULL},
    {"https://a:443:443/", FAPI_URI_PORT, NULL},
    {"https://a:4%33/", FAPI_URI_PORT, NULL},
};

static void strings_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < MANY(syntax); i++) {
        int rc = status_of(syntax[i].text, strlen(syntax[i].text));

        if (rc != syntax[i].status)
            printf("%s: %s\n", syntax[i].text, fapi_status_name(rc));
        CHECK(rc == syntax[i].status);
        if (syntax[i].attack)
            ATTACK(syntax[i].attack);
    }
    CHECK(status_of("https://a\0b/", 12) == FAPI_URI_HOST);
    CHECK(status_of("https://a/\0", 11) == FAPI_URI_SYNTAX);
    CHECK(status_of("https\0://a/", 11) == FAPI_URI_SYNTAX);
    CHECK(fapix_uri_parse(&(fapix_uri){0}, fapix_slice_of(NULL, 0)) == FAPI_URI_SYNTAX);
    ATTACK("URL-01");
}

/* Each byte at each kind of place: RFC 3986 appendix A, by hand. */
static void each_byte_has_its_places(void **state)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=";
    static const struct {
        const char *before, *after, *extra; /* and what has another meaning there, but is legal */
    } places[] = {
        {"https://a", "z", "%:/?#@"}, {"https://a/", "z", "%:@/?#"}, {"https://a/?", "z", "%:@/?#[]{}|^`"},
        {"https://a/#", "z", "%:@/?"}, {"https://a", "z@b/", "%:@/?#"},
    };
    char text[32];

    (void)state;
    for (size_t p = 0; p < MANY(places); p++) {
        for (int c = 0; c < 256; c++) {
            size_t before = strlen(places[p].before), after = strlen(places[p].after);
            int legal = c != 0 && strchr(unreserved, c) != NULL;

            if (c != 0 && strchr(places[p].extra, c))
                continue;
            memcpy(text, places[p].before, before);
            text[before] = (char)c;
            memcpy(text + before + 1, places[p].after, after);
            CHECK((status_of(text, before + 1 + after) == FAPI_OK) == legal);
        }
    }
}

static void size_is_bounded(void **state)
{
    char *text = malloc(FAPI_MAX_URL + 2);
    fapix_uri uri;
    int fits, over;

    (void)state;
    CHECK(text != NULL);
    memset(text, 'a', FAPI_MAX_URL + 2);
    memcpy(text, "https://a/", 10);
    fits = fapix_uri_parse(&uri, fapix_slice_of(text, FAPI_MAX_URL));
    over = fapix_uri_parse(&uri, fapix_slice_of(text, FAPI_MAX_URL + 1));
    free(text);
    CHECK(fits == FAPI_OK && over == FAPI_URI_SIZE && uri.path.p == NULL);
}

static void https_and_issuers(void **state)
{
    static const struct {
        const char *text;
        int https, issuer;
    } rows[] = {
        {"https://a.example", FAPI_OK, FAPI_OK},
        {"hTTps://a.example:444/tenant/1", FAPI_OK, FAPI_OK},
        {"http://a.example", FAPI_URI_NOT_HTTPS, FAPI_URI_NOT_HTTPS},
        {"httpss://a.example", FAPI_URI_NOT_HTTPS, FAPI_URI_NOT_HTTPS},
        {"ftp://a.example", FAPI_URI_NOT_HTTPS, FAPI_URI_NOT_HTTPS},
        {"https://u@a.example", FAPI_URI_USERINFO, FAPI_URI_USERINFO},
        {"https://@a.example", FAPI_URI_USERINFO, FAPI_URI_USERINFO},
        {"https://a.example/?", FAPI_OK, FAPI_URI_QUERY},
        {"https://a.example/?q#f", FAPI_OK, FAPI_URI_QUERY},
        {"https://a.example/#", FAPI_OK, FAPI_URI_FRAGMENT},
        {"https://a.example#@b", FAPI_OK, FAPI_URI_FRAGMENT},
        {"https:///a", FAPI_URI_HOST, FAPI_URI_HOST},
        {"a.example", FAPI_URI_SYNTAX, FAPI_URI_SYNTAX},
    };
    fapix_uri uri;

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        STATUS(rows[i].https, fapix_uri_parse_https(&uri, fapix_slice_str(rows[i].text)));
        CHECK((uri.scheme.n == 5) == (rows[i].https == FAPI_OK));
        STATUS(rows[i].issuer, fapix_uri_check_issuer(fapix_slice_str(rows[i].text)));
    }
    ACCEPTS("FAPI2SP-5.2.1-1");
    REFUSES("FAPI2SP-5.2.1-1");
    ACCEPTS("RFC8414-2-1");
    REFUSES("RFC8414-2-1");
    ATTACK("DPOP-09");
}

static int same(const char *a, const char *b)
{
    fapix_uri x, y;
    char *copy_a = NULL, *copy_b = NULL;
    int result = -1;

    if (parse(a, strlen(a), &x, &copy_a) == FAPI_OK && parse(b, strlen(b), &y, &copy_b) == FAPI_OK) {
        result = fapix_uri_same_target(&x, &y);
        if (result != fapix_uri_same_target(&y, &x) || !fapix_uri_same_target(&x, &x))
            result = -2;
    }
    free(copy_a);
    free(copy_b);
    return result;
}

static const struct {
    const char *a, *b, *attack;
} equal[] = {
    {"https://a.example/p", "HTTPS://A.Example/p", "DPOP-07"},
    {"https://a.example/p", "https://a.example:443/p", "DPOP-07"},
    {"https://a.example/p", "https://a.example:/p", "DPOP-07"},
    {"http://a.example:80/p", "http://a.example/p", NULL},
    {"https://a.example", "https://a.example/", "DPOP-07"},
    {"https://a.example?q", "https://a.example/#f", "DPOP-06"},
    {"https://a.example/p?x=1&y=2#z", "https://a.example/p", "DPOP-06"},
    {"https://a.example/~x", "https://a.example/%7Ex", "DPOP-07"},
    {"https://a.example/%7ex", "https://a.example/%7Ex", "DPOP-07"},
    {"https://a.example/%2f", "https://a.example/%2F", "DPOP-07"},
    {"https://a.example/%c3%bc", "https://a.example/%C3%BC", "DPOP-07"},
    {"https://%41.ex%61mple/", "https://a.example/", NULL},
    {"https://[2001:DB8::A]/", "https://[2001:db8::a]/", NULL},
    {"https://a/b/../c", "https://a/c", NULL},
    {"https://a/b/%2e%2e/c", "https://a/c", NULL},
    {"https://a/b/.%2E/c", "https://a/c", NULL},
    {"https://a/./c", "https://a/%2e/c", NULL},
    {"https://a/..", "https://a", NULL},
    {"https://a/../../x", "https://a/x", NULL},
    {"https://a/x/.", "https://a/x/", NULL},
    {"https://a/x/y/..", "https://a/x/", NULL},
    {"https://a/x//..", "https://a/x/", NULL},
    {"https://a/x//../..", "https://a/", NULL},
    {"https://a/a/b/c/./../../g", "https://a/a/g", NULL},
    {"https://a/a/./.././../..//b/.", "https://a//b/", NULL},
    {"https://a/x/../y/../z/..", "https://a/", NULL},
    {"https://a/...", "https://a/%2E..", NULL},
};

static const struct {
    const char *a, *b, *attack;
} different[] = {
    {"https://a.example/p", "http://a.example/p", "DPOP-09"},
    {"https://a.example/p", "https://b.example/p", "DPOP-09"},
    {"https://a.example/p", "https://a.example.evil/p", "DPOP-09"},
    {"https://a.example/p", "https://a.example:444/p", "DPOP-09"},
    {"https://a.example/p", "https://a.example:80/p", "DPOP-09"},
    {"http://a.example/p", "http://a.example:443/p", NULL},
    {"https://a.example/p", "https://a.example./p", "DPOP-08"},
    {"https://a.example/p", "https://u@a.example/p", "DPOP-08"},
    {"https://@a.example/p", "https://a.example/p", "DPOP-08"},
    {"https://u@a.example/p", "https://v@a.example/p", NULL},
    {"https://a.example/p", "https://a.example/P", NULL},
    {"https://a.example/p", "https://a.example/p/", NULL},
    {"https://a.example/p", "https://a.example//p", NULL},
    {"https://a.example/p", "https://a.example/p;matrix", "DPOP-08"},
    {"https://a.example/p;v=1", "https://a.example/p%3Bv=1", "DPOP-08"},
    {"https://a.example/a/b", "https://a.example/a%2Fb", "DPOP-08"},
    {"https://a.example/a/b", "https://a.example/a%2fb", "DPOP-08"},
    {"https://a.example/a%2Fb", "https://a.example/a%252Fb", "DPOP-08"},
    {"https://a.example/a/b", "https://a.example/a%252fb", "DPOP-08"},
    {"https://a.example/a/b", "https://a.example/a%5Cb", "DPOP-08"},
    {"https://a.example/b", "https://a.example/a/%252e%252e/b", "DPOP-08"},
    {"https://a.example/b", "https://a.example/a/..%2Fb", "DPOP-08"},
    {"https://a.example/b", "https://a.example/a/..;/b", "DPOP-08"},
    {"https://a.example/a", "https://a.example/a%20", NULL},
    {"https://a.example/a", "https://a.example/a%00", NULL},
    {"https://a.example/+", "https://a.example/%2B", NULL},
    {"https://a.example/+", "https://a.example/%20", NULL},
    {"https://a.example/...", "https://a.example/", NULL},
    {"https://a.example/x/..", "https://a.example/x", NULL},
    {"https://127.0.0.1/", "https://2130706433/", "URL-02"},
    {"https://127.0.0.1/", "https://0x7f.1/", "URL-02"},
    {"https://127.0.0.1/", "https://[::ffff:127.0.0.1]/", "URL-02"},
    {"https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", NULL},
};

static void targets_are_compared(void **state)
{
    (void)state;
    for (size_t i = 0; i < MANY(equal); i++) {
        if (same(equal[i].a, equal[i].b) != 1)
            printf("not the same: %s %s\n", equal[i].a, equal[i].b);
        CHECK(same(equal[i].a, equal[i].b) == 1);
        if (equal[i].attack)
            ATTACK(equal[i].attack);
    }
    ACCEPTS("RFC9449-4.3-N");
    for (size_t i = 0; i < MANY(different); i++) {
        if (same(different[i].a, different[i].b) != 0)
            printf("the same: %s %s\n", different[i].a, different[i].b);
        CHECK(same(different[i].a, different[i].b) == 0);
        if (different[i].attack)
            ATTACK(different[i].attack);
    }
    REFUSES("RFC9449-4.3-N");
}

/* The longest paths of nothing but dot segments and slashes: quadratic work would show under any sanitizer. */
static void long_paths_take_linear_time(void **state)
{
    static const char *const parts[] = {"/..", "/.", "/", "/a/..", "/%2e%2E", "/%2F"};
    char *text = malloc(FAPI_MAX_URL);
    size_t good = 0;

    (void)state;
    CHECK(text != NULL);
    for (size_t i = 0; i < MANY(parts); i++) {
        fapix_uri a, b;
        size_t n = 9, part = strlen(parts[i]);

        memcpy(text, "https://a", 9);
        for (; n + part <= FAPI_MAX_URL; n += part)
            memcpy(text + n, parts[i], part);
        if (fapix_uri_parse(&a, fapix_slice_of(text, n)) || fapix_uri_parse(&b, fapix_slice_str("https://a/")))
            break;
        for (int k = 0; k < 50; k++)
            good += fapix_uri_same_target(&a, &a) && fapix_uri_same_target(&a, &b) == (i != 2 && i != 5);
    }
    free(text);
    CHECK(good == 50 * MANY(parts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_found),
        cmocka_unit_test(strings_are_judged),
        cmocka_unit_test(each_byte_has_its_places),
        cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(https_and_issuers),
        cmocka_unit_test(targets_are_compared),
        cmocka_unit_test(long_paths_take_linear_time),
    };
    return t_main("base/uri", tests, sizeof tests / sizeof tests[0]);
}
