/* SPDX-License-Identifier: Apache-2.0 */
/* Large documents read in pieces: as strict as the reader itself, and nothing lost on the way. */
#include <jansson.h>

#include "base/document.h"
#include "test/harness.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static fapix_document document;

static int open_text(const char *text)
{
    return fapix_document_open(&document, fapix_slice_str(text), "deferred");
}

static void what_is_json_and_what_is_not(void **state)
{
    static const struct {
        const char *text;
        int want;
        size_t members;
    } rows[] = {
        {"{}", FAPI_OK, 0}, {" \t\r\n{ } \n", FAPI_OK, 0}, {"{\"a\":1}", FAPI_OK, 1},
        {"{\"a\" : [ 1 , \"]\" , {\"b\":[2]} ] , \"c\":\"{,}\"}", FAPI_OK, 2}, {"{\"a\":[]}", FAPI_OK, 1},
        {"{\"a\":[ ]}", FAPI_OK, 1}, {"{\"\":null,\"\\\"\":true}", FAPI_OK, 2}, {"{\"a\":\"\\\\\"}", FAPI_OK, 1},
        {"", FAPI_JSON_SYNTAX, 0}, {" ", FAPI_JSON_SYNTAX, 0}, {"[]", FAPI_JSON_NOT_OBJECT, 0}, {"1", FAPI_JSON_NOT_OBJECT, 0},
        {"{", FAPI_JSON_SYNTAX, 0}, {"{\"", FAPI_JSON_SYNTAX, 0}, {"{\"a", FAPI_JSON_SYNTAX, 0}, {"{\"a\\", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":1", FAPI_JSON_SYNTAX, 0}, {"{}}", FAPI_JSON_TRAILING, 0}, {"{} {}", FAPI_JSON_TRAILING, 0},
        {"{,}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":1,}", FAPI_JSON_SYNTAX, 0}, {"{,\"a\":1}", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":1,,\"b\":2}", FAPI_JSON_SYNTAX, 0}, {"{\"a\"}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":}", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":[1,]}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":[,1]}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":[1}]", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":[1]]}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":[1] [2]}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":[1}}", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":[\"b\":1]}", FAPI_JSON_SYNTAX, 0}, {"{a:1}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":[1]", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":1 \"b\":2}", FAPI_JSON_SYNTAX, 0}, {"{\"a\":1],\"b\":2}", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":1,\"a\":2}", FAPI_JSON_DUPLICATE, 0}, {"{\"a\":1,\"\\u0061\":2}", FAPI_JSON_DUPLICATE, 0},
        {"{\"a\":[{\"b\":1,\"b\":2}]}", FAPI_JSON_DUPLICATE, 0}, {"{\"a\":[\"\xFF\"]}", FAPI_JSON_UTF8, 0},
        {"{\"a\xFF\":1}", FAPI_JSON_UTF8, 0}, {"{\"a\\u0000\":1}", FAPI_JSON_NUL, 0}, {"{\"a\":[01]}", FAPI_JSON_SYNTAX, 0},
        {"{\"a\":[[[[[[[[1]]]]]]]]}", FAPI_JSON_DEPTH, 0}, {"{\"a\":[[[[[[[1]]]]]]]}", FAPI_OK, 1},
        {"{\"a\":/* */1}", FAPI_JSON_SYNTAX, 0},
        /* What the caller judges is not judged here, but its name and its end are. */
        {"{\"deferred\":{x}}", FAPI_OK, 1}, {"{\"deferred\":[x]}", FAPI_JSON_SYNTAX, 0}, {"{\"deferred\":x}", FAPI_JSON_SYNTAX, 0},
        {"{\"deferred\":{},\"deferred\":{}}", FAPI_JSON_DUPLICATE, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int rc = open_text(rows[i].text);

        if (rc != rows[i].want || document.count != rows[i].members)
            print_error("%s: %s, %zu members\n", rows[i].text, fapi_status_name(rc), document.count);
        STATUS(rows[i].want, rc);
        CHECK(document.count == rows[i].members);
    }
}

static void members_and_elements(void **state)
{
    const fapix_document_member *list = NULL;
    const fapix_json_node *node = NULL;
    fapix_slice rest;

    (void)state;
    STATUS(FAPI_OK, open_text("{\"\\u0061\":\"x\\n\", \"list\" : [ 1, \"t\\u0077o\" ,{\"k\":[3]} ] ,\"o\": {\"p\":true} }"));
    node = fapix_document_value(&document, fapix_document_get(&document, "a"));
    CHECK(fapix_json_is_string(node, "x\n"));
    node = fapix_document_value(&document, fapix_document_get(&document, "o"));
    CHECK(node != NULL && node->type == FAPIX_JSON_OBJECT);
    CHECK(fapix_json_member(&document.json, node, fapix_slice_str("p"))->type == FAPIX_JSON_TRUE);
    list = fapix_document_get(&document, "list");
    CHECK(list != NULL && list->type == FAPIX_JSON_ARRAY && fapix_document_value(&document, list) == NULL);
    rest = fapix_document_elements(list);
    node = fapix_document_next(&document, &rest);
    CHECK(node != NULL && node->type == FAPIX_JSON_INTEGER);
    CHECK(fapix_json_is_string(fapix_document_next(&document, &rest), "two"));
    node = fapix_document_next(&document, &rest);
    CHECK(node != NULL && node->type == FAPIX_JSON_OBJECT);
    CHECK(fapix_document_next(&document, &rest) == NULL && fapix_document_next(&document, &rest) == NULL);
    CHECK(fapix_document_get(&document, "none") == NULL && fapix_document_value(&document, NULL) == NULL);
    rest = fapix_document_elements(NULL);
    CHECK(fapix_document_next(&document, &rest) == NULL);
}

/* Far more than the table of the strict reader holds, and the ends of what is taken. */
static void large_documents(void **state)
{
    static char text[300000];
    size_t n = 0, found = 0;
    fapix_slice rest;

    (void)state;
    n = (size_t)snprintf(text, sizeof text, "{\"list\":[0");
    for (int i = 1; i < 20000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, ",%d", i);
    strcpy(text + n, "]}");
    STATUS(FAPI_OK, open_text(text));
    rest = fapix_document_elements(fapix_document_get(&document, "list"));
    while (fapix_document_next(&document, &rest) != NULL)
        found++;
    CHECK(found == 20000);
    memset(text, ' ', FAPIX_DOCUMENT_MAX + 1);
    memcpy(text, "{}", 2);
    STATUS(FAPI_OK, fapix_document_open(&document, fapix_slice_of(text, FAPIX_DOCUMENT_MAX), NULL));
    STATUS(FAPI_JSON_SIZE, fapix_document_open(&document, fapix_slice_of(text, FAPIX_DOCUMENT_MAX + 1), NULL));
    for (int members = 256; members <= 257; members++) {
        n = (size_t)snprintf(text, sizeof text, "{");
        for (int i = 0; i < members; i++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s\"%d\":0", i == 0 ? "" : ",", i);
        strcpy(text + n, "}");
        STATUS(members == 256 ? FAPI_OK : FAPI_JSON_MEMBERS, open_text(text));
    }
    memset(text, 'x', 20000);
    memcpy(text, "{\"a\":\"", 6);
    strcpy(text + 19000, "\"}");
    STATUS(FAPI_JSON_SIZE, open_text(text));
    /* Names alone may fill their room too. */
    n = (size_t)snprintf(text, sizeof text, "{");
    for (int i = 0; i < 3; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s\"%07000d\":0", i == 0 ? "" : ",", i);
    strcpy(text + n, "}");
    STATUS(FAPI_JSON_SIZE, open_text(text));
}

/* Each prefix and each small damage: what opens is JSON to another parser too. */
static void no_more_than_another_parser(void **state)
{
    static const char good[] = "{\"a\":[1,\"\\\\\",{\"b\":[]}],\"c\":{\"d\":\"]\"},\"e\":null}";
    static const char marks[] = "\"\\,:{}[] 1";
    char text[sizeof good];
    size_t opened = 0;

    SLOW();
    (void)state;
    for (size_t i = 0; i < sizeof good - 1; i++) {
        for (size_t j = 0; j < sizeof marks - 1; j++) {
            json_t *other = NULL;
            int rc = FAPI_OK;

            memcpy(text, good, sizeof good);
            text[i] = marks[j];
            rc = fapix_document_open(&document, fapix_slice_str(text), NULL);
            other = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
            if ((rc == FAPI_OK) != (json_is_object(other) != 0))
                print_error("%s: %s\n", text, fapi_status_name(rc));
            CHECK((rc == FAPI_OK) == (json_is_object(other) != 0));
            CHECK(rc != FAPI_OK || document.count == json_object_size(other));
            opened += rc == FAPI_OK;
            json_decref(other);
        }
    }
    CHECK(opened > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_and_what_is_not),
        cmocka_unit_test(members_and_elements),
        cmocka_unit_test(large_documents),
        cmocka_unit_test(no_more_than_another_parser),
    };

    return t_main("base/document", tests, COUNT(tests));
}
