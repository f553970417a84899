/* SPDX-License-Identifier: Apache-2.0 */
/* Which of its keys a server signs with. */
#include "jose/signer.h"
#include "role/authorization_server.h"

/* Where a client registered nothing, OpenID Connect says RS256, which FAPI does not have: the server's first key is
 * taken instead. */
const fapi_signer *fapix_as_signer(const fapi_as *as, int registered)
{
    for (size_t i = 0; i < as->signer_count; i++)
        if (registered == 0 || as->signer[i]->alg == registered)
            return as->signer[i];
    return NULL;
}
