/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of somebody else: it knows the installed header and what pkg-config says, nothing more. It compiles as C99
 * and as C++. The proof is the one of RFC 9449 4.1, the verifier the one of RFC 7636 B, the pushed request one of a real
 * client (examples/recorded/EdDSA/mtls.par_body).
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

static const char issuer[] = "https://localhost:43389";
static const char metadata[] =
    "{\"client_id\":\"mtls-client\",\"redirect_uris\":[\"https://rp.example.com/cb\"],"
    "\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":"
    "{\"keys\":[{\"crv\":\"Ed25519\",\"x\":\"2aRrzGo6QTCrUPyNJhz5NEDMxAV1hE6js6TjgoryVYQ\",\"kty\":\"OKP\",\"kid"
    "\":\"client-1\",\"alg\":\"EdDSA\",\"use\":\"sig\"}]}"
    "}";
static const char pushed[] =
    "redirect_uri=https%3A%2F%2Frp.example.com%2Fcb&scope=openid+accounts&resource=https%3A%2F%2Fapi.example.com%"
    "2Faccounts&state=3RlzMotb6jWUlAcFleO54jwrikMPl8tW43V6nX9jW_o&code_challenge=yNpH2xiUA8jSD63KVX9aUHrMs6-E2Sgz"
    "yuWQmOmLK-s&code_challenge_method=S256&client_id=mtls-client&response_type=code&client_assertion_type=urn%3A"
    "ietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=eyJhbGciOiJFZERTQSIsImtpZCI6ImNs"
    "aWVudC0xIn0.eyJqdGkiOiJmOUhlTGFYRnIybWNBSy04NGswWUthck1NTERodGR6ZEx5OW5IdHpXVmJvIiwiYXVkIjoiaHR0cHM6Ly9sb2Nh"
    "bGhvc3Q6NDMzODkiLCJleHAiOjE3OTU0MDUwNDEsImlhdCI6MTc5NTQwNDk4MSwibmJmIjoxNzk1NDA0OTgxLCJpc3MiOiJtdGxzLWNsaWVu"
    "dCIsInN1YiI6Im10bHMtY2xpZW50In0.qRu1LSxnAh_I4pB5STMN68-uqFH-cjUeHS49lTBC_w2g9kBlEi0ZzHpQrPzAe4is2E6NW2IDd00T"
    "13u5bz9GAg";

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

static void push(const fapi_as *as, const fapi_client *client, fapi_request *request, fapi_verdict *verdict)
{
    const int64_t now = INT64_C(1795404981);
    const char form[] = "application/x-www-form-urlencoded", *name = NULL;
    size_t name_len = 0;

    expect(FAPI_OK, fapi_request_set_method(request, "POST", 4), "method");
    expect(FAPI_OK, fapi_request_set_url(request, issuer, strlen(issuer)), "url");
    expect(FAPI_OK, fapi_request_add_header(request, "Content-Type", 12, form, sizeof form - 1), "type");
    expect(FAPI_OK, fapi_request_set_body(request, pushed, strlen(pushed)), "body");
    expect(FAPI_OK, fapi_as_claimed_client(as, request, verdict, &name, &name_len), "claimed client");
    expect(1, name_len == 11 && memcmp(name, "mtls-client", 11) == 0, "its name");
    expect(FAPI_OK, fapi_as_check_par(as, request, client, now, verdict), "pushed request");
    expect(FAPI_CLIENT_ASSERTION_REPLAYED, fapi_as_check_par(as, request, client, now, verdict), "pushed again");
    expect(FAPI_CLIENT_UNKNOWN, fapi_as_check_par(as, request, NULL, now, verdict), "of nobody");
}

static void authorization_server(fapi_context *context, fapi_verdict *verdict)
{
    fapi_policy *policy = fapi_policy_new(context, FAPI_PROFILE_FAPI2_SECURITY);
    fapi_replay *replay = fapi_replay_new(context, 10);
    fapi_request *request = fapi_request_new(context);
    fapi_as *as = fapi_as_new(policy);
    fapi_client *client = NULL;

    expect(FAPI_OK, fapi_client_new(context, metadata, strlen(metadata), NULL, 0, &client), "client");
    expect(FAPI_OK, fapi_as_set_issuer(as, issuer, strlen(issuer)), "issuer");
    expect(FAPI_OK, fapi_as_set_replay(as, replay), "replay store");
    expect(FAPI_OK, fapi_as_seal(as), "seal");
    push(as, client, request, verdict);
    fapi_client_free(client);
    fapi_as_free(as);
    fapi_request_free(request);
    fapi_replay_free(replay);
    fapi_policy_free(policy);
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
    authorization_server(context, verdict);
    if (!wrong)
        printf("libfapi %s with %s: PKCE, DPoP and a pushed request as they should be\n", fapi_version(),
               fapi_context_provider(context));
    fapi_dpop_free(facts);
    fapi_verdict_free(verdict);
    fapi_context_free(context);
    return wrong;
}
