/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fapi.h - judge OAuth messages by the Financial-grade API (FAPI) profiles.
 *
 * The library answers one question: does this message obey the profile, and if not, which clause did it break and
 * what must be sent back? Bytes go in, a verdict comes out. It opens no socket, reads no file, starts no thread,
 * reads no clock and keeps no global state: the host brings bytes, keys, time and shared state.
 *
 * Conventions, true of every function below unless its own text says otherwise
 *
 *   Status   `int` results are 0 (FAPI_OK) or a positive FAPI_ status. Nothing else happens on a failure: no partial
 *            result, nothing remembered. A verdict is written on refusal too: it carries the reason.
 *   Fails    lists the statuses that can come; "FAPI_ERR_ARG, _NOMEM" repeats the prefix. A function that returns a
 *            status and has no such line fails with FAPI_ERR_ARG only. FAPI_ERR_INTERNAL is never listed.
 *   Input    Always pointer and length in bytes, never NUL-terminated; NULL goes only with length 0. Text is UTF-8
 *            without NUL. Setters copy: the caller's bytes may go at once.
 *   Output   Outputs are zeroed on entry and written on success. Borrowed text is not NUL-terminated unless the
 *            result is `const char *`; it lives until the handle that lent it is next used, reset or freed.
 *   Time     int64_t seconds since 1970-01-01 UTC, 0 to 253402300799 (the end of year 9999); anything else is
 *            FAPI_ERR_CLOCK.
 *   Handles  Opaque. X_new gives one or NULL when memory ran out, or a status if there is more that can go wrong;
 *            X_free takes NULL. Set up by one thread, then shared: a handle that is sealed, loaded or has no setters
 *            may be used by any number of threads at once. Requests, verdicts, and what builds or describes a single
 *            message (fapi_jws, fapi_dpop), belong to one thread at a time and are made to be reused.
 *   Memory   FAPI_ERR_NOMEM leaves the handle as it was before the call, still usable.
 *   NULL     A NULL handle gives FAPI_ERR_ARG (or 0, NULL or nothing, where the result is not a status). So does NULL
 *            in place of an output.
 *   Index    From 0; beyond the end it gives -1, unless the text says otherwise.
 *   Weakness What weakens a check has `insecure` in its name.
 */
#ifndef FAPI_H
#define FAPI_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) || defined(__clang__)
#define FAPI_EXPORT __attribute__((visibility("default")))
#define FAPI_NODISCARD __attribute__((warn_unused_result))
#else
#define FAPI_EXPORT
#define FAPI_NODISCARD
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------------------------------------------ version -- */

#define FAPI_VERSION_MAJOR 0
#define FAPI_VERSION_MINOR 1
#define FAPI_VERSION_PATCH 0
#define FAPI_VERSION "0.1.0"

/* The version of the library that runs, which may differ from FAPI_VERSION of the header. Owns: static text. */
FAPI_EXPORT const char *fapi_version(void);

/* ------------------------------------------------------------------------------------------------------- limits -- */

#define FAPI_MAX_JWT 16384             /* bytes of a compact JWT */
#define FAPI_MAX_JOSE_HEADER 4096      /* bytes of a decoded JOSE header */
#define FAPI_MAX_HEADER_VALUE 16384    /* bytes of an HTTP field value */
#define FAPI_MAX_HEADERS 256           /* HTTP fields of a request */
#define FAPI_MAX_URL 8192              /* bytes of a URL */
#define FAPI_MAX_JSON_DEPTH 8          /* nested objects and arrays */
#define FAPI_MAX_JSON_MEMBERS 256      /* members and array elements of a document, all levels together */
#define FAPI_MAX_JWKS 262144           /* bytes of a JWK set */
#define FAPI_MAX_JWKS_KEYS 1000        /* keys of a JWK set */
#define FAPI_MAX_CERTIFICATE 16384     /* bytes of a certificate, DER or PEM */
#define FAPI_MAX_JTI 256               /* bytes of a jti claim */
#define FAPI_MAX_KID 256               /* bytes of a kid */
#define FAPI_MAX_SUB 255               /* bytes of a sub claim, OpenID Connect Core 2 */
#define FAPI_MAX_RESPONSE 262144       /* bytes of the body of an HTTP response */
#define FAPI_MAX_SIGNED_BODY 1048576   /* bytes of an HTTP body that is signed, and of no OAuth message */
#define FAPI_MAX_NONCE 256             /* bytes of a DPoP nonce */
#define FAPI_MAX_PARAMETERS 64         /* parameters of a form or query */
#define FAPI_MAX_PARAMETER_TEXT 65536  /* bytes of all their names and values together */
#define FAPI_MAX_TIME INT64_C(253402300799)
#define FAPI_REQUEST_URI_LENGTH 77     /* characters of a request_uri made here */
#define FAPI_JKT_LENGTH 43             /* characters of a SHA-256 in base64url: jkt, ath, x5t#S256, code_challenge */

/* ------------------------------------------------------------------------------------------------------- status -- */

/*
 * One status is one broken rule. Values are explicit and never reused. Bands: 1 use of the library, 100 encoding,
 * 200 keys and signatures, 300 claims, 400 binding, 500 policy and transport, 560 to 899 the documents of an authorization
 * server (600 client authentication, 690 requests, 760 metadata, 860 tokens), 900 warnings (never returned), 1000 to 1299
 * the authorization server as a whole (1050 backchannel requests, 1100 registration, 1200 answers), 1300 encryption, 1340 to 1619 what a
 * client receives (authorization response, ID token 1400, token response 1450, introspection 1490, userinfo 1520, other answers 1540,
 * flow 1560), 1620 discovery, 1680 signed HTTP messages, 1750 grants, 1810 revocation and userinfo, 1850 what
 * a user or a client cannot have.
 * fapi_status_text() says what each means, fapi_status_clause() where it is written.
 */
enum fapi_status {
    FAPI_OK = 0,

    FAPI_ERR_ARG = 1,         /* NULL handle, NULL with a length, a length out of range, an unknown constant */
    FAPI_ERR_NOMEM = 2,       /* memory ran out */
    FAPI_ERR_INTERNAL = 3,    /* an invariant of the library does not hold: a defect, please report it */
    FAPI_ERR_STATE = 4,       /* the handle is not ready for this call (not sealed) or no longer (sealed) */
    FAPI_ERR_UNSUPPORTED = 5, /* this build of the library does not do it */
    FAPI_ERR_RANGE = 6,       /* a setting outside its limits */
    FAPI_ERR_BUFFER = 7,      /* the caller's buffer is too small */
    FAPI_ERR_CLOCK = 8,       /* a time outside 0 to 253402300799 */
    FAPI_ERR_RANDOM = 9,      /* the source of random bytes failed */
    FAPI_ERR_CRYPTO = 10,     /* the cryptographic library failed for a reason of its own */
    FAPI_ERR_NOT_FOUND = 11,  /* no such name, claim or index */

    FAPI_BASE64URL_CHARACTER = 100,     /* a character is not of the base64url alphabet */
    FAPI_BASE64URL_PADDING = 101,       /* base64url must not be padded */
    FAPI_BASE64URL_LENGTH = 102,        /* no bytes encode to base64url of this length */
    FAPI_BASE64URL_TRAILING_BITS = 103, /* the unused bits at the end of base64url must be zero */
    FAPI_JSON_SYNTAX = 110,             /* the text is not JSON */
    FAPI_JSON_UTF8 = 111,               /* JSON text must be UTF-8 */
    FAPI_JSON_NUL = 112,                /* JSON text must not hold a NUL character */
    FAPI_JSON_DUPLICATE = 113,          /* a member name occurs twice in an object */
    FAPI_JSON_DEPTH = 114,              /* objects and arrays are nested too deeply */
    FAPI_JSON_MEMBERS = 115,            /* there are too many members and elements */
    FAPI_JSON_NUMBER = 116,             /* a number is malformed or out of range */
    FAPI_JSON_NOT_OBJECT = 117,         /* the top level must be an object */
    FAPI_JSON_TRAILING = 118,           /* something follows the JSON text */
    FAPI_JSON_SIZE = 119,               /* the JSON text is too long */
    FAPI_URI_SYNTAX = 130,              /* not an absolute URI with authority */
    FAPI_URI_NOT_HTTPS = 131,           /* the scheme must be https */
    FAPI_URI_USERINFO = 132,            /* user information before the host is not allowed */
    FAPI_URI_FRAGMENT = 133,            /* a fragment is not allowed */
    FAPI_URI_QUERY = 134,               /* a query is not allowed */
    FAPI_URI_HOST = 135,                /* the host is missing or malformed */
    FAPI_URI_PORT = 136,                /* the port is malformed or out of range */
    FAPI_URI_SIZE = 137,                /* the URI is too long */
    FAPI_HTTP_METHOD = 140,             /* the method is not a token */
    FAPI_HTTP_FIELD_NAME = 141,         /* the field name is not a token */
    FAPI_HTTP_FIELD_VALUE = 142,        /* the field value holds a control character */
    FAPI_HTTP_FIELD_SIZE = 143,         /* the field value is too long */
    FAPI_HTTP_FIELD_COUNT = 144,        /* there are too many fields */
    FAPI_CERTIFICATE_PEM = 150,         /* not one PEM certificate and nothing else */
    FAPI_CERTIFICATE_DER = 151,         /* not one DER certificate and nothing else */
    FAPI_CERTIFICATE_SIZE = 152,        /* the certificate is too long */
    FAPI_CERTIFICATE_NAMES = 153,       /* the certificate holds too many names */

    FAPI_JWK_KTY = 200,              /* the key type is missing or unknown */
    FAPI_JWK_CRV = 201,              /* the curve is missing or unknown */
    FAPI_JWK_MEMBER = 202,           /* the key lacks a member that its type needs */
    FAPI_JWK_TYPE = 203,             /* a member of the key has the wrong JSON type */
    FAPI_JWK_ENCODING = 204,         /* a member of the key is not canonical base64url */
    FAPI_JWK_COORDINATE = 205,       /* a coordinate has the wrong length */
    FAPI_JWK_POINT = 206,            /* the point is not on the curve or of small order */
    FAPI_JWK_RSA_SIZE = 207,         /* the RSA key must have 2048 to 8192 bits */
    FAPI_JWK_RSA_MODULUS = 208,      /* the RSA modulus is even or of a kind that is easy to factor */
    FAPI_JWK_RSA_EXPONENT = 209,     /* the RSA exponent is even, under 65537 or over 32 bits */
    FAPI_JWK_RSA_MULTI_PRIME = 210,  /* RSA keys of more than two primes are not supported */
    FAPI_JWK_PRIVATE = 211,          /* a private member in a public key */
    FAPI_JWK_SYMMETRIC = 212,        /* symmetric keys are not allowed */
    FAPI_JWK_USE = 213,              /* the use of the key is not signatures */
    FAPI_JWK_KEY_OPS = 214,          /* the operations of the key do not allow this, or do not fit its use */
    FAPI_JWK_ALG = 215,              /* the algorithm of the key is unknown or does not fit its type */
    FAPI_JWK_NOT_PRIVATE = 216,      /* a private key is needed */
    FAPI_JWK_MISMATCH = 217,         /* the private and the public half do not belong together */
    FAPI_JWKS_FORM = 220,            /* not a JWK set */
    FAPI_JWKS_SIZE = 221,            /* the JWK set is too large */
    FAPI_JWKS_EMPTY = 222,           /* the JWK set holds no usable key */
    FAPI_JWKS_STALE = 223,           /* the key set has not been refreshed for too long */
    FAPI_KEY_UNKNOWN = 224,          /* no key for this message */
    FAPI_KEY_AMBIGUOUS = 225,        /* more than one key for this message */
    FAPI_KEY_ALG = 226,              /* the key is for another algorithm */
    FAPI_JWS_STRUCTURE = 240,        /* not a compact JWS of three parts */
    FAPI_JWS_SIZE = 241,             /* the JWS is too long */
    FAPI_JWS_HEADER = 242,           /* the JOSE header is malformed; in traces only, see FAPI_JSON_ */
    FAPI_JWS_ALG_MISSING = 243,      /* the alg header is missing or not a string */
    FAPI_JWS_ALG_NONE = 244,         /* alg none is never allowed */
    FAPI_JWS_ALG = 245,              /* the algorithm is not allowed here */
    FAPI_JWS_CRIT = 246,             /* a critical header is not understood */
    FAPI_JWS_CRIT_FORM = 247,        /* the crit header is malformed */
    FAPI_JWS_B64 = 248,              /* the b64 header is not allowed */
    FAPI_JWS_JWE_HEADER = 249,       /* a header of encryption or compression in a JWS */
    FAPI_JWS_CTY = 250,              /* nested JWTs are not allowed here */
    FAPI_JWS_HEADER_TYPE = 251,      /* a header has the wrong JSON type */
    FAPI_JWS_KID = 252,              /* the kid is malformed or too long */
    FAPI_JWS_EMBEDDED_KEY = 253,     /* keys and key locations in the header are not trusted */
    FAPI_JWS_SIGNATURE = 254,        /* the signature does not verify */
    FAPI_JWS_SIGNATURE_LENGTH = 255, /* the signature has the wrong length */
    FAPI_JWS_X5T = 256,              /* a certificate thumbprint header is malformed */
    FAPI_JWE_UNSUPPORTED = 260,      /* encrypted messages are not supported here */

    FAPI_JWT_CLAIMS = 300,               /* the claims are not a JSON object; in traces only, see FAPI_JSON_ */
    FAPI_JWT_CLAIM_TYPE = 301,           /* a claim has the wrong JSON type */
    FAPI_JWT_NUMERIC_DATE = 302,         /* a date is not a number in range */
    FAPI_JWT_TYP = 303,                  /* the typ header names another kind of JWT */
    FAPI_JWT_ISS = 304,                  /* the issuer is missing or another */
    FAPI_JWT_AUD = 305,                  /* the audience is missing or another */
    FAPI_JWT_EXP_MISSING = 306,          /* the expiry is missing */
    FAPI_JWT_EXPIRED = 307,              /* the JWT has expired */
    FAPI_JWT_NBF = 308,                  /* the JWT is not valid yet */
    FAPI_JWT_IAT = 309,                  /* the JWT was issued in the future, or after its expiry */
    FAPI_JWT_CLAIM_MISSING = 310,        /* a required claim is missing; kept for later, no check needs it yet */
    FAPI_TOKEN_MISSING = 330,            /* there is no access token */
    FAPI_TOKEN_IN_QUERY = 331,           /* access tokens in the query are refused */
    FAPI_TOKEN_IN_BODY = 332,            /* access tokens in the body are refused */
    FAPI_TOKEN_REPEATED = 333,           /* more than one access token in the request */
    FAPI_TOKEN_SCHEME = 334,             /* the authorization scheme is neither Bearer nor DPoP */
    FAPI_TOKEN_SYNTAX = 335,             /* the Authorization field is malformed */
    FAPI_TOKEN_NOT_JWT = 336,            /* the access token is not a JWT */
    FAPI_TOKEN_ENCRYPTED = 337,          /* the access token is encrypted, and there is no key that opens it */
    FAPI_TOKEN_TYP = 338,                /* typ or claims are not those of an access token */
    FAPI_TOKEN_ISS_MISSING = 339,        /* the access token has no issuer */
    FAPI_TOKEN_ISS = 340,                /* the issuer of the access token is not trusted here */
    FAPI_TOKEN_AUD_MISSING = 341,        /* the access token has no audience */
    FAPI_TOKEN_AUD = 342,                /* the access token is for another audience */
    FAPI_TOKEN_SUB = 343,                /* sub is missing or malformed */
    FAPI_TOKEN_CLIENT_ID = 344,          /* client_id is missing or malformed */
    FAPI_TOKEN_JTI = 345,                /* jti is missing or malformed */
    FAPI_TOKEN_IAT_MISSING = 346,        /* iat is missing */
    FAPI_TOKEN_IAT_FUTURE = 347,         /* the access token was issued in the future */
    FAPI_TOKEN_EXP_MISSING = 348,        /* exp is missing */
    FAPI_TOKEN_EXPIRED = 349,            /* the access token has expired */
    FAPI_TOKEN_NBF = 350,                /* the access token is not valid yet */
    FAPI_TOKEN_LIFETIME = 351,           /* the access token lives longer or shorter than allowed */
    FAPI_TOKEN_SCOPE = 352,              /* scope is missing or malformed */
    FAPI_TOKEN_SCOPE_INSUFFICIENT = 353, /* the access token lacks a scope that the resource needs */
    FAPI_TOKEN_REVOKED = 354,            /* the access token was revoked */
    FAPI_TOKEN_ALG = 355,                /* the algorithm of the access token is not allowed */
    FAPI_TOKEN_SIGNATURE = 356,          /* the signature of the access token does not verify */
    FAPI_TOKEN_CLAIM_TYPE = 358,         /* a claim of the access token has the wrong type */

    FAPI_DPOP_MISSING = 400,             /* there is no DPoP proof */
    FAPI_DPOP_REPEATED = 401,            /* more than one DPoP field */
    FAPI_DPOP_FORM = 402,                /* the DPoP field is not one well-formed JWT */
    FAPI_DPOP_CLAIM_MISSING = 403,       /* the proof lacks a required claim */
    FAPI_DPOP_CLAIM_TYPE = 404,          /* a claim of the proof has the wrong type */
    FAPI_DPOP_TYP = 405,                 /* the typ of the proof is not dpop+jwt */
    FAPI_DPOP_ALG = 406,                 /* the algorithm of the proof is not allowed */
    FAPI_DPOP_JWK = 407,                 /* the proof has no usable jwk header */
    FAPI_DPOP_JWK_PRIVATE = 408,         /* the jwk header holds a private or symmetric key */
    FAPI_DPOP_SIGNATURE = 409,           /* the signature of the proof does not verify with its jwk */
    FAPI_DPOP_HTM = 410,                 /* htm is not the method of the request */
    FAPI_DPOP_HTU = 411,                 /* htu is not the URI of the request */
    FAPI_DPOP_NONCE_MISSING = 412,       /* the proof needs a nonce of this server */
    FAPI_DPOP_NONCE = 413,               /* the nonce is not a current one of this server */
    FAPI_DPOP_IAT_OLD = 414,             /* the proof is too old */
    FAPI_DPOP_IAT_FUTURE = 415,          /* the proof was made in the future */
    FAPI_DPOP_ATH_MISSING = 416,         /* ath is missing */
    FAPI_DPOP_ATH = 417,                 /* ath is not the hash of the access token, or there is no token */
    FAPI_DPOP_JKT = 418,                 /* the proof is made with another key than the one expected */
    FAPI_DPOP_JTI = 419,                 /* jti is empty or too long */
    FAPI_DPOP_EXPIRED = 420,             /* the proof has expired */
    FAPI_DPOP_NBF = 421,                 /* the proof is not valid yet */
    FAPI_DPOP_REPLAYED = 422,            /* the proof was used before */
    FAPI_DPOP_BOUND_AS_BEARER = 423,     /* a DPoP-bound access token was sent as a bearer token */
    FAPI_DPOP_TOKEN_UNBOUND = 424,       /* the access token is not bound to a DPoP key */
    FAPI_DPOP_NOT_ALLOWED = 425,         /* DPoP is not an allowed way of binding here */
    FAPI_CNF_MISSING = 430,              /* the access token is not sender-constrained */
    FAPI_CNF_FORM = 431,                 /* cnf is malformed */
    FAPI_CNF_UNKNOWN = 432,              /* cnf holds an unknown confirmation method */
    FAPI_MTLS_CERTIFICATE_MISSING = 440, /* the access token needs the client certificate that it is bound to */
    FAPI_MTLS_THUMBPRINT = 441,          /* the access token is bound to another client certificate */
    FAPI_MTLS_NOT_ALLOWED = 442,         /* mutual TLS is not an allowed way of binding here */
    FAPI_PKCE_METHOD = 450,              /* code_challenge_method must be S256 */
    FAPI_PKCE_CHALLENGE_MISSING = 451,   /* code_challenge is missing */
    FAPI_PKCE_CHALLENGE = 452,           /* code_challenge is not a SHA-256 in base64url */
    FAPI_PKCE_VERIFIER_MISSING = 453,    /* code_verifier is missing */
    FAPI_PKCE_VERIFIER = 454,            /* code_verifier is malformed */
    FAPI_PKCE_MISMATCH = 455,            /* code_verifier does not fit the code_challenge */
    FAPI_PKCE_UNEXPECTED = 456,          /* code_verifier without a code_challenge before */
    FAPI_REPLAY_SEEN = 470,              /* the one-use value was used before */
    FAPI_REPLAY_FULL = 471,              /* the replay store is full */
    FAPI_REPLAY_UNAVAILABLE = 472,       /* the replay store does not answer */
    FAPI_REPLAY_PENDING = 473,           /* the one-use value has still to be claimed */

    FAPI_POLICY_LOOSENS = 500,         /* the value is weaker than the profile */
    FAPI_POLICY_VALUE = 501,           /* not a value of this control, or a minimum above its maximum */
    FAPI_POLICY_EMPTY = 502,           /* something that is needed was left empty */
    FAPI_POLICY_OVERRIDES = 503,       /* the value refuses what the profile obliges everyone to accept */
    FAPI_TLS_REQUIRED = 510,           /* the request did not come over TLS */
    FAPI_TLS_VERSION = 511,            /* the TLS version is not allowed */
    FAPI_TLS_CIPHER = 512,             /* the TLS cipher suite is not allowed */
    FAPI_TLS_UNKNOWN = 513,            /* the TLS version and cipher suite are not known */
    FAPI_INTERACTION_ID_MISSING = 520, /* the x-fapi-interaction-id field is missing */
    FAPI_INTERACTION_ID_FORM = 521,    /* x-fapi-interaction-id is not one UUID */

    FAPI_PARAMETER_REPEATED = 560,                  /* a parameter of the request occurs twice */
    FAPI_PARAMETER_COUNT = 561,                     /* the request has too many parameters */
    FAPI_PARAMETER_SIZE = 562,                      /* the parameters of the request are too long */
    FAPI_PARAMETER_TEXT = 563,                      /* a name or value is not UTF-8, holds NUL, or the name is empty */
    FAPI_PARAMETER_TYPE = 564,                      /* a parameter in the request object has the wrong JSON type */
    FAPI_PAR_METHOD = 565,                          /* a pushed request must use POST */
    FAPI_PAR_CONTENT_TYPE = 566,                    /* a pushed request must be an application/x-www-form-urlencoded body */
    FAPI_PAR_CLIENT = 567,                          /* nobody was authenticated for the pushed request */
    FAPI_PAR_CLIENT_ID = 568,                       /* client_id is not the client that was authenticated */
    FAPI_PAR_REQUEST_URI = 569,                     /* a pushed request must not have request_uri */
    FAPI_PAR_DPOP_JKT = 570,                        /* dpop_jkt and the key of the DPoP proof differ */
    FAPI_PAR_LIFETIME = 571,                        /* expires_in lies outside the limits */
    FAPI_REQUEST_URI_MISSING = 572,                 /* the authorization request was not pushed */
    FAPI_REQUEST_URI_AND_REQUEST = 573,             /* request and request_uri stand together */
    FAPI_REQUEST_URI_FORM = 574,                    /* request_uri is not one of this server */
    FAPI_REQUEST_URI_EXTRA = 575,                   /* parameters beside client_id and request_uri */
    FAPI_REQUEST_URI_UNKNOWN = 576,                 /* no pushed request is known under this request_uri */
    FAPI_REQUEST_URI_CLIENT = 577,                  /* another client pushed the request */
    FAPI_REQUEST_URI_EXPIRED = 578,                 /* the request_uri has expired */
    FAPI_REQUEST_URI_USED = 579,                    /* the request_uri was used before */
    FAPI_AUTHORIZATION_CLIENT_ID_MISSING = 580,     /* client_id is missing */
    FAPI_AUTHORIZATION_CLIENT_ID = 581,             /* client_id is malformed or another client's */
    FAPI_AUTHORIZATION_REDIRECT_URI_MISSING = 582,  /* the authorization request has no redirect_uri */
    FAPI_AUTHORIZATION_RESPONSE_TYPE_MISSING = 583, /* response_type is missing */
    FAPI_AUTHORIZATION_RESPONSE_TYPE = 584,         /* the response_type is not allowed */
    FAPI_AUTHORIZATION_RESPONSE_MODE = 585,         /* the response_mode is unknown or not allowed */
    FAPI_AUTHORIZATION_RESPONSE_MODE_QUERY = 586,   /* what holds an ID token must not go into the query */
    FAPI_AUTHORIZATION_RESPONSE_MODE_JWT = 587,     /* the response_mode must be jwt */
    FAPI_AUTHORIZATION_SCOPE_MISSING = 588,         /* scope is missing */
    FAPI_AUTHORIZATION_SCOPE = 589,                 /* scope is malformed */
    FAPI_AUTHORIZATION_NONCE_MISSING = 590,         /* nonce is missing or empty */
    FAPI_AUTHORIZATION_STATE_MISSING = 591,         /* state is missing or empty */
    FAPI_AUTHORIZATION_NONCE = 592,                 /* nonce is too long or not printable */
    FAPI_AUTHORIZATION_STATE = 593,                 /* state is too long or not printable */
    FAPI_AUTHORIZATION_DPOP_JKT = 594,              /* dpop_jkt is not a SHA-256 in base64url */
    FAPI_AUTHORIZATION_PROMPT = 595,                /* prompt has an unknown or repeated value, or another beside none */
    FAPI_AUTHORIZATION_MAX_AGE = 596,               /* max_age is not a number of seconds */
    FAPI_AUTHORIZATION_ACR_VALUES = 597,            /* acr_values is not a list of words */
    FAPI_AUTHORIZATION_CLAIMS = 598,                /* claims is not a JSON object of claim requests */
    FAPI_AUTHORIZATION_RESOURCE = 599,              /* resource is not an absolute URI without fragment */

    FAPI_CLIENT_CERTIFICATE_MISSING = 600,    /* the proxy's field holds no client certificate */
    FAPI_CLIENT_CERTIFICATE_PEER = 601,       /* the field did not come from a trusted proxy */
    FAPI_CLIENT_CERTIFICATE_REPEATED = 602,   /* a field about the client certificate came more than once */
    FAPI_CLIENT_CERTIFICATE_SPELLING = 603,   /* a field whose name looks like that of the client certificate came too */
    FAPI_CLIENT_CERTIFICATE_CONNECTION = 604, /* the Connection field names the field of the client certificate */
    FAPI_CLIENT_CERTIFICATE_SIZE = 605,       /* the field of the client certificate is too long */
    FAPI_CLIENT_CERTIFICATE_ESCAPE = 606,     /* percent-encoding of the certificate is malformed */
    FAPI_CLIENT_CERTIFICATE_BASE64 = 607,     /* base64 of the certificate is not canonical */
    FAPI_CLIENT_CERTIFICATE_HASH = 608,       /* not a SHA-256 hash in the configured form */
    FAPI_CLIENT_CERTIFICATE_FORM = 609,       /* the field does not have the configured form */
    FAPI_CLIENT_CERTIFICATE_COUNT = 610,      /* more than one certificate where one must be */
    FAPI_CLIENT_CERTIFICATE_UNVERIFIED = 611, /* the proxy does not say that it verified the certificate */
    FAPI_XFCC_SYNTAX = 612,                   /* x-forwarded-client-cert is malformed */
    FAPI_XFCC_KEY = 613,                      /* x-forwarded-client-cert holds an unknown key */
    FAPI_XFCC_DUPLICATE = 614,                /* a key occurs twice in an element of x-forwarded-client-cert */
    FAPI_XFCC_ELEMENTS = 615,                 /* x-forwarded-client-cert holds more than one element */
    FAPI_XFCC_NO_CERTIFICATE = 616,           /* the element of x-forwarded-client-cert holds no certificate */
    FAPI_XFCC_DISAGREES = 617,                /* Hash, Cert and Chain of x-forwarded-client-cert do not belong together */
    FAPI_TLS_CLIENT_AUTH_PROPERTIES = 620,    /* exactly one tls_client_auth property must be registered */
    FAPI_TLS_CLIENT_AUTH_PROPERTY = 621,      /* the registered tls_client_auth property is malformed */
    FAPI_TLS_CLIENT_AUTH_CERTIFICATE = 622,   /* the client sent no certificate */
    FAPI_TLS_CLIENT_AUTH_CHAIN = 623,         /* the chain of the client certificate was not verified */
    FAPI_TLS_CLIENT_AUTH_SUBJECT = 624,       /* the subject of the client certificate is not the registered one */
    FAPI_TLS_CLIENT_AUTH_SAN = 625,           /* no alternative name of the client certificate is the registered one */
    FAPI_TLS_CLIENT_AUTH_JWKS = 626,          /* no key of the client has a certificate in x5c */
    FAPI_TLS_CLIENT_AUTH_X5C = 627,           /* x5c is malformed, or its certificate has another key than the JWK */
    FAPI_TLS_CLIENT_AUTH_SELF_SIGNED = 628,   /* the client certificate is not a registered one */

    FAPI_CLIENT_ASSERTION_MISSING = 650,        /* there is no client assertion */
    FAPI_CLIENT_ASSERTION_TYPE_MISSING = 651,   /* client_assertion_type is missing */
    FAPI_CLIENT_ASSERTION_TYPE = 652,           /* client_assertion_type is not that of a JWT */
    FAPI_CLIENT_ASSERTION_NOT_ALONE = 653,      /* a client assertion and another authentication in one request */
    FAPI_CLIENT_ASSERTION_TYP = 654,            /* the JWT is of another kind than a client assertion */
    FAPI_CLIENT_ASSERTION_ALG = 655,            /* the algorithm of the client assertion is not allowed */
    FAPI_CLIENT_ASSERTION_ALG_REGISTERED = 656, /* the algorithm of the client assertion is not the registered one */
    FAPI_CLIENT_ASSERTION_KEY = 657,            /* no key of the client fits the client assertion */
    FAPI_CLIENT_ASSERTION_SIGNATURE = 658,      /* the signature of the client assertion does not verify */
    FAPI_CLIENT_ASSERTION_CLAIM_TYPE = 659,     /* a claim of the client assertion has the wrong type */
    FAPI_CLIENT_ASSERTION_ISS_MISSING = 660,    /* the client assertion has no issuer */
    FAPI_CLIENT_ASSERTION_ISS = 661,            /* iss of the client assertion is not the client */
    FAPI_CLIENT_ASSERTION_SUB_MISSING = 662,    /* the client assertion has no subject */
    FAPI_CLIENT_ASSERTION_SUB = 663,            /* sub of the client assertion is not the client */
    FAPI_CLIENT_ASSERTION_AUD_MISSING = 664,    /* the client assertion has no audience */
    FAPI_CLIENT_ASSERTION_AUD = 665,            /* the client assertion is for another audience */
    FAPI_CLIENT_ASSERTION_AUD_FORM = 666,       /* aud of the client assertion must be the issuer as a string */
    FAPI_CLIENT_ASSERTION_EXP_MISSING = 667,    /* the client assertion has no expiry */
    FAPI_CLIENT_ASSERTION_EXPIRED = 668,        /* the client assertion has expired */
    FAPI_CLIENT_ASSERTION_LIFETIME = 669,       /* the client assertion lives too long, or ends before it begins */
    FAPI_CLIENT_ASSERTION_NBF = 670,            /* the client assertion is not valid yet */
    FAPI_CLIENT_ASSERTION_IAT_MISSING = 671,    /* the client assertion does not say when it was made */
    FAPI_CLIENT_ASSERTION_IAT_FUTURE = 672,     /* the client assertion was made in the future */
    FAPI_CLIENT_ASSERTION_IAT_OLD = 673,        /* the client assertion was made too long ago */
    FAPI_CLIENT_ASSERTION_JTI_MISSING = 674,    /* the client assertion has no jti */
    FAPI_CLIENT_ASSERTION_JTI = 675,            /* jti of the client assertion is empty or too long */
    FAPI_CLIENT_ASSERTION_CLIENT_ID = 676,      /* client_id beside the client assertion is another client */
    FAPI_CLIENT_ASSERTION_REPLAYED = 677,       /* the client assertion was used before */
    FAPI_CLIENT_AUTH_MISSING = 680,             /* the request does not authenticate its client */
    FAPI_CLIENT_AUTH_MULTIPLE = 681,            /* the request authenticates its client in more than one way */
    FAPI_CLIENT_AUTH_SECRET = 682,              /* client secrets are not accepted */
    FAPI_CLIENT_AUTH_METHOD = 683,              /* not the authentication method that the client registered */
    FAPI_CLIENT_AUTH_NOT_ALLOWED = 684,         /* the authentication method of the client is not allowed here */
    FAPI_CLIENT_AUTH_PUBLIC = 685,              /* public clients are not served */
    FAPI_CLIENT_AUTH_IN_URL = 686,              /* client credentials in the URL */
    FAPI_CLIENT_AUTH_CLIENT_ID_MISSING = 687,   /* client_id is missing, and nothing else names the client */

    FAPI_FORM_SIZE = 690,                        /* the form is too long */
    FAPI_FORM_COUNT = 691,                       /* the form has too many parameters */
    FAPI_FORM_SYNTAX = 692,                      /* the form holds a character that must be percent-encoded */
    FAPI_FORM_ESCAPE = 693,                      /* a percent sign is not followed by two hexadecimal digits */
    FAPI_FORM_NUL = 694,                         /* the form holds a NUL character */
    FAPI_FORM_UTF8 = 695,                        /* a value is not UTF-8 */
    FAPI_FORM_NAME = 696,                        /* the name of a parameter is empty or has other characters than - . _ digits and letters */
    FAPI_FORM_REPEATED = 697,                    /* a parameter occurs more than once */
    FAPI_REDIRECT_URI_FORM = 700,                /* the redirect URI is not an absolute URI */
    FAPI_REDIRECT_URI_FRAGMENT = 701,            /* the redirect URI has a fragment */
    FAPI_REDIRECT_URI_USERINFO = 702,            /* the redirect URI has user information before the host */
    FAPI_REDIRECT_URI_WILDCARD = 703,            /* the redirect URI holds a wildcard */
    FAPI_REDIRECT_URI_SCHEME = 704,              /* the scheme of the redirect URI must be https */
    FAPI_REDIRECT_URI_LOOPBACK = 705,            /* http loopback redirect URIs are not allowed here */
    FAPI_REDIRECT_URI_LOCALHOST = 706,           /* a loopback redirect URI names 127.0.0.1 or [::1], not localhost */
    FAPI_REDIRECT_URI_PRIVATE_SCHEME = 707,      /* private-use schemes are not allowed here */
    FAPI_REDIRECT_URI_MISSING = 708,             /* redirect_uri is missing */
    FAPI_REDIRECT_URI_UNREGISTERED = 709,        /* redirect_uri is not a registered one */
    FAPI_REDIRECT_URI_NOT_ALLOWED = 710,         /* redirect_uri is one that could not be registered */
    FAPI_REQUEST_OBJECT_MISSING = 715,           /* there is no request object */
    FAPI_REQUEST_OBJECT_ENCRYPTED = 716,         /* encrypted request objects are not opened here */
    FAPI_REQUEST_OBJECT_TYP = 717,               /* the JWT is of another kind than a request object */
    FAPI_REQUEST_OBJECT_ALG = 718,               /* the algorithm of the request object is not allowed */
    FAPI_REQUEST_OBJECT_ALG_REGISTERED = 719,    /* the algorithm of the request object is not the registered one */
    FAPI_REQUEST_OBJECT_KEY = 720,               /* no key of the client fits the request object */
    FAPI_REQUEST_OBJECT_SIGNATURE = 721,         /* the signature of the request object does not verify */
    FAPI_REQUEST_OBJECT_CLAIM_TYPE = 722,        /* a claim of the request object has the wrong type */
    FAPI_REQUEST_OBJECT_NESTED = 723,            /* a request object must not hold request or request_uri */
    FAPI_REQUEST_OBJECT_CLIENT_ID_MISSING = 724, /* the request object has no client_id */
    FAPI_REQUEST_OBJECT_CLIENT_ID = 725,         /* client_id of the request object is another client */
    FAPI_REQUEST_OBJECT_ISS_MISSING = 726,       /* the request object has no issuer */
    FAPI_REQUEST_OBJECT_ISS = 727,               /* iss of the request object is not the client */
    FAPI_REQUEST_OBJECT_SUB = 728,               /* the client as sub would make the request object a client assertion */
    FAPI_REQUEST_OBJECT_AUD_MISSING = 729,       /* the request object has no audience */
    FAPI_REQUEST_OBJECT_AUD = 730,               /* the request object is for another audience */
    FAPI_REQUEST_OBJECT_EXP_MISSING = 731,       /* the request object has no expiry */
    FAPI_REQUEST_OBJECT_EXPIRED = 732,           /* the request object has expired */
    FAPI_REQUEST_OBJECT_NBF_MISSING = 733,       /* the request object does not say from when it is valid */
    FAPI_REQUEST_OBJECT_NBF = 734,               /* the request object is not valid yet */
    FAPI_REQUEST_OBJECT_OLD = 735,               /* the request object became valid too long ago */
    FAPI_REQUEST_OBJECT_LIFETIME = 736,          /* the request object lives too long, or ends before it begins */
    FAPI_REQUEST_OBJECT_IAT_MISSING = 737,       /* the request object does not say when it was made */
    FAPI_REQUEST_OBJECT_IAT_FUTURE = 738,        /* the request object was made in the future */
    FAPI_REQUEST_OBJECT_JTI_MISSING = 739,       /* the request object has no jti */
    FAPI_REQUEST_OBJECT_JTI = 740,               /* jti of the request object is empty or too long */
    FAPI_REQUEST_OBJECT_REPLAYED = 741,          /* the request object was used before */

    FAPI_METADATA_TYPE = 760,             /* a member of the metadata has the wrong JSON type */
    FAPI_METADATA_MISSING = 761,          /* a member that must be there is missing */
    FAPI_METADATA_EMPTY = 762,            /* a list without elements must be left out */
    FAPI_METADATA_ISSUER = 763,           /* issuer is not an https URL without query and fragment */
    FAPI_METADATA_ISSUER_MISMATCH = 764,  /* issuer is not the one that was asked */
    FAPI_METADATA_URL = 765,              /* an endpoint is not an https URL without fragment */
    FAPI_METADATA_RESPONSE_TYPE = 766,    /* no response type of the profile is supported */
    FAPI_METADATA_RESPONSE_MODE = 767,    /* no response mode of the profile is supported */
    FAPI_METADATA_GRANT_TYPE = 768,       /* a grant type is missing, or must not be offered */
    FAPI_METADATA_AUTH_METHOD = 769,      /* no client authentication method of the profile is supported */
    FAPI_METADATA_ALG = 770,              /* no algorithm of the profile is supported */
    FAPI_METADATA_ALG_NONE = 771,         /* the algorithm none must not be offered */
    FAPI_METADATA_ALG_MISSING = 772,      /* the list of algorithms is missing */
    FAPI_METADATA_DEFAULT = 773,          /* the default of an absent member is not what the profile asks for */
    FAPI_METADATA_EXTRA = 774,            /* something is offered that the profile does not accept */
    FAPI_METADATA_PKCE = 775,             /* PKCE with S256 is not announced */
    FAPI_METADATA_PAR = 776,              /* there is no endpoint for pushed authorization requests */
    FAPI_METADATA_RESPONSE_ISS = 777,     /* iss in authorization responses is not announced */
    FAPI_METADATA_BINDING = 778,          /* no sender constraint of the profile is announced */
    FAPI_METADATA_ALIAS = 779,            /* an alias is not of an endpoint that clients call */
    FAPI_METADATA_SCOPE = 780,            /* not a scope value */
    FAPI_METADATA_CLAIMS_PARAMETER = 781, /* the claims parameter must be supported */
    FAPI_METADATA_CIBA = 782,             /* the members about backchannel authentication do not fit together */
    FAPI_METADATA_ENCRYPTION = 783,       /* encryption is offered that the profile does not accept */
    FAPI_METADATA_ALIAS_MISSING = 784,    /* an endpoint must have an alias for mutual TLS */
    FAPI_METADATA_CLAIMS = 785,           /* a claim that must be supported is missing */

    FAPI_REGISTRATION_TYPE = 800,             /* a member of the client metadata has the wrong JSON type */
    FAPI_REGISTRATION_REDIRECT_MISSING = 801, /* redirect_uris is missing */
    FAPI_REGISTRATION_REDIRECT = 802,         /* a redirect URI is not one that the profile allows */
    FAPI_REGISTRATION_URL = 803,              /* not an https URL */
    FAPI_REGISTRATION_AUTH_METHOD = 804,      /* the client authentication method is not one of the profile */
    FAPI_REGISTRATION_DEFAULT = 805,          /* the default of an absent member is not what the profile allows */
    FAPI_REGISTRATION_ALG = 806,              /* the algorithm is not one of the profile */
    FAPI_REGISTRATION_ALG_NONE = 807,         /* the algorithm none must not be registered */
    FAPI_REGISTRATION_GRANT_TYPE = 808,       /* the grant type must not be used */
    FAPI_REGISTRATION_RESPONSE_TYPE = 809,    /* the response type is not one of the profile */
    FAPI_REGISTRATION_GRANT_RESPONSE = 810,   /* grant types and response types do not fit together */
    FAPI_REGISTRATION_RESPONSE_MODE = 811,    /* no response mode that the profile asks for */
    FAPI_REGISTRATION_KEYS = 812,             /* jwks and jwks_uri exclude each other */
    FAPI_REGISTRATION_KEYS_MISSING = 813,     /* the client authentication method needs jwks or jwks_uri */
    FAPI_REGISTRATION_TLS_SUBJECT = 814,      /* exactly one name of the certificate must be registered */
    FAPI_REGISTRATION_ENCRYPTION = 815,       /* the encryption is not one of the profile, or lacks its algorithm */
    FAPI_REGISTRATION_CIBA = 816,             /* what the client says of backchannel authentication does not fit together */
    FAPI_REGISTRATION_BINDING = 817,          /* no sender constraint of the profile is asked for */
    FAPI_REGISTRATION_KEYS_BY_VALUE = 818,    /* keys must be registered by jwks_uri, not by value */

    FAPI_JWKS_ALG = 850,           /* the algorithm of the key is not one of the profile */
    FAPI_JWKS_DUPLICATE_KID = 851, /* two keys of the set share a kid */
    FAPI_JWKS_USE = 852,           /* where a key is for encryption, each key must say its use */
    FAPI_JWKS_KID = 853,           /* the key has no kid */
    FAPI_JWKS_X5C = 854,           /* the key does not bring its certificate */

    FAPI_DETAILS_FORM = 860,              /* authorization_details is not a JSON array of objects */
    FAPI_DETAILS_TYPE_MISSING = 861,      /* an authorization detail has no type */
    FAPI_DETAILS_TYPE = 862,              /* the type of an authorization detail is unknown */
    FAPI_DETAILS_FIELD = 863,             /* a common field of an authorization detail has the wrong JSON type */
    FAPI_TOKEN_REQUEST_METHOD = 864,      /* a token request must use POST */
    FAPI_TOKEN_REQUEST_CLIENT = 865,      /* nobody was authenticated for the token request */
    FAPI_TOKEN_REQUEST_CLIENT_ID = 866,   /* client_id of the token request is not the client that was authenticated */
    FAPI_GRANT_TYPE_MISSING = 867,        /* grant_type is missing */
    FAPI_GRANT_TYPE_FORBIDDEN = 868,      /* this grant is never allowed */
    FAPI_GRANT_TYPE_UNSUPPORTED = 869,    /* this grant is not supported here */
    FAPI_GRANT_TYPE_CLIENT = 870,         /* the client may not use this grant */
    FAPI_GRANT_DPOP_MISSING = 871,        /* the request needs a DPoP proof */
    FAPI_GRANT_DPOP_KEY = 872,            /* the grant is bound to another DPoP key */
    FAPI_GRANT_CERTIFICATE_MISSING = 873, /* the request needs the client certificate */
    FAPI_GRANT_CERTIFICATE = 874,         /* the grant is bound to another client certificate */
    FAPI_TOKEN_REQUEST_UNBOUND = 875,     /* nothing was proven that the tokens could be bound to */
    FAPI_TOKEN_REQUEST_SCOPE = 876,       /* scope of the token request is malformed */
    FAPI_TOKEN_REQUEST_SCOPE_GROWS = 877, /* scope goes beyond what was granted */
    FAPI_CODE_MISSING = 878,              /* code is missing */
    FAPI_CODE_UNKNOWN = 879,              /* the code is unknown */
    FAPI_CODE_CLIENT = 880,               /* the code was issued to another client */
    FAPI_CODE_REUSED = 881,               /* the code was used before */
    FAPI_CODE_EXPIRED = 882,              /* the code has expired */
    FAPI_CODE_REDIRECT_URI_MISSING = 883, /* the token request lacks the redirect_uri of the authorization request */
    FAPI_CODE_REDIRECT_URI = 884,         /* redirect_uri is not that of the authorization request */
    FAPI_REFRESH_MISSING = 885,           /* refresh_token is missing */
    FAPI_REFRESH_UNKNOWN = 886,           /* the refresh token is unknown */
    FAPI_REFRESH_CLIENT = 887,            /* the refresh token was issued to another client */
    FAPI_REFRESH_USED = 888,              /* the refresh token was replaced before */
    FAPI_REFRESH_EXPIRED = 889,           /* the refresh token has expired */
    FAPI_REFRESH_UNBOUND = 890,           /* a refresh token of a public client must be bound to a key, or replaced at each use */
    FAPI_CIBA_ID_MISSING = 891,           /* auth_req_id is missing */
    FAPI_CIBA_ID_UNKNOWN = 892,           /* the auth_req_id is unknown */
    FAPI_CIBA_ID_CLIENT = 893,            /* the auth_req_id was issued to another client */
    FAPI_CIBA_ID_USED = 894,              /* the auth_req_id was used before */
    FAPI_CIBA_PUSH = 895,                 /* a push client does not use the token endpoint */
    FAPI_CIBA_EXPIRED = 896,              /* the auth_req_id has expired */
    FAPI_CIBA_DENIED = 897,               /* the user denied the request */
    FAPI_CIBA_SLOW_DOWN = 898,            /* the client polls faster than the interval allows */
    FAPI_CIBA_PENDING = 899,              /* the user has not answered yet */

    FAPI_WARN_HEADER_SPACE = 900, /* token and proof come near the header space of common servers, which is 8 KiB */
    FAPI_WARN_KEYS_AGE = 901,     /* the key set should be fetched again */

    FAPI_CLIENT_UNKNOWN = 1000,       /* no such client is registered */
    FAPI_CLIENT_METADATA = 1001,      /* a member of the client's metadata is missing or malformed */
    FAPI_AUTHORIZATION_METHOD = 1002, /* an authorization request must use GET or POST */
    FAPI_AUTHORIZATION_RESPONSE_TYPE_CLIENT = 1003, /* the client may not use this response_type */
    FAPI_FORM_CONTENT_TYPE = 1004,    /* the body must be application/x-www-form-urlencoded */
    FAPI_PAR_BESIDE_REQUEST = 1005,   /* a parameter beside a request object that does not authenticate the client */
    FAPI_INTROSPECTION_METHOD = 1006, /* an introspection request must use POST */
    FAPI_INTROSPECTION_TOKEN = 1007,  /* token is missing */
    FAPI_AUTHORIZATION_OPENID_MISSING = 1010,   /* response_type code id_token needs the scope openid */
    FAPI_AUTHORIZATION_NOTHING_ASKED = 1011,    /* the request has neither scope nor authorization_details */
    FAPI_AUTHORIZATION_ID_TOKEN_HINT = 1012,    /* id_token_hint is not accepted here */
    FAPI_AUTHORIZATION_INTENT_ID = 1013,        /* claims does not ask for openbanking_intent_id as essential, with its value */
    FAPI_AUTHORIZATION_SHARING_DURATION = 1014, /* sharing_duration is not a number of seconds */
    FAPI_AUTHORIZATION_ACR = 1015,              /* no acr that is asked for as essential can be had here */

    FAPI_BACKCHANNEL_METHOD = 1050,           /* a backchannel request must use POST */
    FAPI_BACKCHANNEL_PUBLIC = 1051, /* public clients make no backchannel requests */
    FAPI_BACKCHANNEL_CLIENT = 1052, /* the client is not registered for backchannel requests */
    FAPI_BACKCHANNEL_DELIVERY = 1053, /* the token delivery mode of the client is not served */
    FAPI_BACKCHANNEL_UNSIGNED = 1054, /* a backchannel request must be signed */
    FAPI_BACKCHANNEL_SIGNING_ALG = 1055, /* the client registered no algorithm for signed backchannel requests */
    FAPI_BACKCHANNEL_BESIDE = 1056, /* a parameter beside a signed backchannel request that does not authenticate the client */
    FAPI_BACKCHANNEL_CLIENT_ID = 1057, /* client_id of the backchannel request is another client */
    FAPI_BACKCHANNEL_SCOPE_MISSING = 1058, /* scope of the backchannel request is missing */
    FAPI_BACKCHANNEL_SCOPE = 1059, /* scope of the backchannel request is malformed */
    FAPI_BACKCHANNEL_SCOPE_OPENID = 1060, /* scope of the backchannel request lacks openid */
    FAPI_BACKCHANNEL_HINT_MISSING = 1061, /* no hint says who the user is */
    FAPI_BACKCHANNEL_HINTS = 1062, /* more than one hint says who the user is */
    FAPI_BACKCHANNEL_HINT_KIND = 1063, /* this kind of hint is not supported here */
    FAPI_BACKCHANNEL_TOKEN_MISSING = 1064, /* client_notification_token is missing */
    FAPI_BACKCHANNEL_TOKEN = 1065, /* client_notification_token is not a bearer token of 22 to 1024 characters */
    FAPI_BACKCHANNEL_MESSAGE_MISSING = 1066, /* binding_message is missing */
    FAPI_BACKCHANNEL_MESSAGE = 1067, /* binding_message holds characters that cannot be shown for what they are */
    FAPI_BACKCHANNEL_MESSAGE_SIZE = 1068, /* binding_message is too long */
    FAPI_BACKCHANNEL_EXPIRY = 1069, /* requested_expiry is not a positive number of seconds within the limit */
    FAPI_BACKCHANNEL_ACR_VALUES = 1070, /* acr_values of the backchannel request is not a list of words */
    FAPI_BACKCHANNEL_CONTEXT_MISSING = 1071, /* request_context is missing */
    FAPI_BACKCHANNEL_CONTEXT = 1072, /* request_context must be a JSON object in a signed request */
    FAPI_BACKCHANNEL_USER_CODE_MISSING = 1073, /* user_code is missing */
    FAPI_BACKCHANNEL_HINT = 1074, /* the hint is not valid */
    FAPI_BACKCHANNEL_HINT_EXPIRED = 1075, /* the login_hint_token has expired */
    FAPI_BACKCHANNEL_USER_UNKNOWN = 1076, /* the hint does not name one user */
    FAPI_BACKCHANNEL_USER_CODE = 1077, /* user_code is wrong */
    FAPI_BACKCHANNEL_DENIED = 1078, /* the request was denied */

    FAPI_REGISTRATION_METHOD = 1100,                   /* a registration request must use POST */
    FAPI_REGISTRATION_CONTENT_TYPE = 1101,             /* the media type of the registration request is not the one that is asked for */
    FAPI_REGISTRATION_CERTIFICATE_MISSING = 1102,      /* the registration request came without a client certificate */
    FAPI_REGISTRATION_CERTIFICATE_CHAIN = 1103,        /* the chain of the certificate of the registration request was not verified */
    FAPI_REGISTRATION_CERTIFICATE_UID = 1104,          /* UID of the client certificate is not the software_id of the software statement */
    FAPI_REGISTRATION_CERTIFICATE_ORGANIZATION = 1105, /* organizationIdentifier of the client certificate is not the org_id of the software statement */
    FAPI_STATEMENT_MISSING = 1110,                     /* there is no software statement */
    FAPI_STATEMENT_FORM = 1111,                        /* software_statement is not a string */
    FAPI_STATEMENT_TYP = 1112,                         /* the JWT is of another kind than a software statement */
    FAPI_STATEMENT_ALG = 1113,                         /* the algorithm of the software statement is not allowed */
    FAPI_STATEMENT_EMBEDDED_KEY = 1114,                /* the header of the software statement names its own key */
    FAPI_STATEMENT_ISS_MISSING = 1115,                 /* the software statement has no issuer */
    FAPI_STATEMENT_ISSUER = 1116,                      /* the issuer of the software statement is not trusted here */
    FAPI_STATEMENT_KEY = 1117,                         /* no key of the issuer fits the software statement */
    FAPI_STATEMENT_SIGNATURE = 1118,                   /* the signature of the software statement does not verify */
    FAPI_STATEMENT_CLAIM_TYPE = 1119,                  /* a claim of the software statement has the wrong type */
    FAPI_STATEMENT_AUD = 1120,                         /* the software statement is for another audience */
    FAPI_STATEMENT_EXPIRED = 1121,                     /* the software statement has expired */
    FAPI_STATEMENT_NBF = 1122,                         /* the software statement is not valid yet */
    FAPI_STATEMENT_IAT_MISSING = 1123,                 /* the software statement does not say when it was made */
    FAPI_STATEMENT_IAT_FUTURE = 1124,                  /* the software statement was made in the future */
    FAPI_STATEMENT_IAT_OLD = 1125,                     /* the software statement was made too long ago */
    FAPI_STATEMENT_NESTED = 1126,                      /* a software statement must not hold another one */
    FAPI_STATEMENT_SOFTWARE_ID = 1127,                 /* software_id of the software statement is missing */
    FAPI_REGISTRATION_KEYS_NEEDED = 1130,              /* the keys of the client have to be fetched before its registration request can be judged */
    FAPI_REGISTRATION_KEYS_URL = 1131,                 /* the software statement does not say where the keys of the client are */
    FAPI_REGISTRATION_JWT_TYP = 1132,                  /* the JWT is of another kind than a registration request */
    FAPI_REGISTRATION_JWT_ALG = 1133,                  /* the algorithm of the registration request is not allowed */
    FAPI_REGISTRATION_JWT_EMBEDDED_KEY = 1134,         /* the header of the registration request names its own key */
    FAPI_REGISTRATION_JWT_KEY = 1135,                  /* no key of the client fits the registration request */
    FAPI_REGISTRATION_JWT_SIGNATURE = 1136,            /* the signature of the registration request does not verify */
    FAPI_REGISTRATION_JWT_CLAIM_TYPE = 1137,           /* a claim of the registration request has the wrong type */
    FAPI_REGISTRATION_JWT_ISS_MISSING = 1138,          /* the registration request has no issuer */
    FAPI_REGISTRATION_JWT_ISS = 1139,                  /* iss of the registration request is not the software_id of the software statement */
    FAPI_REGISTRATION_JWT_AUD_MISSING = 1140,          /* the registration request has no audience */
    FAPI_REGISTRATION_JWT_AUD = 1141,                  /* the registration request is for another audience */
    FAPI_REGISTRATION_JWT_IAT_MISSING = 1142,          /* the registration request does not say when it was made */
    FAPI_REGISTRATION_JWT_IAT_FUTURE = 1143,           /* the registration request was made in the future */
    FAPI_REGISTRATION_JWT_EXP_MISSING = 1144,          /* the registration request has no expiry */
    FAPI_REGISTRATION_JWT_EXPIRED = 1145,              /* the registration request has expired */
    FAPI_REGISTRATION_JWT_LIFETIME = 1146,             /* the registration request lives too long, or ends before it begins */
    FAPI_REGISTRATION_JWT_NBF = 1147,                  /* the registration request is not valid yet */
    FAPI_REGISTRATION_JWT_JTI_MISSING = 1148,          /* the registration request has no jti */
    FAPI_REGISTRATION_JWT_JTI = 1149,                  /* jti of the registration request is empty, too long or not of the form that is asked for */
    FAPI_REGISTRATION_REPLAYED = 1150,                 /* the registration request was used before */
    FAPI_REGISTRATION_SOFTWARE_ID = 1155,              /* software_id is not that of the software statement */
    FAPI_REGISTRATION_REDIRECT_STATEMENT = 1156,       /* a redirect URI does not stand in the software statement */
    FAPI_REGISTRATION_JWKS_URI = 1157,                 /* jwks_uri is not that of the software statement */
    FAPI_REGISTRATION_SCOPE = 1158,                    /* scope asks for more than the roles in the software statement allow */
    FAPI_REGISTRATION_ALG_MISSING = 1159,              /* token_endpoint_auth_signing_alg is missing */
    FAPI_REGISTRATION_SUBJECT_UNUSED = 1160,           /* tls_client_auth_subject_dn goes only with tls_client_auth */
    FAPI_REGISTRATION_DUPLICATE = 1161,                /* the software is registered already */

    FAPI_ANSWER_PART = 1200,                  /* a part of the answer is missing */
    FAPI_ANSWER_UNEXPECTED = 1201,            /* a part that this answer cannot hold, or two that exclude each other */
    FAPI_ANSWER_ERROR = 1202,                 /* the error or its description has characters that must not be sent */
    FAPI_ANSWER_SECRET = 1203,                /* a code, token or identifier is too short to be unguessable */
    FAPI_ANSWER_SECRET_TEXT = 1204,           /* a code, token or identifier holds a character that it must not */
    FAPI_ANSWER_UNBOUND = 1205,               /* an access token must be bound to a key of the client */
    FAPI_ANSWER_LIFETIME = 1206,              /* what is issued lives longer or shorter than the policy lets it */
    FAPI_ANSWER_CLAIM_RESERVED = 1207,        /* a claim or member is given that the library writes itself */
    FAPI_ANSWER_CLAIM_MISSING = 1208,         /* a claim is missing that the token must have */
    FAPI_ANSWER_CLAIM = 1209,                 /* a claim has the wrong type or value */
    FAPI_ANSWER_SCOPE = 1210,                 /* the granted scope is malformed */
    FAPI_ANSWER_SCOPE_MISSING = 1211,         /* the policy wants a scope in each access token */
    FAPI_ANSWER_GRANT = 1212,                 /* a grant without a user gives neither a refresh token nor an ID token */
    FAPI_ANSWER_ID_TOKEN_MISSING = 1213,      /* openid was granted with a code, but there is no ID token */
    FAPI_ANSWER_PERSONAL = 1214,              /* personal data in an ID token that passes the browser unencrypted */
    FAPI_ANSWER_ALG = 1215,                   /* no signing key has the algorithm that the client registered */
    FAPI_ANSWER_ACTIVE = 1216,                /* a token that is not active must have no members */

    FAPI_JWE_DECRYPTION = 1300,         /* the message does not decrypt */
    FAPI_JWE_STRUCTURE = 1301,          /* not a compact JWE of five parts */
    FAPI_JWE_SIZE = 1302,               /* the JWE is too long */
    FAPI_JWE_HEADER = 1303,             /* the header of the JWE is malformed; in traces only, see FAPI_JSON_ */
    FAPI_JWE_ALG_MISSING = 1304,        /* the alg header of the JWE is missing or not a string */
    FAPI_JWE_ALG = 1305,                /* the key encryption algorithm is not allowed here */
    FAPI_JWE_ALG_RSA1_5 = 1306,         /* RSA1_5 is never allowed */
    FAPI_JWE_ALG_PBES2 = 1307,          /* encryption with a password is never allowed */
    FAPI_JWE_ALG_SYMMETRIC = 1308,      /* encryption with a shared key is never allowed */
    FAPI_JWE_ALG_ECDH_1PU = 1309,       /* encryption is never taken for authentication, so ECDH-1PU is not allowed */
    FAPI_JWE_ENC_MISSING = 1310,        /* the enc header is missing or not a string */
    FAPI_JWE_ENC = 1311,                /* the content encryption algorithm is not allowed here */
    FAPI_JWE_ZIP = 1312,                /* compressed content is never allowed */
    FAPI_JWE_CRIT = 1313,               /* a critical header of the JWE is not understood */
    FAPI_JWE_CRIT_FORM = 1314,          /* the crit header of the JWE is malformed */
    FAPI_JWE_HEADER_TYPE = 1315,        /* a header of the JWE has the wrong JSON type or form */
    FAPI_JWE_CTY = 1316,                /* the cty of an encrypted JWT must be JWT */
    FAPI_JWE_KID = 1317,                /* the kid of the JWE is malformed or too long */
    FAPI_JWE_EMBEDDED_KEY = 1318,       /* keys and key locations in the header of a JWE are not used */
    FAPI_JWE_EPK_MISSING = 1319,        /* the epk header is missing */
    FAPI_JWE_EPK = 1320,                /* epk is not a P-256 key */
    FAPI_JWE_EPK_PRIVATE = 1321,        /* epk must have public members only */
    FAPI_JWE_PARTY = 1322,              /* apu or apv is not base64url or too long */
    FAPI_JWE_PARAMETER = 1323,          /* the JWE has a header of another algorithm */
    FAPI_JWE_KEY = 1324,                /* no key for this JWE */
    FAPI_JWE_KEY_AMBIGUOUS = 1325,      /* more than one key for this JWE */
    FAPI_JWE_PLAINTEXT = 1326,          /* what is encrypted must be a signed JWT */
    FAPI_JWE_IN_JWE = 1327,             /* a JWE inside a JWE is not allowed */
    FAPI_JWE_COPY = 1328,               /* iss, sub or aud in the header of a JWE differs from the claim inside */
    FAPI_JWE_KEY_USE = 1329,            /* the use of the key is not encryption */
    FAPI_REQUEST_OBJECT_PLAIN = 1330,   /* the request object must be encrypted */
    FAPI_ANSWER_ENCRYPTION = 1331,      /* the client wants the answer encrypted in a way that it cannot be */
    FAPI_AUTHORIZATION_PERSONAL = 1332, /* personal data is essential in an ID token that the browser sees and nobody can encrypt */

    FAPI_AUTHORIZATION_RESPONSE_REPEATED = 1340,         /* a parameter comes twice in the authorization response */
    FAPI_AUTHORIZATION_RESPONSE_ISS_MISSING = 1341,      /* the authorization response does not tell its server */
    FAPI_AUTHORIZATION_RESPONSE_ISS = 1342,              /* the authorization response is from another server */
    FAPI_AUTHORIZATION_RESPONSE_ISS_UNANNOUNCED = 1343,  /* an iss from a server whose metadata does not announce it */
    FAPI_AUTHORIZATION_RESPONSE_STATE_MISSING = 1344,    /* the state of the request does not come back */
    FAPI_AUTHORIZATION_RESPONSE_STATE = 1345,            /* the state is not that of the request */
    FAPI_AUTHORIZATION_RESPONSE_PLACE = 1346,            /* the response came in another mode than was asked for */
    FAPI_AUTHORIZATION_RESPONSE_BOTH = 1347,             /* code and error in one authorization response */
    FAPI_AUTHORIZATION_RESPONSE_EMPTY = 1348,            /* neither code nor error in the authorization response */
    FAPI_AUTHORIZATION_RESPONSE_ERROR_TEXT = 1349,       /* the error that came is malformed or too long */
    FAPI_AUTHORIZATION_RESPONSE_ERROR = 1350,            /* the server refused the authorization request */
    FAPI_AUTHORIZATION_RESPONSE_CODE = 1351,             /* the code is too long or has characters that it must not */
    FAPI_AUTHORIZATION_RESPONSE_TOKEN = 1352,            /* an access or refresh token in the authorization response */
    FAPI_AUTHORIZATION_RESPONSE_ID_TOKEN = 1353,         /* an ID token came that was not asked for */
    FAPI_AUTHORIZATION_RESPONSE_ID_TOKEN_MISSING = 1354, /* the ID token that was asked for did not come */
    FAPI_AUTHORIZATION_RESPONSE_REDIRECT_URI = 1355,     /* the response came to another URL than the redirect URI */
    FAPI_AUTHORIZATION_RESPONSE_UNSIGNED = 1356,         /* the policy wants a signed authorization response */

    FAPI_JARM_MISSING = 1370,        /* the authorization response is not a JWT */
    FAPI_JARM_NOT_ALONE = 1371,      /* a parameter beside the response JWT */
    FAPI_JARM_NOT_ENCRYPTED = 1372,  /* the response JWT is not encrypted, as was agreed */
    FAPI_JARM_ENCRYPTED = 1373,      /* the response JWT is encrypted, which was not agreed */
    FAPI_JARM_ALG = 1374,            /* the response JWT is not signed as the policy allows */
    FAPI_JARM_ALG_REGISTERED = 1375, /* the response JWT has another alg than the registered one */
    FAPI_JARM_TYP = 1376,            /* the typ header is not that of a response JWT */
    FAPI_JARM_KIND = 1377,           /* a claim of another kind of JWT in the response JWT */
    FAPI_JARM_CLAIM_TYPE = 1378,     /* a claim of the response JWT has the wrong type */
    FAPI_JARM_ISS_MISSING = 1379,    /* the response JWT has no issuer */
    FAPI_JARM_ISS = 1380,            /* the response JWT is from another server */
    FAPI_JARM_SIGNATURE = 1381,      /* the signature of the response JWT does not verify */
    FAPI_JARM_AUD_MISSING = 1382,    /* the response JWT has no audience */
    FAPI_JARM_AUD = 1383,            /* the response JWT is not for this client alone */
    FAPI_JARM_EXP_MISSING = 1384,    /* the response JWT has no expiry */
    FAPI_JARM_EXPIRED = 1385,        /* the response JWT has expired */
    FAPI_JARM_LIFETIME = 1386,       /* the response JWT lives too long */
    FAPI_JARM_NBF = 1387,            /* the response JWT is not valid yet */
    FAPI_JARM_IAT_FUTURE = 1388,     /* the response JWT was issued in the future */
    FAPI_JARM_IAT_OLD = 1389,        /* the response JWT was issued too long ago */

    FAPI_ID_TOKEN_MISSING = 1400,           /* there is no ID token */
    FAPI_ID_TOKEN_NOT_ENCRYPTED = 1401,     /* the ID token is not encrypted, as was agreed */
    FAPI_ID_TOKEN_ENCRYPTED = 1402,         /* the ID token is encrypted, which was not agreed */
    FAPI_ID_TOKEN_ALG = 1403,               /* the ID token is not signed as the policy allows */
    FAPI_ID_TOKEN_ALG_REGISTERED = 1404,    /* the ID token has another alg than the registered one */
    FAPI_ID_TOKEN_TYP = 1405,               /* the typ header is that of another kind of JWT than an ID token */
    FAPI_ID_TOKEN_KIND = 1406,              /* a claim of another kind of JWT in the ID token */
    FAPI_ID_TOKEN_CLAIM_TYPE = 1407,        /* a claim of the ID token has the wrong type */
    FAPI_ID_TOKEN_ISS_MISSING = 1408,       /* the ID token has no issuer */
    FAPI_ID_TOKEN_ISS = 1409,               /* the ID token is from another issuer */
    FAPI_ID_TOKEN_SIGNATURE = 1410,         /* the signature of the ID token does not verify */
    FAPI_ID_TOKEN_SUB_MISSING = 1411,       /* the ID token has no sub */
    FAPI_ID_TOKEN_SUB = 1412,               /* sub of the ID token is not 1 to 255 characters of ASCII */
    FAPI_ID_TOKEN_AUD_MISSING = 1413,       /* the ID token has no audience */
    FAPI_ID_TOKEN_AUD = 1414,               /* the ID token is for another client */
    FAPI_ID_TOKEN_AUD_OTHER = 1415,         /* the ID token is also for somebody whom the client does not trust */
    FAPI_ID_TOKEN_AZP_MISSING = 1416,       /* an ID token for several audiences does not tell which of them asked for it */
    FAPI_ID_TOKEN_AZP = 1417,               /* the ID token was asked for by another client */
    FAPI_ID_TOKEN_EXP_MISSING = 1418,       /* the ID token has no expiry */
    FAPI_ID_TOKEN_EXPIRED = 1419,           /* the ID token has expired */
    FAPI_ID_TOKEN_NBF = 1420,               /* the ID token is not valid yet */
    FAPI_ID_TOKEN_IAT_MISSING = 1421,       /* the ID token has no time of issue */
    FAPI_ID_TOKEN_IAT_FUTURE = 1422,        /* the ID token was issued in the future */
    FAPI_ID_TOKEN_IAT_OLD = 1423,           /* the ID token was issued too long ago */
    FAPI_ID_TOKEN_NONCE_MISSING = 1424,     /* the nonce of the request does not come back in the ID token */
    FAPI_ID_TOKEN_NONCE = 1425,             /* the nonce of the ID token is not that of the request */
    FAPI_ID_TOKEN_NONCE_UNASKED = 1426,     /* the ID token has a nonce although the request had none */
    FAPI_ID_TOKEN_AUTH_TIME_MISSING = 1427, /* max_age was asked for, and the ID token has no auth_time */
    FAPI_ID_TOKEN_AUTH_TIME_OLD = 1428,     /* the user was authenticated longer ago than max_age allows */
    FAPI_ID_TOKEN_AUTH_TIME_FUTURE = 1429,  /* auth_time lies in the future */
    FAPI_ID_TOKEN_ACR_MISSING = 1430,       /* an acr was asked for, and the ID token has none */
    FAPI_ID_TOKEN_ACR = 1431,               /* the acr is none of those that were asked for */
    FAPI_ID_TOKEN_C_HASH_MISSING = 1432,    /* an ID token that came beside a code has no c_hash */
    FAPI_ID_TOKEN_C_HASH = 1433,            /* c_hash is not the hash of the code */
    FAPI_ID_TOKEN_S_HASH_MISSING = 1434,    /* an ID token that came beside a state has no s_hash */
    FAPI_ID_TOKEN_S_HASH = 1435,            /* s_hash is not the hash of the state */
    FAPI_ID_TOKEN_AT_HASH = 1436,           /* at_hash is not the hash of the access token */
    FAPI_ID_TOKEN_RT_HASH = 1437,           /* rt_hash is not the hash of the refresh token */
    FAPI_ID_TOKEN_AUTH_REQ_ID = 1438,       /* the ID token belongs to another auth_req_id */
    FAPI_ID_TOKEN_SUB_CHANGED = 1439,       /* sub differs from that of the earlier ID token */
    FAPI_ID_TOKEN_AUTH_TIME_CHANGED = 1440, /* auth_time differs from that of the earlier ID token */

    FAPI_TOKEN_RESPONSE_ACCESS_TOKEN_MISSING = 1450, /* the token response has no access token */
    FAPI_TOKEN_RESPONSE_ACCESS_TOKEN = 1451,         /* the access token is not one that an Authorization field could hold */
    FAPI_TOKEN_RESPONSE_TYPE_MISSING = 1452,         /* the token response has no token_type */
    FAPI_TOKEN_RESPONSE_TYPE = 1453,                 /* token_type does not fit the binding that was asked for */
    FAPI_TOKEN_RESPONSE_EXPIRES_IN = 1454,           /* expires_in of the token response is not a positive integer */
    FAPI_TOKEN_RESPONSE_SCOPE = 1455,                /* scope of the token response is malformed */
    FAPI_TOKEN_RESPONSE_SCOPE_GROWN = 1456,          /* scope of the token response goes beyond what was asked for */
    FAPI_TOKEN_RESPONSE_REFRESH_TOKEN = 1457,        /* refresh_token of the token response is malformed */
    FAPI_TOKEN_RESPONSE_ID_TOKEN = 1458,             /* id_token of the token response is not a text */
    FAPI_TOKEN_RESPONSE_ID_TOKEN_MISSING = 1459,     /* openid was asked for, but the token response has no ID token */
    FAPI_TOKEN_RESPONSE_DETAILS = 1460,              /* authorization_details of the token response is no list of objects with a type */
    FAPI_TOKEN_RESPONSE_ERROR = 1461,                /* the token response grants tokens and has an error */
    FAPI_TOKEN_RESPONSE_PENDING = 1462,              /* the user has not decided yet */
    FAPI_TOKEN_RESPONSE_SLOW_DOWN = 1463,            /* the server was asked for the tokens too often */
    FAPI_TOKEN_RESPONSE_AUTH_REQ_ID = 1464,          /* the ID token is for another auth_req_id */
    FAPI_TOKEN_RESPONSE_RT_HASH = 1465,              /* rt_hash of the ID token is not that of the refresh token */

    FAPI_INTROSPECTION_RESPONSE_HTTP = 1490,         /* the authorization server did not answer the question about the token */
    FAPI_INTROSPECTION_RESPONSE_CONTENT_TYPE = 1491, /* the introspection response has another media type */
    FAPI_INTROSPECTION_RESPONSE_UNSIGNED = 1492,     /* the introspection response must be signed */
    FAPI_INTROSPECTION_RESPONSE_ACTIVE = 1493,       /* active of the introspection response is missing or no boolean */
    FAPI_INTROSPECTION_RESPONSE_INACTIVE = 1494,     /* the token is not active */
    FAPI_INTROSPECTION_RESPONSE_TOKEN_TYPE = 1495,   /* token_type of the introspection response does not fit its cnf */
    FAPI_INTROSPECTION_RESPONSE_TYP = 1496,          /* the JWT is of another kind than an introspection response */
    FAPI_INTROSPECTION_RESPONSE_ALG = 1497,          /* the algorithm of the introspection response is not allowed */
    FAPI_INTROSPECTION_RESPONSE_SIGNATURE = 1498,    /* the signature of the introspection response does not verify */
    FAPI_INTROSPECTION_RESPONSE_ISS = 1499,          /* iss of the introspection response is not the server that was asked */
    FAPI_INTROSPECTION_RESPONSE_AUD = 1500,          /* the introspection response is for another resource server */
    FAPI_INTROSPECTION_RESPONSE_IAT = 1501,          /* the introspection response does not say when it was made */
    FAPI_INTROSPECTION_RESPONSE_IAT_FUTURE = 1502,   /* the introspection response was made in the future */
    FAPI_INTROSPECTION_RESPONSE_OBJECT = 1503,       /* the introspection response has no object token_introspection */
    FAPI_INTROSPECTION_RESPONSE_TOP_LEVEL = 1504,    /* the introspection response could pass for an access token */
    FAPI_INTROSPECTION_RESPONSE_PLAIN = 1505,        /* the introspection response is not encrypted, as was agreed */
    FAPI_TOKEN_PLAIN = 1506,                         /* the access token is not encrypted, as was agreed */

    FAPI_SERVER_REFUSED = 1540,                   /* the server refused, and says why */
    FAPI_SERVER_NONCE = 1541,                     /* the server wants a proof with the nonce that it gives */
    FAPI_SERVER_ERROR = 1542,                     /* the server refused without a readable error */
    FAPI_BACKCHANNEL_RESPONSE_AUTH_REQ_ID = 1543, /* auth_req_id is missing or malformed */
    FAPI_BACKCHANNEL_RESPONSE_EXPIRES_IN = 1544,  /* expires_in of the acknowledgement is missing or no positive integer */
    FAPI_BACKCHANNEL_RESPONSE_INTERVAL = 1545,    /* interval of the acknowledgement is no positive integer */
    FAPI_PAR_RESPONSE_REQUEST_URI = 1546,         /* request_uri of the response is missing or malformed */
    FAPI_PAR_RESPONSE_EXPIRES_IN = 1547,          /* expires_in of the pushed request is missing or no positive integer */
    FAPI_PAR_RESPONSE_LIFETIME = 1548,            /* the pushed request lives longer than the policy lets it */
    FAPI_PING_METHOD = 1549,                      /* a ping must use POST */
    FAPI_PING_TOKEN_MISSING = 1550,               /* the ping has no bearer token */
    FAPI_PING_TOKEN = 1551,                       /* the bearer token of the ping is not the one that was given */
    FAPI_PING_BODY = 1552,                        /* the ping is no JSON object */
    FAPI_PING_AUTH_REQ_ID = 1553,                 /* the ping is for another authentication */
    FAPI_CHALLENGE_SYNTAX = 1554,                 /* WWW-Authenticate is malformed */
    FAPI_CHALLENGE_REPEATED = 1555,               /* a parameter of a challenge is repeated */
    FAPI_RESOURCE_INTERACTION_ID = 1556,          /* the response has not the x-fapi-interaction-id of the request */

    FAPI_RESPONSE_SIZE = 1560,         /* the body of the response is too long */
    FAPI_RESPONSE_HTTP = 1561,         /* the response has an HTTP status that the message does not allow */
    FAPI_RESPONSE_CONTENT_TYPE = 1562, /* the response has another media type */

    FAPI_FLOW_FORM = 1570,        /* the stored flow is not what was stored */
    FAPI_FLOW_RESERVED = 1571,    /* a parameter that the library makes itself */
    FAPI_FLOW_CLIENT_AUTH = 1572, /* the client is registered with an authentication method that the profile does not allow */
    FAPI_FLOW_SIGNER = 1573,      /* the client has no signing key of the algorithm that it registered */
    FAPI_FLOW_MTLS = 1574,        /* the client is registered with a method that needs its certificate, but calls are made without */
    FAPI_FLOW_BINDING = 1575,     /* the client has neither a DPoP key nor a certificate that tokens could be bound to */
    FAPI_FLOW_ENDPOINT = 1576,    /* the server has no such endpoint */
    FAPI_FLOW_EXPIRED = 1577,     /* what the server gave for this step has expired */
    FAPI_FLOW_PUSH = 1578,        /* the request must be pushed before the browser is sent */
    FAPI_FLOW_GRANT = 1579,       /* the client is not registered for this grant */
    FAPI_FLOW_SCOPE = 1580,       /* the scope is malformed or has no meaning for this grant */
    FAPI_FLOW_JSON = 1581,        /* a parameter of the request that is JSON is malformed */
    FAPI_FLOW_SIZE = 1582,        /* the message would be too long */
    FAPI_FLOW_DPOP_KEY = 1583,    /* the key of DPoP proofs signs something else as well */
    FAPI_FLOW_ENCRYPTER = 1584,   /* the request object must be encrypted, and no key of the server is there for it */

    FAPI_USERINFO_NOT_SIGNED = 1600,     /* the userinfo response is not signed, as was agreed */
    FAPI_USERINFO_NOT_ENCRYPTED = 1601,  /* the userinfo response is not encrypted, as was agreed */
    FAPI_USERINFO_ENCRYPTED = 1602,      /* the userinfo response is encrypted, which was not agreed */
    FAPI_USERINFO_ALG = 1603,            /* the userinfo response is not signed as the policy allows */
    FAPI_USERINFO_ALG_REGISTERED = 1604, /* the userinfo response has another alg than the registered one */
    FAPI_USERINFO_TYP = 1605,            /* the typ header is that of another kind of JWT than a userinfo response */
    FAPI_USERINFO_KIND = 1606,           /* a claim of another kind of JWT in the userinfo response */
    FAPI_USERINFO_CLAIM_TYPE = 1607,     /* a claim of the userinfo response has the wrong type */
    FAPI_USERINFO_ISS_MISSING = 1608,    /* a signed userinfo response has no issuer */
    FAPI_USERINFO_ISS = 1609,            /* the userinfo response is from another issuer */
    FAPI_USERINFO_SIGNATURE = 1610,      /* the signature of the userinfo response does not verify */
    FAPI_USERINFO_AUD_MISSING = 1611,    /* a signed userinfo response has no audience */
    FAPI_USERINFO_AUD = 1612,            /* the userinfo response is for another client */
    FAPI_USERINFO_EXPIRED = 1613,        /* the userinfo response has expired */
    FAPI_USERINFO_NOT_YET = 1614,        /* the userinfo response is of the future */
    FAPI_USERINFO_SUB_MISSING = 1615,    /* the userinfo response has no sub */
    FAPI_USERINFO_SUB = 1616,            /* sub of the userinfo response is not that of the ID token */

    FAPI_DISCOVERY_HTTP = 1620,                    /* metadata come with HTTP status 200 and no other */
    FAPI_DISCOVERY_CONTENT_TYPE = 1621,            /* metadata are of media type application/json */
    FAPI_SIGNED_METADATA_MISSING = 1622,           /* there are no signed metadata */
    FAPI_SIGNED_METADATA_TYP = 1623,               /* the JWT is of another kind than signed metadata */
    FAPI_SIGNED_METADATA_ALG = 1624,               /* the algorithm of the signed metadata is not allowed */
    FAPI_SIGNED_METADATA_ISS_MISSING = 1625,       /* the signed metadata have no issuer */
    FAPI_SIGNED_METADATA_ISSUER = 1626,            /* the issuer of the signed metadata is not trusted here */
    FAPI_SIGNED_METADATA_KEY = 1627,               /* no key of the issuer fits the signed metadata */
    FAPI_SIGNED_METADATA_SIGNATURE = 1628,         /* the signature of the signed metadata does not verify */
    FAPI_SIGNED_METADATA_TIME = 1629,              /* the signed metadata are not valid any longer, or not yet */
    FAPI_SIGNED_METADATA_NESTED = 1630,            /* signed metadata must not hold signed metadata */
    FAPI_RESOURCE_METADATA_RESOURCE = 1631,        /* resource is not an https URL without fragment */
    FAPI_RESOURCE_METADATA_QUERY = 1632,           /* resource should have no query */
    FAPI_RESOURCE_METADATA_MISMATCH = 1633,        /* resource is not the one that was asked */
    FAPI_RESOURCE_METADATA_SERVERS = 1634,         /* an authorization server of the resource is not an issuer identifier */
    FAPI_RESOURCE_METADATA_BEARER_METHOD = 1635,   /* access tokens are taken in the header and nowhere else */
    FAPI_RESOURCE_METADATA_BINDING = 1636,         /* the resource announces a sender constraint that the profile does not let in */
    FAPI_RESOURCE_METADATA_BINDING_MISSING = 1637, /* the resource announces no sender constraint */
    FAPI_RESOURCE_METADATA_CROSS = 1638,           /* resource and authorization server do not name one another */
    FAPI_REGISTERED_CLIENT_ID = 1640,              /* the answer to the registration has no client_id */
    FAPI_REGISTERED_MISSING = 1641,                /* the server left out what the client asked for */
    FAPI_REGISTERED_CHANGED = 1642,                /* the server registered something else than the client asked for */
    FAPI_JWKS_CERTIFICATE_KEY = 1645,              /* the first certificate of x5c has another key than the JWK */
    FAPI_JWKS_CERTIFICATE_USE = 1646,              /* the use of the key is not one of the first certificate of x5c */
    FAPI_JWKS_X5T = 1647,                          /* x5t or x5t#S256 is not the digest of the first certificate of x5c */

    FAPI_HEADER_AUTH_DATE_MISSING = 1650,      /* the x-fapi-auth-date field is missing */
    FAPI_HEADER_AUTH_DATE = 1651,              /* x-fapi-auth-date is not one HTTP-date */
    FAPI_HEADER_CUSTOMER_IP = 1652,            /* x-fapi-customer-ip-address is not one IPv4 or IPv6 address */
    FAPI_HEADER_INTERACTION_ID = 1653,         /* x-fapi-interaction-id, where it is sent, is one UUID */
    FAPI_HEADER_IDEMPOTENCY_MISSING = 1654,    /* the x-idempotency-key field is missing */
    FAPI_HEADER_IDEMPOTENCY_UNEXPECTED = 1655, /* x-idempotency-key on a request that is not idempotent by key */
    FAPI_HEADER_IDEMPOTENCY_KEY = 1656,        /* x-idempotency-key is empty, repeated or too long */

    FAPI_BODY_SIGNATURE_MISSING = 1660,           /* a message that must be signed has no x-jws-signature */
    FAPI_BODY_SIGNATURE_FORM = 1661,              /* x-jws-signature is not a JOSE header, two dots and a signature */
    FAPI_BODY_SIGNATURE_MEMBER = 1662,            /* the JOSE header of x-jws-signature holds a member that is not listed */
    FAPI_BODY_SIGNATURE_ALG = 1663,               /* the algorithm of x-jws-signature is not PS256 */
    FAPI_BODY_SIGNATURE_KID = 1664,               /* kid of x-jws-signature is missing, or names no key of the signer */
    FAPI_BODY_SIGNATURE_TYPE = 1665,              /* typ or cty of x-jws-signature is not that of the message */
    FAPI_BODY_SIGNATURE_CRIT = 1666,              /* crit of x-jws-signature does not list what it must and nothing else */
    FAPI_BODY_SIGNATURE_B64 = 1667,               /* b64 of x-jws-signature is not what the version of the API asks for */
    FAPI_BODY_SIGNATURE_IAT = 1668,               /* the time of x-jws-signature is missing or not in the past */
    FAPI_BODY_SIGNATURE_ISS = 1669,               /* the issuer of x-jws-signature is missing or another */
    FAPI_BODY_SIGNATURE_TAN = 1670,               /* the trust anchor of x-jws-signature is missing or another */
    FAPI_BODY_SIGNATURE_INVALID = 1671,           /* x-jws-signature does not verify over the body */
    FAPI_API_MESSAGE_CONTENT_TYPE = 1672,         /* a signed message is of media type application/jwt */
    FAPI_API_MESSAGE_HEADER = 1673,               /* the JOSE header of a signed message has alg PS256, typ JWT and a kid */
    FAPI_API_MESSAGE_KEY = 1674,                  /* kid of the signed message names no key of the sender */
    FAPI_API_MESSAGE_SIGNATURE = 1675,            /* the signature of the signed message does not verify */
    FAPI_API_MESSAGE_AUD = 1676,                  /* the signed message is for another receiver */
    FAPI_API_MESSAGE_ISS = 1677,                  /* the signed message is from another sender */
    FAPI_API_MESSAGE_JTI = 1678,                  /* jti of the signed message is not a UUID of version 4 */
    FAPI_API_MESSAGE_IAT = 1679,                  /* the signed message was not made just now */
    FAPI_SIGNATURE_MISSING = 1680,                /* the message is not signed */
    FAPI_SIGNATURE_INPUT_FORM = 1681,             /* Signature-Input is not a dictionary of lists of components */
    FAPI_SIGNATURE_FORM = 1682,                   /* Signature is not a dictionary of byte sequences */
    FAPI_SIGNATURE_TAG = 1683,                    /* no signature has the tag that is wanted */
    FAPI_SIGNATURE_AMBIGUOUS = 1684,              /* more than one signature has the tag that is wanted */
    FAPI_SIGNATURE_LABEL = 1685,                  /* the Signature field lacks the signature that Signature-Input describes */
    FAPI_SIGNATURE_PARAMETER = 1686,              /* a parameter of the signature has the wrong type or size */
    FAPI_SIGNATURE_CREATED_MISSING = 1687,        /* the signature does not say when it was made */
    FAPI_SIGNATURE_CREATED_FUTURE = 1688,         /* the signature was made in the future */
    FAPI_SIGNATURE_CREATED_OLD = 1689,            /* the signature is too old */
    FAPI_SIGNATURE_EXPIRED = 1690,                /* the signature has expired */
    FAPI_SIGNATURE_KEYID_MISSING = 1691,          /* the signature names no key */
    FAPI_SIGNATURE_ALG = 1692,                    /* the algorithm of the signature is not allowed or not that of its key */
    FAPI_SIGNATURE_KEY = 1693,                    /* no single key of the signer has the keyid of the signature */
    FAPI_SIGNATURE_COMPONENT = 1694,              /* a covered component is unknown or not of this kind of message */
    FAPI_SIGNATURE_COMPONENT_PARAMETER = 1695,    /* a covered component has a parameter that is unknown or out of place */
    FAPI_SIGNATURE_COMPONENT_REPEATED = 1696,     /* a component is covered twice */
    FAPI_SIGNATURE_COMPONENT_ABSENT = 1697,       /* a covered component is not in the message */
    FAPI_SIGNATURE_COMPONENT_VALUE = 1698,        /* a covered component holds what cannot be signed */
    FAPI_SIGNATURE_SIZE = 1699,                   /* the covered components are too long */
    FAPI_SIGNATURE_METHOD = 1700,                 /* the signature does not cover the method */
    FAPI_SIGNATURE_TARGET_URI = 1701,             /* the signature does not cover the target URI */
    FAPI_SIGNATURE_AUTHORIZATION = 1702,          /* the signature does not cover the Authorization field */
    FAPI_SIGNATURE_DPOP = 1703,                   /* the signature does not cover the DPoP field */
    FAPI_SIGNATURE_CONTENT_DIGEST = 1704,         /* the signature does not cover the digest of the content */
    FAPI_SIGNATURE_STATUS = 1705,                 /* the signature does not cover the status */
    FAPI_SIGNATURE_REQUEST_METHOD = 1706,         /* the signature of the response does not cover the method of its request */
    FAPI_SIGNATURE_REQUEST_TARGET_URI = 1707,     /* the signature of the response does not cover the target URI of its request */
    FAPI_SIGNATURE_REQUEST_CONTENT_DIGEST = 1708, /* the signature of the response does not cover the content digest of its request */
    FAPI_SIGNATURE_REQUEST_SIGNATURE = 1709,      /* the signature of the response does not cover the signature of its request */
    FAPI_SIGNATURE_REQUIRED = 1710,               /* the signature does not cover a component that is wanted here */
    FAPI_SIGNATURE_INVALID = 1711,                /* the signature over the message does not verify */

    FAPI_CONTENT_DIGEST_MISSING = 1720,  /* there is content but no Content-Digest */
    FAPI_CONTENT_DIGEST_FORM = 1721,     /* Content-Digest is not a dictionary of byte sequences */
    FAPI_CONTENT_DIGEST_UNKNOWN = 1722,  /* Content-Digest has no digest by a known algorithm */
    FAPI_CONTENT_DIGEST_MISMATCH = 1723, /* the content is not what Content-Digest says */

    FAPI_GRANT_FORM = 1750,                     /* the text is not a grant as it was stored, or not the whole of it */
    FAPI_CONSENT_METHOD = 1751,                 /* what a user answered must come by POST */
    FAPI_CONSENT_MISSING = 1752,                /* the ticket of the page is missing */
    FAPI_CONSENT_UNKNOWN = 1753,                /* no page was made with this ticket */
    FAPI_CONSENT_USED = 1754,                   /* the request was answered before */
    FAPI_CONSENT_EXPIRED = 1755,                /* the page was open for too long */
    FAPI_AUTHORIZATION_SCOPE_UNKNOWN = 1756,    /* no value of the requested scope is offered here */
    FAPI_AUTHORIZATION_RESOURCE_UNKNOWN = 1757, /* the resource that is asked for is not one of this server */
    FAPI_ANSWER_SCOPE_GROWS = 1758,             /* more scope is granted than was asked for */
    FAPI_ANSWER_AUTH_TIME = 1759,               /* the user logged in longer ago than the request lets it */

    FAPI_TOKEN_REQUEST_RESOURCE = 1770,      /* the resource is not one that was granted */
    FAPI_TOKEN_REQUEST_SCOPE_UNKNOWN = 1771, /* nothing of the scope that was asked for is offered here */

    FAPI_REVOCATION_METHOD = 1810, /* a revocation request must use POST */
    FAPI_REVOCATION_TOKEN = 1811,  /* the token that is to be revoked is missing */
    FAPI_REVOCATION_CLIENT = 1812, /* the token that is to be revoked was issued to another client */

    FAPI_USERINFO_METHOD = 1820,        /* a userinfo request must use GET or POST */
    FAPI_USERINFO_TOKEN_UNKNOWN = 1821, /* the access token is none that this server knows */
    FAPI_USERINFO_TOKEN_USER = 1822,    /* the access token was not issued for a user */

    FAPI_REVOCATION_LATER = 1830, /* the server could not revoke the token now, which is still good */

    FAPI_STORE_UNAVAILABLE = 1840,         /* the database of the server does not answer */
    FAPI_AUTHORIZATION_INTERACTION = 1841, /* the user would have to be asked, and the request forbids it */

    FAPI_ANSWER_SUBJECT = 1850,             /* the user is not the one whom the request names */
    FAPI_ANSWER_ACR = 1851,                 /* the user did not log in in a way that the request makes essential */
    FAPI_AUTHORIZATION_SCOPE_CLIENT = 1852, /* the client registered no value of the requested scope */
    FAPI_TOKEN_REQUEST_SCOPE_CLIENT = 1853  /* the client registered nothing of the scope that it asks for */
};

/* The name of the constant, for example "FAPI_DPOP_HTU"; NULL for an unknown value. Owns: static text. */
FAPI_EXPORT const char *fapi_status_name(int status);
/* One line of what the status means; never quotes input. NULL for an unknown value. Owns: static text. */
FAPI_EXPORT const char *fapi_status_text(int status);
/* The clause that the status enforces, for example "RFC 9449 4.3 (9)"; "" for statuses of use. Owns: static text. */
FAPI_EXPORT const char *fapi_status_clause(int status);
/* The OAuth `error` value to send for it, "" where the kind of message decides (see fapi_verdict_oauth_error). */
FAPI_EXPORT const char *fapi_status_oauth_error(int status);
/* The HTTP status to send for it, 500 for statuses of use, 0 where the kind of message decides. */
FAPI_EXPORT int fapi_status_http(int status);
/* How many statuses there are, and the one at an index, in ascending order. */
FAPI_EXPORT size_t fapi_status_count(void);
FAPI_EXPORT int fapi_status_at(size_t index);

/* The value of any public constant by its name, for bindings that cannot read this header.
 * Fails: FAPI_ERR_ARG, FAPI_ERR_NOT_FOUND. */
FAPI_EXPORT FAPI_NODISCARD int fapi_constant(const char *name, size_t name_len, int64_t *value);

/* ------------------------------------------------------------------------------------------------------ context -- */

typedef struct fapi_context fapi_context;

/* Give size bytes (never 0) aligned for any type, or NULL. */
typedef void *(*fapi_alloc_fn)(void *user, size_t size);
/* Take back what the same context's alloc gave; never NULL; size is what was asked for. */
typedef void (*fapi_free_fn)(void *user, void *pointer, size_t size);

/* A context carries the allocator and the state of the cryptographic provider (warmed curve tables, fetched
 * algorithms). Make one for the process and pass it to each constructor. NULL in its place is legal everywhere and
 * makes a private context, which costs more time and memory.
 * Owns:   reference-counted: handles made with it keep it alive, fapi_context_free gives up the caller's reference.
 * Thread: may be shared. */
FAPI_EXPORT fapi_context *fapi_context_new(void);
/* The same with the host's allocator; the cryptographic library keeps its own. Both functions must be thread-safe if
 * handles are shared. NULL for either of them gives NULL. */
FAPI_EXPORT fapi_context *fapi_context_new_allocator(fapi_alloc_fn alloc_fn, fapi_free_fn free_fn, void *user);
FAPI_EXPORT void fapi_context_free(fapi_context *context);
/* "libsodium+mbedtls" or "libsodium+openssl". Owns: static text. */
FAPI_EXPORT const char *fapi_context_provider(const fapi_context *context);
/* 1: verify and make Ed25519 signatures with OpenSSL instead of libsodium, for a FIPS module. Before any key is made.
 * Fails: FAPI_ERR_ARG, FAPI_ERR_UNSUPPORTED in the default library. */
FAPI_EXPORT FAPI_NODISCARD int fapi_context_set_openssl_ed25519(fapi_context *context, int on);

/* --------------------------------------------------------------------------------------------------------- keys -- */

/* Signature algorithms; each is one bit, so that a set of them is their sum. `EdDSA` (RFC 8037) and `Ed25519`
 * (RFC 9864) both name FAPI_ALG_EDDSA, always with curve Ed25519. No HMAC exists here. */
enum fapi_alg { FAPI_ALG_PS256 = 1, FAPI_ALG_ES256 = 2, FAPI_ALG_EDDSA = 4, FAPI_ALG_RS256 = 8 };
/* "PS256", "ES256", "EdDSA", "RS256"; NULL for anything but exactly one algorithm. Owns: static text. */
FAPI_EXPORT const char *fapi_alg_name(int alg);

typedef struct fapi_jwk fapi_jwk;   /* one public key; carries its algorithm */
typedef struct fapi_jwks fapi_jwks; /* a JWK set */
typedef struct fapi_signer fapi_signer; /* one private key that signs */

/* Read a public JWK. An RSA key without `alg` is a PS256 key; see fapi_jwks_insecure_set_rs256_default for sets.
 * json: at most FAPI_MAX_JWT bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CRYPTO, FAPI_JSON_*, FAPI_JWK_KTY to FAPI_JWK_RSA_EXPONENT, FAPI_JWK_PRIVATE to
 *        FAPI_JWK_ALG (a private or symmetric key is refused), FAPI_JWS_KID.
 * Spec:  RFC 7517 4, RFC 7518 6, RFC 8037 2.
 * Thread: the key may be shared. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwk_new(fapi_context *context, const char *json, size_t json_len, fapi_jwk **jwk);
FAPI_EXPORT void fapi_jwk_free(fapi_jwk *jwk);
/* One of enum fapi_alg. */
FAPI_EXPORT int fapi_jwk_alg(const fapi_jwk *jwk);
/* The kid, or length 0. Owns: lives as long as the key. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwk_kid(const fapi_jwk *jwk, const char **kid, size_t *kid_len);
/* The RFC 7638 SHA-256 thumbprint in base64url, FAPI_JKT_LENGTH characters and a NUL: jkt needs 44 bytes.
 * Fails: FAPI_ERR_ARG, _BUFFER. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwk_thumbprint(const fapi_jwk *jwk, char *jkt, size_t jkt_size);

/* An empty set, to be loaded once and then shared. Owns: reference-counted, as resource servers hold it. */
FAPI_EXPORT fapi_jwks *fapi_jwks_new(fapi_context *context);
FAPI_EXPORT void fapi_jwks_free(fapi_jwks *jwks);
/* 1: an RSA key without `alg` is an RS256 key. Only FAPI 1.0 Baseline lets RS256 in. Before loading.
 * Fails: FAPI_ERR_ARG, _STATE (loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwks_insecure_set_rs256_default(fapi_jwks *jwks, int on);
/* Load the document, once. Keys of an unknown kind, or that fail a rule, are skipped and counted; a symmetric or
 * private member anywhere refuses the whole set, and so does a set without one usable key.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (loaded before), _RANDOM, _CRYPTO, FAPI_JWKS_FORM, _SIZE, _EMPTY, FAPI_JSON_*,
 *        FAPI_JWK_PRIVATE, _SYMMETRIC.
 * Spec:  RFC 7517 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwks_load(fapi_jwks *jwks, const char *json, size_t json_len);
/* Usable keys; skipped entries, and the status that one of them was skipped with (FAPI_ERR_NOT_FOUND beyond the
 * end). */
FAPI_EXPORT size_t fapi_jwks_count(const fapi_jwks *jwks);
FAPI_EXPORT size_t fapi_jwks_skipped_count(const fapi_jwks *jwks);
FAPI_EXPORT int fapi_jwks_skipped_status(const fapi_jwks *jwks, size_t index);

/* A private key that signs, from a private JWK. Its memory is wiped on free. An RSA key without `alg` is for PS256.
 * json: at most FAPI_MAX_JWT bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO, FAPI_JSON_*, FAPI_JWK_* (but _PRIVATE), FAPI_JWS_KID.
 * Spec:  RFC 7517 4, RFC 7518 6, RFC 8037 2.
 * Thread: may be shared. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_new(fapi_context *context, const char *json, size_t json_len,
                                               fapi_signer **signer);
/* The same with a fresh key: P-256, Ed25519, or RSA of 3072 bits. Its kid is its thumbprint.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_generate(fapi_context *context, int alg, fapi_signer **signer);
/* Sign for a key that stays elsewhere (HSM, KMS). input is what is signed, sha256 its SHA-256 of 32 bytes, for devices that take
 * one or the other. Write the signature as JWS has it: PS256 and RS256 as long as the modulus, ES256 r and s of 32 bytes each (not
 * DER), EdDSA 64 bytes; *signature_len holds the room (1024) at first and must be the length in the end. Return 0, or anything else
 * if it failed. Called during fapi_jws_sign and what builds on it, on the caller's thread. */
typedef int (*fapi_sign_fn)(void *user, int alg, const uint8_t *input, size_t input_len, const uint8_t *sha256,
                            uint8_t *signature, size_t *signature_len);
/* A signer whose private key the host keeps. json: the public JWK, with alg and, if headers shall have one, kid. Each signature is
 * verified before it is used, so that a fault of the device never leaves the house: FAPI_ERR_CRYPTO.
 * Owns:  user is the host's, must outlive the signer, and is used by as many threads as the signer is.
 * Fails: as fapi_jwk_new. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_new_callback(fapi_context *context, const char *json, size_t json_len,
                                                        fapi_sign_fn sign_fn, void *user, fapi_signer **signer);
FAPI_EXPORT void fapi_signer_free(fapi_signer *signer);
/* One of enum fapi_alg. */
FAPI_EXPORT int fapi_signer_alg(const fapi_signer *signer);
/* The public half as a JWK document. Owns: lives as long as the signer. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_public_jwk(const fapi_signer *signer, const char **json, size_t *json_len);
/* The private key as a JWK document and a NUL, for a host that keeps its keys in a file; fapi_signer_new reads it. 10240 bytes hold any key.
 * Owns: the bytes are the caller's, to be wiped when they have been written: whoever reads them is this signer.
 * Fails: FAPI_ERR_ARG, _NOMEM, _BUFFER, _CRYPTO, FAPI_JWK_NOT_PRIVATE (the host keeps the key). Spec: RFC 7517 9.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_private_jwk(const fapi_signer *signer, char *json, size_t json_size,
                                                       size_t *json_len);
/* As fapi_jwk_thumbprint. Fails: FAPI_ERR_ARG, _BUFFER. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_thumbprint(const fapi_signer *signer, char *jkt, size_t jkt_size);

/* ------------------------------------------------------------------------------------------------------ verdict -- */

typedef struct fapi_verdict fapi_verdict;

/* What a rule was about. */
enum fapi_subject {
    FAPI_SUBJECT_NONE = 0,
    FAPI_SUBJECT_REQUEST = 1,
    FAPI_SUBJECT_ACCESS_TOKEN = 2,
    FAPI_SUBJECT_DPOP_PROOF = 3,
    FAPI_SUBJECT_CERTIFICATE = 4,
    FAPI_SUBJECT_JWS = 5,
    FAPI_SUBJECT_JWT = 6,
    FAPI_SUBJECT_CLIENT_ASSERTION = 7,
    FAPI_SUBJECT_REQUEST_OBJECT = 8,
    FAPI_SUBJECT_SOFTWARE_STATEMENT = 9,
    FAPI_SUBJECT_REGISTRATION = 10,
    FAPI_SUBJECT_AUTHORIZATION_RESPONSE = 15,
    FAPI_SUBJECT_ID_TOKEN = 16,
    FAPI_SUBJECT_USERINFO = 17,
    FAPI_SUBJECT_HTTP_SIGNATURE = 20 /* the signature of an HTTP message */
};
enum fapi_outcome { FAPI_OUTCOME_PASS = 0, FAPI_OUTCOME_FAIL = 1, FAPI_OUTCOME_SKIP = 2 };

/* A reusable result handle, some 120 KiB: all the working memory that a check needs. */
FAPI_EXPORT fapi_verdict *fapi_verdict_new(fapi_context *context);
FAPI_EXPORT void fapi_verdict_free(fapi_verdict *verdict);
/* Forget and wipe the last result. Checks do this themselves. */
FAPI_EXPORT void fapi_verdict_reset(fapi_verdict *verdict);
/* 1: record each rule that is tried, with its outcome. Kept across resets. Off at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_set_trace(fapi_verdict *verdict, int on);

/* The first broken rule, FAPI_OK if none; FAPI_ERR_STATE before any check. Name and text are those of fapi_status_name and
 * so on; so is the clause, but where the policy's profile is what asks for it, an authorization server names its clause. */
FAPI_EXPORT int fapi_verdict_status(const fapi_verdict *verdict);
FAPI_EXPORT const char *fapi_verdict_name(const fapi_verdict *verdict);
FAPI_EXPORT const char *fapi_verdict_clause(const fapi_verdict *verdict);
FAPI_EXPORT const char *fapi_verdict_text(const fapi_verdict *verdict);
/* The kind of message the rule was about; a word for it, NULL for an unknown value. Owns: static text. */
FAPI_EXPORT int fapi_verdict_subject(const fapi_verdict *verdict);
FAPI_EXPORT const char *fapi_subject_name(int subject);
/* What the rule wanted and what came: at most 120 characters of printable ASCII, everything else as \xNN, cut with
 * "..."; never a secret. "" where there is nothing to say. Both may hold input: they are for logs, not for answers. */
FAPI_EXPORT const char *fapi_verdict_expected(const fapi_verdict *verdict);
FAPI_EXPORT const char *fapi_verdict_actual(const fapi_verdict *verdict);

/* The answer to send: HTTP status (200 when all is well), OAuth error, the value of the WWW-Authenticate field, the
 * JSON error document, and the value of the DPoP-Nonce field. Length 0: nothing to send. After FAPI_OK a DPoP nonce may
 * still be there: send it with the answer, it is a fresher one. A check of a single message (JWS, JWT, proof) has
 * status and error only, and those are 0 and "" where the message that it came in decides.
 * Fails: FAPI_ERR_ARG, _STATE (before any check).
 * Spec:  RFC 6750 3, RFC 9449 7.1, 8, 9. */
FAPI_EXPORT int fapi_verdict_http(const fapi_verdict *verdict);
FAPI_EXPORT const char *fapi_verdict_oauth_error(const fapi_verdict *verdict);
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_www_authenticate(const fapi_verdict *verdict, const char **value,
                                                             size_t *value_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_error_json(const fapi_verdict *verdict, const char **json,
                                                       size_t *json_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_dpop_nonce(const fapi_verdict *verdict, const char **nonce,
                                                       size_t *nonce_len);

/* The x-fapi-interaction-id to send with every answer: the request's own, or a fresh UUID. Length 0 where the profile
 * knows none. Fails: FAPI_ERR_ARG, _STATE (before any check). Spec: FAPI 1.0 Baseline 6.2.1 (11). */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_interaction_id(const fapi_verdict *verdict, const char **id,
                                                           size_t *id_len);

/* Every rule that was tried, in order, when the trace is on: its status, how it went, what it was about. */
FAPI_EXPORT size_t fapi_verdict_trace_count(const fapi_verdict *verdict);
FAPI_EXPORT int fapi_verdict_trace_status(const fapi_verdict *verdict, size_t index);
FAPI_EXPORT int fapi_verdict_trace_outcome(const fapi_verdict *verdict, size_t index);
FAPI_EXPORT int fapi_verdict_trace_subject(const fapi_verdict *verdict, size_t index);
/* FAPI_WARN_ statuses: the message passes, but the operator wants to know. */
FAPI_EXPORT size_t fapi_verdict_warning_count(const fapi_verdict *verdict);
FAPI_EXPORT int fapi_verdict_warning(const fapi_verdict *verdict, size_t index);
/* 1: the key set of the token's issuer should be fetched again now (unknown kid or age; at most once per cool-down). */
FAPI_EXPORT int fapi_verdict_refresh_keys(const fapi_verdict *verdict);

/* What the message said, from a verdict that passed: of a request to an authorization server its parameters, whether they came
 * as a form or in a request object. Top-level claims only. Strings have their escapes resolved and may
 * hold any UTF-8 but NUL.
 * Fails, here and below: FAPI_ERR_ARG, _STATE (not passed), _NOT_FOUND (not there, or of another type). */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_claim_string(const fapi_verdict *verdict, const char *name, size_t name_len,
                                                         const char **value, size_t *value_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_claim_integer(const fapi_verdict *verdict, const char *name,
                                                          size_t name_len, int64_t *value);
/* The JSON text of one claim of any type, and of all claims, as the issuer wrote it. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_claim_json(const fapi_verdict *verdict, const char *name, size_t name_len,
                                                       const char **json, size_t *json_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_claims_json(const fapi_verdict *verdict, const char **json,
                                                        size_t *json_len);
/* The payload of a JWS checked by fapi_jws_check, whatever it is; FAPI_ERR_NOT_FOUND after other checks. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_payload(const fapi_verdict *verdict, const uint8_t **payload,
                                                    size_t *payload_len);
/* The thumbprint of the DPoP key that was proven, and of the client certificate that was: length 43, or 0. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_jkt(const fapi_verdict *verdict, const char **jkt, size_t *jkt_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_x5t_s256(const fapi_verdict *verdict, const char **x5t, size_t *x5t_len);

/* The one-use keys that the message spends, by index: 32 bytes to add to a store shared by all nodes, if absent, until
 * expiry. There after FAPI_OK and after FAPI_REPLAY_PENDING, else FAPI_ERR_STATE. Length 0 beyond the last: a resource request
 * and a single message spend one at most, a request to an authorization server up to three (of client assertion, request
 * object and DPoP proof, in the order in which they were judged), all of which must be added. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_replay_key(const fapi_verdict *verdict, size_t index, const uint8_t **key,
                                                       size_t *key_len, int64_t *expiry);

/* ---------------------------------------------------------------------------------------------------------- jws -- */

/* Verify a compact JWS with a key of the set; the payload is read from the verdict.
 * jws: at most FAPI_MAX_JWT bytes. algs: the sum of the algorithms that may pass; 0 is FAPI_ERR_ARG.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (set not loaded), _CRYPTO, FAPI_JWS_*, FAPI_JWE_UNSUPPORTED, FAPI_KEY_*,
 *        FAPI_BASE64URL_*, FAPI_JSON_* (header).
 * Spec:  RFC 7515 5.2, RFC 8725 3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jws_check(const fapi_jwks *jwks, int algs, const char *jws, size_t jws_len,
                                              fapi_verdict *verdict);

typedef struct fapi_jws fapi_jws; /* builds one JWS after another */

FAPI_EXPORT fapi_jws *fapi_jws_new(fapi_context *context);
FAPI_EXPORT void fapi_jws_free(fapi_jws *jws);
/* typ: printable ASCII without quote or backslash, at most 64 bytes, "application/" is taken off; length 0 leaves the
 * member out. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jws_set_typ(fapi_jws *jws, const char *typ, size_t typ_len);
/* 1: put the public key into the header as `jwk` (DPoP proofs), in place of `kid`. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jws_set_embed_jwk(fapi_jws *jws, int on);
/* Sign a payload. The header has alg, typ if set, and the signer's kid if it has one.
 * Owns:  *compact is borrowed until the next use of the handle.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWS_SIZE (the result would pass FAPI_MAX_JWT).
 * Spec:  RFC 7515 5.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jws_sign(fapi_jws *jws, const fapi_signer *signer, const uint8_t *payload,
                                             size_t payload_len, const char **compact, size_t *compact_len);

/* ---------------------------------------------------------------------------------------------------------- jwt -- */

typedef struct fapi_jwt fapi_jwt; /* what a JWT must look like; built, sealed by its first check, then shared */

FAPI_EXPORT fapi_jwt *fapi_jwt_new(fapi_context *context);
FAPI_EXPORT void fapi_jwt_free(fapi_jwt *jwt);
/* Expected iss, byte for byte; the one aud that must be among those named; expected typ, compared as a media type (not
 * set: any). A later call replaces. issuer, audience: 1 to FAPI_MAX_URL bytes; typ: 1 to 128 bytes; algs: a sum.
 * Fails: FAPI_ERR_ARG, _NOMEM (issuer, audience), _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwt_set_issuer(fapi_jwt *jwt, const char *issuer, size_t issuer_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_jwt_set_audience(fapi_jwt *jwt, const char *audience, size_t audience_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_jwt_set_typ(fapi_jwt *jwt, const char *typ, size_t typ_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_jwt_set_algs(fapi_jwt *jwt, int algs);
/* Seconds of clock difference to accept, 0 to 60; 10 at first. Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwt_set_skew(fapi_jwt *jwt, int64_t seconds);
/* Check signature, header and registered claims. Issuer, audience and algorithms must have been set, else
 * FAPI_POLICY_EMPTY: an empty allow-list allows nothing. exp is required.
 * Fails: as fapi_jws_check (FAPI_JSON_* also of the claims), FAPI_JWT_*, FAPI_POLICY_EMPTY, FAPI_ERR_CLOCK.
 * Spec:  RFC 7519 7.2, RFC 8725 3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwt_check(const fapi_jwt *jwt, const fapi_jwks *jwks, const char *token,
                                              size_t token_len, int64_t now, fapi_verdict *verdict);

/* ---------------------------------------------------------------------------------------------------------- jwe -- */

typedef struct fapi_decrypter fapi_decrypter; /* one private key that decrypts; carries its algorithm; may be shared */
typedef struct fapi_encrypter fapi_encrypter; /* one public key to encrypt to, with alg and enc; may be shared */
typedef struct fapi_jwe fapi_jwe; /* opens, or makes, one encrypted JWT after another */

/* Encrypted JWTs are signed first and then encrypted (nested). Anybody can encrypt to a public key, so that encryption says nothing of
 * who sent a message: there is no function here that gives plaintext that was not verified as a JWS, and none that encrypts
 * anything else. Algorithms are FAPI_JWE_ALG_ and FAPI_JWE_ENC_; others (RSA1_5, dir, shared keys, passwords, compression) do not
 * exist here. */

/* A private key that decrypts, from a private JWK: RSA, which must name its alg (RSA-OAEP or RSA-OAEP-256: one key serves one of them), or
 * P-256, which without alg is for ECDH-ES and its variants. use, if there, is enc. Take a key that signs nothing. Its memory is wiped on free.
 * json: at most FAPI_MAX_JWT bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO, FAPI_JSON_*, FAPI_JWK_* (but _PRIVATE, _USE), FAPI_JWE_KEY_USE, FAPI_JWS_KID.
 * Spec:  RFC 7517 4, RFC 7518 4, 6.
 * Thread: may be shared. */
FAPI_EXPORT FAPI_NODISCARD int fapi_decrypter_new(fapi_context *context, const char *json, size_t json_len,
                                                  fapi_decrypter **decrypter);
/* The same with a fresh key: P-256, or RSA of 3072 bits. alg: one of enum fapi_jwe_alg. Its kid is its thumbprint.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO. */
FAPI_EXPORT FAPI_NODISCARD int fapi_decrypter_generate(fapi_context *context, int alg, fapi_decrypter **decrypter);
FAPI_EXPORT void fapi_decrypter_free(fapi_decrypter *decrypter);
/* The sum of enum fapi_jwe_alg that the key serves: one, or for a P-256 key that names none all that fit. */
FAPI_EXPORT int fapi_decrypter_algs(const fapi_decrypter *decrypter);
/* The public half as a JWK document with use enc, to be published. Owns: lives as long as the decrypter. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_decrypter_public_jwk(const fapi_decrypter *decrypter, const char **json,
                                                         size_t *json_len);

/* A public key to encrypt to, from a JWK. alg, enc: exactly one each; an alg in the JWK must be the same. Its kid goes into headers. Whoever
 * gave the key can read what is encrypted: take it from where the recipient registered or published it, and nowhere else.
 * json: at most FAPI_MAX_JWT bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CRYPTO, FAPI_JSON_*, FAPI_JWK_* (but _NOT_PRIVATE, _USE), FAPI_JWE_KEY_USE, FAPI_JWS_KID.
 * Thread: may be shared. */
FAPI_EXPORT FAPI_NODISCARD int fapi_encrypter_new(fapi_context *context, const char *json, size_t json_len, int alg,
                                                  int enc, fapi_encrypter **encrypter);
/* The same from the JWK set of the recipient: the first key that can serve alg and says that it is for encryption, by use enc or by its
 * alg. jwks: at most FAPI_MAX_JWKS bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CRYPTO, FAPI_JWE_KEY (none fits), FAPI_JWKS_FORM, _SIZE, FAPI_JSON_*.
 * Thread: may be shared. */
FAPI_EXPORT FAPI_NODISCARD int fapi_encrypter_new_from_set(fapi_context *context, const char *jwks, size_t jwks_len,
                                                           int alg, int enc, fapi_encrypter **encrypter);
FAPI_EXPORT void fapi_encrypter_free(fapi_encrypter *encrypter);

FAPI_EXPORT fapi_jwe *fapi_jwe_new(fapi_context *context);
FAPI_EXPORT void fapi_jwe_free(fapi_jwe *jwe);
/* The sums of the algorithms that may pass; all that there are at first. Set here what was agreed. They hold for what is opened, not for
 * what is made: that is as the encrypter says. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwe_set_allowed(fapi_jwe *jwe, int algs, int encs);
/* A key that opens, at most 8. The header's kid chooses among those that serve its alg; without one exactly one must serve it
 * (FAPI_JWE_KEY, FAPI_JWE_KEY_AMBIGUOUS).
 * Owns:  borrowed, must outlive the handle. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwe_add_decrypter(fapi_jwe *jwe, const fapi_decrypter *decrypter);
/* Open a nested JWT and verify the JWS in it, as fapi_jws_check does; the payload is read from the verdict. Claims are not judged. A JWS that
 * came unencrypted is FAPI_JWE_STRUCTURE. Whatever is wrong with an encrypted key, a length, a tag or a padding is FAPI_JWE_DECRYPTION.
 * jwks, algs: of the signature inside. compact: at most FAPI_MAX_JWT bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _STATE (no decrypter, or the set is not loaded), _CRYPTO, FAPI_JWE_*, FAPI_JWS_*,
 *        FAPI_KEY_*, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 7516 5.2, RFC 7519 5.2, RFC 8725 3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwe_check(const fapi_jwe *jwe, const fapi_jwks *jwks, int algs, const char *compact,
                                              size_t compact_len, fapi_verdict *verdict);
/* Encrypt a signed JWT. The header has alg, enc, cty, the recipient's kid if it has one, and epk with ECDH-ES. What it is encrypted to says
 * nothing of what it says: aud of the JWT must name the recipient.
 * jws: three parts in base64url, which is all that is looked at; about 11,500 bytes still fit.
 * Owns:  *compact is borrowed until the next use of the handle.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO, FAPI_JWE_PLAINTEXT (not a compact JWS), FAPI_JWE_SIZE (the result would pass
 *        FAPI_MAX_JWT).
 * Spec:  RFC 7516 5.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jwe_encrypt(fapi_jwe *jwe, const fapi_encrypter *encrypter, const char *jws,
                                                size_t jws_len, const char **compact, size_t *compact_len);

/* --------------------------------------------------------------------------------------------------------- pkce -- */

/* The S256 code_challenge of a code_verifier: FAPI_JKT_LENGTH characters and a NUL into challenge (44 bytes).
 * verifier: 43 to 128 characters of A-Z a-z 0-9 - . _ ~
 * Fails: FAPI_ERR_ARG, _BUFFER, _CRYPTO, FAPI_PKCE_VERIFIER. Spec: RFC 7636 4.1, 4.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_pkce_challenge(const char *verifier, size_t verifier_len, char *challenge,
                                                   size_t challenge_size);
/* A fresh code_verifier of 43 characters and a NUL (256 random bits): 44 bytes. Fails: FAPI_ERR_ARG, _BUFFER, _RANDOM.
 * Spec: RFC 7636 4.1, 7.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_pkce_verifier(char *verifier, size_t verifier_size);
/* Judge code_challenge and code_challenge_method as an authorization request carries them: both must be there and the
 * method exactly S256.
 * Fails: FAPI_ERR_ARG, FAPI_PKCE_CHALLENGE_MISSING, _METHOD, _CHALLENGE.
 * Spec:  RFC 7636 4.3, FAPI 2.0 SP 5.3.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_pkce_check_challenge(const char *challenge, size_t challenge_len,
                                                         const char *method, size_t method_len);
/* Judge a code_verifier against the stored challenge, in constant time. Length 0 means that there is none: a verifier
 * without a challenge and a challenge without a verifier are both refused, and so are none and none.
 * Fails: FAPI_ERR_ARG, _CRYPTO, FAPI_PKCE_VERIFIER_MISSING, _UNEXPECTED, _VERIFIER, _CHALLENGE, _MISMATCH.
 * Spec:  RFC 7636 4.6, RFC 9700 4.8. */
FAPI_EXPORT FAPI_NODISCARD int fapi_pkce_check(const char *verifier, size_t verifier_len, const char *challenge,
                                               size_t challenge_len);

/* --------------------------------------------------------------------------------------------------------- mtls -- */

/* The x5t#S256 thumbprint of a client certificate, DER or PEM (exactly one certificate, nothing after it):
 * FAPI_JKT_LENGTH characters and a NUL into x5t (44 bytes). Takes 16 KiB of stack, as nothing else here does.
 * certificate: 1 to FAPI_MAX_CERTIFICATE bytes.
 * Fails: FAPI_ERR_ARG, _BUFFER, _CRYPTO, FAPI_CERTIFICATE_PEM, _DER, _SIZE.
 * Spec:  RFC 8705 3.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_mtls_thumbprint(const uint8_t *certificate, size_t certificate_len, char *x5t,
                                                    size_t x5t_size);

/* ------------------------------------------------------------------------------------------------- replay store -- */

typedef struct fapi_replay fapi_replay;

/* A store of fixed size in memory, for use by any number of threads. It never forgets a live entry: when it is full, a
 * claim is refused. NULL also for a capacity out of range or when the source of random bytes failed.
 * capacity: entries that surely fit, 1 to 1,000,000,000; at most 40 bytes are taken for each, and up to 8 KiB besides.
 * Owns: reference-counted, as resource servers hold it. */
FAPI_EXPORT fapi_replay *fapi_replay_new(fapi_context *context, size_t capacity);
FAPI_EXPORT void fapi_replay_free(fapi_replay *replay);
/* Add the key if it is absent, in one atomic step; it lives until expiry (exclusive).
 * key: 1 to 256 bytes.
 * Fails: FAPI_ERR_ARG, FAPI_ERR_CLOCK (also if expiry is not after now), FAPI_REPLAY_SEEN, FAPI_REPLAY_FULL. */
FAPI_EXPORT FAPI_NODISCARD int fapi_replay_add_if_absent(fapi_replay *replay, const uint8_t *key, size_t key_len,
                                                         int64_t expiry, int64_t now);
/* Bytes of memory taken; live entries at a time (walks the whole store; 0 for a time before 1970). */
FAPI_EXPORT size_t fapi_replay_memory(const fapi_replay *replay);
FAPI_EXPORT size_t fapi_replay_live(fapi_replay *replay, int64_t now);

/* --------------------------------------------------------------------------------------------------- dpop nonce -- */

typedef struct fapi_dpop_nonce fapi_dpop_nonce;

/* Server nonces without state: a MAC over the number of a time slot. Nodes that share the secret accept each other's.
 * secret: 32 to 64 bytes; length 0 draws a random one. slot: seconds that one nonce is handed out, 10 to 3600;
 * 0: 60. slots: how many slots a nonce is good for, 1 to 16, its own included; 0: 4. One of the slot to come is good as well, as the
 * clocks of nodes differ. Thread: may be shared.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _RANGE. Spec: RFC 9449 8, 9. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_nonce_new(fapi_context *context, const uint8_t *secret, size_t secret_len,
                                                   int64_t slot, int slots, fapi_dpop_nonce **nonce);
FAPI_EXPORT void fapi_dpop_nonce_free(fapi_dpop_nonce *nonce);
/* Make a new secret the current one; nonces of the one before stay good until their slots end. secret: as above.
 * Fails: FAPI_ERR_ARG, _RANDOM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_nonce_rotate(fapi_dpop_nonce *nonce, const uint8_t *secret, size_t secret_len);
/* The nonce of this moment: FAPI_JKT_LENGTH characters and a NUL into value (44 bytes).
 * Fails: FAPI_ERR_ARG, _BUFFER, _CLOCK, _CRYPTO. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_nonce_make(fapi_dpop_nonce *nonce, int64_t now, char *value,
                                                    size_t value_size);
/* Is it one of ours, and still good? Fails: FAPI_ERR_ARG, _CLOCK, _CRYPTO, FAPI_DPOP_NONCE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_nonce_check(fapi_dpop_nonce *nonce, const char *value, size_t value_len,
                                                     int64_t now);

/* --------------------------------------------------------------------------------------------------------- dpop -- */

typedef struct fapi_dpop fapi_dpop; /* what a DPoP proof must fit; one thread at a time, reusable */

FAPI_EXPORT fapi_dpop *fapi_dpop_new(fapi_context *context);
FAPI_EXPORT void fapi_dpop_free(fapi_dpop *dpop);
/* The request: its method, and the URL as the client sent it (query and fragment are ignored). Both are required.
 * Fails: FAPI_ERR_ARG, FAPI_HTTP_METHOD (not a token of 1 to 64 characters). */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_method(fapi_dpop *dpop, const char *method, size_t method_len);
/* Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_SYNTAX, _NOT_HTTPS, _USERINFO, _HOST, _PORT, _SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_url(fapi_dpop *dpop, const char *url, size_t url_len);
/* The access token beside the proof: ath is then required. Length 0: none (a token or PAR request); a proof that has an
 * ath is then refused. At most FAPI_MAX_HEADER_VALUE bytes. Fails: FAPI_ERR_ARG, _CRYPTO. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_access_token(fapi_dpop *dpop, const char *token, size_t token_len);
/* The thumbprint that the key must have (cnf.jkt of the token, dpop_jkt of the request). Length 0: any key.
 * Fails: FAPI_ERR_ARG, FAPI_DPOP_JKT (not a thumbprint, which no key could have). */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_jkt(fapi_dpop *dpop, const char *jkt, size_t jkt_len);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_algs(fapi_dpop *dpop, int algs);
/* Seconds that iat may lie in the past (1 to 3600; 60 at first) and in the future (0 to 60; 10 at first).
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_window(fapi_dpop *dpop, int64_t past, int64_t future);
/* Demand a nonce of this server. NULL: none is demanded. Owns: borrowed, must outlive the handle. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_nonce(fapi_dpop *dpop, fapi_dpop_nonce *nonce);
/* The nonce that a server gave, for the proofs to come; length 0: none. At most FAPI_MAX_NONCE bytes of what RFC 9449 8.1 lets a nonce have.
 * Fails: FAPI_ERR_ARG, FAPI_DPOP_NONCE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_set_server_nonce(fapi_dpop *dpop, const char *nonce, size_t nonce_len);
/* Make a proof for the request that the handle describes (method, URL, access token, nonce of its server): a new one for every attempt, as
 * its jti is spent with the first. fapi_rp_make_* do this themselves.
 * Owns:  *proof is borrowed until the handle is next used.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (method or URL not set), _CLOCK, _RANDOM, _CRYPTO, FAPI_JWS_SIZE.
 * Spec:  RFC 9449 4.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_make(fapi_dpop *dpop, const fapi_signer *signer, int64_t now, const char **proof,
                                              size_t *proof_len);
/* Judge a proof. On FAPI_OK the proof's one-use key is in the verdict and has NOT been claimed: the caller spends it
 * with fapi_replay_add_if_absent or in a store of its own (resource servers do it themselves).
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (method or URL not set), FAPI_DPOP_MISSING to FAPI_DPOP_NBF (but
 *        _REPEATED), and below that level FAPI_JWS_*, FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 9449 4.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_check(const fapi_dpop *dpop, const char *proof, size_t proof_len, int64_t now,
                                               fapi_verdict *verdict);

/* ------------------------------------------------------------------------------------------------- redirect uri -- */

/* What a redirect URI may be beside an https URL. */
enum fapi_redirect_uri_allow {
    FAPI_REDIRECT_URI_ALLOW_LOOPBACK = 1,      /* http://127.0.0.1 and http://[::1] of native apps, at any port */
    FAPI_REDIRECT_URI_ALLOW_PRIVATE_SCHEME = 2 /* com.example.app:/path: a reversed domain name */
};
/* May this be registered? An absolute https URI without fragment, user information and wildcard, at most FAPI_MAX_URL
 * bytes; or what allow, a sum of the above, lets in.
 * Fails: FAPI_ERR_ARG, FAPI_REDIRECT_URI_FORM, _FRAGMENT, _USERINFO, _WILDCARD, _SCHEME, _LOOPBACK, _LOCALHOST, _PRIVATE_SCHEME.
 * Spec:  RFC 6749 3.1.2, RFC 8252 7, FAPI 1.0 Baseline 5.2.2 (20), FAPI 2.0 SP 5.3.2.2 (8). */
FAPI_EXPORT FAPI_NODISCARD int fapi_redirect_uri_check_registration(const char *uri, size_t uri_len, int allow);
/* Is the redirect_uri of a request (length 0: there is none) this registered one? Octet by octet, but for the port of a
 * loopback URI where allow has FAPI_REDIRECT_URI_ALLOW_LOOPBACK. Of several registered ones one must say FAPI_OK. Never
 * redirect to a URI that was refused, not even with an error.
 * Fails: FAPI_ERR_ARG, FAPI_REDIRECT_URI_MISSING, _UNREGISTERED, _NOT_ALLOWED (the same, but it could not be registered).
 * Spec:  RFC 6749 3.1.2.3, RFC 9700 2.1, RFC 8252 7.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_redirect_uri_check(const char *uri, size_t uri_len, const char *registered,
                                                       size_t registered_len, int allow);

/* ---------------------------------------------------------------------------------------------- client assertion -- */

typedef struct fapi_client_assertion fapi_client_assertion; /* what an assertion must fit; one thread at a time, reusable */

/* private_key_jwt, the way of client authentication where a client signs a JWT for this server. client_secret_jwt is the
 * same with an HMAC, and does not exist here. */
FAPI_EXPORT fapi_client_assertion *fapi_client_assertion_new(fapi_context *context);
FAPI_EXPORT void fapi_client_assertion_free(fapi_client_assertion *handle);
/* The client, as it is registered. client_id: 1 to 255 characters of printable ASCII. jwks: its public keys. registered_alg:
 * its token_endpoint_auth_signing_alg, or 0 if it registered none and so may use any algorithm that is allowed.
 * Owns:  holds a reference to jwks.
 * Fails: FAPI_ERR_ARG, FAPI_JWKS_EMPTY (not loaded). Spec: RFC 7523 3 (9), OpenID Connect Registration 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_client(fapi_client_assertion *handle, const char *client_id,
                                                                size_t client_id_len, fapi_jwks *jwks,
                                                                int registered_alg);
/* The issuer identifier of this server. Required. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_issuer(fapi_client_assertion *handle, const char *issuer,
                                                                size_t issuer_len);
/* The URL of an endpoint of this server that aud may name too: by RFC 9126 2 the token and the PAR endpoint, by CIBA the
 * backchannel endpoint, and the endpoint that is called. At most 8. Means something only with
 * FAPI_ASSERTION_AUD_ANY_ENDPOINT. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE (a ninth), FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_add_endpoint(fapi_client_assertion *handle, const char *url,
                                                                  size_t url_len);
/* FAPI_ASSERTION_AUD_ISSUER_STRING, as at first: aud is the issuer, as one JSON string. FAPI_ASSERTION_AUD_ANY_ENDPOINT,
 * which FAPI 1.0 and CDR need: it is the issuer or an endpoint, or an array with one of them; but then whoever else stands in
 * the array can pass the assertion on. Both compare octet for octet. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_aud(fapi_client_assertion *handle, int choice);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_algs(fapi_client_assertion *handle, int algs);
/* Seconds that iat and nbf may lie in the future, and that exp may lie in the past: 0 to 60, 10 at first. FAPI 2.0 wants
 * 10 s ahead accepted and more than 60 s refused. Fails: FAPI_ERR_ARG, _RANGE. Spec: FAPI 2.0 SP 5.3.2.1 (13). */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_window(fapi_client_assertion *handle, int64_t ahead,
                                                                int64_t behind);
/* Seconds from now to exp, at most (1 to 3600; 300 at first; the window ahead is granted besides), and since iat, at most
 * (to 3600; 0, as at first: no such rule, and iat may be absent). Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_lifetime(fapi_client_assertion *handle, int64_t lifetime,
                                                                  int64_t age);
/* The parameters of the request beside client_assertion: client_assertion_type, which must be there, and client_id, which
 * need not. Decoded, as they came, each of them once; length 0: there is none. They stay until they are set again.
 * Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_type(fapi_client_assertion *handle, const char *type,
                                                              size_t type_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_form_client_id(fapi_client_assertion *handle,
                                                                        const char *client_id, size_t client_id_len);
/* 1: the request authenticates in another way too: Authorization field, client_secret, or a certificate that this client
 * authenticates with (not one that tokens are bound to). Such a request is refused. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_set_other_method(fapi_client_assertion *handle, int used);
/* Judge an assertion: its signature by a key of the client, iss and sub the client, aud this server, exp, nbf and iat, a jti,
 * and that it is no other kind of JWT (typ absent, JWT or client-authentication+jwt). On FAPI_OK its one-use key is in the
 * verdict and has NOT been claimed: the caller spends it with fapi_replay_add_if_absent or in a store of its own.
 * assertion: length 0 if the request has none. Every refusal is answered with invalid_client and 401, not with 400, which
 * RFC 6749 5.2 allows as well where no Authorization field was sent: it is authentication that failed, and whoever counts
 * such answers should see it.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (client or issuer not set), FAPI_CLIENT_ASSERTION_*, and below that
 *        level FAPI_JWS_*, FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 7521 4.2, RFC 7523 3, OpenID Connect Core 9, FAPI 2.0 SP 5.3.2.1 (8), (13). */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_check(const fapi_client_assertion *handle, const char *assertion,
                                                           size_t assertion_len, int64_t now, fapi_verdict *verdict);
/* Whose assertion does this say it is, for looking up a client where the request has no client_id? The value of sub, 1 to
 * 255 bytes. Nothing is checked but form and header: a name to look up, not one to trust, and the verdict says FAPI_ERR_STATE.
 * Owns:  *client_id lives until the verdict is next used. Fails: as fapi_client_assertion_check. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_assertion_claimed(const char *assertion, size_t assertion_len,
                                                             fapi_verdict *verdict, const char **client_id,
                                                             size_t *client_id_len);

/* ----------------------------------------------------------------------------------------- client authentication -- */

typedef struct fapi_client_auth fapi_client_auth; /* how one request authenticates its client; one thread at a time, reusable */

/* Which client authentication does a request carry, and is it the one way that its client registered? That the assertion or
 * the certificate is good is for fapi_client_assertion_check and the checks of certificates. */
FAPI_EXPORT fapi_client_auth *fapi_client_auth_new(fapi_context *context);
/* Wipes what was kept. */
FAPI_EXPORT void fapi_client_auth_free(fapi_client_auth *handle);
/* The form-encoded body, and the query of the URL (without question mark); at most 64 KiB each, length 0: none. A text that
 * breaks a rule is refused here, and by each check until another one is set: no parameter but resource may be repeated.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_FORM_*. Spec: RFC 6749 3.2, B. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_set_body(fapi_client_auth *handle, const char *body, size_t body_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_set_query(fapi_client_auth *handle, const char *query, size_t query_len);
/* 1: there is an Authorization field, of whatever scheme; 1: the TLS connection has proven a client certificate. Both 0 at
 * first, and for each new request to be set anew. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_set_connection(fapi_client_auth *handle, int authorization,
                                                               int certificate);
/* The token_endpoint_auth_method of the client: one of enum fapi_auth, or 0 for none, as at first: a public client.
 * Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_set_registered(fapi_client_auth *handle, int method);
/* What is allowed here: the sum of methods of enum fapi_auth, all of them at first; public clients, 0 (at first) or 1, which
 * only FAPI 1.0 Baseline lets in. Secrets never are. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_set_allowed(fapi_client_auth *handle, int methods, int public_clients);
/* Fails: FAPI_ERR_ARG, FAPI_FORM_*, FAPI_CLIENT_AUTH_*, FAPI_CLIENT_ASSERTION_NOT_ALONE.
 * Spec:  RFC 6749 2.3, RFC 7521 4.2.1, OpenID Connect Core 9, FAPI 2.0 SP 5.3.2.1 (3), (6), FAPI 1.0 Advanced 5.2.2 (14). */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_check(const fapi_client_auth *handle, fapi_verdict *verdict);
/* A parameter of the body, decoded: client_id, client_assertion, client_assertion_type and all others. Nothing is proven of
 * it. Owns: lives until the body is next set. Fails: FAPI_ERR_ARG, _NOT_FOUND (absent or empty), FAPI_FORM_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_auth_get(const fapi_client_auth *handle, const char *name, size_t name_len,
                                                    const char **value, size_t *value_len);

/* -------------------------------------------------------------------------------------------- client certificate -- */

/* How a TLS terminator writes the client certificate into a field. Chosen by configuration, never guessed. */
enum fapi_certificate_format {
    FAPI_CERTIFICATE_FORMAT_URL_PEM = 1,      /* one PEM, percent-encoded: nginx $ssl_client_escaped_cert, Apache %{escape:...},
                                                 Azure Application Gateway */
    FAPI_CERTIFICATE_FORMAT_PEM_FOLDED = 2,   /* one PEM, its line ends made blanks: Apache %{SSL_CLIENT_CERT}s */
    FAPI_CERTIFICATE_FORMAT_B64_PEM = 3,      /* one PEM in base64: Apache %{base64:...} */
    FAPI_CERTIFICATE_FORMAT_B64_DER = 4,      /* one DER in base64, quotes around it allowed: HAProxy ssl_c_der,base64, Azure
                                                 X-ARR-ClientCert, Cloudflare Cf-Client-Cert-Der-Base64 */
    FAPI_CERTIFICATE_FORMAT_B64_DER_LIST = 5, /* DERs in base64 with commas between, or end to end, the client's first, also
                                                 percent-encoded: Traefik, HAProxy ssl_c_chain_der,base64 */
    FAPI_CERTIFICATE_FORMAT_RFC9440 = 6,      /* Client-Cert, a Byte Sequence: RFC 9440, Google Cloud */
    FAPI_CERTIFICATE_FORMAT_XFCC = 7,         /* x-forwarded-client-cert: Envoy, Istio; the last element counts */
    FAPI_CERTIFICATE_FORMAT_ALB = 8,          /* one PEM or several, the client's first, percent-encoded: AWS ALB */
    FAPI_CERTIFICATE_FORMAT_SHA256_HEX = 9,   /* only the SHA-256 of the DER: Cloudflare Cf-Client-Cert-Sha256 */
    FAPI_CERTIFICATE_FORMAT_SHA256_B64 = 10   /* the same in base64: HAProxy ssl_c_der,sha2(256),base64, Google Cloud */
};

/* The client certificate as a trusted proxy's field hands it over. Set up once, then for each request: reset,
 * set_trusted_peer, add_header for the fields that came, check, and on FAPI_OK hand the result on with
 * fapi_request_set_certificate or fapi_request_set_certificate_thumbprint.
 *
 * The proxy MUST take away what clients send under that name, also where it then writes nothing: nginx proxy_set_header
 * does; Apache needs `RequestHeader unset NAME early`, HAProxy `http-request del-header NAME` before its conditional
 * set-header; Envoy must not run with ALWAYS_FORWARD_ONLY. AWS ALB passthrough, Azure and Envoy without validation hand
 * over certificates that nobody verified: enough for thumbprints, not for tls_client_auth.
 * Some 80 KiB; one thread at a time, reusable. */
typedef struct fapi_client_certificate fapi_client_certificate;

/* format: enum fapi_certificate_format. NULL when memory ran out or the format is unknown. */
FAPI_EXPORT fapi_client_certificate *fapi_client_certificate_new(fapi_context *context, int format);
FAPI_EXPORT void fapi_client_certificate_free(fapi_client_certificate *certificate);
/* The name of the field, a token of at most 64 characters; required. Names of the four setters must differ, also with '_'
 * taken for '-'. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_header(fapi_client_certificate *certificate, const char *name,
                                                                  size_t name_len);
/* With FAPI_CERTIFICATE_FORMAT_RFC9440 only: the name of Client-Cert-Chain, which may come in several lines. Its
 * certificates are checked for form and counted. Fails: FAPI_ERR_ARG. Spec: RFC 9440 2.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_chain_header(fapi_client_certificate *certificate,
                                                                        const char *name, size_t name_len);
/* A companion field that must come once and hold exactly this value, such as SUCCESS for $ssl_client_verify of nginx,
 * SSL_CLIENT_VERIFY of Apache and {var_client_certificate_verification} of Azure. value: a token of at most 32 characters.
 * Fails: FAPI_ERR_ARG; also for 0, HAProxy's ssl_c_verify, which it says without a certificate too. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_verification(fapi_client_certificate *certificate,
                                                                        const char *name, size_t name_len,
                                                                        const char *value, size_t value_len);
/* The same for HAProxy: a field with %[ssl_c_verify] must be 0 and one with %[ssl_c_used] must be 1. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_verification_haproxy(fapi_client_certificate *certificate,
                                                                                const char *verify, size_t verify_len,
                                                                                const char *used, size_t used_len);
/* With FAPI_CERTIFICATE_FORMAT_XFCC only. single, 1: refuse a field with several elements. Set it wherever Envoy replaces
 * the field (SANITIZE_SET): Envoy writes URIs without quotes, so that a certificate with a comma in a URI of its
 * subjectAltName can make an element of its own. hash_alone, 1: take an element without Cert and Chain for its Hash, a
 * thumbprint. Both 0 at first. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_xfcc_single(fapi_client_certificate *certificate, int on);
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_xfcc_hash_alone(fapi_client_certificate *certificate, int on);
/* Forget the request, keep the settings. */
FAPI_EXPORT void fapi_client_certificate_reset(fapi_client_certificate *certificate);
/* 1: the other end of this very connection is the trusted proxy (by its address, a Unix socket, mutual TLS), as the host
 * found out anew for this connection. 0 after each reset. Fails: FAPI_ERR_ARG, FAPI_ERR_STATE (checked already). */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_set_trusted_peer(fapi_client_certificate *certificate,
                                                                        int trusted);
/* Each field line of the request, as it came, repeated ones too: all, or at least those named in the setters, those spelt
 * with '_' in place of '-', and Connection. What is refused here refuses the check too.
 * Fails: FAPI_ERR_ARG, FAPI_ERR_STATE (no name set, or checked already), FAPI_HTTP_FIELD_NAME, FAPI_HTTP_FIELD_VALUE,
 *        FAPI_CLIENT_CERTIFICATE_REPEATED, _SPELLING, _CONNECTION, _SIZE, _UNVERIFIED. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_add_header(fapi_client_certificate *certificate, const char *name,
                                                                  size_t name_len, const char *value, size_t value_len);
/* Read the certificate. Without a certificate, which is no field, an empty one or Apache's (null), it is
 * FAPI_CLIENT_CERTIFICATE_MISSING and never another status.
 * Fails: FAPI_ERR_ARG, _STATE (no name set), _CRYPTO, FAPI_HTTP_FIELD_*, FAPI_CLIENT_CERTIFICATE_*, FAPI_XFCC_*,
 *        FAPI_CERTIFICATE_*.
 * Spec:  RFC 8705 6.5, RFC 9440 2, RFC 9700 4.13. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_check(fapi_client_certificate *certificate);
/* After FAPI_OK: the DER; the thumbprint x5t#S256, FAPI_JKT_LENGTH characters; how many certificates came, the client's
 * included, 0 if only its hash did. Owns: borrowed until the handle is reset or freed.
 * Fails: FAPI_ERR_ARG, FAPI_ERR_STATE (no check, or refused), FAPI_ERR_NOT_FOUND (no DER: only the hash came). */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_der(const fapi_client_certificate *certificate,
                                                           const uint8_t **der, size_t *der_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_client_certificate_x5t_s256(const fapi_client_certificate *certificate,
                                                                const char **x5t, size_t *x5t_len);
FAPI_EXPORT size_t fapi_client_certificate_chain_length(const fapi_client_certificate *certificate);

/* -------------------------------------------------------------------------------------- parameters of a request -- */

typedef struct fapi_parameters fapi_parameters; /* the decoded parameters of one form or query; reusable */

FAPI_EXPORT fapi_parameters *fapi_parameters_new(fapi_context *context);
FAPI_EXPORT void fapi_parameters_free(fapi_parameters *parameters);
/* Forget and wipe everything. Like a request, a handle whose setter refused a value is spoiled until this call. */
FAPI_EXPORT void fapi_parameters_reset(fapi_parameters *parameters);
/* Each parameter, decoded, in the order in which they came, repeated and empty ones too.
 * Fails: FAPI_ERR_ARG, FAPI_PARAMETER_COUNT, _SIZE, _TEXT. Spec: RFC 6749 3.1, 3.2, B. */
FAPI_EXPORT FAPI_NODISCARD int fapi_parameters_add(fapi_parameters *parameters, const char *name, size_t name_len,
                                                   const char *value, size_t value_len);

/* -------------------------------------------------------------------------------------------------------- grants -- */

/* What a client may bring to be granted something; each is one bit. */
enum fapi_grant_type {
    FAPI_GRANT_AUTHORIZATION_CODE = 1,
    FAPI_GRANT_REFRESH_TOKEN = 2,
    FAPI_GRANT_CLIENT_CREDENTIALS = 4,
    FAPI_GRANT_CIBA = 8,           /* an auth_req_id */
    FAPI_GRANT_PUSHED_REQUEST = 16, /* a request_uri, at the authorization endpoint */
    FAPI_GRANT_CONSENT = 32,        /* an authorization request that waits for its user: the ticket in the page that asks */
    FAPI_GRANT_ACCESS_TOKEN = 64    /* an access token, for userinfo, introspection and revocation */
};
/* What the user said to a backchannel request. */
enum fapi_grant_state { FAPI_GRANT_STATE_PENDING = 0, FAPI_GRANT_STATE_APPROVED = 1, FAPI_GRANT_STATE_DENIED = 2 };

typedef struct fapi_grant fapi_grant; /* what the host stored under a request_uri, code, refresh token or auth_req_id */

/* type: exactly one, or 0 for a handle that fapi_grant_load or a call of "what is issued" gives its type. What is not set was not stored.
 * NULL also for another type. */
FAPI_EXPORT fapi_grant *fapi_grant_new(fapi_context *context, int type);
FAPI_EXPORT void fapi_grant_free(fapi_grant *grant);
/* Forget and wipe everything but the type that it was made with. */
FAPI_EXPORT void fapi_grant_reset(fapi_grant *grant);
/* The value as it was issued, to be compared in constant time. Leave it out where you store a hash and found the row by that;
 * a database that compares text without case must not be what decides.
 * Setters of text take 1 to 16,384 bytes. Fails: FAPI_ERR_ARG, _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_value(fapi_grant *grant, const char *value, size_t value_len);
/* The client that it was issued to. Without it, nobody may use the grant. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_client(fapi_grant *grant, const char *client_id, size_t client_id_len);
/* Of the authorization request: redirect_uri, code_challenge (S256) and the scope that was granted. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_redirect_uri(fapi_grant *grant, const char *uri, size_t uri_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_challenge(fapi_grant *grant, const char *challenge, size_t challenge_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_scope(fapi_grant *grant, const char *scope, size_t scope_len);
/* The keys that it is bound to: of a code, the jkt of fapi_par_check; of a refresh token, those of the token response that it
 * came with. Fails: FAPI_ERR_ARG (also for what is no SHA-256 in base64url), _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_jkt(fapi_grant *grant, const char *jkt, size_t jkt_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_x5t_s256(fapi_grant *grant, const char *x5t, size_t x5t_len);
/* Of a pushed request: its parameters, as fapi_verdict_claims_json gave them to be stored. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_parameters(fapi_grant *grant, const char *json, size_t json_len);
/* The user who agreed: a JSON object with sub, 1 to FAPI_MAX_SUB bytes. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_JSON_*, FAPI_GRANT_FORM (no sub). */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_user(fapi_grant *grant, const char *json, size_t json_len);
/* When it was issued, and when it ends (exclusive). A request_uri, code or auth_req_id without times has ended.
 * Fails: FAPI_ERR_ARG, FAPI_ERR_CLOCK. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_times(fapi_grant *grant, int64_t issued_at, int64_t expires_at);
/* 1: spent. A request_uri is spent when its authorization is completed, not when its page is loaded; a code and an auth_req_id
 * when tokens are given for it, a refresh token when it is replaced. Read the flag and set it in one step of the database
 * (UPDATE ... WHERE used = 0): of two requests at once only one may get on. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_used(fapi_grant *grant, int used);
/* Of a refresh token, 1: it is replaced at each use, which a public client's unbound one must be. Spec: RFC 9700 2.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_rotates(fapi_grant *grant, int on);
/* Of a backchannel request: what the user said; 1 if it is delivered by push; when the client last polled (-1: never) and the
 * seconds that it must wait, 5 at first. Fails: FAPI_ERR_ARG, _CLOCK, _RANGE (interval not 1 to 86400). */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_state(fapi_grant *grant, int state);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_push(fapi_grant *grant, int push);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_set_polling(fapi_grant *grant, int64_t last_poll, int64_t interval);

/* A grant as one row of a database: its key, the key of its family, its text, when the row may go, and whether it is used. The library
 * decides what stands in the text, and makes grants whole ("what is issued", below); the setters above are for hosts with tables of their
 * own.
 *
 * The text: a JSON object that holds neither the value nor anything that could be presented in its place, nor whether it is used. And back;
 * used: 0 or 1, as the row says. The type becomes that of the text.
 * Owns:  *json is borrowed until the grant is next used.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (nothing was issued into it, or no type); load: FAPI_JSON_*, FAPI_GRANT_FORM, after which the grant
 *        is empty; store also those, where a setter was given what could not be loaded again, such as text that is not UTF-8. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_store(fapi_grant *grant, const char **json, size_t *json_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_load(fapi_grant *grant, const char *json, size_t json_len, int used);
/* The key to store it under, unique: the SHA-256 of its value in base64url, FAPI_JKT_LENGTH characters, so that a stolen database holds
 * nothing to present. And what all that comes from one authorization has in common, as long: to revoke, delete by it.
 * Owns: borrowed until the grant is next used. Fails: FAPI_ERR_ARG, _STATE (it has none). */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_key(fapi_grant *grant, const char **key, size_t *key_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_family(fapi_grant *grant, const char **family, size_t *family_len);
/* The keys of the rows that are spent when the answer goes out that was built from this grant, by index; FAPI_ERR_NOT_FOUND beyond the last,
 * and of a grant that may be used again. Set each in the transaction that stores what was issued (UPDATE ... SET used = 1 WHERE key = ?
 * AND used = 0); where one of them changes no row, roll back, call fapi_as_spent and answer the refusal.
 * Owns: borrowed until the grant is next used. Fails: FAPI_ERR_ARG, _STATE, _NOT_FOUND. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_spends(fapi_grant *grant, size_t index, const char **key, size_t *key_len);
/* From when on nothing is lost if the row is deleted; 0: as long as the host likes. A code is kept longer than it lives, so that its second
 * use is noticed. */
FAPI_EXPORT int64_t fapi_grant_keep_until(const fapi_grant *grant);
/* What it knows, by name: value (only where it was just issued), client_id, scope, redirect_uri, parameters (JSON), user (JSON), sub, jkt,
 * x5t#S256, authorization_details (a JSON array), resource (the same). Owns: borrowed until the grant is next used. Fails: FAPI_ERR_ARG, _NOT_FOUND. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_value(const fapi_grant *grant, const char *name, size_t name_len,
                                                const char **value, size_t *value_len);
/* The values of its scope, one after the other: index 0, 1, ...; FAPI_ERR_NOT_FOUND beyond the last. For the page that asks the user.
 * Owns: borrowed until the grant is next used. Fails: FAPI_ERR_ARG, _NOT_FOUND. Spec: RFC 6749 3.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_grant_scope(const fapi_grant *grant, size_t index, const char **value, size_t *value_len);
/* One of enum fapi_grant_type, 0 if it has none yet. */
FAPI_EXPORT int fapi_grant_type_of(const fapi_grant *grant);

/* ------------------------------------------------------------------------------------------------ pushed requests -- */

/* A fresh request_uri: urn:ietf:params:oauth:request_uri: and 256 random bits in base64url, FAPI_REQUEST_URI_LENGTH characters
 * and a NUL (78 bytes). Fails: FAPI_ERR_ARG, _BUFFER, _RANDOM. Spec: RFC 9126 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_request_uri(char *uri, size_t uri_size);

typedef struct fapi_par fapi_par; /* limits of PAR, and the facts of one request; reusable */

FAPI_EXPORT fapi_par *fapi_par_new(fapi_context *context);
FAPI_EXPORT void fapi_par_free(fapi_par *par);
/* Forget the facts (method, content type, client, jkt); limits stay. */
FAPI_EXPORT void fapi_par_reset(fapi_par *par);
/* Seconds that a request_uri may live: 1 to 599 at first, as FAPI 2.0 has it; at most 86400. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_lifetime(fapi_par *par, int64_t least, int64_t longest);
/* 1, as at first: every authorization request must have been pushed. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_required(fapi_par *par, int on);
/* 1: parameters beside client_id and request_uri are refused; 0, as at first: they are ignored, only pushed ones count. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_extra_refused(fapi_par *par, int on);
/* 1, as at first: a request_uri is of no use once its authorization was completed. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_one_time(fapi_par *par, int on);
/* Facts of a pushed request: its method and Content-Type field; the client that was authenticated (not set: nobody); the
 * thumbprint of the key of its DPoP proof, if it had one and that passed. At most 256 bytes each. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_method(fapi_par *par, const char *method, size_t method_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_content_type(fapi_par *par, const char *value, size_t value_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_client(fapi_par *par, const char *client_id, size_t client_id_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_par_set_jkt(fapi_par *par, const char *jkt, size_t jkt_len);
/* May expires_in be sent? Fails: FAPI_ERR_ARG, FAPI_PAR_LIFETIME. Spec: RFC 9126 2.2, FAPI 2.0 SP 5.3.2.2 (12). */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_check_lifetime(const fapi_par *par, int64_t expires_in);
/* Judge a pushed request as such; what it asks for is judged by fapi_authorization_request_check. After FAPI_OK
 * fapi_verdict_jkt has the key that the code must be bound to, if any.
 * Fails: FAPI_ERR_ARG, FAPI_PARAMETER_*, FAPI_PAR_*, FAPI_AUTHORIZATION_CLIENT_ID_MISSING, _DPOP_JKT.
 * Spec:  RFC 9126 2, RFC 9449 10.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_check(const fapi_par *par, const fapi_parameters *parameters,
                                              fapi_verdict *verdict);
/* Judge an authorization request that refers to a pushed one. pushed: what was found under its request_uri, or NULL.
 * Fails: FAPI_ERR_ARG, _CLOCK, FAPI_PARAMETER_*, FAPI_REQUEST_URI_*, FAPI_AUTHORIZATION_CLIENT_ID_MISSING.
 * Spec:  RFC 9126 4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_par_check_reference(const fapi_par *par, const fapi_parameters *parameters,
                                                        const fapi_grant *pushed, int64_t now, fapi_verdict *verdict);

/* -------------------------------------------------------------------------------------------- authorization requests -- */

typedef struct fapi_authorization_request fapi_authorization_request; /* limits; set up first, then shared */

FAPI_EXPORT fapi_authorization_request *fapi_authorization_request_new(fapi_context *context);
FAPI_EXPORT void fapi_authorization_request_free(fapi_authorization_request *request);
/* types: sum of FAPI_RESPONSE_, only code at first. jarm: FAPI_USE_OFF, _OPTIONAL (as at first), _REQUIRED, or _CONDITIONAL:
 * needed with response_type code. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_set_response(fapi_authorization_request *request, int types,
                                                                       int jarm);
/* 0: a request without code_challenge passes; one that has it is judged all the same. 1 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_set_pkce_required(fapi_authorization_request *request, int on);
/* 1: nonce must be there with scope openid, state without it. 0 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_set_nonce_or_state(fapi_authorization_request *request, int on);
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_set_scope_required(fapi_authorization_request *request, int on);
/* Characters of a nonce: 64 to 1024; 255 at first. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_set_nonce_max(fapi_authorization_request *request,
                                                                        int64_t characters);
/* A type that authorization_details may have; at most 64, none at first. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_add_details_type(fapi_authorization_request *request,
                                                                           const char *type, size_t type_len);
/* Judge what an authorization request asks for. client_id: who was authenticated at PAR; length 0: not compared. Whether
 * redirect_uri is registered, and what of scope, resource and authorization_details is granted, is not judged here.
 * Fails: FAPI_ERR_ARG, FAPI_PARAMETER_*, FAPI_AUTHORIZATION_*, FAPI_PKCE_*, FAPI_DETAILS_*.
 * Spec:  RFC 6749 4.1.1, OpenID Connect Core 3.1.2.1, JARM 2.3, RFC 8707 2, RFC 9396 2, RFC 9449 10. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_request_check(const fapi_authorization_request *request,
                                                                const fapi_parameters *parameters, const char *client_id,
                                                                size_t client_id_len, fapi_verdict *verdict);

/* ---------------------------------------------------------------------------------------------------- token requests -- */

typedef struct fapi_token_request fapi_token_request; /* limits of the token endpoint, and the facts of one request; reusable */

FAPI_EXPORT fapi_token_request *fapi_token_request_new(fapi_context *context);
FAPI_EXPORT void fapi_token_request_free(fapi_token_request *request);
/* Forget the facts (method, client, keys, rotation); limits stay. */
FAPI_EXPORT void fapi_token_request_reset(fapi_token_request *request);
/* Grants that are supported, sum of FAPI_GRANT_; codes and refresh tokens at first. password and implicit have no bit. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_grant_types(fapi_token_request *request, int types);
/* Seconds that a code (1 to 600; 60 at first) and a refresh token (0, as at first: until its own end) live at most.
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_lifetimes(fapi_token_request *request, int64_t code,
                                                                int64_t refresh_token);
/* 0: a code whose request had no code_challenge passes without code_verifier. 1 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_pkce_required(fapi_token_request *request, int on);
/* required 1, as at first: no token without sender constraint. methods: sum of FAPI_BINDING_, both at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_binding(fapi_token_request *request, int required, int methods);
/* Facts of the request; text at most 256 bytes. The client that was authenticated (or, FAPI_CLIENT_PUBLIC, identified), and
 * the grants it is registered for; not set: nobody. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_method(fapi_token_request *request, const char *method,
                                                             size_t method_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_client(fapi_token_request *request, const char *client_id,
                                                             size_t client_id_len, int type, int grant_types);
/* How the client is registered to get its tokens bound: FAPI_BINDING_DPOP for dpop_bound_access_tokens, FAPI_BINDING_MTLS for
 * tls_client_certificate_bound_access_tokens. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_client_bound(fapi_token_request *request, int methods);
/* 1: the host replaces refresh tokens of this client at each use. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_rotates(fapi_token_request *request, int on);
/* The thumbprints of the key of the DPoP proof and of the client certificate, proven in this request. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_jkt(fapi_token_request *request, const char *jkt, size_t jkt_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_set_x5t_s256(fapi_token_request *request, const char *x5t, size_t x5t_len);
/* Judge a token request. grant: what was found under its code, refresh_token or auth_req_id, or NULL. After FAPI_OK cnf of the
 * access token is jkt of fapi_verdict_jkt and x5t#S256 of fapi_verdict_x5t_s256, as far as they are there; token_type is DPoP
 * with a jkt. FAPI_CODE_REUSED and FAPI_REFRESH_USED: revoke what was issued from the grant.
 * Fails: FAPI_ERR_ARG, _CLOCK, FAPI_PARAMETER_*, FAPI_TOKEN_REQUEST_*, FAPI_GRANT_*, FAPI_CODE_*, FAPI_PKCE_*, FAPI_REFRESH_*,
 *        FAPI_CIBA_*.
 * Spec:  RFC 6749 4.1.3, 4.4, 6, RFC 7636 4.6, RFC 8705 4, RFC 9449 5, 10, CIBA Core 10, 11, FAPI 2.0 SP 5.3.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_token_request_check(const fapi_token_request *request, const fapi_parameters *parameters,
                                                        const fapi_grant *grant, int64_t now, fapi_verdict *verdict);

/* ----------------------------------------------------------------------------------------------- request object -- */

typedef struct fapi_request_object fapi_request_object; /* what one must fit; one thread at a time, reusable */

FAPI_EXPORT fapi_request_object *fapi_request_object_new(fapi_context *context);
FAPI_EXPORT void fapi_request_object_free(fapi_request_object *object);
/* The client that sends it, as the request says outside the object (authenticated, at the PAR endpoint), 1 to
 * FAPI_MAX_URL bytes, and the loaded set of its keys. Required. Owns: holds a reference to jwks.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (jwks not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_client(fapi_request_object *object, const char *client_id,
                                                              size_t client_id_len, fapi_jwks *jwks);
/* A name of this server that aud, a string or an array, may hold: its issuer, by FAPI. One at least is required, 8 at
 * most. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE (too many). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_add_audience(fapi_request_object *object, const char *audience,
                                                                size_t audience_len);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. And the one that the client has registered
 * as request_object_signing_alg; 0, as at first, for none. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_algs(fapi_request_object *object, int algs);
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_registered_alg(fapi_request_object *object, int alg);
/* 1: typ must be oauth-authz-req+jwt. 0, as at first: it may also be JWT or absent, as many clients still send it. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_typ_required(fapi_request_object *object, int on);
/* 1: it is a signed authentication request of CIBA, which must have iss, iat and jti. 0, as at first: an authorization
 * request, which must have client_id. Both must have aud, exp and nbf. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_backchannel(fapi_request_object *object, int on);
/* Seconds that nbf may lie in the past, and from nbf to exp: 1 to 3600, both 3600 at first.
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_limits(fapi_request_object *object, int64_t age,
                                                              int64_t lifetime);
/* Seconds that nbf and iat may lie in the future (0 to 60; 10 at first), and exp in the past (0 to 60; 0 at first).
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_set_skew(fapi_request_object *object, int64_t ahead, int64_t behind);
/* Judge a request object. After FAPI_OK the parameters of the request are the claims of the verdict, and nothing that
 * stood beside the object. What they ask for is not judged here, but that each known one has its JSON type. If there is a
 * jti, the verdict has a one-use key of client and jti, which has NOT been claimed. Encrypted ones are refused by name.
 * A CIBA endpoint answers invalid_request where a status says invalid_request_object.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, FAPI_POLICY_EMPTY (client or audience not set), FAPI_REQUEST_OBJECT_*,
 *        and below that level FAPI_JWS_*, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 9101, OpenID Connect Core 6, FAPI 1.0 Advanced 5.2.2, FAPI 2.0 MS 5.3.1, CIBA 7.1.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_object_check(const fapi_request_object *object, const char *request,
                                                         size_t request_len, int64_t now, fapi_verdict *verdict);

/* ------------------------------------------------------------------------------------------ backchannel requests -- */

/* Backchannel authentication requests of CIBA: limits, and the client of one request; one thread at a time, reusable. */
typedef struct fapi_backchannel_request fapi_backchannel_request;

/* How a client gets to know that the user has answered; each is one bit. FAPI-CIBA refuses push. */
enum fapi_delivery { FAPI_BACKCHANNEL_POLL = 1, FAPI_BACKCHANNEL_PING = 2, FAPI_BACKCHANNEL_PUSH = 4 };
/* What says who the user is; each is one bit. */
enum fapi_hint {
    FAPI_HINT_LOGIN = 1,       /* login_hint */
    FAPI_HINT_LOGIN_TOKEN = 2, /* login_hint_token */
    FAPI_HINT_ID_TOKEN = 4     /* id_token_hint */
};

FAPI_EXPORT fapi_backchannel_request *fapi_backchannel_request_new(fapi_context *context);
FAPI_EXPORT void fapi_backchannel_request_free(fapi_backchannel_request *request);
/* Forget the client; limits stay. */
FAPI_EXPORT void fapi_backchannel_request_reset(fapi_backchannel_request *request);
/* 0: parameters in the form pass too, which FAPI-CIBA does not allow. 1 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_signed_required(fapi_backchannel_request *request, int on);
/* The kinds of hints that are served, sum of FAPI_HINT_; all at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_hints(fapi_backchannel_request *request, int kinds);
/* The delivery modes that are served: FAPI_BACKCHANNEL_POLL, and with it, as at first, FAPI_BACKCHANNEL_PING. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_delivery(fapi_backchannel_request *request, int modes);
/* 1: a client that registered backchannel_user_code_parameter must send user_code. 0, as at first: it need not, and whether
 * one that is there is right remains to be found out. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_user_code_required(fapi_backchannel_request *request, int on);
/* required 1: each request must have a binding_message; FAPI-CIBA wants it where requests carry no context that is unique
 * to them. 0 at first. characters: how long it may be, 8 to 1024; 64 at first. Whatever its length, it must be text of which
 * all is seen: no controls, no invisible characters (joiners and variation selectors of emoji among them), none that
 * changes the direction of others. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_binding_message(fapi_backchannel_request *request,
                                                                            int required, int64_t characters);
/* A requested_expiry beyond this is refused, 1 to 31536000 seconds, 31536000 at first. A server may also grant less than is
 * asked for, so that there is no need to refuse. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_max_expiry(fapi_backchannel_request *request, int64_t seconds);
/* 1: request_context must be there. 0 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_context_required(fapi_backchannel_request *request, int on);
/* A type that authorization_details may have; at most 64, none at first. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_add_details_type(fapi_backchannel_request *request,
                                                                         const char *type, size_t type_len);
/* The client that was authenticated, 1 to 255 bytes; FAPI_CLIENT_CONFIDENTIAL, or _PUBLIC, which is refused; the grants that
 * it is registered for, and its backchannel_token_delivery_mode, 0 for none. Required. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_client(fapi_backchannel_request *request,
                                                                   const char *client_id, size_t client_id_len, int type,
                                                                   int grant_types, int delivery);
/* Its backchannel_user_code_parameter; 0 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_set_client_user_code(fapi_backchannel_request *request, int on);
/* Judge a backchannel request, whose form is given. object: what its request object must fit, set up for backchannel
 * requests of the same client, with its backchannel_authentication_request_signing_alg registered; NULL: the client does not
 * sign. After FAPI_OK of a signed request the parameters are the claims of the verdict, and its one-use key has NOT been
 * claimed; of an unsigned one they are those of the form. The answer of the verdict is that of a CIBA endpoint, which says
 * invalid_request of a bad request object too. What the hint means is not judged: verify an id_token_hint as a
 * JWT of yours, as fapi_as_check_backchannel does.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (no client; object of another client or not for backchannel requests),
 *        FAPI_POLICY_EMPTY (object without audience), FAPI_PARAMETER_*, FAPI_BACKCHANNEL_*, FAPI_DETAILS_*,
 *        FAPI_REQUEST_OBJECT_*, and below that level FAPI_JWS_*, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  CIBA Core 7.1, 7.2, FAPI-CIBA 5.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_check(const fapi_backchannel_request *request,
                                                              const fapi_parameters *parameters,
                                                              const fapi_request_object *object, int64_t now,
                                                              fapi_verdict *verdict);
/* What was found out about the user of a request that passed. found: FAPI_OK (the hint names one user, and the user code is
 * right where one is asked for), or FAPI_BACKCHANNEL_HINT, _HINT_EXPIRED, _USER_UNKNOWN, _USER_CODE_MISSING, _USER_CODE, _MESSAGE
 * (it cannot be shown to this user) or _DENIED, each of which refuses the request. Returns and writes the final status.
 * Fails: FAPI_ERR_ARG (another value too), _STATE (the verdict is not of a request that passed), and what was found.
 * Spec:  CIBA Core 7.2, 13. */
FAPI_EXPORT FAPI_NODISCARD int fapi_backchannel_request_finish(fapi_verdict *verdict, int found);

/* ----------------------------------------------------------------------------------------------- tls client auth -- */

/* Mutual-TLS client authentication. A handle for one thread at a time, reusable; some 100 KiB. */
typedef struct fapi_tls_client_auth fapi_tls_client_auth;

/* The properties of which a tls_client_auth client registers exactly one, RFC 8705 2.1.2. */
enum fapi_tls_client_property {
    FAPI_TLS_CLIENT_PROPERTY_SUBJECT_DN = 1, /* tls_client_auth_subject_dn */
    FAPI_TLS_CLIENT_PROPERTY_SAN_DNS = 2,    /* tls_client_auth_san_dns */
    FAPI_TLS_CLIENT_PROPERTY_SAN_URI = 3,    /* tls_client_auth_san_uri */
    FAPI_TLS_CLIENT_PROPERTY_SAN_IP = 4,     /* tls_client_auth_san_ip */
    FAPI_TLS_CLIENT_PROPERTY_SAN_EMAIL = 5   /* tls_client_auth_san_email */
};

FAPI_EXPORT fapi_tls_client_auth *fapi_tls_client_auth_new(fapi_context *context);
FAPI_EXPORT void fapi_tls_client_auth_free(fapi_tls_client_auth *auth);
/* Forget the client, for the next one. */
FAPI_EXPORT void fapi_tls_client_auth_reset(fapi_tls_client_auth *auth);
/* What the client registered: call it for each tls_client_auth property that is there, so that a second one is seen. A
 * refusal stays until the reset.
 * value: at most 2048 bytes. Of a subject the text of RFC 4514: types by OID or short name, in any case, escapes, '#' and hex;
 * blanks around separators are taken. No wildcards.
 * Fails: FAPI_ERR_ARG, FAPI_TLS_CLIENT_AUTH_PROPERTIES (a second one), FAPI_TLS_CLIENT_AUTH_PROPERTY (malformed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_tls_client_auth_set(fapi_tls_client_auth *auth, int property, const char *value,
                                                        size_t value_len);
/* Is this the client's certificate? chain_verified, 1: the TLS server, or the proxy, has verified the chain to a CA that is
 * trusted for clients; anything else is refused. certificate: DER or PEM; length 0: none came.
 * A subject is compared as parsed: RDNs in the order of RFC 4514, which is the reverse of the certificate's, or all of them in
 * the certificate's own, and in no other; attributes of one RDN in any order; values by distinguishedNameMatch of RFC 4517,
 * whatever type of string: ASCII letters without case, blanks at the ends not and repeated ones once; those of a type that has
 * no short name here octet for octet. Of alternative names any one of the kind may be it: DNS names, scheme and authority of URIs and
 * the domain of addresses without regard to case, IP addresses as octets.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CRYPTO, FAPI_ERR_UNSUPPORTED (a key unknown to the library: Ed25519 with Mbed TLS),
 *        FAPI_CERTIFICATE_*, FAPI_TLS_CLIENT_AUTH_PROPERTIES (none set, or refused), _CERTIFICATE, _CHAIN, _SUBJECT, _SAN.
 * Spec:  RFC 8705 2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_tls_client_auth_check(fapi_tls_client_auth *auth, int chain_verified,
                                                          const uint8_t *certificate, size_t certificate_len,
                                                          fapi_verdict *verdict);
/* The same for self_signed_tls_client_auth: the certificate must be, octet by octet, the first of an x5c in the client's JWK
 * set, and its key must be the one of that JWK. A JWK without x5c stands for no certificate. No chain, no dates.
 * Fails: as above, FAPI_JSON_*, FAPI_JWKS_*, FAPI_TLS_CLIENT_AUTH_JWKS (no x5c in the set), _X5C, _SELF_SIGNED.
 * Spec:  RFC 8705 2.2, RFC 7517 4.7. */
FAPI_EXPORT FAPI_NODISCARD int fapi_tls_client_auth_check_self_signed(fapi_tls_client_auth *auth, const char *jwks,
                                                                      size_t jwks_len, const uint8_t *certificate,
                                                                      size_t certificate_len, fapi_verdict *verdict);

/* --------------------------------------------------------------------------------------- authorization responses -- */

/* The other end of the redirect: what a client may believe of the parameters with which the browser came back. Where a policy, metadata and
 * a flow are known, fapi_rp_check_authorization does all of this. Thread: one at a time; reusable. */
typedef struct fapi_authorization_response fapi_authorization_response;

FAPI_EXPORT fapi_authorization_response *fapi_authorization_response_new(fapi_context *context);
FAPI_EXPORT void fapi_authorization_response_free(fapi_authorization_response *response);
/* The server that the request went to: an issuer identifier. Required. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_set_issuer(fapi_authorization_response *response,
                                                                      const char *issuer, size_t issuer_len);
/* Must iss come? 1 at first: FAPI 2.0 demands it, and so does a server whose metadata has authorization_response_iss_parameter_supported. And
 * does that metadata announce it? 1 at first; with 0 for both, an iss that comes all the same is refused, as RFC 9207 recommends.
 * Fails: FAPI_ERR_ARG. Spec: RFC 9207 2.4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_set_iss_required(fapi_authorization_response *response, int on);
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_set_iss_announced(fapi_authorization_response *response, int on);
/* The state of the request, from the session of the browser that came back: 1 to 2048 bytes. Required, unless the request had none: then none may
 * come back, and PKCE alone guards against CSRF. Fails: FAPI_ERR_ARG, _NOMEM. Spec: RFC 6749 10.12. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_set_state(fapi_authorization_response *response,
                                                                     const char *state, size_t state_len);
FAPI_EXPORT FAPI_NODISCARD int
fapi_authorization_response_insecure_set_no_state(fapi_authorization_response *response);
/* What was asked for: one FAPI_RESPONSE_, FAPI_RESPONSE_CODE at first. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_set_response_type(fapi_authorization_response *response,
                                                                             int response_type);
/* Judge the response. parameters: the query or fragment of the URL without its mark, or the body of a form post, as it came, at most 65536
 * bytes. An error is judged as a code is: after FAPI_AUTHORIZATION_RESPONSE_ERROR, and only then, fapi_verdict_server_error is the
 * server's own. Unknown parameters are ignored, but none may come twice. The ID token of a hybrid response is found, not judged. Whether the
 * response came to the redirect URI of the request, and whether the code was taken before, is the host's to know.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (issuer or state not set), FAPI_FORM_*, FAPI_AUTHORIZATION_RESPONSE_* (those of 1340 to 1354).
 * Spec:  RFC 6749 4.1.2, 10.12, RFC 9207 2.4, RFC 9700 4.4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_check(fapi_authorization_response *response,
                                                                 const char *parameters, size_t parameters_len,
                                                                 fapi_verdict *verdict);
/* The code, and the ID token if one was asked for. Owns: borrowed until the handle is next used.
 * Fails: FAPI_ERR_ARG, _STATE (the last check did not pass), _NOT_FOUND. */
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_code(const fapi_authorization_response *response,
                                                                const char **code, size_t *code_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_authorization_response_id_token(const fapi_authorization_response *response,
                                                                    const char **id_token, size_t *id_token_len);

/* The same for a response that is a JWT (JARM). Thread: one at a time; reusable. */
typedef struct fapi_jarm fapi_jarm;

FAPI_EXPORT fapi_jarm *fapi_jarm_new(fapi_context *context);
FAPI_EXPORT void fapi_jarm_free(fapi_jarm *jarm);
/* The server that the request went to, and its keys. Required. Owns: holds a reference to jwks.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_JWKS_EMPTY (not loaded), FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_server(fapi_jarm *jarm, const char *issuer, size_t issuer_len, fapi_jwks *jwks);
/* The client: 1 to 255 printable ASCII characters; its authorization_signed_response_alg, 0 if none is registered. Required.
 * Fails: FAPI_ERR_ARG, _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_client(fapi_jarm *jarm, const char *client_id, size_t client_id_len,
                                                    int registered_alg);
/* As of fapi_authorization_response. The iss of a response JWT is always required. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_state(fapi_jarm *jarm, const char *state, size_t state_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_insecure_set_no_state(fapi_jarm *jarm);
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_response_type(fapi_jarm *jarm, int response_type);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_algs(fapi_jarm *jarm, int algs);
/* A key of the client, at most 8. With one, only an encrypted response passes, without one none does: what was agreed holds. And the sums of
 * the algorithms that may pass: FAPI_JWE_ALG_, FAPI_JWE_ENC_; all that the library knows at first. Owns: borrowed, must outlive.
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_add_decrypter(fapi_jarm *jarm, const fapi_decrypter *decrypter);
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_jwe_algs(fapi_jarm *jarm, int algs, int encs);
/* Seconds that iat and nbf may lie in the future, and exp in the past: 0 to 60, 10 at first. Seconds from now to exp, at most: 1 to 3600, 600
 * at first. Fails: FAPI_ERR_ARG, _RANGE. Spec: JARM 2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_window(fapi_jarm *jarm, int64_t ahead, int64_t behind);
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_set_lifetime(fapi_jarm *jarm, int64_t seconds);
/* Judge the response: parameters as of fapi_authorization_response_check, which must be `response` and nothing else; then the JWT; last what it
 * says. After FAPI_OK the claims of the verdict are the parameters: code, state and so on. fapi_verdict_server_error is as above.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (server, client or state not set), _CLOCK, _CRYPTO, FAPI_FORM_*, FAPI_JARM_*,
 *        FAPI_AUTHORIZATION_RESPONSE_* (those of 1340 to 1354), FAPI_JWE_*, FAPI_KEY_*, FAPI_JWS_*, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  JARM 2.1, 2.3, 2.4, 5.1, RFC 8725 3.11, 3.12. */
FAPI_EXPORT FAPI_NODISCARD int fapi_jarm_check(fapi_jarm *jarm, const char *parameters, size_t parameters_len, int64_t now,
                                               fapi_verdict *verdict);

/* ----------------------------------------------------------------------------------------------------- id token -- */

/* The check of an ID token by the client that it is for. A handle for one client; for the next flow it is reset. Thread: one at a time. */
typedef struct fapi_id_token fapi_id_token;

FAPI_EXPORT fapi_id_token *fapi_id_token_new(fapi_context *context);
FAPI_EXPORT void fapi_id_token_free(fapi_id_token *id_token);
/* Forget and wipe everything that belongs to one flow: what is set below this line but the first block. */
FAPI_EXPORT void fapi_id_token_reset(fapi_id_token *id_token);
/* The server that the request went to. Required. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_issuer(fapi_id_token *id_token, const char *issuer, size_t issuer_len);
/* The client: 1 to 255 printable ASCII characters; its id_token_signed_response_alg, 0 if none is registered. Required.
 * Fails: FAPI_ERR_ARG, _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_client(fapi_id_token *id_token, const char *client_id, size_t client_id_len,
                                                        int registered_alg);
/* Somebody whom the client trusts to stand beside it in aud, at most 8; nobody at first. A token for several audiences must then name the
 * client in azp. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_add_audience(fapi_id_token *id_token, const char *audience, size_t audience_len);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_algs(fapi_id_token *id_token, int algs);
/* As of fapi_jarm: with a key of the client only an encrypted token passes, without one none does. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_add_decrypter(fapi_id_token *id_token, const fapi_decrypter *decrypter);
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_jwe_algs(fapi_id_token *id_token, int algs, int encs);
/* Seconds that iat, nbf and auth_time may lie in the future, and exp in the past: 0 to 60, 10 at first; and seconds since iat, at most: 60 to
 * 86400, which it is at first. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_window(fapi_id_token *id_token, int64_t ahead, int64_t behind, int64_t age);

/* Of one flow. The nonce of the request, 1 to 2048 bytes; or that the request had none (CIBA; PKCE alone), and then the token must have
 * none either. One of the two is required, so that it is not forgotten; in the front channel it is the first.
 * Fails: FAPI_ERR_ARG, _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_nonce(fapi_id_token *id_token, const char *nonce, size_t nonce_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_insecure_set_no_nonce(fapi_id_token *id_token);
/* The token came through the browser, beside this code and this state (length 0: none was sent): c_hash and s_hash must be theirs.
 * Fails: FAPI_ERR_ARG, _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_front_channel(fapi_id_token *id_token, const char *code, size_t code_len,
                                                               const char *state, size_t state_len);
/* The tokens that came with it, and the auth_req_id that it was asked for with: at_hash, and CIBA's rt_hash and auth_req_id, must be theirs
 * where they are there. Fails: FAPI_ERR_ARG, _NOMEM. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_access_token(fapi_id_token *id_token, const char *token, size_t token_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_refresh_token(fapi_id_token *id_token, const char *token, size_t token_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_auth_req_id(fapi_id_token *id_token, const char *auth_req_id,
                                                             size_t auth_req_id_len);
/* What the client asked for, and so needs: acr must be one of these, which spaces separate; auth_time must be there, and no longer ago than
 * this when the token is checked. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE (max_age). */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_acr_values(fapi_id_token *id_token, const char *acr_values,
                                                            size_t acr_values_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_max_age(fapi_id_token *id_token, int64_t seconds);
/* The sub of an earlier ID token of the same authorization, which this one must have too. refreshed 1: it came with a refresh token: nonce and
 * acr may then be absent, max_age says nothing, and auth_time is absent or as before (auth_time; -1: there was none); 0: it is the second of
 * response_type code id_token. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. Spec: OpenID Connect Core 3.3.3.6, 12.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_set_earlier(fapi_id_token *id_token, const char *sub, size_t sub_len, int refreshed,
                                                         int64_t auth_time);
/* Judge an ID token by the keys of the issuer. After FAPI_OK its claims are readable. If no key fits, fapi_verdict_refresh_keys is 1: fetch the
 * keys again, once in a while at most.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (issuer, client or nonce not set; keys not loaded), _CLOCK, _CRYPTO, FAPI_ID_TOKEN_*, FAPI_JWE_*,
 *        FAPI_KEY_*, FAPI_JWS_*, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  OpenID Connect Core 2, 3.1.3.7, 3.1.3.8, 3.3.2.12, 12.2, CIBA Core 10.3.1, FAPI 1.0 Advanced 5.1.1, 5.2.3.1, RFC 8725 3.11. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_check(const fapi_id_token *id_token, const fapi_jwks *jwks, const char *token,
                                                   size_t token_len, int64_t now, fapi_verdict *verdict);

/* -------------------------------------------------------------------------------------------- profile and policy -- */

/* The columns of the table. */
enum fapi_profile {
    FAPI_PROFILE_FAPI1_BASELINE = 1,
    FAPI_PROFILE_FAPI1_ADVANCED = 2,
    FAPI_PROFILE_FAPI2_SECURITY = 3,
    FAPI_PROFILE_FAPI2_MESSAGE_SIGNING = 4,
    FAPI_PROFILE_UK_OPEN_BANKING = 5,
    FAPI_PROFILE_AU_CDR = 6,
    FAPI_PROFILE_BR_OPEN_FINANCE = 7,
    FAPI_PROFILE_CO_OPEN_FINANCE = 8
};
/* The rows of the table. Values are 0 or 1, seconds, bits, a sum of flags or one choice, as fapi_control_unit says. */
enum fapi_control {
    /* keys and algorithms */
    FAPI_CONTROL_ALGS = 1,              /* flags FAPI_ALG_: signatures that may pass */
    FAPI_CONTROL_RSA_MIN_BITS = 2,      /* bits */
    FAPI_CONTROL_EC_MIN_BITS = 3,       /* bits */
    FAPI_CONTROL_JWE_ALGS = 4,          /* flags FAPI_JWE_ALG_ */
    FAPI_CONTROL_JWE_ENCS = 5,          /* flags FAPI_JWE_ENC_ */
    FAPI_CONTROL_DUPLICATE_KID = 6,     /* choice FAPI_DUPLICATE_KID_ */
    FAPI_CONTROL_JWKS_MAX_AGE = 7,      /* seconds until the library asks for a fresh key set */
    FAPI_CONTROL_JWKS_STALE = 8,        /* seconds until an unrefreshed key set stops verifying */
    FAPI_CONTROL_JWKS_COOLDOWN = 9,     /* seconds between two requests for a fresh key set */
    FAPI_CONTROL_SKEW_AHEAD = 10,       /* seconds that iat and nbf may lie in the future */
    FAPI_CONTROL_SKEW_BEHIND = 11,      /* seconds that exp may lie in the past */
    /* clients */
    FAPI_CONTROL_CLIENT_TYPES = 20,     /* flags FAPI_CLIENT_ */
    FAPI_CONTROL_CLIENT_AUTH = 21,      /* flags FAPI_AUTH_ */
    FAPI_CONTROL_ASSERTION_AUD = 22,    /* choice FAPI_ASSERTION_AUD_ */
    FAPI_CONTROL_ASSERTION_LIFETIME = 23, /* seconds from now to exp, at most */
    FAPI_CONTROL_STATEMENT_REQUIRED = 24, /* 0 or 1: a registration must bring a software statement */
    FAPI_CONTROL_STATEMENT_AGE = 25,    /* seconds since iat of a software statement, at most; 0: no rule */
    FAPI_CONTROL_REGISTRATION_SIGNED = 26, /* 0: a registration is a JSON object; 1: a JWT that the client signed */
    FAPI_CONTROL_REGISTRATION_LIFETIME = 27, /* seconds from now to exp of that JWT, at most */
    FAPI_CONTROL_REGISTRATION_JTI = 28, /* choice FAPI_REGISTRATION_JTI_ */
    FAPI_CONTROL_REGISTRATION_CERTIFICATE = 29, /* choice FAPI_REGISTRATION_CERTIFICATE_ */
    /* the request */
    FAPI_CONTROL_PAR = 30,              /* choice FAPI_USE_ */
    FAPI_CONTROL_REQUEST_URI_MIN_LIFETIME = 31, /* seconds */
    FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME = 32, /* seconds */
    FAPI_CONTROL_REQUEST_URI_ONE_TIME = 33,     /* 0 or 1 */
    FAPI_CONTROL_REQUEST_OBJECT = 34,   /* choice FAPI_USE_ */
    FAPI_CONTROL_REQUEST_OBJECT_AGE = 35,       /* seconds since nbf, at most; 0: no rule */
    FAPI_CONTROL_REQUEST_OBJECT_LIFETIME = 36,  /* seconds from nbf to exp, at most; 0: no rule */
    FAPI_CONTROL_REQUEST_OBJECT_ENCRYPTION = 37, /* choice FAPI_USE_; conditional: without PAR */
    FAPI_CONTROL_PKCE = 38,             /* choice FAPI_USE_; S256 only */
    FAPI_CONTROL_NONCE_OR_STATE = 39,   /* 0 or 1: nonce with openid, else state */
    FAPI_CONTROL_REDIRECT_HTTP_LOOPBACK = 40,   /* 0 or 1 */
    FAPI_CONTROL_REDIRECT_UNREGISTERED = 41,    /* 0 or 1: an authenticated client may set one through PAR */
    FAPI_CONTROL_ACR = 42,              /* choice FAPI_ACR_ */
    FAPI_CONTROL_NONCE_MAX_LENGTH = 43, /* characters of an OpenID Connect nonce, at most */
    FAPI_CONTROL_REDIRECT_IN_STATEMENT = 44,    /* 0 or 1: registered ones must stand in the software statement */
    FAPI_CONTROL_REDIRECT_STATUS = 45,  /* choice FAPI_REDIRECT_STATUS_ */
    FAPI_CONTROL_REQUEST_OBJECT_TYP = 46,       /* 0 or 1: typ oauth-authz-req+jwt must be there */
    FAPI_CONTROL_ID_TOKEN_HINT = 47,    /* 0 or 1: a request may have id_token_hint */
    FAPI_CONTROL_INTENT_ID = 48,        /* 0 or 1: claims must ask for openbanking_intent_id as essential, with its value */
    FAPI_CONTROL_SHARING_DURATION = 49, /* 0 or 1: sharing_duration in claims must be a number of seconds */
    /* the response */
    FAPI_CONTROL_RESPONSE_TYPES = 50,   /* flags FAPI_RESPONSE_ */
    FAPI_CONTROL_JARM = 51,             /* choice FAPI_USE_ */
    FAPI_CONTROL_RESPONSE_ISS = 52,     /* choice FAPI_ISS_ */
    FAPI_CONTROL_DETACHED_SIGNATURE = 53, /* 0 or 1: s_hash and c_hash in a front-channel ID token */
    FAPI_CONTROL_INTROSPECTION_SIGNED = 54, /* choice FAPI_USE_ */
    FAPI_CONTROL_JARM_LIFETIME = 55,    /* seconds from now to exp of a response JWT, at most */
    /* codes and tokens */
    FAPI_CONTROL_CODE_LIFETIME = 60,    /* seconds, at most */
    FAPI_CONTROL_CODE_ONE_TIME = 61,    /* 0 or 1 */
    FAPI_CONTROL_BINDING_REQUIRED = 62, /* 0 or 1: a token without sender constraint is refused */
    FAPI_CONTROL_BINDING_METHODS = 63,  /* flags FAPI_BINDING_ */
    FAPI_CONTROL_TOKEN_FORMAT = 64,     /* choice FAPI_TOKEN_FORMAT_ */
    FAPI_CONTROL_TOKEN_MIN_LIFETIME = 65, /* seconds; 0: no rule */
    FAPI_CONTROL_TOKEN_MAX_LIFETIME = 66, /* seconds; 0: no rule */
    FAPI_CONTROL_BEARER_MAX_LIFETIME = 67, /* seconds, of an unbound token; 0: no rule */
    FAPI_CONTROL_REFRESH_ROTATION = 68, /* choice FAPI_ROTATION_ */
    FAPI_CONTROL_DPOP_MAX_AGE = 69,     /* seconds that a proof's iat may lie in the past */
    FAPI_CONTROL_DPOP_NONCE = 70,       /* 0 or 1: server nonces demanded */
    FAPI_CONTROL_DPOP_NONCE_TIME = 71,  /* 0 or 1: a good nonce stands for iat (RFC 9449 11.1) */
    FAPI_CONTROL_REPLAY = 72,           /* 0 or 1: one-use values are claimed in a store */
    FAPI_CONTROL_SCOPE_OF_TOKEN = 73,   /* 0 or 1: a scope claim must be there */
    FAPI_CONTROL_SECRET_MIN_BITS = 74,  /* bits of chance in codes, tokens and request_uris */
    /* transport */
    FAPI_CONTROL_TLS_MIN_VERSION = 80,  /* 0x0303 is TLS 1.2, 0x0304 is TLS 1.3 */
    FAPI_CONTROL_TLS12_CIPHERS = 81,    /* choice FAPI_CIPHERS_ */
    FAPI_CONTROL_TLS_FACTS = 82,        /* 0 or 1: the host must state version and cipher suite of each request */
    FAPI_CONTROL_INTERACTION_ID = 83,   /* choice FAPI_INTERACTION_ID_ */
    FAPI_CONTROL_REQUEST_FIELDS = 84,   /* choice FAPI_REQUEST_FIELDS_ */
    FAPI_CONTROL_IDEMPOTENCY_LENGTH = 85, /* characters of x-idempotency-key, at most; 0: no rule */
    /* the request, further */
    FAPI_CONTROL_SCOPE_OF_REQUEST = 90  /* 0 or 1: a request must have scope or authorization_details */
};
enum fapi_use { FAPI_USE_OFF = 0, FAPI_USE_OPTIONAL = 1, FAPI_USE_CONDITIONAL = 2, FAPI_USE_REQUIRED = 3 };
enum fapi_client_type { FAPI_CLIENT_PUBLIC = 1, FAPI_CLIENT_CONFIDENTIAL = 2 };
enum fapi_auth { FAPI_AUTH_PRIVATE_KEY_JWT = 1, FAPI_AUTH_TLS_CLIENT_AUTH = 2,
                 FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH = 4 };
enum fapi_assertion_aud {
    FAPI_ASSERTION_AUD_ANY_ENDPOINT = 0, /* issuer or any endpoint of the server, string or array (RFC 7523, 9126) */
    FAPI_ASSERTION_AUD_ISSUER_STRING = 1 /* the issuer, as one JSON string (FAPI 2.0) */
};
enum fapi_registration_jti {
    FAPI_REGISTRATION_JTI_ANY = 0,
    FAPI_REGISTRATION_JTI_UUID4 = 1 /* a UUID of version 4 */
};
enum fapi_registration_certificate {
    FAPI_REGISTRATION_CERTIFICATE_HOST = 0,     /* no rule here */
    FAPI_REGISTRATION_CERTIFICATE_REQUIRED = 1, /* mutual TLS, with a chain that was verified */
    FAPI_REGISTRATION_CERTIFICATE_BRASIL = 2    /* and its subject has UID software_id, organizationIdentifier OFBBR-org_id */
};
enum fapi_jwe_alg { FAPI_JWE_ALG_RSA_OAEP = 1, FAPI_JWE_ALG_RSA_OAEP_256 = 2, FAPI_JWE_ALG_ECDH_ES = 4,
                    FAPI_JWE_ALG_ECDH_ES_A128KW = 8, FAPI_JWE_ALG_ECDH_ES_A256KW = 16 };
enum fapi_jwe_enc { FAPI_JWE_ENC_A128GCM = 1, FAPI_JWE_ENC_A256GCM = 2, FAPI_JWE_ENC_A128CBC_HS256 = 4,
                    FAPI_JWE_ENC_A256CBC_HS512 = 8 };
enum fapi_duplicate_kid { FAPI_DUPLICATE_KID_NARROW = 0, FAPI_DUPLICATE_KID_REFUSE = 1 };
enum fapi_response_type { FAPI_RESPONSE_CODE = 1, FAPI_RESPONSE_CODE_ID_TOKEN = 2 };
enum fapi_iss {
    FAPI_ISS_OPTIONAL = 0,
    FAPI_ISS_IN_TOKEN = 1, /* in the front-channel ID token or the JARM response */
    FAPI_ISS_REQUIRED = 2  /* in every response: in the JWT with JARM, else as a parameter */
};
enum fapi_redirect_status {
    FAPI_REDIRECT_STATUS_NOT_307 = 0, /* 302 or 303 */
    FAPI_REDIRECT_STATUS_303 = 1
};
enum fapi_binding { FAPI_BINDING_MTLS = 1, FAPI_BINDING_DPOP = 2 };
enum fapi_token_format { FAPI_TOKEN_FORMAT_JWT = 0, FAPI_TOKEN_FORMAT_RFC9068 = 1 };
enum fapi_rotation { FAPI_ROTATION_ALLOWED = 0, FAPI_ROTATION_SWITCHABLE = 1, FAPI_ROTATION_EXCEPTIONAL = 2,
                     FAPI_ROTATION_FORBIDDEN = 3 };
enum fapi_ciphers {
    FAPI_CIPHERS_FAPI1_FOUR = 0,    /* DHE_RSA or ECDHE_RSA with AES-GCM, as FAPI 1.0 Advanced Final lists them */
    FAPI_CIPHERS_BCP195 = 1,        /* ECDHE with an AEAD cipher */
    FAPI_CIPHERS_ECDHE_RSA_GCM = 2  /* the two ECDHE_RSA suites with AES-GCM */
};
enum fapi_interaction_id { FAPI_INTERACTION_ID_OFF = 0, FAPI_INTERACTION_ID_ECHO = 1,
                           FAPI_INTERACTION_ID_REQUIRED = 2 };
/* x-fapi-auth-date, x-fapi-customer-ip-address, and the form of x-fapi-interaction-id: left alone; judged if they are sent; judged, and
 * x-fapi-auth-date must be there. */
enum fapi_request_fields { FAPI_REQUEST_FIELDS_IGNORED = 0, FAPI_REQUEST_FIELDS_JUDGED = 1,
                           FAPI_REQUEST_FIELDS_AUTH_DATE = 2 };
enum fapi_acr { FAPI_ACR_HOST = 0, FAPI_ACR_PSD2 = 1, FAPI_ACR_CDR = 2, FAPI_ACR_BRASIL = 3 };

/* What each profile asks for, and why. A control is one of enum fapi_control. All text is static. */
FAPI_EXPORT size_t fapi_control_count(void);
FAPI_EXPORT int fapi_control_at(size_t index);
/* "binding_methods"; the group ("tokens"); the unit ("flags", "seconds", ...). NULL for an unknown control. */
FAPI_EXPORT const char *fapi_control_name(int control);
FAPI_EXPORT const char *fapi_control_group(int control);
FAPI_EXPORT const char *fapi_control_unit(int control);
/* The threat that the control meets, in one line; and who enforces it: "AS", "RS", "C" or several with commas. */
FAPI_EXPORT const char *fapi_control_threat(int control);
FAPI_EXPORT const char *fapi_control_enforcer(int control);
/* 1 if some check of this version of the library already reads the control. */
FAPI_EXPORT int fapi_control_enforced(int control);
/* "FAPI 2.0 Security Profile"; NULL for an unknown profile. */
FAPI_EXPORT const char *fapi_profile_name(int profile);
/* The value of a control that a policy starts with. Fails: FAPI_ERR_ARG (no such profile), FAPI_ERR_NOT_FOUND (no such
 * control). */
FAPI_EXPORT FAPI_NODISCARD int fapi_profile_value(int profile, int control, int64_t *value);
/* What fapi_policy_set takes: from the loosest value that still is the profile to the strictest. Of flags, loosest is
 * all that may be set and strictest is what must stay set. Fails: as fapi_profile_value. */
FAPI_EXPORT FAPI_NODISCARD int fapi_profile_range(int profile, int control, int64_t *loosest, int64_t *strictest);
/* The profile that a profile is built on and may not be looser than; 0 for none. */
FAPI_EXPORT int fapi_profile_base(int profile);
/* The clause that the value comes from, "ours" where the text leaves it open; NULL for what is unknown. */
FAPI_EXPORT const char *fapi_profile_clause(int profile, int control);
/* A value in words, for example "PS256 ES256 EdDSA"; text gets a NUL.
 * Fails: FAPI_ERR_ARG (also a value that the control cannot have), _BUFFER. */
FAPI_EXPORT FAPI_NODISCARD int fapi_control_describe(int control, int64_t value, char *text, size_t text_size);

typedef struct fapi_policy fapi_policy; /* a profile plus the host's overrides */

/* NULL when memory ran out or the profile is unknown. Thread: set up first, then share. */
FAPI_EXPORT fapi_policy *fapi_policy_new(fapi_context *context, int profile);
FAPI_EXPORT void fapi_policy_free(fapi_policy *policy);
/* Tighten a control, or choose where the profile leaves a choice.
 * Fails: FAPI_ERR_ARG (also an unknown control), FAPI_POLICY_EMPTY (no flag, where one is needed), FAPI_POLICY_VALUE
 *        (not a value of this control, or a least lifetime above the longest), FAPI_POLICY_LOOSENS (weaker than the
 *        profile: FAPI 2.0 SP 5.1.2 lets nobody do that and still call it FAPI), FAPI_POLICY_OVERRIDES (would refuse
 *        what the profile obliges everyone to accept, such as an iat 10 s ahead). */
FAPI_EXPORT FAPI_NODISCARD int fapi_policy_set(fapi_policy *policy, int control, int64_t value);
/* The same without the last two refusals. A value that fapi_policy_set would have refused so makes
 * fapi_policy_conforms 0 for good. Fails: FAPI_ERR_ARG, FAPI_POLICY_EMPTY, _VALUE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_policy_insecure_set(fapi_policy *policy, int control, int64_t value);
FAPI_EXPORT FAPI_NODISCARD int fapi_policy_get(const fapi_policy *policy, int control, int64_t *value);
FAPI_EXPORT int fapi_policy_profile(const fapi_policy *policy);
/* 1 while every value ever set is within what the profile allows. */
FAPI_EXPORT int fapi_policy_conforms(const fapi_policy *policy);

/* ----------------------------------------------------------------------------------------------------- metadata -- */

typedef struct fapi_findings fapi_findings; /* what a lint found; reusable, one thread at a time; some 250 KiB */

enum fapi_level { FAPI_LEVEL_SHALL = 1, FAPI_LEVEL_SHOULD = 2 };

FAPI_EXPORT fapi_findings *fapi_findings_new(fapi_context *context);
FAPI_EXPORT void fapi_findings_free(fapi_findings *findings);
/* How many findings the last check left, at most 128, and how many more there were. */
FAPI_EXPORT size_t fapi_findings_count(const fapi_findings *findings);
FAPI_EXPORT size_t fapi_findings_dropped(const fapi_findings *findings);
/* A finding: the status of the broken rule (FAPI_ERR_NOT_FOUND beyond the end); FAPI_LEVEL_SHALL or FAPI_LEVEL_SHOULD (0 beyond
 * the end); the clause, of the policy's profile where that is what asks; the member it is about ("redirect_uris[2]", "" for
 * the document as a whole), and what stood there, "" if nothing did. The last two are printable ASCII of at most 120
 * characters, everything else as \xNN, cut with "..."; never a key.
 * Owns: text lives until the handle is next used. */
FAPI_EXPORT int fapi_findings_status(const fapi_findings *findings, size_t index);
FAPI_EXPORT int fapi_findings_level(const fapi_findings *findings, size_t index);
FAPI_EXPORT const char *fapi_findings_clause(const fapi_findings *findings, size_t index);
FAPI_EXPORT const char *fapi_findings_member(const fapi_findings *findings, size_t index);
FAPI_EXPORT const char *fapi_findings_actual(const fapi_findings *findings, size_t index);
/* The OAuth error that answers the registration, for the first SHALL that is broken: "invalid_redirect_uri" or
 * "invalid_client_metadata"; "server_error" for what the server's own set-up breaks, "" where no SHALL is broken.
 * Spec: RFC 7591 3.2.2. */
FAPI_EXPORT const char *fapi_findings_oauth_error(const fapi_findings *findings);

/* Judge the metadata of an authorization server (RFC 8414, OpenID Connect Discovery) by a policy. Does not stop at the first broken
 * rule: all are in findings. An absent member stands for its default, which often is not what a profile asks for.
 * issuer: what the document was asked for, compared byte by byte; length 0: not compared.
 * json: at most 262144 bytes, 256 members, each name and each element of a list at most some 16 KiB.
 * Returns the first SHALL that is broken (FAPI_METADATA_*; FAPI_JSON_* if it is no JSON object), or FAPI_OK although findings of
 * FAPI_LEVEL_SHOULD may be there.
 * Fails: FAPI_ERR_ARG, after which there are no findings. Spec: RFC 8414 2, 3.3, OpenID Connect Discovery 3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_server(const fapi_policy *policy, const char *issuer,
                                                          size_t issuer_len, const char *json, size_t json_len,
                                                          fapi_findings *findings);
/* The same for the metadata of a client, as it asks to be registered, keys by value included (FAPI_REGISTRATION_*, FAPI_JWK_*,
 * FAPI_JWKS_*). A software statement is not verified, and its values are not put in: fapi_registration_check does both.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO. Spec: RFC 7591 2, OpenID Connect Registration 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_client(const fapi_policy *policy, const char *json, size_t json_len,
                                                          fapi_findings *findings);
/* The same for a key set, of a server or a client (FAPI_JWK_*, FAPI_JWKS_*). Certificates in x5c are compared with the key, its use and
 * x5t#S256 (not those of Ed25519 keys in the default library, which cannot read them: of these form and digest only); nothing is concluded
 * from who issued them. Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO. Spec: RFC 7517 4.7, 4.9, 5,
 * FAPI 2.0 SP 5.4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_jwks(const fapi_policy *policy, const char *json, size_t json_len,
                                                        fapi_findings *findings);

/* -------------------------------------------------------------------------------------------- software statement -- */

/* A software statement: metadata of a client's software in a JWT that a directory signed, RFC 7591 2.3. The handle holds whom this
 * server trusts. Thread: set up first, then shared. */
typedef struct fapi_software_statement fapi_software_statement;

FAPI_EXPORT fapi_software_statement *fapi_software_statement_new(fapi_context *context);
FAPI_EXPORT void fapi_software_statement_free(fapi_software_statement *statement);
/* A directory that is trusted, with its keys: statements with this iss, compared octet for octet, are verified with them and with no
 * others. issuer: 1 to FAPI_MAX_URL bytes; often no URL ("cdr-register"). Named again, its keys are replaced. At most 16.
 * Owns: holds a reference to jwks. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE (a 17th), FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_software_statement_add_directory(fapi_software_statement *statement,
                                                                     const char *issuer, size_t issuer_len,
                                                                     fapi_jwks *jwks);
/* A name of this server, such as its issuer identifier. A statement need not have aud, but if it has, one of these must be in it.
 * At most 8, 1 to FAPI_MAX_URL bytes each. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_software_statement_add_audience(fapi_software_statement *statement,
                                                                    const char *audience, size_t audience_len);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_software_statement_set_algs(fapi_software_statement *statement, int algs);
/* Seconds since iat, at most, and then iat must be there: 1 to 31536000; 0, as at first: no such rule. Seconds that iat and nbf may
 * lie in the future, and exp in the past: 0 to 60, 10 at first. Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_software_statement_set_age(fapi_software_statement *statement, int64_t seconds);
FAPI_EXPORT FAPI_NODISCARD int fapi_software_statement_set_window(fapi_software_statement *statement, int64_t ahead,
                                                                  int64_t behind);
/* Judge a statement: who issued it, that a key of that directory signed it, its times and audience, and that there is none inside. exp is
 * not demanded, as some directories leave it out, but holds if it is there. No key or key location in the header is ever used: x5c, x5u,
 * jwk and jku are refused. After FAPI_OK its members are the claims of the verdict.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, FAPI_STATEMENT_* (but _FORM, _SOFTWARE_ID), and below that level FAPI_JWS_*,
 *        FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 7591 2.3, 3.2.2, RFC 7519 4.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_software_statement_check(const fapi_software_statement *statement, const char *jwt,
                                                             size_t jwt_len, int64_t now, fapi_verdict *verdict);

/* -------------------------------------------------------------------------------------------------- registration -- */

/* A registration request, RFC 7591, as UK Open Banking, Australia CDR and Open Finance Brasil narrow it. The handle holds the server, set
 * up once, and one request after another: reset, set what came, check; then answer with the verdict's status, error and JSON, or after
 * FAPI_OK store fapi_registration_metadata and send fapi_registration_response_json. One thread at a time; some 110 KiB and the request. */
typedef struct fapi_registration fapi_registration;

/* Under a policy, whose values are copied now and whose context it takes. */
FAPI_EXPORT fapi_registration *fapi_registration_new(const fapi_policy *policy);
FAPI_EXPORT void fapi_registration_free(fapi_registration *registration);
/* Forget and wipe the request and what was made of it; the server stays. */
FAPI_EXPORT void fapi_registration_reset(fapi_registration *registration);

/* The server. As fapi_software_statement_add_directory. Without a directory every software statement is unapproved. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_add_directory(fapi_registration *registration, const char *issuer,
                                                               size_t issuer_len, fapi_jwks *jwks);
/* A name of this server that aud of a signed registration request must hold: its issuer identifier, and in the UK also the identifier
 * that the directory gave it. Holds for aud of a software statement too. At most 8. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_add_audience(fapi_registration *registration, const char *audience,
                                                              size_t audience_len);
/* The scope, values with one space between, that software with this role may register: for Open Finance Brasil DADOS, PAGTO and so on.
 * A role counts if software_statement_roles lists it as Active or, where that member is missing, software_roles names it. Once one role
 * is known here each scope value of a registration must be allowed by a role of its statement, and a registration without scope gets
 * all that its roles allow. The regimes publish the list and extend it, so it is not built in. Named again, the scope is replaced.
 * At most 32; role: 1 to 64 bytes, scope: 1 to 2048. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE, FAPI_AUTHORIZATION_SCOPE (malformed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_add_role(fapi_registration *registration, const char *role,
                                                          size_t role_len, const char *scope, size_t scope_len);
/* Where the jti of a signed registration request is claimed. NULL, as at first: in a store of the host's; the check then ends with
 * FAPI_REPLAY_PENDING where there is one to claim. Owns: holds a reference. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_replay(fapi_registration *registration, fapi_replay *replay);

/* The request. What a setter refuses the check refuses too, until the reset. The method, case included; the value of Content-Type,
 * length 0: there is none; the body, at most 262144 bytes, of which a JWT may have FAPI_MAX_JWT. A new body forgets the keys below.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_HTTP_METHOD, FAPI_HTTP_FIELD_VALUE, FAPI_HTTP_FIELD_SIZE (over 256 bytes), FAPI_JSON_SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_method(fapi_registration *registration, const char *method,
                                                            size_t method_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_content_type(fapi_registration *registration, const char *value,
                                                                  size_t value_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_body(fapi_registration *registration, const char *body,
                                                          size_t body_len);
/* The client certificate that the TLS connection of this very request proved, DER or PEM, and 1 if its chain was verified to a CA that the
 * regime trusts. Length 0: there is none. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_CERTIFICATE_SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_certificate(fapi_registration *registration,
                                                                 const uint8_t *certificate, size_t certificate_len,
                                                                 int chain_verified);
/* What was found of the initial access token: FAPI_OK, as at first (it is good, or none is asked for), or what fapi_rs_check refused it
 * with, such as FAPI_TOKEN_MISSING. The check then refuses with that status and the error of the token's type.
 * Fails: FAPI_ERR_ARG (no status). Spec: RFC 7591 3, 3.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_initial_token(fapi_registration *registration, int status);
/* Where the policy asks for a signed request, the client's keys are found through its software statement. Check first: when the statement
 * has been proven and the keys are not there, the check ends with FAPI_REGISTRATION_KEYS_NEEDED. Fetch them from this https URL, whose
 * host you may want to compare with those that the directory uses, hand them over, and check again. Only a statement that a directory
 * signed comes so far: nobody else can make this server fetch anything.
 * Fails: FAPI_ERR_ARG, _STATE (no such check before). */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_jwks_uri(const fapi_registration *registration, const char **uri,
                                                          size_t *uri_len);
/* Owns: holds a reference until the next body or reset. Fails: FAPI_ERR_ARG, FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_keys(fapi_registration *registration, fapi_jwks *jwks);

/* Judge the request: method, initial access token, media type, certificate, software statement, the signature and claims of a signed
 * request, and then, with the values of the statement in place of the client's own, all that fapi_metadata_check_client judges. The first
 * broken SHALL is the verdict; findings hold everything that the lint found, also what is only SHOULD. With FAPI_OK the verdict says 201,
 * and its claims are those of the software statement, if there is one (software_id, org_id, ...).
 * Whether the software is registered already only the host can know: insert it under its software_id only if that is absent, and if it is
 * there call fapi_registration_finish with FAPI_REGISTRATION_DUPLICATE.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (no method or body), _CLOCK, _RANDOM, _CRYPTO, _UNSUPPORTED (a certificate whose key is unknown to
 *        the library), what a setter refused, the status of the initial access token, FAPI_REGISTRATION_*, FAPI_STATEMENT_*,
 *        FAPI_CERTIFICATE_*, FAPI_JWKS_*, FAPI_JWK_*, FAPI_REPLAY_FULL, _PENDING, FAPI_POLICY_EMPTY (the policy asks for a signed
 *        request, and no audience was added), and below that level FAPI_JWS_*,
 *        FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 7591 2, 3, UK Open Banking DCR 3.2, CDR Client Registration, Open Finance Brasil DCR 7.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_check(fapi_registration *registration, int64_t now,
                                                       fapi_verdict *verdict, fapi_findings *findings);
/* How the host's own stores took it, after FAPI_OK or FAPI_REPLAY_PENDING of the check with the same verdict. outcome: FAPI_OK,
 * FAPI_REPLAY_SEEN, FAPI_REPLAY_FULL, FAPI_REPLAY_UNAVAILABLE (the key of fapi_verdict_replay_key), or FAPI_REGISTRATION_DUPLICATE;
 * whatever else is taken as FAPI_REPLAY_UNAVAILABLE. Returns and writes the final status.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (nothing to finish), FAPI_REGISTRATION_REPLAYED (seen), FAPI_REPLAY_FULL, _UNAVAILABLE,
 *        FAPI_REGISTRATION_DUPLICATE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_finish(fapi_registration *registration, fapi_verdict *verdict,
                                                        int outcome);
/* After FAPI_OK: the metadata as registered, a JSON object. The statement's values have won over the client's own, but redirect_uris is
 * the client's choice where FAPI_CONTROL_REDIRECT_IN_STATEMENT compared them; software_client_name and the like stand for client_name;
 * defaults are written out; software_statement is what came. Claims of the JWTs and what only a server gives out (client_id,
 * client_secret, ...) are left out. All else that a directory stated is there as well.
 * Owns: lives until the handle is next used. Fails: FAPI_ERR_ARG, _STATE. Spec: RFC 7591 2.3, 3.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_metadata(const fapi_registration *registration, const char **json,
                                                          size_t *json_len);
/* The access token and the URL with which the client manages its registration, for the answer: RFC 7592 3. token: 1 to 16384 characters of
 * printable ASCII; uri: an https URL. Both are forgotten with the request. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_set_management(fapi_registration *registration, const char *token,
                                                                size_t token_len, const char *uri, size_t uri_len);
/* After FAPI_OK: the answer, to be sent with 201, Content-Type: application/json and Cache-Control: no-store. It has client_id,
 * client_id_issued_at, what fapi_registration_set_management said, and the metadata as registered. There never is a client_secret.
 * client_id: 1 to 255 characters of printable ASCII. Owns: lives until the handle is next used.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE, _CLOCK. Spec: RFC 7591 3.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_response_json(fapi_registration *registration, const char *client_id,
                                                               size_t client_id_len, int64_t issued_at,
                                                               const char **json, size_t *json_len);

/* ------------------------------------------------------------------------------------------------------ request -- */

typedef struct fapi_request fapi_request; /* one HTTP request to any endpoint; reusable, one thread at a time */

FAPI_EXPORT fapi_request *fapi_request_new(fapi_context *context);
FAPI_EXPORT void fapi_request_free(fapi_request *request);
/* Forget everything, keep the memory. A setter that failed spoils the request until this call (after FAPI_ERR_NOMEM
 * also until it is called again): checks refuse it with the setter's status, so that what did not fit cannot simply be
 * missing, and a host may leave all failures to the check. */
FAPI_EXPORT void fapi_request_reset(fapi_request *request);
/* The method as it came, case included. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_HTTP_METHOD (not a token of 1 to 64
 * characters). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_method(fapi_request *request, const char *method, size_t method_len);
/* The URL as the client sent it: public scheme and host, path and query. Never build it from Host or X-Forwarded
 * fields that a client can write. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_SIZE. Syntax is judged by the check. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_url(fapi_request *request, const char *url, size_t url_len);
/* Each field line of the request, as it came, repeated ones too: call it for all or at least for Authorization, DPoP,
 * Content-Type, Accept, x-fapi-interaction-id (which may have 256 bytes), and the fields of fapi_request_check_field.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_HTTP_FIELD_NAME, _VALUE, _SIZE, _COUNT. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_add_header(fapi_request *request, const char *name, size_t name_len,
                                                       const char *value, size_t value_len);
/* The client certificate that the TLS connection of this very request proved, DER or PEM. From a header only if your
 * own proxy wrote it and strips what clients send. Form is judged by the check.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_CERTIFICATE_SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_certificate(fapi_request *request, const uint8_t *certificate,
                                                            size_t certificate_len);
/* Or its x5t#S256 alone, FAPI_JKT_LENGTH characters, where a trusted proxy hands over no more. If both are set they must
 * belong together. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_MTLS_THUMBPRINT (not a thumbprint). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_certificate_thumbprint(fapi_request *request, const char *x5t,
                                                                       size_t x5t_len);
/* 1: the TLS server, or the proxy, has verified the chain of the client certificate to a CA that is trusted for clients, which
 * tls_client_auth needs; token binding does not. 0 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_certificate_verified(fapi_request *request, int verified);
/* The body of a request to an authorization server: a form, or the JSON or JWT of a registration. At most 65536 bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_FORM_SIZE. Its form is judged by the check. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_body(fapi_request *request, const char *body, size_t body_len);
/* A parameter, decoded, of the form in the body or, if there is no body, in the query: what the host needs to look things up with
 * (code, refresh_token, auth_req_id, request_uri, token). Nothing is proven of it.
 * Owns: lives until the request is reset or set again. Fails: FAPI_ERR_ARG, _NOMEM, _NOT_FOUND (absent or empty), FAPI_FORM_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_parameter(fapi_request *request, const char *name, size_t name_len,
                                                      const char **value, size_t *value_len);
/* What a request is made of that fapi_rp_make_* wrote, to be sent: method, URL, fields by index (content fields as a client sends
 * them, without Host and Content-Length), body. Of one that the host described, what it set, fields that no rule reads left out.
 * Owns: borrowed until the request is reset or set again. Fails: FAPI_ERR_ARG, _STATE (not set), _NOT_FOUND (index). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_method(const fapi_request *request, const char **method, size_t *method_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_request_url(const fapi_request *request, const char **url, size_t *url_len);
FAPI_EXPORT size_t fapi_request_header_count(const fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_request_header(const fapi_request *request, size_t index, const char **name,
                                                   const char **value, size_t *value_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_request_body(const fapi_request *request, const char **body, size_t *body_len);
/* TLS facts: protocol version (0x0303, 0x0304) and the IANA number of the cipher suite (0xC02F, ...). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_tls(fapi_request *request, int version, int cipher);
/* A scope value that the resource needs; call it for each: at most 32, 4096 bytes together.
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_require_scope(fapi_request *request, const char *scope, size_t scope_len);
/* 1: the host knows that this token, or the grant or the consent behind it, was revoked or is not in force. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_revoked(fapi_request *request, int revoked);
/* 1: a request to this resource makes something once for each x-idempotency-key, which must be there; 0: it does not, and there must be
 * none. Not said, only the form of the field is judged. Whether the key was used before, and with what body, the host's own records say. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_idempotent(fapi_request *request, int idempotent);
/* The form of a field that a client adds to a request to a resource: x-fapi-auth-date (HTTP-date), x-fapi-customer-ip-address (IPv4 or
 * IPv6), x-fapi-interaction-id (UUID), x-idempotency-key (1 to 40 characters). Both of the first two are left out where the client does
 * not control the device that the user consents with (FAPI-CIBA 6.2).
 * Fails: FAPI_ERR_ARG, _NOT_FOUND (another field), FAPI_HEADER_*. Spec: FAPI 1.0 Baseline 6.2.2, UK Open Banking Headers. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_check_field(const char *name, size_t name_len, const char *value,
                                                        size_t value_len);
/* 1: the body is form-encoded and holds an access_token parameter, which FAPI forbids. Of a body of fapi_request_set_body it is found out
 * without being said. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_token_in_body(fapi_request *request, int present);

/* ----------------------------------------------------------------------------------------------------- response -- */

typedef struct fapi_response fapi_response; /* one HTTP response that a server sent; reusable, one thread at a time */

FAPI_EXPORT fapi_response *fapi_response_new(fapi_context *context);
FAPI_EXPORT void fapi_response_free(fapi_response *response);
/* Forget and wipe everything, keep the memory. As with requests, a setter that failed spoils the response until this call. */
FAPI_EXPORT void fapi_response_reset(fapi_response *response);
/* The status code, 100 to 599. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_response_set_http(fapi_response *response, int http);
/* Each field line as it came, repeated ones too: all, or at least Content-Type, DPoP-Nonce, WWW-Authenticate and
 * x-fapi-interaction-id. Fails: FAPI_ERR_ARG, _NOMEM, FAPI_HTTP_FIELD_NAME, _VALUE, _SIZE, _COUNT. */
FAPI_EXPORT FAPI_NODISCARD int fapi_response_add_header(fapi_response *response, const char *name, size_t name_len,
                                                        const char *value, size_t value_len);
/* The body, with any transfer or content coding taken off. At most FAPI_MAX_RESPONSE bytes; of the documents of an authorization server at most
 * 65536, of userinfo and introspection as JSON at most 12288 (else FAPI_JSON_SIZE), and a flow keeps texts of up to 15998 bytes, escapes included
 * (else FAPI_RESPONSE_SIZE).
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_RESPONSE_SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_response_set_body(fapi_response *response, const char *body, size_t body_len);

/* ---------------------------------------------------------------------------------------------------- discovery -- */

/* What is to be found at a well-known URL. */
enum fapi_well_known {
    FAPI_WELL_KNOWN_OAUTH = 1,           /* an authorization server, RFC 8414: https://host/.well-known/oauth-authorization-server/path */
    FAPI_WELL_KNOWN_OPENID_INSERTED = 2, /* the same, RFC 8414 5: https://host/.well-known/openid-configuration/path */
    FAPI_WELL_KNOWN_OPENID = 3,          /* the same, OpenID Connect Discovery 4: https://host/path/.well-known/openid-configuration */
    FAPI_WELL_KNOWN_RESOURCE = 4         /* a protected resource, RFC 9728: https://host/.well-known/oauth-protected-resource/path?query */
};
/* The URL of metadata. identifier: an issuer, an https URL without query and fragment, or a resource, an https URL without fragment.
 * url: room for the URL and a NUL after it; identifier_len + 48 is enough.
 * Fails: FAPI_ERR_ARG (also an unknown kind), _BUFFER, FAPI_URI_*. Spec: RFC 8414 3, 5, RFC 9728 3.1, OpenID Connect Discovery 4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_url(int kind, const char *identifier, size_t identifier_len, char *url,
                                                 size_t url_size, size_t *url_len);
/* The kinds to try for an issuer, one after the other, until one answers 200: index 0, 1, ...; -1 beyond the last, and for what is no
 * issuer. Any other HTTP status than 404 is a failure, and no reason to try the next. Spec: RFC 8414 5. */
FAPI_EXPORT int fapi_metadata_url_kind(const char *issuer, size_t issuer_len, size_t index);
/* The same as the answers come: the kind to try after this answer to the request for that kind. kind 0, response NULL: the first one. -1: no
 * other, because this is the answer, because it is a failure, or because there is none left. Spec: RFC 8414 5. */
FAPI_EXPORT int fapi_metadata_next_kind(const char *issuer, size_t issuer_len, int kind, const fapi_response *response);
/* The request to send: GET, the URL, Accept. identifier: at most 900 bytes. Follow no redirect.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_*, after which the request is empty. Spec: RFC 8414 3.1, RFC 9728 3.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_make_request(int kind, const char *identifier, size_t identifier_len,
                                                          fapi_request *request);
/* Are these metadata, and of whoever was asked? 200, application/json, one JSON object whose issuer or resource is the identifier, octet
 * for octet; unknown members are ignored. What they say is judged by fapi_metadata_check_server or _resource.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (no HTTP status), what a setter of the response refused, FAPI_URI_*, FAPI_DISCOVERY_*,
 *        FAPI_JSON_*, FAPI_METADATA_ISSUER_MISMATCH, FAPI_RESOURCE_METADATA_MISMATCH.
 * Spec:  RFC 8414 3.2, 3.3, RFC 9728 3.2, 3.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_response(int kind, const char *identifier, size_t identifier_len,
                                                            const fapi_response *response);
/* The request for the key set that metadata name as jwks_uri: GET, the URL, Accept. json: metadata that were judged. Follow no redirect.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_JSON_*, FAPI_METADATA_MISSING, _TYPE, _URL, after which the request is empty. Spec: RFC 8414 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_make_keys_request(const char *json, size_t json_len, fapi_request *request);
/* 200 with a key set, which is loaded into jwks, a fresh one. Fails: FAPI_ERR_ARG, _STATE (no HTTP status; loaded before), FAPI_RESPONSE_HTTP,
 * what a setter of the response refused, and as fapi_jwks_load. Spec: RFC 7517 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_keys_response(const fapi_response *response, fapi_jwks *jwks);
/* As fapi_metadata_check_server, for the metadata of a protected resource. resource: what the document was asked for: the identifier, or,
 * where a challenge named a resource_metadata URL, the URL that was requested; compared byte by byte; length 0: not compared.
 * Returns the first SHALL that is broken: FAPI_RESOURCE_METADATA_*, FAPI_METADATA_TYPE, _MISSING, _EMPTY, _URL, _SCOPE, _ALG, _ALG_NONE,
 * FAPI_JSON_*; or FAPI_OK. Fails: FAPI_ERR_ARG. Spec: RFC 9728 1.2, 2, 3.2, 3.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_resource(const fapi_policy *policy, const char *resource,
                                                            size_t resource_len, const char *json, size_t json_len,
                                                            fapi_findings *findings);
/* Do a server and a resource name one another? authorization_servers of the resource, if it has the member, must hold the issuer of the
 * server, and protected_resources of the server, if it has it, the resource. Both documents must have been judged by themselves.
 * Returns FAPI_RESOURCE_METADATA_CROSS, FAPI_METADATA_MISSING, _TYPE, FAPI_JSON_* or FAPI_OK. Fails: FAPI_ERR_ARG, _NOMEM.
 * Spec:  RFC 9728 4, 7.6. */
FAPI_EXPORT FAPI_NODISCARD int fapi_metadata_check_cross(const char *server, size_t server_len, const char *resource,
                                                         size_t resource_len, fapi_findings *findings);
/* What a server registered (the JSON of its 201 answer) against what the client asked for: a server may replace and leave out. Each member
 * that was asked for and is not there (FAPI_REGISTERED_MISSING) or says something else (_CHANGED) is a finding, of FAPI_LEVEL_SHALL where
 * it decides who gets in or how messages are protected (redirect_uris, keys, certificate names, authentication method, algorithms), else of
 * FAPI_LEVEL_SHOULD. Order does not count. What the server adds is not judged here: give its answer to fapi_metadata_check_client.
 * asked, given: at most FAPI_MAX_JWT bytes each. Returns the first finding that is a SHALL, FAPI_REGISTERED_CLIENT_ID (no client_id) or
 * FAPI_OK; FAPI_JSON_*. Fails: FAPI_ERR_ARG, _NOMEM. Spec: RFC 7591 3.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_registration_compare(const char *asked, size_t asked_len, const char *given,
                                                         size_t given_len, fapi_findings *findings);

/* Signed metadata: the member signed_metadata of a server or a resource, a JWT whose claims are metadata. The handle holds whose signatures
 * count. Thread: set up first, then shared. */
typedef struct fapi_signed_metadata fapi_signed_metadata;

FAPI_EXPORT fapi_signed_metadata *fapi_signed_metadata_new(fapi_context *context);
FAPI_EXPORT void fapi_signed_metadata_free(fapi_signed_metadata *trusted);
/* Whoever attests to metadata (iss of the JWT, octet for octet), with the keys that its signatures are verified with, and no others. Not
 * those of the jwks_uri in the very same metadata. Named again, its keys are replaced. At most 16.
 * Owns: holds a reference to jwks. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE (a 17th), FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_signed_metadata_add_issuer(fapi_signed_metadata *trusted, const char *issuer,
                                                               size_t issuer_len, fapi_jwks *jwks);
/* The sum of the algorithms that may pass; PS256, ES256 and EdDSA at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signed_metadata_set_algs(fapi_signed_metadata *trusted, int algs);
/* Judge the value of signed_metadata: after FAPI_OK its claims are those of the verdict.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, FAPI_SIGNED_METADATA_*, FAPI_JWT_CLAIM_TYPE, and below that level FAPI_JWS_*,
 *        FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 8414 2.1, RFC 9728 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signed_metadata_check(const fapi_signed_metadata *trusted, const char *jwt,
                                                          size_t jwt_len, int64_t now, fapi_verdict *verdict);
/* The plain document with the signed values in the place of its own, and signed_metadata and the claims of the JWT as such (iss, exp, ...)
 * left out: give this to fapi_metadata_check_server or _resource. verdict: of the check above. merged: json_len + FAPI_MAX_JWT is enough.
 * Fails: FAPI_ERR_ARG, _NOMEM, _BUFFER, _STATE (the verdict did not pass), FAPI_JSON_*. Spec: RFC 8414 2.1, RFC 9728 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signed_metadata_merge(const fapi_verdict *verdict, const char *json, size_t json_len,
                                                          char *merged, size_t merged_size, size_t *merged_len);

/* ------------------------------------------------------------------------------------------------ signed bodies -- */

/* The x-jws-signature field of UK Open Banking: a detached JWS over an HTTP body, as it stands on the wire. One handle for one message after
 * another, as sender or receiver; one thread at a time. */
typedef struct fapi_body_signature fapi_body_signature;

FAPI_EXPORT fapi_body_signature *fapi_body_signature_new(fapi_context *context);
FAPI_EXPORT void fapi_body_signature_free(fapi_body_signature *signature);
/* Whoever signs, as the directory knows them: subject of the certificate, organisation id and software id with a slash between, or
 * organisation id; compared octet for octet, or, if both are one, as distinguished names. The domain of the trust anchor that vouches for
 * the key, "openbanking.org.uk". 1 to 1023 bytes. */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_set_issuer(fapi_body_signature *signature, const char *issuer,
                                                              size_t issuer_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_set_trust_anchor(fapi_body_signature *signature, const char *domain,
                                                                    size_t domain_len);
/* 1: b64 is false, as up to version 3.1.3 of the API; 0, as at first: there is no b64, as from 3.1.4 on. */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_set_b64_false(fapi_body_signature *signature, int on);
/* The media type of the body; "application/json" at first. Any other must be named by cty. 1 to 127 bytes. */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_set_media_type(fapi_body_signature *signature, const char *type,
                                                                  size_t type_len);
/* The keys of the signer, from the key store of the trust anchor and from nowhere else. Owns: holds a reference.
 * Fails: FAPI_ERR_ARG, FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_set_keys(fapi_body_signature *signature, fapi_jwks *jwks);
/* The body, octet for octet, at most FAPI_MAX_SIGNED_BODY. Fails: FAPI_ERR_ARG, _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_set_body(fapi_body_signature *signature, const uint8_t *body,
                                                            size_t body_len);
/* Judge the value of the field; length 0 is a message without it. iat may lie 10 seconds in the future.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (issuer, trust anchor, keys or body not set), FAPI_BODY_SIGNATURE_*, and below that
 *        level FAPI_BASE64URL_*, FAPI_JSON_*. Spec: UK Open Banking R/W API profile, Message Signing. */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_check(fapi_body_signature *signature, const char *value,
                                                         size_t value_len, int64_t now, fapi_verdict *verdict);
/* Make the value for the body; keys need not be set. Owns: *value is borrowed until the next use of the handle.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _RANDOM, _RANGE, _STATE, FAPI_BODY_SIGNATURE_ALG (the signer is not for PS256), _KID (it
 *        has no kid). */
FAPI_EXPORT FAPI_NODISCARD int fapi_body_signature_make(fapi_body_signature *signature, const fapi_signer *signer,
                                                        int64_t now, const char **value, size_t *value_len);

/* A signed message of the APIs of Open Finance Brasil: a request or response body that is a JWT. One handle for one message after another,
 * as sender or receiver; one thread at a time. */
typedef struct fapi_api_message fapi_api_message;

FAPI_EXPORT fapi_api_message *fapi_api_message_new(fapi_context *context);
FAPI_EXPORT void fapi_api_message_free(fapi_api_message *message);
/* iss, the organisationId of whoever sends it: that of the client who was authenticated, or of the server that was called. aud, whom it is
 * for: of a request the URL of the endpoint, of a response the organisationId of the client. 1 to 2047 bytes. */
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_set_sender(fapi_api_message *message, const char *organisation,
                                                           size_t organisation_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_set_receiver(fapi_api_message *message, const char *audience,
                                                             size_t audience_len);
/* The keys that the directory publishes for the sender, and no others. Owns: holds a reference.
 * Fails: FAPI_ERR_ARG, FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_set_keys(fapi_api_message *message, fapi_jwks *jwks);
/* The Content-Type that the message came with; before each check. */
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_set_content_type(fapi_api_message *message, const char *type,
                                                                 size_t type_len);
/* Judge a message: after FAPI_OK its claims are those of the verdict, and its one-use key (fapi_verdict_replay_key) must be added to a
 * store, if absent; a message whose key is there already is answered with 403. The status goes out as 400 (BAD_SIGNATURE) or 403 (aud,
 * iss, jti) by the rules of the API. iat may lie 60 seconds before or after now.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (sender, receiver or keys not set), FAPI_API_MESSAGE_*, and below that level
 *        FAPI_JWS_*, FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*. Spec: Open Finance Brasil SP 6.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_check(fapi_api_message *message, const char *jwt, size_t jwt_len,
                                                      int64_t now, fapi_verdict *verdict);
/* Make a message of the members of a JSON object; iss, aud, jti and iat are put in here. Send it as application/jwt. The second lends it,
 * until the handle is next used.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _RANDOM, _CRYPTO, _STATE (sender or receiver not set; nothing was made), FAPI_JSON_*, FAPI_JWS_SIZE,
 *        FAPI_ANSWER_CLAIM_RESERVED, FAPI_API_MESSAGE_HEADER (the signer is not for PS256, or has no kid). */
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_make(fapi_api_message *message, const char *json, size_t json_len,
                                                     const fapi_signer *signer, int64_t now);
FAPI_EXPORT FAPI_NODISCARD int fapi_api_message_jwt(const fapi_api_message *message, const char **jwt, size_t *jwt_len);

/* ---------------------------------------------------------------------------------------------- resource server -- */

typedef struct fapi_rs fapi_rs;
typedef struct fapi_answer fapi_answer; /* builds one HTTP answer after another; one thread at a time; see "answers" */

/* A resource server under a policy, whose values are copied now and whose context it takes. Thread: set up first, then
 * share. */
FAPI_EXPORT fapi_rs *fapi_rs_new(const fapi_policy *policy);
FAPI_EXPORT void fapi_rs_free(fapi_rs *rs);
/* Trust an issuer, with the keys that belong to it, fetched at a time. At most 256. Owns: holds a reference to jwks.
 * Fails: FAPI_ERR_ARG (also an issuer added before), _NOMEM, _STATE (sealed), _RANGE, _CLOCK, FAPI_URI_* (issuer not an
 *        https URL without query and fragment), FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_add_issuer(fapi_rs *rs, const char *issuer, size_t issuer_len, fapi_jwks *jwks,
                                                  int64_t fetched_at);
/* Swap in a freshly fetched key set, also while other threads check: tokens of removed keys stop passing at once.
 * Fails: FAPI_ERR_ARG, _STATE (not sealed), _CLOCK, FAPI_ERR_NOT_FOUND (no such issuer), FAPI_JWKS_EMPTY. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_replace_keys(fapi_rs *rs, const char *issuer, size_t issuer_len, fapi_jwks *jwks,
                                                    int64_t fetched_at);
/* The client_id under which this resource server asks that issuer about tokens: the aud of signed introspection responses. Where it is
 * not set, aud must be a name of fapi_rs_add_audience. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _NOT_FOUND (no such issuer). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_client_id(fapi_rs *rs, const char *issuer, size_t issuer_len,
                                                     const char *client_id, size_t client_id_len);
/* A name of this resource server that aud may hold; one of them must be there. At most 64, each of 1 to 2048 bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_add_audience(fapi_rs *rs, const char *audience, size_t audience_len);
/* The realm of challenges, printable ASCII without quote and backslash, at most 128 bytes; "fapi" at first.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_realm(fapi_rs *rs, const char *realm, size_t realm_len);
/* The URL of the metadata of this resource (fapi_metadata_url), for challenges: an https URL without fragment, at most 1024 bytes.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE, FAPI_URI_*. Spec: RFC 9728 5.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_resource_metadata(fapi_rs *rs, const char *url, size_t url_len);
/* Where DPoP proofs are claimed: in this store. Owns: holds a reference. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_replay(fapi_rs *rs, fapi_replay *replay);
/* Or in a store of the host: checks then end with FAPI_REPLAY_PENDING, and the host adds the verdict's replay key to
 * its store and says how that went with fapi_rs_finish. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_replay_external(fapi_rs *rs, int on);
/* Server nonces: handed out from here; demanded if the policy says so, else only judged, and given to clients that send
 * one. NULL: none. Owns: borrowed, must outlive the server. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_dpop_nonce(fapi_rs *rs, fapi_dpop_nonce *nonce);
/* A key that opens what issuers encrypt to this resource server: JWT access tokens and signed introspection responses, at most 8. Without
 * a key whatever is encrypted is refused.
 * Owns: borrowed, must outlive the server.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE, FAPI_POLICY_VALUE (an algorithm that the policy does not let in).
 * Spec: RFC 9068 4 (2), RFC 9701 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_add_decrypter(fapi_rs *rs, const fapi_decrypter *decrypter);
/* 1: it was agreed with the issuers that tokens, or introspection responses, are encrypted, so those that are not are refused
 * (FAPI_TOKEN_PLAIN, FAPI_INTROSPECTION_RESPONSE_PLAIN). Fails: FAPI_ERR_ARG, _STATE (sealed). Spec: RFC 9068 4 (2). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_encryption(fapi_rs *rs, int tokens, int introspection);
/* Remember so many verified signatures (0, as at first: none; at most 1,048,576; rounded up to a power of two; 40 bytes
 * each), so that a token seen before costs a hash. All other rules are judged anew each time.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_cache(fapi_rs *rs, size_t tokens);
/* End of set-up. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed before), FAPI_POLICY_EMPTY (no issuer, no audience, no
 * replay store though the policy asks for one, no nonces though the policy demands them, no decrypter though encryption was agreed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_seal(fapi_rs *rs);
/* May this request pass? 0, or the first broken rule; the verdict says the rest.
 * The one-use key of a proof is claimed last, when everything else has passed.
 * Fails:  FAPI_ERR_ARG, _NOMEM, _STATE (not sealed; method or URL not set), _CLOCK, _RANDOM, _CRYPTO, what a setter
 *         of the request refused, FAPI_BASE64URL_*, FAPI_JSON_*, FAPI_URI_*, FAPI_CERTIFICATE_*, FAPI_JWKS_STALE,
 *         FAPI_KEY_*, FAPI_JWS_*, FAPI_JWE_*, FAPI_TOKEN_*, FAPI_DPOP_*, FAPI_CNF_*, FAPI_MTLS_*,
 *         FAPI_REPLAY_FULL, _PENDING, FAPI_TLS_*, FAPI_INTERACTION_ID_*, FAPI_HEADER_*.
 * Spec:   RFC 6750, RFC 8705 3, RFC 9068 4, RFC 9449 7, FAPI 2.0 SP 5.3.4.
 * Thread: rs may be shared; request and verdict belong to the calling thread. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_check(const fapi_rs *rs, const fapi_request *request, int64_t now,
                                             fapi_verdict *verdict);
/* Which token does this request bring? For asking its issuer (fapi_rp_make_introspection); that it came the right way is judged, and nothing of
 * what it means: after FAPI_OK the verdict says FAPI_ERR_STATE, as nothing is let in yet. A refusal is one, to be answered with fapi_rs_answer.
 * Owns:  *token lives until the request is next set or reset.
 * Fails: FAPI_ERR_ARG, _STATE (not sealed; method or URL not set), _CLOCK, _NOMEM, what a setter of the request refused, FAPI_TLS_*, FAPI_URI_*,
 *        FAPI_TOKEN_IN_QUERY, _IN_BODY, _REPEATED, _MISSING, _SYNTAX, _SCHEME, FAPI_INTERACTION_ID_*.
 * Spec:  RFC 6750 2. Thread: as fapi_rs_check. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_presented_token(const fapi_rs *rs, const fapi_request *request, int64_t now, fapi_verdict *verdict,
                                                       const char **token, size_t *token_len);
/* The same for a token that is no JWT, or that the host does not want to judge by itself: what it means says the introspection response
 * that issuer, one of fapi_rs_add_issuer, gave for the token of this request (fapi_rp_make_introspection asks for it). Binding, scope,
 * audience and times are judged as those of a JWT; iss, aud and exp may be missing, as the issuer then judged them itself. The verdict's
 * claims are the response's members. A host may keep the response and hand it in again: it stops passing at its exp. One without exp
 * should not be kept. response NULL: the issuer could not be reached. A JWT is refused as a plain answer and the other way round by
 * Content-Type alone; FAPI_CONTROL_INTROSPECTION_SIGNED demands the JWT.
 * Fails:  as fapi_rs_check, FAPI_ERR_NOT_FOUND (no such issuer), _STATE (also without a response status), what a setter of the response
 *         refused, FAPI_INTROSPECTION_RESPONSE_*. FAPI_INTROSPECTION_RESPONSE_HTTP (not 200, or NULL) is answered with 503.
 * Spec:   RFC 7662 2.2, 4, RFC 9701 5, RFC 9449 6.2, RFC 8705 3.2, FAPI 2.0 MS 5.5.2.
 * Thread: as fapi_rs_check; response is only read. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_check_introspected(const fapi_rs *rs, const char *issuer, size_t issuer_len,
                                                          const fapi_request *request, const fapi_response *response,
                                                          int64_t now, fapi_verdict *verdict);
/* How the host's own store took the claim. outcome: FAPI_OK (added), FAPI_REPLAY_SEEN, FAPI_REPLAY_FULL or
 * FAPI_REPLAY_UNAVAILABLE; whatever else is taken as the last. Returns and writes the final status.
 * Fails: FAPI_ERR_ARG, _STATE (the verdict is not pending), _CRYPTO, FAPI_DPOP_REPLAYED (seen), FAPI_REPLAY_FULL,
 *        _UNAVAILABLE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_finish(const fapi_rs *rs, fapi_verdict *verdict, int outcome);
/* The answer to a request that was checked: of a refusal the whole of it (status, challenge, error document); of one that passed 200, no body, and
 * the fields to send with the host's own content: Cache-Control, DPoP-Nonce, x-fapi-interaction-id. Parts are not looked at. See "answers".
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (not sealed; nothing was checked; still FAPI_REPLAY_PENDING; the verdict is not of a resource request).
 * Spec: RFC 6750 3, RFC 9449 7.1, 8.2, FAPI 1.0 Baseline 6.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_answer(const fapi_rs *rs, const fapi_verdict *verdict, fapi_answer *answer);

/* -------------------------------------------------------------------------------------------- message signatures -- */

/* One exchange with a resource server, whose request or response, or both, are signed: HTTP message signatures, RFC 9421, as FAPI 2.0 wants
 * them. Both sides use it alike. A client describes its request, signs it, sends it with the fields that come out, then describes the
 * response and checks that. A resource server describes the request and checks it, then describes its response and signs that:
 *
 *     status = fapi_rs_check(rs, request, now, verdict);              whose token is it?
 *     ... fapi_verdict_claim_string(verdict, "client_id", ...)        whose keys are those that sign?
 *     fapi_message_signature_set_keys(exchange, keys_of_that_client);
 *     fapi_message_signature_set_method(exchange, ...); _set_url; _add_header for each field line; _set_body
 *     status = fapi_message_signature_check_request(exchange, now, verdict);
 *
 * Signed are the method, the target URI, Authorization, DPoP where there is one, Content-Digest where there is content, and in responses the
 * status, Content-Digest, and of the request method, target URI, Content-Digest and the signature. The algorithms are those of JWK keys:
 * PS256, ES256 and EdDSA. Reusable, one thread at a time. */
typedef struct fapi_message_signature fapi_message_signature;

enum fapi_message { FAPI_MESSAGE_REQUEST = 1, FAPI_MESSAGE_RESPONSE = 2 };

FAPI_EXPORT fapi_message_signature *fapi_message_signature_new(fapi_context *context);
FAPI_EXPORT void fapi_message_signature_free(fapi_message_signature *exchange);
/* Forget both messages, keep keys, rules and memory. A setter of a message that failed spoils the exchange until this call (after
 * FAPI_ERR_NOMEM also until it is called again): checks and signing refuse with its status. */
FAPI_EXPORT void fapi_message_signature_reset(fapi_message_signature *exchange);

/* The request: its method, and its URL as the client sent it, query included. Both are required, for responses too.
 * Fails: FAPI_ERR_ARG, FAPI_HTTP_METHOD (not a token of 1 to 64 characters). */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_method(fapi_message_signature *exchange, const char *method,
                                                                 size_t method_len);
/* Fails: FAPI_ERR_ARG, _NOMEM, FAPI_URI_SYNTAX, _NOT_HTTPS, _USERINFO, _FRAGMENT, _HOST, _PORT, _SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_url(fapi_message_signature *exchange, const char *url,
                                                              size_t url_len);
/* The status code of the response, 100 to 599. Fails: FAPI_ERR_ARG. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_http(fapi_message_signature *exchange, int http);
/* Each field line of the message (enum fapi_message) as it came, or as it will be sent, repeated ones too and in order; no trailers. At most
 * FAPI_MAX_HEADERS lines and 131072 bytes for each message.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_HTTP_FIELD_NAME, _VALUE (a folded line, too), _SIZE, _COUNT. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_add_header(fapi_message_signature *exchange, int message,
                                                                 const char *name, size_t name_len, const char *value,
                                                                 size_t value_len);
/* The content of the message as it travels: a content coding (gzip) left on, a transfer coding taken off. Only its digests are kept. Call it
 * for each message that has content: what is not described here is not protected. Length 0: no content, as at first.
 * Fails: FAPI_ERR_ARG, _CRYPTO. Spec: RFC 9530 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_body(fapi_message_signature *exchange, int message,
                                                               const uint8_t *body, size_t body_len);

/* The keys of the other side, found by keyid, which is their kid. Owns: holds a reference.
 * Fails: FAPI_ERR_ARG, FAPI_JWKS_EMPTY (not loaded). Spec: FAPI 2.0 HTTP Signatures 5.3.1.2 (1), 5.3.2.2 (1). */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_keys(fapi_message_signature *exchange, fapi_jwks *jwks);
/* The sum of the algorithms that may sign; PS256, ES256 and EdDSA at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_algs(fapi_message_signature *exchange, int algs);
/* Seconds that created may lie in the past (1 to 3600; 60 at first) and in the future (0 to 60; 10 at first: what clocks may differ by, which
 * expires, where it is there, is granted too). Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_window(fapi_message_signature *exchange, int64_t past,
                                                                 int64_t future);
/* The tag of signatures of this kind of message, 1 to 64 printable characters; "fapi-2-request" and "fapi-2-response" at first. Of several
 * signatures, which intermediaries may add, exactly one must have it, and only that is judged. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_set_tag(fapi_message_signature *exchange, int message,
                                                              const char *tag, size_t tag_len);
/* One more component that a signature of this kind of message must cover, and that signing covers: the name of a field in lower case, such as
 * "x-fapi-interaction-id", or "@authority", "@scheme", "@path", "@query", "@request-target". At most 16 for each kind, 64 characters each.
 * Fails: FAPI_ERR_ARG, _RANGE. Spec: RFC 9421 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_require(fapi_message_signature *exchange, int message,
                                                              const char *component, size_t component_len);
/* 1: accept responses whose signature does not cover the request that they answer, so that one answer could be put in the place of another.
 * 0 at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_insecure_set_unlinked(fapi_message_signature *exchange, int on);

/* Judge the signature of a message, and its Content-Digest. On FAPI_OK fapi_message_signature_keyid says who signed; if the signature has a
 * nonce, its one-use key is in the verdict and has NOT been claimed. A request that is refused is to be answered with 401. Parameters of
 * the signature that are not known are covered by it and not judged. A signature may cover any field, also a member of a dictionary by key,
 * and the derived components named here, at most 96; @query-param and the parameters sf, bs and tr of components are refused.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (method, URL, keys or the status of the response not set), what a setter refused,
 *        FAPI_SIGNATURE_*, FAPI_CONTENT_DIGEST_*.
 * Spec:  RFC 9421 3.2, RFC 9530 2, FAPI 2.0 HTTP Signatures 5.3.1.2, 5.3.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_check_request(fapi_message_signature *exchange, int64_t now,
                                                                    fapi_verdict *verdict);
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_check_response(fapi_message_signature *exchange, int64_t now,
                                                                     fapi_verdict *verdict);
/* The keyid of the signature of the last check that passed; length 0 if there is none. Owns: until the exchange is next used. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_keyid(const fapi_message_signature *exchange, const char **keyid,
                                                            size_t *keyid_len);

/* Sign a message. The fields that it must be sent with are then read by index, and have joined the fields of the message in this exchange:
 * Signature-Input, Signature and, where there is content and no such field yet, Content-Digest. signer: its kid becomes keyid.
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _RANDOM, _CRYPTO, _STATE (method, URL or the status of the response not set; signed before), what a
 *        setter refused, FAPI_SIGNATURE_ALG (not one of the algorithms set), _KEYID_MISSING (no kid, or one that is not printable ASCII),
 *        _COMPONENT_ABSENT (no Authorization field, or none of a required name), _COMPONENT_VALUE, _SIZE, _INPUT_FORM (a signature that
 *        is there already), FAPI_CONTENT_DIGEST_* (one that is there already).
 * Spec:  RFC 9421 3.1, FAPI 2.0 HTTP Signatures 5.3.1.1, 5.3.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_sign_request(fapi_message_signature *exchange,
                                                                   const fapi_signer *signer, int64_t now);
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_sign_response(fapi_message_signature *exchange,
                                                                    const fapi_signer *signer, int64_t now);
/* Owns: lives until the exchange is next used. Fails: FAPI_ERR_ARG, _NOT_FOUND (index beyond the last, nothing signed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_message_signature_header(const fapi_message_signature *exchange, size_t index,
                                                             const char **name, const char **value, size_t *value_len);

/* -------------------------------------------------------------------------------------------- registered clients -- */

typedef struct fapi_client fapi_client; /* a client as it is registered; immutable, may be shared */

/* Read a client from its registered metadata: client_id and the members of RFC 7591, OpenID Connect Registration, RFC 8705, 9101,
 * 9126, 9396, 9449, JARM and CIBA. What is absent has the default of its document; a method or an algorithm that FAPI does not know
 * leaves the client unable to use it. An ID token, authorization response or introspection response for which *_encrypted_response_alg is
 * registered (with A128CBC-HS256 where *_encrypted_response_enc is absent) is encrypted to the first fitting key of the client's set
 * that is for encryption (use enc, or an alg of encryption); without one, or with an algorithm that the policy of the server does not
 * allow, there is no such answer (FAPI_ANSWER_ENCRYPTION). One default is left alone, as FAPI
 * forbids it: where id_token_signed_response_alg, authorization_signed_response_alg or introspection_signed_response_alg is
 * absent, the documents say RS256, and here the server chooses. Whether a profile allows what stands there is for
 * fapi_metadata_check_client; it is judged again with each message. scope limits what the client is granted; absent it limits nothing.
 * json: at most 262144 bytes; client_id 1 to 255 characters of printable ASCII, at most 64 redirect_uris and 64
 * authorization_details_types. null is no value of any member. jwks: the document that was fetched from jwks_uri; length 0 if the keys
 * are in the metadata or none are needed. When keys are fetched anew, make a new client. A set without a key for signatures is refused
 * (FAPI_JWKS_EMPTY) with private_key_jwt only: with other methods it may be there for encryption.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANDOM, _CRYPTO, FAPI_JSON_*, FAPI_CLIENT_METADATA (a member that is used here has another type or is
 *        malformed, or client_id is missing), FAPI_REGISTRATION_KEYS (jwks beside jwks_uri or beside a fetched set), FAPI_REGISTRATION_ENCRYPTION
 *        (enc without alg), FAPI_JWKS_*,
 *        FAPI_JWK_PRIVATE, _SYMMETRIC. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_new(fapi_context *context, const char *json, size_t json_len, const char *jwks,
                                               size_t jwks_len, fapi_client **client);
FAPI_EXPORT void fapi_client_free(fapi_client *client);
/* Its client_id. Owns: lives as long as the client. */
FAPI_EXPORT FAPI_NODISCARD int fapi_client_id(const fapi_client *client, const char **id, size_t *id_len);

/* ------------------------------------------------------------------------------------------ authorization server -- */

typedef struct fapi_as fapi_as;

/* An authorization server under a policy, whose values are copied now and whose context it takes. It judges each message of each
 * endpoint in one call, and builds the answer. Thread: set up first, then share. */
FAPI_EXPORT fapi_as *fapi_as_new(const fapi_policy *policy);
FAPI_EXPORT void fapi_as_free(fapi_as *as);
/* Its issuer identifier, an https URL without query and fragment. Required.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), FAPI_URI_*. Spec: RFC 8414 2, RFC 9207 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_issuer(fapi_as *as, const char *issuer, size_t issuer_len);
/* A URL that a client assertion may name as aud where FAPI_CONTROL_ASSERTION_AUD lets it, beside those of fapi_as_set_endpoint; the endpoint
 * that is called counts without being named. At most 8. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _RANGE, FAPI_URI_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_add_endpoint(fapi_as *as, const char *url, size_t url_len);
/* What this server offers, for its metadata and for what it issues. */
enum fapi_endpoint {
    FAPI_ENDPOINT_AUTHORIZATION = 1,
    FAPI_ENDPOINT_TOKEN = 2,
    FAPI_ENDPOINT_PAR = 3,
    FAPI_ENDPOINT_INTROSPECTION = 4,
    FAPI_ENDPOINT_REVOCATION = 5,
    FAPI_ENDPOINT_USERINFO = 6,
    FAPI_ENDPOINT_BACKCHANNEL = 7,
    FAPI_ENDPOINT_REGISTRATION = 8,
    FAPI_ENDPOINT_JWKS = 9,     /* jwks_uri */
    FAPI_ENDPOINT_CONSENT = 10  /* where the page that asks the user posts to; not in the metadata */
};
/* The URL of an endpoint: a member of the metadata, and, but for jwks_uri and consent, an aud as of fapi_as_add_endpoint. A later call
 * replaces. mtls: where clients go that bring a certificate (mtls_endpoint_aliases), for an endpoint that was set already; not for the
 * authorization endpoint, jwks_uri and consent.
 * Fails: FAPI_ERR_ARG (also for an unknown endpoint), _NOMEM, _STATE (sealed; mtls: not set), FAPI_URI_*. Spec: RFC 8414 2, RFC 8705 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_endpoint(fapi_as *as, int endpoint, const char *url, size_t url_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_mtls_endpoint(fapi_as *as, int endpoint, const char *url, size_t url_len);
/* A scope value that clients may ask for, at most 64. What is asked for beyond them is not granted; where none is added, everything asked for
 * is. openid makes it an OpenID provider. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _RANGE. Spec: RFC 6749 3.3, OpenID Connect Core 3.1.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_add_scope(fapi_as *as, const char *scope, size_t scope_len);
/* A resource that access tokens are for: their aud, all of them where a request does not choose with `resource`. An https URL, at most 16.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _RANGE, FAPI_URI_*. Spec: RFC 8707 2, RFC 9068 3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_add_resource(fapi_as *as, const char *resource, size_t resource_len);
/* The sum of the ways (FAPI_AUTH_) in which clients may authenticate here; what the policy lets in at first, and never more than that. Clients
 * that registered another are refused (FAPI_CLIENT_AUTH_NOT_ALLOWED); public clients are a matter of FAPI_CONTROL_CLIENT_TYPES alone.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), FAPI_POLICY_VALUE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_client_auth(fapi_as *as, int methods);
/* 1: fapi_as_issue_token makes opaque access tokens, whose meaning only introspection tells; 0, as at first: JWTs of RFC 9068.
 * Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_opaque_tokens(fapi_as *as, int on);
/* A key that signs responses, ID tokens, access tokens and introspection responses; the first one of the algorithm that a client
 * registered is taken, or the first of all. At most 8. Owns: borrowed, must outlive the server.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE, FAPI_POLICY_VALUE (an algorithm that the policy does not let in), FAPI_JWS_KID (no
 *        kid, or that of another). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_add_signer(fapi_as *as, const fapi_signer *signer);
/* A key that opens encrypted request objects; the kid in their header chooses. Without one every encrypted request object is refused
 * (FAPI_REQUEST_OBJECT_ENCRYPTED). Where the policy wants PAR or an encrypted request object (FAPI_CONTROL_PAR and
 * FAPI_CONTROL_REQUEST_OBJECT_ENCRYPTION conditional: Brazil), a server with such a key takes encrypted ones by value, and refuses
 * others with FAPI_REQUEST_OBJECT_PLAIN. Backchannel requests are never encrypted (CIBA Core 7.1.1). At most 8. Owns: borrowed, must outlive the server.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE, FAPI_POLICY_VALUE (no algorithm that the policy lets in), FAPI_JWS_KID (no kid, or
 *        that of another key). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_add_decrypter(fapi_as *as, const fapi_decrypter *decrypter);
/* Where one-use values are claimed (jti of assertions, request objects and proofs): in this store, or, 1, in one of the host's, as
 * with fapi_rs_set_replay_external. Owns: holds a reference. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_replay(fapi_as *as, fapi_replay *replay);
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_replay_external(fapi_as *as, int on);
/* Server nonces, as fapi_rs_set_dpop_nonce; their answer is use_dpop_nonce with 400. Owns: borrowed, must outlive the server.
 * Fails: FAPI_ERR_ARG, _STATE (sealed). Spec: RFC 9449 8. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_dpop_nonce(fapi_as *as, fapi_dpop_nonce *nonce);
/* Grants that the token endpoint knows, sum of FAPI_GRANT_; codes and refresh tokens at first. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_grant_types(fapi_as *as, int types);
/* What backchannel requests may ask for: the limits of a handle, copied now, but that requests are signed in any case and that types of
 * authorization_details are the server's. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_set_backchannel(fapi_as *as, const fapi_backchannel_request *limits);
/* A type that authorization_details may have; at most 64. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_add_details_type(fapi_as *as, const char *type, size_t type_len);
/* End of set-up. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed before), FAPI_POLICY_EMPTY (no issuer, no replay store though the
 * policy asks for one, no nonces though it demands them). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_seal(fapi_as *as);
/* The public halves of its signers and decrypters as a JWK set, for jwks_uri. Owns: lives as long as the server. Fails: FAPI_ERR_ARG, _STATE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_jwks(const fapi_as *as, const char **json, size_t *json_len);
/* The metadata of the server, from what was set and what the policy lets in, for each of the well-known URLs (fapi_metadata_url). It passes
 * fapi_metadata_check_server under the same policy. more: further members, a JSON object (op_policy_uri, ...), of which none may be one that
 * the library decides, written here or not; length 0: none. OpenID members are there with the scope openid; certificates of clients are
 * offered (as a way to authenticate, and to bind tokens) where the token endpoint has an alias for them, which may be the same URL, or where
 * the policy binds tokens to nothing else. It may be cached for FAPI_CONTROL_JWKS_MAX_AGE. Takes no parts. Owns: a JSON answer of 200 is built.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (not sealed), FAPI_JSON_*, FAPI_ANSWER_UNEXPECTED, _CLAIM_RESERVED (of more), and FAPI_METADATA_* where what
 * was set cannot be a server of this profile: _MISSING (authorization or token endpoint, jwks_uri, or a response type that can be had), _PAR,
 * _GRANT_TYPE, _AUTH_METHOD, _ALG_MISSING (openid without a signer), _CIBA (grant type and endpoint do not fit), _ALIAS_MISSING, ...
 * Spec: RFC 8414 2, 3.2, OpenID Connect Discovery 3, 4.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_metadata(const fapi_as *as, const char *more, size_t more_len,
                                                       fapi_answer *answer);
/* The JWK set of jwks_uri as an answer, to be cached as long. Takes no parts. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (not sealed),
 * FAPI_ANSWER_UNEXPECTED. Spec: RFC 7517 8.5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_jwks(const fapi_as *as, fapi_answer *answer);

/* The checks. Each takes one HTTP request and the client that it says it is from, and answers FAPI_OK or the first broken rule; what
 * is then to be sent, fapi_as_answer_refusal says. One-use values are claimed last, when everything else has passed.
 *
 * Which client is it from? client_id, or else the sub of its assertion. A name to look up, not one to trust: nothing is judged yet.
 * Hand the client that was found to the check, or NULL if there is none.
 * Owns:  *client_id lives until request or verdict are next used.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_FORM_*, FAPI_CLIENT_AUTH_CLIENT_ID_MISSING, what fapi_client_assertion_claimed fails with. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_claimed_client(const fapi_as *as, fapi_request *request, fapi_verdict *verdict,
                                                      const char **client_id, size_t *client_id_len);
/* Is this request from that client? For endpoints whose rest the host judges: grant management. Also the first step of
 * all checks below but that of the authorization endpoint.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (not sealed; method or URL not set), _CLOCK, _CRYPTO, what a setter of the request refused,
 *        FAPI_TLS_*, FAPI_FORM_*, FAPI_CLIENT_UNKNOWN, FAPI_CLIENT_AUTH_*, FAPI_CLIENT_ASSERTION_*, FAPI_TLS_CLIENT_AUTH_*,
 *        FAPI_CERTIFICATE_*, FAPI_REPLAY_*, and below that level FAPI_JWS_*, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 6749 2.3, 3.2.1, RFC 7523 3, RFC 8705 2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_client(const fapi_as *as, fapi_request *request, const fapi_client *client,
                                                    int64_t now, fapi_verdict *verdict);
/* Judge a pushed authorization request. After FAPI_OK, fapi_verdict_claims_json is what to store under a fresh fapi_par_request_uri,
 * and fapi_verdict_jkt the key that the code must be bound to, if any. A form and a request object are stored in the same shape.
 * The parameters have at most some 12,000 bytes.
 * Fails: as fapi_as_check_client, FAPI_PAR_*, FAPI_REQUEST_OBJECT_*, FAPI_JWE_*, FAPI_PARAMETER_*, FAPI_AUTHORIZATION_*, FAPI_PKCE_*,
 *        FAPI_DETAILS_*, FAPI_REDIRECT_URI_*, FAPI_DPOP_*.
 * Spec:  RFC 9126 2, RFC 9101, RFC 9449 10.1, FAPI 2.0 SP 5.3.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_par(const fapi_as *as, fapi_request *request, const fapi_client *client,
                                                 int64_t now, fapi_verdict *verdict);
/* Judge a request at the authorization endpoint. pushed: the grant that was found under its request_uri, with its parameters
 * (fapi_grant_set_parameters), or NULL. After FAPI_OK the parameters of the verdict are those that count, whether they were pushed, came in
 * a request object or in the query; keep fapi_verdict_claims_json until the user has answered. The same request may come twice before it is
 * completed, but not one by value whose request object has a jti: that one is spent, FAPI_REQUEST_OBJECT_REPLAYED.
 * Fails: as fapi_as_check_par without the client's authentication, FAPI_AUTHORIZATION_METHOD, FAPI_REQUEST_URI_*.
 * Spec:  RFC 6749 4.1.1, RFC 9126 4, RFC 9101 5, OpenID Connect Core 3.1.2.2, FAPI 1.0 Advanced 5.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_authorization(const fapi_as *as, fapi_request *request,
                                                           const fapi_client *client, const fapi_grant *pushed,
                                                           int64_t now, fapi_verdict *verdict);
/* Judge a token request. grant: what was found under its code, refresh_token or auth_req_id, or NULL. After FAPI_OK the keys of
 * fapi_verdict_jkt and fapi_verdict_x5t_s256 are those that the tokens will be bound to; after FAPI_CODE_REUSED and FAPI_REFRESH_USED revoke
 * what was issued from the grant (fapi_verdict_revoke).
 * Fails: as fapi_as_check_client, FAPI_TOKEN_REQUEST_*, FAPI_GRANT_*, FAPI_CODE_*, FAPI_PKCE_*, FAPI_REFRESH_*, FAPI_CIBA_*, FAPI_DPOP_*.
 * Spec:  RFC 6749 4, 6, RFC 7636 4.6, RFC 8705 4, RFC 9449 5, CIBA Core 10, FAPI 2.0 SP 5.3.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_token(const fapi_as *as, fapi_request *request, const fapi_client *client,
                                                   const fapi_grant *grant, int64_t now, fapi_verdict *verdict);
/* Judge a backchannel authentication request. After FAPI_OK its parameters are those of the verdict. Who a hint means, and whether a user code
 * is right, is the host's to find out; but for an id_token_hint, see fapi_verdict_hint_sub.
 * Fails: as fapi_as_check_client, FAPI_REQUEST_OBJECT_*, FAPI_BACKCHANNEL_*, of an id_token_hint FAPI_ID_TOKEN_*.
 * Spec:  CIBA Core 7, FAPI-CIBA 5.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_backchannel(const fapi_as *as, fapi_request *request,
                                                         const fapi_client *client, int64_t now,
                                                         fapi_verdict *verdict);
/* Whom the id_token_hint of a request names, after fapi_as_check_par, _authorization or _backchannel passed it. The hint was then an ID token that this
 * server issued to this client, signed by one of its signers, at most 400 days ago; that it expired is no matter. Any other refuses the request
 * (invalid_request): FAPI_ID_TOKEN_*, FAPI_KEY_*, FAPI_JWS_*, and FAPI_AUTHORIZATION_ID_TOKEN_HINT where the policy lets none in. So a key that
 * signed ID tokens should stay on as a later signer of the same algorithm, which signs nothing, for as long. It names a user and proves no login.
 * Owns:  lives until the verdict is next used. Fails: FAPI_ERR_ARG, _STATE (no check was made), _NOT_FOUND (there was no hint).
 * Spec:  OpenID Connect Core 3.1.2.1, 3.1.2.2, CIBA Core 7.1, 14. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_hint_sub(const fapi_verdict *verdict, const char **sub, size_t *sub_len);
/* Judge an introspection request, whose caller is a resource server registered like a client. After FAPI_OK the token is
 * fapi_request_parameter(request, "token"). That the caller is one that may ask is for the host to know (fapi_as_issue_introspection).
 * Fails: as fapi_as_check_client, FAPI_INTROSPECTION_*. Spec: RFC 7662 2.1, RFC 9701 4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_introspection(const fapi_as *as, fapi_request *request,
                                                           const fapi_client *client, int64_t now,
                                                           fapi_verdict *verdict);
/* Judge a revocation request. found: what was stored under its token, or NULL. After FAPI_OK fapi_verdict_revoke says what is to be revoked:
 * nothing where the server does not know the token, which is no error. With a refresh token goes all its family, and an access token alone. A token
 * of another client refuses the request (invalid_grant), and is left as it is. token_type_hint is not needed and changes nothing.
 * Fails: as fapi_as_check_client, FAPI_REVOCATION_*. Spec: RFC 7009 2.1, 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_revocation(const fapi_as *as, fapi_request *request,
                                                        const fapi_client *client, const fapi_grant *found, int64_t now,
                                                        fapi_verdict *verdict);
/* Judge a userinfo request: that of a resource server, whose token is one that this server issued. found: what was stored under it, or NULL.
 * Of a token only the row counts, whatever its form and its aud: it must be of a user and have the scope openid. The claims of a verdict that
 * passed are sub, client_id, scope, iat, exp and cnf of the token; client_id is the client to hand to fapi_as_answer_userinfo.
 * Its answer is that of a resource server: fapi_as_answer_refusal has the challenge. FAPI_REPLAY_PENDING is for fapi_as_finish.
 * Fails: as fapi_rs_check_introspected, FAPI_USERINFO_METHOD, _TOKEN_UNKNOWN, _TOKEN_USER; FAPI_ERR_STATE (no userinfo endpoint was set).
 * Spec:  OpenID Connect Core 5.3.1, 5.3.3, RFC 6750 3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_userinfo(const fapi_as *as, fapi_request *request,
                                                      const fapi_grant *found, int64_t now, fapi_verdict *verdict);
/* Judge what the page that asked the user sent: a form with the ticket as `consent`. consent: what was stored under it, or NULL. That the same
 * browser was shown the page, and who its user is, is the host's to know. Every refusal is a page, never a redirect.
 * Fails: FAPI_ERR_*, FAPI_TLS_*, FAPI_FORM_*, FAPI_CONSENT_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_check_consent(const fapi_as *as, fapi_request *request, const fapi_grant *consent,
                                                     int64_t now, fapi_verdict *verdict);
/* Under which key would stand what this request to an endpoint (enum fapi_endpoint) brings: request_uri, code, refresh_token, auth_req_id,
 * token, consent, or the access token? Look for that row, load it and hand it to the check, or NULL if there is none. Nothing is judged.
 * key: FAPI_JKT_LENGTH characters and a NUL (44 bytes).
 * Fails: FAPI_ERR_ARG, _NOMEM, _BUFFER, _CRYPTO, _NOT_FOUND (the request brings nothing of the kind), FAPI_FORM_*. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_stored_key(const fapi_as *as, fapi_request *request, int endpoint, char *key,
                                                  size_t key_size);
/* What the host must revoke, also after a refusal: a code or refresh token that came twice takes all its family with it. */
enum fapi_revoke {
    FAPI_REVOKE_NOTHING = 0,
    FAPI_REVOKE_TOKEN = 1, /* the row of the grant that was handed to the check */
    FAPI_REVOKE_FAMILY = 2 /* all rows of its family (fapi_grant_family) */
};
FAPI_EXPORT int fapi_verdict_revoke(const fapi_verdict *verdict);
/* Between the check, which passed, and the end of the transaction, another request spent the row: the verdict becomes the refusal that this
 * request would have met a moment later (FAPI_CODE_REUSED, FAPI_REFRESH_USED, FAPI_CONSENT_USED, of a refresh token that is not replaced and
 * whose row is gone FAPI_REFRESH_UNKNOWN, ...), which is returned.
 * Fails: FAPI_ERR_ARG, _STATE (not passed, or nothing of the kind was judged). */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_spent(const fapi_as *as, fapi_verdict *verdict);
/* May the host show its user a page, to log in or to consent, after fapi_as_check_authorization passed? Ask before any is shown: where the request
 * says prompt=none the verdict becomes FAPI_AUTHORIZATION_INTERACTION, which is returned, and is answered as a refusal: the client gets
 * interaction_required. Fails: FAPI_ERR_ARG, _STATE (not passed, or not of that check), FAPI_AUTHORIZATION_INTERACTION.
 * Spec: OpenID Connect Core 3.1.2.1, 3.1.2.6. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_may_ask(const fapi_as *as, fapi_verdict *verdict);
/* The host's database failed, before the check (a row could not be looked for, and a check without it would call a good token unknown) or after
 * it (what was issued could not be stored): the verdict becomes FAPI_STORE_UNAVAILABLE, whatever it was, which is returned. Roll back, and answer
 * the refusal: 503, to a client that may try again, and where the request passed at the authorization endpoint, to the client by way of the browser.
 * endpoint: enum fapi_endpoint. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (not sealed). Spec: RFC 6749 4.1.2.1, RFC 9110 15.6.4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_store_failed(const fapi_as *as, int endpoint, fapi_verdict *verdict);
/* How the host's own store took the claims of a verdict that is FAPI_REPLAY_PENDING: FAPI_OK if all were added, else as fapi_rs_finish. After
 * a refusal of one, leave out the others. seen: the index of the one that was there already; ignored with other outcomes.
 * Fails: FAPI_ERR_ARG, _STATE (not pending), FAPI_CLIENT_ASSERTION_REPLAYED, FAPI_REQUEST_OBJECT_REPLAYED, FAPI_DPOP_REPLAYED,
 *        FAPI_REPLAY_FULL, _UNAVAILABLE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_finish(const fapi_as *as, fapi_verdict *verdict, int outcome, size_t seen);

/* ------------------------------------------------------------------------------------------------------ answers -- */

enum fapi_answer_kind {
    FAPI_ANSWER_JSON = 1,      /* to a client */
    FAPI_ANSWER_JWT = 2,       /* to a client: a signed introspection or userinfo response, perhaps encrypted */
    FAPI_ANSWER_REDIRECT = 3,  /* of the user's browser, 303 with Location */
    FAPI_ANSWER_FORM_POST = 4, /* a page that posts itself to the client */
    FAPI_ANSWER_PAGE = 5       /* a page for the user, who must not be sent anywhere; the host may show one of its own */
};
/* What goes into an answer; each is text, copied by fapi_answer_set. */
enum fapi_part {
    FAPI_PART_ERROR = 1,               /* an error of the host's own: access_denied, login_required, ... */
    FAPI_PART_ERROR_DESCRIPTION = 2,   /* printable ASCII without quote and backslash */
    FAPI_PART_CODE = 3,                /* of at least FAPI_CONTROL_SECRET_MIN_BITS bits of chance: 22 characters of base64url for 128 */
    FAPI_PART_ACCESS_TOKEN = 4,        /* an opaque one, made by the host, as long; or */
    FAPI_PART_ACCESS_TOKEN_CLAIMS = 5, /* a JSON object with sub, aud and what the host likes: a JWT is then made of it, RFC 9068 */
    FAPI_PART_REFRESH_TOKEN = 6,
    FAPI_PART_SCOPE = 7,               /* that was granted */
    FAPI_PART_AUTHORIZATION_DETAILS = 8, /* that were granted, a JSON array */
    FAPI_PART_ID_TOKEN_CLAIMS = 9,     /* a JSON object with sub and, as asked for, acr, auth_time, ...: an ID token is then made of it */
    FAPI_PART_NONCE = 10,              /* of the authorization request, for the ID token of a token response */
    FAPI_PART_STATE = 11,              /* of the authorization request, for s_hash in the same */
    FAPI_PART_INTROSPECTION = 12,      /* a JSON object: the members of an active token; not set: the token is not active */
    FAPI_PART_REQUEST_URI = 13,        /* of a pushed request */
    FAPI_PART_AUTH_REQ_ID = 14,        /* of a backchannel request */
    FAPI_PART_REGISTRATION = 15,       /* the metadata of a client, a JSON object with client_id */
    FAPI_PART_MEMBERS = 16             /* further members of a token response (grant_id, cdr_arrangement_id), a JSON object */
};

/* Some 64 KiB, and what the parts and the answer take. */
FAPI_EXPORT fapi_answer *fapi_answer_new(fapi_context *context);
FAPI_EXPORT void fapi_answer_free(fapi_answer *answer);
/* Forget and wipe parts and answer. */
FAPI_EXPORT void fapi_answer_reset(fapi_answer *answer);
/* A part, 1 to 16384 bytes. A later call replaces. What is refused here spoils the answer until the reset (after FAPI_ERR_NOMEM only
 * until the part is set again), so that what did not fit cannot simply be missing.
 * Fails: FAPI_ERR_ARG (also for an unknown part), _NOMEM, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_answer_set(fapi_answer *answer, int part, const char *text, size_t text_len);
/* Seconds that what is issued lives: the request_uri, the access token, the auth_req_id, the response JWT. 0, as at first and after a reset:
 * the longest time that the policy lets it, and if it says none, 300.
 * Fails: FAPI_ERR_ARG, _RANGE (not 0 to 31536000). */
FAPI_EXPORT FAPI_NODISCARD int fapi_answer_set_expires_in(fapi_answer *answer, int64_t seconds);

/* What was built: enum fapi_answer_kind, 0 if nothing is; the HTTP status, 0 too; the fields to send, by index, each to be sent as one
 * line; the body, which may be empty. Owns: names are static, everything else is borrowed until the handle is next used.
 * Fails: FAPI_ERR_ARG, _STATE (nothing built), _NOT_FOUND (index). */
FAPI_EXPORT int fapi_answer_kind(const fapi_answer *answer);
FAPI_EXPORT int fapi_answer_http(const fapi_answer *answer);
FAPI_EXPORT size_t fapi_answer_header_count(const fapi_answer *answer);
FAPI_EXPORT FAPI_NODISCARD int fapi_answer_header(const fapi_answer *answer, size_t index, const char **name,
                                                  const char **value, size_t *value_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_answer_body(const fapi_answer *answer, const char **body, size_t *body_len);

/* The builders. Each takes the parts that it names and refuses others; a part that a clause forbids is refused like a message: FAPI_ANSWER_*.
 * On a failure nothing is built. All of them fail with FAPI_ERR_ARG, _NOMEM, _STATE (the server is not sealed; the verdict is not what the
 * builder needs), what fapi_answer_set refused, FAPI_ANSWER_UNEXPECTED, and, where they take a time, FAPI_ERR_CLOCK. Where they sign:
 * FAPI_ERR_RANDOM, _CRYPTO, FAPI_JWS_SIZE, FAPI_ANSWER_ALG; where the client wants it encrypted: FAPI_ANSWER_ENCRYPTION, FAPI_JWE_SIZE. JSON of
 * the host's is read as strictly as anybody's: FAPI_JSON_*.
 *
 * The answer to a refused message, whatever endpoint it came to: JSON with the right status and fields; for the authorization endpoint a
 * redirect to the client (as JWT where the request asked for it), or, before redirect URI and client were proven, a page. Parts are not
 * looked at: whatever was to be answered, this can be.
 * Spec:  RFC 6749 4.1.2.1, 5.2, RFC 9126 2.3, RFC 9207 2, RFC 9449 8, JARM 2, RFC 9700 4.11. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_refusal(const fapi_as *as, const fapi_verdict *verdict, int64_t now,
                                                      fapi_answer *answer);
/* 201 to a pushed request. Parts: REQUEST_URI, the one that was stored, of fapi_par_request_uri; expires_in.
 * Fails: FAPI_ANSWER_PART, FAPI_REQUEST_URI_FORM, FAPI_PAR_LIFETIME. Spec: RFC 9126 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_par(const fapi_as *as, const fapi_verdict *verdict, fapi_answer *answer);
/* The response of the authorization endpoint. parameters: fapi_verdict_claims_json of the check, as kept. Parts: CODE, and with
 * response_type code id_token ID_TOKEN_CLAIMS; or ERROR, perhaps with ERROR_DESCRIPTION. Redirect URI and client are compared once more; a
 * redirect URI that is not registered passes only where FAPI_CONTROL_REDIRECT_UNREGISTERED lets it, as it must then have been pushed.
 * Has state, iss, and as the request asked: query, fragment or form; a JWT of at most FAPI_CONTROL_JARM_LIFETIME seconds, which then is the
 * only parameter. The ID token has nonce, c_hash, s_hash; auth_time must be there if the request had max_age; where it is a detached
 * signature (FAPI_CONTROL_DETACHED_SIGNATURE) it must hold no personal data, unless it is encrypted to the client.
 * Fails: FAPI_PARAMETER_TYPE, FAPI_AUTHORIZATION_*, FAPI_REDIRECT_URI_*, FAPI_ANSWER_PART, _ERROR, _SECRET*, _CLAIM*, _PERSONAL, _LIFETIME.
 * Spec:  RFC 6749 4.1.2, RFC 9207 2, JARM 2, OpenID Connect Core 3.3.2.5, FAPI 1.0 Advanced 5.2.2.1, FAPI 2.0 SP 5.3.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_authorization(const fapi_as *as, const fapi_client *client,
                                                            const char *parameters, size_t parameters_len, int64_t now,
                                                            fapi_answer *answer);
/* The token response, bound as the verdict of fapi_as_check_token says: of an opaque token, store these keys with it. Parts: ACCESS_TOKEN or
 * ACCESS_TOKEN_CLAIMS; as they apply REFRESH_TOKEN, SCOPE (give it always: RFC 6749 5.1 wants it wherever it is not what was asked for),
 * AUTHORIZATION_DETAILS, ID_TOKEN_CLAIMS with NONCE and STATE, CODE (for c_hash), MEMBERS; expires_in.
 * iss, iat, exp, jti, client_id, scope and cnf of an access token, and iss, aud, azp, iat, nonce and hashes of an ID token are put in here:
 * claims of those names are refused. exp of an ID token may be the host's; else it is 300 seconds ahead. Give auth_time if the request had
 * max_age.
 * Fails: FAPI_ANSWER_*, FAPI_DETAILS_FORM, _TYPE_MISSING, _TYPE.
 * Spec:  RFC 6749 5.1, RFC 9068 2, RFC 9449 5, 6, RFC 8705 3, OpenID Connect Core 3.1.3.3, RFC 9396 7. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_token(const fapi_as *as, const fapi_client *client,
                                                    const fapi_verdict *verdict, int64_t now, fapi_answer *answer);
/* The introspection response, for the caller that fapi_as_check_introspection has let in: a JWT where the policy or the Accept field of the
 * request asks for it, or where the caller registered introspection_encrypted_response_alg: then it is encrypted, or there is none. Parts:
 * INTROSPECTION, without active, which is put in here (true is taken, false is refused: leave the part out for a token that is unknown,
 * ended, revoked or not for this caller). A token whose exp has passed is not active, whatever else is said of it.
 * Fails: FAPI_ANSWER_ACTIVE, _CLAIM. Spec: RFC 7662 2.2, RFC 9701 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_introspection(const fapi_as *as, const fapi_client *client,
                                                            const fapi_verdict *verdict, int64_t now,
                                                            fapi_answer *answer);
/* The acknowledgement of a backchannel request. Parts: AUTH_REQ_ID; expires_in. interval: seconds between polls, 1 to 86400, or 0 to leave
 * it out (5 then). Fails: FAPI_ERR_RANGE, FAPI_ANSWER_PART, _SECRET*. Spec: CIBA Core 7.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_backchannel(const fapi_as *as, const fapi_verdict *verdict,
                                                          int64_t interval, fapi_answer *answer);
/* 200 to a revocation request, whether there was such a token or not. Spec: RFC 7009 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_revocation(const fapi_as *as, const fapi_verdict *verdict,
                                                         fapi_answer *answer);
/* The userinfo response, after fapi_as_check_userinfo. claims: all that the host knows of the user, a JSON object with sub; what goes out is
 * sub and what the scope of the token asks for (profile, email, address, phone), also with a language (name#de); what is null or empty is left
 * out. As JSON, or signed and encrypted as the client registered it: what is encrypted is signed first. client: the one of the token. No parts.
 * Fails: FAPI_ERR_STATE (also for another client), FAPI_JSON_*, FAPI_ANSWER_CLAIM_MISSING (sub), _CLAIM (sub is another's, or a claim of a wrong
 *        type). Spec: OpenID Connect Core 5.1, 5.3.2, 5.4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_answer_userinfo(const fapi_as *as, const fapi_client *client,
                                                       const fapi_verdict *verdict, const char *claims, size_t claims_len,
                                                       int64_t now, fapi_answer *answer);
/* at_hash, c_hash or s_hash of a value, in an ID token of this algorithm: the left half of its hash in base64url. That is SHA-256, 22
 * characters, but for FAPI_ALG_EDDSA SHA-512, 43 characters; and a NUL: 44 bytes fit all. value: 1 to FAPI_MAX_JWT bytes.
 * Fails: FAPI_ERR_ARG, _BUFFER, _CRYPTO. Spec: OpenID Connect Core 3.1.3.6, FAPI 1.0 Advanced 5.1.1, RFC 8032 5.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_id_token_hash(int alg, const char *value, size_t value_len, char *hash,
                                                  size_t hash_size);

/* ------------------------------------------------------------------------------------------------ what is issued -- */

/* The short way to answer: after a check that passed, each call makes what is to be issued, with its value, lifetimes, binding and all that
 * later messages are judged by, and the answer that hands it out. The host stores each grant that was filled (fapi_grant_key gives FAPI_OK),
 * and spends what fapi_grant_spends names, in one transaction together with the replay keys of the verdict; then it sends the answer. Where the
 * grant names nothing to spend and something was issued from it, its row must still be there in that transaction: what was revoked since it was
 * read issues nothing more. Else it is fapi_as_spent, as with a row that was spent, or the check once more without the row.
 * answer: parts of the host's are not looked at, but for those that are named. On a failure grants and answer are empty.
 * All fail with FAPI_ERR_ARG, _NOMEM, _STATE (as not sealed; the verdict is not of that check, or did not pass; a grant of another type, or used),
 * _CLOCK, _RANDOM, _CRYPTO, and as the fapi_as_answer_ call of the same name.
 *
 * A request_uri, after fapi_as_check_par. Spec: RFC 9126 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_issue_par(const fapi_as *as, const fapi_verdict *verdict, int64_t now,
                                                 fapi_grant *pushed, fapi_answer *answer);
/* A ticket for the page that asks the user, after fapi_as_check_authorization, with pushed as it was handed to that (or NULL): write
 * fapi_grant_value "value" into the page, as the field `consent` of a form that is posted. Good for ten minutes. No answer is built: the page
 * is the host's. fapi_grant_value "scope" is what would be granted: of what the request asks for, what the server offers and the client may
 * have (its registered scope); nothing where the request named none.
 * Fails: FAPI_AUTHORIZATION_INTERACTION (the request has prompt=none, so that no page may be shown: ask fapi_as_may_ask before, or call
 * fapi_as_issue_denial; the request_uri may come again and is answered the same), FAPI_JSON_SIZE.
 * Spec: RFC 7591 2, RFC 9126 4, OpenID Connect Core 3.1.2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_issue_consent(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                                                     const fapi_grant *pushed, int64_t now, fapi_grant *consent);
/* The user agreed: a code, and with `code id_token` an ID token, after fapi_as_check_consent. user: a JSON object with sub, and, as the host
 * knows them, auth_time, acr and further claims for ID tokens. Parts: SCOPE, where the user granted less than fapi_grant_value "scope" says;
 * AUTHORIZATION_DETAILS, where other than was asked for.
 * Fails: FAPI_ANSWER_AUTH_TIME, _SUBJECT (the request names somebody else, by id_token_hint or by a sub in claims), _ACR (an essential acr was
 * not met): let the user log in anew and call again, or call fapi_as_issue_denial. FAPI_ANSWER_SCOPE_GROWS; FAPI_ANSWER_CLAIM_*, FAPI_JSON_* of user.
 * Spec: RFC 6749 4.1.2, OpenID Connect Core 3.1.2.1, 3.1.2.2, 3.3.2.5, 5.5.1.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_issue_code(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                                                  const fapi_grant *consent, const char *user, size_t user_len, int64_t now,
                                                  fapi_grant *code, fapi_answer *answer);
/* The user refused, or nothing could be asked: the client gets the error. consent: as it was handed to fapi_as_check_consent; not looked at (and
 * perhaps NULL) after fapi_as_check_authorization, where no page was shown. Parts: ERROR and ERROR_DESCRIPTION. Without ERROR it is that of the
 * failure of fapi_as_issue_code with this answer just before (login_required, unmet_authentication_requirements, server_error), or
 * interaction_required where the request had prompt=none, or else access_denied; whoever knows that nobody is logged in may say login_required.
 * Spec: RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_issue_denial(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                                                    const fapi_grant *consent, int64_t now, fapi_answer *answer);
/* An access token, and as they apply a refresh token and an ID token, after fapi_as_check_token with this grant (NULL: client credentials).
 * access and refresh are filled where there is something to store; refresh NULL: there shall be none.
 *
 * The scope is what was granted or, of a refresh request, what it asks for of that; to a client on its own behalf, what it asks for, without
 * openid and offline_access. What the server does not offer (any more) is never in it. aud: the resources that the request chooses, those
 * of the grant, all of the server, or, where it has none, its issuer. The access token has sub (of a client on its own behalf: its id) and,
 * where they are known, acr, amr and auth_time of the user and authorization_details. It lives as fapi_answer_set_expires_in says.
 *
 * A refresh token comes with tokens for a code or an auth_req_id, where server and client have the grant type. A server that offers
 * offline_access gives one in OpenID requests only where that was granted. It does not end by itself, is bound to the client and, as all that
 * is issued, to the keys of the request. It is replaced at its use only where it must be, that is with a public client whose tokens are bound to
 * no key: where the policy does not let it (FAPI_CONTROL_REFRESH_ROTATION), such a client gets none. The successor belongs to the same family,
 * so that a second use of the old one ends both.
 *
 * An ID token comes for a code or an auth_req_id with openid: all that the host knows of the user (auth_time must be there if the request had
 * max_age), nonce, at_hash; and s_hash where the policy has detached signatures. None comes with a refresh.
 *
 * Parts: ACCESS_TOKEN_CLAIMS, further claims of JWT access tokens, without sub, aud and authorization_details; MEMBERS.
 * Fails: FAPI_TOKEN_REQUEST_RESOURCE (the server offers none of those that were granted any more).
 * Spec: RFC 6749 4.4.3, 5.1, 6, RFC 8707 2.2, RFC 9068 2, RFC 9700 2.2.2, 4.14.2, OpenID Connect Core 3.1.3.3, 11, 12.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_issue_token(const fapi_as *as, const fapi_client *client, const fapi_verdict *verdict,
                                                   const fapi_grant *grant, int64_t now, fapi_grant *access,
                                                   fapi_grant *refresh, fapi_answer *answer);
/* What is said of a token, after fapi_as_check_introspection. found: what was stored under it, or NULL: the token is then not active. Nor is a
 * refresh token, which a resource server must not take for what opens its doors; nor one that has ended. Whoever is told is for the host to
 * decide: every client that authenticates passes the check, also one that is no resource server. For one that may not ask, or not about this
 * token (aud is fapi_grant_value "resource", client_id whose it is), pass NULL for found: it learns nothing but active=false. What is said is
 * all that was stored, scope included, the same to everybody.
 * Spec: RFC 7662 2.1, 2.2, 4, RFC 9470 6.2, RFC 9701 3, 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_as_issue_introspection(const fapi_as *as, const fapi_client *client,
                                                           const fapi_verdict *verdict, const fapi_grant *found, int64_t now,
                                                           fapi_answer *answer);

/* --------------------------------------------------------------------------------------------------------- flow -- */

/* One authorization as its client sees it, from the request to the tokens: what was sent, hence what may come back, and what came. It
 * belongs to one user's session: keep it there between steps as the JSON text of fapi_flow_store, out of the browser's reach. One thread
 * at a time, reusable. */
typedef struct fapi_flow fapi_flow;

FAPI_EXPORT fapi_flow *fapi_flow_new(fapi_context *context);
FAPI_EXPORT void fapi_flow_free(fapi_flow *flow);
/* Forget and wipe everything. */
FAPI_EXPORT void fapi_flow_reset(fapi_flow *flow);
/* A parameter of the authorization request by its registered name: redirect_uri, scope, response_type, response_mode, acr_values,
 * max_age, login_hint, claims, authorization_details, resource (each once), ... What the library makes itself (client_id, state, nonce,
 * code_challenge, dpop_jkt, request, request_uri, client_assertion, ...) is refused. Before the first message is made. A later call
 * replaces; length 0 takes it away. name: 1 to 64 characters; value: at most 8000 bytes; at most 32 parameters.
 * Fails: FAPI_ERR_ARG, _NOMEM, _RANGE, _STATE (a message was made), FAPI_FLOW_RESERVED. */
FAPI_EXPORT FAPI_NODISCARD int fapi_flow_set_parameter(fapi_flow *flow, const char *name, size_t name_len,
                                                       const char *value, size_t value_len);
/* The flow as JSON text, to be kept between steps, and back. It holds secrets (code_verifier, tokens).
 * Owns:  *json is borrowed until the flow is next used.
 * Fails: FAPI_ERR_ARG, _NOMEM; load: FAPI_JSON_*, FAPI_FLOW_FORM (not what store gave, or not all of it), after which the flow is empty. */
FAPI_EXPORT FAPI_NODISCARD int fapi_flow_store(fapi_flow *flow, const char **json, size_t *json_len);
FAPI_EXPORT FAPI_NODISCARD int fapi_flow_load(fapi_flow *flow, const char *json, size_t json_len);
/* What the flow knows, by name: issuer, client_id, redirect_uri, state, nonce, code_verifier, request_uri, code, access_token,
 * token_type, refresh_token, scope (granted), id_token, sub, auth_req_id, client_notification_token.
 * Owns: borrowed until the flow is next used. Fails: FAPI_ERR_ARG, _NOT_FOUND. */
FAPI_EXPORT FAPI_NODISCARD int fapi_flow_value(const fapi_flow *flow, const char *name, size_t name_len,
                                               const char **value, size_t *value_len);
/* When the access token ends; 0 if the server did not say. */
FAPI_EXPORT int64_t fapi_flow_expires_at(const fapi_flow *flow);

/* ------------------------------------------------------------------------------------------------------- client -- */

/* The client's own side (relying party): it makes each message as the policy asks for it, and judges each answer in one call. One object for
 * each pair of a client and an authorization server. A message that a server may refuse for want of a nonce is simply made again.
 * Thread: set up first, then share. */
typedef struct fapi_rp fapi_rp;

/* What to do after a check; also after one that refused. */
enum fapi_next {
    FAPI_NEXT_STOP = 0,       /* nothing of the message may be used. Drop the flow as well, but not for what came through the browser: anybody can
                               * send a browser to the redirect URI, or come there twice, and the flow is as it was. Nor for what says nothing
                               * of the message: FAPI_ERR_NOMEM, _CLOCK, _CRYPTO; check it again */
    FAPI_NEXT_GO_ON = 1,      /* the message is good: make the next one */
    FAPI_NEXT_RETRY = 2,      /* make the same message again: it will now have the nonce that the server wants */
    FAPI_NEXT_WAIT = 3,       /* poll (again), or revoke again, after fapi_verdict_wait seconds (CIBA, revocation) */
    FAPI_NEXT_REFRESH_KEYS = 4, /* fetch jwks_uri, fapi_rp_replace_keys, check again */
    FAPI_NEXT_REFRESH_TOKEN = 5, /* the access token is not accepted any longer: fapi_rp_make_refresh, or start over */
    FAPI_NEXT_SHOW = 6        /* the server refused with an error of its own (fapi_verdict_server_error): tell the user or the log */
};
FAPI_EXPORT int fapi_verdict_next(const fapi_verdict *verdict);
/* Seconds to wait, with FAPI_NEXT_WAIT; else 0. */
FAPI_EXPORT int64_t fapi_verdict_wait(const fapi_verdict *verdict);
/* The error that the server sent, proven to be its own as far as the message can prove it; length 0 if it sent none. It is
 * printable ASCII without quote and backslash. Owns: lives until the verdict is next used. Fails: FAPI_ERR_ARG, _STATE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_server_error(const fapi_verdict *verdict, const char **error,
                                                         size_t *error_len);

FAPI_EXPORT fapi_rp *fapi_rp_new(const fapi_policy *policy);
FAPI_EXPORT void fapi_rp_free(fapi_rp *rp);
/* The client as the server registered it: client_id, authentication method, algorithms, encryption. Required. Owns: borrowed, must
 * outlive. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_set_client(fapi_rp *rp, const fapi_client *client);
/* The metadata of the server, as it came from the well-known URL of issuer (fapi_metadata_url): judged by the policy as
 * fapi_metadata_check_server does, and kept. Required: endpoints come from here and nowhere else. findings may be NULL.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), as fapi_metadata_check_server. Spec: RFC 8414 3.3, FAPI 2.0 SP 5.3.3.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_set_server(fapi_rp *rp, const char *issuer, size_t issuer_len, const char *json,
                                                  size_t json_len, fapi_findings *findings);
/* The keys of the server, as they came from its jwks_uri; replace: also while other threads check. Owns: holds a reference.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (set: sealed; replace: not sealed), _CLOCK, FAPI_JWKS_EMPTY (not loaded). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_set_keys(fapi_rp *rp, fapi_jwks *jwks, int64_t fetched_at);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_replace_keys(fapi_rp *rp, fapi_jwks *jwks, int64_t fetched_at);
/* A key of the client that signs assertions and request objects, at most 8; the first that has the registered algorithm is taken. And the
 * key of its DPoP proofs, which must be another one. Owns: borrowed, must outlive.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE, FAPI_POLICY_VALUE (an algorithm that the policy does not let in). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_add_signer(fapi_rp *rp, const fapi_signer *signer);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_set_dpop_signer(fapi_rp *rp, const fapi_signer *signer);
/* A key that decrypts what the server encrypts to the client, at most 8. Owns: borrowed, must outlive.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_add_decrypter(fapi_rp *rp, const fapi_decrypter *decrypter);
/* A key of the server (fapi_encrypter_new_from_set of its jwks_uri) to encrypt request objects to, where the policy wants that: in
 * Brazil and Australia a request that is not pushed. Owns: borrowed, must outlive.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), FAPI_POLICY_VALUE (an algorithm that the policy does not let in). Spec: RFC 9101 6.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_set_encrypter(fapi_rp *rp, const fapi_encrypter *encrypter);
/* 1: the host makes all calls with the client's certificate: mutual TLS binds the tokens and may authenticate the client; the
 * mtls_endpoint_aliases of the server are then used. Fails: FAPI_ERR_ARG, _STATE (sealed). Spec: RFC 8705 5. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_set_mtls(fapi_rp *rp, int on);
/* End of set-up. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed before; client or server missing), FAPI_FLOW_* and FAPI_POLICY_EMPTY:
 * whatever would make every message fail (no signer of the registered algorithm, no way to bind tokens, an endpoint that the server lacks). A
 * client that registered no grant type gets no tokens, and needs no way to bind them: a resource server that introspects. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_seal(fapi_rp *rp);

/* The messages. Each writes one HTTP request, to be read with fapi_request_method, _url, _header and _body and sent as it is; with
 * FAPI_ERR_ARG, _NOMEM, _STATE (not sealed; the flow is not at this step), _CLOCK, _RANDOM, _CRYPTO, FAPI_FLOW_* on failure, after which
 * the request is empty and the flow as it was. Every call makes new one-use values: a message is never sent twice. What the flow asks for is
 * judged by the rules by which a server under the policy would judge it, so that FAPI_AUTHORIZATION_*, FAPI_REDIRECT_URI_*, FAPI_DETAILS_*
 * and FAPI_BACKCHANNEL_* may come as well.
 *
 * A pushed authorization request, and the URL to send the browser to: with the request_uri that was pushed, or, under FAPI 1.0 and
 * without a PAR endpoint, with a request object. state, nonce (with openid) and PKCE pair are made with the first message of the flow. What the host does
 * not set has a default: redirect_uri if one alone is registered, response_type and response_mode as the profile wants them, and in Brazil
 * claims with an essential acr.
 * Spec: RFC 9126 2.1, 4, RFC 7636 4.3, RFC 9101 5, RFC 9449 10, FAPI 2.0 SP 5.3.3.2, FAPI 2.0 MS 5.3.2, FAPI 1.0 Advanced 5.2.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_par(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_authorization(const fapi_rp *rp, fapi_flow *flow, int64_t now,
                                                          fapi_request *request);
/* A token request: with the code that fapi_rp_check_authorization put into the flow, once; with the refresh token of the flow; for the
 * client itself, with scope and resource of the flow; with the auth_req_id of the flow. If no answer comes, or one that is of no use, each of
 * them but the first may be made again once the host has given the earlier one up: a server may have taken a code that it did not answer.
 * Spec: RFC 6749 4.1.3, 6, 4.4.2, CIBA Core 10.1, FAPI 2.0 SP 5.3.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_token(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_refresh(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_client_credentials(const fapi_rp *rp, fapi_flow *flow, int64_t now,
                                                               fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_poll(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request);
/* A backchannel authentication request, signed, from the parameters of the flow (login_hint, binding_message, ...).
 * Spec: CIBA Core 7.1, FAPI-CIBA 5.2.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_backchannel(const fapi_rp *rp, fapi_flow *flow, int64_t now,
                                                        fapi_request *request);
/* A request to a resource, or to the userinfo endpoint, with the access token of the flow, its proof and x-fapi-interaction-id. The host
 * may add further fields and a body before it sends it. url: https. Fails: FAPI_HTTP_METHOD, FAPI_URI_*, FAPI_TOKEN_IN_QUERY.
 * Spec: RFC 6750 2.1, RFC 9449 7.1, FAPI 1.0 Baseline 6.2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_resource(const fapi_rp *rp, fapi_flow *flow, const char *method,
                                                     size_t method_len, const char *url, size_t url_len, int64_t now,
                                                     fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_userinfo(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request);
/* Ask the server about a token (a resource server does this, registered as a client), or take the tokens of the flow back: the refresh
 * token if there is one, else the access token. Spec: RFC 7662 2.1, RFC 9701 4, RFC 7009 2.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_introspection(const fapi_rp *rp, const char *token, size_t token_len, int64_t now,
                                                          fapi_request *request);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_make_revocation(const fapi_rp *rp, fapi_flow *flow, int64_t now, fapi_request *request);

/* The answers. Each returns 0 or the first broken rule; fapi_verdict_next says what to do. Only FAPI_OK moves the flow on; what is refused
 * leaves it as it was, but for a nonce that the server gave, and what the server's own error ends. All fail with FAPI_ERR_ARG, _NOMEM, _STATE
 * (not sealed; the flow is not at this step), _CLOCK, _CRYPTO, what a setter of request or response refused, FAPI_RESPONSE_*, FAPI_JSON_*.
 *
 * Of the back channel, all fail also with FAPI_SERVER_REFUSED (next is FAPI_NEXT_SHOW, and fapi_verdict_server_error says with what),
 * FAPI_SERVER_NONCE (next is FAPI_NEXT_RETRY) and FAPI_SERVER_ERROR.
 *
 * 201 of the PAR endpoint. Fails: FAPI_PAR_RESPONSE_*. Spec: RFC 9126 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_par(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now,
                                                 fapi_verdict *verdict);
/* The authorization response: the request with which the browser came back. Its URL is the redirect URI of the flow, octet for octet, with
 * nothing but parameters behind it. With response mode query they are in the query of a GET, with form_post in the body of a POST. Of a
 * fragment, what the page's script posted, as body; or, where the host is given it (native applications), the URL with the fragment. In another
 * mode than was asked for nothing passes. The flow must be the one of the session of this browser. A flow takes one response: after FAPI_OK the
 * code is in it, and the claims of the verdict are those of the ID token or else of the response JWT, if there was one. With
 * FAPI_AUTHORIZATION_RESPONSE_ERROR, and only then, the server itself refused, and the flow has ended.
 * Fails: FAPI_AUTHORIZATION_RESPONSE_*, FAPI_JARM_*, FAPI_ID_TOKEN_*, FAPI_JWE_*, FAPI_FORM_*, FAPI_URI_*, FAPI_KEY_*, FAPI_JWS_*.
 * Spec: RFC 9207 2.4, JARM 2.4, OpenID Connect Core 3.3.2.12, FAPI 1.0 Advanced 5.2.3, FAPI 2.0 SP 5.3.3.2, FAPI 2.0 MS 5.4.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_authorization(const fapi_rp *rp, fapi_flow *flow, fapi_request *request,
                                                           int64_t now, fapi_verdict *verdict);
/* The token response, whatever was asked with. After FAPI_OK tokens are in the flow, and the claims of the verdict are those of the ID
 * token, if openid was asked for or granted and there was one. A new refresh token takes the place of the old one. While a CIBA user has
 * not decided the status is FAPI_TOKEN_RESPONSE_PENDING or _SLOW_DOWN, and next is FAPI_NEXT_WAIT. Any refusal ends a flow of a code or an
 * auth_req_id; a refresh token is kept until the server says invalid_grant.
 * Fails: FAPI_TOKEN_RESPONSE_*, FAPI_ID_TOKEN_*, FAPI_JWE_*, FAPI_KEY_*, FAPI_JWS_*.
 * Spec: RFC 6749 5, RFC 9449 5, OpenID Connect Core 3.1.3.7, 12.2, CIBA Core 10.1.1, 11. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_token(const fapi_rp *rp, fapi_flow *flow, fapi_response *response, int64_t now,
                                                   fapi_verdict *verdict);
/* The acknowledgement of a backchannel request, after which next is FAPI_NEXT_WAIT: poll after that time, or when the ping comes. And the
 * ping that says that tokens are ready, also while a poll is out: answer it with the HTTP status of the verdict, 204 if it passed, and no body.
 * Fails: FAPI_BACKCHANNEL_RESPONSE_*; FAPI_PING_*, FAPI_TLS_*, FAPI_URI_*, _STATE (method or URL not set).
 * Spec: CIBA Core 7.3, 7.4, 10.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_backchannel(const fapi_rp *rp, fapi_flow *flow, fapi_response *response,
                                                         int64_t now, fapi_verdict *verdict);
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_ping(const fapi_rp *rp, fapi_flow *flow, fapi_request *request, int64_t now,
                                                  fapi_verdict *verdict);
/* The answer to fapi_rp_make_revocation. After FAPI_OK the server has revoked the token, or knew none such, which comes to the same: access
 * token and refresh token are gone from the flow, which has ended; its ID token stays. With FAPI_REVOCATION_LATER they are still good: next is
 * FAPI_NEXT_WAIT, and fapi_verdict_wait what the server asks for, at most a day, or a minute if it does not say. The body of a good answer is
 * not looked at.
 * Fails: FAPI_REVOCATION_LATER. Spec: RFC 7009 2.2. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_revocation(const fapi_rp *rp, fapi_flow *flow, fapi_response *response,
                                                        int64_t now, fapi_verdict *verdict);
/* What a resource answered, as far as OAuth goes: nonce, challenge, interaction id. Its body is not looked at. sent: the request that was
 * made for it. FAPI_OK with a status of 400 or more says that the refusal is the resource's own and not of the token. Next is
 * FAPI_NEXT_RETRY (use_dpop_nonce), _REFRESH_TOKEN (invalid_token, or 401 after the token's time) or _SHOW; whoever follows them should
 * stop after a few times.
 * Fails: FAPI_SERVER_NONCE, _REFUSED, FAPI_CHALLENGE_*, FAPI_RESOURCE_INTERACTION_ID, _STATE (no status; sent has no URL).
 * Spec: RFC 9449 8.2, 9, RFC 6750 3.1, RFC 9110 11.6.1. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_resource(const fapi_rp *rp, fapi_flow *flow, const fapi_request *sent,
                                                      fapi_response *response, int64_t now, fapi_verdict *verdict);
/* The userinfo response, JSON or JWT; its claims are those of the verdict. It must name the user of the flow's ID token, and be signed and encrypted
 * as the client registered it (userinfo_signed_response_alg, userinfo_encrypted_response_alg and _enc). Next of a refusal is as of
 * fapi_rp_check_resource.
 * Fails: FAPI_USERINFO_*, FAPI_SERVER_NONCE, _REFUSED, FAPI_CHALLENGE_*, FAPI_JWE_*, FAPI_KEY_*, FAPI_JWKS_STALE, FAPI_JWS_*, FAPI_BASE64URL_*,
 *        _STATE (the flow has no tokens yet, or no ID token).
 * Spec:  OpenID Connect Core 5.3.2, 5.3.3, 5.3.4. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rp_check_userinfo(const fapi_rp *rp, fapi_flow *flow, fapi_response *response,
                                                      int64_t now, fapi_verdict *verdict);

#ifdef __cplusplus
}
#endif
#endif
