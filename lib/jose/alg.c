/* SPDX-License-Identifier: Apache-2.0 */
/* JOSE algorithm names: one table, in the order in which lists name them. */
#include "jose/alg.h"

typedef struct row {
    int alg;
    const char *name;
} row;

/* Spec: RFC8725-3.2-1, FAPI2SP-5.4.1-1.2 (the profile then drops RS256)
 * No row for HMAC, none, other hashes or other curves: what has no row cannot be asked for. Ed25519 is RFC 9864's name
 * of the one curve that EdDSA means here, and is never written. */
static const row rows[] = {
    {FAPI_ALG_PS256, "PS256"},
    {FAPI_ALG_ES256, "ES256"},
    {FAPI_ALG_EDDSA, "EdDSA"},
    {FAPI_ALG_RS256, "RS256"},
    {FAPI_ALG_EDDSA, "Ed25519"},
};
#define NAMED 4 /* rows whose name is also written */

int fapix_alg_of(fapix_slice name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (fapix_slice_is(name, rows[i].name))
            return rows[i].alg;
    }
    return 0;
}

/* See fapi.h. */
const char *fapi_alg_name(int alg)
{
    for (size_t i = 0; i < NAMED; i++) {
        if (rows[i].alg == alg)
            return rows[i].name;
    }
    return NULL;
}

bool fapix_algs_valid(int algs)
{
    return algs > 0 && (algs & ~(FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA | FAPI_ALG_RS256)) == 0;
}

void fapix_alg_list(int algs, char out[64])
{
    size_t n = 0;
    for (size_t i = 0; i < NAMED; i++) {
        if ((algs & rows[i].alg) == 0)
            continue;
        if (n > 0)
            out[n++] = ' ';
        size_t length = strlen(rows[i].name);
        memcpy(out + n, rows[i].name, length);
        n += length;
    }
    out[n] = '\0';
}
