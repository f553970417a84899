/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP fields: character classes byte by byte, the Authorization field, and parameters of a query. */
#include "base/http.h"
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static void classes_byte_by_byte(void **state)
{
    static const char alnum[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    (void)state;
    for (int c = 0; c < 256; c++) {
        uint8_t text[3] = {'a', (uint8_t)c, 'z'};
        fapix_slice s = fapix_slice_of(text, 3);
        int letter = c != 0 && strchr(alnum, c) != NULL;

        CHECK(fapix_http_is_token(s) == (letter || (c != 0 && strchr("!#$%&'*+-.^_`|~", c))));
        CHECK(fapix_http_is_token68(s) == (letter || (c != 0 && strchr("-._~+/", c))));
        CHECK(fapix_http_is_field_value(s) == (c == '\t' || (c >= 0x20 && c != 0x7f)));
    }
    CHECK(!fapix_http_is_token(fapix_slice_of(NULL, 0)));
    CHECK(fapix_http_is_field_value(fapix_slice_of(NULL, 0)));
}

static void token68_ends_in_padding_only(void **state)
{
    static const struct {
        const char *text;
        int good;
    } rows[] = {
        {"a", 1}, {"a=", 1}, {"a====", 1}, {"mF_9.B5f-4.1JqM", 1}, {"Zm9v/+~.-_==", 1}, {"", 0}, {"=", 0}, {"==a", 0},
        {"a=b", 0}, {"a b", 0}, {"a,b", 0}, {"a\"", 0}, {" a", 0}, {"a ", 0}, {"a\t", 0}, {"\xc3\xa9", 0},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++)
        CHECK(fapix_http_is_token68(fapix_slice_str(rows[i].text)) == rows[i].good);
    CHECK(!fapix_http_is_token68(fapix_slice_of("a\0b", 3)));
    ACCEPTS("RFC6750-2.1-1");
    REFUSES("RFC6750-2.1-1");
}

static void authorization_is_split(void **state)
{
    static const struct {
        const char *value, *scheme, *credentials; /* scheme NULL: refused */
    } rows[] = {
        {"Bearer abc", "Bearer", "abc"},
        {"DPoP a.b.c", "DPoP", "a.b.c"},
        {"dpop    a", "dpop", "a"},
        {" \tBearer abc \t", "Bearer", "abc"},
        {"Bearer a, Bearer b", "Bearer", "a, Bearer b"},
        {"Digest u=\"x\", r=y", "Digest", "u=\"x\", r=y"},
        {"Bearer a  b", "Bearer", "a  b"},
        {"", NULL, NULL},
        {" ", NULL, NULL},
        {"Bearer", NULL, NULL},
        {"Bearer ", NULL, NULL},
        {"Bearer\tabc", NULL, NULL},
        {"Bear/er abc", NULL, NULL},
        {"Bearer,abc d", NULL, NULL},
        {"\"Bearer\" abc", NULL, NULL},
        {"B\xc3\xa9" "arer abc", NULL, NULL},
        {"Bearer abc\r\nX: y", NULL, NULL},
        {"Bearer a\x7f", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        fapix_slice scheme, credentials;
        int want = rows[i].scheme ? FAPI_OK : FAPI_TOKEN_SYNTAX;

        STATUS(want, fapix_http_authorization(fapix_slice_str(rows[i].value), &scheme, &credentials));
        if (rows[i].scheme)
            CHECK(fapix_slice_is(scheme, rows[i].scheme) && fapix_slice_is(credentials, rows[i].credentials));
        else
            CHECK(scheme.p == NULL && scheme.n == 0 && credentials.p == NULL && credentials.n == 0);
    }
    fapix_slice scheme, credentials;
    STATUS(FAPI_TOKEN_SYNTAX, fapix_http_authorization(fapix_slice_of(NULL, 0), &scheme, &credentials));
    STATUS(FAPI_TOKEN_SYNTAX, fapix_http_authorization(fapix_slice_of("Bearer a\0b", 10), &scheme, &credentials));
    STATUS(FAPI_TOKEN_SYNTAX, fapix_http_authorization(fapix_slice_of("Bea\0er ab", 9), &scheme, &credentials));
}

static void parameters_of_a_query(void **state)
{
    static const struct {
        const char *query;
        int has;
    } rows[] = {
        {"access_token=x", 1}, {"a=b&access_token=x", 1}, {"access_token=x&a=b", 1}, {"access_token", 1},
        {"access_token=", 1}, {"&access_token=x", 1}, {"a&&access_token", 1}, {"a=1;access_token=x", 1},
        {"%61ccess_token=x", 1}, {"access%5Ftoken=x", 1}, {"access%5ftoken", 1}, {"a=b&acc%65ss_toke%6E=x", 1},
        {"", 0}, {"&", 0}, {"=access_token", 0}, {"a=access_token", 0}, {"access_token2=x", 0}, {"xaccess_token=x", 0},
        {"access_toke=n", 0}, {"Access_Token=x", 0}, {"access_token%3Dx", 0}, {"access_token%=x", 0},
        {"access_token%00=x", 0}, {"access+token=x", 0}, {"access_token%5B%5D=x", 0}, {"a=1&b=?access_token=x", 0},
        {"%2561ccess_token=x", 0}, {"access_toke%6=x", 0}, {"access_toke%6g=x", 0},
    };

    (void)state;
    for (size_t i = 0; i < MANY(rows); i++) {
        size_t n = strlen(rows[i].query);
        char *copy = malloc(n + (n == 0)); /* no NUL after it, for sanitizers */
        int has;

        CHECK(copy != NULL);
        memcpy(copy, rows[i].query, n);
        has = fapix_http_query_has(fapix_slice_of(copy, n), "access_token");
        free(copy);
        if (has != rows[i].has)
            printf("%s: %d\n", rows[i].query, has);
        CHECK(has == rows[i].has);
    }
    CHECK(!fapix_http_query_has(fapix_slice_of(NULL, 0), "access_token"));
    CHECK(!fapix_http_query_has(fapix_slice_of("access_token\0=x", 15), "access_token"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_byte_by_byte),
        cmocka_unit_test(token68_ends_in_padding_only),
        cmocka_unit_test(authorization_is_split),
        cmocka_unit_test(parameters_of_a_query),
    };
    return t_main("base/http", tests, sizeof tests / sizeof tests[0]);
}
