/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Discovery. The first byte chooses: the URL of an identifier; the lint of a protected resource; two documents with a line feed between
 * them, as registrations to compare, or as server and resource. jansson is the oracle for the form.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fapi_findings *findings;
static fapi_policy *policy;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    fapi_context *context = fapi_context_new();

    findings = fapi_findings_new(context);
    policy = fapi_policy_new(context, FAPI_PROFILE_FAPI2_SECURITY);
    must(findings != NULL && policy != NULL);
    fapi_context_free(context);
}

/* A URL of the same authority, longer by a well-known part and at most a slash shorter. */
static void urls(const char *text, size_t n)
{
    static char url[FAPI_MAX_URL + 64], small[FAPI_MAX_URL + 64];

    for (int kind = FAPI_WELL_KNOWN_OAUTH; kind <= FAPI_WELL_KNOWN_RESOURCE; kind++) {
        size_t url_n = 0, small_n = 0;
        fapix_uri before, after;
        int rc = fapi_metadata_url(kind, text, n, url, sizeof url, &url_n);

        must(rc == FAPI_OK || (rc >= FAPI_URI_SYNTAX && rc <= FAPI_URI_SIZE));
        must((rc == FAPI_OK) == (url_n > 0) && url_n == strlen(url));
        if (rc != FAPI_OK)
            continue;
        must(fapix_uri_parse(&before, fapix_slice_of(text, n)) == FAPI_OK);
        must(url_n <= n + 48 && url_n + 1 > n);
        must(fapi_metadata_url(kind, text, n, small, url_n, &small_n) == FAPI_ERR_BUFFER && small[0] == '\0');
        if (url_n > FAPI_MAX_URL)
            continue;
        must(fapix_uri_parse_https(&after, fapix_slice_of(url, url_n)) == FAPI_OK && !after.has_fragment);
        must(fapix_slice_eq(before.host, after.host) && fapix_slice_eq(before.port, after.port));
        must(before.has_query == after.has_query && fapix_slice_eq(before.query, after.query));
        must(strstr(url, "/.well-known/o") != NULL);
    }
    (void)fapi_metadata_url_kind(text, n, 2);
}

static void first_is_told(int rc)
{
    int first = FAPI_OK;

    for (size_t i = 0; i < fapi_findings_count(findings) && first == FAPI_OK; i++) {
        must(fapi_status_name(fapi_findings_status(findings, i)) != NULL && fapi_findings_clause(findings, i)[0] != '\0');
        if (fapi_findings_level(findings, i) == FAPI_LEVEL_SHALL)
            first = fapi_findings_status(findings, i);
    }
    must(first == rc || fapi_findings_dropped(findings) > 0);
}

static void resource(const char *text, size_t n)
{
    int rc = fapi_metadata_check_resource(policy, NULL, 0, text, n, findings);
    json_t *document = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);

    first_is_told(rc);
    if (rc == FAPI_OK) {
        const char *name = json_string_value(json_object_get(document, "resource"));

        must(name != NULL && (name[0] | 0x20) == 'h' && strchr(name, '#') == NULL);
    }
    json_decref(document);
}

static void compare(const char *a, size_t a_n, const char *b, size_t b_n)
{
    int same = 0, rc = fapi_registration_compare(a, a_n, b, b_n, findings);

    first_is_told(rc);
    same = fapi_findings_count(findings) == 0;
    /* What was registered as it was asked for is the same again. */
    if (same) {
        must(fapi_registration_compare(a, a_n, a, a_n, findings) == FAPI_OK ||
             fapi_findings_status(findings, 0) == FAPI_REGISTERED_CLIENT_ID);
        must(fapi_findings_count(findings) <= 1);
        must(fapi_registration_compare(b, b_n, b, b_n, findings) == FAPI_OK && fapi_findings_count(findings) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1, *feed = NULL;

    if (findings == NULL)
        set_up();
    if (size < 2 || size > 2 * FAPI_MAX_JWT)
        return 0;
    feed = memchr(text, '\n', size - 1);
    if (data[0] % 4 == 0)
        urls(text, size - 1);
    else if (data[0] % 4 == 1)
        resource(text, size - 1);
    else if (feed != NULL && data[0] % 4 == 2)
        compare(text, (size_t)(feed - text), feed + 1, size - 2 - (size_t)(feed - text));
    else if (feed != NULL)
        first_is_told(fapi_metadata_check_cross(text, (size_t)(feed - text), feed + 1, size - 2 - (size_t)(feed - text), findings));
    return 0;
}
