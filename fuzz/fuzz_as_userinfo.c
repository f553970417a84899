/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A userinfo request, judged whole and answered (as_world.h has the form of an input, as_grant.h that of the row). The form is the query of a
 * GET or the body of a POST; the text of the request object is the Authorization field, or a JWT in it; the assertion is what the host
 * knows of the user, where it begins with "=".
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/as_grant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int check(world *w, const fapi_client *client)
{
    (void)client;
    return fapi_as_check_userinfo(w->as, w->request, grant_facts.there ? grant_found : NULL, NOW, w->verdict);
}

static void authorize(world *w)
{
    if (w->object.n > 0)
        (void)!fapi_request_add_header(w->request, S("Authorization"), (const char *)w->object.p, w->object.n);
}

static bool has_token(fapix_slice scope, const char *token)
{
    size_t n = strlen(token);

    for (size_t at = 0; at < scope.n;) {
        const uint8_t *space = memchr(scope.p + at, ' ', scope.n - at);
        size_t end = space == NULL ? scope.n : (size_t)(space - scope.p);

        if (end - at == n && memcmp(scope.p + at, token, n) == 0)
            return true;
        at = end + 1;
    }
    return false;
}

static void hold_token(const world *w)
{
    static char text[70001];
    const uint8_t *space = memchr(w->object.p, ' ', w->object.n);

    must(grant_facts.there && grant_facts.type == GRANT_ACCESS && !grant_facts.used && grant_facts.expires > NOW);
    must(has_token(grant_facts.scope, "openid") && grant_facts.user.n > 0 && space != NULL);
    must(!world_parameter(w, "access_token", text, sizeof text));
    must(grant_facts.value.n == 0 || (w->object.n > grant_facts.value.n &&
                                      memcmp(w->object.p + w->object.n - grant_facts.value.n, grant_facts.value.p, grant_facts.value.n) == 0));
    must(grant_facts.jkt.n == 0 || (w->proof.n > 0 && (w->object.p[0] | 32) == 'd'));
    must(grant_facts.x5t.n == 0 || w->certificate.n > 0);
}

/* Of nobody else, and nothing that was not asked for. */
static void hold_answer(const world *w)
{
    static const struct {
        const char *name, *scope;
    } known[] = {{"name", "profile"}, {"updated_at", "profile"}, {"email", "email"}, {"email_verified", "email"},
                 {"address", "address"}, {"phone_number", "phone"}};
    const char *text = NULL, *sub = NULL;
    size_t n = 0, sub_n = 0;
    json_t *body = NULL;

    world_hold_answer(w);
    must(fapi_answer_body(w->answer, &text, &n) == FAPI_OK && fapi_answer_kind(w->answer) == FAPI_ANSWER_JSON);
    must(fapi_verdict_claim_string(w->verdict, S("sub"), &sub, &sub_n) == FAPI_OK);
    body = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    must(json_string_length(json_object_get(body, "sub")) == sub_n);
    must(memcmp(json_string_value(json_object_get(body, "sub")), sub, sub_n) == 0);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        must(json_object_get(body, known[i].name) == NULL || has_token(grant_facts.scope, known[i].scope));
    must(json_object_get(body, "salary") == NULL);
    json_decref(body);
}

static void answer(world *w)
{
    static const char usual[] = "{\"sub\":\"alice\",\"name\":\"A\",\"email\":\"a@b\",\"address\":{},\"salary\":1}";
    const char *claims = w->assertion.n > 0 ? (const char *)w->assertion.p : usual;
    size_t n = w->assertion.n > 0 ? w->assertion.n : sizeof usual - 1;
    int rc = fapi_as_answer_userinfo(w->as, w->client, w->verdict, claims, n, NOW, w->answer);

    if (rc == FAPI_OK)
        hold_answer(w);
    else
        must(fapi_answer_kind(w->answer) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    world *w = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (!world_open(&w, data, size, "/userinfo"))
        return 0;
    grant_find(w->found);
    authorize(w);
    rc = world_run(w, check, FAPI_OK);
    if (rc == FAPI_OK) {
        hold_token(w);
        answer(w);
    }
    world_repeat(w, check, rc);
    world_close(w);
    return 0;
}
