/* SPDX-License-Identifier: Apache-2.0 */
/* What a host asks of a grant to keep it as a row of a database, and what it may read of it. */
#include "oauth/grant.h"

#define CODE_KEPT 86400 /* seconds that a code is kept beyond its life: one that leaked comes late */

static int lend(fapix_slice text, const char **value, size_t *value_len)
{
    *value = (const char *)text.p;
    *value_len = text.n;
    return FAPI_OK;
}

static int start(const fapi_grant *grant, const char **value, size_t *value_len)
{
    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    return grant == NULL || value == NULL || value_len == NULL ? FAPI_ERR_ARG : FAPI_OK;
}

/* See fapi.h. */
int fapi_grant_key(fapi_grant *grant, const char **key, size_t *key_len)
{
    int rc = start(grant, key, key_len);

    if (rc == FAPI_OK)
        rc = fapix_grant_make_key(grant);
    return rc == FAPI_OK ? lend(grant->text[FAPIX_GRANT_KEY], key, key_len) : rc;
}

/* See fapi.h. */
int fapi_grant_family(fapi_grant *grant, const char **family, size_t *family_len)
{
    int rc = start(grant, family, family_len);

    if (rc == FAPI_OK)
        rc = fapix_grant_make_key(grant);
    if (rc == FAPI_OK)
        rc = fapix_grant_make_family(grant);
    return rc == FAPI_OK ? lend(grant->text[FAPIX_GRANT_FAMILY], family, family_len) : rc;
}

/* Does it end by what is made of it? A pushed request does not: its page may be loaded again until its user has answered. */
static bool is_spent(const fapi_grant *grant)
{
    return grant->type == FAPI_GRANT_CONSENT || grant->type == FAPI_GRANT_AUTHORIZATION_CODE || grant->type == FAPI_GRANT_CIBA ||
           (grant->type == FAPI_GRANT_REFRESH_TOKEN && grant->rotates);
}

/* See fapi.h. */
int fapi_grant_spends(fapi_grant *grant, size_t index, const char **key, size_t *key_len)
{
    int rc = start(grant, key, key_len);

    if (rc == FAPI_OK)
        rc = grant->type == 0 ? FAPI_ERR_STATE : fapix_grant_make_key(grant);
    if (rc != FAPI_OK)
        return rc;
    if (index == 0 && is_spent(grant))
        return lend(grant->text[FAPIX_GRANT_KEY], key, key_len);
    if (index == 1 && grant->type == FAPI_GRANT_CONSENT && grant->text[FAPIX_GRANT_PARENT].n > 0)
        return lend(grant->text[FAPIX_GRANT_PARENT], key, key_len);
    return FAPI_ERR_NOT_FOUND;
}

/* See fapi.h. */
int64_t fapi_grant_keep_until(const fapi_grant *grant)
{
    int64_t kept = 0;

    if (grant == NULL || grant->expires_at < 0)
        return 0;
    kept = grant->type == FAPI_GRANT_AUTHORIZATION_CODE ? CODE_KEPT : 0;
    return grant->expires_at > FAPI_MAX_TIME - kept ? FAPI_MAX_TIME : grant->expires_at + kept;
}

/* See fapi.h. */
int fapi_grant_value(const fapi_grant *grant, const char *name, size_t name_len, const char **value, size_t *value_len)
{
    static const struct {
        const char *name;
        int which;
    } known[] = {
        {"value", FAPIX_GRANT_VALUE},           {"client_id", FAPIX_GRANT_CLIENT}, {"scope", FAPIX_GRANT_SCOPE},
        {"redirect_uri", FAPIX_GRANT_REDIRECT_URI}, {"parameters", FAPIX_GRANT_PARAMETERS}, {"user", FAPIX_GRANT_USER},
        {"sub", FAPIX_GRANT_SUB},               {"jkt", FAPIX_GRANT_JKT},          {"x5t#S256", FAPIX_GRANT_X5T},
        {"authorization_details", FAPIX_GRANT_DETAILS}, {"resource", FAPIX_GRANT_RESOURCE},
    };
    int rc = start(grant, value, value_len);

    if (rc == FAPI_OK && name == NULL)
        rc = FAPI_ERR_ARG;
    for (size_t i = 0; rc == FAPI_OK && i < sizeof known / sizeof *known; i++)
        if (fapix_slice_is(fapix_slice_of(name, name_len), known[i].name) && grant->text[known[i].which].n > 0)
            return lend(grant->text[known[i].which], value, value_len);
    return rc == FAPI_OK ? FAPI_ERR_NOT_FOUND : rc;
}

/* See fapi.h. */
int fapi_grant_scope(const fapi_grant *grant, size_t index, const char **value, size_t *value_len)
{
    int rc = start(grant, value, value_len);
    fapix_slice rest = rc == FAPI_OK ? grant->text[FAPIX_GRANT_SCOPE] : fapix_slice_of(NULL, 0);

    for (size_t at = 0; rest.n > 0;) {
        const uint8_t *space = memchr(rest.p, ' ', rest.n);
        const fapix_slice word = fapix_slice_of(rest.p, space == NULL ? rest.n : (size_t)(space - rest.p));

        /* Spec: RFC6749-3.3-1 */
        if (word.n > 0 && at++ == index)
            return lend(word, value, value_len);
        rest = space == NULL ? fapix_slice_of(NULL, 0) : fapix_slice_of(space + 1, rest.n - word.n - 1);
    }
    return rc == FAPI_OK ? FAPI_ERR_NOT_FOUND : rc;
}

/* See fapi.h. */
int fapi_grant_type_of(const fapi_grant *grant)
{
    return grant == NULL ? 0 : grant->type;
}
