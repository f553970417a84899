/* SPDX-License-Identifier: Apache-2.0 */
/* Content-Digest against the digests that RFC 9530 prints in its appendices. */
#include "oauth/content_digest.h"
#include "test/harness.h"

#define RFC_BODY "{\"hello\": \"world\"}\n"
#define RFC_SHA256 "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
#define RFC_SHA512 "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:"

static fapix_sf sf;

static void published_digests(void **state)
{
    fapix_digests digests, nothing;

    (void)state;
    STATUS(FAPI_OK, fapix_content_digests(t_context(), fapix_slice_str(RFC_BODY), &digests));
    STATUS(FAPI_OK, fapix_content_digest_compare(&sf, fapix_slice_str(RFC_SHA256), &digests));
    STATUS(FAPI_OK, fapix_content_digest_compare(&sf, fapix_slice_str(RFC_SHA512), &digests));
    STATUS(FAPI_OK, fapix_content_digest_compare(&sf, fapix_slice_str(RFC_SHA512 "," RFC_SHA256), &digests));
    STATUS(FAPI_OK, fapix_content_digest_compare(&sf, fapix_slice_str("unixsum=:AAAA:, " RFC_SHA256), &digests));
    ACCEPTS("RFC9530-2-1");
    ACCEPTS("RFC9530-2-2");
    ACCEPTS("RFC9530-5-1");
    STATUS(FAPI_CONTENT_DIGEST_UNKNOWN, fapix_content_digest_compare(&sf, fapix_slice_str("unixsum=:AAAA:"), &digests));
    REFUSES("RFC9530-5-1");
    STATUS(FAPI_CONTENT_DIGEST_FORM, fapix_content_digest_compare(&sf, fapix_slice_str("sha-256=\"x\""), &digests));
    REFUSES("RFC9530-2-1");
    STATUS(FAPI_CONTENT_DIGEST_MISMATCH, fapix_content_digest_compare(&sf, fapix_slice_str(RFC_SHA512 ", sha-256=:AAAA:"), &digests));
    REFUSES("RFC9530-2-2");
    STATUS(FAPI_OK, fapix_content_digests(t_context(), fapix_slice_of(NULL, 0), &nothing));
    STATUS(FAPI_CONTENT_DIGEST_MISMATCH, fapix_content_digest_compare(&sf, fapix_slice_str(RFC_SHA256), &nothing));
    STATUS(FAPI_OK, fapix_content_digest_compare(
                        &sf, fapix_slice_str("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"), &nothing));
}

static void what_is_written_is_right(void **state)
{
    fapix_digests digests;
    fapix_buffer out;
    bool same = false;

    (void)state;
    STATUS(FAPI_OK, fapix_content_digests(t_context(), fapix_slice_str(RFC_BODY), &digests));
    fapix_buffer_init(&out, &t_context()->memory, 256);
    fapix_content_digest_write(&out, &digests);
    same = fapix_slice_is(fapix_buffer_slice(&out), RFC_SHA256);
    fapix_buffer_free(&out);
    CHECK(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_digests),
        cmocka_unit_test(what_is_written_is_right),
    };

    return t_main("oauth/content_digest", tests, sizeof tests / sizeof *tests);
}
