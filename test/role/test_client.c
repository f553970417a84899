/* SPDX-License-Identifier: Apache-2.0 */
/* Registered clients: what each member of the metadata becomes, and what is no client at all. */
#include "test/role/metadata_fixture.h"
#include "test/jose_make.h"
#include "test/jwe_make.h"

#include "oauth/scope.h"
#include "role/client.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define S(text) (text), strlen(text)
#define UNKNOWN FAPIX_CLIENT_UNKNOWN
#define ED "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kid\":\"1\"}"
#define PRIVATE "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"AA\"}"
#define ENC "{\"kty\":\"RSA\",\"use\":\"enc\",\"kid\":\"e\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"
#define SET(keys) "{\"keys\":[" keys "]}"
#define METHOD(name) {"token_endpoint_auth_method", "\"" name "\""}

static const t_member none[] = {{NULL, NULL}};
static const t_member bare[] = {{"client_id", "\"c\""}, {NULL, NULL}};

/* The good registration, with a client_id as the server gave it, after changes. */
static int make_with(const t_member *changes, size_t count, const char *jwks, fapi_client **client)
{
    t_member all[8] = {{"client_id", "\"https://client.example/id\""}};
    const char *json = NULL;

    for (size_t i = 0; i < count; i++) {
        bool is_id = changes[i].name != NULL && strcmp(changes[i].name, "client_id") == 0;

        all[is_id ? 0 : i + 1] = changes[i];
    }
    json = t_object(t_client_metadata, all, COUNT(all));
    return fapi_client_new(t_context(), json, strlen(json), jwks, jwks == NULL ? 0 : strlen(jwks), client);
}

static int make_bare(const t_member *changes, size_t count, fapi_client **client)
{
    const char *json = t_object(bare, changes, count);

    return fapi_client_new(t_context(), json, strlen(json), NULL, 0, client);
}

static int is(fapix_slice text, const char *want)
{
    return fapix_slice_is(text, want);
}

/* ------------------------------------------------------------------------------------------------- what it becomes -- */

static void a_whole_registration(void **state)
{
    AUTO(fapi_client) client = NULL;
    const char *id = NULL;
    size_t id_len = 0;

    (void)state;
    STATUS(FAPI_OK, make_with(none, 1, SET(ED), &client));
    STATUS(FAPI_OK, fapi_client_id(client, &id, &id_len));
    CHECK(is(fapix_slice_of(id, id_len), "https://client.example/id"));
    CHECK(client->auth_method == FAPI_AUTH_PRIVATE_KEY_JWT);
    CHECK(client->alg[FAPIX_CLIENT_ALG_ASSERTION] == FAPI_ALG_PS256);
    CHECK(client->alg[FAPIX_CLIENT_ALG_ID_TOKEN] == FAPI_ALG_PS256);
    CHECK(client->alg[FAPIX_CLIENT_ALG_RESPONSE] == FAPI_ALG_PS256);
    CHECK(client->alg[FAPIX_CLIENT_ALG_INTROSPECTION] == FAPI_ALG_PS256);
    CHECK(client->alg[FAPIX_CLIENT_ALG_REQUEST_OBJECT] == 0 && client->alg[FAPIX_CLIENT_ALG_BACKCHANNEL] == 0);
    CHECK(client->redirect_uri_count == 1 && is(client->redirect_uri[0], "https://client.example/cb"));
    CHECK(client->grant_types == (FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN));
    CHECK(client->response_types == FAPI_RESPONSE_CODE);
    CHECK(client->bound == FAPI_BINDING_MTLS);
    CHECK(client->jwks != NULL && fapi_jwks_count(client->jwks) == 1 && is(client->jwks_text, SET(ED)));
    /* What was not taken of the documents is not kept. */
    CHECK(client->text_n == strlen("https://client.example/id" "https://client.example/cb" SET(ED)) + client->scope.n && fapix_scope_has(client->scope, fapix_slice_str("openid")));
    ACCEPTS("RFC7591-2-1");
    ACCEPTS("RFC7591-2-3");
}

static void defaults(void **state)
{
    static const t_member unknown[] = {{"client_name", "5"}, {"software_statement", "{}"}, {"x_more", "[[{}],null]"}};
    AUTO(fapi_client) client = NULL;
    AUTO(fapi_client) other = NULL;

    (void)state;
    STATUS(FAPI_OK, make_bare(none, 1, &client));
    /* client_secret_basic is never a way in here. */
    CHECK(client->auth_method == UNKNOWN);
    REFUSES("RFC7591-2-3");
    CHECK(client->grant_types == FAPI_GRANT_AUTHORIZATION_CODE && client->response_types == FAPI_RESPONSE_CODE);
    ACCEPTS("RFC7591-2-6");
    for (int i = 0; i < FAPIX_CLIENT_ALGS; i++)
        CHECK(client->alg[i] == 0);
    CHECK(client->jwks == NULL && client->jwks_text.n == 0 && client->redirect_uri_count == 0);
    CHECK(!client->details_limited && client->details_type_count == 0 && client->tls_properties == 0);
    CHECK(client->scope.n == 0 && client->bound == 0 && !client->par_required && !client->request_object_required && !client->user_code);
    CHECK(client->delivery == FAPIX_CLIENT_DELIVERY_NONE);
    /* Members that nothing here uses may be anything. */
    STATUS(FAPI_OK, make_bare(unknown, COUNT(unknown), &other));
    CHECK(other->text_n == 1);
    ACCEPTS("RFC7591-2-4");
}

/* The keys of the documents of RFC 7516 A.1 and 7518 C, beside one that signs. */
static const char *encryption_set(void)
{
    return t_format("{\"keys\":[%s,%s,%s]}", t_public_jwk(T_EDDSA), t_enc_public_jwk(T_ENC_RSA), t_enc_public_jwk(T_ENC_EC));
}

static int make_encrypted(const char *members, const char *set, fapi_client **client)
{
    const char *json = t_format("{\"client_id\":\"c\",\"token_endpoint_auth_method\":\"tls_client_auth\",%s}", members);

    return fapi_client_new(t_context(), json, strlen(json), set, set == NULL ? 0 : strlen(set), client);
}

static void encrypted_answers(void **state)
{
    static const struct {
        const char *name;
        int which;
    } answers[] = {{"id_token", FAPIX_CLIENT_ALG_ID_TOKEN},
                   {"authorization", FAPIX_CLIENT_ALG_RESPONSE},
                   {"introspection", FAPIX_CLIENT_ALG_INTROSPECTION}};
    static const struct {
        const char *alg, *enc;
        int want_alg, want_enc, key;
    } rows[] = {
        {"RSA-OAEP", NULL, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128CBC_HS256, 1}, /* the default of every document */
        {"RSA-OAEP", "A256GCM", FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, 1},
        {"ECDH-ES+A256KW", "A128GCM", FAPI_JWE_ALG_ECDH_ES_A256KW, FAPI_JWE_ENC_A128GCM, 1},
        {"RSA-OAEP-256", "A128GCM", FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ENC_A128GCM, 0}, /* the key is for RSA-OAEP */
        {"RSA1_5", "A128GCM", UNKNOWN, UNKNOWN, 0},
        {"dir", "A128GCM", UNKNOWN, UNKNOWN, 0},
        {"RSA-OAEP", "A192GCM", UNKNOWN, UNKNOWN, 0},
    };

    (void)state;
    SLOW();
    for (size_t i = 0; i < COUNT(answers); i++) {
        AUTO(fapi_client) broken = NULL;
        for (size_t k = 0; k < COUNT(rows); k++) {
            AUTO(fapi_client) client = NULL;
            fapi_client *without = NULL;
            const char *members = t_format("\"%s_encrypted_response_alg\":\"%s\"", answers[i].name, rows[k].alg);

            if (rows[k].enc != NULL)
                members = t_format("%s,\"%s_encrypted_response_enc\":\"%s\"", members, answers[i].name, rows[k].enc);
            STATUS(FAPI_OK, make_encrypted(members, encryption_set(), &client));
            CHECK(client->jwe_alg[answers[i].which] == rows[k].want_alg && client->jwe_enc[answers[i].which] == rows[k].want_enc);
            CHECK((client->encrypter[answers[i].which] != NULL) == (rows[k].key == 1));
            CHECK(client->alg[answers[i].which] == 0);
            /* Without keys there is none to encrypt to, and still a client. */
            STATUS(FAPI_OK, make_encrypted(members, NULL, &without));
            CHECK(without->jwe_alg[answers[i].which] == rows[k].want_alg && without->encrypter[answers[i].which] == NULL);
            fapi_client_free(without);
        }
        /* Nothing of one answer is another's, and enc goes with alg only. */
        STATUS(FAPI_REGISTRATION_ENCRYPTION,
               make_encrypted(t_format("\"%s_encrypted_response_enc\":\"A128GCM\"", answers[i].name), NULL, &broken));
        STATUS(FAPI_CLIENT_METADATA, make_encrypted(t_format("\"%s_encrypted_response_alg\":7", answers[i].name), NULL, &broken));
    }
    ACCEPTS("JARM-3-2");
    REFUSES("JARM-3-2");
    ACCEPTS("RFC9701-6-1");
    REFUSES("RFC9701-6-1");
}

static void methods(void **state)
{
    static const struct {
        const char *name;
        int want;
    } rows[] = {
        {"\"private_key_jwt\"", FAPI_AUTH_PRIVATE_KEY_JWT},
        {"\"tls_client_auth\"", FAPI_AUTH_TLS_CLIENT_AUTH},
        {"\"self_signed_tls_client_auth\"", FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH},
        {"\"none\"", 0}, {"\"client_secret_basic\"", UNKNOWN}, {"\"client_secret_post\"", UNKNOWN},
        {"\"client_secret_jwt\"", UNKNOWN}, {"\"None\"", UNKNOWN}, {"\"private_key_jwt \"", UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_member change = {"token_endpoint_auth_method", rows[i].name};
        AUTO(fapi_client) client = NULL;

        STATUS(FAPI_OK, make_bare(&change, 1, &client));
        CHECK(t_row(i, rows[i].name, rows[i].want, client->auth_method) == rows[i].want);
    }
}

static void algorithms(void **state)
{
    static const char *const members[FAPIX_CLIENT_ALGS] = {
        [FAPIX_CLIENT_ALG_ASSERTION] = "token_endpoint_auth_signing_alg",
        [FAPIX_CLIENT_ALG_REQUEST_OBJECT] = "request_object_signing_alg",
        [FAPIX_CLIENT_ALG_ID_TOKEN] = "id_token_signed_response_alg",
        [FAPIX_CLIENT_ALG_RESPONSE] = "authorization_signed_response_alg",
        [FAPIX_CLIENT_ALG_INTROSPECTION] = "introspection_signed_response_alg",
        [FAPIX_CLIENT_ALG_BACKCHANNEL] = "backchannel_authentication_request_signing_alg",
        [FAPIX_CLIENT_ALG_USERINFO] = "userinfo_signed_response_alg",
    };
    static const struct {
        const char *name;
        int want;
    } rows[] = {
        {"\"PS256\"", FAPI_ALG_PS256}, {"\"ES256\"", FAPI_ALG_ES256}, {"\"EdDSA\"", FAPI_ALG_EDDSA},
        {"\"Ed25519\"", FAPI_ALG_EDDSA}, {"\"RS256\"", FAPI_ALG_RS256}, {"\"none\"", UNKNOWN}, {"\"HS256\"", UNKNOWN},
        {"\"ES384\"", UNKNOWN}, {"\"ps256\"", UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows) * FAPIX_CLIENT_ALGS; i++) {
        const int which = (int)(i % FAPIX_CLIENT_ALGS);
        const t_member change = {members[which], rows[i / FAPIX_CLIENT_ALGS].name};
        AUTO(fapi_client) client = NULL;

        STATUS(FAPI_OK, make_bare(&change, 1, &client));
        for (int k = 0; k < FAPIX_CLIENT_ALGS; k++)
            CHECK(client->alg[k] == (k == which ? rows[i / FAPIX_CLIENT_ALGS].want : 0));
    }
}

static void grants_and_responses(void **state)
{
    enum { CODE = FAPI_RESPONSE_CODE, HYBRID = FAPI_RESPONSE_CODE_ID_TOKEN };
    static const struct {
        const char *grants, *responses;
        int want_grants, want_responses;
    } rows[] = {
        {"[]", "[]", 0, 0},
        {"[\"implicit\",\"authorization_code\"]", "[\"code id_token\"]", FAPI_GRANT_AUTHORIZATION_CODE, HYBRID},
        {"[\"client_credentials\"]", "[\"id_token code\",\"code\"]", FAPI_GRANT_CLIENT_CREDENTIALS, CODE | HYBRID},
        {"[\"refresh_token\",\"refresh_token\"]", "[\"token\",\"code token\"]", FAPI_GRANT_REFRESH_TOKEN, 0},
        {"[\"urn:openid:params:grant-type:ciba\"]", "[\"Code\"]", FAPI_GRANT_CIBA, 0},
        {"[\"password\",\"urn:x\"]", "[\"code  id_token\"]", 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const t_member changes[] = {{"grant_types", rows[i].grants}, {"response_types", rows[i].responses}};
        AUTO(fapi_client) client = NULL;

        STATUS(FAPI_OK, make_bare(changes, 2, &client));
        CHECK(t_row(i, rows[i].grants, rows[i].want_grants, client->grant_types) == rows[i].want_grants);
        CHECK(t_row(i, rows[i].responses, rows[i].want_responses, client->response_types) == rows[i].want_responses);
    }
    REFUSES("RFC7591-2-6");
}

static void what_else_it_says(void **state)
{
    static const t_member first[] = {
        {"authorization_details_types", "[\"payment\",\"\\u0061ccount\"]"},
        {"tls_client_auth_san_dns", "\"client.example\""},
        {"require_pushed_authorization_requests", "true"},
        {"backchannel_token_delivery_mode", "\"ping\""},
        {"dpop_bound_access_tokens", "true"},
        {"redirect_uris", "[\"https:\\/\\/a.example\\/\",\"https://b.example/\"]"},
    };
    static const t_member second[] = {
        {"authorization_details_types", "[]"},
        {"tls_client_auth_subject_dn", "\"CN=a\""},
        {"tls_client_auth_san_email", "\"a@b.example\""},
        {"require_signed_request_object", "true"},
        {"backchannel_user_code_parameter", "true"},
        {"backchannel_token_delivery_mode", "\"push\""},
    };
    AUTO(fapi_client) one = NULL;
    AUTO(fapi_client) two = NULL;

    (void)state;
    STATUS(FAPI_OK, make_bare(first, COUNT(first), &one));
    CHECK(one->details_limited && one->details_type_count == 2);
    CHECK(is(one->details_type[0], "payment") && is(one->details_type[1], "account"));
    CHECK(one->tls_properties == 1 && one->tls_property == FAPI_TLS_CLIENT_PROPERTY_SAN_DNS);
    CHECK(is(one->tls_value, "client.example"));
    CHECK(one->par_required && !one->request_object_required && one->bound == FAPI_BINDING_DPOP);
    CHECK(one->delivery == FAPIX_CLIENT_PING && !one->user_code);
    CHECK(one->redirect_uri_count == 2 && is(one->redirect_uri[0], "https://a.example/"));
    CHECK(is(one->redirect_uri[1], "https://b.example/"));
    STATUS(FAPI_OK, make_bare(second, COUNT(second), &two));
    /* No type at all is a limit too. */
    CHECK(two->details_limited && two->details_type_count == 0);
    CHECK(two->tls_properties == 2 && two->tls_property == FAPI_TLS_CLIENT_PROPERTY_SAN_EMAIL);
    CHECK(!two->par_required && two->request_object_required && two->user_code);
    CHECK(two->delivery == FAPIX_CLIENT_PUSH && two->bound == 0);
}

/* ------------------------------------------------------------------------------------------------------------ keys -- */

static void keys(void **state)
{
    static const struct {
        t_member change[3];
        const char *fetched;
        int want, usable; /* -1: no set */
    } rows[] = {
        {{{NULL, NULL}}, NULL, FAPI_OK, -1}, /* not fetched yet */
        {{{NULL, NULL}}, SET(ED), FAPI_OK, 1},
        {{{"jwks_uri", NULL}}, SET(ED "," ENC), FAPI_OK, 1},
        {{{"jwks_uri", NULL}, {"jwks", SET(ED)}}, NULL, FAPI_OK, 1},
        {{{"jwks_uri", NULL}, {"jwks", " " SET(ED) " "}}, NULL, FAPI_OK, 1},
        {{{"jwks", SET(ED)}}, NULL, FAPI_REGISTRATION_KEYS, 0},
        {{{"jwks_uri", NULL}, {"jwks", SET(ED)}}, SET(ED), FAPI_REGISTRATION_KEYS, 0},
        {{{"jwks_uri", "1"}}, NULL, FAPI_CLIENT_METADATA, 0},
        {{{"jwks_uri", NULL}, {"jwks", "\"" "x" "\""}}, NULL, FAPI_CLIENT_METADATA, 0},
        {{{"jwks_uri", NULL}, {"jwks", "[" SET(ED) "]"}}, NULL, FAPI_CLIENT_METADATA, 0},
        {{{"jwks_uri", NULL}, {"jwks", "null"}}, SET(ED), FAPI_CLIENT_METADATA, 0},
        {{{"jwks_uri", NULL}, {"jwks", "{}"}}, NULL, FAPI_JWKS_FORM, 0},
        {{{"jwks_uri", NULL}, {"jwks", SET(ED) "}"}}, NULL, FAPI_JSON_TRAILING, 0},
        {{{"jwks_uri", NULL}, {"jwks", SET(PRIVATE)}}, NULL, FAPI_JWK_PRIVATE, 0},
        {{{NULL, NULL}}, SET(ED "," PRIVATE), FAPI_JWK_PRIVATE, 0},
        {{{NULL, NULL}}, SET(ED ",{\"kty\":\"oct\",\"k\":\"AA\"}"), FAPI_JWK_SYMMETRIC, 0},
        {{METHOD("tls_client_auth")}, SET(PRIVATE), FAPI_JWK_PRIVATE, 0},
        {{{NULL, NULL}}, SET(""), FAPI_JWKS_EMPTY, 0},
        {{{NULL, NULL}}, SET(ENC), FAPI_JWKS_EMPTY, 0},
        {{METHOD("tls_client_auth")}, SET(ENC), FAPI_OK, -1},
        {{METHOD("self_signed_tls_client_auth")}, SET(ENC), FAPI_OK, -1},
        {{METHOD("none")}, SET(""), FAPI_OK, -1},
        {{{NULL, NULL}}, "[]", FAPI_JSON_NOT_OBJECT, 0},
        {{{NULL, NULL}}, "x", FAPI_JSON_SYNTAX, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(fapi_client) client = NULL;
        int rc = make_with(rows[i].change, COUNT(rows[i].change), rows[i].fetched, &client);

        if (t_retry(rows[i].want, rc))
            rc = make_with(rows[i].change, COUNT(rows[i].change), rows[i].fetched, &client);
        CHECK(t_row(i, rows[i].fetched, rows[i].want, rc) == rows[i].want);
        CHECK((client != NULL) == (rc == FAPI_OK));
        if (client == NULL)
            continue;
        CHECK((client->jwks == NULL) == (rows[i].usable < 0));
        CHECK(client->jwks == NULL || fapi_jwks_count(client->jwks) == (size_t)rows[i].usable);
    }
    REFUSES("RFC7591-2-1");
    REFUSES("RFC7517-9.2-1");
}

/* ------------------------------------------------------------------------------------------------ what is no client -- */

static void no_clients(void **state)
{
#define LONG "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    static const t_member rows[] = {
        {"client_id", NULL}, {"client_id", "\"\""}, {"client_id", "7"}, {"client_id", "null"}, {"client_id", "[\"c\"]"},
        {"client_id", "\"caf\\u00e9\""}, {"client_id", "\"a\\nb\""}, {"client_id", "\"a\\u007f\""},
        {"client_id", "\"" LONG LONG LONG LONG "\""},
        {"token_endpoint_auth_method", "null"}, {"token_endpoint_auth_method", "[\"private_key_jwt\"]"},
        {"token_endpoint_auth_method", "\"\""}, {"token_endpoint_auth_signing_alg", "[]"},
        {"backchannel_authentication_request_signing_alg", "false"}, {"id_token_signed_response_alg", "\"\""},
        {"redirect_uris", "\"https://client.example/cb\""}, {"redirect_uris", "[\"https://client.example/cb\",1]"},
        {"redirect_uris", "[\"\"]"}, {"redirect_uris", "[null]"}, {"redirect_uris", "{}"},
        {"authorization_details_types", "\"a\""}, {"authorization_details_types", "[[]]"},
        {"grant_types", "\"authorization_code\""}, {"grant_types", "[true]"}, {"response_types", "\"code\""},
        {"response_types", "[{}]"}, {"tls_client_auth_subject_dn", "[\"CN=a\"]"}, {"tls_client_auth_san_ip", "\"\""},
        {"tls_client_certificate_bound_access_tokens", "\"true\""}, {"dpop_bound_access_tokens", "1"},
        {"dpop_bound_access_tokens", "null"}, {"require_pushed_authorization_requests", "\"false\""},
        {"require_signed_request_object", "[]"}, {"backchannel_user_code_parameter", "\"\""},
        {"backchannel_token_delivery_mode", "\"smoke\""}, {"backchannel_token_delivery_mode", "\"Poll\""},
        {"backchannel_token_delivery_mode", "[\"poll\"]"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(fapi_client) client = NULL;

        STATUS(FAPI_CLIENT_METADATA, t_row(i, rows[i].value, FAPI_CLIENT_METADATA, make_bare(&rows[i], 1, &client)));
        CHECK(client == NULL);
    }
    REFUSES("RFC7591-2-4");
}

/* 255 characters, 64 elements and a URL of 8192 bytes are the most. */
static void limits(void **state)
{
    static const struct {
        const char *name;
        size_t elements, length;
        int want;
    } rows[] = {
        {"client_id", 0, 255, FAPI_OK},
        {"redirect_uris", 64, 30, FAPI_OK},
        {"redirect_uris", 65, 30, FAPI_CLIENT_METADATA},
        {"redirect_uris", 1, FAPI_MAX_URL, FAPI_OK},
        {"redirect_uris", 1, FAPI_MAX_URL + 1, FAPI_CLIENT_METADATA},
        {"authorization_details_types", 64, 9, FAPI_OK},
        {"authorization_details_types", 65, 9, FAPI_CLIENT_METADATA},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static char value[16384];
        const t_member change = {rows[i].name, value};
        AUTO(fapi_client) client = NULL;
        size_t n = 0;

        n += (size_t)snprintf(value, sizeof value, "%s", rows[i].elements > 0 ? "[" : "");
        for (size_t k = 0; k == 0 || k < rows[i].elements; k++)
            n += (size_t)snprintf(value + n, sizeof value - n, "%s\"%0*zu\"", k > 0 ? "," : "", (int)rows[i].length, k);
        snprintf(value + n, sizeof value - n, "%s", rows[i].elements > 0 ? "]" : "");
        STATUS(rows[i].want, t_row(i, rows[i].name, rows[i].want, make_bare(&change, 1, &client)));
    }
}

static void documents(void **state)
{
    static const struct {
        const char *json;
        int want;
    } rows[] = {
        {"", FAPI_JSON_SYNTAX}, {"{", FAPI_JSON_SYNTAX}, {"[]", FAPI_JSON_NOT_OBJECT}, {"{}", FAPI_CLIENT_METADATA},
        {"{\"client_id\":\"a\",\"client_id\":\"b\"}", FAPI_JSON_DUPLICATE},
        {"{\"client_id\":\"a\",\"cl\\u0069ent_id\":\"b\"}", FAPI_JSON_DUPLICATE},
        {"{\"client_id\":\"a\"}x", FAPI_JSON_TRAILING}, {"{\"client_id\":\"a\\u0000\"}", FAPI_JSON_NUL},
        {"{\"client_id\":\"a\",\"x\":tru}", FAPI_JSON_SYNTAX},
    };
    static const char good[] = "{\"client_id\":\"a\"}";
    AUTO(fapi_client) client = NULL;
    const char *id = good;
    size_t n = 1;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        STATUS(rows[i].want, t_row(i, rows[i].json, rows[i].want,
                                   fapi_client_new(t_context(), S(rows[i].json), NULL, 0, &client)));
    STATUS(FAPI_JSON_SIZE, fapi_client_new(t_context(), good, 262145, NULL, 0, &client));
    STATUS(FAPI_JWKS_SIZE, fapi_client_new(t_context(), good, sizeof good - 1, good, FAPI_MAX_JWKS + 1, &client));
    STATUS(FAPI_ERR_ARG, fapi_client_new(t_context(), NULL, 0, NULL, 0, &client));
    STATUS(FAPI_ERR_ARG, fapi_client_new(t_context(), good, sizeof good - 1, NULL, 1, &client));
    STATUS(FAPI_ERR_ARG, fapi_client_new(t_context(), good, sizeof good - 1, NULL, 0, NULL));
    CHECK(client == NULL);
    STATUS(FAPI_ERR_ARG, fapi_client_id(NULL, &id, &n));
    CHECK(id == NULL && n == 0);
    STATUS(FAPI_OK, fapi_client_new(t_context(), good, sizeof good - 1, NULL, 0, &client));
    STATUS(FAPI_ERR_ARG, fapi_client_id(client, NULL, &n));
    STATUS(FAPI_ERR_ARG, fapi_client_id(client, &id, NULL));
    fapi_client_free(NULL);
}

/* Without a context it makes one of its own, which lives as long as the client. */
static void own_context(void **state)
{
    AUTO(fapi_client) client = NULL;

    SLOW();
    (void)state;
    STATUS(FAPI_OK, fapi_client_new(NULL, S("{\"client_id\":\"a\"}"), S(SET(ED)), &client));
    CHECK(fapi_jwks_count(client->jwks) == 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encrypted_answers), cmocka_unit_test(a_whole_registration), cmocka_unit_test(defaults),  cmocka_unit_test(methods),
        cmocka_unit_test(algorithms),           cmocka_unit_test(grants_and_responses),
        cmocka_unit_test(what_else_it_says),    cmocka_unit_test(keys),      cmocka_unit_test(no_clients),
        cmocka_unit_test(limits),               cmocka_unit_test(documents), cmocka_unit_test(own_context),
    };

    (void)argc;
    return t_main(argv[0], tests, COUNT(tests));
}
