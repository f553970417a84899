/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: what is read, what an absent value is, and what no two servers would read alike. */
#include "base/form.h"
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define S(text) (text), (sizeof(text) - 1)

static const char *const RESOURCE[] = {"resource", NULL};
static fapix_form form;

/* On the heap, at its exact length, and so the scratch: sanitizers see each step beyond. */
static int parse(const char *text, size_t n, uint8_t **scratch)
{
    char *copy = malloc(n == 0 ? 1 : n);
    int rc = FAPI_ERR_INTERNAL;

    *scratch = malloc(n == 0 ? 1 : n);
    if (copy != NULL && *scratch != NULL) {
        memcpy(copy, text, n);
        rc = fapix_form_parse(&form, fapix_slice_of(n == 0 ? NULL : copy, n), *scratch, RESOURCE);
    }
    free(copy);
    return rc;
}

static int status_of(const char *text, size_t n)
{
    uint8_t *scratch = NULL;
    int rc = parse(text, n, &scratch);

    free(scratch);
    return rc != FAPI_OK && form.count != 0 ? FAPI_ERR_INTERNAL : rc;
}

static const struct {
    const char *text;
    size_t n;
    int status;
} syntax[] = {
    {S(""), FAPI_OK},
    {S("a=1"), FAPI_OK},
    {S("a=1&b=2"), FAPI_OK},
    {S("&a=1&&b=2&"), FAPI_OK},
    {S("a"), FAPI_OK},
    {S("a="), FAPI_OK},
    {S("a=="), FAPI_OK},
    {S("a=https://c.example/cb?x=1#y"), FAPI_OK},
    {S("a-._Z09=!\"#$'()*+,-./:<>?@[\\]^_`{|}~"), FAPI_OK},
    {S("%61=%C3%A9"), FAPI_OK},
    {S("a=%0D%0A%09"), FAPI_OK}, /* authorization_details may be printed over lines */
    {S("a=\xc3\xa9"), FAPI_FORM_SYNTAX},
    {S("a=1;b=2"), FAPI_FORM_SYNTAX},
    {S("a=1 2"), FAPI_FORM_SYNTAX},
    {S("a=1\r\n"), FAPI_FORM_SYNTAX},
    {S("a=1\0"), FAPI_FORM_SYNTAX},
    {S("a=\x7f"), FAPI_FORM_SYNTAX},
    {S("a b=1"), FAPI_FORM_SYNTAX},
    {S("a=%"), FAPI_FORM_ESCAPE},
    {S("a=%4"), FAPI_FORM_ESCAPE},
    {S("a=%4&b=1"), FAPI_FORM_ESCAPE},
    {S("a=%4g"), FAPI_FORM_ESCAPE},
    {S("a=%u0041"), FAPI_FORM_ESCAPE},
    {S("a=%%41"), FAPI_FORM_ESCAPE},
    {S("%=1"), FAPI_FORM_ESCAPE},
    {S("a=%00"), FAPI_FORM_NUL},
    {S("a=x%00y"), FAPI_FORM_NUL},
    {S("a%00=x"), FAPI_FORM_NUL},
    {S("a=%C3"), FAPI_FORM_UTF8},
    {S("a=%C0%AF"), FAPI_FORM_UTF8},
    {S("a=%ED%A0%80"), FAPI_FORM_UTF8},
    {S("a=%FF"), FAPI_FORM_UTF8},
    {S("a=%C3&b=%A9"), FAPI_FORM_UTF8},
    {S("=1"), FAPI_FORM_NAME},
    {S("="), FAPI_FORM_NAME},
    {S("a=1&=2"), FAPI_FORM_NAME},
    {S("client_id[]=1"), FAPI_FORM_NAME},
    {S("client_id%5B%5D=1"), FAPI_FORM_NAME},
    {S("client_id[0]=1"), FAPI_FORM_NAME},
    {S("a+b=1"), FAPI_FORM_NAME},
    {S("%C3%A9=1"), FAPI_FORM_NAME},
    {S("a~=1"), FAPI_FORM_NAME},
    {S("a=1&a=2"), FAPI_FORM_REPEATED},
    {S("a=1&a=1"), FAPI_FORM_REPEATED},
    {S("a=1&b=1&%61=2"), FAPI_FORM_REPEATED},
    {S("a=&a=2"), FAPI_FORM_REPEATED},
    {S("a=2&a"), FAPI_FORM_REPEATED},
    {S("a=1&A=2"), FAPI_OK},
    {S("resource=1&resource=2&resource="), FAPI_OK},
    {S("resource=1&Resource=2&Resource=3"), FAPI_FORM_REPEATED},
};

static void syntax_is_strict(void **state)
{
    (void)state;
    for (size_t i = 0; i < MANY(syntax); i++) {
        int got = status_of(syntax[i].text, syntax[i].n);

        if (got != syntax[i].status)
            printf("%s: %s\n", syntax[i].text, fapi_status_name(got));
        STATUS(syntax[i].status, got);
    }
}

static void values_are_decoded(void **state)
{
    uint8_t *scratch = NULL;

    (void)state;
    STATUS(FAPI_OK, parse(S("scope=openid+accounts%20x%2By&redirect_uri=https%3A%2f%2Fc.example/cb?a=b&n=%C3%A9&e=&f"),
                          &scratch));
    CHECK(form.count == 5);
    CHECK(fapix_slice_is(fapix_form_get(&form, "scope"), "openid accounts x+y"));
    CHECK(fapix_slice_is(fapix_form_get(&form, "redirect_uri"), "https://c.example/cb?a=b"));
    CHECK(fapix_slice_is(fapix_form_get(&form, "n"), "\xc3\xa9"));
    /* without a value is as if it were not there */
    CHECK(fapix_form_get(&form, "e").p == NULL && fapix_form_get(&form, "e").n == 0);
    CHECK(fapix_form_get(&form, "f").p == NULL && fapix_form_get(&form, "g").p == NULL);
    CHECK(fapix_form_get(&form, "Scope").p == NULL && fapix_form_get(&form, "").p == NULL);
    free(scratch);
}

static void one_value_for_a_name(void **state)
{
    (void)state;
    STATUS(FAPI_OK, status_of(S("client_id=a&unknown=b&state=")));
    ACCEPTS("RFC6749-3.1-1");
    ACCEPTS("RFC6749-3.2-2");
    ACCEPTS("RFC6749-3.2-3");
    CHECK(fapix_form_get(&form, "state").p == NULL);
    STATUS(FAPI_FORM_REPEATED, status_of(S("client_id=a&client_id=b")));
    REFUSES("RFC6749-3.1-1");
    REFUSES("RFC6749-3.2-2");
    /* absent for readers, but no loophole for a second one */
    STATUS(FAPI_FORM_REPEATED, status_of(S("client_id=&client_id=b")));
    REFUSES("RFC6749-3.2-3");
    STATUS(FAPI_FORM_REPEATED, status_of(S("client_id=a&%63lient_id=b")));
    STATUS(FAPI_FORM_NAME, status_of(S("client_id=a&client_id[]=b")));
    STATUS(FAPI_FORM_SYNTAX, status_of(S("client_id=a;client_id=b")));
    ATTACK("JAR-08");
}

static void resources_repeat(void **state)
{
    uint8_t *scratch = NULL;
    fapix_slice value;
    size_t at = 0;

    (void)state;
    STATUS(FAPI_OK, parse(S("resource=https://a.example&x=1&resource=&resource=https://b.example"), &scratch));
    CHECK(fapix_form_each(&form, "resource", &at, &value) && fapix_slice_is(value, "https://a.example"));
    CHECK(fapix_form_each(&form, "resource", &at, &value) && fapix_slice_is(value, "https://b.example"));
    CHECK(!fapix_form_each(&form, "resource", &at, &value) && value.p == NULL);
    CHECK(fapix_slice_is(fapix_form_get(&form, "resource"), "https://a.example"));
    free(scratch);
    ACCEPTS("RFC8707-2-3");
    STATUS(FAPI_FORM_REPEATED,
           fapix_form_parse(&form, fapix_slice_str("resource=a&resource=b"), (uint8_t[32]){0}, NULL));
    REFUSES("RFC8707-2-3");
}

static void sizes_are_bounded(void **state)
{
    char *text = malloc(FAPIX_FORM_MAX + 1);
    size_t n = 0;
    int rc[4] = {FAPI_ERR_INTERNAL};

    (void)state;
    CHECK(text != NULL);
    for (int i = 0; i <= FAPIX_FORM_PARAMETERS; i++) {
        n += (size_t)snprintf(text + n, 16, "&p%d=%d", i, i);
        if (i == FAPIX_FORM_PARAMETERS - 1)
            rc[0] = status_of(text, n);
    }
    rc[1] = status_of(text, n);
    memset(text, 'a', FAPIX_FORM_MAX + 1);
    text[1] = '=';
    rc[2] = status_of(text, FAPIX_FORM_MAX);
    rc[3] = status_of(text, FAPIX_FORM_MAX + 1);
    free(text);
    STATUS(FAPI_OK, rc[0]);
    STATUS(FAPI_FORM_COUNT, rc[1]);
    STATUS(FAPI_OK, rc[2]);
    STATUS(FAPI_FORM_SIZE, rc[3]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syntax_is_strict),
        cmocka_unit_test(values_are_decoded),
        cmocka_unit_test(one_value_for_a_name),
        cmocka_unit_test(resources_repeat),
        cmocka_unit_test(sizes_are_bounded),
    };

    return t_main("base/form", tests, sizeof tests / sizeof *tests);
}
