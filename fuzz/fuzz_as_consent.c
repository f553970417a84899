/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page sends that asked a user (as_world.h has the form of an input; only its form counts, and bits of the first bytes: POST or GET, used
 * or not, expired or not). Accepted is nothing but the ticket, decoded by other means than the library's, once and in time.
 */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "fuzz/as_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TICKET "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define PARAMETERS                                                                                                          \
    "{\"client_id\":\"" CLIENT "\",\"redirect_uri\":\"" REDIRECT "\",\"response_type\":\"code\",\"scope\":\"a\",\"state\":\"s\"}"

static fapi_grant *consent;

static int check(world *w, const fapi_client *client)
{
    (void)client;
    return fapi_as_check_consent(w->as, w->request, consent, NOW, w->verdict);
}

static void find(bool used, bool expired)
{
    if (consent == NULL)
        consent = fapi_grant_new(NULL, FAPI_GRANT_CONSENT);
    must(consent != NULL && fapi_grant_set_value(consent, S(TICKET)) == FAPI_OK && fapi_grant_set_client(consent, S(CLIENT)) == FAPI_OK);
    must(fapi_grant_set_parameters(consent, S(PARAMETERS)) == FAPI_OK && fapi_grant_set_used(consent, used) == FAPI_OK);
    must(fapi_grant_set_times(consent, NOW - 600, expired ? NOW : NOW + 1) == FAPI_OK);
}

/* The key under which its row would be looked for is the hash of what came, or there is none. */
static void hold_key(world *w)
{
    static char text[70001];
    uint8_t hash[32];
    char key[44], want[44];
    int rc = fapi_as_stored_key(w->as, w->request, FAPI_ENDPOINT_CONSENT, key, sizeof key);

    if (rc != FAPI_OK) {
        must(key[0] == '\0' && (rc != FAPI_ERR_NOT_FOUND || !world_parameter(w, "consent", text, sizeof text)));
        return;
    }
    must(world_parameter(w, "consent", text, sizeof text));
    crypto_hash_sha256(hash, (const uint8_t *)text, strlen(text));
    sodium_bin2base64(want, sizeof want, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    must(strcmp(key, want) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[70001];
    world *w = NULL;
    bool used = false, expired = false;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/consent"))
        return 0;
    used = (w->first & VERIFIED) != 0;
    expired = (w->second & PUBLIC) != 0;
    find(used, expired);
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK) {
        must(!used && !expired && strcmp(w->method, "POST") == 0);
        must(world_parameter(w, "consent", text, sizeof text) && strcmp(text, TICKET) == 0);
        json_decref(world_stored(w));
    }
    hold_key(w);
    world_repeat(w, check, rc);
    world_close(w);
    return 0;
}
