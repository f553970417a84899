/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one table of statuses: what each is called, where its rule is written, how it is answered. Rows stand in
 * ascending order of the status, as the look-up halves the table. A text may go out as error_description, so it keeps
 * to the characters of RFC 6750 3.
 */
#include "base/status.h"

#define ROW(status, discreet, http, error, clause, text) {status, #status, clause, error, http, discreet, text}
/* Use of the library: nothing that the sender of a message could mend. */
#define USE(status, text) ROW(status, 0, 500, "server_error", "", text)
#define SETUP(status, clause, text) ROW(status, 0, 500, "server_error", clause, text)
/* The kind of message decides how to answer. DISCREET: keys and signatures. */
#define OPEN(status, clause, text) ROW(status, 0, 0, "", clause, text)
#define DISCREET(status, clause, text) ROW(status, 1, 0, "", clause, text)
#define TOKEN(status, clause, text) ROW(status, 0, 401, "invalid_token", clause, text)
#define PROOF(status, clause, text) ROW(status, 0, 401, "invalid_dpop_proof", clause, text)
#define NONCE(status, clause, text) ROW(status, 0, 401, "use_dpop_nonce", clause, text)
#define REQUEST(status, clause, text) ROW(status, 0, 400, "invalid_request", clause, text)
#define GRANT(status, clause, text) ROW(status, 0, 400, "invalid_grant", clause, text)
#define LATER(status, clause, text) ROW(status, 0, 503, "temporarily_unavailable", clause, text)

static const fapix_status_row rows[] = {
    ROW(FAPI_OK, 0, 200, "", "", "no rule is broken"),
    USE(FAPI_ERR_ARG, "an argument is NULL, out of range or an unknown constant"),
    USE(FAPI_ERR_NOMEM, "memory ran out"),
    USE(FAPI_ERR_INTERNAL, "an invariant of the library does not hold"),
    USE(FAPI_ERR_STATE, "the handle is not ready for this call, or no longer"),
    USE(FAPI_ERR_UNSUPPORTED, "this build of the library does not do it"),
    USE(FAPI_ERR_RANGE, "a setting lies outside its limits"),
    USE(FAPI_ERR_BUFFER, "the buffer is too small"),
    USE(FAPI_ERR_CLOCK, "a time lies outside the years 1970 to 9999"),
    USE(FAPI_ERR_RANDOM, "the source of random bytes failed"),
    USE(FAPI_ERR_CRYPTO, "the cryptographic library failed"),
    USE(FAPI_ERR_NOT_FOUND, "there is no such name, claim or index"),

    OPEN(FAPI_BASE64URL_CHARACTER, "RFC 4648 5", "a character is not of the base64url alphabet"),
    OPEN(FAPI_BASE64URL_PADDING, "RFC 7515 2", "base64url must not be padded"),
    OPEN(FAPI_BASE64URL_LENGTH, "RFC 4648 4", "no bytes encode to base64url of this length"),
    OPEN(FAPI_BASE64URL_TRAILING_BITS, "RFC 4648 3.5", "the unused bits at the end of base64url must be zero"),
    OPEN(FAPI_JSON_SYNTAX, "RFC 8259 2", "the text is not JSON"),
    OPEN(FAPI_JSON_UTF8, "RFC 8259 8.1", "JSON text must be UTF-8"),
    OPEN(FAPI_JSON_NUL, "RFC 8259 9", "JSON text must not hold a NUL character"),
    OPEN(FAPI_JSON_DUPLICATE, "RFC 7515 4", "a member name occurs twice in an object"),
    OPEN(FAPI_JSON_DEPTH, "RFC 8259 9", "objects and arrays are nested too deeply"),
    OPEN(FAPI_JSON_MEMBERS, "RFC 8259 9", "there are too many members and elements"),
    OPEN(FAPI_JSON_NUMBER, "RFC 8259 6", "a number is malformed or out of range"),
    OPEN(FAPI_JSON_NOT_OBJECT, "RFC 7519 7.2 (10)", "the top level must be an object"),
    OPEN(FAPI_JSON_TRAILING, "RFC 8259 2", "something follows the JSON text"),
    OPEN(FAPI_JSON_SIZE, "RFC 8259 9", "the JSON text is too long"),
    OPEN(FAPI_URI_SYNTAX, "RFC 3986 3", "not an absolute URI with authority"),
    OPEN(FAPI_URI_NOT_HTTPS, "FAPI 2.0 SP 5.2.1 (1)", "the scheme must be https"),
    OPEN(FAPI_URI_USERINFO, "RFC 9110 4.2.4", "user information before the host is not allowed"),
    OPEN(FAPI_URI_FRAGMENT, "RFC 8414 2", "a fragment is not allowed"),
    OPEN(FAPI_URI_QUERY, "RFC 8414 2", "a query is not allowed"),
    OPEN(FAPI_URI_HOST, "RFC 3986 3.2.2", "the host is missing or malformed"),
    OPEN(FAPI_URI_PORT, "RFC 3986 3.2.3", "the port is malformed or out of range"),
    OPEN(FAPI_URI_SIZE, "RFC 9110 4.1", "the URI is too long"),
    OPEN(FAPI_HTTP_METHOD, "RFC 9110 9.1", "the method is not a token"),
    OPEN(FAPI_HTTP_FIELD_NAME, "RFC 9110 5.1", "the field name is not a token"),
    OPEN(FAPI_HTTP_FIELD_VALUE, "RFC 9110 5.5", "the field value holds a control character"),
    OPEN(FAPI_HTTP_FIELD_SIZE, "RFC 9110 5.4", "the field value is too long"),
    OPEN(FAPI_HTTP_FIELD_COUNT, "RFC 9110 5.4", "there are too many fields"),
    OPEN(FAPI_CERTIFICATE_PEM, "RFC 7468 5.1", "not one PEM certificate and nothing else"),
    OPEN(FAPI_CERTIFICATE_DER, "RFC 5280 4.1", "not one DER certificate and nothing else"),
    OPEN(FAPI_CERTIFICATE_SIZE, "RFC 5280 4.1", "the certificate is too long"),

    DISCREET(FAPI_JWK_KTY, "RFC 7517 4.1", "the key type is missing or unknown"),
    DISCREET(FAPI_JWK_CRV, "RFC 7518 6.2.1.1", "the curve is missing or unknown"),
    DISCREET(FAPI_JWK_MEMBER, "RFC 7518 6", "the key lacks a member that its type needs"),
    DISCREET(FAPI_JWK_TYPE, "RFC 7517 4", "a member of the key has the wrong JSON type"),
    DISCREET(FAPI_JWK_ENCODING, "RFC 7518 2", "a member of the key is not canonical base64url"),
    DISCREET(FAPI_JWK_COORDINATE, "RFC 7518 6.2.1.2", "a coordinate has the wrong length"),
    DISCREET(FAPI_JWK_POINT, "RFC 8725 3.4", "the point is not on the curve or of small order"),
    DISCREET(FAPI_JWK_RSA_SIZE, "RFC 7518 3.5", "the RSA key must have 2048 to 8192 bits"),
    DISCREET(FAPI_JWK_RSA_MODULUS, "RFC 7518 6.3.1.1", "the RSA modulus is even or of a kind that is easy to factor"),
    DISCREET(FAPI_JWK_RSA_EXPONENT, "FIPS 186-5 A.1.1", "the RSA exponent is even, under 65537 or over 32 bits"),
    DISCREET(FAPI_JWK_RSA_MULTI_PRIME, "RFC 7518 6.3.2.7", "RSA keys of more than two primes are not supported"),
    DISCREET(FAPI_JWK_PRIVATE, "RFC 7517 9.2", "a private member in a public key"),
    DISCREET(FAPI_JWK_SYMMETRIC, "RFC 7517 9.2", "symmetric keys are not allowed"),
    DISCREET(FAPI_JWK_USE, "RFC 7517 4.2", "the use of the key is not signatures"),
    DISCREET(FAPI_JWK_KEY_OPS, "RFC 7517 4.3", "the operations of the key do not allow this, or do not fit its use"),
    DISCREET(FAPI_JWK_ALG, "RFC 7517 4.4", "the algorithm of the key is unknown or does not fit its type"),
    DISCREET(FAPI_JWK_NOT_PRIVATE, "RFC 7517 4", "a private key is needed"),
    DISCREET(FAPI_JWK_MISMATCH, "RFC 7517 4", "the private and the public half do not belong together"),
    DISCREET(FAPI_JWKS_FORM, "RFC 7517 5", "not a JWK set"),
    DISCREET(FAPI_JWKS_SIZE, "RFC 7517 5", "the JWK set is too large"),
    DISCREET(FAPI_JWKS_EMPTY, "RFC 7517 5.1", "the JWK set holds no usable key"),
    /* The server's own trouble: invalid_token would make clients throw good tokens away. */
    LATER(FAPI_JWKS_STALE, "OpenID Connect Core 10.1.1", "the key set has not been refreshed for too long"),
    DISCREET(FAPI_KEY_UNKNOWN, "RFC 7515 6", "no key for this message"),
    DISCREET(FAPI_KEY_AMBIGUOUS, "FAPI 2.0 SP 5.4.3", "more than one key for this message"),
    DISCREET(FAPI_KEY_ALG, "RFC 8725 3.1", "the key is for another algorithm"),
    OPEN(FAPI_JWS_STRUCTURE, "RFC 7515 7.1", "not a compact JWS of three parts"),
    OPEN(FAPI_JWS_SIZE, "RFC 7515 7.1", "the JWS is too long"),
    OPEN(FAPI_JWS_HEADER, "RFC 7515 4", "the JOSE header is malformed"),
    OPEN(FAPI_JWS_ALG_MISSING, "RFC 7515 4.1.1", "the alg header is missing or not a string"),
    OPEN(FAPI_JWS_ALG_NONE, "RFC 8725 3.2", "alg none is never allowed"),
    OPEN(FAPI_JWS_ALG, "RFC 8725 3.1", "the algorithm is not allowed here"),
    OPEN(FAPI_JWS_CRIT, "RFC 7515 4.1.11", "a critical header is not understood"),
    OPEN(FAPI_JWS_CRIT_FORM, "RFC 7515 4.1.11", "the crit header is malformed"),
    OPEN(FAPI_JWS_B64, "RFC 7797 7", "the b64 header is not allowed"),
    OPEN(FAPI_JWS_JWE_HEADER, "RFC 8725 3.6", "a header of encryption or compression in a JWS"),
    OPEN(FAPI_JWS_CTY, "RFC 7519 5.2", "nested JWTs are not allowed here"),
    OPEN(FAPI_JWS_HEADER_TYPE, "RFC 7515 4.1", "a header has the wrong JSON type"),
    DISCREET(FAPI_JWS_KID, "RFC 7515 4.1.4", "the kid is malformed or too long"),
    OPEN(FAPI_JWS_EMBEDDED_KEY, "RFC 8725 3.10", "keys and key locations in the header are not trusted"),
    DISCREET(FAPI_JWS_SIGNATURE, "RFC 7515 5.2", "the signature does not verify"),
    DISCREET(FAPI_JWS_SIGNATURE_LENGTH, "RFC 7518 3.4", "the signature has the wrong length"),
    DISCREET(FAPI_JWS_X5T, "RFC 7515 4.1.8", "a certificate thumbprint header is malformed"),
    OPEN(FAPI_JWE_UNSUPPORTED, "RFC 7516 9", "encrypted messages are not supported here"),

    OPEN(FAPI_JWT_CLAIMS, "RFC 7519 7.2 (10)", "the claims are not a JSON object"),
    OPEN(FAPI_JWT_CLAIM_TYPE, "RFC 7519 4.1", "a claim has the wrong JSON type"),
    OPEN(FAPI_JWT_NUMERIC_DATE, "RFC 7519 2", "a date is not a number in range"),
    OPEN(FAPI_JWT_TYP, "RFC 8725 3.11", "the typ header names another kind of JWT"),
    OPEN(FAPI_JWT_ISS, "RFC 8725 3.8", "the issuer is missing or another"),
    OPEN(FAPI_JWT_AUD, "RFC 8725 3.9", "the audience is missing or another"),
    OPEN(FAPI_JWT_EXP_MISSING, "RFC 7519 4.1.4", "the expiry is missing"),
    OPEN(FAPI_JWT_EXPIRED, "RFC 7519 4.1.4", "the JWT has expired"),
    OPEN(FAPI_JWT_NBF, "RFC 7519 4.1.5", "the JWT is not valid yet"),
    OPEN(FAPI_JWT_IAT, "RFC 7519 4.1.6", "the JWT was issued in the future, or after its expiry"),
    OPEN(FAPI_JWT_CLAIM_MISSING, "RFC 7519 4", "a required claim is missing"),
    /* Spec: RFC6750-3.1-2: without usable credentials there is no error code. */
    ROW(FAPI_TOKEN_MISSING, 0, 401, "", "RFC 6750 3", "there is no access token"),
    REQUEST(FAPI_TOKEN_IN_QUERY, "FAPI 2.0 SP 5.3.4 (2)", "access tokens in the query are refused"),
    REQUEST(FAPI_TOKEN_IN_BODY, "FAPI 2.0 SP 5.3.4 (1)", "access tokens in the body are refused"),
    REQUEST(FAPI_TOKEN_REPEATED, "RFC 6750 2", "more than one access token in the request"),
    ROW(FAPI_TOKEN_SCHEME, 0, 401, "", "RFC 6750 3.1", "the authorization scheme is neither Bearer nor DPoP"),
    REQUEST(FAPI_TOKEN_SYNTAX, "RFC 6750 2.1", "the Authorization field is malformed"),
    TOKEN(FAPI_TOKEN_NOT_JWT, "RFC 9068 4", "the access token is not a JWT"),
    TOKEN(FAPI_TOKEN_ENCRYPTED, "RFC 9068 4", "encrypted access tokens are not supported"),
    TOKEN(FAPI_TOKEN_TYP, "RFC 9068 4", "typ or claims are not those of an access token"),
    TOKEN(FAPI_TOKEN_ISS_MISSING, "RFC 9068 2.2", "the access token has no issuer"),
    TOKEN(FAPI_TOKEN_ISS, "RFC 9068 4", "the issuer of the access token is not trusted here"),
    TOKEN(FAPI_TOKEN_AUD_MISSING, "RFC 9068 2.2", "the access token has no audience"),
    TOKEN(FAPI_TOKEN_AUD, "RFC 9068 4", "the access token is for another audience"),
    TOKEN(FAPI_TOKEN_SUB, "RFC 9068 2.2", "sub is missing or malformed"),
    TOKEN(FAPI_TOKEN_CLIENT_ID, "RFC 9068 2.2", "client_id is missing or malformed"),
    TOKEN(FAPI_TOKEN_JTI, "RFC 9068 2.2", "jti is missing or malformed"),
    TOKEN(FAPI_TOKEN_IAT_MISSING, "RFC 9068 2.2", "iat is missing"),
    TOKEN(FAPI_TOKEN_IAT_FUTURE, "RFC 7519 4.1.6", "the access token was issued in the future"),
    TOKEN(FAPI_TOKEN_EXP_MISSING, "RFC 9068 2.2", "exp is missing"),
    TOKEN(FAPI_TOKEN_EXPIRED, "RFC 9068 4", "the access token has expired"),
    TOKEN(FAPI_TOKEN_NBF, "RFC 7519 4.1.5", "the access token is not valid yet"),
    TOKEN(FAPI_TOKEN_LIFETIME, "FAPI 1.0 Baseline 5.2.2 (21)", "the access token lives longer or shorter than allowed"),
    TOKEN(FAPI_TOKEN_SCOPE, "RFC 9068 2.2.3", "scope is missing or malformed"),
    ROW(FAPI_TOKEN_SCOPE_INSUFFICIENT, 0, 403, "insufficient_scope", "RFC 6750 3.1",
        "the access token lacks a scope that the resource needs"),
    TOKEN(FAPI_TOKEN_REVOKED, "FAPI 2.0 SP 5.3.4 (3)", "the access token was revoked"),
    ROW(FAPI_TOKEN_ALG, 1, 401, "invalid_token", "FAPI 2.0 SP 5.4.1 (1)",
        "the algorithm of the access token is not allowed"),
    ROW(FAPI_TOKEN_SIGNATURE, 1, 401, "invalid_token", "RFC 9068 4",
        "the signature of the access token does not verify"),
    TOKEN(FAPI_TOKEN_CLAIM_TYPE, "RFC 7519 4.1", "a claim of the access token has the wrong type"),

    PROOF(FAPI_DPOP_MISSING, "RFC 9449 7.1", "there is no DPoP proof"),
    PROOF(FAPI_DPOP_REPEATED, "RFC 9449 4.3 (1)", "more than one DPoP field"),
    PROOF(FAPI_DPOP_FORM, "RFC 9449 4.3 (2)", "the DPoP field is not one well-formed JWT"),
    PROOF(FAPI_DPOP_CLAIM_MISSING, "RFC 9449 4.3 (3)", "the proof lacks a required claim"),
    PROOF(FAPI_DPOP_CLAIM_TYPE, "RFC 9449 4.2", "a claim of the proof has the wrong type"),
    PROOF(FAPI_DPOP_TYP, "RFC 9449 4.3 (4)", "the typ of the proof is not dpop+jwt"),
    PROOF(FAPI_DPOP_ALG, "RFC 9449 4.3 (5)", "the algorithm of the proof is not allowed"),
    PROOF(FAPI_DPOP_JWK, "RFC 9449 4.2", "the proof has no usable jwk header"),
    PROOF(FAPI_DPOP_JWK_PRIVATE, "RFC 9449 4.3 (7)", "the jwk header holds a private or symmetric key"),
    ROW(FAPI_DPOP_SIGNATURE, 1, 401, "invalid_dpop_proof", "RFC 9449 4.3 (6)",
        "the signature of the proof does not verify with its jwk"),
    PROOF(FAPI_DPOP_HTM, "RFC 9449 4.3 (8)", "htm is not the method of the request"),
    PROOF(FAPI_DPOP_HTU, "RFC 9449 4.3 (9)", "htu is not the URI of the request"),
    NONCE(FAPI_DPOP_NONCE_MISSING, "RFC 9449 9", "the proof needs a nonce of this server"),
    NONCE(FAPI_DPOP_NONCE, "RFC 9449 4.3 (10)", "the nonce is not a current one of this server"),
    PROOF(FAPI_DPOP_IAT_OLD, "RFC 9449 4.3 (11)", "the proof is too old"),
    PROOF(FAPI_DPOP_IAT_FUTURE, "RFC 9449 4.3 (11)", "the proof was made in the future"),
    PROOF(FAPI_DPOP_ATH_MISSING, "RFC 9449 4.3 (12)", "ath is missing"),
    PROOF(FAPI_DPOP_ATH, "RFC 9449 4.3 (12)", "ath is not the hash of the access token, or there is no token"),
    TOKEN(FAPI_DPOP_JKT, "RFC 9449 4.3 (12)", "the proof is made with another key than the one expected"),
    PROOF(FAPI_DPOP_JTI, "RFC 9449 11.1", "jti is empty or too long"),
    PROOF(FAPI_DPOP_EXPIRED, "RFC 7519 4.1.4", "the proof has expired"),
    PROOF(FAPI_DPOP_NBF, "RFC 7519 4.1.5", "the proof is not valid yet"),
    PROOF(FAPI_DPOP_REPLAYED, "RFC 9449 11.1", "the proof was used before"),
    TOKEN(FAPI_DPOP_BOUND_AS_BEARER, "RFC 9449 7.2", "a DPoP-bound access token was sent as a bearer token"),
    TOKEN(FAPI_DPOP_TOKEN_UNBOUND, "RFC 9449 7.1", "the access token is not bound to a DPoP key"),
    TOKEN(FAPI_DPOP_NOT_ALLOWED, "FAPI 1.0 Advanced 5.2.2 (6)", "DPoP is not an allowed way of binding here"),
    TOKEN(FAPI_CNF_MISSING, "FAPI 2.0 SP 5.3.4 (5)", "the access token is not sender-constrained"),
    TOKEN(FAPI_CNF_FORM, "RFC 7800 3.1", "cnf is malformed"),
    TOKEN(FAPI_CNF_UNKNOWN, "RFC 7800 3.1", "cnf holds an unknown confirmation method"),
    TOKEN(FAPI_MTLS_CERTIFICATE_MISSING, "RFC 8705 3",
          "the access token needs the client certificate that it is bound to"),
    TOKEN(FAPI_MTLS_THUMBPRINT, "RFC 8705 3", "the access token is bound to another client certificate"),
    TOKEN(FAPI_MTLS_NOT_ALLOWED, "FAPI 2.0 SP 5.3.2.1 (5)", "mutual TLS is not an allowed way of binding here"),
    REQUEST(FAPI_PKCE_METHOD, "FAPI 2.0 SP 5.3.2.2 (5)", "code_challenge_method must be S256"),
    REQUEST(FAPI_PKCE_CHALLENGE_MISSING, "RFC 7636 4.4.1", "code_challenge is missing"),
    REQUEST(FAPI_PKCE_CHALLENGE, "RFC 7636 4.2", "code_challenge is not a SHA-256 in base64url"),
    GRANT(FAPI_PKCE_VERIFIER_MISSING, "RFC 7636 4.5", "code_verifier is missing"),
    GRANT(FAPI_PKCE_VERIFIER, "RFC 7636 4.1", "code_verifier is malformed"),
    GRANT(FAPI_PKCE_MISMATCH, "RFC 7636 4.6", "code_verifier does not fit the code_challenge"),
    GRANT(FAPI_PKCE_UNEXPECTED, "RFC 9700 4.8", "code_verifier without a code_challenge before"),
    PROOF(FAPI_REPLAY_SEEN, "RFC 9449 11.1", "the one-use value was used before"),
    LATER(FAPI_REPLAY_FULL, "RFC 9449 11.1", "the replay store is full"),
    LATER(FAPI_REPLAY_UNAVAILABLE, "RFC 9449 11.1", "the replay store does not answer"),
    LATER(FAPI_REPLAY_PENDING, "RFC 9449 11.1", "the one-use value has still to be claimed"),

    SETUP(FAPI_POLICY_LOOSENS, "FAPI 2.0 SP 5.1.2", "the value is weaker than the profile"),
    SETUP(FAPI_POLICY_VALUE, "FAPI 2.0 SP 5.1.2", "not a value of this control, or a minimum above its maximum"),
    SETUP(FAPI_POLICY_EMPTY, "RFC 8725 3.1", "something that is needed was left empty"),
    SETUP(FAPI_POLICY_OVERRIDES, "FAPI 2.0 SP 5.1.2", "the value refuses what the profile obliges everyone to accept"),
    REQUEST(FAPI_TLS_REQUIRED, "FAPI 2.0 SP 5.2.1 (1)", "the request did not come over TLS"),
    REQUEST(FAPI_TLS_VERSION, "FAPI 2.0 SP 5.2.1 (2)", "the TLS version is not allowed"),
    REQUEST(FAPI_TLS_CIPHER, "FAPI 2.0 SP 5.2.2 (1)", "the TLS cipher suite is not allowed"),
    REQUEST(FAPI_TLS_UNKNOWN, "FAPI 2.0 SP 5.2.1 (2)", "the TLS version and cipher suite are not known"),
    REQUEST(FAPI_INTERACTION_ID_MISSING, "Open Finance Brasil SP 5.2.2 (23)", "the x-fapi-interaction-id field is missing"),
    REQUEST(FAPI_INTERACTION_ID_FORM, "Open Finance Brasil SP 5.2.2 (23)", "x-fapi-interaction-id is not one UUID"),

    ROW(FAPI_WARN_HEADER_SPACE, 0, 200, "", "RFC 6585 5",
        "token and proof come near the header space of common servers"),
    ROW(FAPI_WARN_KEYS_AGE, 0, 200, "", "OpenID Connect Core 10.1.1", "the key set should be fetched again")
};

#define ROWS (sizeof rows / sizeof rows[0])

const fapix_status_row *fapix_status_row_of(int status)
{
    size_t low = 0, high = ROWS;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rows[middle].status == status)
            return &rows[middle];
        if (rows[middle].status < status)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* See fapi.h. */
const char *fapi_version(void)
{
    return FAPI_VERSION;
}

/* See fapi.h. */
const char *fapi_status_name(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->name : NULL;
}

/* See fapi.h. */
const char *fapi_status_text(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->text : NULL;
}

/* See fapi.h. An unknown status has no clause: "", as callers print it. */
const char *fapi_status_clause(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->clause : "";
}

/* See fapi.h. An unknown status is a defect of the caller: answered as one. */
const char *fapi_status_oauth_error(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->error : "server_error";
}

/* See fapi.h. */
int fapi_status_http(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->http : 500;
}

/* See fapi.h. */
size_t fapi_status_count(void)
{
    return ROWS;
}

/* See fapi.h. */
int fapi_status_at(size_t index)
{
    return index < ROWS ? rows[index].status : -1;
}
