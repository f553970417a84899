/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of somebody else: it knows the installed header and what pkg-config says, nothing more. It compiles as C99 and
 * as C++. The proof is the one of RFC 9449 4.1, the verifier the one of RFC 7636 B.
 */
#include <fapi.h>
#include <stdio.h>
#include <string.h>

static const char verifier[] = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
static const char challenge[] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
static const char proof[] =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRj"
    "QyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGk"
    "iOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyM"
    "jYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
static const char thumbprint[] = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
static const char url[] = "https://server.example.com/token";

static int wrong;

static void expect(int want, int got, const char *what)
{
    if (want == got)
        return;
    printf("%s: want %s, got %s\n", what, fapi_status_name(want), fapi_status_name(got));
    wrong = 1;
}

static void pkce(void)
{
    char made[FAPI_JKT_LENGTH + 1];
    expect(FAPI_OK, fapi_pkce_challenge(verifier, strlen(verifier), made, sizeof made), "challenge");
    expect(0, strcmp(made, challenge), "the challenge of RFC 7636 B");
    expect(FAPI_OK, fapi_pkce_check(verifier, strlen(verifier), challenge, strlen(challenge)), "verifier");
    made[0] = made[0] == 'A' ? 'B' : 'A';
    expect(FAPI_PKCE_MISMATCH, fapi_pkce_check(verifier, strlen(verifier), made, strlen(made)), "another challenge");
}

static void dpop(const fapi_dpop *facts, fapi_verdict *verdict)
{
    const int64_t now = INT64_C(1562262616);
    const char *jkt = NULL;
    size_t jkt_len = 0;

    expect(FAPI_OK, fapi_dpop_check(facts, proof, strlen(proof), now, verdict), "proof");
    expect(FAPI_OK, fapi_verdict_jkt(verdict, &jkt, &jkt_len), "thumbprint");
    expect(1, jkt_len == strlen(thumbprint) && memcmp(jkt, thumbprint, jkt_len) == 0, "the thumbprint of RFC 9449 6");
    expect(FAPI_DPOP_IAT_OLD, fapi_dpop_check(facts, proof, strlen(proof), now + 3600, verdict), "an hour later");
    (void)!fapi_verdict_jkt(verdict, &jkt, &jkt_len);
    expect(0, jkt_len != 0, "no thumbprint of what was refused");
}

int main(void)
{
    fapi_context *context = fapi_context_new();
    fapi_verdict *verdict = fapi_verdict_new(context);
    fapi_dpop *facts = fapi_dpop_new(context);

    if (context == NULL || verdict == NULL || facts == NULL)
        return 2;
    expect(0, strcmp(fapi_version(), FAPI_VERSION), "version");
    expect(FAPI_OK, fapi_dpop_set_method(facts, "POST", 4), "method");
    expect(FAPI_OK, fapi_dpop_set_url(facts, url, strlen(url)), "url");
    pkce();
    dpop(facts, verdict);
    if (!wrong)
        printf("libfapi %s with %s: PKCE and DPoP as they should be\n", fapi_version(), fapi_context_provider(context));
    fapi_dpop_free(facts);
    fapi_verdict_free(verdict);
    fapi_context_free(context);
    return wrong;
}
