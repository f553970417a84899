/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A grant as a host's database gives it back: the first byte says whether it is used, the rest is the text. What is accepted is read again by
 * jansson, and every fact is then what stands there; it is written and read once more, and must be the same. What is not leaves nothing.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sodium.h>

#include "base/slice.h"
#include "oauth/grant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *name;
    int which, json; /* json: 0 for a text, 1 for a hash, '{' and '[' for what it must hold */
} TEXTS[] = {
    {"key", FAPIX_GRANT_KEY, 1},
    {"family", FAPIX_GRANT_FAMILY, 1},
    {"parent", FAPIX_GRANT_PARENT, 1},
    {"client_id", FAPIX_GRANT_CLIENT, 0},
    {"redirect_uri", FAPIX_GRANT_REDIRECT_URI, 0},
    {"code_challenge", FAPIX_GRANT_CHALLENGE, 1},
    {"jkt", FAPIX_GRANT_JKT, 1},
    {"x5t#S256", FAPIX_GRANT_X5T, 1},
    {"scope", FAPIX_GRANT_SCOPE, 0},
    {"jti", FAPIX_GRANT_JTI, 0},
    {"parameters", FAPIX_GRANT_PARAMETERS, '{'},
    {"user", FAPIX_GRANT_USER, '{'},
    {"authorization_details", FAPIX_GRANT_DETAILS, '['},
    {"resource", FAPIX_GRANT_RESOURCE, '['},
};
static const char *const NUMBERS[] = {"version", "issued_at", "expires_at", "rotates", "state", "push", "interval", "last_poll"};

static fapi_grant *grant, *again;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void hold_hash(fapix_slice text)
{
    uint8_t hash[32];
    char back[44];
    size_t n = 0;

    must(text.n == 43 && sodium_base642bin(hash, sizeof hash, (const char *)text.p, text.n, NULL, &n, NULL,
                                           sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && n == 32);
    sodium_bin2base64(back, sizeof back, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    must(memcmp(back, text.p, 43) == 0);
}

static void hold_json(fapix_slice text, int opening)
{
    json_t *value = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);

    must(value != NULL && (opening == '{' ? json_is_object(value) : json_is_array(value)));
    if (opening == '{' && fapix_slice_eq(text, grant->text[FAPIX_GRANT_USER])) {
        const json_t *sub = json_object_get(value, "sub");

        must(json_is_string(sub) && json_string_length(sub) == grant->text[FAPIX_GRANT_SUB].n && grant->text[FAPIX_GRANT_SUB].n <= 255);
        must(memcmp(json_string_value(sub), grant->text[FAPIX_GRANT_SUB].p, json_string_length(sub)) == 0);
    }
    json_decref(value);
}

static size_t hold_texts(const json_t *document)
{
    size_t seen = 0;

    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const fapix_slice text = grant->text[TEXTS[i].which];
        const json_t *member = json_object_get(document, TEXTS[i].name);

        must((member == NULL) == (text.n == 0));
        if (member == NULL)
            continue;
        seen++;
        must(json_is_string(member) && json_string_length(member) == text.n && text.n <= 16384 &&
             memcmp(json_string_value(member), text.p, text.n) == 0);
        if (TEXTS[i].json == 1)
            hold_hash(text);
        else if (TEXTS[i].json != 0)
            hold_json(text, TEXTS[i].json);
    }
    return seen;
}

static json_int_t number(const json_t *document, const char *name, json_int_t missing)
{
    const json_t *member = json_object_get(document, name);

    must(member == NULL || json_is_integer(member));
    return member == NULL ? missing : json_integer_value(member);
}

/* Each member is one that a fact was taken from: nothing was passed over. */
static void hold(const json_t *document, bool used)
{
    size_t seen = hold_texts(document) + 1; /* type */

    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        seen += json_object_get(document, NUMBERS[i]) != NULL;
    must(seen == json_object_size(document) && json_is_string(json_object_get(document, "type")));
    must(grant->used == used && number(document, "version", 0) == 1);
    must(number(document, "issued_at", -1) == grant->issued_at && number(document, "expires_at", -1) == grant->expires_at);
    must(number(document, "rotates", 0) == grant->rotates && number(document, "state", 0) == grant->state);
    must(number(document, "push", 0) == grant->push && number(document, "interval", 5) == grant->interval);
    must(number(document, "last_poll", -1) == grant->last_poll && grant->last_poll <= FAPI_MAX_TIME);
    must(grant->expires_at < 0 || (grant->issued_at >= 0 && grant->expires_at >= grant->issued_at));
    must(grant->text[FAPIX_GRANT_KEY].n > 0 && grant->text[FAPIX_GRANT_FAMILY].n > 0 && grant->text[FAPIX_GRANT_VALUE].n == 0);
    must(fapi_grant_keep_until(grant) >= 0 && fapi_grant_keep_until(grant) <= FAPI_MAX_TIME);
}

/* The values of the scope are all of it but the blanks, in order. */
static void hold_scope(fapix_slice scope)
{
    const char *value = NULL;
    size_t n = 0, i = 0, at = 0;

    for (; fapi_grant_scope(grant, i, &value, &n) == FAPI_OK; i++) {
        while (at < scope.n && scope.p[at] == ' ')
            at++;
        must(n > 0 && n <= scope.n - at && value == (const char *)scope.p + at && memchr(value, ' ', n) == NULL);
        at += n;
    }
    while (at < scope.n && scope.p[at] == ' ')
        at++;
    must(at == scope.n && value == NULL && n == 0);
}

static void write_again(bool used)
{
    const char *one = NULL, *other = NULL;
    size_t n = 0, m = 0;

    must(fapi_grant_store(grant, &one, &n) == FAPI_OK && fapi_grant_load(again, one, n, used) == FAPI_OK);
    must(fapi_grant_store(again, &other, &m) == FAPI_OK && n == m && memcmp(one, other, n) == 0);
    must(again->type == grant->type && again->used == grant->used);
    for (int i = 0; i < FAPIX_GRANT_TEXTS; i++)
        must(fapix_slice_eq(grant->text[i], again->text[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bool used = size > 0 && (data[0] & 1) != 0;
    int rc = FAPI_ERR_INTERNAL;

    if (grant == NULL) {
        grant = fapi_grant_new(NULL, FAPI_GRANT_CONSENT);
        again = fapi_grant_new(NULL, 0);
        must(grant != NULL && again != NULL);
    }
    if (size == 0)
        return 0;
    rc = fapi_grant_load(grant, (const char *)data + 1, size - 1, used);
    if (rc == FAPI_OK) {
        json_t *document = json_loadb((const char *)data + 1, size - 1, JSON_REJECT_DUPLICATES, NULL);

        must(document != NULL);
        hold(document, used);
        hold_scope(grant->text[FAPIX_GRANT_SCOPE]);
        write_again(used);
        json_decref(document);
        return 0;
    }
    must(rc >= FAPI_BASE64URL_CHARACTER && fapi_status_text(rc) != NULL && grant->type == FAPI_GRANT_CONSENT && !grant->used);
    for (int i = 0; i < FAPIX_GRANT_TEXTS; i++)
        must(grant->text[i].n == 0);
    return 0;
}
