/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A token request, judged whole (as_world.h has the form of an input, as_grant.h that of the grant that the host found). What is accepted is
 * compared once more, by other means, with what was stored.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "fuzz/as_grant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int check(world *w, const fapi_client *client)
{
    return fapi_as_check_token(w->as, w->request, client, grant_facts.there ? grant_found : NULL, NOW, w->verdict);
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
    if (bound_grant && grant_facts.jkt.n > 0)
        must(w->proof.n > 0 && (jkt_n == 0 || memcmp(jkt, grant_facts.jkt.p, jkt_n) == 0));
    if (bound_grant && grant_facts.x5t.n > 0)
        must(w->certificate.n > 0 && (x5t_n == 0 || memcmp(x5t, grant_facts.x5t.p, x5t_n) == 0));
}

static void hold_pkce(const world *w)
{
    uint8_t hash[32];
    char challenge[44];

    if (!world_parameter(w, "code_verifier", text, sizeof text)) {
        must(grant_facts.challenge.n == 0);
        return;
    }
    crypto_hash_sha256(hash, (const uint8_t *)text, strlen(text));
    sodium_bin2base64(challenge, sizeof challenge, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    must(fapix_slice_is(grant_facts.challenge, challenge) && strlen(text) >= 43 && strlen(text) <= 128);
}

static void hold_stored(const world *w, const char *name, int type)
{
    must(grant_facts.there && grant_facts.type == type && fapix_slice_is(grant_facts.client, CLIENT) && !grant_facts.used);
    must(world_parameter(w, name, text, sizeof text) && (grant_facts.value.n == 0 || fapix_slice_is(grant_facts.value, text)));
    must(grant_facts.expires > NOW);
}

static void hold_grant(const world *w)
{
    bool named = world_parameter(w, "client_id", text, sizeof text);

    must(named ? strcmp(text, CLIENT) == 0 : w->assertion.n > 0);
    must(world_parameter(w, "grant_type", text, sizeof text));
    if (strcmp(text, "authorization_code") == 0) {
        hold_stored(w, "code", 0);
        must(world_parameter(w, "redirect_uri", text, sizeof text) ? fapix_slice_is(grant_facts.redirect_uri, text)
                                                                   : grant_facts.redirect_uri.n == 0);
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
        must(grant_facts.state == FAPI_GRANT_STATE_APPROVED && !grant_facts.push);
        hold_keys(w, true);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world *w = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/token"))
        return 0;
    grant_find(w->found);
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK)
        hold_grant(w);
    world_repeat(w, check, rc);
    world_close(w);
    return 0;
}
