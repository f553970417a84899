/* SPDX-License-Identifier: Apache-2.0 */
/* The choice of libfapi-openssl. Alone in its file, so that a test program can choose another table. */
#include "crypto/provider.h"

const fapix_provider *fapix_provider_default(void)
{
    return &fapix_provider_builtin;
}
