/* SPDX-License-Identifier: Apache-2.0 */
/* Server nonces: how long they live, who can make them, and what rotation leaves. */
#include "base/base64url.h"
#include "crypto/provider.h"
#include "oauth/dpop_nonce.h"
#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))
#define SLOT 60
#define NOW (INT64_C(30000000) * SLOT) /* the first second of a slot */

static const uint8_t secret[64] = {1, 2, 3}, other[64] = {1, 2, 4};

static int check(fapi_dpop_nonce *nonce, const char *value, int64_t now)
{
    return fapi_dpop_nonce_check(nonce, value, strlen(value), now);
}

static void nonces_live_for_their_slots(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    char value[44], again[44], late[44], next[44];

    (void)state;
    for (int slots = 1; slots <= 16; slots += 5) {
        fapi_dpop_nonce_free(nonce);
        nonce = NULL;
        STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, SLOT, slots, &nonce));
        STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, value, sizeof value));
        STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW + SLOT - 1, late, sizeof late));
        STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW + SLOT, next, sizeof next));
        STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, again, sizeof again));
        CHECK(strlen(value) == FAPI_JKT_LENGTH && strcmp(value, late) == 0 && strcmp(value, again) == 0);
        CHECK(strcmp(value, next) != 0);
        STATUS(FAPI_OK, check(nonce, value, NOW));
        STATUS(FAPI_OK, check(nonce, value, NOW + slots * SLOT - 1));
        STATUS(FAPI_DPOP_NONCE, check(nonce, value, NOW + slots * SLOT));
        STATUS(FAPI_DPOP_NONCE, check(nonce, value, NOW + 100 * SLOT));
        /* A node whose clock is behind knows the slot to come, not the one after it. */
        STATUS(FAPI_OK, check(nonce, value, NOW - 1));
        STATUS(FAPI_OK, check(nonce, value, NOW - SLOT));
        STATUS(FAPI_DPOP_NONCE, check(nonce, value, NOW - SLOT - 1));
        CHECK(fapix_dpop_nonce_window(nonce) == (slots + 1) * SLOT);
    }
    ACCEPTS("RFC9449-8-2");
    REFUSES("RFC9449-8-2");
}

/* RFC 9449 8.1: NQCHAR is %x21 / %x23-5B / %x5D-7E. */
static void only_the_one_spelling_passes(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    char value[44], changed[46] = "", huge[2000];
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    (void)state;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 64, SLOT, 3, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, value, sizeof value));
    CHECK(strspn(value, alphabet) == 43);
    ACCEPTS("RFC9449-8.1-1");
    for (size_t i = 0; i < 43; i++) {
        for (const char *c = alphabet; *c; c++) {
            memcpy(changed, value, 44);
            changed[i] = *c;
            STATUS(strcmp(changed, value) == 0 ? FAPI_OK : FAPI_DPOP_NONCE, check(nonce, changed, NOW));
        }
        for (size_t k = 0; k < 6; k++) {
            memcpy(changed, value, 44);
            changed[i] = "\" \\\x7f\xc3="[k];
            STATUS(FAPI_DPOP_NONCE, check(nonce, changed, NOW));
        }
    }
    REFUSES("RFC9449-8.1-1");
    memcpy(changed, value, 43);
    changed[43] = '=';
    STATUS(FAPI_DPOP_NONCE, check(nonce, changed, NOW));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, value, 42, NOW));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, value, 44, NOW));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, value, SIZE_MAX, NOW));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, NULL, 0, NOW));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, "", 0, NOW));
    memset(huge, 'a', sizeof huge);
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, huge, sizeof huge, NOW));
    ATTACK("DPOP-16");
}

static void slot_numbers_are_not_trusted(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    static const uint8_t first[] = {0, 0x7f, 0x80, 0xff};
    uint8_t bytes[32];
    char value[44];
    size_t n = 0;

    (void)state;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, SLOT, 16, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, 0, value, sizeof value));
    STATUS(FAPI_OK, check(nonce, value, 0));
    STATUS(FAPI_OK, fapix_base64url_decode(fapix_slice_str(value), bytes, &n));
    for (size_t i = 0; i < MANY(first); i++) {
        memset(bytes, first[i] == 0 ? 0 : 0xff, 8);
        bytes[0] = first[i];
        bytes[7] = 1;
        fapix_base64url_encode(fapix_slice_of(bytes, 32), value);
        STATUS(FAPI_DPOP_NONCE, check(nonce, value, 0));
        STATUS(FAPI_DPOP_NONCE, check(nonce, value, FAPI_MAX_TIME));
    }
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, FAPI_MAX_TIME, value, sizeof value));
    STATUS(FAPI_OK, check(nonce, value, FAPI_MAX_TIME));
    STATUS(FAPI_DPOP_NONCE, check(nonce, value, 0));
}

static void servers_are_kept_apart(void **state)
{
    AUTO(fapi_dpop_nonce) here = NULL;
    AUTO(fapi_dpop_nonce) node = NULL;
    AUTO(fapi_dpop_nonce) longer = NULL;
    AUTO(fapi_dpop_nonce) slower = NULL;
    AUTO(fapi_dpop_nonce) elsewhere = NULL;
    AUTO(fapi_dpop_nonce) random = NULL;
    char value[44];

    (void)state;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, SLOT, 2, &here));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(NULL, secret, 32, SLOT, 2, &node));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 33, SLOT, 2, &longer));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, SLOT * 2, 16, &slower));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), other, 32, SLOT, 2, &elsewhere));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), NULL, 0, SLOT, 2, &random));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(here, NOW, value, sizeof value));
    STATUS(FAPI_OK, check(node, value, NOW));
    STATUS(FAPI_DPOP_NONCE, check(elsewhere, value, NOW));
    STATUS(FAPI_DPOP_NONCE, check(random, value, NOW));
    STATUS(FAPI_DPOP_NONCE, check(slower, value, NOW));
    STATUS(FAPI_DPOP_NONCE, check(slower, value, NOW * 2));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(longer, NOW, value, sizeof value));
    /* HMAC pads a short key with zeros: the secrets of 32 and 33 octets, the last one zero, are the same key. */
    STATUS(FAPI_OK, check(here, value, NOW));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(random, NOW, value, sizeof value));
    STATUS(FAPI_OK, check(random, value, NOW));
    STATUS(FAPI_DPOP_NONCE, check(here, value, NOW));
    ATTACK("DPOP-16");
}

static void rotation(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    AUTO(fapi_dpop_nonce) thief = NULL;
    char old[44], fresh[44], stolen[44], third[44];

    (void)state;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, SLOT, 3, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, SLOT, 3, &thief));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, old, sizeof old));
    STATUS(FAPI_OK, fapi_dpop_nonce_rotate(nonce, other, 32));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, fresh, sizeof fresh));
    CHECK(strcmp(old, fresh) != 0);
    STATUS(FAPI_OK, check(nonce, old, NOW));
    STATUS(FAPI_OK, check(nonce, fresh, NOW));
    STATUS(FAPI_OK, check(nonce, old, NOW + 3 * SLOT - 1));
    /* Whoever has the old secret makes no nonces of later slots. */
    STATUS(FAPI_OK, fapi_dpop_nonce_make(thief, NOW + SLOT, stolen, sizeof stolen));
    STATUS(FAPI_DPOP_NONCE, check(nonce, stolen, NOW + SLOT));
    STATUS(FAPI_DPOP_NONCE, check(nonce, stolen, NOW));
    STATUS(FAPI_DPOP_NONCE, check(nonce, old, NOW + 3 * SLOT));
    /* Long after, the old secret is gone, even for a clock that is set back. */
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW + 10 * SLOT, third, sizeof third));
    STATUS(FAPI_DPOP_NONCE, check(nonce, old, NOW));
    STATUS(FAPI_OK, check(nonce, fresh, NOW));
    /* Only one secret back. */
    STATUS(FAPI_OK, fapi_dpop_nonce_rotate(nonce, NULL, 0));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, third, sizeof third));
    STATUS(FAPI_OK, check(nonce, fresh, NOW));
    STATUS(FAPI_OK, check(nonce, third, NOW));
    STATUS(FAPI_OK, fapi_dpop_nonce_rotate(nonce, NULL, 0));
    STATUS(FAPI_DPOP_NONCE, check(nonce, fresh, NOW));
    STATUS(FAPI_OK, check(nonce, third, NOW));
    ATTACK("DPOP-16");
}

static int no_random(uint8_t *out, size_t n)
{
    memset(out, 0, n);
    return FAPI_ERR_RANDOM;
}

static int no_hmac(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    (void)key;
    (void)parts;
    (void)count;
    memset(out, 0, 32);
    return FAPI_ERR_CRYPTO;
}

static void without_random_or_hmac_nothing_passes(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    AUTO(fapi_dpop_nonce) none = NULL;
    fapi_context *context = t_context();
    const fapix_provider *real = context->provider;
    fapix_provider broken = *real;
    char before[44], after[44], made[44];
    int created, rotated, making, checking;

    (void)state;
    broken.random = no_random;
    broken.hmac_sha256 = no_hmac;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(context, secret, 32, SLOT, 2, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, before, sizeof before));
    context->provider = &broken;
    created = fapi_dpop_nonce_new(context, NULL, 0, SLOT, 2, &none);
    rotated = fapi_dpop_nonce_rotate(nonce, NULL, 0);
    making = fapi_dpop_nonce_make(nonce, NOW + SLOT, made, sizeof made);
    checking = check(nonce, before, NOW);
    context->provider = real;
    STATUS(FAPI_ERR_RANDOM, created);
    STATUS(FAPI_ERR_RANDOM, rotated);
    STATUS(FAPI_ERR_CRYPTO, making);
    STATUS(FAPI_ERR_CRYPTO, checking);
    CHECK(none == NULL && made[0] == '\0');
    /* The secret of before is still the current one. */
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, after, sizeof after));
    CHECK(strcmp(before, after) == 0);
    ATTACK("MEM-02");
}

static fapi_dpop_nonce *rotated_meanwhile;

static int rotate_and_hmac(fapix_slice key, const fapix_slice *parts, size_t count, uint8_t out[32])
{
    fapi_dpop_nonce *nonce = rotated_meanwhile;
    int rc = FAPI_OK;

    rotated_meanwhile = NULL;
    if (nonce)
        rc = fapi_dpop_nonce_rotate(nonce, other, 32);
    return rc == FAPI_OK ? fapix_provider_default()->hmac_sha256(key, parts, count, out) : rc;
}

/* Another thread rotates just while the nonce of a new slot is made: it is good, but not handed out again. */
static void a_rotation_meanwhile_is_not_missed(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    AUTO(fapi_dpop_nonce) after = NULL;
    fapi_context *context = t_context();
    const fapix_provider *real = context->provider;
    fapix_provider rotating = *real;
    char made[44], next[44], want[44];
    int rc;

    (void)state;
    rotating.hmac_sha256 = rotate_and_hmac;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(context, secret, 32, SLOT, 2, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(context, other, 32, SLOT, 2, &after));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(after, NOW, want, sizeof want));
    rotated_meanwhile = nonce;
    context->provider = &rotating;
    rc = fapi_dpop_nonce_make(nonce, NOW, made, sizeof made);
    context->provider = real;
    STATUS(FAPI_OK, rc);
    CHECK(rotated_meanwhile == NULL);
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, next, sizeof next));
    CHECK(strcmp(next, want) == 0 && strcmp(made, want) != 0);
    STATUS(FAPI_OK, check(nonce, made, NOW));
}

static void arguments(void **state)
{
    AUTO(fapi_dpop_nonce) nonce = NULL;
    static const struct {
        size_t secret;
        int64_t slot;
        int slots;
    } range[] = {
        {1, 60, 2}, {31, 60, 2}, {65, 60, 2}, {SIZE_MAX, 60, 2}, {32, 9, 2}, {32, 3601, 2}, {32, -60, 2},
        {32, INT64_MAX, 2}, {32, INT64_MIN, 2}, {32, 60, -1}, {32, 60, 17}, {32, 60, INT32_MAX},
    };
    char value[45];

    (void)state;
    for (size_t i = 0; i < MANY(range); i++) {
        STATUS(FAPI_ERR_RANGE,
               fapi_dpop_nonce_new(t_context(), secret, range[i].secret, range[i].slot, range[i].slots, &nonce));
        CHECK(nonce == NULL);
    }
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_new(t_context(), NULL, 32, 60, 2, &nonce));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_new(t_context(), secret, 32, 60, 2, NULL));
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, 10, 1, &nonce));
    fapi_dpop_nonce_free(nonce);
    nonce = NULL;
    /* 0: as with a slot of 60 and 4 of them */
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 32, 0, 0, &nonce));
    STATUS(FAPI_OK, fapi_dpop_nonce_make(nonce, NOW, value, sizeof value));
    STATUS(FAPI_OK, fapi_dpop_nonce_check(nonce, value, 43, NOW + 180));
    STATUS(FAPI_DPOP_NONCE, fapi_dpop_nonce_check(nonce, value, 43, NOW + 240));
    fapi_dpop_nonce_free(nonce);
    nonce = NULL;
    STATUS(FAPI_OK, fapi_dpop_nonce_new(t_context(), secret, 64, 3600, 16, &nonce));
    memset(value, 'x', sizeof value);
    STATUS(FAPI_ERR_BUFFER, fapi_dpop_nonce_make(nonce, NOW, value, 43));
    CHECK(value[0] == '\0' && value[43] == 'x');
    STATUS(FAPI_ERR_CLOCK, fapi_dpop_nonce_make(nonce, -1, value, 44));
    STATUS(FAPI_ERR_CLOCK, fapi_dpop_nonce_make(nonce, FAPI_MAX_TIME + 1, value, 44));
    STATUS(FAPI_ERR_CLOCK, fapi_dpop_nonce_make(nonce, INT64_MAX, value, 44));
    CHECK(value[0] == '\0' && value[44] == 'x');
    STATUS(FAPI_ERR_CLOCK, fapi_dpop_nonce_check(nonce, "a", 1, INT64_MIN));
    STATUS(FAPI_ERR_CLOCK, fapi_dpop_nonce_check(nonce, "a", 1, FAPI_MAX_TIME + 1));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_make(nonce, NOW, NULL, 44));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_make(NULL, NOW, value, 44));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_check(NULL, "a", 1, NOW));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_check(nonce, NULL, 1, NOW));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_rotate(NULL, NULL, 0));
    STATUS(FAPI_ERR_ARG, fapi_dpop_nonce_rotate(nonce, NULL, 32));
    STATUS(FAPI_ERR_RANGE, fapi_dpop_nonce_rotate(nonce, secret, 31));
    STATUS(FAPI_ERR_RANGE, fapi_dpop_nonce_rotate(nonce, secret, 65));
    fapi_dpop_nonce_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nonces_live_for_their_slots),
        cmocka_unit_test(only_the_one_spelling_passes),
        cmocka_unit_test(slot_numbers_are_not_trusted),
        cmocka_unit_test(servers_are_kept_apart),
        cmocka_unit_test(rotation),
        cmocka_unit_test(without_random_or_hmac_nothing_passes),
        cmocka_unit_test(a_rotation_meanwhile_is_not_missed),
        cmocka_unit_test(arguments),
    };
    return t_main("oauth/dpop_nonce", tests, sizeof tests / sizeof tests[0]);
}
