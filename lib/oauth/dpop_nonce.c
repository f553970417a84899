/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DPoP nonces without state. A nonce is the base64url of 32 octets: the number of its time slot, and 24 octets of an
 * HMAC over that number under the secret. Whoever has the secret can judge it, nobody else can make one.
 */
#include "oauth/dpop_nonce.h"

#include <pthread.h>

#include "base/base64url.h"
#include "base/memory.h"
#include "crypto/provider.h"

#define SECRET_MIN 32
#define SECRET_MAX 64
#define SLOT_SECONDS 60 /* where the host has no wish: a nonce is good for four to five minutes, and one clock may be a minute ahead */
#define SLOTS 4
#define NUMBER 8
#define TAG 24
#define NONCE (NUMBER + TAG)

typedef struct secret {
    uint8_t bytes[SECRET_MAX];
    size_t n; /* 0: none */
} secret;

/* What rotation changes, and what making a nonce remembers; under the mutex. */
typedef struct keys {
    secret current, previous;
    uint64_t rotations;
    /* The slot of the rotation: later ones belong to the current secret, so that a secret that was rotated away because
     * it leaked makes no new nonces. Rotation has no clock: the first call after it tells the slot, -1 until then. */
    int64_t previous_last;
    int64_t made_slot; /* -1: none */
    char made[FAPI_JKT_LENGTH + 1];
} keys;

struct fapi_dpop_nonce {
    fapi_context *context;
    int64_t slot;
    int slots;
    pthread_mutex_t mutex;
    keys keys;
};

static int check_secret(const uint8_t *bytes, size_t n)
{
    if (!bytes && n > 0)
        return FAPI_ERR_ARG;
    return n == 0 || (n >= SECRET_MIN && n <= SECRET_MAX) ? FAPI_OK : FAPI_ERR_RANGE;
}

static int load_secret(const fapix_provider *provider, fapix_slice bytes, secret *to)
{
    int rc = FAPI_OK;

    *to = (secret){.n = bytes.n};
    if (bytes.n > 0) {
        memcpy(to->bytes, bytes.p, bytes.n);
    } else {
        to->n = SECRET_MIN;
        rc = provider->random(to->bytes, to->n);
    }
    return rc;
}

static void put_number(uint64_t number, uint8_t out[NUMBER])
{
    for (int i = NUMBER - 1; i >= 0; i--) {
        out[i] = (uint8_t)(number & 0xff);
        number >>= 8;
    }
}

static uint64_t get_number(const uint8_t bytes[NUMBER])
{
    uint64_t number = 0;

    for (int i = 0; i < NUMBER; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* The length of the slots is part of what is authenticated: with another length the same number is another time. */
static int make_tag(const fapi_dpop_nonce *nonce, const secret *key, const uint8_t number[NUMBER], uint8_t tag[TAG])
{
    uint8_t slot[NUMBER], mac[32];
    fapix_slice parts[3];
    int rc;

    put_number((uint64_t)nonce->slot, slot);
    parts[0] = fapix_slice_str("libfapi DPoP nonce 1");
    parts[1] = fapix_slice_of(slot, sizeof slot);
    parts[2] = fapix_slice_of(number, NUMBER);
    rc = nonce->context->provider->hmac_sha256(fapix_slice_of(key->bytes, key->n), parts, 3, mac);
    memcpy(tag, mac, TAG);
    fapix_wipe(mac, sizeof mac);
    return rc;
}

/* A copy of the keys, so that no one waits for a MAC. Notes the time of a rotation, drops a secret that is over. */
static int copy_keys(fapi_dpop_nonce *nonce, int64_t now_slot, keys *copy)
{
    keys *k = &nonce->keys;

    if (pthread_mutex_lock(&nonce->mutex))
        return FAPI_ERR_INTERNAL;
    if (k->previous.n > 0 && k->previous_last < 0)
        k->previous_last = now_slot;
    if (k->previous.n > 0 && now_slot - k->previous_last > nonce->slots)
        fapix_wipe(&k->previous, sizeof k->previous);
    *copy = *k;
    return pthread_mutex_unlock(&nonce->mutex) ? FAPI_ERR_INTERNAL : FAPI_OK;
}

static void destroy(fapi_dpop_nonce *nonce, bool has_mutex)
{
    fapi_context *context = nonce->context;

    if (has_mutex)
        (void)pthread_mutex_destroy(&nonce->mutex);
    fapix_wipe(nonce, sizeof *nonce);
    fapix_free(&context->memory, nonce, sizeof *nonce);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_dpop_nonce_new(fapi_context *context, const uint8_t *secret_bytes, size_t secret_len, int64_t slot, int slots,
                        fapi_dpop_nonce **nonce)
{
    fapi_context *own = NULL;
    fapi_dpop_nonce *made = NULL;
    int rc;

    if (!nonce)
        return FAPI_ERR_ARG;
    *nonce = NULL;
    rc = check_secret(secret_bytes, secret_len);
    if (rc != FAPI_OK)
        return rc;
    slot = slot == 0 ? SLOT_SECONDS : slot;
    slots = slots == 0 ? SLOTS : slots;
    if (slot < 10 || slot > 3600 || slots < 1 || slots > 16)
        return FAPI_ERR_RANGE;
    own = fapix_context_use(context);
    if (!own)
        return FAPI_ERR_NOMEM;
    made = fapix_alloc(&own->memory, sizeof *made);
    if (!made) {
        fapix_context_unref(own);
        return FAPI_ERR_NOMEM;
    }
    made->context = own;
    made->slot = slot;
    made->slots = slots;
    made->keys.previous_last = made->keys.made_slot = -1;
    rc = load_secret(own->provider, fapix_slice_of(secret_bytes, secret_len), &made->keys.current);
    if (rc == FAPI_OK && pthread_mutex_init(&made->mutex, NULL))
        rc = FAPI_ERR_NOMEM;
    if (rc != FAPI_OK) {
        destroy(made, false);
        return rc;
    }
    *nonce = made;
    return FAPI_OK;
}

/* See fapi.h. */
void fapi_dpop_nonce_free(fapi_dpop_nonce *nonce)
{
    if (nonce)
        destroy(nonce, true);
}

/* See fapi.h. */
int fapi_dpop_nonce_rotate(fapi_dpop_nonce *nonce, const uint8_t *secret_bytes, size_t secret_len)
{
    secret fresh;
    keys *k;
    int rc;

    if (!nonce)
        return FAPI_ERR_ARG;
    rc = check_secret(secret_bytes, secret_len);
    if (rc != FAPI_OK)
        return rc;
    rc = load_secret(nonce->context->provider, fapix_slice_of(secret_bytes, secret_len), &fresh);
    if (rc == FAPI_OK && pthread_mutex_lock(&nonce->mutex))
        rc = FAPI_ERR_INTERNAL;
    if (rc == FAPI_OK) {
        k = &nonce->keys;
        k->previous = k->current;
        k->current = fresh;
        k->rotations++;
        k->previous_last = k->made_slot = -1;
        if (pthread_mutex_unlock(&nonce->mutex))
            rc = FAPI_ERR_INTERNAL;
    }
    fapix_wipe(&fresh, sizeof fresh);
    return rc;
}

/* A nonce made without one that was made before; remembered for the rest of the slot. */
static int make_fresh(fapi_dpop_nonce *nonce, const keys *k, int64_t slot, char value[FAPI_JKT_LENGTH + 1])
{
    uint8_t bytes[NONCE];
    char text[FAPI_JKT_LENGTH + 1] = "";
    int rc;

    put_number((uint64_t)slot, bytes);
    rc = make_tag(nonce, &k->current, bytes, bytes + NUMBER);
    if (rc != FAPI_OK)
        return rc;
    fapix_base64url_encode(fapix_slice_of(bytes, sizeof bytes), text);
    if (pthread_mutex_lock(&nonce->mutex))
        return FAPI_ERR_INTERNAL;
    /* Not if the secret was rotated meanwhile. */
    if (nonce->keys.rotations == k->rotations) {
        nonce->keys.made_slot = slot;
        memcpy(nonce->keys.made, text, sizeof text);
    }
    if (pthread_mutex_unlock(&nonce->mutex))
        return FAPI_ERR_INTERNAL;
    memcpy(value, text, sizeof text);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_dpop_nonce_make(fapi_dpop_nonce *nonce, int64_t now, char *value, size_t value_size)
{
    int64_t slot;
    keys k;
    int rc;

    if (value)
        memset(value, 0, value_size < FAPI_JKT_LENGTH + 1 ? value_size : FAPI_JKT_LENGTH + 1);
    if (!nonce || !value)
        return FAPI_ERR_ARG;
    if (value_size < FAPI_JKT_LENGTH + 1)
        return FAPI_ERR_BUFFER;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    slot = now / nonce->slot;
    rc = copy_keys(nonce, slot, &k);
    if (rc == FAPI_OK && k.made_slot == slot)
        memcpy(value, k.made, sizeof k.made);
    else if (rc == FAPI_OK)
        rc = make_fresh(nonce, &k, slot, value);
    fapix_wipe(&k, sizeof k);
    return rc;
}

/* Did this secret make it? */
static int check_tag(const fapi_dpop_nonce *nonce, const secret *key, const uint8_t bytes[NONCE], bool *good)
{
    uint8_t tag[TAG];
    int rc = make_tag(nonce, key, bytes, tag);

    if (rc == FAPI_OK && fapix_ct_eq(fapix_slice_of(tag, TAG), fapix_slice_of(bytes + NUMBER, TAG)))
        *good = true;
    fapix_wipe(tag, sizeof tag);
    return rc;
}

/* See fapi.h. */
int fapi_dpop_nonce_check(fapi_dpop_nonce *nonce, const char *value, size_t value_len, int64_t now)
{
    uint8_t bytes[NONCE];
    size_t n = 0;
    int64_t now_slot;
    uint64_t slot;
    bool good = false;
    keys k;
    int rc;

    if (!nonce || (!value && value_len > 0))
        return FAPI_ERR_ARG;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    /* Spec: RFC9449-8.1-1 - more than the syntax of any nonce: the one spelling that ours can have */
    if (value_len != FAPI_JKT_LENGTH || fapix_base64url_decode(fapix_slice_of(value, value_len), bytes, &n) != FAPI_OK)
        return FAPI_DPOP_NONCE;
    now_slot = now / nonce->slot;
    slot = get_number(bytes);
    /* The slot to come is good already: nodes that share the secret don't change slots in the same instant. */
    if (slot > (uint64_t)now_slot + 1 || slot + (uint64_t)nonce->slots <= (uint64_t)now_slot)
        return FAPI_DPOP_NONCE;
    rc = copy_keys(nonce, now_slot, &k);
    if (rc == FAPI_OK)
        rc = check_tag(nonce, &k.current, bytes, &good);
    if (rc == FAPI_OK && !good && k.previous.n > 0 && slot <= (uint64_t)k.previous_last)
        rc = check_tag(nonce, &k.previous, bytes, &good);
    fapix_wipe(&k, sizeof k);
    /* Spec: RFC9449-8-2 */
    if (rc == FAPI_OK && !good)
        rc = FAPI_DPOP_NONCE;
    return rc;
}

int64_t fapix_dpop_nonce_window(const fapi_dpop_nonce *nonce)
{
    return nonce->slot * (nonce->slots + 1);
}
