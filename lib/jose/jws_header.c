/* SPDX-License-Identifier: Apache-2.0 */
/* Judges a JOSE header of a JWS. One walk sorts the members that mean something; then one rule after another looks
 * at its own. */
#include "crypto/digest.h"
#include "jose/alg.h"
#include "jose/jws.h"

enum slot { ALG, TYP, CTY, KID, CRIT, B64, JWK, LOCATION, X5T, X5T256, ENCRYPTION, SLOTS };

typedef struct known {
    const char *name;
    size_t n;
    enum slot slot;
} known;

#define ROW(name, slot) {name, sizeof(name) - 1, slot}
/* Every name that RFC 7515, 7516, 7518 and 7797 define. */
static const known names[] = {
    ROW("alg", ALG),        ROW("typ", TYP),        ROW("cty", CTY),        ROW("kid", KID),
    ROW("crit", CRIT),      ROW("b64", B64),        ROW("jwk", JWK),        ROW("jku", LOCATION),
    ROW("x5u", LOCATION),   ROW("x5c", LOCATION),   ROW("x5t", X5T),        ROW("x5t#S256", X5T256),
    ROW("enc", ENCRYPTION), ROW("zip", ENCRYPTION), ROW("epk", ENCRYPTION), ROW("apu", ENCRYPTION),
    ROW("apv", ENCRYPTION), ROW("iv", ENCRYPTION),  ROW("tag", ENCRYPTION), ROW("p2s", ENCRYPTION),
    ROW("p2c", ENCRYPTION),
};

#define CRIT_LOOKED_AT 16  /* names of a crit whose form is judged: there is none that could pass */

typedef struct members {
    const fapix_json_node *of[SLOTS];
} members;

static const known *find(fapix_slice name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].n == name.n && memcmp(names[i].name, name.p, name.n) == 0)
            return &names[i];
    }
    return NULL;
}

/* Spec: RFC7515-4-2 (other members are ignored) */
static void sort(const fapix_json *header, members *found)
{
    *found = (members){{NULL}};
    const fapix_json_node *at = fapix_json_first(header, &header->node[0]);
    for (; at != NULL; at = fapix_json_next(header, at)) {
        const known *row = find(at->name);
        if (row != NULL)
            found->of[row->slot] = at;
    }
}

static int judge_alg(fapi_verdict *verdict, const fapix_json_node *node, int algs, int *alg)
{
    /* Spec: RFC7515-4.1.1-1 */
    int rc = fapix_rule(verdict, FAPI_JWS_ALG_MISSING, node != NULL && node->type == FAPIX_JSON_STRING);
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7518-3.6-1, RFC8725-3.2-4, FAPI2SP-5.4.1-1.3, RFC7518-3.6-2 (no case of it, no caller
     * can ask for it) */
    rc = fapix_rule(verdict, FAPI_JWS_ALG_NONE, !fapix_slice_is_nocase(node->value, "none"));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC8725-3.1-1, RFC8725-3.1-2, RFC7515-5.2-2, RFC7518-3.2-1, RFC7518-3.2-2,
     * RFC8725-3.5-1 (HMAC has no algorithm number, so that no list can allow it) */
    *alg = fapix_alg_of(node->value) & algs;
    rc = fapix_rule(verdict, FAPI_JWS_ALG, *alg != 0);
    if (rc != FAPI_OK) {
        char wanted[64];
        fapix_alg_list(algs, wanted);
        fapix_expected(verdict, fapix_slice_str(wanted));
        fapix_actual(verdict, node->value);
    }
    return rc;
}

/* Is crit a list that RFC 7515 allows: names of further members that are there, each once? */
static bool crit_is_formed(const fapix_json *header, const fapix_json_node *crit)
{
    fapix_slice seen[CRIT_LOOKED_AT];
    size_t count = 0;
    if (crit->type != FAPIX_JSON_ARRAY || fapix_json_first(header, crit) == NULL)
        return false;
    const fapix_json_node *at = fapix_json_first(header, crit);
    for (; at != NULL && count < CRIT_LOOKED_AT; at = fapix_json_next(header, at)) {
        if (at->type != FAPIX_JSON_STRING || find(at->value) != NULL ||
            fapix_json_member(header, &header->node[0], at->value) == NULL)
            return false;
        for (size_t i = 0; i < count; i++) {
            if (fapix_slice_eq(seen[i], at->value))
                return false;
        }
        seen[count++] = at->value;
    }
    return true;
}

static int judge_crit(fapi_verdict *verdict, const fapix_json *header, const members *found)
{
    /* b64 first: it says more than that crit names something. RFC 7797 7: never in a JWT; nothing here needs it
     * elsewhere. */
    int rc = fapix_rule(verdict, FAPI_JWS_B64, found->of[B64] == NULL);
    if (rc != FAPI_OK || found->of[CRIT] == NULL)
        return rc;
    /* Spec: RFC7515-4.1.11-2 */
    rc = fapix_rule(verdict, FAPI_JWS_CRIT_FORM, crit_is_formed(header, found->of[CRIT]));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7515-4.1.11-1, RFC7515-4.1.11-3 (there is no other header than the protected one) */
    fapix_actual(verdict, fapix_json_first(header, found->of[CRIT])->value);
    return fapix_refuse(verdict, FAPI_JWS_CRIT);
}

static bool absent_or_string(const fapix_json_node *node)
{
    return node == NULL || node->type == FAPIX_JSON_STRING;
}

/* x5t is known to hold other things than the SHA-1 that RFC 7515 4.1.7 puts there (one widespread server writes its
 * hexadecimal digits in base64url), and chooses no key here: any string passes. */
static bool are_thumbprints(const fapix_json_node *x5t, const fapix_json_node *x5t256)
{
    return absent_or_string(x5t) && absent_or_string(x5t256) &&
           (x5t256 == NULL || fapix_is_sha256_base64url(x5t256->value));
}

static int judge_kind(fapi_verdict *verdict, const members *found)
{
    /* Spec: RFC8725-3.6-1, RFC8725-3.2-2, RFC7518-4.6.1.1-1, RFC7519-5.3-1 (a JWS is no JWE) */
    int rc = fapix_rule(verdict, FAPI_JWS_JWE_HEADER, found->of[ENCRYPTION] == NULL);
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_rule(verdict, FAPI_JWS_HEADER_TYPE,
                    absent_or_string(found->of[TYP]) && absent_or_string(found->of[CTY]));
    if (rc != FAPI_OK || found->of[CTY] == NULL)
        return rc;
    /* Spec: RFC7515-4.1.10-1, RFC7519-5.2-1, RFC8725-3.3-1, RFC8725-3.11-2 (nothing is nested) */
    return fapix_rule(verdict, FAPI_JWS_CTY, !fapix_jws_typ_is(found->of[CTY]->value, "JWT"));
}

static int judge_key_headers(fapi_verdict *verdict, const members *found, bool allow_jwk)
{
    const fapix_json_node *kid = found->of[KID];
    /* Spec: RFC7515-4.1.4-1, RFC8725-3.10-1 */
    int rc = fapix_rule(verdict, FAPI_JWS_KID, absent_or_string(kid) && (kid == NULL || kid->value.n <= FAPI_MAX_KID));
    if (rc != FAPI_OK)
        return rc;
    rc = fapix_rule(verdict, FAPI_JWS_X5T, are_thumbprints(found->of[X5T], found->of[X5T256]));
    if (rc != FAPI_OK)
        return rc;
    /* Spec: RFC7515-10.3-1, RFC8725-3.10-2, RFC7515-4.1.6-1, FAPI2SP-5.4.2-2, FAPI1ADV-8.9-2, BROF-5.2.2.1-5 */
    return fapix_rule(verdict, FAPI_JWS_EMBEDDED_KEY,
                      found->of[LOCATION] == NULL && (found->of[JWK] == NULL || allow_jwk));
}

int fapix_jws_header(fapi_verdict *verdict, const fapix_json *header, int algs, int flags, fapix_jws *jws)
{
    members found;
    sort(header, &found);
    int rc = judge_alg(verdict, found.of[ALG], algs, &jws->alg);
    if (rc == FAPI_OK)
        rc = judge_crit(verdict, header, &found);
    if (rc == FAPI_OK)
        rc = judge_kind(verdict, &found);
    if (rc == FAPI_OK)
        rc = judge_key_headers(verdict, &found, (flags & FAPIX_JWS_ALLOW_JWK) != 0);
    if (rc != FAPI_OK)
        return rc;
    jws->jwk = found.of[JWK];
    jws->has_kid = found.of[KID] != NULL;
    if (jws->has_kid)
        jws->kid = found.of[KID]->value;
    if (found.of[TYP] != NULL) {
        /* An empty typ must not look absent. */
        jws->typ = found.of[TYP]->value.n > 0 ? found.of[TYP]->value : fapix_slice_of("", 0);
    }
    return FAPI_OK;
}
