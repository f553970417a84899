/* SPDX-License-Identifier: Apache-2.0 */
/* What the public handles of authorization responses have in common: which server, which state, what was asked for; and room to read one. */
#ifndef FAPIX_EXPECTED_RESPONSE_H
#define FAPIX_EXPECTED_RESPONSE_H

#include "oauth/authorization_response_check.h"

typedef struct fapix_expected_response {
    const fapix_memory *memory;
    fapix_slice issuer, state; /* owned; {NULL, 0}: not set */
    bool no_state;             /* the request had none */
    int response_type;
    fapix_buffer scratch;
    fapix_form form;           /* the response that is judged */
} fapix_expected_response;

void fapix_expected_response_init(fapix_expected_response *expected, const fapix_memory *memory);
void fapix_expected_response_free(fapix_expected_response *expected);
int fapix_expected_response_set_issuer(fapix_expected_response *expected, const char *issuer, size_t issuer_len);
int fapix_expected_response_set_state(fapix_expected_response *expected, const char *state, size_t state_len);
void fapix_expected_response_set_no_state(fapix_expected_response *expected);
int fapix_expected_response_set_type(fapix_expected_response *expected, int response_type);
bool fapix_expected_response_is_set(const fapix_expected_response *expected);
fapix_authorization_response_facts fapix_expected_response_facts(const fapix_expected_response *expected);

#endif
