/* SPDX-License-Identifier: Apache-2.0 */
/* make_key ALG KID: a fresh key for PS256, ES256 or EdDSA as two lines, the private JWK and the public one, both with this kid. */
#include <stdio.h>
#include <string.h>

#include <fapi.h>

/* The document without the kid that the library chose, which is the last public member, and with ours. */
static int write_with_kid(const char *json, size_t n, const char *kid)
{
    static const char name[] = "\"kid\":\"";
    const char *at = strstr(json, name), *end = at == NULL ? NULL : strchr(at + sizeof name - 1, '"');

    if (end == NULL)
        return 1;
    return printf("%.*s%s%s%.*s\n", (int)(at - json), json, name, kid, (int)(json + n - end), end) < 0;
}

int main(int argc, char **argv)
{
    char name[32], text[10240];
    int64_t alg = 0;
    fapi_signer *signer = NULL;
    const char *public_jwk = NULL;
    size_t n = 0;

    if (argc != 3 || strlen(argv[2]) > FAPI_MAX_KID || strspn(argv[2], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != strlen(argv[2])) {
        fprintf(stderr, "usage: %s PS256|ES256|EdDSA KID\n", argv[0]);
        return 2;
    }
    snprintf(name, sizeof name, "FAPI_ALG_%.20s", strcmp(argv[1], "EdDSA") == 0 ? "EDDSA" : argv[1]);
    int rc = fapi_constant(name, strlen(name), &alg);
    if (rc == FAPI_OK)
        rc = fapi_signer_generate(NULL, (int)alg, &signer);
    if (rc == FAPI_OK)
        rc = fapi_signer_private_jwk(signer, text, sizeof text, &n);
    if (rc == FAPI_OK)
        rc = write_with_kid(text, n, argv[2]);
    if (rc == FAPI_OK)
        rc = fapi_signer_public_jwk(signer, &public_jwk, &n);
    if (rc == FAPI_OK) {
        snprintf(text, sizeof text, "%.*s", (int)n, public_jwk);
        rc = write_with_kid(text, n, argv[2]);
    }
    memset(text, 0, sizeof text);
    fapi_signer_free(signer);
    return rc == FAPI_OK && fflush(stdout) == 0 ? 0 : 1;
}
