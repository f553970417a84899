/* SPDX-License-Identifier: Apache-2.0 */
/* See as_scope.h. */
#include "role/as_scope.h"

#include "oauth/scope.h"

fapix_slice fapix_as_next_scope(fapix_slice *rest)
{
    const uint8_t *space = rest->n == 0 ? NULL : memchr(rest->p, ' ', rest->n);
    const fapix_slice value = fapix_slice_of(rest->p, space == NULL ? rest->n : (size_t)(space - rest->p));

    *rest = space == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(space + 1, rest->n - value.n - 1);
    return value.n == 0 ? fapix_slice_of(NULL, 0) : value;
}

static bool is_one_of(const fapix_slice *offered, size_t count, fapix_slice text)
{
    bool found = count == 0;

    for (size_t i = 0; !found && i < count; i++)
        found = fapix_slice_eq(offered[i], text);
    return found;
}

bool fapix_as_offers_scope(const fapi_as *as, fapix_slice value)
{
    return is_one_of(as->scope, as->scope_count, value);
}

bool fapix_as_offers_resource(const fapi_as *as, fapix_slice resource)
{
    return is_one_of(as->resource, as->resource_count, resource);
}

bool fapix_as_offers_some(const fapi_as *as, fapix_slice scope)
{
    bool some = false;

    while (!some && scope.n > 0)
        some = fapix_as_offers_scope(as, fapix_as_next_scope(&scope));
    return some;
}

bool fapix_as_needs_user(fapix_slice value)
{
    return fapix_slice_is(value, "openid") || fapix_slice_is(value, "offline_access");
}

/* Spec: RFC7591-2-7 */
static bool grants(const fapi_as *as, const fapi_client *client, fapix_slice value)
{
    return fapix_as_offers_scope(as, value) && (client->scope.n == 0 || fapix_scope_has(client->scope, value));
}

bool fapix_as_grants_some(const fapi_as *as, const fapi_client *client, fapix_slice scope)
{
    bool some = false;

    while (!some && scope.n > 0)
        some = grants(as, client, fapix_as_next_scope(&scope));
    return some;
}

/* Spec: RFC6749-3.3-3 - where it is less than was asked for, the answer's scope says so */
int fapix_as_granted_scope(const fapi_as *as, const fapi_client *client, fapix_slice requested, fapix_buffer *out)
{
    const size_t start = out->n;
    fapix_slice rest = requested;

    while (rest.n > 0) {
        const fapix_slice value = fapix_as_next_scope(&rest);
        const fapix_slice granted = out->n > start ? fapix_slice_of(out->p + start, out->n - start) : fapix_slice_of(NULL, 0);

        if (!fapix_scope_is_token(value) || !grants(as, client, value) || fapix_scope_has(granted, value))
            continue;
        if (out->n > start)
            fapix_buffer_str(out, " ");
        fapix_buffer_add(out, value);
    }
    return out->status;
}
