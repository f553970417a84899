/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest use of the library: PKCE by RFC 7636. No handle, no set-up. */
#include <stdio.h>
#include <string.h>

#include <fapi.h>

int main(void)
{
    char verifier[FAPI_JKT_LENGTH + 1], challenge[FAPI_JKT_LENGTH + 1];

    /* The client keeps the verifier and sends the challenge ... */
    if (fapi_pkce_verifier(verifier, sizeof verifier) != FAPI_OK
        || fapi_pkce_challenge(verifier, strlen(verifier), challenge, sizeof challenge) != FAPI_OK)
        return 2;
    printf("code_verifier   %s\ncode_challenge  %s\n", verifier, challenge);

    /* ... and the authorization server compares the two when the code is redeemed. */
    int right = fapi_pkce_check(verifier, strlen(verifier), challenge, strlen(challenge));
    verifier[0] = verifier[0] == 'A' ? 'B' : 'A';
    int wrong = fapi_pkce_check(verifier, strlen(verifier), challenge, strlen(challenge));
    printf("its verifier    %s\nanother one     %s, %s: %s\n", fapi_status_name(right), fapi_status_name(wrong),
           fapi_status_clause(wrong), fapi_status_text(wrong));
    return right == FAPI_OK && wrong == FAPI_PKCE_MISMATCH ? 0 : 1;
}
