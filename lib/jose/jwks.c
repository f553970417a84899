/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A JWK set: entries grouped by kid, groups found through a hash table. Algorithm, kty, crv and use of a usable key
 * say the same thing (a key has one algorithm, and its use is signatures), so that a group needs one counter for
 * each algorithm and no walk over its keys.
 */
#include "jose/jwks.h"

#include "jose/jwks_text.h"

#define ALGS 4 /* bits of enum fapi_alg */
#define TABLE_MINIMUM 16

typedef struct kid_group {
    fapix_slice kid;       /* owned */
    uint16_t entries;      /* usable or not */
    uint16_t keys[ALGS];   /* usable keys of each algorithm */
    uint16_t first[ALGS];  /* and the first of them */
} kid_group;

struct fapi_jwks {
    fapi_context *context;
    atomic_int references;
    bool loaded, rs256_default;
    uint8_t hash_key[16];
    size_t limit;          /* entries of the document: the size of the next three */
    fapix_key **keys;
    int *skipped;
    kid_group *groups;
    size_t key_count, skipped_count, group_count;
    uint16_t *table;       /* group + 1, 0 for free; open addressing, at most half full */
    size_t table_size;     /* a power of 2 */
    kid_group all;             /* the whole set, for messages without a kid */
};

static size_t index_of(int alg)
{
    size_t i = 0;
    while (i + 1 < ALGS && alg != 1 << i)
        i++;
    return i;
}

/* The slot where the kid is, or the free one where it would go. */
static size_t slot_of(const fapi_jwks *jwks, fapix_slice kid)
{
    size_t mask = jwks->table_size - 1;
    size_t at = (size_t)jwks->context->provider->keyed_hash(jwks->hash_key, kid) & mask;
    while (jwks->table[at] != 0 && !fapix_slice_eq(jwks->groups[jwks->table[at] - 1].kid, kid))
        at = (at + 1) & mask;
    return at;
}

static int group_for(fapi_jwks *jwks, fapix_slice kid, kid_group **found)
{
    size_t at = slot_of(jwks, kid);
    if (jwks->table[at] == 0) {
        size_t next = jwks->group_count;
        int rc = fapix_copy(&jwks->context->memory, kid, &jwks->groups[next].kid);
        if (rc != FAPI_OK)
            return rc;
        jwks->group_count = next + 1;
        jwks->table[at] = (uint16_t)(next + 1);
    }
    *found = &jwks->groups[jwks->table[at] - 1];
    return FAPI_OK;
}

static void count_key(kid_group *group, size_t alg, size_t key)
{
    if (group->keys[alg]++ == 0)
        group->first[alg] = (uint16_t)key;
}

/* One entry: usable, skipped with its status, or (statuses of use: memory, provider) the end of loading. */
static int load_entry(fapi_jwks *jwks, const fapix_jwk_fields *fields)
{
    char jkt[FAPI_JKT_LENGTH + 1];
    kid_group *group = NULL;
    fapix_key *key = NULL;
    int rc = FAPI_OK;
    if (fields->has_kid && fields->kid.n <= FAPI_MAX_KID) {
        rc = group_for(jwks, fields->kid, &group);
        if (rc != FAPI_OK)
            return rc;
        group->entries++;
    }
    rc = fapix_jwk_import(jwks->context, fields, jwks->rs256_default, &key, jkt);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    if (rc != FAPI_OK) {
        /* Spec: RFC7517-5-2 */
        jwks->skipped[jwks->skipped_count++] = rc;
        return FAPI_OK;
    }
    size_t alg = index_of(jwks->context->provider->key_alg(key));
    jwks->keys[jwks->key_count] = key;
    count_key(&jwks->all, alg, jwks->key_count);
    if (group != NULL)
        count_key(group, alg, jwks->key_count);
    jwks->key_count++;
    return FAPI_OK;
}

static int make_tables(fapi_jwks *jwks, size_t entries)
{
    const fapix_memory *memory = &jwks->context->memory;
    jwks->limit = entries;
    jwks->table_size = TABLE_MINIMUM;
    while (jwks->table_size < 2 * entries)
        jwks->table_size *= 2;
    jwks->keys = fapix_alloc_array(memory, entries, sizeof *jwks->keys);
    jwks->skipped = fapix_alloc_array(memory, entries, sizeof *jwks->skipped);
    jwks->groups = fapix_alloc_array(memory, entries, sizeof *jwks->groups);
    jwks->table = fapix_alloc_array(memory, jwks->table_size, sizeof *jwks->table);
    bool made = jwks->keys != NULL && jwks->skipped != NULL && jwks->groups != NULL && jwks->table != NULL;
    return made ? FAPI_OK : FAPI_ERR_NOMEM;
}

/* Back to an empty set. */
static void clear(fapi_jwks *jwks)
{
    const fapix_memory *memory = &jwks->context->memory;
    for (size_t i = 0; i < jwks->key_count; i++)
        jwks->context->provider->key_free(jwks->keys[i]);
    for (size_t i = 0; i < jwks->group_count; i++)
        fapix_free(memory, (void *)(uintptr_t)jwks->groups[i].kid.p, jwks->groups[i].kid.n);
    fapix_free(memory, jwks->keys, jwks->limit * sizeof *jwks->keys);
    fapix_free(memory, jwks->skipped, jwks->limit * sizeof *jwks->skipped);
    fapix_free(memory, jwks->groups, jwks->limit * sizeof *jwks->groups);
    fapix_free(memory, jwks->table, jwks->table_size * sizeof *jwks->table);
    jwks->keys = NULL;
    jwks->skipped = NULL;
    jwks->groups = NULL;
    jwks->table = NULL;
    jwks->limit = jwks->table_size = jwks->key_count = jwks->skipped_count = jwks->group_count = 0;
    jwks->all = (kid_group){0};
}

/* What refuses the whole document, whatever else it holds: an entry that is no object, and key material that must
 * never be there. */
static int judge_entries(fapix_jwks_text *text)
{
    fapix_jwk_fields fields;
    for (size_t i = 0; i < text->count; i++) {
        int rc = fapix_jwks_text_next(text, &fields);
        if (rc != FAPI_OK)
            return rc;
        /* Spec: RFC7517-9.2-1 */
        if (fields.has_symmetric)
            return FAPI_JWK_SYMMETRIC;
        if (fields.has_private)
            return FAPI_JWK_PRIVATE;
    }
    return text->count > 0 ? FAPI_OK : FAPI_JWKS_EMPTY;
}

static int load_entries(fapi_jwks *jwks, fapix_jwks_text *text)
{
    fapix_jwk_fields fields;
    int rc = jwks->context->provider->random(jwks->hash_key, sizeof jwks->hash_key);
    if (rc == FAPI_OK)
        rc = make_tables(jwks, text->count);
    for (size_t i = 0; rc == FAPI_OK && i < text->count; i++) {
        rc = fapix_jwks_text_next(text, &fields);
        if (rc == FAPI_OK)
            rc = load_entry(jwks, &fields);
    }
    return rc == FAPI_OK && jwks->key_count == 0 ? FAPI_JWKS_EMPTY : rc;
}

/* See fapi.h. */
int fapi_jwks_load(fapi_jwks *jwks, const char *json, size_t json_len)
{
    if (jwks == NULL || json == NULL)
        return FAPI_ERR_ARG;
    if (jwks->loaded)
        return FAPI_ERR_STATE;
    const fapix_memory *memory = &jwks->context->memory;
    fapix_jwks_text *text = fapix_alloc(memory, sizeof *text);
    if (text == NULL)
        return FAPI_ERR_NOMEM;
    int rc = fapix_jwks_text_open(text, fapix_slice_of(json, json_len));
    if (rc == FAPI_OK)
        rc = judge_entries(text);
    fapix_jwks_text_rewind(text);
    if (rc == FAPI_OK)
        rc = load_entries(jwks, text);
    /* What was refused may have been a private key. */
    fapix_wipe(text, sizeof *text);
    fapix_free(memory, text, sizeof *text);
    if (rc == FAPI_OK)
        jwks->loaded = true;
    else
        clear(jwks);
    return rc;
}

/* Spec: RFC7515-6-1, FAPI2SP-5.4.3-1, RFC7517-4.5-1, RFC7515-4.1.4-1, RFC8725-3.10-1, FAPI1ADV-8.11-1 */
int fapix_jwks_find(const fapi_jwks *jwks, bool has_kid, fapix_slice kid, int alg, bool refuse_duplicate_kid,
                    const fapix_key **key)
{
    *key = NULL;
    if (!jwks->loaded)
        return FAPI_KEY_UNKNOWN;
    const kid_group *group = &jwks->all;
    if (has_kid) {
        uint16_t found = jwks->table[slot_of(jwks, kid)];
        if (found == 0)
            return FAPI_KEY_UNKNOWN;
        group = &jwks->groups[found - 1];
        if (refuse_duplicate_kid && group->entries > 1)
            return FAPI_KEY_AMBIGUOUS;
    }
    size_t i = index_of(alg), usable = 0;
    for (size_t j = 0; j < ALGS; j++)
        usable += group->keys[j];
    if (group->keys[i] == 0)
        return has_kid && usable > 0 ? FAPI_KEY_ALG : FAPI_KEY_UNKNOWN;
    if (group->keys[i] > 1)
        return FAPI_KEY_AMBIGUOUS;
    *key = jwks->keys[group->first[i]];
    return FAPI_OK;
}

/* See fapi.h. */
fapi_jwks *fapi_jwks_new(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    if (used == NULL)
        return NULL;
    fapi_jwks *jwks = fapix_alloc(&used->memory, sizeof *jwks);
    if (jwks == NULL) {
        fapix_context_unref(used);
        return NULL;
    }
    jwks->context = used;
    atomic_init(&jwks->references, 1);
    return jwks;
}

fapi_jwks *fapix_jwks_ref(fapi_jwks *jwks)
{
    atomic_fetch_add_explicit(&jwks->references, 1, memory_order_relaxed);
    return jwks;
}

/* See fapi.h. */
void fapi_jwks_free(fapi_jwks *jwks)
{
    if (jwks == NULL || atomic_fetch_sub_explicit(&jwks->references, 1, memory_order_acq_rel) != 1)
        return;
    fapi_context *context = jwks->context;
    clear(jwks);
    fapix_free(&context->memory, jwks, sizeof *jwks);
    fapix_context_unref(context);
}

bool fapix_jwks_loaded(const fapi_jwks *jwks)
{
    return jwks->loaded;
}

/* See fapi.h. */
int fapi_jwks_insecure_set_rs256_default(fapi_jwks *jwks, int on)
{
    if (jwks == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    if (jwks->loaded)
        return FAPI_ERR_STATE;
    jwks->rs256_default = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
size_t fapi_jwks_count(const fapi_jwks *jwks)
{
    return jwks == NULL ? 0 : jwks->key_count;
}

/* See fapi.h. */
size_t fapi_jwks_skipped_count(const fapi_jwks *jwks)
{
    return jwks == NULL ? 0 : jwks->skipped_count;
}

/* See fapi.h. */
int fapi_jwks_skipped_status(const fapi_jwks *jwks, size_t index)
{
    if (jwks == NULL)
        return FAPI_ERR_ARG;
    return index < jwks->skipped_count ? jwks->skipped[index] : FAPI_ERR_NOT_FOUND;
}
