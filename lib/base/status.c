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
#define URI(status, clause, text) ROW(status, 0, 400, "invalid_request_uri", clause, text)
#define OBJECT(status, clause, text) ROW(status, 0, 400, "invalid_request_object", clause, text)
#define GRANT(status, clause, text) ROW(status, 0, 400, "invalid_grant", clause, text)
/* RFC 6749 5.2. */
#define CLIENT(status, clause, text) ROW(status, 0, 401, "invalid_client", clause, text)
#define CLIENT_METADATA(status, clause, text) ROW(status, 0, 400, "invalid_client_metadata", clause, text)
#define REDIRECT_URI(status, clause, text) ROW(status, 0, 400, "invalid_redirect_uri", clause, text)
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
    OPEN(FAPI_CERTIFICATE_NAMES, "RFC 5280 4.2.1.6", "the certificate holds too many names"),

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
    REQUEST(FAPI_PARAMETER_REPEATED, "RFC 6749 3.1", "a parameter of the request occurs twice"),
    REQUEST(FAPI_PARAMETER_COUNT, "RFC 6749 3.1", "the request has too many parameters"),
    REQUEST(FAPI_PARAMETER_SIZE, "RFC 6749 3.1", "the parameters of the request are too long"),
    REQUEST(FAPI_PARAMETER_TEXT, "RFC 6749 B", "a name or value is not UTF-8, holds NUL, or the name is empty"),
    REQUEST(FAPI_PARAMETER_TYPE, "RFC 9101 4", "a parameter in the request object has the wrong JSON type"),
    ROW(FAPI_PAR_METHOD, 0, 405, "invalid_request", "RFC 9126 2.3", "a pushed request must use POST"),
    REQUEST(FAPI_PAR_CONTENT_TYPE, "RFC 9126 2.1",
            "a pushed request must be an application/x-www-form-urlencoded body"),
    ROW(FAPI_PAR_CLIENT, 0, 401, "invalid_client", "RFC 9126 2.1", "nobody was authenticated for the pushed request"),
    ROW(FAPI_PAR_CLIENT_ID, 0, 401, "invalid_client", "RFC 9126 2.1",
        "client_id is not the client that was authenticated"),
    REQUEST(FAPI_PAR_REQUEST_URI, "RFC 9126 2.1", "a pushed request must not have request_uri"),
    REQUEST(FAPI_PAR_DPOP_JKT, "RFC 9449 10.1", "dpop_jkt and the key of the DPoP proof differ"),
    SETUP(FAPI_PAR_LIFETIME, "FAPI 2.0 SP 5.3.2.2 (12)", "expires_in lies outside the limits"),
    REQUEST(FAPI_REQUEST_URI_MISSING, "FAPI 2.0 SP 5.3.2.2 (3)", "the authorization request was not pushed"),
    REQUEST(FAPI_REQUEST_URI_AND_REQUEST, "RFC 9101 5", "request and request_uri stand together"),
    URI(FAPI_REQUEST_URI_FORM, "RFC 9126 2.2", "request_uri is not one of this server"),
    REQUEST(FAPI_REQUEST_URI_EXTRA, "RFC 9126 4", "parameters beside client_id and request_uri"),
    URI(FAPI_REQUEST_URI_UNKNOWN, "RFC 9126 4", "no pushed request is known under this request_uri"),
    URI(FAPI_REQUEST_URI_CLIENT, "RFC 9126 2.2", "another client pushed the request"),
    URI(FAPI_REQUEST_URI_EXPIRED, "RFC 9126 4", "the request_uri has expired"),
    URI(FAPI_REQUEST_URI_USED, "RFC 9126 7.3", "the request_uri was used before"),
    REQUEST(FAPI_AUTHORIZATION_CLIENT_ID_MISSING, "RFC 6749 4.1.1", "client_id is missing"),
    REQUEST(FAPI_AUTHORIZATION_CLIENT_ID, "RFC 6749 A.1", "client_id is malformed or another client's"),
    REQUEST(FAPI_AUTHORIZATION_REDIRECT_URI_MISSING, "FAPI 2.0 SP 5.3.2.2 (6)",
            "the authorization request has no redirect_uri"),
    REQUEST(FAPI_AUTHORIZATION_RESPONSE_TYPE_MISSING, "RFC 6749 3.1.1", "response_type is missing"),
    ROW(FAPI_AUTHORIZATION_RESPONSE_TYPE, 0, 400, "unsupported_response_type", "FAPI 2.0 SP 5.3.2.2 (1)",
        "the response_type is not allowed"),
    REQUEST(FAPI_AUTHORIZATION_RESPONSE_MODE, "JARM 2.3", "the response_mode is unknown or not allowed"),
    REQUEST(FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY, "JARM 2.3.1", "what holds an ID token must not go into the query"),
    REQUEST(FAPI_AUTHORIZATION_RESPONSE_MODE_JWT, "FAPI 1.0 Advanced 5.2.2 (2)", "the response_mode must be jwt"),
    ROW(FAPI_AUTHORIZATION_SCOPE_MISSING, 0, 400, "invalid_scope", "RFC 6749 3.3", "scope is missing"),
    ROW(FAPI_AUTHORIZATION_SCOPE, 0, 400, "invalid_scope", "RFC 6749 3.3", "scope is malformed"),
    REQUEST(FAPI_AUTHORIZATION_NONCE_MISSING, "FAPI 1.0 Baseline 5.2.2.2", "nonce is missing or empty"),
    REQUEST(FAPI_AUTHORIZATION_STATE_MISSING, "FAPI 1.0 Baseline 5.2.2.3", "state is missing or empty"),
    REQUEST(FAPI_AUTHORIZATION_NONCE, "FAPI 2.0 SP 5.3.2.2 (14)", "nonce is too long or not printable"),
    REQUEST(FAPI_AUTHORIZATION_STATE, "RFC 6749 A.5", "state is too long or not printable"),
    REQUEST(FAPI_AUTHORIZATION_DPOP_JKT, "RFC 9449 10", "dpop_jkt is not a SHA-256 in base64url"),
    REQUEST(FAPI_AUTHORIZATION_PROMPT, "OpenID Connect Core 3.1.2.1",
            "prompt has an unknown or repeated value, or another beside none"),
    REQUEST(FAPI_AUTHORIZATION_MAX_AGE, "OpenID Connect Core 3.1.2.1", "max_age is not a number of seconds"),
    REQUEST(FAPI_AUTHORIZATION_ACR_VALUES, "OpenID Connect Core 3.1.2.1", "acr_values is not a list of words"),
    REQUEST(FAPI_AUTHORIZATION_CLAIMS, "OpenID Connect Core 5.5", "claims is not a JSON object of claim requests"),
    ROW(FAPI_AUTHORIZATION_RESOURCE, 0, 400, "invalid_target", "RFC 8707 2",
        "resource is not an absolute URI without fragment"),

    OPEN(FAPI_CLIENT_CERTIFICATE_MISSING, "RFC 8705 6.5", "the proxy's field holds no client certificate"),
    OPEN(FAPI_CLIENT_CERTIFICATE_PEER, "RFC 9440 3.1", "the field did not come from a trusted proxy"),
    OPEN(FAPI_CLIENT_CERTIFICATE_REPEATED, "RFC 9110 5.3", "a field about the client certificate came more than once"),
    OPEN(FAPI_CLIENT_CERTIFICATE_SPELLING, "RFC 9440 4",
         "a field whose name looks like that of the client certificate came too"),
    OPEN(FAPI_CLIENT_CERTIFICATE_CONNECTION, "RFC 9110 7.6.1",
         "the Connection field names the field of the client certificate"),
    OPEN(FAPI_CLIENT_CERTIFICATE_SIZE, "RFC 9440 3.2", "the field of the client certificate is too long"),
    OPEN(FAPI_CLIENT_CERTIFICATE_ESCAPE, "RFC 3986 2.1", "percent-encoding of the certificate is malformed"),
    OPEN(FAPI_CLIENT_CERTIFICATE_BASE64, "RFC 4648 4", "base64 of the certificate is not canonical"),
    OPEN(FAPI_CLIENT_CERTIFICATE_HASH, "RFC 8705 3.1", "not a SHA-256 hash in the configured form"),
    OPEN(FAPI_CLIENT_CERTIFICATE_FORM, "RFC 9440 2.1", "the field does not have the configured form"),
    OPEN(FAPI_CLIENT_CERTIFICATE_COUNT, "RFC 9440 2.2", "more than one certificate where one must be"),
    OPEN(FAPI_CLIENT_CERTIFICATE_UNVERIFIED, "RFC 8705 2.1", "the proxy does not say that it verified the certificate"),
    OPEN(FAPI_XFCC_SYNTAX, "Envoy x-forwarded-client-cert", "x-forwarded-client-cert is malformed"),
    OPEN(FAPI_XFCC_KEY, "Envoy x-forwarded-client-cert", "x-forwarded-client-cert holds an unknown key"),
    OPEN(FAPI_XFCC_DUPLICATE, "Envoy x-forwarded-client-cert",
         "a key occurs twice in an element of x-forwarded-client-cert"),
    OPEN(FAPI_XFCC_ELEMENTS, "Envoy x-forwarded-client-cert", "x-forwarded-client-cert holds more than one element"),
    OPEN(FAPI_XFCC_NO_CERTIFICATE, "Envoy x-forwarded-client-cert",
         "the element of x-forwarded-client-cert holds no certificate"),
    OPEN(FAPI_XFCC_DISAGREES, "Envoy x-forwarded-client-cert",
         "Hash, Cert and Chain of x-forwarded-client-cert do not belong together"),
    CLIENT_METADATA(FAPI_TLS_CLIENT_AUTH_PROPERTIES, "RFC 8705 2.1.2",
                    "exactly one tls_client_auth property must be registered"),
    CLIENT_METADATA(FAPI_TLS_CLIENT_AUTH_PROPERTY, "RFC 8705 2.1.2",
                    "the registered tls_client_auth property is malformed"),
    CLIENT(FAPI_TLS_CLIENT_AUTH_CERTIFICATE, "RFC 8705 2", "the client sent no certificate"),
    CLIENT(FAPI_TLS_CLIENT_AUTH_CHAIN, "RFC 8705 2.1", "the chain of the client certificate was not verified"),
    CLIENT(FAPI_TLS_CLIENT_AUTH_SUBJECT, "RFC 8705 2.1",
           "the subject of the client certificate is not the registered one"),
    CLIENT(FAPI_TLS_CLIENT_AUTH_SAN, "RFC 8705 2.1",
           "no alternative name of the client certificate is the registered one"),
    CLIENT_METADATA(FAPI_TLS_CLIENT_AUTH_JWKS, "RFC 8705 2.2.2", "no key of the client has a certificate in x5c"),
    CLIENT_METADATA(FAPI_TLS_CLIENT_AUTH_X5C, "RFC 7517 4.7",
                    "x5c is malformed, or its certificate has another key than the JWK"),
    CLIENT(FAPI_TLS_CLIENT_AUTH_SELF_SIGNED, "RFC 8705 2.2", "the client certificate is not a registered one"),

    CLIENT(FAPI_CLIENT_ASSERTION_MISSING, "RFC 7521 4.2", "there is no client assertion"),
    CLIENT(FAPI_CLIENT_ASSERTION_TYPE_MISSING, "RFC 7521 4.2", "client_assertion_type is missing"),
    CLIENT(FAPI_CLIENT_ASSERTION_TYPE, "RFC 7523 2.2", "client_assertion_type is not that of a JWT"),
    CLIENT(FAPI_CLIENT_ASSERTION_NOT_ALONE, "RFC 7521 4.2.1",
           "a client assertion and another authentication in one request"),
    CLIENT(FAPI_CLIENT_ASSERTION_TYP, "RFC 8725 3.11", "the JWT is of another kind than a client assertion"),
    ROW(FAPI_CLIENT_ASSERTION_ALG, 1, 401, "invalid_client", "FAPI 2.0 SP 5.4.1 (1)",
        "the algorithm of the client assertion is not allowed"),
    ROW(FAPI_CLIENT_ASSERTION_ALG_REGISTERED, 1, 401, "invalid_client", "OpenID Connect Registration 2",
        "the algorithm of the client assertion is not the registered one"),
    ROW(FAPI_CLIENT_ASSERTION_KEY, 1, 401, "invalid_client", "RFC 7523 3 (9)",
        "no key of the client fits the client assertion"),
    ROW(FAPI_CLIENT_ASSERTION_SIGNATURE, 1, 401, "invalid_client", "RFC 7523 3 (9)",
        "the signature of the client assertion does not verify"),
    CLIENT(FAPI_CLIENT_ASSERTION_CLAIM_TYPE, "RFC 7519 4.1", "a claim of the client assertion has the wrong type"),
    CLIENT(FAPI_CLIENT_ASSERTION_ISS_MISSING, "RFC 7523 3 (1)", "the client assertion has no issuer"),
    CLIENT(FAPI_CLIENT_ASSERTION_ISS, "RFC 7523 3 (1)", "iss of the client assertion is not the client"),
    CLIENT(FAPI_CLIENT_ASSERTION_SUB_MISSING, "RFC 7523 3 (2)", "the client assertion has no subject"),
    CLIENT(FAPI_CLIENT_ASSERTION_SUB, "RFC 7523 3 (2)", "sub of the client assertion is not the client"),
    CLIENT(FAPI_CLIENT_ASSERTION_AUD_MISSING, "RFC 7523 3 (3)", "the client assertion has no audience"),
    CLIENT(FAPI_CLIENT_ASSERTION_AUD, "RFC 7523 3 (3)", "the client assertion is for another audience"),
    CLIENT(FAPI_CLIENT_ASSERTION_AUD_FORM, "FAPI 2.0 SP 5.3.2.1 (8)",
           "aud of the client assertion must be the issuer as a string"),
    CLIENT(FAPI_CLIENT_ASSERTION_EXP_MISSING, "RFC 7523 3 (4)", "the client assertion has no expiry"),
    CLIENT(FAPI_CLIENT_ASSERTION_EXPIRED, "RFC 7523 3 (4)", "the client assertion has expired"),
    CLIENT(FAPI_CLIENT_ASSERTION_LIFETIME, "RFC 7523 3 (4)",
           "the client assertion lives too long, or ends before it begins"),
    CLIENT(FAPI_CLIENT_ASSERTION_NBF, "RFC 7523 3 (5)", "the client assertion is not valid yet"),
    CLIENT(FAPI_CLIENT_ASSERTION_IAT_MISSING, "RFC 7523 3 (6)", "the client assertion does not say when it was made"),
    CLIENT(FAPI_CLIENT_ASSERTION_IAT_FUTURE, "FAPI 2.0 SP 5.3.2.1 (13)", "the client assertion was made in the future"),
    CLIENT(FAPI_CLIENT_ASSERTION_IAT_OLD, "RFC 7523 3 (6)", "the client assertion was made too long ago"),
    CLIENT(FAPI_CLIENT_ASSERTION_JTI_MISSING, "OpenID Connect Core 9", "the client assertion has no jti"),
    CLIENT(FAPI_CLIENT_ASSERTION_JTI, "OpenID Connect Core 9", "jti of the client assertion is empty or too long"),
    CLIENT(FAPI_CLIENT_ASSERTION_CLIENT_ID, "RFC 7521 4.2", "client_id beside the client assertion is another client"),
    CLIENT(FAPI_CLIENT_ASSERTION_REPLAYED, "RFC 7523 3 (7)", "the client assertion was used before"),
    CLIENT(FAPI_CLIENT_AUTH_MISSING, "RFC 6749 3.2.1", "the request does not authenticate its client"),
    REQUEST(FAPI_CLIENT_AUTH_MULTIPLE, "RFC 6749 2.3", "the request authenticates its client in more than one way"),
    CLIENT(FAPI_CLIENT_AUTH_SECRET, "FAPI 2.0 SP 5.3.2.1 (6)", "client secrets are not accepted"),
    CLIENT(FAPI_CLIENT_AUTH_METHOD, "OpenID Connect Core 3.1.3.1", "not the authentication method that the client registered"),
    CLIENT(FAPI_CLIENT_AUTH_NOT_ALLOWED, "FAPI 2.0 SP 5.3.2.1 (6)", "the authentication method of the client is not allowed here"),
    CLIENT(FAPI_CLIENT_AUTH_PUBLIC, "FAPI 2.0 SP 5.3.2.1 (3)", "public clients are not served"),
    REQUEST(FAPI_CLIENT_AUTH_IN_URL, "RFC 6749 2.3.1", "client credentials in the URL"),
    CLIENT(FAPI_CLIENT_AUTH_CLIENT_ID_MISSING, "RFC 8705 2", "client_id is missing, and nothing else names the client"),
    REQUEST(FAPI_FORM_SIZE, "RFC 6749 B", "the form is too long"),
    REQUEST(FAPI_FORM_COUNT, "RFC 6749 B", "the form has too many parameters"),
    REQUEST(FAPI_FORM_SYNTAX, "RFC 6749 B", "the form holds a character that must be percent-encoded"),
    REQUEST(FAPI_FORM_ESCAPE, "RFC 6749 B", "a percent sign is not followed by two hexadecimal digits"),
    REQUEST(FAPI_FORM_NUL, "RFC 6749 B", "the form holds a NUL character"),
    REQUEST(FAPI_FORM_UTF8, "RFC 6749 B", "a value is not UTF-8"),
    REQUEST(FAPI_FORM_NAME, "RFC 6749 8.2",
            "the name of a parameter is empty or has other characters than - . _ digits and letters"),
    REQUEST(FAPI_FORM_REPEATED, "RFC 6749 3.1", "a parameter occurs more than once"),
    REDIRECT_URI(FAPI_REDIRECT_URI_FORM, "RFC 6749 3.1.2", "the redirect URI is not an absolute URI"),
    REDIRECT_URI(FAPI_REDIRECT_URI_FRAGMENT, "RFC 6749 3.1.2", "the redirect URI has a fragment"),
    REDIRECT_URI(FAPI_REDIRECT_URI_USERINFO, "RFC 9110 4.2.4",
                 "the redirect URI has user information before the host"),
    REDIRECT_URI(FAPI_REDIRECT_URI_WILDCARD, "RFC 9700 2.1", "the redirect URI holds a wildcard"),
    REDIRECT_URI(FAPI_REDIRECT_URI_SCHEME, "FAPI 2.0 SP 5.3.2.2 (8)",
                 "the scheme of the redirect URI must be https"),
    REDIRECT_URI(FAPI_REDIRECT_URI_LOOPBACK, "FAPI 1.0 Baseline 7.5",
                 "http loopback redirect URIs are not allowed here"),
    REDIRECT_URI(FAPI_REDIRECT_URI_LOCALHOST, "RFC 8252 8.3",
                 "a loopback redirect URI names 127.0.0.1 or [::1], not localhost"),
    REDIRECT_URI(FAPI_REDIRECT_URI_PRIVATE_SCHEME, "FAPI 1.0 Baseline 7.5",
                 "private-use schemes are not allowed here"),
    REQUEST(FAPI_REDIRECT_URI_MISSING, "FAPI 2.0 SP 5.3.2.2 (6)", "redirect_uri is missing"),
    REQUEST(FAPI_REDIRECT_URI_UNREGISTERED, "RFC 6749 3.1.2.3", "redirect_uri is not a registered one"),
    REQUEST(FAPI_REDIRECT_URI_NOT_ALLOWED, "FAPI 2.0 SP 5.3.2.2 (8)",
            "redirect_uri is one that could not be registered"),
    REQUEST(FAPI_REQUEST_OBJECT_MISSING, "FAPI 2.0 MS 5.3.1 (1)", "there is no request object"),
    OBJECT(FAPI_REQUEST_OBJECT_ENCRYPTED, "RFC 9101 6.1", "encrypted request objects are not opened here"),
    OBJECT(FAPI_REQUEST_OBJECT_TYP, "RFC 9101 10.8", "the JWT is of another kind than a request object"),
    ROW(FAPI_REQUEST_OBJECT_ALG, 1, 400, "invalid_request_object", "RFC 9101 10.1",
        "the algorithm of the request object is not allowed"),
    ROW(FAPI_REQUEST_OBJECT_ALG_REGISTERED, 1, 400, "invalid_request_object", "OpenID Connect Registration 2",
        "the algorithm of the request object is not the registered one"),
    ROW(FAPI_REQUEST_OBJECT_KEY, 1, 400, "invalid_request_object", "RFC 9101 6.2",
        "no key of the client fits the request object"),
    ROW(FAPI_REQUEST_OBJECT_SIGNATURE, 1, 400, "invalid_request_object", "RFC 9101 6.2",
        "the signature of the request object does not verify"),
    OBJECT(FAPI_REQUEST_OBJECT_CLAIM_TYPE, "RFC 9101 4", "a claim of the request object has the wrong type"),
    OBJECT(FAPI_REQUEST_OBJECT_NESTED, "RFC 9101 4", "a request object must not hold request or request_uri"),
    OBJECT(FAPI_REQUEST_OBJECT_CLIENT_ID_MISSING, "RFC 9101 5", "the request object has no client_id"),
    OBJECT(FAPI_REQUEST_OBJECT_CLIENT_ID, "RFC 9101 5", "client_id of the request object is another client"),
    OBJECT(FAPI_REQUEST_OBJECT_ISS_MISSING, "CIBA 7.1.1", "the request object has no issuer"),
    OBJECT(FAPI_REQUEST_OBJECT_ISS, "OpenID Connect Core 6.1", "iss of the request object is not the client"),
    OBJECT(FAPI_REQUEST_OBJECT_SUB, "RFC 9101 10.8",
           "the client as sub would make the request object a client assertion"),
    OBJECT(FAPI_REQUEST_OBJECT_AUD_MISSING, "FAPI 2.0 MS 5.3.1 (2)", "the request object has no audience"),
    OBJECT(FAPI_REQUEST_OBJECT_AUD, "FAPI 2.0 MS 5.3.1 (2)", "the request object is for another audience"),
    OBJECT(FAPI_REQUEST_OBJECT_EXP_MISSING, "FAPI 2.0 MS 5.3.1 (4)", "the request object has no expiry"),
    OBJECT(FAPI_REQUEST_OBJECT_EXPIRED, "RFC 7519 4.1.4", "the request object has expired"),
    OBJECT(FAPI_REQUEST_OBJECT_NBF_MISSING, "FAPI 2.0 MS 5.3.1 (3)",
           "the request object does not say from when it is valid"),
    OBJECT(FAPI_REQUEST_OBJECT_NBF, "RFC 7519 4.1.5", "the request object is not valid yet"),
    OBJECT(FAPI_REQUEST_OBJECT_OLD, "FAPI 2.0 MS 5.3.1 (3)", "the request object became valid too long ago"),
    OBJECT(FAPI_REQUEST_OBJECT_LIFETIME, "FAPI 2.0 MS 5.3.1 (4)",
           "the request object lives too long, or ends before it begins"),
    OBJECT(FAPI_REQUEST_OBJECT_IAT_MISSING, "CIBA 7.1.1", "the request object does not say when it was made"),
    OBJECT(FAPI_REQUEST_OBJECT_IAT_FUTURE, "RFC 7519 4.1.6", "the request object was made in the future"),
    OBJECT(FAPI_REQUEST_OBJECT_JTI_MISSING, "CIBA 7.1.1", "the request object has no jti"),
    OBJECT(FAPI_REQUEST_OBJECT_JTI, "RFC 7519 4.1.7", "jti of the request object is empty or too long"),
    OBJECT(FAPI_REQUEST_OBJECT_REPLAYED, "RFC 7519 4.1.7", "the request object was used before"),
    SETUP(FAPI_METADATA_TYPE, "RFC 8414 2", "a member of the metadata has the wrong JSON type"),
    SETUP(FAPI_METADATA_MISSING, "RFC 8414 2", "a member that must be there is missing"),
    SETUP(FAPI_METADATA_EMPTY, "RFC 8414 3.2", "a list without elements must be left out"),
    SETUP(FAPI_METADATA_ISSUER, "RFC 8414 2", "issuer is not an https URL without query and fragment"),
    SETUP(FAPI_METADATA_ISSUER_MISMATCH, "RFC 8414 3.3", "issuer is not the one that was asked"),
    SETUP(FAPI_METADATA_URL, "FAPI 2.0 SP 5.2.1", "an endpoint is not an https URL without fragment"),
    SETUP(FAPI_METADATA_RESPONSE_TYPE, "RFC 8414 2", "no response type of the profile is supported"),
    SETUP(FAPI_METADATA_RESPONSE_MODE, "JARM 4", "no response mode of the profile is supported"),
    SETUP(FAPI_METADATA_GRANT_TYPE, "RFC 8414 2", "a grant type is missing, or must not be offered"),
    SETUP(FAPI_METADATA_AUTH_METHOD, "RFC 8414 2", "no client authentication method of the profile is supported"),
    SETUP(FAPI_METADATA_ALG, "FAPI 2.0 SP 5.4.1 (1.2)", "no algorithm of the profile is supported"),
    SETUP(FAPI_METADATA_ALG_NONE, "FAPI 2.0 SP 5.4.1 (1.3)", "the algorithm none must not be offered"),
    SETUP(FAPI_METADATA_ALG_MISSING, "RFC 8414 2", "the list of algorithms is missing"),
    SETUP(FAPI_METADATA_DEFAULT, "RFC 8414 2", "the default of an absent member is not what the profile asks for"),
    SETUP(FAPI_METADATA_EXTRA, "RFC 8414 2", "something is offered that the profile does not accept"),
    SETUP(FAPI_METADATA_PKCE, "RFC 9700 2.1.1 (3)", "PKCE with S256 is not announced"),
    SETUP(FAPI_METADATA_PAR, "RFC 9126 5", "there is no endpoint for pushed authorization requests"),
    SETUP(FAPI_METADATA_RESPONSE_ISS, "RFC 9207 2.3", "iss in authorization responses is not announced"),
    SETUP(FAPI_METADATA_BINDING, "RFC 8705 3.3", "no sender constraint of the profile is announced"),
    SETUP(FAPI_METADATA_ALIAS, "RFC 8705 5", "an alias is not of an endpoint that clients call"),
    SETUP(FAPI_METADATA_SCOPE, "RFC 6749 3.3", "not a scope value"),
    SETUP(FAPI_METADATA_CLAIMS_PARAMETER, "OpenID Connect Discovery 3", "the claims parameter must be supported"),
    SETUP(FAPI_METADATA_CIBA, "CIBA 4", "the members about backchannel authentication do not fit together"),
    SETUP(FAPI_METADATA_ENCRYPTION, "RFC 8725 3.2 (2)", "encryption is offered that the profile does not accept"),
    SETUP(FAPI_METADATA_ALIAS_MISSING, "RFC 8705 5", "an endpoint must have an alias for mutual TLS"),
    SETUP(FAPI_METADATA_CLAIMS, "OpenID Connect Discovery 3", "a claim that must be supported is missing"),

    CLIENT_METADATA(FAPI_REGISTRATION_TYPE, "RFC 7591 2", "a member of the client metadata has the wrong JSON type"),
    REDIRECT_URI(FAPI_REGISTRATION_REDIRECT_MISSING, "RFC 7591 2", "redirect_uris is missing"),
    REDIRECT_URI(FAPI_REGISTRATION_REDIRECT, "RFC 7591 2", "a redirect URI is not one that the profile allows"),
    CLIENT_METADATA(FAPI_REGISTRATION_URL, "RFC 7591 5", "not an https URL"),
    CLIENT_METADATA(FAPI_REGISTRATION_AUTH_METHOD, "RFC 7591 2",
                    "the client authentication method is not one of the profile"),
    CLIENT_METADATA(FAPI_REGISTRATION_DEFAULT, "RFC 7591 2",
                    "the default of an absent member is not what the profile allows"),
    CLIENT_METADATA(FAPI_REGISTRATION_ALG, "FAPI 2.0 SP 5.4.1 (1.2)", "the algorithm is not one of the profile"),
    CLIENT_METADATA(FAPI_REGISTRATION_ALG_NONE, "FAPI 2.0 SP 5.4.1 (1.3)", "the algorithm none must not be registered"),
    CLIENT_METADATA(FAPI_REGISTRATION_GRANT_TYPE, "RFC 9700 2.4 (1)", "the grant type must not be used"),
    CLIENT_METADATA(FAPI_REGISTRATION_RESPONSE_TYPE, "RFC 7591 2", "the response type is not one of the profile"),
    CLIENT_METADATA(FAPI_REGISTRATION_GRANT_RESPONSE, "RFC 7591 2.1",
                    "grant types and response types do not fit together"),
    CLIENT_METADATA(FAPI_REGISTRATION_RESPONSE_MODE, "FAPI 2.0 MS 5.3.3", "no response mode that the profile asks for"),
    CLIENT_METADATA(FAPI_REGISTRATION_KEYS, "RFC 7591 2", "jwks and jwks_uri exclude each other"),
    CLIENT_METADATA(FAPI_REGISTRATION_KEYS_MISSING, "RFC 7591 2",
                    "the client authentication method needs jwks or jwks_uri"),
    CLIENT_METADATA(FAPI_REGISTRATION_TLS_SUBJECT, "RFC 8705 2.1.2",
                    "exactly one name of the certificate must be registered"),
    CLIENT_METADATA(FAPI_REGISTRATION_ENCRYPTION, "RFC 7591 2",
                    "the encryption is not one of the profile, or lacks its algorithm"),
    CLIENT_METADATA(FAPI_REGISTRATION_CIBA, "CIBA 4",
                    "what the client says of backchannel authentication does not fit together"),
    CLIENT_METADATA(FAPI_REGISTRATION_BINDING, "RFC 8705 3.4", "no sender constraint of the profile is asked for"),
    CLIENT_METADATA(FAPI_REGISTRATION_KEYS_BY_VALUE, "RFC 7591 2", "keys must be registered by jwks_uri, not by value"),

    OPEN(FAPI_JWKS_ALG, "RFC 7517 4.4", "the algorithm of the key is not one of the profile"),
    OPEN(FAPI_JWKS_DUPLICATE_KID, "RFC 7517 4.5 (1)", "two keys of the set share a kid"),
    OPEN(FAPI_JWKS_USE, "RFC 8414 2", "where a key is for encryption, each key must say its use"),
    OPEN(FAPI_JWKS_KID, "RFC 7517 4.5", "the key has no kid"),
    OPEN(FAPI_JWKS_X5C, "RFC 8705 2.2.2", "the key does not bring its certificate"),
    ROW(FAPI_DETAILS_FORM, 0, 400, "invalid_authorization_details", "RFC 9396 2",
        "authorization_details is not a JSON array of objects"),
    ROW(FAPI_DETAILS_TYPE_MISSING, 0, 400, "invalid_authorization_details", "RFC 9396 2",
        "an authorization detail has no type"),
    ROW(FAPI_DETAILS_TYPE, 0, 400, "invalid_authorization_details", "RFC 9396 5",
        "the type of an authorization detail is unknown"),
    ROW(FAPI_DETAILS_FIELD, 0, 400, "invalid_authorization_details", "RFC 9396 2.2",
        "a common field of an authorization detail has the wrong JSON type"),
    ROW(FAPI_TOKEN_REQUEST_METHOD, 0, 405, "invalid_request", "RFC 6749 3.2", "a token request must use POST"),
    ROW(FAPI_TOKEN_REQUEST_CLIENT, 0, 401, "invalid_client", "RFC 6749 3.2.1",
        "nobody was authenticated for the token request"),
    ROW(FAPI_TOKEN_REQUEST_CLIENT_ID, 0, 401, "invalid_client", "FAPI 1.0 Baseline 5.2.2 (19)",
        "client_id of the token request is not the client that was authenticated"),
    REQUEST(FAPI_GRANT_TYPE_MISSING, "RFC 6749 5.2", "grant_type is missing"),
    ROW(FAPI_GRANT_TYPE_FORBIDDEN, 0, 400, "unsupported_grant_type", "FAPI 2.0 SP 5.3.2.1 (2)",
        "this grant is never allowed"),
    ROW(FAPI_GRANT_TYPE_UNSUPPORTED, 0, 400, "unsupported_grant_type", "RFC 6749 5.2",
        "this grant is not supported here"),
    ROW(FAPI_GRANT_TYPE_CLIENT, 0, 400, "unauthorized_client", "RFC 6749 5.2", "the client may not use this grant"),
    ROW(FAPI_GRANT_DPOP_MISSING, 0, 400, "invalid_dpop_proof", "RFC 9449 5.2", "the request needs a DPoP proof"),
    GRANT(FAPI_GRANT_DPOP_KEY, "RFC 9449 10", "the grant is bound to another DPoP key"),
    REQUEST(FAPI_GRANT_CERTIFICATE_MISSING, "RFC 8705 3", "the request needs the client certificate"),
    GRANT(FAPI_GRANT_CERTIFICATE, "RFC 8705 4", "the grant is bound to another client certificate"),
    REQUEST(FAPI_TOKEN_REQUEST_UNBOUND, "FAPI 2.0 SP 5.3.2.1 (4)",
            "nothing was proven that the tokens could be bound to"),
    ROW(FAPI_TOKEN_REQUEST_SCOPE, 0, 400, "invalid_scope", "RFC 6749 3.3", "scope of the token request is malformed"),
    ROW(FAPI_TOKEN_REQUEST_SCOPE_GROWS, 0, 400, "invalid_scope", "RFC 6749 6", "scope goes beyond what was granted"),
    REQUEST(FAPI_CODE_MISSING, "RFC 6749 4.1.3", "code is missing"),
    GRANT(FAPI_CODE_UNKNOWN, "RFC 6749 5.2", "the code is unknown"),
    GRANT(FAPI_CODE_CLIENT, "RFC 6749 4.1.3", "the code was issued to another client"),
    GRANT(FAPI_CODE_REUSED, "FAPI 2.0 SP 5.3.2.2 (9)", "the code was used before"),
    GRANT(FAPI_CODE_EXPIRED, "FAPI 2.0 SP 5.3.2.1 (11)", "the code has expired"),
    REQUEST(FAPI_CODE_REDIRECT_URI_MISSING, "RFC 6749 4.1.3",
            "the token request lacks the redirect_uri of the authorization request"),
    GRANT(FAPI_CODE_REDIRECT_URI, "RFC 6749 4.1.3", "redirect_uri is not that of the authorization request"),
    REQUEST(FAPI_REFRESH_MISSING, "RFC 6749 6", "refresh_token is missing"),
    GRANT(FAPI_REFRESH_UNKNOWN, "RFC 6749 6", "the refresh token is unknown"),
    GRANT(FAPI_REFRESH_CLIENT, "RFC 6749 6", "the refresh token was issued to another client"),
    GRANT(FAPI_REFRESH_USED, "RFC 9700 4.14.2", "the refresh token was replaced before"),
    GRANT(FAPI_REFRESH_EXPIRED, "RFC 6749 6", "the refresh token has expired"),
    GRANT(FAPI_REFRESH_UNBOUND, "RFC 9700 2.2.2",
          "a refresh token of a public client must be bound to a key, or replaced at each use"),
    REQUEST(FAPI_CIBA_ID_MISSING, "CIBA Core 10.1", "auth_req_id is missing"),
    GRANT(FAPI_CIBA_ID_UNKNOWN, "CIBA Core 10.1", "the auth_req_id is unknown"),
    GRANT(FAPI_CIBA_ID_CLIENT, "CIBA Core 10.1", "the auth_req_id was issued to another client"),
    GRANT(FAPI_CIBA_ID_USED, "CIBA Core 10.1", "the auth_req_id was used before"),
    ROW(FAPI_CIBA_PUSH, 0, 400, "unauthorized_client", "CIBA Core 11", "a push client does not use the token endpoint"),
    ROW(FAPI_CIBA_EXPIRED, 0, 400, "expired_token", "CIBA Core 11", "the auth_req_id has expired"),
    ROW(FAPI_CIBA_DENIED, 0, 400, "access_denied", "CIBA Core 11", "the user denied the request"),
    ROW(FAPI_CIBA_SLOW_DOWN, 0, 400, "slow_down", "CIBA Core 11", "the client polls faster than the interval allows"),
    ROW(FAPI_CIBA_PENDING, 0, 400, "authorization_pending", "CIBA Core 11", "the user has not answered yet"),

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
