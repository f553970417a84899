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
#define FAPI_MAX_NONCE 256             /* bytes of a DPoP nonce */
#define FAPI_MAX_TIME INT64_C(253402300799)
#define FAPI_JKT_LENGTH 43             /* characters of a SHA-256 in base64url: jkt, ath, x5t#S256, code_challenge */

/* ------------------------------------------------------------------------------------------------------- status -- */

/*
 * One status is one broken rule. Values are explicit and never reused. Bands: 1 use of the library, 100 encoding,
 * 200 keys and signatures, 300 claims, 400 binding, 500 policy and transport, 900 warnings (never returned).
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
    FAPI_TOKEN_ENCRYPTED = 337,          /* encrypted access tokens are not supported */
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

    FAPI_WARN_HEADER_SPACE = 900, /* token and proof come near the header space of common servers, which is 8 KiB */
    FAPI_WARN_KEYS_AGE = 901      /* the key set should be fetched again */
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
FAPI_EXPORT void fapi_signer_free(fapi_signer *signer);
/* One of enum fapi_alg. */
FAPI_EXPORT int fapi_signer_alg(const fapi_signer *signer);
/* The public half as a JWK document. Owns: lives as long as the signer. */
FAPI_EXPORT FAPI_NODISCARD int fapi_signer_public_jwk(const fapi_signer *signer, const char **json, size_t *json_len);
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
    FAPI_SUBJECT_JWT = 6
};
enum fapi_outcome { FAPI_OUTCOME_PASS = 0, FAPI_OUTCOME_FAIL = 1, FAPI_OUTCOME_SKIP = 2 };

/* A reusable result handle, some 120 KiB: all the working memory that a check needs. */
FAPI_EXPORT fapi_verdict *fapi_verdict_new(fapi_context *context);
FAPI_EXPORT void fapi_verdict_free(fapi_verdict *verdict);
/* Forget and wipe the last result. Checks do this themselves. */
FAPI_EXPORT void fapi_verdict_reset(fapi_verdict *verdict);
/* 1: record each rule that is tried, with its outcome. Kept across resets. Off at first. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_set_trace(fapi_verdict *verdict, int on);

/* The first broken rule, FAPI_OK if none; FAPI_ERR_STATE before any check. Name, clause and text are those of
 * fapi_status_name and so on. */
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

/* What the message said, from a verdict that passed. Top-level claims only. Strings have their escapes resolved and may
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

/* The one-use key that the message spends: 32 bytes to add to a store shared by all nodes, if absent, until expiry.
 * There after FAPI_OK and after FAPI_REPLAY_PENDING, else FAPI_ERR_STATE. Length 0 if the message spends none. */
FAPI_EXPORT FAPI_NODISCARD int fapi_verdict_replay_key(const fapi_verdict *verdict, const uint8_t **key,
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
 * secret: 32 to 64 bytes; length 0 draws a random one. slot: seconds that one nonce is handed out, 10 to 3600.
 * slots: how many slots a nonce is good for, 1 to 16, its own included. One of the slot to come is good as well, as the
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
/* Judge a proof. On FAPI_OK the proof's one-use key is in the verdict and has NOT been claimed: the caller spends it
 * with fapi_replay_add_if_absent or in a store of its own (resource servers do it themselves).
 * Fails: FAPI_ERR_ARG, _NOMEM, _CLOCK, _CRYPTO, _STATE (method or URL not set), FAPI_DPOP_MISSING to FAPI_DPOP_NBF (but
 *        _REPEATED), and below that level FAPI_JWS_*, FAPI_JWE_UNSUPPORTED, FAPI_BASE64URL_*, FAPI_JSON_*.
 * Spec:  RFC 9449 4.3. */
FAPI_EXPORT FAPI_NODISCARD int fapi_dpop_check(const fapi_dpop *dpop, const char *proof, size_t proof_len, int64_t now,
                                               fapi_verdict *verdict);

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
    FAPI_CONTROL_INTERACTION_ID = 83    /* choice FAPI_INTERACTION_ID_ */
};
enum fapi_use { FAPI_USE_OFF = 0, FAPI_USE_OPTIONAL = 1, FAPI_USE_CONDITIONAL = 2, FAPI_USE_REQUIRED = 3 };
enum fapi_client_type { FAPI_CLIENT_PUBLIC = 1, FAPI_CLIENT_CONFIDENTIAL = 2 };
enum fapi_auth { FAPI_AUTH_PRIVATE_KEY_JWT = 1, FAPI_AUTH_TLS_CLIENT_AUTH = 2,
                 FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH = 4 };
enum fapi_assertion_aud {
    FAPI_ASSERTION_AUD_ANY_ENDPOINT = 0, /* issuer or any endpoint of the server, string or array (RFC 7523, 9126) */
    FAPI_ASSERTION_AUD_ISSUER_STRING = 1 /* the issuer, as one JSON string (FAPI 2.0) */
};
enum fapi_jwe_alg { FAPI_JWE_ALG_RSA_OAEP = 1, FAPI_JWE_ALG_RSA_OAEP_256 = 2, FAPI_JWE_ALG_ECDH_ES = 4 };
enum fapi_jwe_enc { FAPI_JWE_ENC_A128GCM = 1, FAPI_JWE_ENC_A256GCM = 2, FAPI_JWE_ENC_A128CBC_HS256 = 4,
                    FAPI_JWE_ENC_A256CBC_HS512 = 8 };
enum fapi_duplicate_kid { FAPI_DUPLICATE_KID_NARROW = 0, FAPI_DUPLICATE_KID_REFUSE = 1 };
enum fapi_response { FAPI_RESPONSE_CODE = 1, FAPI_RESPONSE_CODE_ID_TOKEN = 2 };
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

/* ------------------------------------------------------------------------------------------------------ request -- */

typedef struct fapi_request fapi_request; /* one HTTP request to a resource; reusable, one thread at a time */

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
/* Each field line of the request, as it came, repeated ones too: call it for all or at least for Authorization, DPoP
 * and x-fapi-interaction-id (which may have 256 bytes).
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_HTTP_FIELD_NAME, _VALUE, _SIZE, _COUNT. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_add_header(fapi_request *request, const char *name, size_t name_len,
                                                       const char *value, size_t value_len);
/* The client certificate that the TLS connection of this very request proved, DER or PEM. From a header only if your
 * own proxy wrote it and strips what clients send. Form is judged by the check.
 * Fails: FAPI_ERR_ARG, _NOMEM, FAPI_CERTIFICATE_SIZE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_certificate(fapi_request *request, const uint8_t *certificate,
                                                            size_t certificate_len);
/* TLS facts: protocol version (0x0303, 0x0304) and the IANA number of the cipher suite (0xC02F, ...). */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_tls(fapi_request *request, int version, int cipher);
/* A scope value that the resource needs; call it for each: at most 32, 4096 bytes together.
 * Fails: FAPI_ERR_ARG, _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_require_scope(fapi_request *request, const char *scope, size_t scope_len);
/* 1: the host knows that this token, or the grant behind it, was revoked. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_revoked(fapi_request *request, int revoked);
/* 1: the body is form-encoded and holds an access_token parameter, which FAPI forbids. */
FAPI_EXPORT FAPI_NODISCARD int fapi_request_set_token_in_body(fapi_request *request, int present);

/* ---------------------------------------------------------------------------------------------- resource server -- */

typedef struct fapi_rs fapi_rs;

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
/* A name of this resource server that aud may hold; one of them must be there. At most 64, each of 1 to 2048 bytes.
 * Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_add_audience(fapi_rs *rs, const char *audience, size_t audience_len);
/* The realm of challenges, printable ASCII without quote and backslash, at most 128 bytes; "fapi" at first.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_realm(fapi_rs *rs, const char *realm, size_t realm_len);
/* Where DPoP proofs are claimed: in this store. Owns: holds a reference. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_replay(fapi_rs *rs, fapi_replay *replay);
/* Or in a store of the host: checks then end with FAPI_REPLAY_PENDING, and the host adds the verdict's replay key to
 * its store and says how that went with fapi_rs_finish. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_replay_external(fapi_rs *rs, int on);
/* Server nonces: handed out from here; demanded if the policy says so, else only judged, and given to clients that send
 * one. NULL: none. Owns: borrowed, must outlive the server. Fails: FAPI_ERR_ARG, _STATE (sealed). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_dpop_nonce(fapi_rs *rs, fapi_dpop_nonce *nonce);
/* Remember so many verified signatures (0, as at first: none; at most 1,048,576; rounded up to a power of two; 40 bytes
 * each), so that a token seen before costs a hash. All other rules are judged anew each time.
 * Fails: FAPI_ERR_ARG, _STATE (sealed), _RANGE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_set_cache(fapi_rs *rs, size_t tokens);
/* End of set-up. Fails: FAPI_ERR_ARG, _NOMEM, _STATE (sealed before), FAPI_POLICY_EMPTY (no issuer, no audience, no
 * replay store though the policy asks for one, no nonces though the policy demands them). */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_seal(fapi_rs *rs);
/* May this request pass? 0, or the first broken rule; the verdict says the rest.
 * The one-use key of a proof is claimed last, when everything else has passed.
 * Fails:  FAPI_ERR_ARG, _NOMEM, _STATE (not sealed; method or URL not set), _CLOCK, _RANDOM, _CRYPTO, what a setter
 *         of the request refused, FAPI_BASE64URL_*, FAPI_JSON_*, FAPI_URI_*, FAPI_CERTIFICATE_*, FAPI_JWKS_STALE,
 *         FAPI_KEY_*, FAPI_JWS_*, FAPI_JWE_UNSUPPORTED, FAPI_TOKEN_*, FAPI_DPOP_*, FAPI_CNF_*, FAPI_MTLS_*,
 *         FAPI_REPLAY_FULL, _PENDING, FAPI_TLS_*, FAPI_INTERACTION_ID_*.
 * Spec:   RFC 6750, RFC 8705 3, RFC 9068 4, RFC 9449 7, FAPI 2.0 SP 5.3.4.
 * Thread: rs may be shared; request and verdict belong to the calling thread. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_check(const fapi_rs *rs, const fapi_request *request, int64_t now,
                                             fapi_verdict *verdict);
/* How the host's own store took the claim. outcome: FAPI_OK (added), FAPI_REPLAY_SEEN, FAPI_REPLAY_FULL or
 * FAPI_REPLAY_UNAVAILABLE; whatever else is taken as the last. Returns and writes the final status.
 * Fails: FAPI_ERR_ARG, _STATE (the verdict is not pending), _CRYPTO, FAPI_DPOP_REPLAYED (seen), FAPI_REPLAY_FULL,
 *        _UNAVAILABLE. */
FAPI_EXPORT FAPI_NODISCARD int fapi_rs_finish(const fapi_rs *rs, fapi_verdict *verdict, int outcome);

#ifdef __cplusplus
}
#endif
#endif
