/* SPDX-License-Identifier: Apache-2.0 */
/* What is encrypted on its way: request objects that come to the server, and answers to clients that registered it. */
#include "base/base64url.h"
#include "test/jwe_make.h"
#include "test/role/as_answer_fixture.h"
#include "test/role/as_server.h"

#define PKJ FAPI_AUTH_PRIVATE_KEY_JWT
#define OAEP "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"rsa\",\"cty\":\"JWT\"}"
#define PERSONAL "{\"sub\":\"a\",\"cpf\":\"12345678901\",\"acr\":\"urn:brasil:openbanking:loa2\"}"

/* ---- request objects ---- */

typedef struct keys {
    fapi_decrypter *rsa, *ec;
} keys;

static void keys_free(keys *k)
{
    fapi_decrypter_free(k->rsa);
    fapi_decrypter_free(k->ec);
}
#define KEYS(name) __attribute__((cleanup(keys_free))) keys name = {NULL, NULL}

static int read_key(enum t_enc_key name, fapi_decrypter **key)
{
    const char *jwk = t_enc_private_jwk(name);

    return fapi_decrypter_new(t_context(), jwk, strlen(jwk), key);
}

/* A server of Brazil that lets encrypted requests come by value. */
static int set_up_brazil(as_server **server, keys *k)
{
    int rc = as_server_new_set(server, FAPI_PROFILE_BR_OPEN_FINANCE, PKJ, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL);

    if (rc == FAPI_OK)
        rc = read_key(T_ENC_RSA, &k->rsa);
    if (rc == FAPI_OK)
        rc = fapi_as_add_decrypter((*server)->as, k->rsa);
    return rc == FAPI_OK ? fapi_as_seal((*server)->as) : rc;
}

static const char *wrap(const char *header, int alg, int enc, const char *object)
{
    static char texts[4][FAPI_MAX_JWT * 2];
    static size_t turn;
    char *text = texts[turn++ % 4];
    const t_jwe jwe = {header, alg, enc, object, 0, NULL, NULL, NULL};

    snprintf(text, sizeof texts[0], "%s", t_make_jwe(&jwe));
    return text;
}

static const char *wrap_rsa(const char *object)
{
    return wrap(OAEP, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, object);
}

static bool is_told(const as_server *server, const char *error, const char *clause)
{
    return strcmp(fapi_verdict_oauth_error(server->verdict), error) == 0 &&
           (clause == NULL || strcmp(fapi_verdict_clause(server->verdict), clause) == 0);
}

static int by_value(as_server *server, const char *object)
{
    const as_change change = {.how = AS_DIRECT | AS_IN_OBJECT, .raw_object = object};

    return as_send(server, AS_AUTHORIZE, &change);
}

static void objects_by_value(void **state)
{
    static const as_change good = {.how = AS_IN_OBJECT}, by_other = {.how = AS_IN_OBJECT | AS_SIGNED_BY_OTHER};
    AUTO(as_server) server = NULL;
    KEYS(k);
    const char *value = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, set_up_brazil(&server, &k));
    /* Its key is published beside those that sign. */
    STATUS(FAPI_OK, fapi_as_jwks(server->as, &value, &n));
    CHECK(strstr(t_format("%.*s", (int)n, value), "\"alg\":\"RSA-OAEP\",\"use\":\"enc\",\"kid\":\"rsa\"") != NULL);
    STATUS(FAPI_OK, by_value(server, wrap_rsa(as_object(server, AS_AUTHORIZE, &good))));
    STATUS(FAPI_OK, fapi_verdict_claim_string(server->verdict, "client_id", 9, &value, &n));
    CHECK(n == strlen(AS_CLIENT) && memcmp(value, AS_CLIENT, n) == 0);
    ACCEPTS("BROF-5.2.3-3");
    ACCEPTS("BROF-6.2.1-1");
    ACCEPTS("RFC9101-6.1-1");
    STATUS(FAPI_REQUEST_OBJECT_PLAIN, by_value(server, as_object(server, AS_AUTHORIZE, &good)));
    CHECK(is_told(server, "invalid_request_object", "Open Finance Brasil 5.2.3 (3)"));
    REFUSES("BROF-5.2.3-3");
    STATUS(FAPI_JWE_ENC, by_value(server, wrap("{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\",\"kid\":\"rsa\"}", FAPI_JWE_ALG_RSA_OAEP,
                                               FAPI_JWE_ENC_A128GCM, as_object(server, AS_AUTHORIZE, &good))));
    CHECK(is_told(server, "invalid_request_object", "Open Finance Brasil 6.2.1 (1)"));
    STATUS(FAPI_JWE_ALG, by_value(server, wrap("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"kid\":\"rsa\"}", FAPI_JWE_ALG_RSA_OAEP_256,
                                               FAPI_JWE_ENC_A256GCM, as_object(server, AS_AUTHORIZE, &good))));
    REFUSES("BROF-6.2.1-1");
    /* Encryption is no authentication. */
    STATUS(FAPI_REQUEST_OBJECT_ALG, by_value(server, wrap_rsa(t_join("{\"alg\":\"none\"}", "{}", 2, "", 0))));
    CHECK(is_told(server, "invalid_request_object", NULL));
    ATTACK("JAR-02");
    STATUS(FAPI_REQUEST_OBJECT_SIGNATURE, by_value(server, wrap_rsa(as_object(server, AS_AUTHORIZE, &by_other))));
    STATUS(FAPI_JWE_PLAINTEXT, by_value(server, wrap_rsa("{\"client_id\":\"client-1\"}")));
    CHECK(is_told(server, "invalid_request_object", NULL));
    STATUS(FAPI_JWE_DECRYPTION, by_value(server, t_flip_jwe(wrap_rsa(as_object(server, AS_AUTHORIZE, &good)), 3, 5)));
    CHECK(is_told(server, "invalid_request_object", NULL));
    STATUS(FAPI_JWE_DECRYPTION, by_value(server, t_flip_jwe(wrap_rsa(as_object(server, AS_AUTHORIZE, &good)), 1, 200)));
    REFUSES("RFC9101-6.1-1");
    /* Neither pushed nor an object. */
    const as_change plain = {.how = AS_DIRECT | AS_BY_VALUE};
    STATUS(FAPI_REQUEST_URI_MISSING, as_send(server, AS_AUTHORIZE, &plain));
    /* And the other way still goes. */
    STATUS(FAPI_OK, as_send(server, AS_PAR, &good));
}

/* Where nobody can open it, PAR is the only way, and an object that was encrypted is refused by name. */
static void without_a_key(void **state)
{
    static const as_change good = {.how = AS_IN_OBJECT};
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new_set(&server, FAPI_PROFILE_BR_OPEN_FINANCE, PKJ, FAPI_CONTROL_PAR, FAPI_USE_CONDITIONAL));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_REQUEST_URI_MISSING, by_value(server, wrap_rsa(as_object(server, AS_AUTHORIZE, &good))));
    const as_change change = {.how = AS_IN_OBJECT, .raw_object = wrap_rsa(as_object(server, AS_PAR, &good))};
    STATUS(FAPI_REQUEST_OBJECT_ENCRYPTED, as_send(server, AS_PAR, &change));
}

static void pushed_objects(void **state)
{
    static const as_change good = {.how = AS_IN_OBJECT};
    AUTO(as_server) server = NULL;
    KEYS(k);

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, PKJ));
    STATUS(FAPI_OK, read_key(T_ENC_EC, &k.ec));
    STATUS(FAPI_OK, fapi_as_add_decrypter(server->as, k.ec));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    const char *header = "{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"," T_EPK "}";
    const char *jwe = wrap(header, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A128GCM, as_object(server, AS_PAR, &good));
    const as_change change = {.how = AS_IN_OBJECT, .raw_object = jwe};
    STATUS(FAPI_OK, as_send(server, AS_PAR, &change));
    ACCEPTS("RFC9126-3-1");
    /* It is spent like any other. */
    STATUS(FAPI_REQUEST_OBJECT_REPLAYED, as_send(server, AS_PAR, &change));
    const as_change spoiled = {.how = AS_IN_OBJECT, .raw_object = t_flip_jwe(jwe, 4, 0)};
    STATUS(FAPI_JWE_DECRYPTION, as_send(server, AS_PAR, &spoiled));
    CHECK(is_told(server, "invalid_request_object", NULL) && fapi_verdict_http(server->verdict) == 400);
    REFUSES("RFC9126-3-1");
}

/* CIBA knows no encrypted requests, and a key for others changes nothing of it. */
static void backchannel_objects(void **state)
{
    static const as_change good = {.how = AS_IN_OBJECT};
    AUTO(as_server) server = NULL;
    KEYS(k);

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, PKJ));
    STATUS(FAPI_OK, read_key(T_ENC_EC, &k.ec));
    STATUS(FAPI_OK, fapi_as_add_decrypter(server->as, k.ec));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_OK, as_send(server, AS_BACKCHANNEL, &good));
    ACCEPTS("CIBA-7.1.1-3");
    const as_change change = {.how = AS_IN_OBJECT,
                              .raw_object = wrap("{\"alg\":\"ECDH-ES\",\"enc\":\"A128GCM\"," T_EPK "}", FAPI_JWE_ALG_ECDH_ES,
                                                 FAPI_JWE_ENC_A128GCM, as_object(server, AS_BACKCHANNEL, &good))};
    STATUS(FAPI_REQUEST_OBJECT_ENCRYPTED, as_send(server, AS_BACKCHANNEL, &change));
    CHECK(is_told(server, "invalid_request", NULL));
    REFUSES("CIBA-7.1.1-3");
}

static void decrypters_of_a_server(void **state)
{
    AUTO(as_server) server = NULL;
    AUTO(fapi_decrypter) unnamed = NULL;
    KEYS(k);

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new_open(&server, FAPI_PROFILE_BR_OPEN_FINANCE, PKJ));
    STATUS(FAPI_OK, read_key(T_ENC_EC, &k.ec));
    STATUS(FAPI_OK, read_key(T_ENC_RSA, &k.rsa));
    STATUS(FAPI_ERR_ARG, fapi_as_add_decrypter(NULL, k.rsa));
    STATUS(FAPI_ERR_ARG, fapi_as_add_decrypter(server->as, NULL));
    STATUS(FAPI_POLICY_VALUE, fapi_as_add_decrypter(server->as, k.ec));
    STATUS(FAPI_OK, fapi_as_add_decrypter(server->as, k.rsa));
    STATUS(FAPI_JWS_KID, fapi_as_add_decrypter(server->as, k.rsa));
    const char *jwk = t_enc_private_jwk(T_ENC_RSA);
    const char *kid = strstr(jwk, "\"kid\":\"rsa\",");
    const char *bare = t_format("%.*s%s", (int)(kid - jwk), jwk, kid + strlen("\"kid\":\"rsa\","));
    STATUS(FAPI_OK, fapi_decrypter_new(t_context(), bare, strlen(bare), &unnamed));
    STATUS(FAPI_JWS_KID, fapi_as_add_decrypter(server->as, unnamed));
    STATUS(FAPI_OK, fapi_as_seal(server->as));
    STATUS(FAPI_ERR_STATE, fapi_as_add_decrypter(server->as, k.rsa));
}

/* ---- personal data ---- */

#define CPF "{\"id_token\":{\"cpf\":{\"essential\":true}}}"
static const char *encryption_set(void)
{
    return t_format("{\"keys\":[%s,%s,%s,%s,%s]}", t_public_jwk(T_EDDSA), t_public_jwk(T_ES256), t_public_jwk(T_PS256),
                    t_enc_public_jwk(T_ENC_RSA), t_enc_public_jwk(T_ENC_EC));
}

static void essential_personal_claims(void **state)
{
    const as_change essential = {.how = AS_IN_OBJECT, .object = {{"claims", CPF}}};
    const as_change voluntary = {.how = AS_IN_OBJECT, .object = {{"claims", "{\"id_token\":{\"cpf\":null,\"name\":{\"essential\":false}}}"}}};
    const as_change userinfo = {.how = AS_IN_OBJECT, .object = {{"claims", "{\"userinfo\":{\"cpf\":{\"essential\":true}}}"}}};
    AUTO(as_server) server = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_BR_OPEN_FINANCE, PKJ));
    STATUS(FAPI_AUTHORIZATION_PERSONAL, as_send(server, AS_PAR, &essential));
    CHECK(is_told(server, "invalid_request", NULL));
    REFUSES("BROF-5.2.2.1-3");
    STATUS(FAPI_OK, as_send(server, AS_PAR, &voluntary));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &userinfo));
    /* A key that the policy does not allow to be used so is none. */
    const t_member unable[] = {{"jwks", encryption_set()}, {"id_token_encrypted_response_alg", "\"ECDH-ES\""}};
    STATUS(FAPI_OK, as_register(server, unable, 2));
    STATUS(FAPI_AUTHORIZATION_PERSONAL, as_send(server, AS_PAR, &essential));
    const t_member able[] = {{"jwks", encryption_set()}, {"id_token_encrypted_response_alg", "\"RSA-OAEP\""},
                             {"id_token_encrypted_response_enc", "\"A256GCM\""}};
    STATUS(FAPI_OK, as_register(server, able, 3));
    STATUS(FAPI_OK, as_send(server, AS_PAR, &essential));
    ACCEPTS("BROF-5.2.2.1-3");
}

/* ---- answers ---- */

static int encrypt_to(as_answer_fixture *fx, int which, enum t_enc_key name, int alg, int enc)
{
    const char *jwk = t_enc_public_jwk(name);

    fx->client.jwe_alg[which] = alg;
    fx->client.jwe_enc[which] = enc;
    fapi_encrypter_free(fx->client.encrypter[which]);
    fx->client.encrypter[which] = NULL;
    return fapi_encrypter_new(t_context(), jwk, strlen(jwk), alg, enc, &fx->client.encrypter[which]);
}

static void forget_keys(as_answer_fixture *fx)
{
    for (int i = 0; fx != NULL && i < FAPIX_CLIENT_ALGS; i++) {
        fapi_encrypter_free(fx->client.encrypter[i]);
        fx->client.encrypter[i] = NULL;
    }
}

static void fixture_free(as_answer_fixture **fx)
{
    forget_keys(*fx);
    as_answer_fixture_free(*fx);
}
#define FIXTURE __attribute__((cleanup(fixture_free))) as_answer_fixture *

/* Open it with the client's key, and verify what is in it with the server's; the claims, or NULL. */
static json_t *opened(as_answer_fixture *fx, enum t_enc_key name, const char *jwe)
{
    AUTO(fapi_decrypter) key = NULL;
    AUTO(fapi_jwe) handle = fapi_jwe_new(t_context());
    const uint8_t *payload = NULL;
    size_t n = 0;
    const int algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;

    if (jwe == NULL || handle == NULL || read_key(name, &key) != FAPI_OK || fapi_jwe_add_decrypter(handle, key) != FAPI_OK ||
        fapi_jwe_check(handle, fx->jwks, algs, jwe, strlen(jwe), fx->checked) != FAPI_OK ||
        fapi_verdict_payload(fx->checked, &payload, &n) != FAPI_OK)
        return NULL;
    return json_loadb((const char *)payload, n, 0, NULL);
}

static bool has_kid(const char *jwe, const char *kid)
{
    uint8_t header[1024];
    size_t n = 0;
    const char *want = t_format("\"cty\":\"JWT\",\"kid\":\"%s\"", kid);

    return fapix_base64url_decode(fapix_slice_of(jwe, strcspn(jwe, ".")), header, &n) == FAPI_OK &&
           strstr(t_format("%.*s", (int)n, (const char *)header), want) != NULL;
}

static void id_tokens(void **state)
{
    FIXTURE fx = NULL;
    json_t *body = NULL, *claims = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI1_ADVANCED));
    a_passed(fx, NULL, A_X5T);
    fx->verdict->grant_type = FAPI_GRANT_AUTHORIZATION_CODE;
    STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_ID_TOKEN, T_ENC_EC, FAPI_JWE_ALG_ECDH_ES_A128KW, FAPI_JWE_ENC_A128CBC_HS256));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_SCOPE, "openid"));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, "{\"sub\":\"a\",\"email\":\"a@example.com\"}"));
    STATUS(FAPI_OK, a_token(fx));
    body = a_json(fx);
    claims = opened(fx, T_ENC_EC, json_string_value(json_object_get(body, "id_token")));
    CHECK(has_kid(json_string_value(json_object_get(body, "id_token")), "ec"));
    CHECK(a_is(claims, "sub", "a") && a_is(claims, "email", "a@example.com"));
    json_decref(claims);
    json_decref(body);
    ACCEPTS("FAPI1ADV-5.2.2.1-3");
    ACCEPTS("BROF-5.2.2.1-4");
    /* No key, no answer: above all none in the clear. */
    forget_keys(fx);
    STATUS(FAPI_ANSWER_ENCRYPTION, a_token(fx));
    CHECK(a_empty(fx));
    REFUSES("FAPI1ADV-5.2.2.1-3");
    REFUSES("BROF-5.2.2.1-4");
}

static void policies(void **state)
{
    static const struct {
        int profile;
        enum t_enc_key key;
        int alg, enc, want;
        const char *ids;
    } rows[] = {
        {FAPI_PROFILE_AU_CDR, T_ENC_RSA, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, FAPI_OK, "CDR-token-4"},
        {FAPI_PROFILE_AU_CDR, T_ENC_RSA_256, FAPI_JWE_ALG_RSA_OAEP_256, FAPI_JWE_ENC_A128CBC_HS256, FAPI_OK, "CDR-token-4"},
        {FAPI_PROFILE_AU_CDR, T_ENC_EC, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A256GCM, FAPI_ANSWER_ENCRYPTION, "CDR-token-4"},
        {FAPI_PROFILE_AU_CDR, T_ENC_RSA, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128GCM, FAPI_ANSWER_ENCRYPTION, "CDR-token-4"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, T_ENC_RSA, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM, FAPI_OK, "BROF-6.2.1-1"},
        {FAPI_PROFILE_BR_OPEN_FINANCE, T_ENC_RSA, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128CBC_HS256, FAPI_ANSWER_ENCRYPTION, "BROF-6.2.1-1"},
    };

    (void)state;
    SLOW();
    for (size_t i = 0; i < A_MANY(rows); i++) {
        FIXTURE fx = NULL;

        STATUS(FAPI_OK, as_answer_fixture_new(&fx, rows[i].profile));
        a_passed(fx, NULL, A_X5T);
        fx->verdict->grant_type = FAPI_GRANT_AUTHORIZATION_CODE;
        STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_ID_TOKEN, rows[i].key, rows[i].alg, rows[i].enc));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ACCESS_TOKEN, A_CODE));
        STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, "{\"sub\":\"a\",\"acr\":\"urn:brasil:openbanking:loa2\"}"));
        STATUS(rows[i].want, a_token(fx));
        t_claim_row(rows[i].want, rows[i].ids, __func__);
    }
}

static void front_channel(void **state)
{
    static const char hybrid[] = "{\"client_id\":\"" A_CLIENT "\",\"redirect_uri\":\"" A_REDIRECT
                                 "\",\"response_type\":\"code id_token\",\"state\":\"s\",\"nonce\":\"n\"}";
    FIXTURE fx = NULL;
    json_t *claims = NULL;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_BR_OPEN_FINANCE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_ID_TOKEN_CLAIMS, PERSONAL));
    STATUS(FAPI_ANSWER_PERSONAL, a_authorization(fx, hybrid));
    REFUSES("BROF-5.2.2.1-1");
    REFUSES("FAPI1ADV-5.2.2.1-6");
    /* A key that the policy does not let be used so does not help. */
    STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_ID_TOKEN, T_ENC_RSA, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A128GCM));
    STATUS(FAPI_ANSWER_PERSONAL, a_authorization(fx, hybrid));
    STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_ID_TOKEN, T_ENC_RSA, FAPI_JWE_ALG_RSA_OAEP, FAPI_JWE_ENC_A256GCM));
    STATUS(FAPI_OK, a_authorization(fx, hybrid));
    claims = opened(fx, T_ENC_RSA, a_parameter(a_header(fx, "Location"), '#', "id_token"));
    CHECK(a_is(claims, "cpf", "12345678901") && a_is(claims, "nonce", "n"));
    json_decref(claims);
    ACCEPTS("BROF-5.2.2.1-1");
    ACCEPTS("FAPI1ADV-5.2.2.1-6");
}

static void responses(void **state)
{
    static const char code[] = "{\"client_id\":\"" A_CLIENT "\",\"redirect_uri\":\"" A_REDIRECT
                               "\",\"response_type\":\"code\",\"response_mode\":\"jwt\",\"state\":\"s\"}";
    FIXTURE fx = NULL;
    json_t *claims = NULL;
    const char *response = NULL;

    (void)state;
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_CODE, A_CODE));
    /* Nobody gets it who did not ask for it. */
    STATUS(FAPI_OK, a_authorization(fx, code));
    response = a_parameter(a_header(fx, "Location"), '?', "response");
    CHECK(response != NULL && !fapix_jwe_is(fapix_slice_str(response)));
    ACCEPTS("FAPI2MS-6.1");
    STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_RESPONSE, T_ENC_EC, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A256GCM));
    STATUS(FAPI_OK, a_authorization(fx, code));
    claims = opened(fx, T_ENC_EC, a_parameter(a_header(fx, "Location"), '?', "response"));
    CHECK(a_is(claims, "code", A_CODE) && a_is(claims, "iss", A_ISSUER) && a_is(claims, "state", "s"));
    json_decref(claims);
    forget_keys(fx);
    STATUS(FAPI_ANSWER_ENCRYPTION, a_authorization(fx, code));
    CHECK(a_empty(fx));
    REFUSES("FAPI2MS-6.1"); /* and who did gets no other */
}

static void introspection(void **state)
{
    FIXTURE fx = NULL;
    json_t *claims = NULL;

    (void)state;
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_MESSAGE_SIGNING));
    a_passed(fx, NULL, NULL);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "{\"active\":true,\"sub\":\"a\"}"));
    STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_INTROSPECTION, T_ENC_EC, FAPI_JWE_ALG_ECDH_ES_A256KW, FAPI_JWE_ENC_A256CBC_HS512));
    STATUS(FAPI_OK, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer));
    CHECK(strcmp(a_header(fx, "Content-Type"), "application/token-introspection+jwt") == 0);
    claims = opened(fx, T_ENC_EC, a_body(fx));
    CHECK(json_is_object(json_object_get(claims, "token_introspection")) && a_is(claims, "aud", A_CLIENT));
    json_decref(claims);
    ACCEPTS("RFC9701-5-5");
    forget_keys(fx);
    STATUS(FAPI_ANSWER_ENCRYPTION, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer));
    CHECK(a_empty(fx));
    REFUSES("RFC9701-5-5");
}

/* Who registered encryption gets no plain answer by leaving out, or being robbed of, the Accept field. */
static void introspection_without_accept(void **state)
{
    FIXTURE fx = NULL;
    json_t *claims = NULL;

    (void)state;
    STATUS(FAPI_OK, as_answer_fixture_new(&fx, FAPI_PROFILE_FAPI2_SECURITY));
    a_passed(fx, NULL, NULL);
    STATUS(FAPI_OK, a_set(fx, FAPI_PART_INTROSPECTION, "{\"active\":true,\"sub\":\"a\"}"));
    STATUS(FAPI_OK, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_JSON);
    STATUS(FAPI_OK, encrypt_to(fx, FAPIX_CLIENT_ALG_INTROSPECTION, T_ENC_EC, FAPI_JWE_ALG_ECDH_ES, FAPI_JWE_ENC_A256GCM));
    STATUS(FAPI_OK, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer));
    CHECK(fapi_answer_kind(fx->answer) == FAPI_ANSWER_JWT);
    claims = opened(fx, T_ENC_EC, a_body(fx));
    CHECK(json_is_object(json_object_get(claims, "token_introspection")));
    json_decref(claims);
    /* Where the policy has no such JWT there is no answer at all. */
    fx->as.policy.value[FAPI_CONTROL_INTROSPECTION_SIGNED] = FAPI_USE_OFF;
    STATUS(FAPI_ANSWER_ENCRYPTION, fapi_as_answer_introspection(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer));
    CHECK(a_empty(fx));
}

/* The client is gone when its refusal is answered: the key came along with the verdict. */
static void refusals(void **state)
{
    const as_change bad = {.request = {{"prompt", "bogus"}}};
    AUTO(as_server) server = NULL;
    const char *name = NULL, *location = NULL;
    size_t n = 0;

    (void)state;
    SLOW();
    STATUS(FAPI_OK, as_server_new(&server, FAPI_PROFILE_FAPI1_ADVANCED, PKJ));
    const t_member able[] = {{"jwks", encryption_set()}, {"authorization_encrypted_response_alg", "\"ECDH-ES\""},
                             {"authorization_encrypted_response_enc", "\"A128GCM\""}};
    STATUS(FAPI_OK, as_register(server, able, 3));
    as_change change = bad;
    change.how = AS_DIRECT;
    int rc = as_send(server, AS_AUTHORIZE, &change);
    if (!t_status(FAPI_AUTHORIZATION_PROMPT, rc, fapi_status_name(rc), __FILE__, __LINE__))
        return;
    CHECK(server->verdict->target.redirect);
    fapi_client_free(server->client);
    server->client = NULL;
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_REDIRECT);
    for (size_t i = 0; i < fapi_answer_header_count(server->answer); i++) {
        STATUS(FAPI_OK, fapi_answer_header(server->answer, i, &name, &location, &n));
        if (strcmp(name, "Location") == 0)
            break;
    }
    const char *response = a_parameter(t_format("%.*s", (int)n, location), '?', "response");
    CHECK(response != NULL && fapix_jwe_is(fapix_slice_str(response)) && has_kid(response, "ec"));
    /* One without a key is told nothing, and its user is shown a page. */
    const t_member unable[] = {{"authorization_encrypted_response_alg", "\"ECDH-ES\""}};
    STATUS(FAPI_OK, as_register(server, unable, 1));
    rc = as_send(server, AS_AUTHORIZE, &change);
    CHECK(rc != FAPI_OK);
    STATUS(FAPI_OK, fapi_as_answer_refusal(server->as, server->verdict, AS_TIME, server->answer));
    CHECK(fapi_answer_kind(server->answer) == FAPI_ANSWER_PAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_by_value), cmocka_unit_test(without_a_key), cmocka_unit_test(pushed_objects),
        cmocka_unit_test(backchannel_objects),
        cmocka_unit_test(decrypters_of_a_server), cmocka_unit_test(essential_personal_claims), cmocka_unit_test(id_tokens),
        cmocka_unit_test(policies), cmocka_unit_test(front_channel), cmocka_unit_test(responses),
        cmocka_unit_test(introspection), cmocka_unit_test(introspection_without_accept), cmocka_unit_test(refusals),
    };

    return t_main("as_encryption", tests, A_MANY(tests));
}
