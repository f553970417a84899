/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the header of a JWE, before any key is touched. What is wrong here anybody can see who sees the message, so that each rule may
 * have a status of its own. */
#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/jwe.h"
#include "jose/jws.h"

enum slot { ALG, ENC, ZIP, TYP, CTY, KID, CRIT, JWK, LOCATION, X5T, X5T256, EPK, APU, APV, OTHER, SLOTS };

#define ROW(name, slot) {name, sizeof(name) - 1, slot}
/* Every name that RFC 7515, 7516, 7518 and 7797 define. */
static const struct {
    const char *name;
    size_t n;
    enum slot slot;
} names[] = {
    ROW("alg", ALG),      ROW("enc", ENC),      ROW("zip", ZIP),      ROW("typ", TYP),   ROW("cty", CTY),
    ROW("kid", KID),      ROW("crit", CRIT),    ROW("jwk", JWK),      ROW("jku", LOCATION), ROW("x5u", LOCATION),
    ROW("x5c", LOCATION), ROW("x5t", X5T),      ROW("x5t#S256", X5T256), ROW("epk", EPK), ROW("apu", APU),
    ROW("apv", APV),      ROW("iv", OTHER),     ROW("tag", OTHER),    ROW("p2s", OTHER), ROW("p2c", OTHER),
    ROW("b64", OTHER),
};
#define NAMES (sizeof names / sizeof *names)
#define CRIT_LOOKED_AT 16 /* names of a crit whose form is judged: there is none that could pass */

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_json *json;
    const fapix_json_node *of[SLOTS];
    fapix_jwe_header *header;
} judgement;

static bool find(fapix_slice name, enum slot *slot)
{
    for (size_t i = 0; i < NAMES; i++)
        if (names[i].n == name.n && memcmp(names[i].name, name.p, name.n) == 0) {
            *slot = names[i].slot;
            return true;
        }
    return false;
}

static void sort(judgement *j)
{
    const fapix_json_node *at = fapix_json_first(j->json, &j->json->node[0]);
    for (; at != NULL; at = fapix_json_next(j->json, at)) {
        enum slot slot = OTHER;
        if (find(at->name, &slot))
            j->of[slot] = at;
    }
}

static bool is_string(const fapix_json_node *node)
{
    return node != NULL && node->type == FAPIX_JSON_STRING;
}

static bool absent_or_string(const fapix_json_node *node)
{
    return node == NULL || node->type == FAPIX_JSON_STRING;
}

/* ---- alg, enc, zip ---- */

static bool starts(fapix_slice text, const char *with)
{
    const size_t n = strlen(with);
    return text.n >= n && memcmp(text.p, with, n) == 0;
}

static bool is_symmetric(fapix_slice alg)
{
    static const char *const of[] = {"dir", "A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW"};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (fapix_slice_is(alg, of[i]))
            return true;
    return false;
}

/* Those that others have been broken by are refused by their names, whatever the caller allows. */
static int judge_alg(judgement *j, int algs)
{
    fapi_verdict *verdict = j->verdict;
    int rc = fapix_rule(verdict, FAPI_JWE_ALG_MISSING, is_string(j->of[ALG]));
    if (rc != FAPI_OK)
        return rc;
    const fapix_slice name = j->of[ALG]->value;
    /* Spec: RFC8725-3.2-2 */
    rc = fapix_rule(verdict, FAPI_JWE_ALG_RSA1_5, !fapix_slice_is(name, "RSA1_5"));
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JWE_ALG_PBES2, !starts(name, "PBES2-"));
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JWE_ALG_SYMMETRIC, !is_symmetric(name));
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_JWE_ALG_ECDH_1PU, !starts(name, "ECDH-1PU"));
    if (rc != FAPI_OK)
        return rc;
    j->header->alg = fapix_jwe_alg_of(name) & algs;
    /* Spec: RFC7516-5.2-2, RFC8725-3.1-1, RFC8725-3.1-2 */
    return fapix_rule_on(verdict, FAPI_JWE_ALG, j->header->alg != 0, fapix_slice_str("an allowed alg"), name);
}

static int judge_enc(judgement *j, int encs)
{
    /* Spec: RFC7516-4.1.2-1 */
    int rc = fapix_rule(j->verdict, FAPI_JWE_ENC_MISSING, is_string(j->of[ENC]));
    if (rc != FAPI_OK)
        return rc;
    j->header->enc = fapix_jwe_enc_of(j->of[ENC]->value) & encs;
    /* Spec: RFC7516-4.1.2-1, RFC7516-5.2-2, RFC8725-3.1-1, RFC8725-3.1-2 */
    rc = fapix_rule_on(j->verdict, FAPI_JWE_ENC, j->header->enc != 0, fapix_slice_str("an allowed enc"),
                       j->of[ENC]->value);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7516-4.1.3-1, RFC8725-3.6-1 - nothing is ever inflated */
    return fapix_rule(j->verdict, FAPI_JWE_ZIP, j->of[ZIP] == NULL);
}

/* ---- crit ---- */

/* Is crit a list that RFC 7515 allows: names of further members that are there, each once? */
static bool crit_is_formed(const judgement *j)
{
    const fapix_json_node *crit = j->of[CRIT], *at = NULL;
    fapix_slice seen[CRIT_LOOKED_AT];
    size_t count = 0;
    enum slot slot = OTHER;
    if (crit->type != FAPIX_JSON_ARRAY || fapix_json_first(j->json, crit) == NULL)
        return false;
    for (at = fapix_json_first(j->json, crit); at != NULL && count < CRIT_LOOKED_AT; at = fapix_json_next(j->json, at)) {
        if (at->type != FAPIX_JSON_STRING || find(at->value, &slot) ||
            fapix_json_member(j->json, &j->json->node[0], at->value) == NULL)
            return false;
        for (size_t i = 0; i < count; i++)
            if (fapix_slice_eq(seen[i], at->value))
                return false;
        seen[count++] = at->value;
    }
    return true;
}

static int judge_crit(judgement *j)
{
    if (j->of[CRIT] == NULL)
        return FAPI_OK;
    /* Spec: RFC7516-5.2-5 */
    int rc = fapix_rule(j->verdict, FAPI_JWE_CRIT_FORM, crit_is_formed(j));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7516-5.2-5 - nothing that a crit could name is understood */
    fapix_actual(j->verdict, fapix_json_first(j->json, j->of[CRIT])->value);
    return fapix_refuse(j->verdict, FAPI_JWE_CRIT);
}

/* ---- kind and key ---- */

static int judge_kind(judgement *j)
{
    int rc = fapix_rule(j->verdict, FAPI_JWE_HEADER_TYPE,
                        absent_or_string(j->of[TYP]) && absent_or_string(j->of[CTY]) && absent_or_string(j->of[X5T]) &&
                            (j->of[X5T256] == NULL || (is_string(j->of[X5T256]) &&
                                                       fapix_is_sha256_base64url(j->of[X5T256]->value))));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7519-5.2-1 - where it is missing, as older clients have it, the plaintext shows what it is */
    return fapix_rule(j->verdict, FAPI_JWE_CTY, j->of[CTY] == NULL || fapix_jws_typ_is(j->of[CTY]->value, "JWT"));
}

static int judge_key_headers(judgement *j)
{
    const fapix_json_node *kid = j->of[KID];
    /* Spec: RFC8725-3.10-1 */
    int rc = fapix_rule(j->verdict, FAPI_JWE_KID, absent_or_string(kid) && (kid == NULL || kid->value.n <= FAPI_MAX_KID));
    if (rc != FAPI_OK)
        return rc;
    j->header->has_kid = kid != NULL;
    if (kid != NULL)
        j->header->kid = kid->value;
    /* Spec: RFC8725-3.10-2 */
    return fapix_rule(j->verdict, FAPI_JWE_EMBEDDED_KEY, j->of[LOCATION] == NULL && j->of[JWK] == NULL);
}

/* ---- ECDH-ES ---- */

static bool take_coordinate(fapix_slice text, uint8_t out[32])
{
    size_t n = 0;
    return text.n == fapix_base64url_encoded(32) && fapix_base64url_decode(text, out, &n) == FAPI_OK && n == 32;
}

static int judge_epk(judgement *j)
{
    fapix_jwk_fields fields;
    int rc = fapix_rule(j->verdict, FAPI_JWE_EPK_MISSING, j->of[EPK] != NULL);
    if (rc != FAPI_OK)
        return rc;
    bool read = fapix_jwk_fields_json(&fields, j->json, j->of[EPK]) == FAPI_OK && !fields.bad_type;
    rc = fapix_rule(j->verdict, FAPI_JWE_EPK, read);
    /* Spec: RFC7518-4.6.1.1-1 */
    if (rc == FAPI_OK)
        rc = fapix_rule(j->verdict, FAPI_JWE_EPK_PRIVATE, !fields.has_private && !fields.has_symmetric);
    if (rc != FAPI_OK)
        return rc;
    /* That the point is on the curve is seen where it is used, and is an error of decryption like any other. */
    return fapix_rule(j->verdict, FAPI_JWE_EPK,
                      fapix_slice_is(fields.kty, "EC") && fapix_slice_is(fields.crv, "P-256") &&
                          take_coordinate(fields.x, j->header->x) && take_coordinate(fields.y, j->header->y));
}

static bool take_party(const fapix_json_node *node, uint8_t out[FAPIX_JWE_PARTY], size_t *n)
{
    *n = 0;
    if (node == NULL)
        return true;
    if (node->type != FAPIX_JSON_STRING || node->value.n > fapix_base64url_encoded(FAPIX_JWE_PARTY))
        return false;
    return fapix_base64url_decode(node->value, out, n) == FAPI_OK;
}

static int judge_agreement(judgement *j)
{
    bool agrees = (j->header->alg & FAPIX_JWE_ALGS_EC) != 0;
    /* What belongs to another algorithm was meant for a reader that takes the message for something else. */
    int rc = fapix_rule(j->verdict, FAPI_JWE_PARAMETER,
                        j->of[OTHER] == NULL &&
                            (agrees || (j->of[EPK] == NULL && j->of[APU] == NULL && j->of[APV] == NULL)));
    if (rc != FAPI_OK || !agrees)
        return rc;
    rc = judge_epk(j);
    if (rc != FAPI_OK)
        return rc;
    return fapix_rule(j->verdict, FAPI_JWE_PARTY,
                      take_party(j->of[APU], j->header->apu, &j->header->apu_n) &&
                          take_party(j->of[APV], j->header->apv, &j->header->apv_n));
}

int fapix_jwe_judge_header(fapi_verdict *verdict, const fapix_json *json, int algs, int encs, fapix_jwe_header *header)
{
    judgement j = {.verdict = verdict, .json = json, .header = header};
    *header = (fapix_jwe_header){0};
    sort(&j);
    int rc = judge_alg(&j, algs);
    if (rc == FAPI_OK)
        rc = judge_enc(&j, encs);
    if (rc == FAPI_OK)
        rc = judge_crit(&j);
    if (rc == FAPI_OK)
        rc = judge_kind(&j);
    if (rc == FAPI_OK)
        rc = judge_key_headers(&j);
    return rc == FAPI_OK ? judge_agreement(&j) : rc;
}
