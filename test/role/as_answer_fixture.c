/* SPDX-License-Identifier: Apache-2.0 */
/* See as_answer_fixture.h. */
#include "test/role/as_answer_fixture.h"

#include "base/base64url.h"

static fapix_slice text_of(const char *text)
{
    return fapix_slice_str(text);
}

static int make(as_answer_fixture *fx, int profile)
{
    int64_t algs = 0;
    enum t_key_name key = T_PS256;
    int rc = fapi_profile_value(profile, FAPI_CONTROL_ALGS, &algs);

    if (rc != FAPI_OK)
        return rc;
    if ((algs & FAPI_ALG_EDDSA) != 0)
        key = T_EDDSA;
    else if ((algs & FAPI_ALG_ES256) != 0)
        key = T_ES256;
    fx->policy = fapi_policy_new(t_context(), profile);
    fx->jwks = fapi_jwks_new(t_context());
    fx->verdict = fapi_verdict_new(t_context());
    fx->checked = fapi_verdict_new(t_context());
    fx->answer = fapi_answer_new(t_context());
    if (fx->policy == NULL || fx->jwks == NULL || fx->verdict == NULL || fx->checked == NULL || fx->answer == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapi_signer_new(t_context(), t_private_jwk(key), strlen(t_private_jwk(key)), &fx->signer);
    return rc == FAPI_OK ? fapi_jwks_load(fx->jwks, t_public_jwks(), strlen(t_public_jwks())) : rc;
}

int as_answer_fixture_new(as_answer_fixture **fx, int profile)
{
    int rc = FAPI_ERR_INTERNAL;

    as_answer_fixture_free(*fx); /* of a first try that ran out of memory */
    *fx = calloc(1, sizeof **fx);
    if (*fx == NULL)
        return FAPI_ERR_NOMEM;
    rc = make(*fx, profile);
    if (rc != FAPI_OK) {
        as_answer_fixture_free(*fx);
        *fx = NULL;
        return rc;
    }
    (*fx)->as.context = t_context();
    (*fx)->as.policy = *(*fx)->policy;
    (*fx)->as.sealed = true;
    (*fx)->as.issuer = text_of(A_ISSUER);
    (*fx)->as.signer[0] = (*fx)->signer;
    (*fx)->as.signer_count = 1;
    (*fx)->client.context = t_context();
    (*fx)->client.id = text_of(A_CLIENT);
    (*fx)->client.redirect_uri[0] = text_of("https://client.example.org/other");
    (*fx)->client.redirect_uri[1] = text_of(A_REDIRECT);
    (*fx)->client.redirect_uri[2] = text_of(A_REDIRECT "?tenant=a%20b");
    (*fx)->client.redirect_uri_count = 3;
    return FAPI_OK;
}

void as_answer_fixture_free(as_answer_fixture *fx)
{
    if (fx == NULL)
        return;
    fapi_answer_free(fx->answer);
    fapi_verdict_free(fx->checked);
    fapi_verdict_free(fx->verdict);
    fapi_jwks_free(fx->jwks);
    fapi_signer_free(fx->signer);
    fapi_policy_free(fx->policy);
    free(fx);
}

void a_passed(as_answer_fixture *fx, const char *jkt, const char *x5t)
{
    fapix_verdict_begin(fx->verdict);
    (void)fapix_verdict_end(fx->verdict, FAPI_OK);
    fx->verdict->has_jkt = jkt != NULL;
    fx->verdict->has_x5t = x5t != NULL;
    if (jkt != NULL)
        memcpy(fx->verdict->jkt, jkt, FAPI_JKT_LENGTH);
    if (x5t != NULL)
        memcpy(fx->verdict->x5t, x5t, FAPI_JKT_LENGTH);
}

void a_refused(as_answer_fixture *fx, int status, int subject, bool front)
{
    fapix_verdict_begin(fx->verdict);
    fapix_verdict_about(fx->verdict, subject);
    (void)fapix_verdict_end(fx->verdict, fapix_refuse(fx->verdict, status));
    fx->verdict->target.front = front;
}

void a_target(as_answer_fixture *fx, int mode, const char *redirect_uri, const char *state)
{
    fapix_target *target = &fx->verdict->target;

    target->front = target->redirect = true;
    target->mode = mode;
    target->alg = 0;
    target->redirect_uri_n = strlen(redirect_uri);
    target->state_n = strlen(state);
    target->client_id_n = strlen(A_CLIENT);
    memcpy(target->redirect_uri, redirect_uri, target->redirect_uri_n);
    memcpy(target->state, state, target->state_n);
    memcpy(target->client_id, A_CLIENT, target->client_id_n);
}

int a_set(as_answer_fixture *fx, int part, const char *text)
{
    return fapi_answer_set(fx->answer, part, text, strlen(text));
}

int a_refusal(as_answer_fixture *fx)
{
    return fapi_as_answer_refusal(&fx->as, fx->verdict, A_NOW, fx->answer);
}

int a_authorization(as_answer_fixture *fx, const char *parameters)
{
    return fapi_as_answer_authorization(&fx->as, &fx->client, parameters, strlen(parameters), A_NOW, fx->answer);
}

int a_token(as_answer_fixture *fx)
{
    return fapi_as_answer_token(&fx->as, &fx->client, fx->verdict, A_NOW, fx->answer);
}

int a_again(as_answer_fixture *fx, int part, const char *text)
{
    fapi_answer_reset(fx->answer);
    return a_set(fx, part, text);
}

/* ---- readers ---- */

static char *room(void)
{
    static char rooms[8][70000];
    static unsigned next;

    return rooms[next++ % 8];
}

const char *a_header(const as_answer_fixture *fx, const char *name)
{
    const char *found = NULL, *value = NULL;
    size_t n = 0;

    for (size_t i = 0; i < fapi_answer_header_count(fx->answer); i++)
        if (fapi_answer_header(fx->answer, i, &found, &value, &n) == FAPI_OK && strcmp(found, name) == 0) {
            char *text = room();

            (void)snprintf(text, 70000, "%.*s", (int)n, value);
            return text;
        }
    return "";
}

size_t a_headers(const as_answer_fixture *fx, const char *name)
{
    const char *found = NULL, *value = NULL;
    size_t n = 0, count = 0;

    for (size_t i = 0; i < fapi_answer_header_count(fx->answer); i++)
        count += fapi_answer_header(fx->answer, i, &found, &value, &n) == FAPI_OK && strcmp(found, name) == 0;
    return count;
}

const char *a_body(const as_answer_fixture *fx)
{
    const char *body = NULL;
    size_t n = 0;
    char *text = room();

    text[0] = '\0';
    if (fapi_answer_body(fx->answer, &body, &n) == FAPI_OK && n < 70000)
        (void)snprintf(text, 70000, "%.*s", (int)n, body);
    return text;
}

int a_empty(const as_answer_fixture *fx)
{
    const char *body = NULL, *name = NULL, *value = NULL;
    size_t n = 0;

    return fapi_answer_kind(fx->answer) == 0 && fapi_answer_http(fx->answer) == 0 &&
           fapi_answer_header_count(fx->answer) == 0 && fapi_answer_body(fx->answer, &body, &n) == FAPI_ERR_STATE &&
           fapi_answer_header(fx->answer, 0, &name, &value, &n) == FAPI_ERR_STATE;
}

json_t *a_json(const as_answer_fixture *fx)
{
    return json_loads(a_body(fx), JSON_REJECT_DUPLICATES, NULL);
}

int a_is(const json_t *object, const char *name, const char *want)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL && strcmp(text, want) == 0;
}

int a_is_integer(const json_t *object, const char *name, int64_t want)
{
    const json_t *value = json_object_get(object, name);

    return json_is_integer(value) && json_integer_value(value) == want;
}

static int digit(char c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

/* A decoder of its own, so that the library's does not judge itself. */
static const char *decode(const char *at, const char *end)
{
    char *text = room();
    size_t n = 0;

    while (at < end) {
        if (*at != '%') {
            text[n++] = *at++;
            continue;
        }
        if (end - at < 3 || digit(at[1]) < 0 || digit(at[2]) < 0)
            return NULL;
        text[n++] = (char)(digit(at[1]) * 16 + digit(at[2]));
        at += 3;
    }
    text[n] = '\0';
    return text;
}

const char *a_parameter(const char *url, char separator, const char *name)
{
    const char *at = strchr(url, separator), *found = NULL;
    size_t n = strlen(name), count = 0;

    while (at != NULL) {
        const char *end = strpbrk(++at, separator == '?' ? "&#" : "&");

        if (end == NULL)
            end = at + strlen(at);
        if (strncmp(at, name, n) == 0 && at[n] == '=') {
            found = decode(at + n + 1, end);
            count++;
        }
        at = *end == '&' ? end : NULL;
    }
    return count == 1 ? found : NULL;
}

json_t *a_claims(as_answer_fixture *fx, const char *jwt, const char *typ)
{
    const uint8_t *payload = NULL;
    const char *dot = jwt == NULL ? NULL : strchr(jwt, '.');
    uint8_t header[4096];
    size_t n = 0;
    json_t *read = NULL;
    int fits = 0;

    if (dot == NULL || dot - jwt > 4096)
        return NULL;
    if (fapix_base64url_decode(fapix_slice_of(jwt, (size_t)(dot - jwt)), header, &n) != FAPI_OK)
        return NULL;
    read = json_loadb((const char *)header, n, JSON_REJECT_DUPLICATES, NULL);
    /* alg, typ and kid, and no key or its place. */
    fits = json_object_size(read) == 3 && a_is(read, "typ", typ) && json_object_get(read, "kid") != NULL;
    json_decref(read);
    if (!fits || fapi_jws_check(fx->jwks, FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA, jwt, strlen(jwt),
                                fx->checked) != FAPI_OK)
        return NULL;
    if (fapi_verdict_payload(fx->checked, &payload, &n) != FAPI_OK)
        return NULL;
    return json_loadb((const char *)payload, n, JSON_REJECT_DUPLICATES, NULL);
}
