/* SPDX-License-Identifier: Apache-2.0 */
/* Where the providers put what they read from a certificate: the same limits for all. */
#include "crypto/certificate_content.h"

bool fapix_content_add_octets(fapix_certificate_content *content, fapix_slice octets, fapix_slice *part)
{
    uint8_t *at = content->store + content->used;

    *part = fapix_slice_of(NULL, 0);
    if (octets.n > sizeof content->store - content->used)
        return false;
    if (octets.n > 0)
        memcpy(at, octets.p, octets.n);
    content->used += octets.n;
    *part = fapix_slice_of(at, octets.n);
    return true;
}

bool fapix_content_add_number(fapix_certificate_content *content, fapix_slice number, fapix_slice *part)
{
    while (number.n > 0 && number.p[0] == 0)
        number = fapix_slice_of(number.p + 1, number.n - 1);
    return fapix_content_add_octets(content, number, part);
}

static bool is_string(int tag)
{
    return tag == FAPIX_STRING_UTF8 || tag == FAPIX_STRING_PRINTABLE || tag == FAPIX_STRING_T61 ||
           tag == FAPIX_STRING_IA5 || tag == FAPIX_STRING_UNIVERSAL || tag == FAPIX_STRING_BMP;
}

int fapix_content_add_attribute(fapix_certificate_content *content, size_t rdn, fapix_slice oid, int tag,
                                fapix_slice value)
{
    fapix_attribute *one = content->attributes + content->attribute_count;

    if (!is_string(tag) || oid.n == 0)
        return FAPI_CERTIFICATE_DER;
    if (content->attribute_count == FAPIX_MAX_ATTRIBUTES || !fapix_content_add_octets(content, oid, &one->oid) ||
        !fapix_content_add_octets(content, value, &one->value))
        return FAPI_CERTIFICATE_NAMES;
    one->rdn = rdn;
    one->tag = tag;
    content->attribute_count++;
    return FAPI_OK;
}

int fapix_content_add_alt(fapix_certificate_content *content, int kind, fapix_slice value)
{
    fapix_alt_name *one = content->alts + content->alt_count;

    if (kind != FAPIX_ALT_EMAIL && kind != FAPIX_ALT_DNS && kind != FAPIX_ALT_URI && kind != FAPIX_ALT_IP)
        return FAPI_OK;
    if (content->alt_count == FAPIX_MAX_ALT_NAMES || !fapix_content_add_octets(content, value, &one->value))
        return FAPI_CERTIFICATE_NAMES;
    one->kind = kind;
    content->alt_count++;
    return FAPI_OK;
}
