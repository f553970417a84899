/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a configuration, and what the library found in metadata. */
#include "policy.h"

#include <stdio.h>
#include <string.h>

static void set(const config *c, fapi_policy *policy, const char *name, int control, int64_t value)
{
    int rc = fapi_policy_set(policy, control, value);

    if (rc != FAPI_OK)
        config_die(c->file, "%s: %s (%s)", name, fapi_status_text(rc), fapi_status_name(rc));
}

fapi_policy *policy_of(config *c, fapi_context *context, int *nonces)
{
    const char *profile = config_text_required(c, "profile"), *nonce = config_text(c, "dpop_nonce", "off"), *name = NULL;
    const json_t *controls = config_object(c, "controls", 0);
    fapi_policy *policy = fapi_policy_new(context, config_constant(c, "profile", "FAPI_PROFILE", profile));
    json_t *value = NULL;

    if (policy == NULL)
        config_die(c->file, "out of memory");
    json_object_foreach((json_t *)(uintptr_t)controls, name, value) {
        if (!json_is_integer(value))
            config_die(c->file, "controls.%s must be a whole number", name);
        set(c, policy, name, config_constant(c, "controls", "FAPI_CONTROL", name), json_integer_value(value));
    }
    if (strcmp(nonce, "off") != 0 && strcmp(nonce, "offered") != 0 && strcmp(nonce, "required") != 0)
        config_die(c->file, "dpop_nonce must be off, offered or required");
    *nonces = strcmp(nonce, "off") != 0;
    if (strcmp(nonce, "required") == 0)
        set(c, policy, "dpop_nonce", FAPI_CONTROL_DPOP_NONCE, 1);
    return policy;
}

void policy_print(const char *file, const char *what, const fapi_findings *findings)
{
    for (size_t i = 0; i < fapi_findings_count(findings); i++)
        fprintf(stderr, "%s: %s: %s %s: %s (%s, %s)%s%s\n", file, what,
                fapi_findings_level(findings, i) == FAPI_LEVEL_SHALL ? "SHALL" : "SHOULD", fapi_findings_member(findings, i),
                fapi_status_text(fapi_findings_status(findings, i)), fapi_status_name(fapi_findings_status(findings, i)),
                fapi_findings_clause(findings, i), fapi_findings_actual(findings, i)[0] != '\0' ? ": " : "",
                fapi_findings_actual(findings, i));
}
