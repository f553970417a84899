/* SPDX-License-Identifier: Apache-2.0 */
/* base64url, canonical only. */
#include "base/base64url.h"
#include "test/harness.h"

#define TEXT(literal) (literal), sizeof(literal) - 1

typedef struct refusal {
    const char *text;
    size_t n;
    int want;
} refusal;

/* Decode from and into memory of exactly the right size, so that sanitizers see a step too far. */
static int decode_exact(const char *text, size_t n, uint8_t *out, size_t *out_n)
{
    const size_t room = fapix_base64url_decoded(n);
    char *in = malloc(n + (n == 0));
    uint8_t *exact = malloc(room + (room == 0));
    int rc = FAPI_ERR_NOMEM;

    if (in != NULL && exact != NULL) {
        if (n > 0)
            memcpy(in, text, n);
        *out_n = 77;
        rc = fapix_base64url_decode(fapix_slice_of(in, n), exact, out_n);
        if (rc == FAPI_OK && *out_n > 0)
            memcpy(out, exact, *out_n);
    }
    free(in);
    free(exact);
    return rc;
}

static int refused_as(const refusal *row)
{
    uint8_t out[64];
    size_t out_n = 77;
    const int rc = decode_exact(row->text, row->n, out, &out_n);

    if (rc != row->want)
        printf("'%.*s': %d\n", (int)row->n, row->text, rc);
    return rc == row->want && out_n == 0;
}

/* RFC 4648 10, without its padding. */
static void rfc4648_vectors(void **state)
{
    static const char *const rows[][2] = {{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"},
                                          {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xFB\xEF\xBE", "----"},
                                          {"\xFF\xFF\xFE", "___-"}};
    uint8_t out[16];
    char text[16];
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const fapix_slice plain = fapix_slice_str(rows[i][0]);
        const size_t encoded = strlen(rows[i][1]);

        STATUS(FAPI_OK, decode_exact(rows[i][1], encoded, out, &n));
        CHECK(fapix_slice_eq(fapix_slice_of(out, n), plain));
        CHECK(fapix_base64url_encoded(plain.n) == encoded);
        fapix_base64url_encode(plain, text);
        CHECK(memcmp(text, rows[i][1], encoded) == 0);
    }
    ACCEPTS("RFC7515-2-1");
}

static void every_length_comes_back(void **state)
{
    uint8_t bytes[96], out[96];
    char text[128];

    (void)state;
    for (size_t n = 0; n <= sizeof bytes; n++) {
        size_t out_n = 0;

        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)(i * 73 + n * 31);
        fapix_base64url_encode(fapix_slice_of(bytes, n), text);
        CHECK(fapix_base64url_decoded(fapix_base64url_encoded(n)) == n);
        STATUS(FAPI_OK, decode_exact(text, fapix_base64url_encoded(n), out, &out_n));
        CHECK(out_n == n && memcmp(out, bytes, n) == 0);
    }
}

/* Each byte at each place of a text that is otherwise right: the 64 pass and nothing else does. */
static void only_the_alphabet_passes(void **state)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char text[11];

    (void)state;
    for (size_t at = 0; at < sizeof text; at++) {
        for (int c = 0; c < 256; c++) {
            const bool known = c != 0 && strchr(alphabet, c) != NULL;
            uint8_t out[16];
            size_t n = 0;

            memset(text, 'A', sizeof text);
            text[at] = (char)c;
            /* The last character must have its two lowest bits clear. */
            if (at == 10 && known && (strchr(alphabet, c) - alphabet) % 4 != 0)
                STATUS(FAPI_BASE64URL_TRAILING_BITS, decode_exact(text, sizeof text, out, &n));
            else if (known)
                STATUS(FAPI_OK, decode_exact(text, sizeof text, out, &n));
            else
                STATUS(c == '=' ? FAPI_BASE64URL_PADDING : FAPI_BASE64URL_CHARACTER,
                       decode_exact(text, sizeof text, out, &n));
        }
    }
    REFUSES("RFC7515-2-1");
}

static void each_text_has_one_form(void **state)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t out[4];
    size_t n = 0, two = 0, three = 0;

    (void)state;
    for (size_t i = 0; i < 64; i++) {
        const char a[] = {'Q', alphabet[i]}, b[] = {'Q', 'Q', alphabet[i]};

        two += decode_exact(a, 2, out, &n) == FAPI_OK;
        CHECK(decode_exact(a, 2, out, &n) == (i % 16 == 0 ? FAPI_OK : FAPI_BASE64URL_TRAILING_BITS));
        three += decode_exact(b, 3, out, &n) == FAPI_OK;
        CHECK(decode_exact(b, 3, out, &n) == (i % 4 == 0 ? FAPI_OK : FAPI_BASE64URL_TRAILING_BITS));
    }
    CHECK(two == 4 && three == 16);
    ATTACK("B64-02");
}

static void padding_is_refused(void **state)
{
    static const refusal rows[] = {
        {TEXT("Zg=="), FAPI_BASE64URL_PADDING},     {TEXT("Zm8="), FAPI_BASE64URL_PADDING},
        {TEXT("Zm9v===="), FAPI_BASE64URL_PADDING}, {TEXT("="), FAPI_BASE64URL_PADDING},
        {TEXT("Zg="), FAPI_BASE64URL_PADDING},      {TEXT("Zg==Zg=="), FAPI_BASE64URL_PADDING},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK(refused_as(&rows[i]));
    ATTACK("B64-01");
}

static void white_space_is_refused(void **state)
{
    static const refusal rows[] = {
        {TEXT(" Zm9v"), FAPI_BASE64URL_CHARACTER},    {TEXT("Zm9v "), FAPI_BASE64URL_CHARACTER},
        {TEXT("Zm\t9v"), FAPI_BASE64URL_CHARACTER},   {TEXT("Zm9v\n"), FAPI_BASE64URL_CHARACTER},
        {TEXT("Zm9v\r\n"), FAPI_BASE64URL_CHARACTER}, {TEXT("Zm\xC2\xA0" "9v"), FAPI_BASE64URL_CHARACTER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK(refused_as(&rows[i]));
    ATTACK("B64-03");
}

static void other_alphabets_are_refused(void **state)
{
    static const refusal standard[] = {
        {TEXT("+/+/"), FAPI_BASE64URL_CHARACTER}, {TEXT("Zm9+"), FAPI_BASE64URL_CHARACTER},
        {TEXT("Zm/v"), FAPI_BASE64URL_CHARACTER}, {TEXT("Z*9v"), FAPI_BASE64URL_CHARACTER},
        {TEXT("?m9v"), FAPI_BASE64URL_CHARACTER}, {TEXT("Zm#v"), FAPI_BASE64URL_CHARACTER},
        {TEXT("Zm9!"), FAPI_BASE64URL_CHARACTER}, {TEXT("\x80m9v"), FAPI_BASE64URL_CHARACTER},
        {TEXT("Zm9\xFF"), FAPI_BASE64URL_CHARACTER},
    };
    static const refusal look_alike[] = {
        {TEXT("\xEF\xBC\xA1m9v"), FAPI_BASE64URL_CHARACTER}, /* fullwidth A */
        {TEXT("Zm9v\xE2\x80\x90m9v"), FAPI_BASE64URL_CHARACTER}, /* hyphen U+2010 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++)
        CHECK(refused_as(&standard[i]));
    ATTACK("B64-04");
    for (size_t i = 0; i < sizeof look_alike / sizeof look_alike[0]; i++)
        CHECK(refused_as(&look_alike[i]));
    ATTACK("B64-07");
}

static void nul_and_length_are_judged(void **state)
{
    static const refusal lengths[] = {
        {TEXT("A"), FAPI_BASE64URL_LENGTH}, {TEXT("AAAAA"), FAPI_BASE64URL_LENGTH}, {TEXT("*"), FAPI_BASE64URL_CHARACTER},
        {TEXT("Zm9vYmFyZ"), FAPI_BASE64URL_LENGTH},
    };
    static const refusal nuls[] = {
        {TEXT("Zm9v\0"), FAPI_BASE64URL_CHARACTER},  {TEXT("Zm\0v"), FAPI_BASE64URL_CHARACTER},
        {TEXT("\0m9v"), FAPI_BASE64URL_CHARACTER}, {TEXT("Zm9v\0junk"), FAPI_BASE64URL_CHARACTER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        CHECK(refused_as(&lengths[i]));
    ATTACK("B64-05");
    for (size_t i = 0; i < sizeof nuls / sizeof nuls[0]; i++)
        CHECK(refused_as(&nuls[i]));
    ATTACK("B64-06");
}

/* What was decoded before the fault showed may be half a key. */
static void nothing_half_decoded_is_left(void **state)
{
    uint8_t out[6] = {1, 1, 1, 1, 1, 1};
    size_t n = 1;

    (void)state;
    STATUS(FAPI_BASE64URL_CHARACTER, fapix_base64url_decode(fapix_slice_str("Zm9vYmF*"), out, &n));
    CHECK(n == 0 && memcmp(out, "\0\0\0\0\0\0", 6) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc4648_vectors),           cmocka_unit_test(every_length_comes_back),
        cmocka_unit_test(only_the_alphabet_passes),  cmocka_unit_test(each_text_has_one_form),
        cmocka_unit_test(padding_is_refused),        cmocka_unit_test(white_space_is_refused),
        cmocka_unit_test(other_alphabets_are_refused), cmocka_unit_test(nul_and_length_are_judged),
        cmocka_unit_test(nothing_half_decoded_is_left),
    };
    return t_main("base/base64url", tests, sizeof tests / sizeof tests[0]);
}
