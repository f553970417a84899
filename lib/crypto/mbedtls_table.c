/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the default library: libsodium and Mbed TLS. */
#include "crypto/mbedtls_jwe.h"

const fapix_provider fapix_provider_builtin = {
    .name = "libsodium+mbedtls",
    .engine_new = fapix_mbedtls_engine_new,
    .engine_free = fapix_mbedtls_engine_free,
    .engine_set_ed25519 = fapix_mbedtls_engine_set_ed25519,
    .sha256 = fapix_sodium_sha256,
    .sha512 = fapix_sodium_sha512,
    .hmac_sha256 = fapix_sodium_hmac_sha256,
    .keyed_hash = fapix_sodium_keyed_hash,
    .random = fapix_sodium_random,
    .key_import = fapix_mbedtls_key_import,
    .key_generate = fapix_mbedtls_key_generate,
    .key_export = fapix_mbedtls_key_export,
    .key_free = fapix_mbedtls_key_free,
    .key_alg = fapix_mbedtls_key_alg,
    .verify = fapix_mbedtls_verify,
    .certificate_read = fapix_mbedtls_certificate_read,
    .sign = fapix_mbedtls_sign,
    .secret_key_import = fapix_secret_key_import,
    .secret_key_generate = fapix_secret_key_generate,
    .secret_key_export = fapix_secret_key_export,
    .secret_key_free = fapix_secret_key_free,
    .oaep_seal = fapix_mbedtls_oaep_seal,
    .oaep_open = fapix_mbedtls_oaep_open,
    .ecdh = fapix_mbedtls_ecdh,
    .key_wrap = fapix_mbedtls_key_wrap,
    .key_unwrap = fapix_mbedtls_key_unwrap,
    .aead_seal = fapix_mbedtls_aead_seal,
    .aead_open = fapix_mbedtls_aead_open,
};
