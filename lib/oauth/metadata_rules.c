/* SPDX-License-Identifier: Apache-2.0 */
/* See metadata_rules.h. */
#include "oauth/metadata_rules.h"

#include "base/uri.h"
#include "jose/alg.h"
#include "jose/jwe.h"

typedef struct word {
    const char *text;
    int flag;
} word;

static const word auth_methods[] = {{"private_key_jwt", FAPI_AUTH_PRIVATE_KEY_JWT},
                                    {"tls_client_auth", FAPI_AUTH_TLS_CLIENT_AUTH},
                                    {"self_signed_tls_client_auth", FAPI_AUTH_SELF_SIGNED_TLS_CLIENT_AUTH},
                                    {NULL, 0}};
static const word responses[] = {{"code", FAPI_RESPONSE_CODE},
                                 {"code id_token", FAPI_RESPONSE_CODE_ID_TOKEN},
                                 {"id_token code", FAPI_RESPONSE_CODE_ID_TOKEN},
                                 {NULL, 0}};

static int look_up(const word *words, fapix_slice name)
{
    while (words->text != NULL && !fapix_slice_is(name, words->text))
        words++;
    return words->flag;
}

int fapix_lint_jwe_alg(fapix_slice name)
{
    return fapix_jwe_alg_of(name);
}

int fapix_lint_jwe_enc(fapix_slice name)
{
    return fapix_jwe_enc_of(name);
}

int fapix_lint_auth(fapix_slice name)
{
    return look_up(auth_methods, name);
}

int fapix_lint_response(fapix_slice name)
{
    return look_up(responses, name);
}

void fapix_lint_add(const fapix_lint *lint, int level, int status, const char *clause, const char *member,
                    fapix_slice actual)
{
    fapix_findings_add(lint->findings, level, status, clause, member, -1, actual);
}

bool fapix_lint_present(const fapix_lint *lint, const char *name)
{
    return fapix_document_get(lint->document, name) != NULL;
}

static void mistyped(const fapix_lint *lint, const char *name, const fapix_document_member *member)
{
    fapix_lint_add(lint, FAPI_LEVEL_SHALL, lint->type, NULL, name, member->value);
}

bool fapix_lint_string(const fapix_lint *lint, const char *name, fapix_slice *value)
{
    const fapix_document_member *member = fapix_document_get(lint->document, name);
    const fapix_json_node *node = fapix_document_value(lint->document, member);

    *value = (fapix_slice){NULL, 0};
    if (member == NULL)
        return false;
    if (node == NULL || node->type != FAPIX_JSON_STRING) {
        mistyped(lint, name, member);
        return false;
    }
    *value = node->value;
    return true;
}

bool fapix_lint_boolean(const fapix_lint *lint, const char *name)
{
    const fapix_document_member *member = fapix_document_get(lint->document, name);

    if (member == NULL)
        return false;
    /* "true" as a string is no boolean: who reads it as one trusts more than was said. */
    if (member->type != FAPIX_JSON_TRUE && member->type != FAPIX_JSON_FALSE)
        mistyped(lint, name, member);
    return member->type == FAPIX_JSON_TRUE;
}

const fapix_document_member *fapix_lint_list(const fapix_lint *lint, const char *name)
{
    const fapix_document_member *member = fapix_document_get(lint->document, name);
    fapix_slice rest = fapix_document_elements(member);
    const fapix_json_node *element = NULL;

    if (member == NULL)
        return NULL;
    if (member->type != FAPIX_JSON_ARRAY) {
        mistyped(lint, name, member);
        return NULL;
    }
    while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
        if (element->type != FAPIX_JSON_STRING) {
            mistyped(lint, name, member);
            return NULL;
        }
    }
    return member;
}

bool fapix_lint_has(const fapix_lint *lint, const fapix_document_member *list, const char *text)
{
    fapix_slice rest = fapix_document_elements(list);
    const fapix_json_node *element = NULL;

    while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
        if (fapix_json_is_string(element, text))
            return true;
    }
    return false;
}

bool fapix_lint_is_https(fapix_slice text)
{
    fapix_uri uri;

    return fapix_uri_parse_https(&uri, text) == FAPI_OK && !uri.has_fragment;
}

bool fapix_lint_url(const fapix_lint *lint, const char *name)
{
    fapix_slice text;

    if (!fapix_lint_string(lint, name, &text))
        return false;
    /* Spec: FAPI2SP-5.4.2-1, FAPI1ADV-8.9-1, RFC6749-3.1-2 */
    if (!fapix_lint_is_https(text))
        fapix_lint_add(lint, FAPI_LEVEL_SHALL, lint->url, NULL, name, text);
    return true;
}

void fapix_lint_alg(const fapix_lint *lint, const char *name)
{
    fapix_slice text;

    if (!fapix_lint_string(lint, name, &text))
        return;
    /* Spec: JARM-3-1 */
    if (fapix_slice_is(text, "none"))
        fapix_lint_add(lint, FAPI_LEVEL_SHALL, lint->alg_none, NULL, name, text);
    /* Spec: FAPI1ADV-8.6-1 */
    else if ((fapix_alg_of(text) & lint->limits->algs.value) == 0)
        fapix_lint_add(lint, FAPI_LEVEL_SHALL, lint->alg, lint->limits->algs.clause, name, text);
}

void fapix_lint_algs(const fapix_lint *lint, const char *name, bool none_is_legal)
{
    const fapix_document_member *list = fapix_lint_list(lint, name);
    fapix_slice rest = fapix_document_elements(list);
    const fapix_limit *allowed = &lint->limits->algs;
    const fapix_json_node *element = NULL;
    bool fits = false;

    if (list == NULL)
        return;
    while ((element = fapix_document_next(lint->document, &rest)) != NULL) {
        bool none = fapix_slice_is(element->value, "none");
        bool fit = (fapix_alg_of(element->value) & allowed->value) != 0;

        fits = fits || fit;
        /* Spec: FAPI1ADV-8.6-3, RFC8414-2-4, RFC8414-2-5 */
        if (none && !none_is_legal)
            fapix_lint_add(lint, FAPI_LEVEL_SHALL, lint->alg_none, NULL, name, element->value);
        /* Spec: FAPI1ADV-8.6-2 */
        else if (!none && !fit)
            fapix_lint_add(lint, FAPI_LEVEL_SHOULD, FAPI_METADATA_EXTRA, allowed->clause, name, element->value);
    }
    if (!fits)
        fapix_lint_add(lint, FAPI_LEVEL_SHALL, lint->alg, allowed->clause, name, (fapix_slice){NULL, 0});
}

/* scope-token, RFC 6749 3.3. */
static bool is_scope(fapix_slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x21 || text.p[i] > 0x7E || text.p[i] == '"' || text.p[i] == '\\')
            return false;
    }
    return text.n > 0;
}

void fapix_lint_scopes(const fapix_lint *lint)
{
    const fapix_document_member *scopes = fapix_lint_list(lint, "scopes_supported");
    fapix_slice rest = fapix_document_elements(scopes);
    const fapix_json_node *element = NULL;

    while (scopes != NULL && (element = fapix_document_next(lint->document, &rest)) != NULL) {
        if (!is_scope(element->value))
            fapix_lint_add(lint, FAPI_LEVEL_SHALL, FAPI_METADATA_SCOPE, NULL, "scopes_supported", element->value);
    }
}
