/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of clients and how they prove who they are. */
#include "profile/table.h"

enum {
    ALL_TYPES = FAPI_CLIENT_PUBLIC | FAPI_CLIENT_CONFIDENTIAL,
    ALL_AUTH = FAPI_AUTH_PRIVATE_KEY_JWT | FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH
};

static const char *const types[] = {"public", "confidential"};
static const char *const auth[] = {"private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"};
static const char *const demanded[] = {"not required", "required"};
static const char *const form[] = {"a JSON object", "a signed JWT"};
static const char *const jti[] = {"any", "a UUID of version 4"};
static const char *const certificate[] = {"no rule", "with a verified chain", "of the software and its organization"};
static const char *const assertion_aud[] = {"issuer or any endpoint", "the issuer, as a string"};

static const fapix_row rows[] = {
    {
        .control = FAPI_CONTROL_CLIENT_TYPES,
        .name = "client_types",
        .unit = "flags",
        .threat = "client impersonation: anyone may use the client_id of a public client",
        .enforcer = "AS",
        .direction = FAPIX_SUBSET,
        .low = 1,
        .high = ALL_TYPES,
        .read = true,
        .words = types,
        .cell = {
            [FAPIX_F1B] = {ALL_TYPES, ALL_TYPES, FAPIX_OPEN, "FAPI 1.0 Baseline 5.2.2 (2)"},
            [FAPIX_F1A] = {FAPI_CLIENT_CONFIDENTIAL, FAPI_CLIENT_CONFIDENTIAL, FAPIX_OPEN,
                           "FAPI 1.0 Advanced 5.2.2 (16)"},
            [FAPIX_F2S] = {FAPI_CLIENT_CONFIDENTIAL, FAPI_CLIENT_CONFIDENTIAL, FAPIX_OPEN, "FAPI 2.0 SP 5.3.2.1 (3)"},
            [FAPIX_AU] = {FAPI_CLIENT_CONFIDENTIAL, FAPI_CLIENT_CONFIDENTIAL, FAPIX_OPEN, "CDR OIDC Client Types"},
        },
    },
    {
        .control = FAPI_CONTROL_CLIENT_AUTH,
        .name = "client_auth",
        .unit = "flags",
        .threat = "client impersonation with a secret that leaked, was guessed, or was read at either end",
        .enforcer = "AS, C",
        .direction = FAPIX_SUBSET,
        .low = 1,
        .high = ALL_AUTH,
        .read = true,
        .words = auth,
        .cell = {
            /* Baseline also lets client_secret_jwt in; there is no HMAC signature here. */
            [FAPIX_F1B] = {ALL_AUTH, ALL_AUTH, FAPIX_OPEN, "FAPI 1.0 Baseline 5.2.2 (4)"},
            [FAPIX_F1A] = {ALL_AUTH, ALL_AUTH, FAPIX_OPEN, "FAPI 1.0 Advanced 5.2.2 (14)"},
            [FAPIX_F2S] = {ALL_AUTH, ALL_AUTH, FAPIX_OPEN, "FAPI 2.0 SP 5.3.2.1 (6)"},
            [FAPIX_AU] = {FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_PRIVATE_KEY_JWT, FAPIX_OPEN,
                          "CDR Client Authentication"},
            [FAPIX_CO] = {FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_PRIVATE_KEY_JWT, FAPIX_OPEN,
                          "Colombia CE 004 of 2024"},
        },
    },
    {
        .control = FAPI_CONTROL_ASSERTION_AUD,
        .name = "assertion_aud",
        .unit = "choice",
        .threat = "audience injection: a malicious server passes a client's assertion on to an honest one",
        .enforcer = "AS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_ASSERTION_AUD_ANY_ENDPOINT,
        .high = FAPI_ASSERTION_AUD_ISSUER_STRING,
        .read = true,
        .words = assertion_aud,
        .cell = {
            [FAPIX_F1B] = {FAPI_ASSERTION_AUD_ANY_ENDPOINT, FAPIX_OPEN, FAPIX_OPEN, "RFC 7523 3 (3)"},
            [FAPIX_F1A] = {FAPI_ASSERTION_AUD_ANY_ENDPOINT, FAPIX_OPEN, FAPIX_OPEN, "RFC 9126 2 (2)"},
            [FAPIX_F2S] = {FAPI_ASSERTION_AUD_ISSUER_STRING, FAPI_ASSERTION_AUD_ISSUER_STRING, FAPIX_OPEN,
                           "FAPI 2.0 SP 5.3.2.1 (8)"},
            [FAPIX_AU] = {FAPI_ASSERTION_AUD_ANY_ENDPOINT, FAPI_ASSERTION_AUD_ANY_ENDPOINT,
                          FAPI_ASSERTION_AUD_ANY_ENDPOINT, "CDR Client Authentication"},
        },
    },
    {
        .control = FAPI_CONTROL_ASSERTION_LIFETIME,
        .name = "assertion_lifetime",
        .unit = "seconds",
        .threat = "replay of an assertion that leaked from a log or a proxy",
        .enforcer = "AS, C",
        .direction = FAPIX_LOWER,
        .low = 1,
        .high = 3600,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {300, FAPIX_OPEN, FAPIX_OPEN, "RFC 7523 3 (4)"},
            [FAPIX_F2S] = {300, FAPIX_OPEN, FAPIX_OPEN, "RFC 7523 3 (4)"},
        },
    },
    {
        .control = FAPI_CONTROL_STATEMENT_REQUIRED,
        .name = "statement_required",
        .unit = "switch",
        .threat = "client that registers itself without being a member of the ecosystem",
        .enforcer = "AS",
        .direction = FAPIX_HIGHER,
        .low = 0,
        .high = 1,
        .read = true,
        .words = demanded,
        .cell = {
            [FAPIX_F1B] = {0, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {0, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_UK] = {1, 1, FAPIX_OPEN, "UK Open Banking Data Dictionary"},
            [FAPIX_AU] = {1, 1, FAPIX_OPEN, "CDR Client Registration"},
            [FAPIX_BR] = {1, 1, FAPIX_OPEN, "Open Finance Brasil DCR 7.1 (2)"},
        },
    },
    {
        .control = FAPI_CONTROL_STATEMENT_AGE,
        .name = "statement_age",
        .unit = "seconds",
        .threat = "software statement used after the directory has withdrawn the software",
        .enforcer = "AS",
        .direction = FAPIX_LOWER_NONE,
        .low = 0,
        .high = 31536000,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {0, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {0, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_BR] = {300, 300, FAPIX_OPEN, "Open Finance Brasil DCR 7.1 (3)"},
        },
    },
    {
        .control = FAPI_CONTROL_REGISTRATION_SIGNED,
        .name = "registration_signed",
        .unit = "choice",
        .threat = "registration made with another's software statement, which is no secret",
        .enforcer = "AS, C",
        .direction = FAPIX_HIGHER,
        .low = 0,
        .high = 1,
        .read = true,
        .words = form,
        .cell = {
            [FAPIX_F1B] = {0, FAPIX_OPEN, FAPIX_OPEN, "RFC 7591 3 (1)"},
            [FAPIX_F2S] = {0, FAPIX_OPEN, FAPIX_OPEN, "RFC 7591 3 (1)"},
            [FAPIX_UK] = {1, 1, FAPIX_OPEN, "UK Open Banking Data Dictionary"},
            [FAPIX_AU] = {1, 1, FAPIX_OPEN, "CDR Client Registration"},
            [FAPIX_BR] = {0, 0, 0, "RFC 7591 3 (1)"},
        },
    },
    {
        .control = FAPI_CONTROL_REGISTRATION_LIFETIME,
        .name = "registration_lifetime",
        .unit = "seconds",
        .threat = "signed registration request that leaked and is used later",
        .enforcer = "AS, C",
        .direction = FAPIX_LOWER,
        .low = 1,
        .high = 86400,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {3600, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {3600, FAPIX_OPEN, FAPIX_OPEN, "ours"},
        },
    },
    {
        .control = FAPI_CONTROL_REGISTRATION_JTI,
        .name = "registration_jti",
        .unit = "choice",
        .threat = "signed registration request whose jti is another's by accident",
        .enforcer = "AS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_REGISTRATION_JTI_ANY,
        .high = FAPI_REGISTRATION_JTI_UUID4,
        .read = true,
        .words = jti,
        .cell = {
            [FAPIX_F1B] = {FAPI_REGISTRATION_JTI_ANY, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {FAPI_REGISTRATION_JTI_ANY, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_UK] = {FAPI_REGISTRATION_JTI_UUID4, FAPI_REGISTRATION_JTI_UUID4, FAPIX_OPEN,
                          "UK Open Banking Data Dictionary"},
        },
    },
    {
        .control = FAPI_CONTROL_REGISTRATION_CERTIFICATE,
        .name = "registration_certificate",
        .unit = "choice",
        .threat = "registration made with another's software statement from a connection of one's own",
        .enforcer = "AS",
        .direction = FAPIX_HIGHER,
        .low = FAPI_REGISTRATION_CERTIFICATE_HOST,
        .high = FAPI_REGISTRATION_CERTIFICATE_BRASIL,
        .read = true,
        .words = certificate,
        .cell = {
            [FAPIX_F1B] = {FAPI_REGISTRATION_CERTIFICATE_HOST, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {FAPI_REGISTRATION_CERTIFICATE_HOST, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_UK] = {FAPI_REGISTRATION_CERTIFICATE_REQUIRED, FAPI_REGISTRATION_CERTIFICATE_REQUIRED,
                          FAPI_REGISTRATION_CERTIFICATE_REQUIRED, "UK Open Banking Data Dictionary"},
            [FAPIX_AU] = {FAPI_REGISTRATION_CERTIFICATE_REQUIRED, FAPI_REGISTRATION_CERTIFICATE_REQUIRED,
                          FAPI_REGISTRATION_CERTIFICATE_REQUIRED, "CDR Transaction Security"},
            [FAPIX_BR] = {FAPI_REGISTRATION_CERTIFICATE_BRASIL, FAPI_REGISTRATION_CERTIFICATE_BRASIL, FAPIX_OPEN,
                          "Open Finance Brasil DCR 7.1 (13)"},
        },
    },
};

const fapix_group fapix_controls_clients = {"clients", rows, sizeof rows / sizeof rows[0]};
