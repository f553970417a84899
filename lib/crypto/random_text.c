/* SPDX-License-Identifier: Apache-2.0 */
/* See random_text.h. */
#include "crypto/random_text.h"

#include "base/base64url.h"

static int text_of(const fapix_provider *provider, size_t octets, char *out)
{
    uint8_t bytes[32];
    int rc = provider->random(bytes, octets);

    out[0] = '\0';
    if (rc != FAPI_OK)
        return rc;
    fapix_base64url_encode(fapix_slice_of(bytes, octets), out);
    out[fapix_base64url_encoded(octets)] = '\0';
    fapix_wipe(bytes, sizeof bytes);
    return FAPI_OK;
}

int fapix_random_secret(const fapix_provider *provider, char out[FAPIX_SECRET_LENGTH + 1])
{
    return text_of(provider, 32, out);
}

int fapix_random_jti(const fapix_provider *provider, char out[FAPIX_JTI_LENGTH + 1])
{
    return text_of(provider, 16, out);
}

int fapix_random_uuid(const fapix_provider *provider, char out[FAPIX_UUID_LENGTH + 1])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[16];
    size_t at = 0;
    int rc = provider->random(bytes, sizeof bytes);

    out[0] = '\0';
    if (rc != FAPI_OK)
        return rc;
    bytes[6] = (uint8_t)((bytes[6] & 0x0F) | 0x40); /* RFC 9562 5.4 */
    bytes[8] = (uint8_t)((bytes[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        out[at++] = digits[bytes[i] >> 4];
        out[at++] = digits[bytes[i] & 15];
    }
    out[at] = '\0';
    return FAPI_OK;
}
