/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token request, judged whole (as_world.h has the form of an input). The host's line is the grant that it found: fields with a tab between them,
 * each a letter and its value. What is accepted is compared once more, by other means, with what was stored.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/slice.h"
#include "fuzz/as_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What of the grant the oracle looks at; texts as the input had them. */
typedef struct found {
    int type, state;
    bool there, used, push, rotates;
    fapix_slice value, client, redirect_uri, challenge, scope, jkt, x5t;
    int64_t issued, expires, last_poll;
} found;

static fapi_grant *grants[4]; /* code, refresh token, CIBA, pushed request */
static found stored;
static fapi_grant *grant;

static int check(world *w, const fapi_client *client)
{
    return fapi_as_check_token(w->as, w->request, client, stored.there ? grant : NULL, NOW, w->verdict);
}

/* ----------------------------------------------------------------------------------------------------- the grant -- */

static int64_t number(fapix_slice text)
{
    int64_t value = 0;

    for (size_t i = 0; i < text.n && i < 9; i++)
        value = value * 10 + (text.p[i] >= '0' && text.p[i] <= '9' ? text.p[i] - '0' : 0);
    return value;
}

static void read_field(fapix_slice field)
{
    fapix_slice rest = fapix_slice_of(field.p + 1, field.n - 1);

    switch (field.p[0]) {
    case 't': stored.type = (int)(number(rest) % 4); break;
    case 'v': stored.value = rest; break;
    case 'c': stored.client = rest; break;
    case 'r': stored.redirect_uri = rest; break;
    case 'p': stored.challenge = rest; break;
    case 's': stored.scope = rest; break;
    case 'j': stored.jkt = rest; break;
    case 'x': stored.x5t = rest; break;
    case 'i': stored.issued = NOW - number(rest); break;
    case 'e': stored.expires = NOW - 100 + number(rest); break;
    case 'u': stored.used = true; break;
    case 'o': stored.rotates = true; break;
    case 'P': stored.push = true; break;
    case 'S': stored.state = (int)(number(rest) % 3); break;
    case 'l': stored.last_poll = NOW - number(rest); break;
    default: break;
    }
}

/* A text that the setter refuses was not stored. */
static void set(int (*setter)(fapi_grant *, const char *, size_t), fapix_slice *text)
{
    if (text->n == 0 || setter(grant, (const char *)text->p, text->n) != FAPI_OK)
        *text = fapix_slice_of(NULL, 0);
}

static void find(fapix_slice line)
{
    static const int types[4] = {FAPI_GRANT_AUTHORIZATION_CODE, FAPI_GRANT_REFRESH_TOKEN, FAPI_GRANT_CIBA, FAPI_GRANT_PUSHED_REQUEST};

    stored = (found){.there = line.n > 0, .issued = NOW - 5, .expires = NOW + 55, .last_poll = -1};
    while (line.n > 0) {
        const uint8_t *tab = memchr(line.p, '\t', line.n);
        fapix_slice field = fapix_slice_of(line.p, tab == NULL ? line.n : (size_t)(tab - line.p));

        if (field.n > 0)
            read_field(field);
        line = tab == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(tab + 1, line.n - field.n - 1);
    }
    if (grants[stored.type] == NULL)
        grants[stored.type] = fapi_grant_new(NULL, types[stored.type]);
    grant = grants[stored.type];
    must(grant != NULL);
    fapi_grant_reset(grant);
    set(fapi_grant_set_value, &stored.value);
    set(fapi_grant_set_client, &stored.client);
    set(fapi_grant_set_redirect_uri, &stored.redirect_uri);
    set(fapi_grant_set_challenge, &stored.challenge);
    set(fapi_grant_set_scope, &stored.scope);
    set(fapi_grant_set_jkt, &stored.jkt);
    set(fapi_grant_set_x5t_s256, &stored.x5t);
    if (fapi_grant_set_times(grant, stored.issued, stored.expires) != FAPI_OK)
        stored.expires = stored.type == 1 ? NOW + 1 : -1; /* not set: a refresh token never ends, anything else has ended */
    must(fapi_grant_set_used(grant, stored.used) == FAPI_OK && fapi_grant_set_rotates(grant, stored.rotates) == FAPI_OK);
    must(fapi_grant_set_state(grant, stored.state) == FAPI_OK && fapi_grant_set_push(grant, stored.push) == FAPI_OK);
    must(fapi_grant_set_polling(grant, stored.last_poll, 5) == FAPI_OK);
}

/* ---------------------------------------------------------------------------------------------------- the oracle -- */

static char text[70001];

static void hold_keys(const world *w, bool bound_grant)
{
    const char *jkt = NULL, *x5t = NULL;
    size_t jkt_n = 0, x5t_n = 0;
    int64_t required = 0, methods = 0;

    must(fapi_verdict_jkt(w->verdict, &jkt, &jkt_n) == FAPI_OK && (jkt_n == 0 || jkt_n == FAPI_JKT_LENGTH));
    must(fapi_verdict_x5t_s256(w->verdict, &x5t, &x5t_n) == FAPI_OK && (x5t_n == 0 || x5t_n == FAPI_JKT_LENGTH));
    must(fapi_policy_get(w->policy, FAPI_CONTROL_BINDING_REQUIRED, &required) == FAPI_OK);
    must(fapi_policy_get(w->policy, FAPI_CONTROL_BINDING_METHODS, &methods) == FAPI_OK);
    must(required == 0 || jkt_n + x5t_n > 0);
    must(jkt_n == 0 || ((methods & FAPI_BINDING_DPOP) != 0 && w->proof.n > 0));
    must(x5t_n == 0 || ((methods & FAPI_BINDING_MTLS) != 0 && w->certificate.n > 0));
    if (bound_grant && stored.jkt.n > 0)
        must(w->proof.n > 0 && (jkt_n == 0 || memcmp(jkt, stored.jkt.p, jkt_n) == 0));
    if (bound_grant && stored.x5t.n > 0)
        must(w->certificate.n > 0 && (x5t_n == 0 || memcmp(x5t, stored.x5t.p, x5t_n) == 0));
}

static void hold_pkce(const world *w)
{
    uint8_t hash[32];
    char challenge[44];

    if (!world_parameter(w, "code_verifier", text, sizeof text)) {
        must(stored.challenge.n == 0);
        return;
    }
    crypto_hash_sha256(hash, (const uint8_t *)text, strlen(text));
    sodium_bin2base64(challenge, sizeof challenge, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    must(fapix_slice_is(stored.challenge, challenge) && strlen(text) >= 43 && strlen(text) <= 128);
}

static void hold_stored(const world *w, const char *name, int type)
{
    must(stored.there && stored.type == type && fapix_slice_is(stored.client, CLIENT) && !stored.used);
    must(world_parameter(w, name, text, sizeof text) && (stored.value.n == 0 || fapix_slice_is(stored.value, text)));
    must(stored.expires > NOW);
}

static void hold_grant(const world *w)
{
    bool named = world_parameter(w, "client_id", text, sizeof text);

    must(named ? strcmp(text, CLIENT) == 0 : w->assertion.n > 0);
    must(world_parameter(w, "grant_type", text, sizeof text));
    if (strcmp(text, "authorization_code") == 0) {
        hold_stored(w, "code", 0);
        must(world_parameter(w, "redirect_uri", text, sizeof text) ? fapix_slice_is(stored.redirect_uri, text)
                                                                   : stored.redirect_uri.n == 0);
        hold_pkce(w);
        hold_keys(w, true);
    } else if (strcmp(text, "refresh_token") == 0) {
        hold_stored(w, "refresh_token", 1);
        hold_keys(w, (w->second & 7) == 3);
    } else if (strcmp(text, "client_credentials") == 0) {
        must((w->second & 7) != 3);
        hold_keys(w, false);
    } else {
        must(strcmp(text, "urn:openid:params:grant-type:ciba") == 0);
        hold_stored(w, "auth_req_id", 2);
        must(stored.state == FAPI_GRANT_STATE_APPROVED && !stored.push);
        hold_keys(w, true);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world *w = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/token"))
        return 0;
    find(w->found);
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK)
        hold_grant(w);
    world_repeat(w, check, rc);
    world_close(w);
    return 0;
}
