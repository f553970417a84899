/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of controls as markdown, made with public functions only. Shared by profiles.c, which prints it, and by the
 * test that compares it with test/golden/profiles.txt.
 */
#ifndef PROFILES_TEXT_H
#define PROFILES_TEXT_H

#include <fapi.h>
#include <stdio.h>
#include <string.h>

enum { PROFILES_FIRST = FAPI_PROFILE_FAPI1_BASELINE, PROFILES_LAST = FAPI_PROFILE_CO_OPEN_FINANCE };

static const char profiles_legend[] =
    "A star marks a start value of this library where the profile's text leaves a choice: `fapi_policy_set` takes\n"
    "looser ones too. By: who enforces the control, authorization server (AS), resource server (RS) or client (C).\n"
    "Here: a check of this version reads it.\n";

/* What decides between the profiles; for the README. */
static const int profiles_main[] = {
    FAPI_CONTROL_CLIENT_TYPES,     FAPI_CONTROL_CLIENT_AUTH,        FAPI_CONTROL_ASSERTION_AUD,
    FAPI_CONTROL_ALGS,             FAPI_CONTROL_PAR,                FAPI_CONTROL_REQUEST_OBJECT,
    FAPI_CONTROL_PKCE,             FAPI_CONTROL_RESPONSE_TYPES,     FAPI_CONTROL_JARM,
    FAPI_CONTROL_RESPONSE_ISS,     FAPI_CONTROL_BINDING_REQUIRED,   FAPI_CONTROL_BINDING_METHODS,
    FAPI_CONTROL_CODE_LIFETIME,    FAPI_CONTROL_TOKEN_MAX_LIFETIME, FAPI_CONTROL_REFRESH_ROTATION,
    FAPI_CONTROL_TLS12_CIPHERS,    FAPI_CONTROL_INTERACTION_ID,
};

/* What the host of a resource server must bring, and by which control; 0: always. */
typedef struct profiles_need {
    int control;
    int64_t flag; /* the value must have this bit, or be at least this */
    const char *text;
} profiles_need;

static const profiles_need profiles_needs[] = {
    {0, 0, "each trusted issuer with its key set, and this server's own name: `fapi_rs_add_issuer`,\n"
           "  `fapi_rs_add_audience`; fresh keys when `fapi_verdict_refresh_keys` asks: `fapi_rs_replace_keys`"},
    {0, 0, "method, public URL and header fields of each request: `fapi_request_set_method`,\n"
           "  `fapi_request_set_url`, `fapi_request_add_header`"},
    {0, 0, "the scopes that the resource needs, and whether the token was revoked: `fapi_request_require_scope`,\n"
           "  `fapi_request_set_revoked`"},
    {0, 0, "TLS version and cipher suite of the connection: `fapi_request_set_tls` (left unjudged where they are not\n"
           "  stated, unless tls_facts is on)"},
    {FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS,
     "the client certificate of the connection, for tokens bound by mTLS: `fapi_request_set_certificate`"},
    {FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_DPOP,
     "a replay store for DPoP proofs: `fapi_rs_set_replay`, or a shared one with `fapi_rs_set_replay_external`"},
    {FAPI_CONTROL_DPOP_NONCE, 1, "server nonces for DPoP proofs: `fapi_rs_set_dpop_nonce`"},
    {FAPI_CONTROL_INTERACTION_ID, 1, "the answer's x-fapi-interaction-id: `fapi_verdict_interaction_id`"},
};

/* What one cell says; "?" would be a defect, which the tests look for. */
static inline void profiles_value(FILE *out, int control, int64_t value)
{
    char text[160];
    fputs(fapi_control_describe(control, value, text, sizeof text) == FAPI_OK ? text : "?", out);
}

/* One end of what may be set: in words of its own where the number says nothing. */
static inline void profiles_limit(FILE *out, int control, int64_t value, const char *words)
{
    if (words != NULL)
        fputs(words, out);
    else
        profiles_value(out, control, value);
}

static inline void profiles_cell(FILE *out, int profile, int control)
{
    int64_t value = 0, loosest = 0, strictest = 0;
    if (fapi_profile_value(profile, control, &value) != FAPI_OK ||
        fapi_profile_range(profile, control, &loosest, &strictest) != FAPI_OK) {
        fputs(" ? |", out);
        return;
    }
    fputs(" ", out);
    profiles_value(out, control, value);
    fputs(value == loosest ? " |" : " \\* |", out);
}

static inline void profiles_heading(FILE *out, const char *more, const char *rule)
{
    fputs("| Control |", out);
    for (int profile = PROFILES_FIRST; profile <= PROFILES_LAST; profile++)
        fprintf(out, " %s |", fapi_profile_name(profile));
    fprintf(out, "%s\n| --- |", more);
    for (int profile = PROFILES_FIRST; profile <= PROFILES_LAST; profile++)
        fputs(" --- |", out);
    fprintf(out, "%s\n", rule);
}

static inline void profiles_row(FILE *out, int control)
{
    fprintf(out, "| %s |", fapi_control_name(control));
    for (int profile = PROFILES_FIRST; profile <= PROFILES_LAST; profile++)
        profiles_cell(out, profile, control);
}

static inline void profiles_threat(FILE *out, int control)
{
    fprintf(out, " %s | %s | %s |", fapi_control_threat(control), fapi_control_enforcer(control),
            fapi_control_enforced(control) ? "yes" : "later");
}

/* All profiles side by side. */
static inline void profiles_table(FILE *out)
{
    const char *group = "";
    fprintf(out, "# Controls by profile\n\n%s", profiles_legend);
    for (size_t i = 0; i < fapi_control_count(); i++) {
        int control = fapi_control_at(i);
        if (strcmp(group, fapi_control_group(control)) != 0) {
            group = fapi_control_group(control);
            fprintf(out, "\n## %s\n\n", group);
            profiles_heading(out, " Against | By | Here |", " --- | --- | --- |");
        }
        profiles_row(out, control);
        profiles_threat(out, control);
        fputs("\n", out);
    }
}

/* The rows that decide between the profiles. */
static inline void profiles_readme(FILE *out)
{
    profiles_heading(out, " By |", " --- |");
    for (size_t i = 0; i < sizeof profiles_main / sizeof profiles_main[0]; i++) {
        profiles_row(out, profiles_main[i]);
        fprintf(out, " %s |\n", fapi_control_enforcer(profiles_main[i]));
    }
}

static inline void profiles_bring(FILE *out, int profile)
{
    fprintf(out, "\nA resource server under this profile needs from its host:\n\n");
    for (size_t i = 0; i < sizeof profiles_needs / sizeof profiles_needs[0]; i++) {
        const profiles_need *need = &profiles_needs[i];
        int64_t value = 0;
        if (need->control != 0 && fapi_profile_value(profile, need->control, &value) != FAPI_OK)
            continue;
        int flags = need->control != 0 && strcmp(fapi_control_unit(need->control), "flags") == 0;
        if (need->control == 0 || (flags ? (value & need->flag) != 0 : value >= need->flag))
            fprintf(out, "- %s\n", need->text);
    }
}

/* One profile: value, how far it may be moved, clause; and, unless they stand elsewhere, threat and enforcer. */
static inline void profiles_one(FILE *out, int profile, int with_threats)
{
    const char *base = fapi_profile_name(fapi_profile_base(profile));
    fprintf(out, "# %s\n\n", fapi_profile_name(profile));
    if (base != NULL)
        fprintf(out, "Built on %s.\n\n", base);
    fprintf(out, "| Control | Starts as | Loosest | Strictest | Clause |%s\n",
            with_threats ? " Against | By | Here |" : "");
    fprintf(out, "| --- | --- | --- | --- | --- |%s\n", with_threats ? " --- | --- | --- |" : "");
    for (size_t i = 0; i < fapi_control_count(); i++) {
        int control = fapi_control_at(i);
        int64_t value = 0, loosest = 0, strictest = 0;
        if (fapi_profile_value(profile, control, &value) != FAPI_OK ||
            fapi_profile_range(profile, control, &loosest, &strictest) != FAPI_OK)
            continue;
        const char *unit = fapi_control_unit(control);
        int label = strcmp(unit, "label") == 0 && loosest != strictest;
        fprintf(out, "| %s | ", fapi_control_name(control));
        profiles_value(out, control, value);
        fputs(" | ", out);
        profiles_limit(out, control, loosest, label ? "any" : NULL);
        fputs(" | ", out);
        profiles_limit(out, control, strictest,
                       label ? "any" : strictest == 0 && strcmp(unit, "flags") == 0 ? "any part of these" : NULL);
        fprintf(out, " | %s |", fapi_profile_clause(profile, control));
        if (with_threats)
            profiles_threat(out, control);
        fputs("\n", out);
    }
    profiles_bring(out, profile);
}

/* The table, then each profile: what the golden file holds. */
static inline void profiles_all(FILE *out)
{
    profiles_table(out);
    for (int profile = PROFILES_FIRST; profile <= PROFILES_LAST; profile++) {
        fputs("\n", out);
        profiles_one(out, profile, 0);
    }
}

#endif
