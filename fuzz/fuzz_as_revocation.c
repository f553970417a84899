/* SPDX-License-Identifier: Apache-2.0 */
/* A revocation request, judged whole (as_world.h has the form of an input, as_grant.h that of the row). What is taken back is the client's own. */
#include <string.h>

#include "base/verdict.h"
#include "fuzz/as_grant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int check(world *w, const fapi_client *client)
{
    int rc = fapi_as_check_revocation(w->as, w->request, client, grant_facts.there ? grant_found : NULL, NOW, w->verdict);

    must(rc == FAPI_OK || rc == FAPI_REPLAY_PENDING || w->verdict->revoke == FAPI_REVOKE_NOTHING);
    return rc;
}

static void hold_revocation(world *w)
{
    static char text[70001];
    int revoke = w->verdict->revoke;

    must(world_parameter(w, "token", text, sizeof text));
    if (revoke != FAPI_REVOKE_NOTHING) {
        must(grant_facts.there && fapix_slice_is(grant_facts.client, CLIENT));
        must(grant_facts.value.n == 0 || fapix_slice_is(grant_facts.value, text));
        must(grant_facts.type == (revoke == FAPI_REVOKE_FAMILY ? GRANT_REFRESH : GRANT_ACCESS));
    }
    must(fapi_as_answer_revocation(w->as, w->verdict, w->answer) == FAPI_OK);
    world_hold_answer(w);
    must(fapi_answer_http(w->answer) == 200);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world *w = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/revoke"))
        return 0;
    grant_find(w->found);
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK)
        hold_revocation(w);
    else
        must(w->verdict->revoke == FAPI_REVOKE_NOTHING);
    world_repeat(w, check, rc);
    world_close(w);
    return 0;
}
