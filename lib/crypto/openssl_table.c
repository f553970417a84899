/* SPDX-License-Identifier: Apache-2.0 */
/* The table of libfapi-openssl: libsodium and OpenSSL 3. */
#include "crypto/openssl_jwe.h"

const fapix_provider fapix_provider_builtin = {
    .name = "libsodium+openssl",
    .engine_new = fapix_openssl_engine_new,
    .engine_free = fapix_openssl_engine_free,
    .engine_set_ed25519 = fapix_openssl_engine_set_ed25519,
    .sha256 = fapix_openssl_sha256,
    .sha512 = fapix_sodium_sha512,
    .hmac_sha256 = fapix_openssl_hmac_sha256,
    .keyed_hash = fapix_sodium_keyed_hash,
    .random = fapix_sodium_random,
    .key_import = fapix_openssl_key_import,
    .key_generate = fapix_openssl_key_generate,
    .key_export = fapix_openssl_key_export,
    .key_free = fapix_openssl_key_free,
    .key_alg = fapix_openssl_key_alg,
    .verify = fapix_openssl_verify,
    .certificate_read = fapix_openssl_certificate_read,
    .sign = fapix_openssl_sign,
    .secret_key_import = fapix_secret_key_import,
    .secret_key_generate = fapix_secret_key_generate,
    .secret_key_export = fapix_secret_key_export,
    .secret_key_free = fapix_secret_key_free,
    .oaep_seal = fapix_openssl_oaep_seal,
    .oaep_open = fapix_openssl_oaep_open,
    .ecdh = fapix_openssl_ecdh,
    .key_wrap = fapix_openssl_key_wrap,
    .key_unwrap = fapix_openssl_key_unwrap,
    .aead_seal = fapix_openssl_aead_seal,
    .aead_open = fapix_openssl_aead_open,
};
