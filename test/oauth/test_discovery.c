/* SPDX-License-Identifier: Apache-2.0 */
/* Well-known URLs, and what may come from there. */
#include "oauth/discovery.h"
#include "test/oauth/table.h"

#define S(text) (text), (sizeof(text) - 1)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define AS "/.well-known/oauth-authorization-server"
#define OP "/.well-known/openid-configuration"
#define PR "/.well-known/oauth-protected-resource"

enum {
    OAUTH = FAPI_WELL_KNOWN_OAUTH, INSERTED = FAPI_WELL_KNOWN_OPENID_INSERTED, OPENID = FAPI_WELL_KNOWN_OPENID,
    RESOURCE = FAPI_WELL_KNOWN_RESOURCE
};

typedef struct url_row {
    int kind;
    const char *identifier, *url; /* url NULL: refused */
    int status;
} url_row;

static void urls(void **state)
{
    static const url_row rows[] = {
        {OAUTH, "https://as.example", "https://as.example" AS, FAPI_OK},
        {OAUTH, "https://as.example/", "https://as.example" AS, FAPI_OK},
        {OAUTH, "https://as.example/one/two", "https://as.example" AS "/one/two", FAPI_OK},
        {OAUTH, "https://as.example/one/", "https://as.example" AS "/one", FAPI_OK},
        {OAUTH, "https://as.example:8443/one", "https://as.example:8443" AS "/one", FAPI_OK},
        {OAUTH, "https://[2001:db8::1]:8443/one", "https://[2001:db8::1]:8443" AS "/one", FAPI_OK},
        {OAUTH, "HTTPS://AS.example/%41", "HTTPS://AS.example" AS "/%41", FAPI_OK},
        {INSERTED, "https://as.example/one/", "https://as.example" OP "/one", FAPI_OK},
        {OPENID, "https://as.example", "https://as.example" OP, FAPI_OK},
        {OPENID, "https://as.example/", "https://as.example" OP, FAPI_OK},
        {OPENID, "https://as.example/one", "https://as.example/one" OP, FAPI_OK},
        {OPENID, "https://as.example/one/", "https://as.example/one" OP, FAPI_OK},
        {RESOURCE, "https://api.example", "https://api.example" PR, FAPI_OK},
        {RESOURCE, "https://api.example/", "https://api.example" PR, FAPI_OK},
        {RESOURCE, "https://api.example/?k=v", "https://api.example" PR "?k=v", FAPI_OK},
        {RESOURCE, "https://api.example?k=v", "https://api.example" PR "?k=v", FAPI_OK},
        /* Of a resource a slash at the end of its path is part of its name. */
        {RESOURCE, "https://api.example/one/?k=/v/", "https://api.example" PR "/one/?k=/v/", FAPI_OK},
        {OAUTH, "http://as.example", NULL, FAPI_URI_NOT_HTTPS},
        {OAUTH, "https://as.example/one?x", NULL, FAPI_URI_QUERY},
        {OAUTH, "https://as.example/one#x", NULL, FAPI_URI_FRAGMENT},
        {OAUTH, "https://user@as.example", NULL, FAPI_URI_USERINFO},
        {OPENID, "https://as.example/a b", NULL, FAPI_URI_SYNTAX},
        {RESOURCE, "https://api.example/#x", NULL, FAPI_URI_FRAGMENT},
        {RESOURCE, "http://api.example", NULL, FAPI_URI_NOT_HTTPS},
        {RESOURCE, "", NULL, FAPI_URI_SYNTAX},
        {0, "https://as.example", NULL, FAPI_ERR_ARG},
        {5, "https://as.example", NULL, FAPI_ERR_ARG},
    };
    char url[160];
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const url_row *row = rows + i;

        memset(url, 'x', sizeof url);
        STATUS(row->status, t_row(i, row->identifier, row->status,
                                  fapi_metadata_url(row->kind, row->identifier, strlen(row->identifier), url, sizeof url, &n)));
        CHECK(n == strlen(url) && strcmp(url, row->url == NULL ? "" : row->url) == 0);
    }
    /* Accepted is the URL that is right; refused, by comparison above, is each that another rule would have made. */
    t_claim_all("+RFC8414-3-1 -RFC8414-3-1 +RFC8414-3.1-1 -RFC8414-3.1-1 +RFC9728-3.1-1 -RFC9728-3.1-1", __func__);
}

static void room(void **state)
{
    char url[64];
    size_t n = 0, need = strlen("https://a" AS) + 1;

    (void)state;
    STATUS(FAPI_OK, fapi_metadata_url(OAUTH, S("https://a"), url, need, &n));
    CHECK(n == need - 1 && url[n] == '\0');
    for (size_t size = 1; size < need; size++) {
        memset(url, 'x', sizeof url);
        STATUS(FAPI_ERR_BUFFER, fapi_metadata_url(OAUTH, S("https://a"), url, size, &n));
        CHECK(n == 0 && url[0] == '\0' && url[size] == 'x');
    }
    STATUS(FAPI_ERR_ARG, fapi_metadata_url(OAUTH, S("https://a"), url, 0, &n));
    STATUS(FAPI_ERR_ARG, fapi_metadata_url(OAUTH, NULL, 0, url, sizeof url, &n));
    STATUS(FAPI_ERR_ARG, fapi_metadata_url(OAUTH, S("https://a"), NULL, 9, &n));
    STATUS(FAPI_ERR_ARG, fapi_metadata_url(OAUTH, S("https://a"), url, sizeof url, NULL));
}

static void order(void **state)
{
    (void)state;
    CHECK(fapi_metadata_url_kind(S("https://as.example/one"), 0) == OAUTH);
    CHECK(fapi_metadata_url_kind(S("https://as.example/one"), 1) == INSERTED);
    CHECK(fapi_metadata_url_kind(S("https://as.example/one"), 2) == OPENID);
    CHECK(fapi_metadata_url_kind(S("https://as.example/one"), 3) == -1);
    ACCEPTS("RFC8414-5-1");
    CHECK(fapi_metadata_url_kind(S("https://as.example"), 0) == OAUTH);
    CHECK(fapi_metadata_url_kind(S("https://as.example/"), 1) == OPENID);
    CHECK(fapi_metadata_url_kind(S("https://as.example/"), 2) == -1);
    CHECK(fapi_metadata_url_kind(S("https://as.example"), SIZE_MAX) == -1);
    CHECK(fapi_metadata_url_kind(S("http://as.example"), 0) == -1 && fapi_metadata_url_kind(NULL, 0, 0) == -1);
    /* Nowhere is the appended form tried before the inserted one. */
    CHECK(fapi_metadata_url_kind(S("https://as.example/one"), 0) != OPENID);
    REFUSES("RFC8414-5-1");
}

typedef struct answer_row {
    int kind, http;
    size_t lines;
    const char *type, *body;
    int status;
    const char *ids;
} answer_row;

#define ISSUER "{\"issuer\":\"https://as.example\",\"nobody\":{\"knows\":[1,{}]}}"
#define API "{\"resource\":\"https://as.example\"}"
#define JSON 1, "application/json"

static void answers(void **state)
{
    static const answer_row rows[] = {
        {OAUTH, 200, JSON, ISSUER, FAPI_OK, "+RFC8414-3.2-1 +RFC8414-3.3-1"},
        {OPENID, 200, 1, "Application/JSON; charset=utf-8", ISSUER, FAPI_OK, NULL},
        {INSERTED, 200, 1, "application/json ;x=y", ISSUER, FAPI_OK, NULL},
        {RESOURCE, 200, JSON, API, FAPI_OK, "+RFC9728-3.2-1 +RFC9728-3.3-1"},
        {OAUTH, 404, JSON, ISSUER, FAPI_DISCOVERY_HTTP, "-RFC8414-3.2-1"},
        {OAUTH, 201, JSON, ISSUER, FAPI_DISCOVERY_HTTP, NULL},
        {OAUTH, 302, JSON, ISSUER, FAPI_DISCOVERY_HTTP, NULL},
        {RESOURCE, 204, JSON, API, FAPI_DISCOVERY_HTTP, "-RFC9728-3.2-1"},
        {OAUTH, 200, 1, "text/html", ISSUER, FAPI_DISCOVERY_CONTENT_TYPE, "-RFC8414-3.2-1"},
        {OAUTH, 200, 1, "application/jsonx", ISSUER, FAPI_DISCOVERY_CONTENT_TYPE, NULL},
        {OAUTH, 200, 1, "application/jwk-set+json", ISSUER, FAPI_DISCOVERY_CONTENT_TYPE, NULL},
        {OAUTH, 200, 0, "", ISSUER, FAPI_DISCOVERY_CONTENT_TYPE, NULL},
        {OAUTH, 200, 2, "application/json", ISSUER, FAPI_DISCOVERY_CONTENT_TYPE, NULL},
        {RESOURCE, 200, 1, "application/jwt", API, FAPI_DISCOVERY_CONTENT_TYPE, "-RFC9728-3.2-1"},
        {OAUTH, 200, JSON, "[]", FAPI_JSON_NOT_OBJECT, "-RFC8414-3.2-1"},
        {OAUTH, 200, JSON, "", FAPI_JSON_SYNTAX, NULL},
        {OAUTH, 200, JSON, "{\"issuer\":\"https://as.example\",\"issuer\":\"https://as.example\"}", FAPI_JSON_DUPLICATE, NULL},
        {OAUTH, 200, JSON, "{\"issuer\":\"https://as.example/\"}", FAPI_METADATA_ISSUER_MISMATCH, "-RFC8414-3.3-1"},
        {OAUTH, 200, JSON, "{\"issuer\":[\"https://as.example\"]}", FAPI_METADATA_ISSUER_MISMATCH, NULL},
        {OAUTH, 200, JSON, API, FAPI_METADATA_ISSUER_MISMATCH, NULL},
        {RESOURCE, 200, JSON, ISSUER, FAPI_RESOURCE_METADATA_MISMATCH, "-RFC9728-3.3-1"},
    };
    static fapix_document document;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const answer_row *row = rows + i;
        const fapix_discovery_answer answer = {.http = row->http, .content_types = row->lines,
                                               .content_type = fapix_slice_str(row->type), .body = fapix_slice_str(row->body)};

        STATUS(row->status, t_row(i, row->body, row->status,
                                  fapix_discovery_judge(row->kind, fapix_slice_str("https://as.example"), &answer, &document)));
        t_claim_all(row->ids, __func__);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls), cmocka_unit_test(room), cmocka_unit_test(order), cmocka_unit_test(answers),
    };

    return t_main("discovery", tests, COUNT(tests));
}
