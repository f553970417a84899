/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of what the host stored. Nothing is judged here but equality and time. */
#include "oauth/grant.h"

#include "base/json.h"
#include "crypto/digest.h"

#define MAX_TEXT 16384

static const int TYPES = FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_CLIENT_CREDENTIALS |
                         FAPI_GRANT_CIBA | FAPI_GRANT_PUSHED_REQUEST | FAPI_GRANT_CONSENT | FAPI_GRANT_ACCESS_TOKEN;

static bool is_a_type(int type)
{
    return type >= 0 && (type & ~TYPES) == 0 && (type & (type - 1)) == 0;
}

/* See fapi.h. */
fapi_grant *fapi_grant_new(fapi_context *context, int type)
{
    fapi_grant *grant = NULL;
    fapi_context *held = is_a_type(type) ? fapix_context_use(context) : NULL;

    if (held == NULL)
        return NULL;
    grant = fapix_alloc(&held->memory, sizeof *grant);
    if (grant == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    grant->context = held;
    grant->made_type = type;
    fapi_grant_reset(grant);
    return grant;
}

static void forget(fapi_grant *grant, int which)
{
    uint8_t *text = (uint8_t *)(uintptr_t)grant->text[which].p;

    if (text != NULL)
        fapix_wipe(text, grant->text[which].n);
    fapix_free(&grant->context->memory, text, grant->text[which].n);
    grant->text[which] = fapix_slice_of(NULL, 0);
}

/* See fapi.h. */
void fapi_grant_reset(fapi_grant *grant)
{
    if (grant == NULL)
        return;
    for (int i = 0; i < FAPIX_GRANT_TEXTS; i++)
        forget(grant, i);
    grant->type = grant->made_type;
    grant->state = FAPI_GRANT_STATE_PENDING;
    grant->used = grant->push = grant->rotates = false;
    grant->issued_at = grant->expires_at = grant->last_poll = -1;
    grant->interval = 5; /* CIBA 7.3: what holds where the server named none */
}

/* See fapi.h. */
void fapi_grant_free(fapi_grant *grant)
{
    fapi_context *context = NULL;

    if (grant == NULL)
        return;
    context = grant->context;
    fapi_grant_reset(grant);
    fapix_free(&context->memory, grant, sizeof *grant);
    fapix_context_unref(context);
}

static int put(fapi_grant *grant, int which, fapix_slice text)
{
    fapix_slice copy = {NULL, 0};
    int rc = fapix_copy(&grant->context->memory, text, &copy);

    if (rc != FAPI_OK)
        return rc;
    forget(grant, which);
    grant->text[which] = copy;
    return FAPI_OK;
}

typedef struct user_reading {
    fapix_json json;
    uint8_t scratch[FAPI_MAX_JWT];
} user_reading;

static int put_user(fapi_grant *grant, fapix_slice text)
{
    const fapix_memory *memory = &grant->context->memory;
    user_reading *r = fapix_alloc(memory, sizeof *r);
    const fapix_json_node *sub = NULL;
    int rc = r == NULL ? FAPI_ERR_NOMEM : fapix_json_parse(&r->json, text, r->scratch);

    if (rc == FAPI_OK)
        sub = fapix_json_get(&r->json, "sub");
    if (rc == FAPI_OK && (sub == NULL || sub->type != FAPIX_JSON_STRING || sub->value.n == 0 || sub->value.n > FAPI_MAX_SUB))
        rc = FAPI_GRANT_FORM;
    if (rc == FAPI_OK)
        rc = put(grant, FAPIX_GRANT_SUB, sub->value);
    if (rc == FAPI_OK)
        rc = put(grant, FAPIX_GRANT_USER, text);
    if (rc != FAPI_OK) {
        forget(grant, FAPIX_GRANT_SUB);
        forget(grant, FAPIX_GRANT_USER);
    }
    if (r != NULL)
        fapix_wipe(r, sizeof *r);
    fapix_free(memory, r, sizeof *r);
    return rc;
}

int fapix_grant_put(fapi_grant *grant, int which, fapix_slice text)
{
    if (which == FAPIX_GRANT_USER && text.n > 0)
        return put_user(grant, text);
    if (which == FAPIX_GRANT_USER)
        forget(grant, FAPIX_GRANT_SUB);
    return put(grant, which, text);
}

int fapix_grant_copy(fapi_grant *to, const fapi_grant *from, int which)
{
    return fapix_grant_put(to, which, from->text[which]);
}

static int hash(const fapi_grant *grant, fapix_slice value, char out[FAPI_JKT_LENGTH + 1])
{
    return fapix_sha256_base64url(grant->context->provider, grant->context->engine, value, out);
}

int fapix_grant_key_of(const fapi_grant *grant, char key[FAPI_JKT_LENGTH + 1])
{
    const fapix_slice known = grant->text[FAPIX_GRANT_KEY];

    memset(key, 0, FAPI_JKT_LENGTH + 1);
    if (known.n == 0)
        return grant->text[FAPIX_GRANT_VALUE].n == 0 ? FAPI_ERR_STATE : hash(grant, grant->text[FAPIX_GRANT_VALUE], key);
    if (known.n != FAPI_JKT_LENGTH)
        return FAPI_ERR_INTERNAL;
    memcpy(key, known.p, FAPI_JKT_LENGTH);
    return FAPI_OK;
}

int fapix_grant_make_key(fapi_grant *grant)
{
    char key[FAPI_JKT_LENGTH + 1];
    int rc = FAPI_ERR_INTERNAL;

    if (grant->text[FAPIX_GRANT_KEY].n > 0)
        return FAPI_OK;
    rc = fapix_grant_key_of(grant, key);
    return rc == FAPI_OK ? put(grant, FAPIX_GRANT_KEY, fapix_slice_str(key)) : rc;
}

int fapix_grant_make_family(fapi_grant *grant)
{
    return grant->text[FAPIX_GRANT_FAMILY].n > 0 ? FAPI_OK : fapix_grant_put(grant, FAPIX_GRANT_FAMILY, grant->text[FAPIX_GRANT_KEY]);
}

static int set(fapi_grant *grant, int which, const char *text, size_t text_len)
{
    if (grant == NULL || text == NULL || text_len == 0 || text_len > MAX_TEXT)
        return FAPI_ERR_ARG;
    return fapix_grant_put(grant, which, fapix_slice_of(text, text_len));
}

static int set_hash(fapi_grant *grant, int which, const char *text, size_t text_len)
{
    if (grant != NULL && text != NULL && !fapix_is_sha256_base64url(fapix_slice_of(text, text_len)))
        return FAPI_ERR_ARG;
    return set(grant, which, text, text_len);
}

/* See fapi.h. */
int fapi_grant_set_value(fapi_grant *grant, const char *value, size_t value_len)
{
    int rc = set(grant, FAPIX_GRANT_VALUE, value, value_len);

    if (rc == FAPI_OK)
        forget(grant, FAPIX_GRANT_KEY); /* that of another value */
    return rc;
}

/* See fapi.h. */
int fapi_grant_set_client(fapi_grant *grant, const char *client_id, size_t client_id_len)
{
    return set(grant, FAPIX_GRANT_CLIENT, client_id, client_id_len);
}

/* See fapi.h. */
int fapi_grant_set_redirect_uri(fapi_grant *grant, const char *uri, size_t uri_len)
{
    return set(grant, FAPIX_GRANT_REDIRECT_URI, uri, uri_len);
}

/* See fapi.h. */
int fapi_grant_set_challenge(fapi_grant *grant, const char *challenge, size_t challenge_len)
{
    return set_hash(grant, FAPIX_GRANT_CHALLENGE, challenge, challenge_len);
}

/* See fapi.h. */
int fapi_grant_set_jkt(fapi_grant *grant, const char *jkt, size_t jkt_len)
{
    return set_hash(grant, FAPIX_GRANT_JKT, jkt, jkt_len);
}

/* See fapi.h. */
int fapi_grant_set_x5t_s256(fapi_grant *grant, const char *x5t, size_t x5t_len)
{
    return set_hash(grant, FAPIX_GRANT_X5T, x5t, x5t_len);
}

/* See fapi.h. */
int fapi_grant_set_scope(fapi_grant *grant, const char *scope, size_t scope_len)
{
    return set(grant, FAPIX_GRANT_SCOPE, scope, scope_len);
}

/* See fapi.h. */
int fapi_grant_set_parameters(fapi_grant *grant, const char *json, size_t json_len)
{
    return set(grant, FAPIX_GRANT_PARAMETERS, json, json_len);
}

/* See fapi.h. */
int fapi_grant_set_user(fapi_grant *grant, const char *json, size_t json_len)
{
    return set(grant, FAPIX_GRANT_USER, json, json_len);
}

static bool is_time(int64_t time)
{
    return time >= 0 && time <= FAPI_MAX_TIME;
}

/* See fapi.h. */
int fapi_grant_set_times(fapi_grant *grant, int64_t issued_at, int64_t expires_at)
{
    if (grant == NULL)
        return FAPI_ERR_ARG;
    if (!is_time(issued_at) || !is_time(expires_at) || expires_at < issued_at)
        return FAPI_ERR_CLOCK;
    grant->issued_at = issued_at;
    grant->expires_at = expires_at;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_grant_set_used(fapi_grant *grant, int used)
{
    if (grant == NULL || used < 0 || used > 1)
        return FAPI_ERR_ARG;
    grant->used = used == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_grant_set_rotates(fapi_grant *grant, int on)
{
    if (grant == NULL)
        return FAPI_ERR_ARG;
    grant->rotates = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_grant_set_state(fapi_grant *grant, int state)
{
    if (grant == NULL || state < FAPI_GRANT_STATE_PENDING || state > FAPI_GRANT_STATE_DENIED)
        return FAPI_ERR_ARG;
    grant->state = state;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_grant_set_push(fapi_grant *grant, int push)
{
    if (grant == NULL || push < 0 || push > 1)
        return FAPI_ERR_ARG;
    grant->push = push == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_grant_set_polling(fapi_grant *grant, int64_t last_poll, int64_t interval)
{
    if (grant == NULL)
        return FAPI_ERR_ARG;
    if (last_poll < -1 || last_poll > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    if (interval < 1 || interval > 86400)
        return FAPI_ERR_RANGE;
    grant->last_poll = last_poll;
    grant->interval = interval;
    return FAPI_OK;
}

bool fapix_grant_is(const fapi_grant *grant, fapix_slice value)
{
    const fapix_slice issued = grant->text[FAPIX_GRANT_VALUE], key = grant->text[FAPIX_GRANT_KEY];
    char hashed[FAPI_JKT_LENGTH + 1];

    if (value.n == 0)
        return false;
    if (issued.n > 0)
        return fapix_ct_eq(issued, value);
    return key.n == 0 || (hash(grant, value, hashed) == FAPI_OK && fapix_ct_eq(key, fapix_slice_str(hashed)));
}

bool fapix_grant_belongs(const fapi_grant *grant, fapix_slice client_id)
{
    return client_id.n > 0 && fapix_slice_eq(grant->text[FAPIX_GRANT_CLIENT], client_id);
}

bool fapix_grant_expired(const fapi_grant *grant, int64_t max_lifetime, int64_t now)
{
    if (grant->expires_at >= 0 && now >= grant->expires_at)
        return true;
    return max_lifetime > 0 && grant->issued_at >= 0 && now - grant->issued_at >= max_lifetime;
}
