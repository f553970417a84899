/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host that hands over hostile text. A byte for the kind of answer, then texts separated by 0xFF: state, redirect
 * URI, error, description, scope, JSON. Whatever they hold, a Location is one visible ASCII text that begins with the
 * redirect URI and gives back state and error octet by octet; a page has no markup but ours; JSON is JSON for another
 * parser, with the same values.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/base64url.h"
#include "base/uri.h"
#include "base/verdict.h"
#include "role/authorization_server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(condition)                                           \
    do {                                                           \
        if (!(condition)) {                                        \
            fprintf(stderr, "%s does not hold\n", #condition);     \
            abort();                                               \
        }                                                          \
    } while (0)
#define NOW INT64_C(1800000000)
#define CODE "SplxlOBeZQQYbYS6WxSbIA"
#define ROOM 262144

enum { STATE, REDIRECT_URI, ERROR, DESCRIPTION, SCOPE, JSON, TEXTS };

typedef struct text {
    const char *p;
    size_t n;
} text;

static struct fapi_as as;
static struct fapi_client client;
static fapi_answer *answer;
static fapi_verdict *verdict;

static void set_up(void)
{
    static const char key[] = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\","
                              "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}";
    fapi_context *context = fapi_context_new();
    fapi_policy *policy = fapi_policy_new(context, FAPI_PROFILE_FAPI1_BASELINE);
    fapi_signer *signer = NULL;

    HOLDS(policy != NULL && fapi_signer_new(context, key, sizeof key - 1, &signer) == FAPI_OK);
    as.context = client.context = context;
    as.policy = *policy;
    as.sealed = true;
    as.issuer = fapix_slice_str("https://as.example.com");
    as.signer[0] = signer;
    as.signer_count = 1;
    client.id = fapix_slice_str("client-1");
    client.redirect_uri_count = 1;
    answer = fapi_answer_new(context);
    verdict = fapi_verdict_new(context);
    HOLDS(answer != NULL && verdict != NULL);
    fapi_policy_free(policy);
}

static void split(const uint8_t *data, size_t size, text texts[TEXTS])
{
    const char *at = (const char *)data, *end = at + size;

    for (int i = 0; i < TEXTS; i++) {
        const char *cut = at == end || i + 1 == TEXTS ? NULL : memchr(at, 0xFF, (size_t)(end - at));

        texts[i].p = at;
        texts[i].n = (size_t)((cut == NULL ? end : cut) - at);
        at = cut == NULL ? end : cut + 1;
    }
}

static const char *header(const char *wanted, size_t *n)
{
    const char *name = NULL, *value = NULL, *found = NULL;

    *n = 0;
    for (size_t i = 0, m = 0; i < fapi_answer_header_count(answer); i++) {
        HOLDS(fapi_answer_header(answer, i, &name, &value, &m) == FAPI_OK);
        for (size_t k = 0; k < m; k++)
            HOLDS((unsigned char)value[k] >= 0x20 && (unsigned char)value[k] < 0x7f);
        if (strcmp(name, wanted) == 0) {
            HOLDS(found == NULL);
            found = value;
            *n = m;
        }
    }
    return found;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The one parameter of this name after the separator is this text, or is not there if the text is empty. */
static void hold_parameter(text url, size_t from, const char *name, text want)
{
    static char decoded[ROOM];
    size_t named = strlen(name), count = 0, n = 0;

    for (size_t i = from; i < url.n; i++) {
        if (url.p[i] != '?' && url.p[i] != '#' && url.p[i] != '&')
            continue;
        if (url.n - i <= named + 1 || memcmp(url.p + i + 1, name, named) != 0 || url.p[i + 1 + named] != '=')
            continue;
        count++;
        for (i += named + 2; i < url.n && url.p[i] != '&'; i++) {
            if (url.p[i] == '%') {
                HOLDS(url.n - i > 2 && digit(url.p[i + 1]) >= 0 && digit(url.p[i + 2]) >= 0);
                decoded[n++] = (char)(digit(url.p[i + 1]) * 16 + digit(url.p[i + 2]));
                i += 2;
            } else {
                decoded[n++] = url.p[i];
            }
        }
        i--;
    }
    HOLDS(count == (want.n > 0));
    HOLDS(count == 0 || (n == want.n && memcmp(decoded, want.p, n) == 0));
}

static int text_of(const json_t *object, const char *name, text want)
{
    const json_t *value = json_object_get(object, name);

    if (want.n == 0)
        return value == NULL;
    return json_string_length(value) == want.n && memcmp(json_string_value(value), want.p, want.n) == 0;
}

static void hold_jwt(const char *jwt, size_t n, const text texts[TEXTS], int error)
{
    static uint8_t payload[ROOM];
    const char *first = memchr(jwt, '.', n), *second = first == NULL ? NULL : memchr(first + 1, '.',
        n - (size_t)(first + 1 - jwt));
    size_t m = 0;

    HOLDS(second != NULL);
    HOLDS(fapix_base64url_decode(fapix_slice_of(first + 1, (size_t)(second - first - 1)), payload, &m) == FAPI_OK);
    json_t *claims = json_loadb((const char *)payload, m, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    HOLDS(claims != NULL && text_of(claims, "state", texts[STATE]));
    HOLDS(!error || text_of(claims, "error", texts[ERROR]));
    json_decref(claims);
}

static void hold_redirect(const text texts[TEXTS], int error)
{
    const text uri = texts[REDIRECT_URI], none = {NULL, 0}, issuer = {"https://as.example.com", 22}, code = {CODE, 22};
    text url = {NULL, 0};
    fapix_uri parsed;

    url.p = header("Location", &url.n);
    HOLDS(url.p != NULL && url.n > uri.n && memcmp(url.p, uri.p, uri.n) == 0);
    for (size_t i = 0; i < url.n; i++)
        HOLDS(url.p[i] > 0x20 && url.p[i] < 0x7f &&
            url.p[i] != '"' && url.p[i] != '<' && url.p[i] != '>' && url.p[i] != '\\');
    HOLDS(url.n > FAPI_MAX_URL || fapix_uri_parse(&parsed, fapix_slice_of(url.p, url.n)) == FAPI_OK);
    /* The separator before the first parameter may be the last octet of the redirect URI. */
    size_t from = strchr("?&#", url.p[uri.n]) != NULL ? uri.n : uri.n - 1;
    if (url.n - from > 10 && memcmp(url.p + from + 1, "response=", 9) == 0) {
        hold_jwt(url.p + from + 10, url.n - from - 10, texts, error);
        return;
    }
    hold_parameter(url, from, "state", texts[STATE]);
    hold_parameter(url, from, "iss", issuer);
    hold_parameter(url, from, "code", error ? none : code);
    hold_parameter(url, from, "error", error ? texts[ERROR] : none);
    hold_parameter(url, from, "error_description", error ? texts[DESCRIPTION] : none);
}

static char reference(const char *at, size_t *length)
{
    static const struct {
        const char *text;
        char c;
    } references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

    for (size_t i = 0; i < 5; i++)
        if (strncmp(at, references[i].text, strlen(references[i].text)) == 0) {
            *length = strlen(references[i].text);
            return references[i].c;
        }
    abort(); /* an ampersand that begins nothing */
}

/* Between the quotes that begin here stands this text. */
static void hold_attribute(const char *at, text want)
{
    size_t n = 0, length = 1;

    for (; *at != '"'; at += length) {
        char c = *at;

        HOLDS(c != '\0' && c != '<' && c != '>' && c != '\'');
        length = 1;
        if (c == '&')
            c = reference(at, &length);
        HOLDS(n < want.n && want.p[n] == c);
        n++;
    }
    HOLDS(n == want.n);
}

static void hold_form(const text texts[TEXTS])
{
    static char page[ROOM + 1];
    const char *body = NULL, *at = NULL;
    size_t n = 0, inputs = 0, tags = 0;

    HOLDS(fapi_answer_body(answer, &body, &n) == FAPI_OK && n <= ROOM);
    memcpy(page, body, n);
    page[n] = '\0';
    HOLDS(strlen(page) == n);
    at = strstr(page, "action=\"");
    HOLDS(at != NULL);
    hold_attribute(at + 8, texts[REDIRECT_URI]);
    at = strstr(page, "name=\"state\" value=\"");
    HOLDS((at != NULL) == (texts[STATE].n > 0) || strstr(page, "name=\"response\"") != NULL);
    if (at != NULL)
        hold_attribute(at + 20, texts[STATE]);
    for (at = page; (at = strstr(at, "<input ")) != NULL; at++)
        inputs++;
    for (at = page; (at = strchr(at, '<')) != NULL; at++)
        tags++;
    HOLDS(tags == inputs + 18); /* the page's own */
}

static char *parameters_of(const text texts[TEXTS], int kind)
{
    static const char *const modes[] = {"query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt"};
    json_t *object = json_pack("{s:s,s:s,s:s}", "client_id", "client-1", "response_type", "code", "response_mode",
        modes[kind % 6]);
    json_t *state = json_stringn(texts[STATE].p, texts[STATE].n), *uri = json_stringn(texts[REDIRECT_URI].p,
        texts[REDIRECT_URI].n);
    char *dumped = NULL;

    if (state != NULL && uri != NULL) {
        (void)json_object_set(object, "state", state);
        (void)json_object_set(object, "redirect_uri", uri);
        dumped = json_dumps(object, JSON_COMPACT);
    }
    json_decref(state);
    json_decref(uri);
    json_decref(object);
    return dumped;
}

static int set(int part, text value)
{
    return value.n == 0 ? FAPI_OK : fapi_answer_set(answer, part, value.p, value.n);
}

static void front(const text texts[TEXTS], int kind)
{
    const int error = (kind & 64) != 0;
    const text code = {CODE, 22};
    char *parameters = parameters_of(texts, kind);
    int rc = FAPI_OK;

    if (parameters == NULL)
        return;
    client.redirect_uri[0] = fapix_slice_of(texts[REDIRECT_URI].p, texts[REDIRECT_URI].n);
    (void)set(error ? FAPI_PART_ERROR : FAPI_PART_CODE, error ? texts[ERROR] : code);
    (void)set(FAPI_PART_ERROR_DESCRIPTION, error ? texts[DESCRIPTION] : (text){NULL, 0});
    rc = fapi_as_answer_authorization(&as, &client, parameters, strlen(parameters), NOW, answer);
    free(parameters);
    HOLDS((rc == FAPI_OK) == (fapi_answer_kind(answer) != 0));
    if (rc != FAPI_OK)
        return;
    HOLDS(fapi_redirect_uri_check_registration(texts[REDIRECT_URI].p, texts[REDIRECT_URI].n,
                                               FAPI_REDIRECT_URI_ALLOW_LOOPBACK) == FAPI_OK);
    if (fapi_answer_kind(answer) == FAPI_ANSWER_REDIRECT)
        hold_redirect(texts, error);
    else
        hold_form(texts);
}

static json_t *body_json(void)
{
    const char *body = NULL;
    size_t n = 0;

    HOLDS(fapi_answer_body(answer, &body, &n) == FAPI_OK);
    json_t *read = json_loadb(body, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    HOLDS(read != NULL);
    return read;
}

/* Each member of one object stands in the other as it is. */
static void hold_members(json_t *part, const json_t *whole)
{
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach(part, name, value)
        HOLDS(json_equal(value, json_object_get(whole, name)));
}

static json_t *given(text json)
{
    /* The strict reader takes more depth and larger numbers than are worth comparing. */
    return json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
}

static void token(const text texts[TEXTS])
{
    const text opaque = {CODE, 22};
    json_t *read = NULL, *wanted = NULL;

    (void)set(FAPI_PART_ACCESS_TOKEN, opaque);
    (void)set(FAPI_PART_SCOPE, texts[SCOPE]);
    (void)set(FAPI_PART_MEMBERS, texts[JSON]);
    if (fapi_as_answer_token(&as, &client, verdict, NOW, answer) != FAPI_OK)
        return;
    read = body_json();
    HOLDS(text_of(read, "scope", texts[SCOPE]) && text_of(read, "access_token", opaque));
    HOLDS(json_is_integer(json_object_get(read, "expires_in")));
    wanted = texts[JSON].n == 0 ? NULL : given(texts[JSON]);
    if (wanted != NULL)
        hold_members(wanted, read);
    json_decref(wanted);
    json_decref(read);
}

static void made_token(const text texts[TEXTS])
{
    json_t *read = NULL;

    (void)set(FAPI_PART_ACCESS_TOKEN_CLAIMS, texts[JSON]);
    (void)set(FAPI_PART_ID_TOKEN_CLAIMS, texts[JSON]);
    (void)set(FAPI_PART_NONCE, texts[STATE]);
    (void)set(FAPI_PART_SCOPE, texts[SCOPE]);
    if (fapi_as_answer_token(&as, &client, verdict, NOW, answer) == FAPI_OK) {
        read = body_json();
        json_decref(read);
    }
}

static void introspection(const text texts[TEXTS])
{
    json_t *read = NULL, *wanted = NULL;

    (void)set(FAPI_PART_INTROSPECTION, texts[JSON]);
    if (fapi_as_answer_introspection(&as, &client, verdict, NOW, answer) != FAPI_OK)
        return;
    read = body_json();
    wanted = given(texts[JSON]);
    if (json_is_true(json_object_get(read, "active")) && wanted != NULL)
        hold_members(wanted, read);
    else if (json_is_false(json_object_get(read, "active")))
        HOLDS(json_object_size(read) == 1);
    json_decref(wanted);
    json_decref(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text texts[TEXTS];

    if (answer == NULL)
        set_up();
    if (size == 0)
        return 0;
    split(data + 1, size - 1, texts);
    fapi_answer_reset(answer);
    fapix_verdict_begin(verdict);
    (void)fapix_verdict_end(verdict, FAPI_OK);
    switch (data[0] >> 7 == 0 ? 0 : 1 + data[0] % 3) {
    case 0:
        front(texts, data[0]);
        break;
    case 1:
        token(texts);
        break;
    case 2:
        made_token(texts);
        break;
    default:
        introspection(texts);
    }
    return 0;
}
