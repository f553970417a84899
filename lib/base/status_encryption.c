/* SPDX-License-Identifier: Apache-2.0 */
/* Statuses of JWE, 1300 to 1339. */
#include "base/status_row.h"

static const fapix_status_row rows[] = {
    DISCREET(FAPI_JWE_DECRYPTION, "RFC 7516 5.2, 11.5", "the message does not decrypt"),
};

const fapix_status_rows fapix_status_encryption = {rows, sizeof rows / sizeof *rows};
