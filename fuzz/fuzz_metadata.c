/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata of a server, of a client, and key sets, under one profile or another; jansson is the oracle for the form. */
#include <stdlib.h>
#include <string.h>

#include <fapi.h>
#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PROFILES = FAPI_PROFILE_CO_OPEN_FINANCE };

static fapi_policy *policies[PROFILES];
static fapi_findings *findings;

static void demand(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    fapi_context *context = fapi_context_new();

    findings = fapi_findings_new(context);
    demand(findings != NULL);
    for (int i = 0; i < PROFILES; i++) {
        policies[i] = fapi_policy_new(context, i + 1);
        demand(policies[i] != NULL);
    }
    fapi_context_free(context);
}

static int printable(const char *text)
{
    size_t n = strlen(text);

    for (size_t i = 0; i < n; i++) {
        if (text[i] < 0x20 || text[i] > 0x7E)
            return 0;
    }
    return n <= 120;
}

/* The call's own status is the first SHALL that is broken. */
static void look(int rc)
{
    int first = FAPI_OK;

    for (size_t i = 0; i < fapi_findings_count(findings); i++) {
        int level = fapi_findings_level(findings, i), status = fapi_findings_status(findings, i);

        demand(level == FAPI_LEVEL_SHALL || level == FAPI_LEVEL_SHOULD);
        demand(status >= FAPI_BASE64URL_CHARACTER && fapi_status_name(status) != NULL);
        demand(fapi_findings_clause(findings, i)[0] != '\0');
        demand(printable(fapi_findings_member(findings, i)) && printable(fapi_findings_actual(findings, i)));
        if (level == FAPI_LEVEL_SHALL && first == FAPI_OK)
            first = status;
    }
    demand(first == rc || fapi_findings_dropped(findings) > 0);
    demand((rc == FAPI_OK) == (fapi_findings_oauth_error(findings)[0] == '\0'));
}

static void is_object(const char *text, size_t size)
{
    json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

    demand(json_is_object(document));
    json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const fapi_policy *policy = NULL;
    const char *text = NULL;
    int rc = FAPI_OK;

    if (size == 0)
        return 0;
    if (findings == NULL)
        set_up();
    policy = policies[data[0] % PROFILES];
    text = (const char *)data + 1;
    size--;
    rc = fapi_metadata_check_server(policy, "https://as.example", 18, text, size, findings);
    look(rc);
    if (rc < FAPI_JSON_SYNTAX || rc > FAPI_JSON_SIZE)
        is_object(text, size);
    look(fapi_metadata_check_client(policy, text, size, findings));
    rc = fapi_metadata_check_jwks(policy, text, size, findings);
    look(rc);
    if (rc == FAPI_OK)
        is_object(text, size);
    return 0;
}
