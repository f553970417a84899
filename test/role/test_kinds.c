/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each kind of JWT where each other kind is wanted: at the endpoints of an authorization server, at a resource server, and by the primitive for
 * kinds that only a client takes. One key signs all of them, so that nothing but the kind tells them apart; and each is as near to what is
 * wanted as its kind allows. None passes but the one that is wanted.
 */
#include "test/role/as_server.h"
#include "test/role/fixture.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

enum kind { ACCESS_TOKEN, ID_TOKEN, CLIENT_ASSERTION, REQUEST_OBJECT, DPOP_PROOF, JARM_RESPONSE, INTROSPECTION, LOGOUT_TOKEN, KINDS };

/* Who makes it; the claims that make it this kind, without iss, aud and times, which all have. */
static const struct {
    const char *name, *typ, *claims;
    int by_client;
} kinds[KINDS] = {
    [ACCESS_TOKEN] = {"access token", "at+jwt", "\"sub\":\"" AS_CLIENT "\",\"client_id\":\"" AS_CLIENT "\",\"scope\":\"openid\"", 0},
    [ID_TOKEN] = {"ID token", "JWT", "\"sub\":\"" AS_CLIENT "\",\"nonce\":\"n\",\"at_hash\":\"MTIzNDU2Nzg5MDEyMzQ1Ng\",\"acr\":\"1\"", 0},
    [CLIENT_ASSERTION] = {"client assertion", "client-authentication+jwt", "\"sub\":\"" AS_CLIENT "\"", 1},
    [REQUEST_OBJECT] = {"request object", "oauth-authz-req+jwt",
                        "\"client_id\":\"" AS_CLIENT "\",\"response_type\":\"code\",\"redirect_uri\":\"" AS_REDIRECT "\",\"scope\":\"openid\","
                        "\"code_challenge\":\"" AS_CHALLENGE "\",\"code_challenge_method\":\"S256\"", 1},
    [DPOP_PROOF] = {"DPoP proof", "dpop+jwt", "\"htm\":\"POST\",\"htu\":\"" AS_TOKEN_URL "\"", 1},
    [JARM_RESPONSE] = {"JARM response", "JWT", "\"code\":\"" AS_CODE "\",\"state\":\"s\"", 0},
    [INTROSPECTION] = {"introspection response", "token-introspection+jwt",
                       "\"token_introspection\":{\"active\":true,\"client_id\":\"" AS_CLIENT "\",\"sub\":\"" AS_CLIENT "\"}", 0},
    [LOGOUT_TOKEN] = {"logout token", "logout+jwt",
                      "\"sub\":\"" AS_CLIENT "\",\"sid\":\"1\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}", 0},
};

/* typ as the kind has it, as most senders have it, and not at all. */
enum typ { RIGHT, JWT, ABSENT, TYPS };

typedef struct parties {
    as_server *server;
    fixture *fx;
    fapi_jwks *keys;
    fapi_rs *strict, *loose;
    fapi_jwt *introspection, *logout;
    int number;
} parties;

static void parties_free(parties *p)
{
    as_server_free(p->server);
    fapi_rs_free(p->strict);
    fapi_rs_free(p->loose);
    fapi_jwks_free(p->keys);
    fapi_jwt_free(p->introspection);
    fapi_jwt_free(p->logout);
    fixture_free(p->fx);
}

static int make_rs(parties *p, int format, fapi_rs **rs)
{
    int rc = fapi_policy_set(p->fx->policy, FAPI_CONTROL_TOKEN_FORMAT, format);

    if (rc == FAPI_OK)
        *rs = fapi_rs_new(p->fx->policy);
    if (rc == FAPI_OK && *rs == NULL)
        rc = FAPI_ERR_NOMEM;
    if (rc == FAPI_OK)
        rc = fapi_rs_add_issuer(*rs, S(ISSUER), p->keys, NOW);
    if (rc == FAPI_OK)
        rc = fapi_rs_add_audience(*rs, S(AUDIENCE));
    if (rc == FAPI_OK)
        rc = fapi_rs_set_replay(*rs, p->fx->replay);
    return rc == FAPI_OK ? fapi_rs_seal(*rs) : rc;
}

static int make_jwt(const char *typ, fapi_jwt **jwt)
{
    int rc = FAPI_ERR_NOMEM;

    *jwt = fapi_jwt_new(t_context());
    if (*jwt != NULL)
        rc = fapi_jwt_set_issuer(*jwt, S(AS_ISSUER));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_audience(*jwt, S(AS_CLIENT));
    if (rc == FAPI_OK)
        rc = fapi_jwt_set_algs(*jwt, FAPI_ALG_EDDSA);
    return rc == FAPI_OK ? fapi_jwt_set_typ(*jwt, typ, strlen(typ)) : rc;
}

static int parties_new(parties *p)
{
    int rc = FAPI_ERR_INTERNAL;

    parties_free(p);
    memset(p, 0, sizeof *p);
    rc = as_server_new(&p->server, FAPI_PROFILE_FAPI2_SECURITY, FAPI_AUTH_PRIVATE_KEY_JWT);
    if (rc == FAPI_OK)
        rc = fixture_new(&p->fx, FAPI_PROFILE_FAPI2_SECURITY);
    if (rc == FAPI_OK)
        p->keys = fapi_jwks_new(t_context());
    if (rc == FAPI_OK)
        rc = p->keys == NULL ? FAPI_ERR_NOMEM : fapi_jwks_load(p->keys, t_public_jwks(), strlen(t_public_jwks()));
    if (rc == FAPI_OK)
        rc = make_rs(p, FAPI_TOKEN_FORMAT_RFC9068, &p->strict);
    if (rc == FAPI_OK)
        rc = make_rs(p, FAPI_TOKEN_FORMAT_JWT, &p->loose);
    if (rc == FAPI_OK)
        rc = make_jwt(kinds[INTROSPECTION].typ, &p->introspection);
    return rc == FAPI_OK ? make_jwt(kinds[LOGOUT_TOKEN].typ, &p->logout) : rc;
}

/* iss NULL: who makes the kind. */
static const char *make(parties *p, enum kind kind, enum typ typ, const char *iss, const char *aud)
{
    const char *name = typ == RIGHT ? kinds[kind].typ : typ == JWT ? "JWT" : NULL;
    const char *header = t_format("{%s%s%s\"alg\":\"EdDSA\",%s%s}", name == NULL ? "" : "\"typ\":\"", name == NULL ? "" : name,
                                  name == NULL ? "" : "\",", kind == DPOP_PROOF ? "\"jwk\":" : "\"kid\":\"eddsa\"",
                                  kind == DPOP_PROOF ? t_public_jwk(T_EDDSA) : "");
    const char *maker = iss != NULL ? iss : kinds[kind].by_client ? AS_CLIENT : AS_ISSUER;

    return t_sign(T_EDDSA, header,
                  t_format("{\"iss\":\"%s\",\"aud\":\"%s\",\"iat\":1799999999,\"nbf\":1799999999,\"exp\":1800000040,\"jti\":\"k%d\",%s,"
                           "\"cnf\":{\"x5t#S256\":\"%s\"}}",
                           maker, aud, p->number++, kinds[kind].claims, p->fx->x5t));
}

/* ---- where a kind is wanted ---- */

static int to_rs(parties *p, const fapi_rs *rs, const char *token)
{
    fapi_request *request = p->fx->request;
    const char *field = t_format("Bearer %s", token);
    int rc = FAPI_ERR_INTERNAL;

    fapi_request_reset(request);
    rc = fapi_request_set_method(request, S("GET"));
    if (rc == FAPI_OK)
        rc = fapi_request_set_url(request, S(URL));
    if (rc == FAPI_OK)
        rc = fapi_request_set_tls(request, 0x0304, 0x1301);
    if (rc == FAPI_OK)
        rc = fapi_request_add_header(request, S("Authorization"), field, strlen(field));
    if (rc == FAPI_OK)
        rc = fapi_request_set_certificate(request, fixture_certificate, sizeof fixture_certificate);
    return rc == FAPI_OK ? fapi_rs_check(rs, request, NOW, p->fx->verdict) : rc;
}

static int as_strict_token(parties *p, const char *jwt)
{
    return to_rs(p, p->strict, jwt);
}

static int as_loose_token(parties *p, const char *jwt)
{
    return to_rs(p, p->loose, jwt);
}

static int as_assertion_at_par(parties *p, const char *jwt)
{
    return as_send(p->server, AS_PAR, &(as_change){.raw_assertion = jwt});
}

static int as_assertion_at_token(parties *p, const char *jwt)
{
    return as_send(p->server, AS_TOKEN, &(as_change){.raw_assertion = jwt});
}

static int as_pushed_object(parties *p, const char *jwt)
{
    return as_send(p->server, AS_PAR, &(as_change){.raw_object = jwt});
}

static int as_proof_at_token(parties *p, const char *jwt)
{
    return as_send(p->server, AS_TOKEN, &(as_change){.raw_proof = jwt});
}

static int by_jwt(parties *p, const fapi_jwt *wanted, const char *jwt)
{
    return fapi_jwt_check(wanted, p->keys, jwt, strlen(jwt), NOW, p->fx->verdict);
}

static int as_introspection(parties *p, const char *jwt)
{
    return by_jwt(p, p->introspection, jwt);
}

static int as_logout(parties *p, const char *jwt)
{
    return by_jwt(p, p->logout, jwt);
}

/* JARM responses and ID tokens have no typ of their own: who takes them is a client, which this library does not play. */
static const struct place {
    const char *name, *iss, *aud;
    enum kind wanted;
    int (*offer)(parties *p, const char *jwt);
    int good; /* typs with which the one that is wanted passes: bits of enum typ */
} places[] = {
    {"access token of RFC 9068", ISSUER, AUDIENCE, ACCESS_TOKEN, as_strict_token, 1 << RIGHT},
    {"access token", ISSUER, AUDIENCE, ACCESS_TOKEN, as_loose_token, 1 << RIGHT | 1 << JWT | 1 << ABSENT},
    {"assertion at the PAR endpoint", AS_CLIENT, AS_ISSUER, CLIENT_ASSERTION, as_assertion_at_par, 1 << RIGHT | 1 << JWT | 1 << ABSENT},
    {"assertion at the token endpoint", AS_CLIENT, AS_ISSUER, CLIENT_ASSERTION, as_assertion_at_token, 1 << RIGHT | 1 << JWT | 1 << ABSENT},
    {"pushed request object", AS_CLIENT, AS_ISSUER, REQUEST_OBJECT, as_pushed_object, 1 << RIGHT | 1 << JWT | 1 << ABSENT},
    {"proof at the token endpoint", AS_CLIENT, AS_ISSUER, DPOP_PROOF, as_proof_at_token, 1 << RIGHT},
    {"introspection response", ISSUER, AS_CLIENT, INTROSPECTION, as_introspection, 1 << RIGHT},
    {"logout token", ISSUER, AS_CLIENT, LOGOUT_TOKEN, as_logout, 1 << RIGHT},
};

/* Made by the one that the place asks for, a client assertion as access token, and an access token as client assertion, cannot be told from
 * what is wanted if no typ does: iss, sub and aud are the same. Profiles that demand typ do not have that. */
static int is_the_same(const struct place *place, enum kind kind, enum typ typ, const char *iss)
{
    return iss != NULL && typ != RIGHT && place->good != 1 << RIGHT &&
           ((kind == CLIENT_ASSERTION && place->wanted == ACCESS_TOKEN) || (kind == ACCESS_TOKEN && place->wanted == CLIENT_ASSERTION));
}

/* 1 if it is as it must be. */
static int judge(parties *p, const struct place *place, enum kind kind, enum typ typ, const char *iss)
{
    static char jwt[8192];
    int want = (kind == place->wanted && (place->good & 1 << typ) != 0) || is_the_same(place, kind, typ, iss), rc = FAPI_OK;

    snprintf(jwt, sizeof jwt, "%s", make(p, kind, typ, iss, place->aud));
    rc = jwt[0] == '\0' ? FAPI_ERR_NOMEM : place->offer(p, jwt);
    if ((rc == FAPI_OK) == want && (want || rc >= FAPI_BASE64URL_CHARACTER))
        return 1;
    if (!t_injected())
        print_error("%s (typ %d, iss %s) as %s: %s\n", kinds[kind].name, (int)typ, iss == NULL ? "of its maker" : iss, place->name,
                    fapi_status_name(rc));
    return 0;
}

static void each_kind_as_each_other(void **state)
{
    __attribute__((cleanup(parties_free))) parties p = {.number = 0};
    size_t cells = 0, good = 0;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, parties_new(&p));
    for (size_t i = 0; i < ROWS(places); i++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int typ = 0; typ < TYPS; typ++, cells++)
                good += (size_t)judge(&p, &places[i], (enum kind)kind, (enum typ)typ, NULL);
    CHECK(cells == ROWS(places) * KINDS * TYPS);
    CHECK(good == cells);
    ATTACK("TYP-01");
    ATTACK("TYP-05");
}

/* The same with the issuer that the place asks for, as if its maker could be talked into it: then little but the kind is left. */
static void each_kind_of_the_issuer_that_is_wanted(void **state)
{
    __attribute__((cleanup(parties_free))) parties p = {.number = 0};
    size_t cells = 0, good = 0;
    (void)state;

    SLOW();
    STATUS(FAPI_OK, parties_new(&p));
    for (size_t i = 0; i < ROWS(places); i++)
        for (int kind = 0; kind < KINDS; kind++)
            for (int typ = 0; typ < TYPS; typ++, cells++)
                good += (size_t)judge(&p, &places[i], (enum kind)kind, (enum typ)typ, places[i].iss);
    CHECK(good == cells);
    ATTACK("TYP-01");
}

static void a_few_kinds(void **state)
{
    __attribute__((cleanup(parties_free))) parties p = {.number = 0};
    (void)state;

    STATUS(FAPI_OK, parties_new(&p));
    CHECK(judge(&p, &places[2], REQUEST_OBJECT, RIGHT, NULL) == 1);
    CHECK(judge(&p, &places[4], CLIENT_ASSERTION, RIGHT, NULL) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_as_each_other),
        cmocka_unit_test(each_kind_of_the_issuer_that_is_wanted),
        cmocka_unit_test(a_few_kinds),
    };
    return t_main("role/kinds", tests, sizeof tests / sizeof tests[0]);
}
