/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of an authorization server's metadata. Each says what the checks of this library do under the policy, so that a client that
 * believes it is not refused, and nothing is offered that would be. RFC 8414 2, OpenID Connect Discovery 3, RFC 8705 5, RFC 9126 5, RFC 9449 5.1,
 * RFC 9207 3, RFC 9101 10.5, RFC 9396 10, RFC 9701 7, RFC 9728 4, JARM 4, CIBA Core 4.
 */
#include "role/as_metadata.h"

#include "base/json_write.h"
#include "jose/signer.h"
#include "role/metadata_lint.h"

#define TLS_AUTH (FAPI_AUTH_TLS_CLIENT_AUTH | FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH)
#define COUNT(a) (sizeof(a) / sizeof *(a))

/* What several members depend on. */
typedef struct offer {
    const fapi_as *as;
    fapix_buffer *out;
    bool openid, signs;      /* an OpenID provider; there is a key to sign with */
    bool by_certificate;     /* clients can bring a certificate */
    bool code, hybrid;       /* response types that can be had */
    bool plain_code, plain_hybrid, jarm; /* in a response that is no JWT; in one that is */
} offer;

static const struct {
    int endpoint;
    const char *name;
} endpoints[] = {
    {FAPI_ENDPOINT_AUTHORIZATION, "authorization_endpoint"},
    {FAPI_ENDPOINT_TOKEN, "token_endpoint"},
    {FAPI_ENDPOINT_PAR, "pushed_authorization_request_endpoint"},
    {FAPI_ENDPOINT_INTROSPECTION, "introspection_endpoint"},
    {FAPI_ENDPOINT_REVOCATION, "revocation_endpoint"},
    {FAPI_ENDPOINT_USERINFO, "userinfo_endpoint"},
    {FAPI_ENDPOINT_BACKCHANNEL, "backchannel_authentication_endpoint"},
    {FAPI_ENDPOINT_REGISTRATION, "registration_endpoint"},
    {FAPI_ENDPOINT_JWKS, "jwks_uri"},
};

bool fapix_as_metadata_owns(fapix_slice name)
{
    static const char *const others[] = {
        "issuer", "mtls_endpoint_aliases", "scopes_supported", "protected_resources", "response_types_supported",
        "response_modes_supported", "grant_types_supported", "authorization_response_iss_parameter_supported",
        "code_challenge_methods_supported", "require_pushed_authorization_requests", "request_parameter_supported",
        "request_uri_parameter_supported", "require_request_uri_registration", "require_signed_request_object",
        "request_object_signing_alg_values_supported", "request_object_encryption_alg_values_supported",
        "request_object_encryption_enc_values_supported", "authorization_signing_alg_values_supported",
        "authorization_encryption_alg_values_supported", "authorization_encryption_enc_values_supported",
        "authorization_details_types_supported", "token_endpoint_auth_methods_supported",
        "token_endpoint_auth_signing_alg_values_supported", "introspection_endpoint_auth_methods_supported",
        "introspection_endpoint_auth_signing_alg_values_supported", "introspection_signing_alg_values_supported",
        "introspection_encryption_alg_values_supported", "introspection_encryption_enc_values_supported",
        "revocation_endpoint_auth_methods_supported", "revocation_endpoint_auth_signing_alg_values_supported",
        "tls_client_certificate_bound_access_tokens", "dpop_signing_alg_values_supported", "subject_types_supported",
        "id_token_signing_alg_values_supported", "id_token_encryption_alg_values_supported",
        "id_token_encryption_enc_values_supported", "userinfo_signing_alg_values_supported",
        "userinfo_encryption_alg_values_supported", "userinfo_encryption_enc_values_supported", "claims_supported",
        "claims_parameter_supported", "backchannel_token_delivery_modes_supported",
        "backchannel_authentication_request_signing_alg_values_supported", "backchannel_user_code_parameter_supported",
    };
    bool owned = false;

    for (size_t i = 0; !owned && i < COUNT(endpoints); i++)
        owned = fapix_slice_is(name, endpoints[i].name);
    for (size_t i = 0; !owned && i < COUNT(others); i++)
        owned = fapix_slice_is(name, others[i]);
    return owned;
}

static int64_t control(const offer *o, int name)
{
    return fapix_as_value(o->as, name);
}

/* --------------------------------------------------------------------------------------------------------- members -- */

static void put_flag(const offer *o, const char *name, bool value)
{
    fapix_write_json_member(o->out, name, fapix_slice_str(value ? "true" : "false"));
}

static void put_word(const offer *o, size_t *written, const char *word)
{
    fapix_buffer_str(o->out, (*written)++ == 0 ? "[" : ",");
    fapix_write_string(o->out, fapix_slice_str(word));
}

static void close_list(const offer *o)
{
    fapix_buffer_str(o->out, "]");
}

/* A list of those words whose bit is set. Spec: RFC8414-3.2-2 - none is no list */
static void put_words(const offer *o, const char *name, const char *const *words, size_t count, int64_t bits)
{
    size_t written = 0;

    if ((bits & ((INT64_C(1) << count) - 1)) == 0)
        return;
    fapix_write_name(o->out, fapix_slice_str(name));
    for (size_t i = 0; i < count; i++)
        if ((bits >> i & 1) != 0)
            put_word(o, &written, words[i]);
    close_list(o);
}

/* A list of the names of these flags. */
static void put_names(const offer *o, const char *name, int64_t flags, const char *(*name_of)(int flag))
{
    size_t written = 0;

    for (int flag = 1; flag <= flags; flag <<= 1) {
        if ((flags & flag) == 0)
            continue;
        if (written == 0)
            fapix_write_name(o->out, fapix_slice_str(name));
        put_word(o, &written, name_of(flag));
    }
    if (written > 0)
        close_list(o);
}

static void put_texts(const offer *o, const char *name, const fapix_slice *text, size_t count)
{
    if (count == 0)
        return;
    fapix_write_name(o->out, fapix_slice_str(name));
    for (size_t i = 0; i < count; i++) {
        fapix_buffer_str(o->out, i == 0 ? "[" : ",");
        fapix_write_string(o->out, text[i]);
    }
    close_list(o);
}

/* What clients sign with: whatever the policy lets in. Spec: FAPI1ADV-8.6-2, FAPI1ADV-8.6-3 */
static void put_algs_of_clients(const offer *o, const char *name)
{
    put_names(o, name, control(o, FAPI_CONTROL_ALGS), fapi_alg_name);
}

/* What this server signs with. */
static void put_algs_of_server(const offer *o, const char *name)
{
    int algs = 0;

    for (size_t i = 0; i < o->as->signer_count; i++)
        algs |= o->as->signer[i]->alg;
    put_names(o, name, algs, fapi_alg_name);
}

/* How it encrypts to clients that register for it. Spec: FAPI1ADV-8.6.1-1 */
static void put_encryption(const offer *o, const char *algs, const char *encs)
{
    if (control(o, FAPI_CONTROL_JWE_ALGS) == 0 || control(o, FAPI_CONTROL_JWE_ENCS) == 0)
        return;
    put_names(o, algs, control(o, FAPI_CONTROL_JWE_ALGS), fapix_jwe_alg_name);
    put_names(o, encs, control(o, FAPI_CONTROL_JWE_ENCS), fapix_jwe_enc_name);
}

/* ------------------------------------------------------------------------------------------------------- endpoints -- */

static bool has_endpoint(const offer *o, int endpoint)
{
    if (endpoint == FAPI_ENDPOINT_PAR && control(o, FAPI_CONTROL_PAR) == FAPI_USE_OFF)
        return false;
    return o->as->url[endpoint].n > 0 && (endpoint != FAPI_ENDPOINT_USERINFO || o->openid);
}

/* Spec: RFC8414-2-2, RFC8414-2-3, FAPI2SP-5.3.2.1-1 */
static void write_endpoints(const offer *o)
{
    for (size_t i = 0; i < COUNT(endpoints); i++)
        if (has_endpoint(o, endpoints[i].endpoint))
            fapix_write_text_member(o->out, endpoints[i].name, o->as->url[endpoints[i].endpoint]);
}

/* Spec: RFC8705-5-1 - only of endpoints that are there without a certificate too; which may have one was judged when it was set */
static void write_aliases(const offer *o)
{
    size_t written = 0;

    for (size_t i = 0; i < COUNT(endpoints); i++) {
        if (o->as->mtls[endpoints[i].endpoint].n == 0 || !has_endpoint(o, endpoints[i].endpoint))
            continue;
        if (written++ == 0) {
            fapix_write_name(o->out, fapix_slice_str("mtls_endpoint_aliases"));
            fapix_buffer_str(o->out, "{");
        }
        fapix_write_text_member(o->out, endpoints[i].name, o->as->mtls[endpoints[i].endpoint]);
    }
    if (written > 0)
        fapix_buffer_str(o->out, "}");
}

/* ---------------------------------------------------------------------------------------------- the request, the response -- */

/* As must_be_pushed of the authorization endpoint has it: where nobody could open an encrypted request object, there is no other way. */
static bool pushed_only(const offer *o)
{
    bool encrypts = control(o, FAPI_CONTROL_REQUEST_OBJECT_ENCRYPTION) >= FAPI_USE_CONDITIONAL && o->as->decrypter_count > 0;
    int64_t par = control(o, FAPI_CONTROL_PAR);

    return par == FAPI_USE_REQUIRED || (par == FAPI_USE_CONDITIONAL && !encrypts);
}

static void write_request(const offer *o)
{
    static const char *const s256[] = {"S256"};
    int64_t objects = control(o, FAPI_CONTROL_REQUEST_OBJECT);
    int algs = 0;

    if (has_endpoint(o, FAPI_ENDPOINT_PAR) || pushed_only(o))
        put_flag(o, "require_pushed_authorization_requests", pushed_only(o)); /* Spec: RFC9126-5-1 */
    if ((o->code || o->hybrid) && control(o, FAPI_CONTROL_PKCE) != FAPI_USE_OFF)
        put_words(o, "code_challenge_methods_supported", s256, COUNT(s256), 1); /* Spec: RFC9700-2.1.1-3 */
    put_flag(o, "request_parameter_supported", objects != FAPI_USE_OFF);
    /* Its default is true: but no request_uri is fetched, and only those of this server are known. */
    put_flag(o, "request_uri_parameter_supported", false);
    put_flag(o, "require_signed_request_object", objects == FAPI_USE_REQUIRED); /* Spec: RFC9101-10.5-1 */
    if (objects == FAPI_USE_OFF)
        return;
    put_algs_of_clients(o, "request_object_signing_alg_values_supported");
    for (size_t i = 0; i < o->as->decrypter_count; i++)
        algs |= o->as->decrypter[i]->alg;
    if (algs == 0 || control(o, FAPI_CONTROL_JWE_ENCS) == 0)
        return;
    put_names(o, "request_object_encryption_alg_values_supported", algs, fapix_jwe_alg_name);
    put_names(o, "request_object_encryption_enc_values_supported", control(o, FAPI_CONTROL_JWE_ENCS), fapix_jwe_enc_name);
}

/* Spec: JARM-4-1, RFC9207-2.3-1 */
static void write_response(const offer *o)
{
    static const char *const types[] = {"code", "code id_token"};
    static const char *const modes[] = {"query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"};
    const bool plain = o->plain_code || o->plain_hybrid;
    /* Spec: JARM-2.3.1-1 - no ID token in a query */
    const int bits = (o->plain_code ? 1 : 0) | (plain ? 2 | 4 : 0) | (o->jarm ? 8 | 32 | 64 : 0) |
                     (o->jarm && o->code ? 16 : 0);

    put_words(o, "response_types_supported", types, COUNT(types), (o->code ? 1 : 0) | (o->hybrid ? 2 : 0));
    put_words(o, "response_modes_supported", modes, COUNT(modes), bits);
    put_flag(o, "authorization_response_iss_parameter_supported", plain);
    if (!o->jarm)
        return;
    put_algs_of_server(o, "authorization_signing_alg_values_supported");
    put_encryption(o, "authorization_encryption_alg_values_supported", "authorization_encryption_enc_values_supported");
}

/* Spec: RFC8414-2-6 */
static void write_grants(const offer *o)
{
    static const char *const grants[] = {"authorization_code", "refresh_token", "client_credentials",
                                         "urn:openid:params:grant-type:ciba", "implicit"};
    /* OpenID Connect counts the ID token of the hybrid flow as implicit, and its clients register so. */
    const int64_t bits = (o->as->grant_types & 15) | (o->hybrid ? 16 : 0);

    put_words(o, "grant_types_supported", grants, COUNT(grants), bits);
    put_texts(o, "scopes_supported", o->as->scope, o->as->scope_count);
    put_texts(o, "authorization_details_types_supported", o->as->details_type, o->as->details_type_count); /* Spec: RFC9396-10-1 */
    put_texts(o, "protected_resources", o->as->resource, o->as->resource_count);
}

/* --------------------------------------------------------------------------------------------- clients and their keys -- */

/* Spec: FAPI2SP-5.3.2.1-6, RFC8414-2-4, RFC8414-2-5 */
static void put_auth(const offer *o, const char *methods, const char *algs, bool public_clients)
{
    static const char *const words[] = {"private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "none"};
    int offered = o->as->client_auth & (int)control(o, FAPI_CONTROL_CLIENT_AUTH);

    if (!o->by_certificate)
        offered &= ~TLS_AUTH;
    if (public_clients && (control(o, FAPI_CONTROL_CLIENT_TYPES) & FAPI_CLIENT_PUBLIC) != 0)
        offered |= 8;
    put_words(o, methods, words, COUNT(words), offered);
    if ((offered & FAPI_AUTH_PRIVATE_KEY_JWT) != 0)
        put_algs_of_clients(o, algs);
}

static void write_clients(const offer *o)
{
    put_auth(o, "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported", true);
    if (has_endpoint(o, FAPI_ENDPOINT_REVOCATION))
        put_auth(o, "revocation_endpoint_auth_methods_supported", "revocation_endpoint_auth_signing_alg_values_supported",
                 true);
    if (!has_endpoint(o, FAPI_ENDPOINT_INTROSPECTION))
        return;
    put_auth(o, "introspection_endpoint_auth_methods_supported",
             "introspection_endpoint_auth_signing_alg_values_supported", false);
    if (!o->signs || control(o, FAPI_CONTROL_INTROSPECTION_SIGNED) == FAPI_USE_OFF)
        return;
    put_algs_of_server(o, "introspection_signing_alg_values_supported"); /* Spec: RFC9701-7-1 */
    put_encryption(o, "introspection_encryption_alg_values_supported", "introspection_encryption_enc_values_supported");
}

/* Spec: RFC8705-3.3-1, RFC9449-5.1-1, CDR-oidcmeta-1 */
static void write_binding(const offer *o)
{
    int64_t methods = control(o, FAPI_CONTROL_BINDING_METHODS);

    put_flag(o, "tls_client_certificate_bound_access_tokens", (methods & FAPI_BINDING_MTLS) != 0 && o->by_certificate);
    if ((methods & FAPI_BINDING_DPOP) != 0)
        put_algs_of_clients(o, "dpop_signing_alg_values_supported");
}

/* Spec: CIBA-4-1, FAPICIBA-5.2.2-3 - poll and ping alone */
static void write_backchannel(const offer *o)
{
    static const char *const modes[] = {"poll", "ping"};
    int delivery = o->as->backchannel.delivery;
    int bits = ((delivery & FAPI_BACKCHANNEL_POLL) != 0 ? 1 : 0) | ((delivery & FAPI_BACKCHANNEL_PING) != 0 ? 2 : 0);

    if ((o->as->grant_types & FAPI_GRANT_CIBA) == 0)
        return;
    put_words(o, "backchannel_token_delivery_modes_supported", modes, COUNT(modes), bits);
    put_algs_of_clients(o, "backchannel_authentication_request_signing_alg_values_supported");
    put_flag(o, "backchannel_user_code_parameter_supported", o->as->backchannel.user_code_required);
}

/* ----------------------------------------------------------------------------------------------------- OpenID Connect -- */

static bool offers_scope(const fapi_as *as, const char *scope)
{
    bool found = false;

    for (size_t i = 0; !found && i < as->scope_count; i++)
        found = fapix_slice_is(as->scope[i], scope);
    return found;
}

/* What ID tokens and userinfo may say of a user. OpenID Connect Core 5.4. */
static void write_claims(const offer *o, bool intent)
{
    static const struct {
        const char *scope, *claim[15];
    } rows[] = {
        {"openid", {"sub", "auth_time", "acr"}},
        {"profile", {"name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile",
                     "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"}},
        {"email", {"email", "email_verified"}},
        {"address", {"address"}},
        {"phone", {"phone_number", "phone_number_verified"}},
    };
    size_t written = 0;

    fapix_write_name(o->out, fapix_slice_str("claims_supported"));
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t k = 0; rows[i].claim[k] != NULL && offers_scope(o->as, rows[i].scope); k++)
            put_word(o, &written, rows[i].claim[k]);
    if (intent)
        put_word(o, &written, "openbanking_intent_id"); /* Spec: OBUK-OBSP-3.4-1 */
    close_list(o);
}

/* OpenID Connect Discovery 3. The claims parameter is judged whatever comes; what its user gets is up to the host, so that it is offered only
 * where the profile makes it a part of every request. */
static void write_openid(const offer *o)
{
    static const char *const subjects[] = {"public", "pairwise"};
    const struct fapi_policy *policy = &o->as->policy;
    const fapix_metadata_limits limits = fapix_metadata_limits_of(policy);

    if (!o->openid)
        return;
    /* The CDR has a sub for each client alone; the host makes it. */
    put_words(o, "subject_types_supported", subjects, COUNT(subjects), control(o, FAPI_CONTROL_ACR) == FAPI_ACR_CDR ? 2 : 1);
    put_flag(o, "claims_parameter_supported", limits.claims_parameter.value == 1); /* Spec: OBUK-OBSP-3.4-1, BROF-5.2.2-3 */
    write_claims(o, limits.intent_claims.value == 1);
    if (!o->signs)
        return;
    put_algs_of_server(o, "id_token_signing_alg_values_supported");
    put_encryption(o, "id_token_encryption_alg_values_supported", "id_token_encryption_enc_values_supported");
    if (!has_endpoint(o, FAPI_ENDPOINT_USERINFO))
        return;
    put_algs_of_server(o, "userinfo_signing_alg_values_supported");
    put_encryption(o, "userinfo_encryption_alg_values_supported", "userinfo_encryption_enc_values_supported");
}

/* ------------------------------------------------------------------------------------------------------------ the whole -- */

/* As the authorization request is judged: a code needs a signed response where JARM is demanded, an ID token protects its own response.
 * Spec: FAPI1ADV-5.2.2-2 */
static offer what_is_offered(const fapi_as *as, fapix_buffer *out)
{
    const int64_t jarm = fapix_as_value(as, FAPI_CONTROL_JARM), types = fapix_as_value(as, FAPI_CONTROL_RESPONSE_TYPES);
    const bool grant = (as->grant_types & FAPI_GRANT_AUTHORIZATION_CODE) != 0;
    const bool code_plain = jarm != FAPI_USE_REQUIRED && jarm != FAPI_USE_CONDITIONAL;
    offer o = {.as = as, .out = out, .openid = offers_scope(as, "openid"), .signs = as->signer_count > 0};

    /* Where tokens can be bound to nothing else, clients must have a way to bring a certificate. */
    o.by_certificate = as->mtls[FAPI_ENDPOINT_TOKEN].n > 0 ||
                       (fapix_as_value(as, FAPI_CONTROL_BINDING_METHODS) & FAPI_BINDING_DPOP) == 0;
    o.jarm = jarm != FAPI_USE_OFF && o.signs;
    o.code = grant && (types & FAPI_RESPONSE_CODE) != 0 && (code_plain || o.jarm);
    o.hybrid = grant && (types & FAPI_RESPONSE_CODE_ID_TOKEN) != 0 && o.openid && o.signs;
    o.plain_code = o.code && code_plain;
    o.plain_hybrid = o.hybrid && jarm != FAPI_USE_REQUIRED;
    o.jarm = o.jarm && (o.code || o.hybrid);
    return o;
}

void fapix_as_metadata_write(const fapi_as *as, const fapix_json *more, fapix_buffer *out)
{
    const offer o = what_is_offered(as, out);
    const fapix_json_node *node = more->count == 0 ? NULL : fapix_json_first(more, &more->node[0]);

    fapix_buffer_str(out, "{");
    fapix_write_text_member(out, "issuer", as->issuer); /* Spec: RFC8414-3.3-1 */
    write_endpoints(&o);
    write_aliases(&o);
    write_grants(&o);
    write_response(&o);
    write_request(&o);
    write_clients(&o);
    write_binding(&o);
    write_backchannel(&o);
    write_openid(&o);
    for (; node != NULL; node = fapix_json_next(more, node))
        fapix_write_node(out, node);
    fapix_buffer_str(out, "}");
}
