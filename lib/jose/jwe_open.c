/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens a compact JWE. Sizes are judged before anything is decoded, the header before a key is looked for, and whatever fails from the
 * first use of the key on fails in one and the same way.
 */
#include "base/base64url.h"
#include "jose/jwe.h"

#define ENCRYPTED_KEY 1024 /* octets of the largest modulus */
#define IV_AND_TAG 32

enum part { HEADER, KEY, IV, CIPHERTEXT, TAG, PARTS };

typedef struct opening {
    fapi_verdict *verdict;
    const fapix_jwe_facts *facts;
    const fapi_decrypter *decrypter;
    fapix_slice part[PARTS];
    fapix_jwe_header header;
    uint8_t iv[IV_AND_TAG], tag[IV_AND_TAG];
    size_t iv_n, tag_n;
    fapix_slice ciphertext, key; /* in payload_text and payload_scratch of verdict->token */
} opening;

/* ---- the parts ---- */

static size_t count_dots(fapix_slice text, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n && count < limit; i++)
        count += text.p[i] == '.';
    return count;
}

bool fapix_jwe_is(fapix_slice compact)
{
    return count_dots(compact, PARTS) == PARTS - 1;
}

static void split(opening *o, fapix_slice compact)
{
    const uint8_t *at = compact.p, *const end = compact.p + compact.n;
    for (int i = 0; i < PARTS; i++) {
        const uint8_t *dot = i == TAG ? end : memchr(at, '.', (size_t)(end - at));
        o->part[i] = fapix_slice_of(at, (size_t)(dot - at));
        at = dot + (i == TAG ? 0 : 1);
    }
}

static int read_header(opening *o)
{
    fapix_jwt_space *space = &o->verdict->token;
    size_t n = 0;
    int rc = fapix_rule(o->verdict, FAPI_JWE_SIZE, o->part[HEADER].n <= fapix_base64url_encoded(FAPI_MAX_JOSE_HEADER));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_base64url_decode(o->part[HEADER], space->header_text, &n);
    if (rc != FAPI_OK)
        return fapix_refuse(o->verdict, rc);
    space->header_raw = fapix_slice_of(space->header_text, n);
    /* Spec: RFC7516-5.2-5 */
    rc = fapix_json_parse(&space->header, space->header_raw, space->header_scratch);
    rc = fapix_rule_rc(o->verdict, FAPI_JWE_HEADER, rc);
    if (rc != FAPI_OK)
        return rc;
    return fapix_jwe_judge_header(o->verdict, &space->header, o->facts->algs, o->facts->encs, &o->header);
}

/* One octet more than there is room for, which is nowhere right, where the text is too long for its place. */
static int decode(opening *o, enum part part, uint8_t *out, size_t room, size_t *n)
{
    *n = 0;
    if (o->part[part].n > fapix_base64url_encoded(room)) {
        *n = room + 1;
        return FAPI_OK;
    }
    int rc = fapix_base64url_decode(o->part[part], out, n);
    return rc == FAPI_OK ? FAPI_OK : fapix_refuse(o->verdict, rc);
}

static int read_parts(opening *o)
{
    fapix_jwt_space *space = &o->verdict->token;
    size_t n = 0, key_n = 0;
    int rc = decode(o, KEY, space->payload_scratch, ENCRYPTED_KEY, &key_n);
    if (rc == FAPI_OK)
        rc = decode(o, IV, o->iv, sizeof o->iv, &o->iv_n);
    if (rc == FAPI_OK)
        rc = decode(o, CIPHERTEXT, space->payload_text, sizeof space->payload_text, &n);
    if (rc == FAPI_OK)
        rc = decode(o, TAG, o->tag, sizeof o->tag, &o->tag_n);
    o->ciphertext = fapix_slice_of(space->payload_text, n);
    o->key = fapix_slice_of(space->payload_scratch, key_n);
    return rc;
}

/* ---- the key ---- */

/* With a kid the one of this name; without, the only one for this alg. */
static int choose_key(opening *o)
{
    size_t found = 0;
    for (size_t i = 0; i < o->facts->decrypter_count; i++) {
        const fapi_decrypter *one = o->facts->decrypters[i];
        bool named = !o->header.has_kid || (one->has_kid && fapix_slice_eq(one->kid, o->header.kid));
        /* Spec: RFC8725-3.1-3 - a key opens what names its own algorithm */
        if (!named || (one->alg & o->header.alg) == 0)
            continue;
        o->decrypter = one;
        found++;
    }
    fapix_actual(o->verdict, o->header.kid);
    int rc = fapix_rule(o->verdict, FAPI_JWE_KEY, found > 0);
    return rc == FAPI_OK ? fapix_rule(o->verdict, FAPI_JWE_KEY_AMBIGUOUS, found == 1) : rc;
}

static int unwrap_rsa(opening *o, uint8_t cek[FAPIX_JWE_CEK], size_t cek_n)
{
    uint8_t *out = o->verdict->token.payload_scratch + ENCRYPTED_KEY; /* behind the encrypted key */
    size_t n = 0;
    /* Spec: RFC7516-11.5-1 - a length other than that of the modulus is refused there like any other fault */
    int rc = o->verdict->context->provider->oaep_open(o->decrypter->key, o->header.alg, o->key, out, &n);
    /* Spec: RFC7516-5.2-3 */
    if (rc == FAPI_OK && n != cek_n)
        rc = FAPI_JWE_DECRYPTION;
    if (rc == FAPI_OK)
        memcpy(cek, out, cek_n);
    fapix_wipe(out, ENCRYPTED_KEY);
    return rc;
}

static int unwrap_ec(opening *o, uint8_t cek[FAPIX_JWE_CEK], size_t cek_n)
{
    const fapix_provider *provider = o->verdict->context->provider;
    const size_t kek_n = fapix_jwe_kek_n(o->header.alg);
    const char *name = kek_n > 0 ? fapix_jwe_alg_name(o->header.alg) : fapix_jwe_enc_name(o->header.enc);
    const fapix_jwe_agreement agreement = {fapix_slice_str(name), fapix_slice_of(o->header.apu, o->header.apu_n),
                                           fapix_slice_of(o->header.apv, o->header.apv_n)};
    uint8_t shared[32], kek[FAPIX_JWE_CEK];
    /* Spec: RFC8725-3.4-1 - the point is judged there */
    int rc = provider->ecdh(o->decrypter->key, o->header.x, o->header.y, shared);
    if (rc == FAPI_OK)
        rc = fapix_jwe_derive(o->verdict->context, shared, &agreement, kek, kek_n > 0 ? kek_n : cek_n);
    /* Spec: RFC7516-5.2-4, RFC7516-5.2-3 */
    if (rc == FAPI_OK && o->key.n != (kek_n > 0 ? cek_n + 8 : 0))
        rc = FAPI_JWE_DECRYPTION;
    if (rc == FAPI_OK && kek_n > 0)
        rc = provider->key_unwrap(fapix_slice_of(kek, kek_n), o->key, cek);
    else if (rc == FAPI_OK)
        memcpy(cek, kek, cek_n);
    fapix_wipe(shared, sizeof shared);
    fapix_wipe(kek, sizeof kek);
    return rc;
}

/* The content key; a random one where that of the message cannot be had, so that nobody learns what was wrong with it. */
static int find_content_key(opening *o, uint8_t cek[FAPIX_JWE_CEK], size_t cek_n)
{
    uint8_t found[FAPIX_JWE_CEK] = {0};
    int rc = o->verdict->context->provider->random(cek, cek_n);
    if (rc != FAPI_OK)
        return rc;
    rc = (o->header.alg & FAPIX_JWE_ALGS_RSA) != 0 ? unwrap_rsa(o, found, cek_n) : unwrap_ec(o, found, cek_n);
    /* Spec: RFC7516-11.5-1 - taken or not by a mask, not by a branch */
    const uint8_t mask = (uint8_t)(0 - (unsigned)(rc == FAPI_OK));
    for (size_t i = 0; i < cek_n; i++)
        cek[i] = (uint8_t)((cek[i] & (uint8_t)~mask) | (found[i] & mask));
    fapix_wipe(found, sizeof found);
    return rc == FAPI_JWE_DECRYPTION ? FAPI_OK : rc;
}

/* ---- the content ---- */

/* These lengths the sender chose and knows, so that no key need be used to refuse them. */
static bool lengths_fit(const opening *o)
{
    const int cbc = FAPI_JWE_ENC_A128CBC_HS256 | FAPI_JWE_ENC_A256CBC_HS512;
    /* Spec: RFC7518-5.3-1 */
    if (o->iv_n != fapix_jwe_iv_n(o->header.enc) || o->tag_n != fapix_jwe_tag_n(o->header.enc))
        return false;
    if (o->ciphertext.n == 0 || o->ciphertext.n > FAPIX_DECODED)
        return false;
    return (o->header.enc & cbc) == 0 || o->ciphertext.n % 16 == 0;
}

static int decrypt(opening *o)
{
    fapi_verdict *verdict = o->verdict;
    uint8_t cek[FAPIX_JWE_CEK];
    const size_t cek_n = fapix_jwe_cek_n(o->header.enc);
    /* Spec: RFC7516-5.2-6 - the text as it came */
    const fapix_aead aead = {o->header.enc, fapix_slice_of(cek, cek_n), fapix_slice_of(o->iv, o->iv_n), o->part[HEADER]};
    if (!lengths_fit(o))
        return FAPI_JWE_DECRYPTION;
    int rc = find_content_key(o, cek, cek_n);
    /* Spec: RFC7516-5.2-1, RFC7518-5.2.2.2-1 (the tag before anything else, in the provider) */
    if (rc == FAPI_OK)
        rc = verdict->context->provider->aead_open(&aead, o->ciphertext, fapix_slice_of(o->tag, o->tag_n),
                                                   verdict->nested, &verdict->nested_n);
    fapix_wipe(cek, sizeof cek);
    return rc;
}

/* ---- what was in it ---- */

/* The claims of the inner JWT, as far as they are needed to compare them with copies in the header. */
static int read_claims(fapi_verdict *verdict, fapix_slice nested)
{
    fapix_jwt_space *space = &verdict->token;
    const uint8_t *first = memchr(nested.p, '.', nested.n), *end = nested.p + nested.n;
    const uint8_t *second = memchr(first + 1, '.', (size_t)(end - first - 1));
    size_t n = 0;
    int rc = fapix_base64url_decode(fapix_slice_of(first + 1, (size_t)(second - first - 1)), space->payload_text, &n);
    space->payload = fapix_slice_of(space->payload_text, n);
    return rc == FAPI_OK ? fapix_json_parse(&space->claims, space->payload, space->payload_scratch) : rc;
}

/* Spec: RFC7519-5.3-1 */
static int judge_copies(fapi_verdict *verdict, fapix_slice nested)
{
    static const char *const copies[] = {"iss", "sub", "aud"};
    fapix_jwt_space *space = &verdict->token;
    bool read = false, same = true;
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        const fapix_json_node *copy = fapix_json_get(&space->header, copies[i]);
        if (copy == NULL)
            continue;
        if (!read)
            same = read_claims(verdict, nested) == FAPI_OK;
        read = true;
        const fapix_json_node *claim = same ? fapix_json_get(&space->claims, copies[i]) : NULL;
        same = claim != NULL && fapix_slice_eq(claim->raw, copy->raw);
    }
    return fapix_rule(verdict, FAPI_JWE_COPY, same);
}

static int judge_nested(fapi_verdict *verdict)
{
    const fapix_slice nested = fapix_slice_of(verdict->nested, verdict->nested_n);
    int rc = fapix_rule(verdict, FAPI_JWE_IN_JWE, !fapix_jwe_is(nested));
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JWE_PLAINTEXT, count_dots(nested, PARTS) == 2);
    return rc == FAPI_OK ? judge_copies(verdict, nested) : rc;
}

static int open_message(opening *o, fapix_slice compact)
{
    /* First of all: what is too long costs nothing. */
    int rc = fapix_rule(o->verdict, FAPI_JWE_SIZE, compact.n <= FAPI_MAX_JWT);
    /* Spec: RFC7516-7.1-1 */
    if (rc == FAPI_OK)
        rc = fapix_rule(o->verdict, FAPI_JWE_STRUCTURE, fapix_jwe_is(compact));
    if (rc != FAPI_OK)
        return rc;
    split(o, compact);
    rc = read_header(o);
    if (rc == FAPI_OK)
        rc = choose_key(o);
    if (rc == FAPI_OK)
        rc = read_parts(o);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7516-11.4-1 */
    rc = fapix_rule_rc(o->verdict, FAPI_JWE_DECRYPTION, decrypt(o));
    return rc == FAPI_OK ? judge_nested(o->verdict) : rc;
}

int fapix_jwe_open(fapi_verdict *verdict, fapix_slice compact, const fapix_jwe_facts *facts)
{
    opening o = {.verdict = verdict, .facts = facts};
    /* Of an earlier message of this check, which may have been longer. */
    fapix_wipe(verdict->nested, verdict->nested_n);
    verdict->nested_n = 0;
    int rc = open_message(&o, compact);
    /* The header was not the message's: nothing of it must be read as if it were. */
    fapix_verdict_clear_space(&verdict->token);
    if (rc != FAPI_OK) {
        fapix_wipe(verdict->nested, sizeof verdict->nested);
        verdict->nested_n = 0;
    }
    return rc;
}
