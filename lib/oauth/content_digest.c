/* SPDX-License-Identifier: Apache-2.0 */
/* See content_digest.h. The insecure algorithms of the registry (md5, sha, unixsum, ...) are unknown here, as RFC 9530 5 wishes. */
#include "oauth/content_digest.h"

int fapix_content_digests(const fapi_context *context, fapix_slice content, fapix_digests *digests)
{
    /* Of nothing, too, a digest is taken, and from somewhere. */
    const fapix_slice bytes = content.n == 0 ? fapix_slice_str("") : content;
    int rc = context->provider->sha256(context->engine, &bytes, 1, digests->sha256);

    return rc == FAPI_OK ? context->provider->sha512(bytes, digests->sha512) : rc;
}

/* RFC 9530 5: sha-256 is one that everybody is to know, and it does not depend on how the content is coded. */
void fapix_content_digest_write(fapix_buffer *out, const fapix_digests *digests)
{
    fapix_buffer_str(out, "sha-256=");
    fapix_sf_write_bytes(out, fapix_slice_of(digests->sha256, sizeof digests->sha256));
}

static bool is_digest(const fapix_sf *sf, const fapix_sf_member *member)
{
    return !member->is_list && sf->items[member->items.first].value.type == FAPIX_SF_BYTES;
}

/* Counts in *known a digest that the member is, and says whether it fits. */
static bool fits(const fapix_sf *sf, const fapix_sf_member *member, const fapix_digests *digests, size_t *known)
{
    uint8_t octets[66]; /* whole groups of three */
    fapix_slice want = {NULL, 0};
    size_t n = 0;

    if (fapix_slice_is(member->key, "sha-256"))
        want = fapix_slice_of(digests->sha256, sizeof digests->sha256);
    else if (fapix_slice_is(member->key, "sha-512"))
        want = fapix_slice_of(digests->sha512, sizeof digests->sha512);
    else
        return true;
    ++*known;
    return fapix_sf_bytes(&sf->items[member->items.first].value, octets, sizeof octets, &n) &&
           fapix_slice_eq(fapix_slice_of(octets, n), want);
}

/* Spec: RFC9530-2-1, RFC9530-2-2, RFC9530-5-1 */
int fapix_content_digest_compare(fapix_sf *sf, fapix_slice value, const fapix_digests *digests)
{
    size_t known = 0;
    bool fitting = true;

    if (!fapix_sf_read(sf, value) || sf->member_count == 0)
        return FAPI_CONTENT_DIGEST_FORM;
    for (size_t i = 0; i < sf->member_count; i++) {
        if (!is_digest(sf, &sf->members[i]))
            return FAPI_CONTENT_DIGEST_FORM;
        fitting = fits(sf, &sf->members[i], digests, &known) && fitting;
    }
    if (known == 0)
        return FAPI_CONTENT_DIGEST_UNKNOWN;
    return fitting ? FAPI_OK : FAPI_CONTENT_DIGEST_MISMATCH;
}
