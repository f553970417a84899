/* SPDX-License-Identifier: Apache-2.0 */
/* Authorization responses as URLs and pages. */
#include "oauth/authorization_response.h"

#include <sodium.h>

#include "test/oauth/made_json.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

static int is(fapix_buffer *out, const char *want)
{
    int good = out->status == FAPI_OK && out->n == strlen(want) && memcmp(out->p, want, out->n) == 0;

    if (!good)
        printf("%.*s\n", (int)out->n, (const char *)out->p);
    fapix_buffer_free(out);
    return good;
}

static void test_location(void **state)
{
    static const struct {
        const char *uri;
        bool fragment;
        const char *want;
    } rows[] = {
        {"https://c.example/cb", false, "https://c.example/cb?a=1&b=%20%26%3D%23%25%2B%22%0D%0A%C3%A9-._~"},
        {"https://c.example/cb", true, "https://c.example/cb#a=1&b=%20%26%3D%23%25%2B%22%0D%0A%C3%A9-._~"},
        {"https://c.example/cb?", false, "https://c.example/cb?a=1&b=%20%26%3D%23%25%2B%22%0D%0A%C3%A9-._~"},
        {"https://c.example/cb?x=y", false, "https://c.example/cb?x=y&a=1&b=%20%26%3D%23%25%2B%22%0D%0A%C3%A9-._~"},
        {"https://c.example/cb?x=y&", false, "https://c.example/cb?x=y&a=1&b=%20%26%3D%23%25%2B%22%0D%0A%C3%A9-._~"},
        {"https://c.example/cb?x=y", true, "https://c.example/cb?x=y#a=1&b=%20%26%3D%23%25%2B%22%0D%0A%C3%A9-._~"},
    };
    fapix_response response = {0};
    (void)state;

    fapix_response_add(&response, "a", fapix_slice_str("1"));
    fapix_response_add(&response, "none", fapix_slice_of(NULL, 0));
    fapix_response_add(&response, "b", fapix_slice_str(" &=#%+\"\r\n\xc3\xa9-._~"));
    CHECK(response.count == 2);
    for (size_t i = 0; i < MANY(rows); i++) {
        fapix_buffer out = made_buffer();

        fapix_response_location(fapix_slice_str(rows[i].uri), rows[i].fragment, &response, &out);
        CHECK(is(&out, rows[i].want));
    }
    for (size_t i = 0; i < 20; i++)
        fapix_response_add(&response, "c", fapix_slice_str("1"));
    CHECK(response.count == FAPIX_RESPONSE_PARAMETERS);
}

static void test_form(void **state)
{
    fapix_response response = {0};
    fapix_buffer out = made_buffer();
    int good = 0;
    (void)state;

    fapix_response_add(&response, "state", fapix_slice_str("<>&\"'"));
    fapix_response_form(fapix_slice_str("https://c.example/?a=1&b=2"), &response, &out);
    fapix_buffer_add(&out, fapix_slice_of("", 1));
    good = out.status == FAPI_OK && strstr((const char *)out.p,
        "<form method=\"post\" action=\"https://c.example/?a=1&amp;b=2\">") &&
           strstr((const char *)out.p, "name=\"state\" value=\"&lt;&gt;&amp;&quot;&#39;\"");
    fapix_buffer_free(&out);
    CHECK(good);
}

/* The policy lets in exactly the script that is there. */
static void test_script(void **state)
{
    const fapix_response response = {0};
    fapix_buffer out = made_buffer();
    const char *script = NULL, *end = NULL;
    uint8_t hash[32];
    char want[64] = "'sha256-", base64[64];
    int good = 0;
    (void)state;

    fapix_response_form(fapix_slice_str("https://c.example/"), &response, &out);
    fapix_buffer_add(&out, fapix_slice_of("", 1));
    script = out.status == FAPI_OK ? strstr((const char *)out.p, "<script>") : NULL;
    end = script == NULL ? NULL : strstr(script, "</script>");
    if (end != NULL) {
        crypto_hash_sha256(hash, (const uint8_t *)script + 8, (size_t)(end - script) - 8);
        strcat(strcat(want, sodium_bin2base64(base64, sizeof base64, hash, 32, sodium_base64_VARIANT_ORIGINAL)), "'");
        good = strstr(FAPIX_FORM_POLICY, want) != NULL && strstr(end + 9, "<script") == NULL;
    }
    fapix_buffer_free(&out);
    CHECK(good);
}

static void test_error_text(void **state)
{
    (void)state;

    for (int c = 0; c < 256; c++) {
        uint8_t text[3] = {'a', (uint8_t)c, 'b'};

        CHECK(fapix_response_error_text(fapix_slice_of(text, 3)) == (c >= 0x20 && c <= 0x7e && c != '"' && c != '\\'));
    }
    CHECK(!fapix_response_error_text(fapix_slice_of(NULL, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_location), cmocka_unit_test(test_form), cmocka_unit_test(test_script),
        cmocka_unit_test(test_error_text),
    };

    return t_main("authorization_response", tests, MANY(tests));
}
