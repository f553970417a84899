/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of TLS and of the HTTP fields around a message. */
#include "profile/table.h"

static const char *const versions[] = {"TLS 1.2", "TLS 1.3"};
static const char *const ciphers[] = {"DHE_RSA or ECDHE_RSA with AES-GCM", "ECDHE with an AEAD cipher (BCP 195)",
                                      "ECDHE_RSA with AES-GCM"};
static const char *const facts[] = {"judged if the host states them", "must be stated"};
static const char *const interaction_id[] = {"off", "echo, or a new one", "required in the request"};

static const char *const request_fields[] = {"ignored", "judged if sent", "judged, x-fapi-auth-date required"};

static const fapix_row rows[] = {
    {
        .control = FAPI_CONTROL_TLS_MIN_VERSION,
        .name = "tls_min_version",
        .unit = "version",
        .threat = "network attacker who downgrades the connection",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_HIGHER,
        .low = 0x0303,
        .high = 0x0304,
        .read = true,
        .words = versions,
        .cell = {
            [FAPIX_F1B] = {0x0303, 0x0303, FAPIX_OPEN, "FAPI 1.0 Baseline 7.1 (1)"},
            [FAPIX_F2S] = {0x0303, 0x0303, FAPIX_OPEN, "FAPI 2.0 SP 5.2.1 (2)"},
        },
    },
    {
        .control = FAPI_CONTROL_TLS12_CIPHERS,
        .name = "tls12_ciphers",
        .unit = "choice",
        .threat = "network attacker who breaks a weak cipher, or records now and decrypts with a stolen key",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_CIPHERS_FAPI1_FOUR,
        .high = FAPI_CIPHERS_ECDHE_RSA_GCM,
        .read = true,
        .words = ciphers,
        .cell = {
            [FAPIX_F1B] = {FAPI_CIPHERS_BCP195, FAPIX_OPEN, FAPIX_OPEN, "FAPI 1.0 Baseline 7.1 (0)"},
            /* The errata replace the four by those of BCP 195, so each choice conforms. */
            [FAPIX_F1A] = {FAPI_CIPHERS_FAPI1_FOUR, FAPIX_OPEN, FAPIX_OPEN, "FAPI 1.0 Advanced 8.5 (1)"},
            [FAPIX_F2S] = {FAPI_CIPHERS_BCP195, FAPI_CIPHERS_BCP195, FAPIX_OPEN, "FAPI 2.0 SP 5.2.2 (1)"},
            [FAPIX_AU] = {FAPI_CIPHERS_BCP195, FAPI_CIPHERS_BCP195, FAPIX_OPEN, "CDR Ciphers"},
            [FAPIX_BR] = {FAPI_CIPHERS_ECDHE_RSA_GCM, FAPI_CIPHERS_ECDHE_RSA_GCM, FAPIX_OPEN,
                          "Open Finance Brasil 6.2.2 (1)"},
            [FAPIX_CO] = {FAPI_CIPHERS_ECDHE_RSA_GCM, FAPI_CIPHERS_ECDHE_RSA_GCM, FAPIX_OPEN,
                          "Colombia CE 004 of 2024"},
        },
    },
    {
        .control = FAPI_CONTROL_TLS_FACTS,
        .name = "tls_facts",
        .unit = "switch",
        .threat = "TLS rule that passes because nobody looked",
        .enforcer = "AS, RS",
        .direction = FAPIX_HIGHER,
        .low = 0,
        .high = 1,
        .read = true,
        .words = facts,
        .cell = {
            [FAPIX_F1B] = {0, 0, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {0, 0, FAPIX_OPEN, "ours"},
        },
    },
    {
        .control = FAPI_CONTROL_INTERACTION_ID,
        .name = "interaction_id",
        .unit = "choice",
        .threat = "attack that cannot be traced because the two sides' logs do not meet",
        .enforcer = "RS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_INTERACTION_ID_OFF,
        .high = FAPI_INTERACTION_ID_REQUIRED,
        .read = true,
        .words = interaction_id,
        .cell = {
            /* A request without one gets a new one; it is not to be refused. */
            [FAPIX_F1B] = {FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO,
                           "FAPI 1.0 Baseline 6.2.1 (11)"},
            [FAPIX_F2S] = {FAPI_INTERACTION_ID_OFF, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_UK] = {FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO,
                          "UK Open Banking Headers"},
            [FAPIX_AU] = {FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO,
                          "CDR HTTP Headers"},
            [FAPIX_BR] = {FAPI_INTERACTION_ID_REQUIRED, FAPI_INTERACTION_ID_REQUIRED, FAPIX_OPEN,
                          "Open Finance Brasil 5.2.2 (23)"},
        },
    },
    {
        .control = FAPI_CONTROL_REQUEST_FIELDS,
        .name = "request_fields",
        .unit = "choice",
        .threat = "log or fraud check that is fed something else than a date, an address or an id",
        .enforcer = "RS",
        .direction = FAPIX_HIGHER,
        .low = FAPI_REQUEST_FIELDS_IGNORED,
        .high = FAPI_REQUEST_FIELDS_AUTH_DATE,
        .read = true,
        .words = request_fields,
        .cell = {
            /* What is malformed may be refused, but many clients send dates of other forms, and nothing rests on them. */
            [FAPIX_F1B] = {FAPI_REQUEST_FIELDS_IGNORED, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {FAPI_REQUEST_FIELDS_IGNORED, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_AU] = {FAPI_REQUEST_FIELDS_AUTH_DATE, FAPI_REQUEST_FIELDS_AUTH_DATE, FAPIX_OPEN, "CDR HTTP Headers"},
        },
    },
    {
        .control = FAPI_CONTROL_IDEMPOTENCY_LENGTH,
        .name = "idempotency_length",
        .unit = "characters",
        .threat = "payment made twice, or a key that a store of the server cuts to that of another payment",
        .enforcer = "RS",
        .direction = FAPIX_LOWER_NONE,
        .low = 0,
        .high = 256,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {0, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {0, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_UK] = {40, 40, FAPIX_OPEN, "UK Open Banking Headers"},
        },
    },
};

const fapix_group fapix_controls_transport = {"transport", rows, sizeof rows / sizeof rows[0]};
