/* SPDX-License-Identifier: Apache-2.0 */
/* The strict JSON reader. */
#include "base/json.h"
#include "base/json_number.h"
#include "base/utf8.h"
#include "test/harness.h"

/* A parse over memory of exactly the right size, so that sanitizers see a step too far. */
typedef struct document {
    fapix_json json;
    char *text;
    uint8_t *scratch;
} document;

static void drop(document **d)
{
    if (*d == NULL)
        return;
    free((*d)->text);
    free((*d)->scratch);
    free(*d);
}
#define DOCUMENT(name)                                         \
    document *name __attribute__((cleanup(drop))) = new_document()

static document *new_document(void)
{
    return calloc(1, sizeof(document));
}

static int parse(document *d, const char *text, size_t n)
{
    free(d->text);
    free(d->scratch);
    d->text = malloc(n + (n == 0));
    d->scratch = malloc(n + (n == 0));
    if (d->text == NULL || d->scratch == NULL)
        return FAPI_ERR_INTERNAL;
    if (n > 0)
        memcpy(d->text, text, n);
    return fapix_json_parse(&d->json, fapix_slice_of(d->text, n), d->scratch);
}

static int parse_str(document *d, const char *text)
{
    return parse(d, text, strlen(text));
}

typedef struct row {
    const char *text;
    size_t n;
    int want;
} row;
#define ROW(literal, want) {(literal), sizeof(literal) - 1, (want)}
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* All rows as wanted, and nothing left to read from what was refused. */
static bool all_as_wanted(const row *rows, size_t count)
{
    DOCUMENT(d);
    bool good = d != NULL;

    for (size_t i = 0; good && i < count; i++) {
        const int rc = parse(d, rows[i].text, rows[i].n);

        good = rc == rows[i].want && (d->json.count > 0) == (rc == FAPI_OK) &&
               (rc == FAPI_OK || fapix_json_get(&d->json, "a") == NULL);
        if (!good)
            printf("row %zu, %.*s: %d\n", i, (int)rows[i].n, rows[i].text, rc);
    }
    return good;
}

static fapix_slice str_of(const document *d, const char *name)
{
    const fapix_json_node *node = fapix_json_get(&d->json, name);

    return node == NULL ? fapix_slice_of(NULL, 0) : node->value;
}

static void cleanup_text(char **text)
{
    free(*text);
}

/* ---- what passes ---- */

static void a_tree_is_flat_and_views_the_text(void **state)
{
    static const char text[] = " {\"s\":\"x y\", \"n\" : -12 ,\"r\":1.50,\"t\":true,\"f\":false,\"z\":null,"
                               "\"o\":{\"in\":[1,[],{}]},\"e\":\"\"}\r\n\t";
    DOCUMENT(d);
    const fapix_json_node *node = NULL, *inner = NULL;

    (void)state;
    CHECK(d != NULL);
    STATUS(FAPI_OK, parse_str(d, text));
    CHECK(d->json.count == 13);
    CHECK(d->json.node[0].type == FAPIX_JSON_OBJECT && d->json.node[0].raw.p[0] == '{');
    CHECK(d->json.node[0].raw.n == strlen(text) - 4 && d->json.node[0].name.p == NULL);
    CHECK(fapix_json_is_string(fapix_json_get(&d->json, "s"), "x y"));
    CHECK(fapix_slice_is(fapix_json_get(&d->json, "s")->raw, "\"x y\""));
    node = fapix_json_get(&d->json, "n");
    CHECK(node != NULL && node->type == FAPIX_JSON_INTEGER && fapix_slice_is(node->value, "-12"));
    node = fapix_json_get(&d->json, "r");
    CHECK(node != NULL && node->type == FAPIX_JSON_REAL && fapix_slice_is(node->raw, "1.50"));
    CHECK(fapix_json_get(&d->json, "t")->type == FAPIX_JSON_TRUE);
    CHECK(fapix_json_get(&d->json, "f")->type == FAPIX_JSON_FALSE);
    CHECK(fapix_json_get(&d->json, "z")->type == FAPIX_JSON_NULL);
    node = fapix_json_get(&d->json, "e");
    CHECK(fapix_json_is_string(node, "") && node->value.p != NULL && fapix_json_next(&d->json, node) == NULL);
    CHECK(fapix_json_get(&d->json, "in") == NULL && fapix_json_get(&d->json, "S") == NULL);
    node = fapix_json_member(&d->json, fapix_json_get(&d->json, "o"), fapix_slice_str("in"));
    CHECK(node != NULL && node->type == FAPIX_JSON_ARRAY && fapix_slice_is(node->raw, "[1,[],{}]"));
    CHECK(fapix_json_member(&d->json, node, fapix_slice_str("in")) == NULL);
    inner = fapix_json_first(&d->json, node);
    CHECK(inner != NULL && fapix_slice_is(inner->value, "1") && inner->name.p == NULL);
    inner = fapix_json_next(&d->json, inner);
    CHECK(inner != NULL && inner->type == FAPIX_JSON_ARRAY && fapix_json_first(&d->json, inner) == NULL);
    inner = fapix_json_next(&d->json, inner);
    CHECK(inner != NULL && inner->type == FAPIX_JSON_OBJECT && fapix_slice_is(inner->raw, "{}"));
    CHECK(fapix_json_next(&d->json, inner) == NULL);
    ACCEPTS("RFC7519-7.2-1");
    ACCEPTS("RFC7515-10.12-1");
    ACCEPTS("RFC7515-4-1");
    ACCEPTS("RFC7519-4-1");
}

static void readers_take_nothing_for_an_answer(void **state)
{
    DOCUMENT(d);
    int64_t value = 7;

    (void)state;
    CHECK(d != NULL);
    STATUS(FAPI_OK, parse_str(d, "{}"));
    CHECK(d->json.count == 1 && fapix_json_first(&d->json, &d->json.node[0]) == NULL);
    CHECK(fapix_json_first(&d->json, NULL) == NULL && fapix_json_next(&d->json, NULL) == NULL);
    CHECK(fapix_json_member(&d->json, NULL, fapix_slice_str("a")) == NULL);
    CHECK(!fapix_json_is_string(NULL, "") && fapix_json_int64(NULL, &value) == FAPI_JSON_NUMBER && value == 0);
    STATUS(FAPI_OK, parse_str(d, "{\"\":1}"));
    CHECK(fapix_json_get(&d->json, "") != NULL && fapix_json_get(&d->json, "x") == NULL);
    /* A parse that fails forgets the one before. */
    STATUS(FAPI_JSON_SYNTAX, parse_str(d, "{\"\":1"));
    CHECK(d->json.count == 0 && fapix_json_get(&d->json, "") == NULL);
}

static void escapes_are_resolved(void **state)
{
    static const char text[] =
        "{\"\\u0061lg\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\",\"u\":\"\\u00e9\\u20AC\\uD83D\\uDE00\\ud83d\\ude00.\",\"p\":\"plain\","
        "\"mix\\u002d\xC3\xA9\":\"a\\u0020\xE2\x82\xAC\\u0041z\",\"end\":\"\\uFFFF\\u0001\\uDBFF\\uDFFF\"}";
    DOCUMENT(d);

    (void)state;
    CHECK(d != NULL);
    STATUS(FAPI_OK, parse_str(d, text));
    CHECK(fapix_slice_is(str_of(d, "alg"), "\"\\/\b\f\n\r\t"));
    CHECK(fapix_slice_is(str_of(d, "u"), "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xF0\x9F\x98\x80."));
    CHECK(fapix_slice_is(str_of(d, "p"), "plain"));
    CHECK(fapix_slice_is(str_of(d, "mix-\xC3\xA9"), "a \xE2\x82\xAC" "Az"));
    CHECK(fapix_slice_is(str_of(d, "end"), "\xEF\xBF\xBF\x01\xF4\x8F\xBF\xBF"));
    CHECK(fapix_slice_is(fapix_json_get(&d->json, "p")->raw, "\"plain\""));
    CHECK(fapix_slice_is(fapix_json_get(&d->json, "alg")->raw, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""));
    ACCEPTS("RFC7515-10.13-1");
    /* Whoever looks for "alg":"none" in the bytes finds nothing; the one parser does. */
    STATUS(FAPI_OK, parse_str(d, "{\"typ\":\"JWT\",\"\\u0061\\u006cg\":\"n\\u006fne\"}"));
    CHECK(fapix_json_is_string(fapix_json_get(&d->json, "alg"), "none"));
    REFUSES("RFC7515-10.13-1");
    ATTACK("JSON-13");
}

static void names_are_plain_data(void **state)
{
    DOCUMENT(d);

    (void)state;
    CHECK(d != NULL);
    STATUS(FAPI_OK, parse_str(d, "{\"__proto__\":{\"alg\":\"none\"},\"constructor\":1,\"toString\":2,\"\":3,\"a\":4,\"A\":5,"
                                 "\"\xC3\xA9\":6,\"e\xCC\x81\":7}"));
    CHECK(d->json.count == 10 && fapix_json_get(&d->json, "alg") == NULL);
    ATTACK("JSON-11");
    /* Code point by code point: case and composition make another name. */
    CHECK(fapix_slice_is(str_of(d, "a"), "4") && fapix_slice_is(str_of(d, "A"), "5"));
    CHECK(fapix_slice_is(str_of(d, "\xC3\xA9"), "6"));
    ACCEPTS("RFC7519-7.3-1");
    CHECK(fapix_json_get(&d->json, "E\xCC\x81") == NULL && fapix_json_get(&d->json, "\xC3\x89") == NULL);
    REFUSES("RFC7519-7.3-1");
}

/* ---- what doesn't ---- */

static void names_are_unique_at_every_level(void **state)
{
    static const row header[] = {
        ROW("{\"alg\":\"none\",\"alg\":\"ES256\"}", FAPI_JSON_DUPLICATE),
        ROW("{\"alg\":\"ES256\",\"alg\":\"none\"}", FAPI_JSON_DUPLICATE),
        ROW("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"alg\":\"ES256\"}", FAPI_JSON_DUPLICATE),
    };
    static const row claims[] = {
        ROW("{\"sub\":\"a\",\"sub\":\"b\"}", FAPI_JSON_DUPLICATE),
        ROW("{\"exp\":1,\"iat\":1,\"exp\":2}", FAPI_JSON_DUPLICATE),
        ROW("{\"aud\":[],\"aud\":[]}", FAPI_JSON_DUPLICATE),
        ROW("{\"cnf\":{},\"cnf\":{}}", FAPI_JSON_DUPLICATE),
        ROW("{\"sub\":\"a\",\"\\u0073ub\":\"b\"}", FAPI_JSON_DUPLICATE),
        ROW("{\"\\u0073ub\":\"a\",\"sub\":\"b\"}", FAPI_JSON_DUPLICATE),
        ROW("{\"\\uD83D\\uDE00\":1,\"\xF0\x9F\x98\x80\":2}", FAPI_JSON_DUPLICATE),
        ROW("{\"cnf\":{\"jkt\":\"a\",\"x\":{},\"jkt\":\"b\"}}", FAPI_JSON_DUPLICATE),
        ROW("{\"a\":[{\"b\":1,\"b\":1}]}", FAPI_JSON_DUPLICATE),
        ROW("{\"\":1,\"\":2}", FAPI_JSON_DUPLICATE),
        ROW("{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":1}]}", FAPI_OK),
    };

    (void)state;
    CHECK(all_as_wanted(header, COUNT(header)));
    REFUSES("RFC7515-4-1");
    ATTACK("JSON-01");
    CHECK(all_as_wanted(claims, COUNT(claims)));
    REFUSES("RFC7519-4-1");
    ATTACK("JSON-02");
}

static void the_top_level_is_an_object(void **state)
{
    static const row rows[] = {
        ROW("[]", FAPI_JSON_NOT_OBJECT),        ROW("\"x\"", FAPI_JSON_NOT_OBJECT),
        ROW("1", FAPI_JSON_NOT_OBJECT),         ROW("-1", FAPI_JSON_NOT_OBJECT),
        ROW("null", FAPI_JSON_NOT_OBJECT),      ROW("true", FAPI_JSON_NOT_OBJECT),
        ROW("false", FAPI_JSON_NOT_OBJECT),     ROW("[{\"sub\":\"a\"}]", FAPI_JSON_NOT_OBJECT),
        ROW("", FAPI_JSON_SYNTAX),              ROW(" \n", FAPI_JSON_SYNTAX),
        ROW("[\"alg\",\"ES256\"]", FAPI_JSON_NOT_OBJECT), ROW("\"ES256\"", FAPI_JSON_NOT_OBJECT),
        ROW("}", FAPI_JSON_SYNTAX),             ROW("undefined", FAPI_JSON_SYNTAX),
    };

    (void)state;
    CHECK(all_as_wanted(rows, COUNT(rows)));
    REFUSES("RFC7519-7.2-1");
    ATTACK("JSON-03");
    ATTACK("JSON-04");
}

static void nul_is_refused_wherever_it_is(void **state)
{
    static const row rows[] = {
        ROW("{\"a\":\"x\\u0000y\"}", FAPI_JSON_NUL),   ROW("{\"a\\u0000\":1}", FAPI_JSON_NUL),
        ROW("{\"a\":\"x\0y\"}", FAPI_JSON_NUL),        ROW("{\"a\0\":1}", FAPI_JSON_NUL),
        ROW("{\"a\":1}\0", FAPI_JSON_NUL),             ROW("{\"a\":1}\0{\"a\":2}", FAPI_JSON_NUL),
        ROW("\0{\"a\":1}", FAPI_JSON_NUL),             ROW("{\0\"a\":1}", FAPI_JSON_NUL),
        ROW("{\"a\"\0:1}", FAPI_JSON_NUL),             ROW("{\"a\":\0" "1}", FAPI_JSON_NUL),
        ROW("{\"a\":1\0}", FAPI_JSON_NUL),             ROW("{\"a\":\"\\\0\"}", FAPI_JSON_NUL),
        ROW("{\"a\":1,\0\"b\":2}", FAPI_JSON_NUL),
        ROW("{\"iss\":\"https://as.example\\u0000evil\"}", FAPI_JSON_NUL),
    };

    (void)state;
    CHECK(all_as_wanted(rows, COUNT(rows)));
    ATTACK("JSON-06");
}

static void text_is_strict_utf8(void **state)
{
    static const row good[] = {
        ROW("{\"\xC2\x80\":\"\xDF\xBF\"}", FAPI_OK),
        ROW("{\"a\":\"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\"}", FAPI_OK),
        ROW("{\"a\":\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"}", FAPI_OK),
    };
    static const row bad[] = {
        ROW("{\"a\":\"\xFF\"}", FAPI_JSON_UTF8),             ROW("{\"a\":\"\x80\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\xC0\xAF\"}", FAPI_JSON_UTF8),         ROW("{\"a\":\"\xC1\xBF\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\xE0\x9F\xBF\"}", FAPI_JSON_UTF8),     ROW("{\"a\":\"\xED\xA0\x80\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\xED\xBF\xBF\"}", FAPI_JSON_UTF8),     ROW("{\"a\":\"\xF0\x8F\xBF\xBF\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\xF4\x90\x80\x80\"}", FAPI_JSON_UTF8), ROW("{\"a\":\"\xF5\x80\x80\x80\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\xC3\"}", FAPI_JSON_UTF8),             ROW("{\"a\":\"\xE2\x82\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\xF0\x9F\x98\"}", FAPI_JSON_UTF8),     ROW("{\"a\":\"\xE2\x82", FAPI_JSON_UTF8),
        ROW("{\"\xFE\":1}", FAPI_JSON_UTF8),                 ROW("{\"a\":\"\\n\xC3\\n\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\\uD800\"}", FAPI_JSON_UTF8),          ROW("{\"a\":\"\\uDC00\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\\uD800\\uD800\"}", FAPI_JSON_UTF8),   ROW("{\"a\":\"\\uD83D\\n\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\\uDBFFxxxxxx\"}", FAPI_JSON_UTF8),    ROW("{\"a\":\"\\uDE00\\uD83D\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\\uDC00\\uDC00\"}", FAPI_JSON_UTF8),
        ROW("{\"a\":\"\\uD83D\\u", FAPI_JSON_UTF8),          ROW("{\"a\":\"\\uD83D\\uDE0g\"}", FAPI_JSON_UTF8),
    };
    static const row other_encodings[] = {
        ROW("\xEF\xBB\xBF{\"a\":1}", FAPI_JSON_UTF8), ROW("\xFF\xFE{\0\"\0a\0\"\0:\0" "1\0}\0", FAPI_JSON_UTF8),
        ROW("\xFE\xFF\0{\0\"\0a\0\"", FAPI_JSON_UTF8), ROW("{\0\"\0a\0\"\0:\0" "1\0}\0", FAPI_JSON_NUL),
        ROW("\0{\0\"\0a\0\"\0:\0" "1\0}", FAPI_JSON_NUL), ROW("{\"a\":\xEF\xBB\xBF" "1}", FAPI_JSON_SYNTAX),
    };

    (void)state;
    CHECK(all_as_wanted(good, COUNT(good)));
    ACCEPTS("RFC7515-5.2-1");
    ACCEPTS("RFC8725-3.7-1");
    CHECK(all_as_wanted(bad, COUNT(bad)));
    REFUSES("RFC7515-5.2-1");
    ATTACK("JSON-07");
    CHECK(all_as_wanted(other_encodings, COUNT(other_encodings)));
    REFUSES("RFC8725-3.7-1");
    ATTACK("JSON-08");
}

/* Every two-byte start, against the arithmetic of RFC 3629. */
static void utf8_by_arithmetic(void **state)
{
    (void)state;
    for (uint32_t code = 0x80; code <= 0x10FFFF; code += code < 0x12000 ? 1 : 61) {
        uint8_t bytes[4];
        const size_t n = code >= 0xD800 && code <= 0xDFFF ? 0 : fapix_utf8_encode(code, bytes);

        if (n == 0)
            continue;
        CHECK(n == (code < 0x800 ? 2u : code < 0x10000 ? 3u : 4u));
        CHECK(fapix_utf8_sequence(bytes, n) == n && fapix_utf8_sequence(bytes, n - 1) == 0);
    }
    for (uint32_t lead = 0; lead < 256; lead++) {
        for (uint32_t second = 0; second < 256; second++) {
            const uint8_t bytes[4] = {(uint8_t)lead, (uint8_t)second, 0x80, 0x80};
            uint8_t again[4];
            const uint32_t tail = second & 0x3F;
            const size_t n = fapix_utf8_sequence(bytes, 4);

            /* What is taken must be what the encoder writes for the value that it stands for. */
            if (n == 2)
                CHECK(fapix_utf8_encode((lead & 0x1F) << 6 | tail, again) == 2 && memcmp(again, bytes, 2) == 0);
            if (n == 3)
                CHECK(fapix_utf8_encode((lead & 0x0F) << 12 | tail << 6, again) == 3 && memcmp(again, bytes, 3) == 0 &&
                      !(lead == 0xED && second >= 0xA0));
            if (n == 4)
                CHECK(fapix_utf8_encode((lead & 0x07) << 18 | tail << 12, again) == 4 && memcmp(again, bytes, 4) == 0 &&
                      ((lead & 0x07) << 18 | tail << 12) <= 0x10FFFF);
        }
    }
}

static void grammar_is_kept(void **state)
{
    static const row rows[] = {
        ROW("{\"a\":1}x", FAPI_JSON_TRAILING),    ROW("{\"a\":1}{\"b\":2}", FAPI_JSON_TRAILING),
        ROW("{\"a\":1} ]", FAPI_JSON_TRAILING),   ROW("{\"a\":1},", FAPI_JSON_TRAILING),
        ROW("{\"a\":1}//x", FAPI_JSON_TRAILING),  ROW("{\"a\":1}\xC2\xA0", FAPI_JSON_TRAILING),
        ROW("{\"a\":1,}", FAPI_JSON_SYNTAX),      ROW("{,\"a\":1}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1,,\"b\":2}", FAPI_JSON_SYNTAX), ROW("{\"a\":[1,]}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":[,1]}", FAPI_JSON_SYNTAX),    ROW("{\"a\":[1 2]}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1 \"b\":2}", FAPI_JSON_SYNTAX), ROW("{\"a\" 1}", FAPI_JSON_SYNTAX),
        ROW("{\"a\"}", FAPI_JSON_SYNTAX),         ROW("{\"a\":}", FAPI_JSON_SYNTAX),
        ROW("{a:1}", FAPI_JSON_SYNTAX),           ROW("{1:1}", FAPI_JSON_SYNTAX),
        ROW("{'a':1}", FAPI_JSON_SYNTAX),         ROW("{\"a\":'x'}", FAPI_JSON_SYNTAX),
        ROW("{/**/\"a\":1}", FAPI_JSON_SYNTAX),   ROW("{\"a\":1]", FAPI_JSON_SYNTAX),
        ROW("{\"a\":[1}}", FAPI_JSON_SYNTAX),     ROW("{\"a\":[1]", FAPI_JSON_SYNTAX),
        ROW("{", FAPI_JSON_SYNTAX),               ROW("{\"", FAPI_JSON_SYNTAX),
        ROW("{\"a", FAPI_JSON_SYNTAX),            ROW("{\"a\"", FAPI_JSON_SYNTAX),
        ROW("{\"a\":", FAPI_JSON_SYNTAX),         ROW("{\"a\":\"", FAPI_JSON_SYNTAX),
        ROW("{\"a\":\"\\", FAPI_JSON_SYNTAX),     ROW("{\"a\":\"\\u", FAPI_JSON_SYNTAX),
        ROW("{\"a\":\"\\u12", FAPI_JSON_SYNTAX),  ROW("{\"a\":\"\\u12g4\"}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":\"\\U0041\"}", FAPI_JSON_SYNTAX), ROW("{\"a\":\"\\x41\"}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":\"\\'\"}", FAPI_JSON_SYNTAX), ROW("{\"a\":\"\\\xC3\xA9\"}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":NaN}", FAPI_JSON_SYNTAX),     ROW("{\"a\":Infinity}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":-Infinity}", FAPI_JSON_SYNTAX), ROW("{\"a\":True}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":tru}", FAPI_JSON_SYNTAX),     ROW("{\"a\":truee}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":nul", FAPI_JSON_SYNTAX),      ROW("{\"a\":01}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":-01}", FAPI_JSON_SYNTAX),     ROW("{\"a\":+1}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":-}", FAPI_JSON_SYNTAX),       ROW("{\"a\":.5}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1.}", FAPI_JSON_SYNTAX),      ROW("{\"a\":1.e1}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1e}", FAPI_JSON_SYNTAX),      ROW("{\"a\":1e+}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1E1.5}", FAPI_JSON_SYNTAX),   ROW("{\"a\":0x10}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1_000}", FAPI_JSON_SYNTAX),   ROW("{\"a\":\"\n\"}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":\"\x1F\"}", FAPI_JSON_SYNTAX), ROW("{\"a\":\"\t\"}", FAPI_JSON_SYNTAX),
        ROW("{\f\"a\":1}", FAPI_JSON_SYNTAX),     ROW("{\v\"a\":1}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":1\xC2\xA0}", FAPI_JSON_SYNTAX), ROW("{\"a\":\x7F}", FAPI_JSON_SYNTAX),
        ROW("{\"a\":\"\x7F\"}", FAPI_OK),
    };

    (void)state;
    CHECK(all_as_wanted(rows, COUNT(rows)));
    REFUSES("RFC7515-10.12-1");
    ATTACK("JSON-09");
}

/* A quote or a fault at each distance from the start of the string: the word-wise scan must see all of them alike. */
static void every_offset_is_looked_at(void **state)
{
    static const struct { const char *bytes; int want; } faults[] = {
        {"\"", FAPI_JSON_SYNTAX}, {"\x01", FAPI_JSON_SYNTAX}, {"\x1F", FAPI_JSON_SYNTAX}, {"\x80", FAPI_JSON_UTF8},
        {"\xFF", FAPI_JSON_UTF8}, {"\\q", FAPI_JSON_SYNTAX}, {" ", FAPI_OK}, {"!", FAPI_OK}, {"#", FAPI_OK}, {"[", FAPI_OK},
        {"]", FAPI_OK}, {"\x7F", FAPI_OK}, {"\\n", FAPI_OK}, {"\xC3\xA9", FAPI_OK},
    };
    DOCUMENT(d);

    (void)state;
    CHECK(d != NULL);
    for (size_t at = 0; at < 20; at++) {
        for (size_t i = 0; i < COUNT(faults); i++) {
            char text[80];

            snprintf(text, sizeof text, "{\"a\":\"%.*s%szzzzzzzzzzzz\"}", (int)at, "yyyyyyyyyyyyyyyyyyyy", faults[i].bytes);
            STATUS(faults[i].want, parse_str(d, text));
            if (faults[i].want == FAPI_OK && faults[i].bytes[0] != '\\')
                CHECK(str_of(d, "a").n == at + strlen(faults[i].bytes) + 12);
        }
    }
}

/* ---- limits ---- */

static size_t nested(char *text, const char *open, const char *close, size_t levels)
{
    const size_t open_n = strlen(open), close_n = strlen(close);
    char *p = text;

    *p++ = '{', *p++ = '"', *p++ = 'a', *p++ = '"', *p++ = ':';
    for (size_t i = 0; i < levels; i++, p += open_n)
        memcpy(p, open, open_n);
    *p++ = '1';
    for (size_t i = 0; i < levels; i++, p += close_n)
        memcpy(p, close, close_n);
    *p++ = '}';
    return (size_t)(p - text);
}

static void depth_is_bounded(void **state)
{
    static const size_t levels[] = {8, 9, 64, 2048, 3000, 200000};
    char *text __attribute__((cleanup(cleanup_text))) = NULL;
    DOCUMENT(d);

    (void)state;
    text = malloc(200000 * 8);
    CHECK(d != NULL && text != NULL);
    STATUS(FAPI_OK, parse(d, text, nested(text, "[", "]", FAPI_MAX_JSON_DEPTH - 1)));
    STATUS(FAPI_OK, parse(d, text, nested(text, "{\"a\":", "}", FAPI_MAX_JSON_DEPTH - 1)));
    for (size_t i = 0; i < COUNT(levels); i++) {
        /* What is longer than any token is not even looked at. */
        const int arrays = 2 * levels[i] > FAPI_MAX_JWT - 7 ? FAPI_JSON_SIZE : FAPI_JSON_DEPTH;
        const int objects = 6 * levels[i] > FAPI_MAX_JWT - 7 ? FAPI_JSON_SIZE : FAPI_JSON_DEPTH;

        STATUS(arrays, parse(d, text, nested(text, "[", "]", levels[i])));
        STATUS(objects, parse(d, text, nested(text, "{\"a\":", "}", levels[i])));
    }
    ATTACK("JSON-05");
}

/* {"a":[1,1,...]} or {"m000":1,...} with so many members and elements. */
static size_t crowd(char *text, size_t count, bool object)
{
    char *p = text + sprintf(text, "%s", object ? "{" : "{\"a\":[");

    for (size_t i = object ? 0 : 1; i < count; i++)
        p += object ? sprintf(p, "\"m%06zu\":1,", i) : sprintf(p, "1,");
    p[-1] = object ? '}' : ']';
    if (!object)
        *p++ = '}';
    return (size_t)(p - text);
}

static void members_are_bounded(void **state)
{
    char *text __attribute__((cleanup(cleanup_text))) = NULL;
    DOCUMENT(d);
    size_t n = 0;

    (void)state;
    text = malloc(200000 * 14);
    CHECK(d != NULL && text != NULL);
    STATUS(FAPI_OK, parse(d, text, crowd(text, FAPI_MAX_JSON_MEMBERS, true)));
    CHECK(d->json.count == FAPI_MAX_JSON_MEMBERS + 1 && fapix_json_get(&d->json, "m000255") != NULL);
    STATUS(FAPI_OK, parse(d, text, crowd(text, FAPI_MAX_JSON_MEMBERS, false)));
    STATUS(FAPI_JSON_MEMBERS, parse(d, text, crowd(text, FAPI_MAX_JSON_MEMBERS + 1, true)));
    STATUS(FAPI_JSON_MEMBERS, parse(d, text, crowd(text, FAPI_MAX_JSON_MEMBERS + 1, false)));
    STATUS(FAPI_JSON_MEMBERS, parse(d, text, crowd(text, 1000, true)));
    STATUS(FAPI_JSON_SIZE, parse(d, text, crowd(text, 100000, false)));
    STATUS(FAPI_JSON_SIZE, parse(d, text, crowd(text, 200000, true)));
    ATTACK("STR-06");
    /* Names that share whatever a hash could be: the last is found, its double refused, and there are at most 256. */
    n = crowd(text, FAPI_MAX_JSON_MEMBERS - 1, true);
    n = n - 1 + (size_t)sprintf(text + n - 1, ",\"m000254\":1}");
    STATUS(FAPI_JSON_DUPLICATE, parse(d, text, n));
    ATTACK("JSON-12");
}

static void size_is_bounded(void **state)
{
    char *text __attribute__((cleanup(cleanup_text))) = NULL;
    DOCUMENT(d);

    (void)state;
    text = malloc(FAPI_MAX_JWT + 1);
    CHECK(d != NULL && text != NULL);
    memset(text, ' ', FAPI_MAX_JWT + 1);
    text[0] = '{', text[1] = '}';
    STATUS(FAPI_OK, parse(d, text, FAPI_MAX_JWT));
    STATUS(FAPI_JSON_SIZE, parse(d, text, FAPI_MAX_JWT + 1));
}

/* ---- numbers ---- */

static void numbers_are_judged_before_any_cast(void **state)
{
    static const row rows[] = {
        ROW("{\"a\":9223372036854775807}", FAPI_OK),   ROW("{\"a\":-9223372036854775808}", FAPI_OK),
        ROW("{\"a\":9223372036854775808}", FAPI_JSON_NUMBER), ROW("{\"a\":-9223372036854775809}", FAPI_JSON_NUMBER),
        ROW("{\"a\":18446744073709551617}", FAPI_JSON_NUMBER), ROW("{\"a\":10000000000000000000}", FAPI_JSON_NUMBER),
        ROW("{\"a\":9999999999999999999}", FAPI_JSON_NUMBER), ROW("{\"a\":99999999999999999999}", FAPI_JSON_NUMBER),
        ROW("{\"a\":0}", FAPI_OK),                     ROW("{\"a\":-0}", FAPI_OK),
        ROW("{\"a\":1e308}", FAPI_OK),                 ROW("{\"a\":1e309}", FAPI_JSON_NUMBER),
        ROW("{\"a\":1e400}", FAPI_JSON_NUMBER),        ROW("{\"a\":-1e400}", FAPI_JSON_NUMBER),
        ROW("{\"a\":1e-400}", FAPI_OK),                ROW("{\"a\":0e999999999999999999999}", FAPI_OK),
        ROW("{\"a\":1e999999999999999999999}", FAPI_JSON_NUMBER), ROW("{\"a\":1e-999999999999999999999}", FAPI_OK),
        /* The largest double, what still rounds to it, and the first number that doesn't. */
        ROW("{\"a\":1.7976931348623157e308}", FAPI_OK), ROW("{\"a\":1.7976931348623158e308}", FAPI_OK),
        ROW("{\"a\":1.7976931348623159e308}", FAPI_JSON_NUMBER),
        ROW("{\"a\":17976931348623158079372897140530341507993413271003782e256}", FAPI_OK),
        ROW("{\"a\":17976931348623158079372897140530341507993413271003783e256}", FAPI_JSON_NUMBER),
        ROW("{\"a\":0.00017976931348623158e312}", FAPI_OK), ROW("{\"a\":0.00017976931348623159e312}", FAPI_JSON_NUMBER),
        ROW("{\"a\":-17976931348623159e292}", FAPI_JSON_NUMBER),
        /* 64 characters and 65. */
        ROW("{\"a\":0.00000000000000000000000000000000000000000000000000000000000001}", FAPI_OK),
        ROW("{\"a\":0.000000000000000000000000000000000000000000000000000000000000001}", FAPI_JSON_NUMBER),
    };
    char *text __attribute__((cleanup(cleanup_text))) = NULL;
    DOCUMENT(d);

    (void)state;
    CHECK(all_as_wanted(rows, COUNT(rows)));
    text = malloc(100020);
    CHECK(d != NULL && text != NULL);
    memcpy(text, "{\"a\":1", 6);
    memset(text + 6, '0', 400);
    text[406] = '}';
    STATUS(FAPI_JSON_NUMBER, parse(d, text, 407));
    memcpy(text, "{\"a\":0.", 7);
    memset(text + 7, '1', 100000);
    text[100007] = '}';
    STATUS(FAPI_JSON_SIZE, parse(d, text, 100008));
    text[10007] = '}';
    STATUS(FAPI_JSON_NUMBER, parse(d, text, 10008));
    ATTACK("JSON-10");
}

static void integers_are_exact(void **state)
{
    static const struct { const char *text; int want; int64_t value; } rows[] = {
        {"0", FAPI_OK, 0}, {"-0", FAPI_OK, 0}, {"1", FAPI_OK, 1}, {"-1", FAPI_OK, -1},
        {"1700000000", FAPI_OK, 1700000000}, {"9223372036854775807", FAPI_OK, INT64_MAX},
        {"-9223372036854775808", FAPI_OK, INT64_MIN}, {"-9223372036854775807", FAPI_OK, -INT64_MAX},
        {"1.0", FAPI_JSON_NUMBER, 0}, {"1e3", FAPI_JSON_NUMBER, 0}, {"\"1\"", FAPI_JSON_NUMBER, 0},
        {"true", FAPI_JSON_NUMBER, 0}, {"null", FAPI_JSON_NUMBER, 0}, {"[1]", FAPI_JSON_NUMBER, 0},
    };
    DOCUMENT(d);

    (void)state;
    CHECK(d != NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[64];
        int64_t value = 99;

        snprintf(text, sizeof text, "{\"a\":%s}", rows[i].text);
        STATUS(FAPI_OK, parse_str(d, text));
        STATUS(rows[i].want, fapix_json_int64(fapix_json_get(&d->json, "a"), &value));
        CHECK(value == rows[i].value);
    }
    CHECK(fapix_json_number_int64(fapix_slice_str("9223372036854775808"), &(int64_t){0}) == FAPI_JSON_NUMBER);
}

typedef struct date_row {
    const char *text;
    int64_t seconds; /* -1: refused as a date, -2: the whole document is refused */
} date_row;

static bool dates_as_wanted(const date_row *rows, size_t count)
{
    DOCUMENT(d);
    bool good = d != NULL;

    for (size_t i = 0; good && i < count; i++) {
        char text[128];
        int64_t seconds = 99;
        int rc = FAPI_ERR_INTERNAL;

        snprintf(text, sizeof text, "{\"exp\":%s}", rows[i].text);
        rc = parse_str(d, text);
        good = rows[i].seconds == -2 ? rc == FAPI_JSON_NUMBER : rc == FAPI_OK;
        rc = fapix_json_numeric_date(fapix_json_get(&d->json, "exp"), &seconds);
        good = good && (rows[i].seconds < 0 ? rc == FAPI_JWT_NUMERIC_DATE && seconds == 0
                                            : rc == FAPI_OK && seconds == rows[i].seconds);
        if (!good)
            printf("%s: %d, %lld\n", rows[i].text, rc, (long long)seconds);
    }
    return good;
}

static void dates_are_floored(void **state)
{
    static const date_row rows[] = {
        {"0", 0}, {"1", 1}, {"1700000000", 1700000000}, {"253402300799", FAPI_MAX_TIME}, {"1700000000.0", 1700000000},
        {"1700000000.9", 1700000000}, {"1700000000.999999999999999999999999", 1700000000}, {"0.999", 0}, {"0.0", 0},
        {"1.7e9", 1700000000}, {"1.7E+9", 1700000000}, {"17e8", 1700000000}, {"17000000009e-1", 1700000000},
        {"0.0000000017e18", 1700000000}, {"1.7000000009e9", 1700000000}, {"1e-400", 0}, {"0e99999", 0},
        {"123e-2", 1}, {"123e-3", 0}, {"123e-4", 0}, {"253402300799.999", FAPI_MAX_TIME}, {"2.53402300799e11", FAPI_MAX_TIME},
        {"1e11", 100000000000}, {"0.9e1", 9}, {"1e0", 1}, {"10e-1", 1},
    };

    (void)state;
    CHECK(dates_as_wanted(rows, COUNT(rows)));
    ACCEPTS("RFC7519-2-1");
}

static void dates_are_numbers_in_range(void **state)
{
    static const date_row strings[] = {{"\"9999999999\"", -1}, {"\"1700000000\"", -1}, {"\"\"", -1}};
    static const date_row huge[] = {
        {"1e400", -2}, {"1e308", -1}, {"1e19", -1}, {"9223372036854775808", -2}, {"18446744073709551617", -2},
        {"253402300800", -1}, {"253402300799e1", -1}, {"2534023008e2", -1}, {"1e12", -1}, {"1700000000000", -1},
        {"253402300800.0", -1}, {"0.0000000000001e300", -1},
    };
    static const date_row negative[] = {
        {"-1", -1}, {"-0", -1}, {"-0.0", -1}, {"-0.5", -1}, {"-1e-400", -1}, {"-9223372036854775808", -1},
    };
    static const date_row largest[] = {{"9223372036854775807", -1}, {"9223372036854775807.0", -1}};
    static const date_row others[] = {{"null", -1}, {"true", -1}, {"false", -1}, {"{}", -1}, {"[1700000000]", -1},
                                      {"\"never\"", -1}};

    (void)state;
    CHECK(dates_as_wanted(strings, COUNT(strings)));
    ATTACK("TIME-01");
    CHECK(dates_as_wanted(huge, COUNT(huge)));
    ATTACK("TIME-02");
    CHECK(dates_as_wanted(negative, COUNT(negative)));
    ATTACK("TIME-03");
    CHECK(dates_as_wanted(largest, COUNT(largest)));
    ATTACK("TIME-04");
    CHECK(dates_as_wanted(others, COUNT(others)));
    ATTACK("TIME-05");
    REFUSES("RFC7519-2-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_is_flat_and_views_the_text), cmocka_unit_test(readers_take_nothing_for_an_answer),
        cmocka_unit_test(escapes_are_resolved),              cmocka_unit_test(names_are_plain_data),
        cmocka_unit_test(names_are_unique_at_every_level),   cmocka_unit_test(the_top_level_is_an_object),
        cmocka_unit_test(nul_is_refused_wherever_it_is),     cmocka_unit_test(text_is_strict_utf8),
        cmocka_unit_test(utf8_by_arithmetic),                cmocka_unit_test(grammar_is_kept),
        cmocka_unit_test(every_offset_is_looked_at),         cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(members_are_bounded),               cmocka_unit_test(size_is_bounded),
        cmocka_unit_test(numbers_are_judged_before_any_cast), cmocka_unit_test(integers_are_exact),
        cmocka_unit_test(dates_are_floored),                 cmocka_unit_test(dates_are_numbers_in_range),
    };
    return t_main("base/json", tests, sizeof tests / sizeof tests[0]);
}
