/* SPDX-License-Identifier: Apache-2.0 */
/* The syntax of scope. */
#include "oauth/scope.h"

static size_t token_length(fapix_slice text)
{
    size_t n = 0;

    while (n < text.n && text.p[n] > 0x20 && text.p[n] < 0x7f && text.p[n] != '"' && text.p[n] != '\\')
        n++;
    return n;
}

static fapix_slice after(fapix_slice text, size_t n)
{
    return fapix_slice_of(text.p + n, text.n - n);
}

bool fapix_scope_is_token(fapix_slice token)
{
    return token.n > 0 && token_length(token) == token.n;
}

bool fapix_scope_is_valid(fapix_slice scope)
{
    size_t n = token_length(scope);

    while (n > 0 && n < scope.n && scope.p[n] == ' ') {
        scope = after(scope, n + 1);
        n = token_length(scope);
    }
    return n > 0 && n == scope.n;
}

/* Spec: OIDCC-14-1 */
bool fapix_scope_has(fapix_slice scope, fapix_slice token)
{
    while (scope.n > 0) {
        size_t n = token_length(scope);

        if (fapix_slice_eq(fapix_slice_of(scope.p, n), token))
            return true;
        scope = after(scope, n < scope.n ? n + 1 : n);
    }
    return false;
}
