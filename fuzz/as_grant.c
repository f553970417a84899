/* SPDX-License-Identifier: Apache-2.0 */
/* See as_grant.h. */
#include "fuzz/as_grant.h"

#include <string.h>

#include "oauth/grant.h"

static fapi_grant *grants[GRANT_TYPES];
grant_facts_of grant_facts;
fapi_grant *grant_found;

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
    case 't': grant_facts.type = (int)(number(rest) % GRANT_TYPES); break;
    case 'v': grant_facts.value = rest; break;
    case 'c': grant_facts.client = rest; break;
    case 'r': grant_facts.redirect_uri = rest; break;
    case 'p': grant_facts.challenge = rest; break;
    case 'U': grant_facts.user = rest; break;
    case 's': grant_facts.scope = rest; break;
    case 'j': grant_facts.jkt = rest; break;
    case 'x': grant_facts.x5t = rest; break;
    case 'i': grant_facts.issued = NOW - number(rest); break;
    case 'e': grant_facts.expires = NOW - 100 + number(rest); break;
    case 'u': grant_facts.used = true; break;
    case 'o': grant_facts.rotates = true; break;
    case 'P': grant_facts.push = true; break;
    case 'S': grant_facts.state = (int)(number(rest) % 3); break;
    case 'l': grant_facts.last_poll = NOW - number(rest); break;
    default: break;
    }
}

/* A text that the setter refuses was not stored. */
static void set(int (*setter)(fapi_grant *, const char *, size_t), fapix_slice *text)
{
    if (text->n == 0 || setter(grant_found, (const char *)text->p, text->n) != FAPI_OK)
        *text = fapix_slice_of(NULL, 0);
}

void grant_find(fapix_slice line)
{
    static const int types[GRANT_TYPES] = {FAPI_GRANT_AUTHORIZATION_CODE, FAPI_GRANT_REFRESH_TOKEN, FAPI_GRANT_CIBA,
                                           FAPI_GRANT_PUSHED_REQUEST, FAPI_GRANT_ACCESS_TOKEN, FAPI_GRANT_CONSENT,
                                           FAPI_GRANT_CLIENT_CREDENTIALS};

    grant_facts = (grant_facts_of){.there = line.n > 0, .issued = NOW - 5, .expires = NOW + 55, .last_poll = -1};
    while (line.n > 0) {
        const uint8_t *tab = memchr(line.p, '\t', line.n);
        fapix_slice field = fapix_slice_of(line.p, tab == NULL ? line.n : (size_t)(tab - line.p));

        if (field.n > 0)
            read_field(field);
        line = tab == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(tab + 1, line.n - field.n - 1);
    }
    if (grants[grant_facts.type] == NULL)
        grants[grant_facts.type] = fapi_grant_new(NULL, types[grant_facts.type]);
    grant_found = grants[grant_facts.type];
    must(grant_found != NULL);
    fapi_grant_reset(grant_found);
    set(fapi_grant_set_value, &grant_facts.value);
    set(fapi_grant_set_client, &grant_facts.client);
    set(fapi_grant_set_redirect_uri, &grant_facts.redirect_uri);
    set(fapi_grant_set_challenge, &grant_facts.challenge);
    set(fapi_grant_set_scope, &grant_facts.scope);
    set(fapi_grant_set_jkt, &grant_facts.jkt);
    set(fapi_grant_set_x5t_s256, &grant_facts.x5t);
    if (fapix_grant_put(grant_found, FAPIX_GRANT_USER, grant_facts.user) != FAPI_OK) /* it comes with what is loaded */
        grant_facts.user = fapix_slice_of(NULL, 0);
    if (fapi_grant_set_times(grant_found, grant_facts.issued, grant_facts.expires) != FAPI_OK)
        grant_facts.expires = grant_facts.type == GRANT_REFRESH ? NOW + 1 : -1; /* not set: a refresh token never ends, anything else has ended */
    must(fapi_grant_set_used(grant_found, grant_facts.used) == FAPI_OK && fapi_grant_set_rotates(grant_found, grant_facts.rotates) == FAPI_OK);
    must(fapi_grant_set_state(grant_found, grant_facts.state) == FAPI_OK && fapi_grant_set_push(grant_found, grant_facts.push) == FAPI_OK);
    must(fapi_grant_set_polling(grant_found, grant_facts.last_poll, 5) == FAPI_OK);
}
