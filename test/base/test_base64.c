/* SPDX-License-Identifier: Apache-2.0 */
/* base64 of RFC 4648 4: its own examples, and that each text has one form only. */
#include "base/base64.h"
#include "test/harness.h"

/* From and into memory of exactly the right size, so that sanitizers see a step too far. */
static int decodes_to(const char *text, const char *want)
{
    size_t n = strlen(text), out_n = 77, want_n = want == NULL ? 0 : strlen(want);
    uint8_t *in = malloc(n + 1), *out = malloc(n / 4 * 3 + 1);
    int same = 0;

    if (in != NULL && out != NULL) {
        memcpy(in, text, n);
        same = fapix_base64_decode(fapix_slice_of(in, n), out, &out_n) == (want != NULL) && out_n == want_n &&
               (want_n == 0 || memcmp(out, want, want_n) == 0);
    }
    free(in);
    free(out);
    return same;
}

static void examples(void **state)
{
    (void)state;
    CHECK(decodes_to("Zg==", "f") && decodes_to("Zm8=", "fo") && decodes_to("Zm9v", "foo"));
    CHECK(decodes_to("Zm9vYg==", "foob") && decodes_to("Zm9vYmE=", "fooba") && decodes_to("Zm9vYmFy", "foobar"));
    CHECK(decodes_to("+/+/", "\xfb\xff\xbf"));
}

static void refusals(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "Z", "Zg", "Zg=", "Zm8", "Zg===", "Zg====", "=", "==", "====", "Z===", "=Zg=", "Zg==Zg==", "Zm9v=", "Zm9v====",
        "Zh==", "Zm9=", "Z!==", "Zm 8", "Zm9v\n", "Zm9v Zm9v", "-_-_", "Zm9\xc3", "Z=8=",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(decodes_to(bad[i], NULL));
}

static void every_character(void **state)
{
    (void)state;
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (int c = 1; c < 256; c++) {
        const uint8_t text[4] = {'A', 'A', 'A', (uint8_t)c};
        const char *at = strchr(alphabet, c);
        uint8_t out[3];
        size_t n = 0;
        bool good = fapix_base64_decode(fapix_slice_of(text, 4), out, &n);

        CHECK(good == (at != NULL || c == '='));
        CHECK(!good || (c == '=' ? n == 2 : n == 3 && out[2] == (uint8_t)(at - alphabet)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(refusals),
        cmocka_unit_test(every_character),
    };

    return t_main("base/base64", tests, sizeof tests / sizeof *tests);
}
