/* SPDX-License-Identifier: Apache-2.0 */
/* See as_world.h. */
#include "fuzz/as_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64url.h"
#include "base/verdict.h"

#define KEYS                                                                                                                     \
    "\"jwks\":{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"1\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}," \
    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"2\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                        \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"                                                                    \
    "{\"kty\":\"RSA\",\"kid\":\"4\",\"n\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"e\":\"AQAB\"}]}"
/* Self-signed, of examples/recorded/ES256. */
#define CERTIFICATE \
    "MIIBmzCCAUGgAwIBAgIUD5pdoVGOkOgiW6HSDmkszipcbxIwCgYIKoZIzj0EAwIwIzEOMAwGA1UEAwwFdHBwLTExETAPBgNVBAoMCFRlc3QgVF" \
    "BQMB4XDTI2MTEyMzAzMzYxNloXDTI2MTIyMzAzMzYxNlowIzEOMAwGA1UEAwwFdHBwLTExETAPBgNVBAoMCFRlc3QgVFBQMFkwEwYHKoZIzj0C" \
    "AQYIKoZIzj0DAQcDQgAE/7BxriegQf/W0d3HbrZpWQjXNYwrfkqQMTKlzH7zG0afpJZXhk9EhCKy+ta0Qk2uXpjQal39NpmRmVPQbMG1v6NTMF" \
    "EwHQYDVR0OBBYEFM1O5OfL9OADjciuzbfEkzxh1uavMB8GA1UdIwQYMBaAFM1O5OfL9OADjciuzbfEkzxh1uavMA8GA1UdEwEB/wQFMAMBAf8w" \
    "CgYIKoZIzj0EAwIDSAAwRQIgG48U3GZO+wvszvdYTvpLvNOTVadkw6tf3Wa3mMNjX1kCIQDS+cjSsMGJVe5RJlooDKJ3YLuX7tTfAjdtbRw6vq" \
    "hKUw=="
#define SELF_SIGNED_KEYS                                                                                      \
    "\"jwks\":{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"3\",\"x\":\"_7BxriegQf_W0d3HbrZpWQjXNYwrfkqQMTKlzH7zG0Y\"," \
    "\"y\":\"n6SWV4ZPRIQisvrWtEJNrl6Y0Gpd_TaZkZlT0GzBtb8\",\"x5c\":[\"" CERTIFICATE "\"]}]}"
#define BEGINS                                                                                                              \
    "{\"client_id\":\"" CLIENT "\",\"redirect_uris\":[\"" REDIRECT "\",\"" OTHER_REDIRECT "\"],\"response_types\":[\"code\"," \
    "\"code id_token\"],\"grant_types\":[\"authorization_code\",\"refresh_token\",\"client_credentials\","                    \
    "\"urn:openid:params:grant-type:ciba\"],\"token_endpoint_auth_method\":"
#define ENDS "," KEYS "}"

static const char *const METADATA[8] = {
    BEGINS "\"private_key_jwt\"" ENDS,
    BEGINS "\"tls_client_auth\",\"tls_client_auth_subject_dn\":\"O=Test TPP,CN=tpp-1\"" ENDS,
    BEGINS "\"self_signed_tls_client_auth\"," SELF_SIGNED_KEYS "}",
    BEGINS "\"none\"" ENDS,
    BEGINS "\"private_key_jwt\",\"require_signed_request_object\":true,\"authorization_details_types\":[\"b\"]" ENDS,
    BEGINS "\"private_key_jwt\",\"dpop_bound_access_tokens\":true,\"require_pushed_authorization_requests\":true,"
           "\"token_endpoint_auth_signing_alg\":\"EdDSA\",\"request_object_signing_alg\":\"ES256\"" ENDS,
    BEGINS "\"private_key_jwt\",\"tls_client_certificate_bound_access_tokens\":true" ENDS,
    BEGINS "\"client_secret_jwt\",\"token_endpoint_auth_signing_alg\":\"HS256\"" ENDS,
};

static fapi_context *context;
static fapi_client *clients[8];
static fapi_dpop_nonce *nonce;
static fapi_signer *signer;
static world the_world;

void must(bool holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    static const uint8_t secret[32] = {1};

    if (context != NULL)
        return;
    context = fapi_context_new();
    for (size_t i = 0; i < 8; i++)
        must(fapi_client_new(context, METADATA[i], strlen(METADATA[i]), NULL, 0, &clients[i]) == FAPI_OK);
    must(fapi_dpop_nonce_new(context, secret, sizeof secret, 60, 2, &nonce) == FAPI_OK);
    the_world.request = fapi_request_new(context);
    the_world.verdict = fapi_verdict_new(context);
    the_world.answer = fapi_answer_new(context);
    must(fapi_signer_generate(context, FAPI_ALG_PS256, &signer) == FAPI_OK && the_world.answer != NULL);
    must(the_world.request != NULL && the_world.verdict != NULL && fapi_verdict_set_trace(the_world.verdict, 1) == FAPI_OK);
}

/* -------------------------------------------------------------------------------------------------------- server -- */

static fapi_policy *make_policy(const world *w)
{
    fapi_policy *policy = fapi_policy_new(context, w->profile);

    must(policy != NULL);
    if ((w->first & NONCE_DEMANDED) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_DPOP_NONCE, 1) == FAPI_OK);
    if ((w->first & BOTH_BINDINGS) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS | FAPI_BINDING_DPOP) == FAPI_OK);
    if ((w->second & UNREGISTERED) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_REDIRECT_UNREGISTERED, 1) == FAPI_OK);
    if ((w->second & PUBLIC) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_CLIENT_TYPES, FAPI_CLIENT_PUBLIC | FAPI_CLIENT_CONFIDENTIAL) ==
             FAPI_OK);
    if ((w->second & PKCE_OFF) != 0)
        must(fapi_policy_insecure_set(policy, FAPI_CONTROL_PKCE, FAPI_USE_OPTIONAL) == FAPI_OK);
    return policy;
}

static void make_server(world *w)
{
    w->policy = make_policy(w);
    w->replay = fapi_replay_new(context, 16);
    w->as = fapi_as_new(w->policy);
    must(w->replay != NULL && w->as != NULL);
    must(fapi_as_set_issuer(w->as, S(ISSUER)) == FAPI_OK);
    must(fapi_as_add_endpoint(w->as, S(ISSUER "/token")) == FAPI_OK);
    must(fapi_as_set_endpoint(w->as, FAPI_ENDPOINT_USERINFO, S(ISSUER "/userinfo")) == FAPI_OK);
    must(fapi_as_add_signer(w->as, signer) == FAPI_OK);
    must(fapi_as_add_details_type(w->as, S("a")) == FAPI_OK && fapi_as_add_details_type(w->as, S("b")) == FAPI_OK);
    must(fapi_as_set_grant_types(w->as, FAPI_GRANT_AUTHORIZATION_CODE | FAPI_GRANT_REFRESH_TOKEN | FAPI_GRANT_CLIENT_CREDENTIALS |
                                            FAPI_GRANT_CIBA) == FAPI_OK);
    if ((w->first & (NONCE_DEMANDED | NONCE_KNOWN)) != 0)
        must(fapi_as_set_dpop_nonce(w->as, nonce) == FAPI_OK);
    if ((w->first & EXTERNAL) != 0)
        must(fapi_as_set_replay_external(w->as, 1) == FAPI_OK);
    else
        must(fapi_as_set_replay(w->as, w->replay) == FAPI_OK);
    must(fapi_as_seal(w->as) == FAPI_OK);
}

static void drop_server(world *w)
{
    fapi_as_free(w->as);
    fapi_replay_free(w->replay);
    fapi_policy_free(w->policy);
}

void world_renew(world *w)
{
    drop_server(w);
    make_server(w);
}

void world_close(world *w)
{
    drop_server(w);
    fapi_request_reset(w->request);
    fapi_verdict_reset(w->verdict);
}

/* --------------------------------------------------------------------------------------------------------- input -- */

fapix_slice world_line(fapix_slice *rest)
{
    const uint8_t *feed = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);
    fapix_slice line = {rest->p, feed == NULL ? rest->n : (size_t)(feed - rest->p)};

    *rest = feed == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(feed + 1, rest->n - line.n - 1);
    return line;
}

/* Compact, with a signature of 64 octets; nothing of nothing. */
static fapix_slice make_jwt(fapix_slice header, fapix_slice claims, char *out, size_t size)
{
    static const uint8_t signature[64] = {0};
    size_t at = 0;

    if (header.n == 0 && claims.n == 0)
        return fapix_slice_of(NULL, 0);
    if (header.n > 0 && header.p[0] == '=')
        return fapix_slice_of(header.p + 1, header.n - 1);
    if ((header.n + claims.n) * 4 / 3 + 128 > size)
        return fapix_slice_of(NULL, 0);
    fapix_base64url_encode(header, out);
    at = fapix_base64url_encoded(header.n);
    out[at++] = '.';
    fapix_base64url_encode(claims, out + at);
    at += fapix_base64url_encoded(claims.n);
    out[at++] = '.';
    fapix_base64url_encode(fapix_slice_of(signature, sizeof signature), out + at);
    return fapix_slice_of(out, at + fapix_base64url_encoded(sizeof signature));
}

static void add_form(world *w, fapix_slice text)
{
    if (text.n > sizeof w->form - w->form_n)
        text.n = sizeof w->form - w->form_n;
    if (text.n > 0)
        memcpy(w->form + w->form_n, text.p, text.n);
    w->form_n += text.n;
}

static void make_form(world *w, fapix_slice line)
{
    w->form_n = 0;
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '$' && i + 1 < line.n && (line.p[i + 1] == 'A' || line.p[i + 1] == 'O'))
            add_form(w, line.p[++i] == 'A' ? w->assertion : w->object);
        else
            add_form(w, fapix_slice_of(line.p + i, 1));
    }
}

/* A setter that refuses spoils the request, which the check must see. */
static void fill(world *w, const char *path)
{
    char url[sizeof w->form + 64];
    int n = snprintf(url, sizeof url, ISSUER "%s", path);
    bool get = strcmp(w->method, "GET") == 0;

    fapi_request_reset(w->request);
    if (get) {
        url[n++] = '?';
        memcpy(url + n, w->form, w->form_n);
        n += (int)w->form_n;
    }
    (void)!fapi_request_set_method(w->request, w->method, strlen(w->method));
    (void)!fapi_request_set_url(w->request, url, (size_t)n);
    (void)!fapi_request_set_tls(w->request, 0x0304, 0x1301);
    if (!get) {
        (void)!fapi_request_add_header(w->request, S("Content-Type"), S("application/x-www-form-urlencoded"));
        (void)!fapi_request_set_body(w->request, w->form, w->form_n);
    }
    if (w->proof.n > 0)
        (void)!fapi_request_add_header(w->request, S("DPoP"), (const char *)w->proof.p, w->proof.n);
    if (w->certificate.n > 0)
        (void)!fapi_request_set_certificate(w->request, w->certificate.p, w->certificate.n);
    (void)!fapi_request_set_certificate_verified(w->request, (w->first & VERIFIED) != 0);
}

bool world_open(world **opened, const uint8_t *data, size_t size, const char *path)
{
    static char texts[3][3 * FAPI_MAX_JWT];
    world *w = &the_world;
    fapix_slice rest, form, header;

    if (size < 2 || size > 70000)
        return false;
    set_up();
    rest = fapix_slice_of(data + 2, size - 2);
    w->first = data[0];
    w->second = data[1];
    w->profile = 1 + (w->first & 7) % 8;
    w->client = clients[w->second & 7];
    w->method = (strcmp(path, "/authorize") == 0 || strcmp(path, "/userinfo") == 0) && (w->second & POST) == 0 ? "GET" : "POST";
    form = world_line(&rest);
    header = world_line(&rest);
    w->assertion = make_jwt(header, world_line(&rest), texts[0], sizeof texts[0]);
    header = world_line(&rest);
    w->object = make_jwt(header, world_line(&rest), texts[1], sizeof texts[1]);
    header = world_line(&rest);
    w->proof = make_jwt(header, world_line(&rest), texts[2], sizeof texts[2]);
    w->found = world_line(&rest);
    w->certificate = rest;
    make_form(w, form);
    fill(w, path);
    make_server(w);
    *opened = w;
    return true;
}

/* ------------------------------------------------------------------------------------------------------ promises -- */

static void hold_details(const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++)
        must(i < 121 && text[i] >= 0x20 && text[i] <= 0x7E);
}

static void hold_spent(const world *w, int rc)
{
    uint8_t seen[4][32];
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0, count = 0;

    for (; fapi_verdict_replay_key(w->verdict, count, &key, &n, &expiry) == FAPI_OK && n > 0; count++) {
        must(rc == FAPI_OK || rc == FAPI_REPLAY_PENDING);
        must(count < 3 && n == 32 && expiry > NOW);
        for (size_t i = 0; i < count; i++)
            must(memcmp(seen[i], key, 32) != 0);
        memcpy(seen[count], key, 32);
    }
    if ((w->first & EXTERNAL) == 0 && rc == FAPI_OK)
        must(fapi_replay_live(w->replay, NOW) == count);
    else if (rc < FAPI_BASE64URL_CHARACTER)
        must(fapi_replay_live(w->replay, NOW) == 0);
    must(rc != FAPI_REPLAY_PENDING || count > 0);
}

/* What a verdict promises, whatever came in. */
static void hold_promises(const world *w, int rc)
{
    const fapi_verdict *verdict = w->verdict;
    const char *text = NULL;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0;

    must(verdict->decided && rc == fapi_verdict_status(verdict) && fapi_verdict_name(verdict) != NULL);
    must(rc < 100 || fapi_verdict_clause(verdict)[0] != '\0');
    must(rc != FAPI_OK || fapi_verdict_http(verdict) == 200);
    must(rc == FAPI_OK || verdict->target.redirect || fapi_verdict_http(verdict) >= 400);
    must(rc != FAPI_OK || fapi_verdict_oauth_error(verdict)[0] == '\0');
    must(rc == FAPI_OK || fapi_verdict_oauth_error(verdict)[0] != '\0' || verdict->checked == FAPI_ENDPOINT_USERINFO);
    hold_details(fapi_verdict_expected(verdict));
    hold_details(fapi_verdict_actual(verdict));
    hold_spent(w, rc);
    for (size_t i = 0; rc == FAPI_OK && i < fapi_verdict_trace_count(verdict); i++)
        must(fapi_verdict_trace_outcome(verdict, i) != FAPI_OUTCOME_FAIL || fapi_verdict_trace_status(verdict, i) == FAPI_REPLAY_PENDING);
    if (rc == FAPI_OK)
        return;
    must(fapi_verdict_claims_json(verdict, &text, &n) == FAPI_ERR_STATE && text == NULL && n == 0);
    must(fapi_verdict_jkt(verdict, &text, &n) == FAPI_ERR_STATE && text == NULL && n == 0);
    must(fapi_verdict_x5t_s256(verdict, &text, &n) == FAPI_ERR_STATE && text == NULL && n == 0);
    if (rc != FAPI_REPLAY_PENDING)
        must(fapi_verdict_replay_key(verdict, 0, &key, &n, &expiry) == FAPI_ERR_STATE && key == NULL && n == 0);
}

/* A redirect URI of the client, then what it is told. */
static bool leads_to_client(const world *w, const char *text, size_t n)
{
    const char *uri = (const char *)w->verdict->target.redirect_uri;
    size_t uri_n = w->verdict->target.redirect_uri_n;

    return w->verdict->target.redirect && n > uri_n && memcmp(text, uri, uri_n) == 0 &&
           (text[uri_n] == '?' || text[uri_n] == '&' || text[uri_n] == '#');
}

void world_hold_answer(const world *w)
{
    const char *name = NULL, *value = NULL;
    size_t n = 0, count = fapi_answer_header_count(w->answer);
    int kind = fapi_answer_kind(w->answer);
    json_t *body = NULL;

    must(count > 0 && fapi_answer_http(w->answer) >= 200);
    for (size_t i = 0; i < count; i++) {
        must(fapi_answer_header(w->answer, i, &name, &value, &n) == FAPI_OK);
        for (size_t k = 0; k < n; k++)
            must(value[k] >= 0x20 && value[k] <= 0x7E);
        must(strcmp(name, "Location") != 0 || (kind == FAPI_ANSWER_REDIRECT && leads_to_client(w, value, n)));
    }
    must(fapi_answer_body(w->answer, &value, &n) == FAPI_OK);
    must(n > 0 || kind == FAPI_ANSWER_REDIRECT || w->verdict->checked == FAPI_ENDPOINT_REVOCATION ||
         w->verdict->checked == FAPI_ENDPOINT_USERINFO);
    if (kind != FAPI_ANSWER_JSON || n == 0)
        return;
    body = json_loadb(value, n, JSON_REJECT_DUPLICATES, NULL);
    must(json_is_object(body));
    json_decref(body);
}

static void hold_refusal(const world *w, int rc)
{
    must(fapi_as_answer_refusal(w->as, w->verdict, NOW, w->answer) == FAPI_OK);
    world_hold_answer(w);
    must(w->verdict->target.front ? fapi_answer_kind(w->answer) != FAPI_ANSWER_JSON : fapi_answer_kind(w->answer) == FAPI_ANSWER_JSON);
    must(fapi_answer_http(w->answer) == fapi_verdict_http(w->verdict) && rc != FAPI_OK);
}

static const fapi_client *find_client(const world *w)
{
    const char *id = NULL;
    size_t n = 0;
    int rc = fapi_as_claimed_client(w->as, w->request, w->verdict, &id, &n);

    must((rc == FAPI_OK) == (id != NULL && n > 0));
    if ((w->second & HANDED_ANYWAY) != 0)
        return w->client; /* a host that does not look */
    return rc == FAPI_OK && n == strlen(CLIENT) && memcmp(id, CLIENT, n) == 0 ? w->client : NULL;
}

int world_run(world *w, world_check check, int outcome)
{
    int rc = check(w, find_client(w));

    hold_promises(w, rc);
    if (rc != FAPI_OK && rc != FAPI_REPLAY_PENDING)
        hold_refusal(w, rc);
    if (rc != FAPI_REPLAY_PENDING)
        return rc;
    rc = fapi_as_finish(w->as, w->verdict, outcome, 0);
    hold_promises(w, rc);
    if (rc != FAPI_OK)
        hold_refusal(w, rc);
    must((outcome == FAPI_OK) == (rc == FAPI_OK));
    return rc;
}

/* -------------------------------------------------------------------------------------------------------- repeat -- */

typedef struct finding {
    int rc, http, subject;
    char expected[FAPIX_DETAIL], actual[FAPIX_DETAIL], jkt[44], x5t[44], claims[FAPIX_DECODED];
    size_t claims_n;
} finding;

static void take(const world *w, int rc, finding *f)
{
    const char *text = NULL;
    size_t n = 0;

    memset(f, 0, sizeof *f);
    f->rc = rc;
    f->http = fapi_verdict_http(w->verdict);
    f->subject = fapi_verdict_subject(w->verdict);
    snprintf(f->expected, sizeof f->expected, "%s", fapi_verdict_expected(w->verdict));
    snprintf(f->actual, sizeof f->actual, "%s", fapi_verdict_actual(w->verdict));
    if (fapi_verdict_jkt(w->verdict, &text, &n) == FAPI_OK && n > 0)
        memcpy(f->jkt, text, n);
    if (fapi_verdict_x5t_s256(w->verdict, &text, &n) == FAPI_OK && n > 0)
        memcpy(f->x5t, text, n);
    if (fapi_verdict_claims_json(w->verdict, &text, &f->claims_n) == FAPI_OK && f->claims_n > 0)
        memcpy(f->claims, text, f->claims_n);
}

static bool is_replay(int rc)
{
    return rc == FAPI_CLIENT_ASSERTION_REPLAYED || rc == FAPI_REQUEST_OBJECT_REPLAYED || rc == FAPI_DPOP_REPLAYED;
}

void world_repeat(world *w, world_check check, int rc)
{
    static finding before, after;
    const uint8_t *key = NULL;
    int64_t expiry = 0;
    size_t n = 0;
    bool spends = rc == FAPI_OK && fapi_verdict_replay_key(w->verdict, 0, &key, &n, &expiry) == FAPI_OK && n > 0;
    bool stored = (w->first & EXTERNAL) == 0;

    take(w, rc, &before);
    if (rc == FAPI_OK && stored) {
        int again = world_run(w, check, FAPI_OK);

        must(spends ? is_replay(again) : again == FAPI_OK);
    } else if (rc == FAPI_OK && spends) {
        must(is_replay(world_run(w, check, FAPI_REPLAY_SEEN)));
        must(world_run(w, check, FAPI_REPLAY_FULL) == FAPI_REPLAY_FULL);
        must(world_run(w, check, -1) == FAPI_REPLAY_UNAVAILABLE);
    }
    world_renew(w);
    take(w, world_run(w, check, FAPI_OK), &after);
    must(memcmp(&before, &after, sizeof before) == 0);
}

/* ---------------------------------------------------------------------------------------------------- parameters -- */

static int nibble(int c)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    const char *at = c == 0 ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits) % 16;
}

static size_t decode(const char *p, size_t n, char *out, size_t size)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        must(k + 1 < size);
        if (p[i] == '%' && n - i > 2 && nibble(p[i + 1]) >= 0 && nibble(p[i + 2]) >= 0) {
            out[k++] = (char)(nibble(p[i + 1]) * 16 + nibble(p[i + 2]));
            i += 2;
        } else {
            out[k++] = p[i] == '+' ? ' ' : p[i];
        }
    }
    out[k] = '\0';
    return k;
}

/* The parameter that begins at *at; false at the end. */
static bool next_parameter(const world *w, size_t *at, char *name, char *value, size_t size, size_t *value_n)
{
    const char *p = w->form + *at, *end = NULL, *equals = NULL;
    size_t left = w->form_n - *at, n = 0, name_n = 0;

    if (left == 0)
        return false;
    end = memchr(p, '&', left);
    n = end == NULL ? left : (size_t)(end - p);
    equals = memchr(p, '=', n);
    name_n = equals == NULL ? n : (size_t)(equals - p);
    (void)decode(p, name_n, name, size);
    *value_n = equals == NULL ? 0 : decode(equals + 1, n - name_n - 1, value, size);
    if (equals == NULL)
        value[0] = '\0';
    *at += n + (end != NULL);
    return true;
}

bool world_parameter(const world *w, const char *name, char *value, size_t size)
{
    static char one[sizeof w->form + 1], text[sizeof w->form + 1];
    size_t at = 0, n = 0;

    while (next_parameter(w, &at, one, text, sizeof one, &n)) {
        if (strcmp(one, name) != 0 || n == 0)
            continue;
        must(n < size && strlen(text) == n);
        memcpy(value, text, n + 1);
        return true;
    }
    return false;
}

json_t *world_stored(const world *w)
{
    static const char *const outer[] = {"client_assertion", "client_assertion_type", "client_secret", "request", "request_uri"};
    const char *text = NULL;
    size_t n = 0;
    json_t *stored = NULL;

    must(fapi_verdict_claims_json(w->verdict, &text, &n) == FAPI_OK);
    stored = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    must(json_is_object(stored));
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++)
        must(json_object_get(stored, outer[i]) == NULL || w->object.n > 0);
    must(json_object_get(stored, "request") == NULL && json_object_get(stored, "request_uri") == NULL);
    must(strcmp(json_string_value(json_object_get(stored, "client_id")), CLIENT) == 0);
    return stored;
}

static void same_member(const json_t *member, const char *name, const char *value, size_t n)
{
    bool found = false;
    size_t i = 0;
    const json_t *one = NULL;
    json_t *read = NULL;

    if (strcmp(name, "authorization_details") == 0 || strcmp(name, "claims") == 0) {
        read = json_loadb(value, n, JSON_REJECT_DUPLICATES, NULL);
        must(read != NULL && json_equal(read, (json_t *)(uintptr_t)member));
        json_decref(read);
    } else if (strcmp(name, "resource") == 0) {
        json_array_foreach(member, i, one)
            found = found || strcmp(json_string_value(one), value) == 0;
        must(found);
    } else {
        must(json_is_string(member) && json_string_length(member) == n && memcmp(json_string_value(member), value, n) == 0);
    }
}

void world_same_as_form(const world *w, const json_t *stored)
{
    static const char *const outer[] = {"client_assertion", "client_assertion_type", "client_secret", "request", "request_uri"};
    static char name[sizeof w->form + 1], value[sizeof w->form + 1];
    size_t at = 0, n = 0;

    while (next_parameter(w, &at, name, value, sizeof name, &n)) {
        bool is_outer = false;

        for (size_t i = 0; i < sizeof outer / sizeof *outer; i++)
            is_outer = is_outer || strcmp(name, outer[i]) == 0;
        if (is_outer)
            must(json_object_get(stored, name) == NULL);
        else if (n > 0)
            same_member(json_object_get(stored, name), name, value, n);
    }
}

void world_hold_target(const world *w, int rc)
{
    const fapix_target *target = &w->verdict->target;
    fapix_slice uri = fapix_slice_of(target->redirect_uri, target->redirect_uri_n);

    must(target->front == (rc != FAPI_ERR_ARG));
    must(rc != FAPI_OK || target->redirect);
    if (!target->redirect)
        return;
    must(target->mode >= FAPIX_MODE_QUERY && target->mode <= FAPIX_MODE_FORM_POST_JWT);
    must(fapix_slice_is(fapix_slice_of(target->client_id, target->client_id_n), CLIENT));
    if ((w->second & UNREGISTERED) == 0)
        must(fapix_slice_is(uri, REDIRECT) || fapix_slice_is(uri, OTHER_REDIRECT));
    for (size_t i = 0; i < target->state_n; i++)
        must(target->state[i] >= 0x20 && target->state[i] <= 0x7E);
}
