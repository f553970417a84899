/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server registered against what the client asked for: RFC 7591 lets it replace and leave out values. Two values are the same if
 * they say the same: order and spelling of JSON do not count, nor does the order of the words of scope and of a list.
 */
#include "oauth/findings.h"

#define WORK (FAPI_MAX_JSON_MEMBERS + 1)

typedef struct parsed {
    fapix_json json;
    uint8_t scratch[FAPI_MAX_JWT];
} parsed;

typedef struct work {
    parsed asked, given;
    /* Of each node of the one, the node of the other that must equal it; 0: none. */
    uint16_t twin[WORK];
} work;

/* What lets somebody else in, or keeps the client out, if it is not as asked. */
static bool is_vital(fapix_slice name)
{
    static const char *const names[] = {"redirect_uris", "jwks", "jwks_uri", "token_endpoint_auth_method",
                                        "token_endpoint_auth_signing_alg", "tls_client_auth_subject_dn",
                                        "tls_client_auth_san_dns", "tls_client_auth_san_uri", "tls_client_auth_san_ip",
                                        "tls_client_auth_san_email", "request_object_signing_alg",
                                        "id_token_signed_response_alg", "authorization_signed_response_alg",
                                        "dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fapix_slice_is(name, names[i]))
            return true;
    }
    return false;
}

static size_t count_of(const fapix_json *json, const fapix_json_node *parent)
{
    size_t count = 0;

    for (const fapix_json_node *at = fapix_json_first(json, parent); at != NULL; at = fapix_json_next(json, at))
        count++;
    return count;
}

static bool same_leaf(const fapix_json_node *a, const fapix_json_node *b)
{
    if (a->type != b->type)
        return false;
    return a->type == FAPIX_JSON_OBJECT || a->type == FAPIX_JSON_ARRAY || fapix_slice_eq(a->value, b->value);
}

/* The element of an array that a string may be paired with: any equal one; of others, the one at the same place. */
static const fapix_json_node *element_for(const work *w, const fapix_json_node *child, const fapix_json_node *others,
                                          size_t place)
{
    const fapix_json_node *at = fapix_json_first(&w->given.json, others);

    if (child->type == FAPIX_JSON_STRING) {
        while (at != NULL && !same_leaf(child, at))
            at = fapix_json_next(&w->given.json, at);
        return at;
    }
    while (at != NULL && place-- > 0)
        at = fapix_json_next(&w->given.json, at);
    return at;
}

/* Nothing in the other list that was not asked for: a list that names one thing twice must not hide another. */
static bool adds_nothing(const work *w, const fapix_json_node *array, const fapix_json_node *others)
{
    for (const fapix_json_node *at = fapix_json_first(&w->given.json, others); at != NULL;
         at = fapix_json_next(&w->given.json, at)) {
        const fapix_json_node *one = fapix_json_first(&w->asked.json, array);

        while (one != NULL && !same_leaf(one, at))
            one = fapix_json_next(&w->asked.json, one);
        if (one == NULL)
            return false;
    }
    return true;
}

/* Pair the children of a node with those of its twin. */
static bool pair_children(work *w, const fapix_json_node *node, const fapix_json_node *twin)
{
    const fapix_json_node *at = fapix_json_first(&w->asked.json, node);

    if (count_of(&w->asked.json, node) != count_of(&w->given.json, twin))
        return false;
    for (size_t place = 0; at != NULL; at = fapix_json_next(&w->asked.json, at), place++) {
        const fapix_json_node *other = node->type == FAPIX_JSON_OBJECT
                                           ? fapix_json_member(&w->given.json, twin, at->name)
                                           : element_for(w, at, twin, place);

        if (other == NULL || !same_leaf(at, other))
            return false;
        w->twin[at - w->asked.json.node] = (uint16_t)(other - w->given.json.node);
    }
    return node->type != FAPIX_JSON_ARRAY || adds_nothing(w, node, twin);
}

/* A node stands before its children in the table, and these before its next sibling, so one walk meets each after it was paired. */
static bool same_value(work *w, const fapix_json_node *asked, const fapix_json_node *given)
{
    const size_t first = (size_t)(asked - w->asked.json.node);
    const size_t end = asked->next != 0 ? asked->next : w->asked.json.count;

    if (!same_leaf(asked, given))
        return false;
    memset(w->twin, 0, sizeof w->twin);
    w->twin[first] = (uint16_t)(given - w->given.json.node);
    for (size_t i = first; i < end; i++) {
        const fapix_json_node *node = &w->asked.json.node[i];

        if (node->child != 0 && !pair_children(w, node, &w->given.json.node[w->twin[i]]))
            return false;
        if (node->child == 0 && w->given.json.node[w->twin[i]].child != 0)
            return false;
    }
    return true;
}

/* Is each word of the one a word of the other? */
static bool has_words(fapix_slice text, fapix_slice words)
{
    size_t start = 0;

    for (size_t i = 0; i <= words.n; i++) {
        bool found = i == start;

        if (i < words.n && words.p[i] != ' ')
            continue;
        for (size_t at = 0, from = 0; !found && at <= text.n; at++) {
            if (at < text.n && text.p[at] != ' ')
                continue;
            found = fapix_slice_eq(fapix_slice_of(text.p + from, at - from), fapix_slice_of(words.p + start, i - start));
            from = at + 1;
        }
        if (!found)
            return false;
        start = i + 1;
    }
    return true;
}

static bool same_member(work *w, const fapix_json_node *asked, const fapix_json_node *given)
{
    if (fapix_slice_is(asked->name, "scope") && asked->type == FAPIX_JSON_STRING && given->type == FAPIX_JSON_STRING)
        return has_words(asked->value, given->value) && has_words(given->value, asked->value);
    return same_value(w, asked, given);
}

/* The name of a member as a C string for the findings, which escape and cut it. */
static void add(fapi_findings *findings, int level, int status, const fapix_json_node *member, fapix_slice actual)
{
    char name[FAPIX_FINDING_TEXT];
    size_t n = member->name.n < sizeof name - 1 ? member->name.n : sizeof name - 1;

    memcpy(name, member->name.p, n);
    name[n] = '\0';
    fapix_findings_add(findings, level, status, NULL, name, -1, actual);
}

static void compare(fapi_findings *findings, work *w)
{
    const fapix_json *asked = &w->asked.json, *given = &w->given.json;
    const fapix_json_node *id = fapix_json_get(given, "client_id"), *at = fapix_json_first(asked, &asked->node[0]);

    if (id == NULL || id->type != FAPIX_JSON_STRING || id->value.n == 0)
        fapix_findings_add(findings, FAPI_LEVEL_SHALL, FAPI_REGISTERED_CLIENT_ID, NULL, "client_id", -1,
                           id == NULL ? fapix_slice_of(NULL, 0) : id->value);
    /* Spec: RFC7591-3.2.1-4 */
    for (; at != NULL; at = fapix_json_next(asked, at)) {
        const fapix_json_node *other = fapix_json_member(given, &given->node[0], at->name);
        int level = is_vital(at->name) ? FAPI_LEVEL_SHALL : FAPI_LEVEL_SHOULD;

        if (other == NULL)
            add(findings, level, FAPI_REGISTERED_MISSING, at, fapix_slice_of(NULL, 0));
        else if (!same_member(w, at, other))
            add(findings, level, FAPI_REGISTERED_CHANGED, at, other->value);
    }
}

static int compare_texts(fapi_findings *findings, fapix_slice asked, fapix_slice given)
{
    const fapix_memory *memory = &findings->context->memory;
    work *w = fapix_alloc(memory, sizeof *w);
    int rc = FAPI_ERR_INTERNAL;

    if (w == NULL)
        return FAPI_ERR_NOMEM;
    rc = fapix_json_parse(&w->asked.json, asked, w->asked.scratch);
    if (rc == FAPI_OK)
        rc = fapix_json_parse(&w->given.json, given, w->given.scratch);
    if (rc == FAPI_OK)
        compare(findings, w);
    else
        fapix_findings_add(findings, FAPI_LEVEL_SHALL, rc, NULL, "", -1, fapix_slice_of(NULL, 0));
    /* client_secret and registration_access_token may have passed here. */
    fapix_wipe(w, sizeof *w);
    fapix_free(memory, w, sizeof *w);
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_registration_compare(const char *asked, size_t asked_len, const char *given, size_t given_len,
                              fapi_findings *findings)
{
    if (findings == NULL)
        return FAPI_ERR_ARG;
    fapix_findings_begin(findings, true);
    if ((asked == NULL && asked_len > 0) || (given == NULL && given_len > 0))
        return fapix_findings_end(findings, FAPI_ERR_ARG);
    return fapix_findings_end(findings, compare_texts(findings, fapix_slice_of(asked, asked_len),
                                                      fapix_slice_of(given, given_len)));
}
