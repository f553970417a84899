/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A grant as a text for a database, and back. JSON that a grant holds stands in the text as strings: whatever its depth and size, it comes
 * back as it was, octet for octet. The value is not among what is written, and nothing that is written could be presented in its place.
 */
#include "oauth/grant.h"

#include "base/json_write.h"
#include "crypto/digest.h"

#define LONGEST 262144
#define MAX_TEXT 16384
#define VERSION 1

enum kind { PLAIN, HASH, OBJECT, ARRAY };

static const struct text_member {
    const char *name;
    int which;
    enum kind kind;
} TEXTS[] = {
    {"key", FAPIX_GRANT_KEY, HASH},
    {"family", FAPIX_GRANT_FAMILY, HASH},
    {"parent", FAPIX_GRANT_PARENT, HASH},
    {"client_id", FAPIX_GRANT_CLIENT, PLAIN},
    {"redirect_uri", FAPIX_GRANT_REDIRECT_URI, PLAIN},
    {"code_challenge", FAPIX_GRANT_CHALLENGE, HASH},
    {"jkt", FAPIX_GRANT_JKT, HASH},
    {"x5t#S256", FAPIX_GRANT_X5T, HASH},
    {"scope", FAPIX_GRANT_SCOPE, PLAIN},
    {"jti", FAPIX_GRANT_JTI, PLAIN},
    {"hint_sub", FAPIX_GRANT_HINT, PLAIN},
    {"parameters", FAPIX_GRANT_PARAMETERS, OBJECT},
    {"user", FAPIX_GRANT_USER, OBJECT},
    {"authorization_details", FAPIX_GRANT_DETAILS, ARRAY},
    {"resource", FAPIX_GRANT_RESOURCE, ARRAY},
};
#define TEXT_COUNT (sizeof TEXTS / sizeof *TEXTS)

static const struct {
    const char *name;
    int type;
} TYPES[] = {
    {"authorization_code", FAPI_GRANT_AUTHORIZATION_CODE}, {"refresh_token", FAPI_GRANT_REFRESH_TOKEN},
    {"client_credentials", FAPI_GRANT_CLIENT_CREDENTIALS}, {"backchannel_request", FAPI_GRANT_CIBA},
    {"pushed_request", FAPI_GRANT_PUSHED_REQUEST},         {"consent", FAPI_GRANT_CONSENT},
    {"access_token", FAPI_GRANT_ACCESS_TOKEN},
};
#define TYPE_COUNT (sizeof TYPES / sizeof *TYPES)

/* Working memory of a reading: too much for the stack. */
typedef struct reading {
    fapix_json json, inner;
    uint8_t inner_text[MAX_TEXT], inner_scratch[MAX_TEXT];
    size_t n; /* of what follows */
    uint8_t scratch[];
} reading;

/* ---- writing ---- */

static const char *name_of(int type)
{
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (TYPES[i].type == type)
            return TYPES[i].name;
    return NULL;
}

static void write_numbers(const fapi_grant *grant, fapix_buffer *out)
{
    if (grant->issued_at >= 0)
        fapix_write_integer_member(out, "issued_at", grant->issued_at);
    if (grant->expires_at >= 0)
        fapix_write_integer_member(out, "expires_at", grant->expires_at);
    if (grant->rotates)
        fapix_write_integer_member(out, "rotates", 1);
    if (grant->type != FAPI_GRANT_CIBA)
        return;
    fapix_write_integer_member(out, "state", grant->state);
    fapix_write_integer_member(out, "push", grant->push ? 1 : 0);
    fapix_write_integer_member(out, "interval", grant->interval);
    if (grant->last_poll >= 0)
        fapix_write_integer_member(out, "last_poll", grant->last_poll);
}

static int write_grant(const fapi_grant *grant, fapix_buffer *out)
{
    fapix_buffer_str(out, "{");
    fapix_write_integer_member(out, "version", VERSION);
    fapix_write_text_member(out, "type", fapix_slice_str(name_of(grant->type)));
    for (size_t i = 0; i < TEXT_COUNT; i++)
        if (grant->text[TEXTS[i].which].n > 0)
            fapix_write_text_member(out, TEXTS[i].name, grant->text[TEXTS[i].which]);
    write_numbers(grant, out);
    fapix_buffer_str(out, "}");
    return out->status;
}

/* ---- reading ---- */

static bool is_json(reading *r, fapix_slice text, enum kind kind)
{
    static const char before[] = "{\"\":";
    size_t n = 0;

    if (kind == OBJECT)
        return fapix_json_parse(&r->inner, text, r->inner_scratch) == FAPI_OK;
    if (text.n > MAX_TEXT - sizeof before || text.p[0] != '[')
        return false;
    /* The strict reader takes objects, so the array becomes a member of one. */
    memcpy(r->inner_text, before, sizeof before - 1);
    n = sizeof before - 1;
    memcpy(r->inner_text + n, text.p, text.n);
    n += text.n;
    r->inner_text[n++] = '}';
    if (fapix_json_parse(&r->inner, fapix_slice_of(r->inner_text, n), r->inner_scratch) != FAPI_OK)
        return false;
    /* One member: a text that leaves the array early would bring others along. */
    return fapix_json_next(&r->inner, fapix_json_first(&r->inner, &r->inner.node[0])) == NULL;
}

static bool text_holds(reading *r, const fapix_json_node *node, enum kind kind)
{
    if (node->type != FAPIX_JSON_STRING || node->value.n == 0 || node->value.n > MAX_TEXT)
        return false;
    if (kind == PLAIN)
        return true;
    return kind == HASH ? fapix_is_sha256_base64url(node->value) : is_json(r, node->value, kind);
}

static bool take_integer(const fapix_json_node *node, int64_t least, int64_t most, int64_t *into)
{
    return fapix_json_int64(node, into) == FAPI_OK && *into >= least && *into <= most;
}

static bool take_flag(const fapix_json_node *node, int64_t least, bool *into)
{
    int64_t value = 0;

    if (!take_integer(node, least, 1, &value))
        return false;
    *into = value == 1;
    return true;
}

static bool take_state(const fapix_json_node *node, int *into)
{
    int64_t value = 0;

    if (!take_integer(node, FAPI_GRANT_STATE_PENDING, FAPI_GRANT_STATE_DENIED, &value))
        return false;
    *into = (int)value;
    return true;
}

static bool take_type(const fapix_json_node *node, int *into)
{
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (fapix_json_is_string(node, TYPES[i].name))
            *into = TYPES[i].type;
    return *into != 0;
}

/* A member that is no text. facts: what becomes of the grant beside its texts. */
static bool take_other(const fapix_json_node *node, fapi_grant *facts)
{
    int64_t version = 0;

    if (fapix_slice_is(node->name, "version"))
        return take_integer(node, VERSION, VERSION, &version);
    if (fapix_slice_is(node->name, "type"))
        return take_type(node, &facts->type);
    if (fapix_slice_is(node->name, "issued_at"))
        return take_integer(node, 0, FAPI_MAX_TIME, &facts->issued_at);
    if (fapix_slice_is(node->name, "expires_at"))
        return take_integer(node, 0, FAPI_MAX_TIME, &facts->expires_at);
    if (fapix_slice_is(node->name, "rotates"))
        return take_flag(node, 1, &facts->rotates);
    if (fapix_slice_is(node->name, "state"))
        return take_state(node, &facts->state);
    if (fapix_slice_is(node->name, "push"))
        return take_flag(node, 0, &facts->push);
    if (fapix_slice_is(node->name, "interval"))
        return take_integer(node, 1, 86400, &facts->interval);
    return fapix_slice_is(node->name, "last_poll") && take_integer(node, 0, FAPI_MAX_TIME, &facts->last_poll);
}

static const struct text_member *text_of(fapix_slice name)
{
    for (size_t i = 0; i < TEXT_COUNT; i++)
        if (fapix_slice_is(name, TEXTS[i].name))
            return &TEXTS[i];
    return NULL;
}

static bool has(const reading *r, const char *name)
{
    return fapix_json_get(&r->json, name) != NULL;
}

/* What each grant has, what belongs together, and what only a backchannel request has, and has always. */
static bool is_whole(const reading *r, const fapi_grant *facts)
{
    const bool ciba = facts->type == FAPI_GRANT_CIBA;

    if (!has(r, "version") || !has(r, "type") || !has(r, "key") || !has(r, "family"))
        return false;
    if (has(r, "state") != ciba || has(r, "push") != ciba || has(r, "interval") != ciba || (has(r, "last_poll") && !ciba))
        return false;
    return facts->expires_at < 0 || (facts->issued_at >= 0 && facts->expires_at >= facts->issued_at);
}

/* The whole text, member by member: one that is not known may be what makes the others mean less. */
static int judge(reading *r, fapix_slice text, fapi_grant *facts)
{
    int rc = fapix_json_parse_long(&r->json, text, r->scratch, LONGEST);

    if (rc != FAPI_OK)
        return rc;
    for (const fapix_json_node *node = fapix_json_first(&r->json, &r->json.node[0]); node != NULL;
         node = fapix_json_next(&r->json, node)) {
        const struct text_member *member = text_of(node->name);

        if (!(member != NULL ? text_holds(r, node, member->kind) : take_other(node, facts)))
            return FAPI_GRANT_FORM;
    }
    return is_whole(r, facts) ? FAPI_OK : FAPI_GRANT_FORM;
}

static int read_grant(reading *r, fapi_grant *grant, bool used)
{
    int rc = FAPI_OK;

    for (size_t i = 0; rc == FAPI_OK && i < TEXT_COUNT; i++) {
        const fapix_json_node *node = fapix_json_get(&r->json, TEXTS[i].name);

        if (node != NULL)
            rc = fapix_grant_put(grant, TEXTS[i].which, node->value);
    }
    grant->used = used;
    return rc;
}

static reading *begin(const fapi_context *context, fapix_slice text)
{
    reading *r = text.n > LONGEST ? NULL : fapix_alloc(&context->memory, sizeof *r + text.n);

    if (r != NULL)
        r->n = text.n;
    return r;
}

static void end(const fapi_context *context, reading *r)
{
    const size_t n = r == NULL ? 0 : sizeof *r + r->n;

    if (r == NULL)
        return;
    fapix_wipe(r, n);
    fapix_free(&context->memory, r, n);
}

/* ---- the public functions ---- */

/* See fapi.h. */
int fapi_grant_load(fapi_grant *grant, const char *json, size_t json_len, int used)
{
    reading *r = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (grant == NULL || (json == NULL && json_len > 0) || used < 0 || used > 1)
        return FAPI_ERR_ARG;
    fapi_grant_reset(grant);
    if (json_len > LONGEST)
        return FAPI_JSON_SIZE;
    r = begin(grant->context, fapix_slice_of(json, json_len));
    if (r == NULL)
        return FAPI_ERR_NOMEM;
    grant->type = 0;
    rc = judge(r, fapix_slice_of(json, json_len), grant);
    if (rc == FAPI_OK)
        rc = read_grant(r, grant, used == 1);
    if (rc != FAPI_OK)
        fapi_grant_reset(grant);
    end(grant->context, r);
    return rc;
}

/* What could not be loaded is not stored: setters take texts of any octets. */
static int can_be_loaded(const fapi_grant *grant, fapix_slice text)
{
    reading *r = begin(grant->context, text);
    fapi_grant facts = {.issued_at = -1, .expires_at = -1};
    int rc = r == NULL ? FAPI_ERR_NOMEM : judge(r, text, &facts);

    end(grant->context, r);
    return rc;
}

/* See fapi.h. */
int fapi_grant_store(fapi_grant *grant, const char **json, size_t *json_len)
{
    fapix_buffer out;
    int rc = FAPI_ERR_INTERNAL;

    if (json != NULL)
        *json = NULL;
    if (json_len != NULL)
        *json_len = 0;
    if (grant == NULL || json == NULL || json_len == NULL)
        return FAPI_ERR_ARG;
    if (name_of(grant->type) == NULL)
        return FAPI_ERR_STATE;
    fapix_buffer_init(&out, &grant->context->memory, LONGEST);
    rc = fapix_grant_make_key(grant);
    if (rc == FAPI_OK)
        rc = fapix_grant_make_family(grant);
    if (rc == FAPI_OK)
        rc = write_grant(grant, &out);
    if (rc == FAPI_OK)
        rc = can_be_loaded(grant, fapix_buffer_slice(&out));
    if (rc == FAPI_OK)
        rc = fapix_grant_put(grant, FAPIX_GRANT_JSON, fapix_buffer_slice(&out));
    if (rc == FAPI_OK) {
        *json = (const char *)grant->text[FAPIX_GRANT_JSON].p;
        *json_len = grant->text[FAPIX_GRANT_JSON].n;
    }
    fapix_buffer_free(&out);
    return rc == FAPI_ERR_BUFFER ? FAPI_JSON_SIZE : rc;
}
