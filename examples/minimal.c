/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A resource server's check in some thirty lines: a policy, the issuer's keys, an audience, a replay store, and the
 * question whether a request may pass. The request was made by a real client (openid-client) with a token of a real
 * server (oidc-provider).
 */
#include <stdio.h>

#include <fapi.h>

#define TEXT(literal) (literal), sizeof(literal) - 1 /* pointer and length */

#define ISSUER "https://localhost:43389"
#define KEYS \
    "{\"keys\":[{\"kty\":\"OKP\",\"use\":\"sig\",\"kid\":\"as-ed\",\"alg\":\"EdDSA\",\"crv\":\"Ed2551" \
    "9\",\"x\":\"dPR3_we8EO5fJZSJ80o03iKfaYd1yTMDMU2usnq_36U\"}]}"
#define AUTHORIZATION \
    "DPoP eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImFzLWVkIn0.eyJqdGkiOiJ1Z3V1UUZoNXd6bHlHTFU" \
    "yV2xEZ2NPeEZ2ZndmTnV5X0JyNk1weFVHUkxKIiwic3ViIjoiYWxpY2UiLCJpYXQiOjE3OTU0MDQ5ODAsImV4cCI6MTc5NTQ" \
    "wNTI4MCwic2NvcGUiOiJhY2NvdW50cyIsImNsaWVudF9pZCI6ImRwb3AtY2xpZW50IiwiaXNzIjoiaHR0cHM6Ly9sb2NhbGh" \
    "vc3Q6NDMzODkiLCJhdWQiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbS9hY2NvdW50cyIsImNuZiI6eyJqa3QiOiJBYnVwT0V" \
    "UTENfS2oxNUpRcjFkU25sWE5VWkRQMC13TTcwS1pTV3FJai1ZIn19.AILGOQ3-RTGuK26gF5ixXfVaVv5bO8x2PQ8m2D7m6X" \
    "VEAYImsB57xvV3MZVbajMvOMN9maSrSVE-PycWe4LbBg"
#define DPOP \
    "eyJhbGciOiJFZERTQSIsInR5cCI6ImRwb3Arand0IiwiandrIjp7Imt0eSI6Ik9LUCIsIngiOiJLMGVSZEhGQzBrbHVCZUp6" \
    "TFJfR1ZRTmZUbHhBMGtTVWludm1mbEZpc25FIiwiY3J2IjoiRWQyNTUxOSJ9fQ.eyJpYXQiOjE3OTU0MDQ5ODAsImp0aSI6I" \
    "lZhTmNLOVJZbXNibFRWdGhna2Vnc3ZyTXFCU2doa2Ewa0pSdmpsU05LclEiLCJodG0iOiJHRVQiLCJodHUiOiJodHRwczovL" \
    "zEyNy4wLjAuMToxL2FjY291bnRzIiwiYXRoIjoiYTlnQzdJbUY1S0x1LWZWLUtvZnpWelc4N2ZOdEVSUHB1aDFpYmtLQ1JhO" \
    "CJ9.ViHd2ep-uH-p4aIy8GJky-PqA9SmyyLcVQfhNkDgUO8uoQPhLj-62uI5GqsU5uMoM_deYW6WWnM8a2ttZQkZAA"
#define NOW 1795404981 /* when the request was made; a server passes its clock */

static void show(const fapi_verdict *verdict)
{
    printf("%d %s  %s  %s\n", fapi_verdict_http(verdict), fapi_verdict_name(verdict), fapi_verdict_clause(verdict),
           fapi_verdict_text(verdict));
}

int main(void)
{
    /* Once, at the start. Constructors give NULL only when memory ran out, and the next call then fails. */
    fapi_context *context = fapi_context_new();
    fapi_policy *policy = fapi_policy_new(context, FAPI_PROFILE_FAPI2_SECURITY);
    fapi_jwks *keys = fapi_jwks_new(context);
    fapi_replay *replay = fapi_replay_new(context, 100000);
    fapi_rs *rs = fapi_rs_new(policy);
    int failed = fapi_jwks_load(keys, TEXT(KEYS)) || fapi_rs_add_issuer(rs, TEXT(ISSUER), keys, NOW)
        || fapi_rs_add_audience(rs, TEXT("https://api.example.com/accounts")) || fapi_rs_set_replay(rs, replay)
        || fapi_rs_seal(rs);

    /* For each request. */
    fapi_request *request = fapi_request_new(context);
    fapi_verdict *verdict = fapi_verdict_new(context);
    failed = failed || fapi_request_set_method(request, TEXT("GET"))
        || fapi_request_set_url(request, TEXT("https://127.0.0.1:1/accounts?x=1"))
        || fapi_request_add_header(request, TEXT("Authorization"), TEXT(AUTHORIZATION))
        || fapi_request_add_header(request, TEXT("DPoP"), TEXT(DPOP));
    if (!failed) {
        failed = fapi_rs_check(rs, request, NOW, verdict) != FAPI_OK;
        show(verdict);
        /* Somebody sends it again, a second later. */
        failed = fapi_rs_check(rs, request, NOW + 1, verdict) != FAPI_DPOP_REPLAYED || failed;
        show(verdict);
    }

    fapi_verdict_free(verdict);
    fapi_request_free(request);
    fapi_rs_free(rs);
    fapi_replay_free(replay);
    fapi_jwks_free(keys);
    fapi_policy_free(policy);
    fapi_context_free(context);
    return failed ? 1 : 0;
}
