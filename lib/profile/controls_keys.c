/* SPDX-License-Identifier: Apache-2.0 */
/* Controls of keys, algorithms and clocks. */
#include "profile/table.h"

enum {
    FAPI1_ALGS = FAPI_ALG_PS256 | FAPI_ALG_ES256,
    FAPI2_ALGS = FAPI1_ALGS | FAPI_ALG_EDDSA,
    ALL_ALGS = FAPI2_ALGS | FAPI_ALG_RS256,
    ALL_JWE_ALGS = FAPI_JWE_ALG_RSA_OAEP | FAPI_JWE_ALG_RSA_OAEP_256 | FAPI_JWE_ALG_ECDH_ES |
                   FAPI_JWE_ALG_ECDH_ES_A128KW | FAPI_JWE_ALG_ECDH_ES_A256KW,
    ALL_JWE_ENCS = FAPI_JWE_ENC_A128GCM | FAPI_JWE_ENC_A256GCM | FAPI_JWE_ENC_A128CBC_HS256 |
                   FAPI_JWE_ENC_A256CBC_HS512
};

static const char *const algs[] = {"PS256", "ES256", "EdDSA", "RS256"};
static const char *const jwe_algs[] = {"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"};
static const char *const jwe_encs[] = {"A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"};
static const char *const duplicate_kid[] = {"narrow by type, use and curve", "refuse"};

static const fapix_row rows[] = {
    {
        .control = FAPI_CONTROL_ALGS,
        .name = "algs",
        .unit = "flags",
        .threat = "forged signature: alg none, a public key used as HMAC secret, downgrade to PKCS #1 v1.5",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_SUBSET,
        .low = 1,
        .high = ALL_ALGS,
        .read = true,
        .words = algs,
        .cell = {
            /* Only Baseline leaves the algorithm open. Spec: RFC9068-2.1-3 */
            [FAPIX_F1B] = {ALL_ALGS, ALL_ALGS, FAPIX_OPEN, "ours"},
            [FAPIX_F1A] = {FAPI1_ALGS, FAPI1_ALGS, FAPIX_OPEN, "FAPI 1.0 Advanced 8.6 (1)"},
            [FAPIX_F2S] = {FAPI2_ALGS, FAPI2_ALGS, FAPIX_OPEN, "FAPI 2.0 SP 5.4.1 (1.2)"},
            /* The directory signs with PS256 and so does everyone, but no text takes ES256 away. */
            [FAPIX_UK] = {FAPI_ALG_PS256, FAPI1_ALGS, FAPIX_OPEN, "FAPI 1.0 Advanced 8.6 (1)"},
            [FAPIX_AU] = {FAPI1_ALGS, FAPI1_ALGS, FAPIX_OPEN, "CDR ID Token"},
            [FAPIX_BR] = {FAPI_ALG_PS256, FAPI_ALG_PS256, FAPIX_OPEN, "Open Finance Brasil 6.2 (1)"},
            [FAPIX_CO] = {FAPI_ALG_PS256, FAPI2_ALGS, FAPIX_OPEN, "Colombia CE 004 of 2024"},
        },
    },
    {
        .control = FAPI_CONTROL_RSA_MIN_BITS,
        .name = "rsa_min_bits",
        .unit = "bits",
        .threat = "signature forged by factoring a short RSA modulus",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_HIGHER,
        .low = 2048,
        .high = 2048, /* key import holds every key to 2048; a larger floor needs a check that reads this row */
        .read = true,
        .cell = {
            [FAPIX_F1B] = {2048, 2048, FAPIX_OPEN, "FAPI 1.0 Baseline 5.2.2 (5)"},
            [FAPIX_F2S] = {2048, 2048, FAPIX_OPEN, "FAPI 2.0 SP 5.4.1 (2)"},
        },
    },
    {
        .control = FAPI_CONTROL_EC_MIN_BITS,
        .name = "ec_min_bits",
        .unit = "bits",
        .threat = "signature forged by a discrete logarithm on a small curve",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_HIGHER,
        .low = 160,
        .high = 255, /* P-256 and Ed25519 are the only curves here, so each of these holds by key import */
        .read = true,
        .cell = {
            [FAPIX_F1B] = {160, 160, FAPIX_OPEN, "FAPI 1.0 Baseline 5.2.2 (6)"},
            [FAPIX_F2S] = {224, 224, FAPIX_OPEN, "FAPI 2.0 SP 5.4.1 (3)"},
        },
    },
    {
        .control = FAPI_CONTROL_JWE_ALGS,
        .name = "jwe_algs",
        .unit = "flags",
        .threat = "padding oracle of RSA1_5 that decrypts what was sealed for another",
        .enforcer = "AS, C",
        .direction = FAPIX_SUBSET,
        .low = 0,
        .high = ALL_JWE_ALGS,
        .read = true,
        .words = jwe_algs,
        .cell = {
            [FAPIX_F1B] = {ALL_JWE_ALGS, ALL_JWE_ALGS, FAPIX_OPEN, "RFC 8725 3.2 (2)"},
            [FAPIX_F1A] = {ALL_JWE_ALGS, ALL_JWE_ALGS, FAPIX_OPEN, "FAPI 1.0 Advanced 8.6.1 (1)"},
            [FAPIX_F2S] = {ALL_JWE_ALGS, ALL_JWE_ALGS, FAPIX_OPEN, "RFC 8725 3.2 (2)"},
            [FAPIX_AU] = {FAPI_JWE_ALG_RSA_OAEP | FAPI_JWE_ALG_RSA_OAEP_256,
                          FAPI_JWE_ALG_RSA_OAEP | FAPI_JWE_ALG_RSA_OAEP_256, FAPIX_OPEN, "CDR ID Token"},
            [FAPIX_BR] = {FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ALG_RSA_OAEP, FAPIX_OPEN, "Open Finance Brasil 6.2.1 (1)"},
        },
    },
    {
        .control = FAPI_CONTROL_JWE_ENCS,
        .name = "jwe_encs",
        .unit = "flags",
        .threat = "ciphertext altered on its way without notice",
        .enforcer = "AS, C",
        .direction = FAPIX_SUBSET,
        .low = 0,
        .high = ALL_JWE_ENCS,
        .read = true,
        .words = jwe_encs,
        .cell = {
            [FAPIX_F1B] = {ALL_JWE_ENCS, ALL_JWE_ENCS, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {ALL_JWE_ENCS, ALL_JWE_ENCS, FAPIX_OPEN, "ours"},
            [FAPIX_AU] = {FAPI_JWE_ENC_A256GCM | FAPI_JWE_ENC_A128CBC_HS256,
                          FAPI_JWE_ENC_A256GCM | FAPI_JWE_ENC_A128CBC_HS256, FAPIX_OPEN, "CDR ID Token"},
            [FAPIX_BR] = {FAPI_JWE_ENC_A256GCM, FAPI_JWE_ENC_A256GCM, FAPIX_OPEN, "Open Finance Brasil 6.2.1 (1)"},
        },
    },
    {
        .control = FAPI_CONTROL_DUPLICATE_KID,
        .name = "duplicate_kid",
        .unit = "choice",
        .threat = "key confusion: a signature verified with another key of the same name",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_HIGHER,
        .low = FAPI_DUPLICATE_KID_NARROW,
        .high = FAPI_DUPLICATE_KID_REFUSE,
        .read = true,
        .words = duplicate_kid,
        .cell = {
            [FAPIX_F1B] = {FAPI_DUPLICATE_KID_NARROW, FAPI_DUPLICATE_KID_NARROW, FAPIX_OPEN, "RFC 7517 4.5 (1)"},
            /* Narrowing is demanded, so that a rollover between key types goes on working. */
            [FAPIX_F1A] = {FAPI_DUPLICATE_KID_NARROW, FAPI_DUPLICATE_KID_NARROW, FAPI_DUPLICATE_KID_NARROW,
                           "FAPI 1.0 Advanced 8.11 (1)"},
            [FAPIX_F2S] = {FAPI_DUPLICATE_KID_NARROW, FAPI_DUPLICATE_KID_NARROW, FAPI_DUPLICATE_KID_NARROW,
                           "FAPI 2.0 SP 5.4.3 (1)"},
            [FAPIX_AU] = {FAPI_DUPLICATE_KID_REFUSE, FAPI_DUPLICATE_KID_REFUSE, FAPIX_OPEN,
                          "CDR JSON Web Key Set endpoint"},
        },
    },
    {
        .control = FAPI_CONTROL_JWKS_MAX_AGE,
        .name = "jwks_max_age",
        .unit = "seconds",
        .threat = "stolen signing key that its owner has already withdrawn",
        .enforcer = "AS, RS, C",
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
        .control = FAPI_CONTROL_JWKS_STALE,
        .name = "jwks_stale",
        .unit = "seconds",
        .threat = "network attacker who keeps a withdrawn key alive by blocking the fetch of its successor",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_LOWER,
        .low = 1,
        .high = 604800,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {86400, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {86400, FAPIX_OPEN, FAPIX_OPEN, "ours"},
        },
    },
    {
        .control = FAPI_CONTROL_JWKS_COOLDOWN,
        .name = "jwks_cooldown",
        .unit = "seconds",
        .threat = "flood of tokens with invented kids that turns this server against the issuer",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_NEUTRAL,
        .low = 1,
        .high = 3600,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {60, FAPIX_OPEN, FAPIX_OPEN, "ours"},
            [FAPIX_F2S] = {60, FAPIX_OPEN, FAPIX_OPEN, "ours"},
        },
    },
    {
        .control = FAPI_CONTROL_SKEW_AHEAD,
        .name = "skew_ahead",
        .unit = "seconds",
        .threat = "messages made ahead of time, to be used when their maker has no longer the key",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_LOWER,
        .low = 0,
        .high = 300,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {10, 60, FAPIX_OPEN, "ours"},
            /* 10 s ahead must pass, more than 60 s must not; between them is the host's choice. */
            [FAPIX_F2S] = {10, 60, 10, "FAPI 2.0 SP 5.3.2.1 (13)"},
        },
    },
    {
        .control = FAPI_CONTROL_SKEW_BEHIND,
        .name = "skew_behind",
        .unit = "seconds",
        .threat = "use of a token or assertion after its end",
        .enforcer = "AS, RS, C",
        .direction = FAPIX_LOWER,
        .low = 0,
        .high = 300,
        .read = true,
        .cell = {
            [FAPIX_F1B] = {10, 60, FAPIX_OPEN, "RFC 7519 4.1.4 (1)"},
            [FAPIX_F2S] = {10, 60, FAPIX_OPEN, "RFC 7519 4.1.4 (1)"},
        },
    },
};

const fapix_group fapix_controls_keys = {"keys", rows, sizeof rows / sizeof rows[0]};
