/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the metadata as registered: values go over as they stand in the JSON of client and directory, so that nothing is lost on the way. */
#include "oauth/registration_metadata.h"

#include "base/json_string.h"

/* Of the JWTs that carry metadata, and what only a server gives out: never metadata, whoever sends it. software_statement is the
 * client's to bring. */
static const char *const foreign[] = {
    "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "client_secret", "client_id_issued_at",
    "client_secret_expires_at", "registration_access_token", "registration_client_uri",
};

/* Members of the regimes' statements, and the metadata that they stand for. wins: over what the client says. redirect_uris is the
 * client's choice, and jwks_uri was compared. */
static const struct {
    const char *stated, *name;
    bool wins;
} ALIAS[] = {
    {"software_redirect_uris", "redirect_uris", false}, {"software_jwks_uri", "jwks_uri", false},
    {"software_jwks_endpoint", "jwks_uri", false},      {"software_client_name", "client_name", true},
    {"software_client_uri", "client_uri", true},        {"software_logo_uri", "logo_uri", true},
    {"software_tos_uri", "tos_uri", true},              {"software_policy_uri", "policy_uri", true},
};
#define ALIASES (sizeof ALIAS / sizeof ALIAS[0])

static bool is_foreign(fapix_slice name)
{
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (fapix_slice_is(name, foreign[i]))
            return true;
    }
    return false;
}

void fapix_registration_put_string(fapix_buffer *out, fapix_slice text)
{
    static const char hex[] = "0123456789abcdef";
    const uint8_t *at = text.p, *end = text.n == 0 ? text.p : text.p + text.n;

    fapix_buffer_str(out, "\"");
    while (at != end) {
        size_t plain = fapix_json_plain(at, end);
        uint8_t c = 0;

        fapix_buffer_add(out, fapix_slice_of(at, plain));
        at += plain;
        if (at == end)
            break;
        c = *at;
        if (c < 0x20) {
            const char escaped[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};

            fapix_buffer_add(out, fapix_slice_of(escaped, sizeof escaped));
        } else {
            if (c == '"' || c == '\\')
                fapix_buffer_str(out, "\\");
            fapix_buffer_add(out, fapix_slice_of(at, 1));
        }
        at++;
    }
    fapix_buffer_str(out, "\"");
}

static void put_name(fapix_buffer *out, fapix_slice name)
{
    fapix_buffer_str(out, out->n > 1 ? "," : "");
    fapix_registration_put_string(out, name);
    fapix_buffer_str(out, ":");
}

static void put(fapix_buffer *out, fapix_slice name, fapix_slice value)
{
    put_name(out, name);
    fapix_buffer_add(out, value);
}

/* What the statement says in place of the client's own member; NULL: the client's own counts.
 * Spec: RFC7591-2.3-1 */
static const fapix_json_node *winner(const fapix_registration_terms *terms, fapix_slice name)
{
    const fapix_json_node *node = NULL;

    if (terms->statement == NULL || fapix_slice_is(name, "software_statement"))
        return NULL;
    if (terms->redirect_in_statement && fapix_slice_is(name, "redirect_uris"))
        return NULL;
    node = fapix_json_member(terms->statement, &terms->statement->node[0], name);
    for (size_t i = 0; node == NULL && i < ALIASES; i++) {
        if (ALIAS[i].wins && fapix_slice_is(name, ALIAS[i].name))
            node = fapix_json_get(terms->statement, ALIAS[i].stated);
    }
    return node;
}

static void put_asked(fapix_buffer *out, const fapix_registration_terms *terms)
{
    for (size_t i = 0; i < terms->document->count; i++) {
        const fapix_document_member *member = &terms->document->member[i];
        const fapix_json_node *stated = winner(terms, member->name);

        if (is_foreign(member->name))
            continue;
        if (stated != NULL) {
            put(out, member->name, stated->raw);
        } else if (member->type == FAPIX_JSON_ARRAY) {
            put_name(out, member->name);
            fapix_buffer_str(out, "[");
            fapix_buffer_add(out, member->value);
            fapix_buffer_str(out, "]");
        } else {
            put(out, member->name, member->value);
        }
    }
}

static bool is_asked(const fapix_registration_terms *terms, fapix_slice name)
{
    for (size_t i = 0; i < terms->document->count; i++) {
        if (fapix_slice_eq(terms->document->member[i].name, name))
            return true;
    }
    return false;
}

/* What the directory states and the client did not ask for. Spec: RFC7591-3.2.1-3 */
static void put_stated(fapix_buffer *out, const fapix_registration_terms *terms)
{
    const fapix_json *statement = terms->statement;
    const fapix_json_node *at = NULL;

    if (statement == NULL)
        return;
    for (at = fapix_json_first(statement, &statement->node[0]); at != NULL; at = fapix_json_next(statement, at)) {
        if (!is_foreign(at->name) && !is_asked(terms, at->name))
            put(out, at->name, at->raw);
    }
    for (size_t i = 0; i < ALIASES; i++) {
        const fapix_json_node *node = fapix_json_get(statement, ALIAS[i].stated);
        bool first = true;

        /* Two names that stand for the same: the first counts. */
        for (size_t k = 0; k < i; k++)
            first = first && (strcmp(ALIAS[k].name, ALIAS[i].name) != 0 || fapix_json_get(statement, ALIAS[k].stated) == NULL);
        if (node != NULL && first && fapix_json_get(statement, ALIAS[i].name) == NULL &&
            !is_asked(terms, fapix_slice_str(ALIAS[i].name)))
            put(out, fapix_slice_str(ALIAS[i].name), node->raw);
    }
}

static bool is_missing(const fapix_registration_terms *terms, const char *name)
{
    return !is_asked(terms, fapix_slice_str(name)) &&
           (terms->statement == NULL || fapix_json_get(terms->statement, name) == NULL);
}

/* Spec: RFC7591-2-6, RFC7591-3.2.1-1 - a client that says nothing learns what it got */
static void put_defaults(fapix_buffer *out, const fapix_registration_terms *terms)
{
    bool no_grants = is_missing(terms, "grant_types"), no_responses = is_missing(terms, "response_types");

    if (no_grants)
        put(out, fapix_slice_str("grant_types"),
            fapix_slice_str(no_responses && terms->hybrid_only ? "[\"authorization_code\",\"implicit\"]"
                                                               : "[\"authorization_code\"]"));
    /* Who names its grants may have none that needs a response; the lint knows. */
    if (no_responses && no_grants)
        put(out, fapix_slice_str("response_types"),
            fapix_slice_str(terms->hybrid_only ? "[\"code id_token\"]" : "[\"code\"]"));
    if (terms->role_count > 0 && terms->statement != NULL && is_missing(terms, "scope")) {
        put_name(out, fapix_slice_str("scope"));
        fapix_buffer_str(out, "\"");
        fapix_registration_put_scope(out, terms);
        fapix_buffer_str(out, "\"");
    }
}

int fapix_registration_put_metadata(fapix_buffer *out, const fapix_registration_terms *terms)
{
    fapix_buffer_str(out, "{");
    put_asked(out, terms);
    put_stated(out, terms);
    put_defaults(out, terms);
    fapix_buffer_str(out, "}");
    return out->status;
}
