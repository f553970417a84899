/* SPDX-License-Identifier: Apache-2.0 */
/* Whose certificate a registration comes with, by the names that Open Finance Brasil puts into it. */
#ifndef FAPIX_REGISTRATION_CERTIFICATE_H
#define FAPIX_REGISTRATION_CERTIFICATE_H

#include "base/verdict.h"
#include "oauth/distinguished_name.h"

/* Is the subject of the certificate that of the software of this statement? room: working memory. FAPI_OK or the first broken rule,
 * reported to the verdict as about a certificate. */
int fapix_registration_certificate_judge(fapi_verdict *verdict, const fapix_certificate_content *content,
                                         const fapix_json *statement, fapix_dn *room);

#endif
