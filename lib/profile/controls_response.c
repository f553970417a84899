/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of the authorization response and of introspection. */
#include "profile/table.h"

enum { BOTH = FAPI_RESPONSE_CODE | FAPI_RESPONSE_CODE_ID_TOKEN };

static const char *const response_types[] = {"code", "hybrid (code id_token)"};
static const char *const use[] = {"off", "optional", "conditional", "required"};
static const char *const jarm[] = {"off", "optional", "required with code", "required"};
static const char *const response_iss[] = {"not required", "in the ID token or JARM", "required"};
static const char *const detached[] = {"not required", "s_hash and c_hash with code id_token"};

static const fapix_row rows[] = {
    {
        .control = FAPI_CONTROL_RESPONSE_TYPES,
        .name = "response_types",
        .unit = "flags",
        .threat = "tokens leaked or injected through the browser",
        .enforcer = "AS, C",
        .direction = FAPIX_SUBSET,
        .low = 1,
        .high = BOTH,
        .read = true,
        .words = response_types,
        .cell = {
            [FAPIX_F1B] = {FAPI_RESPONSE_CODE, BOTH, FAPIX_OPEN, "ours"},
            [FAPIX_F1A] = {BOTH, BOTH, FAPIX_OPEN, "FAPI 1.0 Advanced 5.2.2 (2)"},
            [FAPIX_F2S] = {FAPI_RESPONSE_CODE, FAPI_RESPONSE_CODE, FAPIX_OPEN, "FAPI 2.0 SP 5.3.2.2 (1)"},
            [FAPIX_UK] = {FAPI_RESPONSE_CODE_ID_TOKEN, BOTH, FAPIX_OPEN, "UK Open Banking Supported Grant Types"},
            [FAPIX_AU] = {FAPI_RESPONSE_CODE, FAPI_RESPONSE_CODE, FAPIX_OPEN, "CDR Authentication Flows"},
            [FAPIX_BR] = {FAPI_RESPONSE_CODE_ID_TOKEN, BOTH, FAPI_RESPONSE_CODE_ID_TOKEN,
                          "Open Finance Brasil 5.2.2 (15)"},
        },
    },
    {
        .control = FAPI_CONTROL_JARM,
        .name = "jarm",
        .unit = "choice",
        .threat = "altered or mixed-up response; a response that the server can deny later",
        .enforcer = "AS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_USE_OFF,
        .high = FAPI_USE_REQUIRED,
        .read = true,
        .words = jarm,
        .cell = {
            [FAPIX_F1B] = {FAPI_USE_OPTIONAL, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F1A] = {FAPI_USE_CONDITIONAL, FAPI_USE_CONDITIONAL, FAPIX_OPEN, "FAPI 1.0 Advanced 5.2.2 (2)"},
            [FAPIX_F2S] = {FAPI_USE_OPTIONAL, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2M] = {FAPI_USE_REQUIRED, FAPIX_OPEN, FAPIX_OPEN, "FAPI 2.0 MS 5.4.1 (1)"},
            [FAPIX_AU] = {FAPI_USE_REQUIRED, FAPI_USE_REQUIRED, FAPIX_OPEN, "CDR Authentication Flows"},
        },
    },
    {
        .control = FAPI_CONTROL_JARM_LIFETIME,
        .name = "jarm_lifetime",
        .unit = "seconds",
        .threat = "response replayed into a later run of the flow",
        .enforcer = "AS, C",
        .direction = FAPIX_LOWER,
        .low = 1,
        .high = 3600,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {600, FAPIX_OPEN, FAPIX_OPEN, "JARM 2.1 (2)"},
            [FAPIX_F2S] = {600, FAPIX_OPEN, FAPIX_OPEN, "JARM 2.1 (2)"},
        },
    },
    {
        .control = FAPI_CONTROL_RESPONSE_ISS,
        .name = "response_iss",
        .unit = "choice",
        .threat = "mix-up: a client sends an honest server's code to an attacker's token endpoint",
        .enforcer = "AS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_ISS_OPTIONAL,
        .high = FAPI_ISS_REQUIRED,
        .words = response_iss,
        .read = true, /* answers have it always */
        .cell = {
            [FAPIX_F1B] = {FAPI_ISS_OPTIONAL, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F1A] = {FAPI_ISS_IN_TOKEN, FAPI_ISS_IN_TOKEN, FAPIX_OPEN, "FAPI 1.0 Advanced 8.3.3 (1)"},
            [FAPIX_F2S] = {FAPI_ISS_REQUIRED, FAPI_ISS_REQUIRED, FAPIX_OPEN, "FAPI 2.0 SP 5.3.2.2 (7)"},
        },
    },
    {
        .control = FAPI_CONTROL_DETACHED_SIGNATURE,
        .name = "detached_signature",
        .unit = "switch",
        .threat = "code or state swapped in the front channel",
        .enforcer = "AS, C",
        .direction = FAPIX_HIGHER,
        .low = 0,
        .high = 1,
        .read = true,
        .words = detached,
        .cell = {
            [FAPIX_F1B] = {0, 0, FAPIX_OPEN, "ours"},
            [FAPIX_F1A] = {1, 1, FAPIX_OPEN, "FAPI 1.0 Advanced 5.2.2.1 (4)"},
            [FAPIX_F2S] = {0, 0, FAPIX_OPEN, "ours"}, /* no ID token passes the front channel */
        },
    },
    {
        .control = FAPI_CONTROL_INTROSPECTION_SIGNED,
        .name = "introspection_signed",
        .unit = "choice",
        .threat = "forged word on a token's state; a server that denies what it told",
        .enforcer = "AS, RS",
        .direction = FAPIX_HIGHER,
        .low = FAPI_USE_OFF,
        .high = FAPI_USE_REQUIRED,
        .read = true,
        .words = use,
        .cell = {
            [FAPIX_F1B] = {FAPI_USE_OPTIONAL, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {FAPI_USE_OPTIONAL, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2M] = {FAPI_USE_REQUIRED, FAPIX_OPEN, FAPIX_OPEN, "FAPI 2.0 MS 5.5.1 (1)"},
        },
    },
};

const fapix_group fapix_controls_response = {"response", rows, sizeof rows / sizeof rows[0]};
