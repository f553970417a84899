/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x-jws-signature of UK Open Banking: a JWS whose payload is the HTTP body and travels as such. Its header is critical through and
 * through, which no other JWS here may be: so it has a reader of its own, and that of all other JWS still refuses crit and b64.
 */
#include "base/base64url.h"
#include "base/json_write.h"
#include "base/verdict.h"
#include "jose/jwks.h"
#include "jose/jws.h"
#include "jose/signer.h"
#include "jwt/claims.h"
#include "oauth/distinguished_name.h"

#define PREFIX "http://openbanking.org.uk/"
#define SKEW 10
#define MAX_TEXT 1024
#define MAX_TYPE 128

enum member { ALG, KID, TYP, CTY, CRIT, B64, IAT, ISS, TAN, MEMBERS };
static const char *const names[MEMBERS] = {"alg", "kid", "typ", "cty", "crit", "b64", PREFIX "iat", PREFIX "iss", PREFIX "tan"};

struct fapi_body_signature {
    fapi_context *context;
    fapi_jwks *jwks; /* held, or NULL */
    bool bare;       /* b64 false: the body is signed as it is */
    bool has_body;
    char issuer[MAX_TEXT], anchor[MAX_TEXT], type[MAX_TYPE]; /* NUL-terminated; "": not set */
    fapix_buffer body, input, value, header;
    fapix_dn named, wanted;
};

/* See fapi.h. */
fapi_body_signature *fapi_body_signature_new(fapi_context *context)
{
    fapi_context *held = fapix_context_use(context);
    fapi_body_signature *one = held == NULL ? NULL : fapix_alloc(&held->memory, sizeof *one);

    if (one == NULL) {
        if (held != NULL)
            fapix_context_unref(held);
        return NULL;
    }
    one->context = held;
    memcpy(one->type, "application/json", sizeof "application/json");
    fapix_buffer_init(&one->body, &held->memory, FAPI_MAX_SIGNED_BODY);
    fapix_buffer_init(&one->input, &held->memory, FAPI_MAX_SIGNED_BODY / 3 * 4 + 4 + FAPI_MAX_JWT);
    fapix_buffer_init(&one->header, &held->memory, FAPI_MAX_JOSE_HEADER);
    fapix_buffer_init(&one->value, &held->memory, FAPI_MAX_JWT);
    return one;
}

/* See fapi.h. */
void fapi_body_signature_free(fapi_body_signature *one)
{
    fapi_context *context = NULL;

    if (one == NULL)
        return;
    context = one->context;
    fapix_buffer_free(&one->body);
    fapix_buffer_free(&one->input);
    fapix_buffer_free(&one->header);
    fapix_buffer_free(&one->value);
    fapi_jwks_free(one->jwks);
    fapix_free(&context->memory, one, sizeof *one);
    fapix_context_unref(context);
}

/* Text for a JSON string of ours, and to compare with. */
static int set_text(char *to, size_t size, const char *text, size_t n)
{
    if (text == NULL || n == 0 || n >= size || memchr(text, '\0', n) != NULL)
        return FAPI_ERR_ARG;
    memcpy(to, text, n);
    to[n] = '\0';
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_body_signature_set_issuer(fapi_body_signature *one, const char *issuer, size_t issuer_len)
{
    return one == NULL ? FAPI_ERR_ARG : set_text(one->issuer, sizeof one->issuer, issuer, issuer_len);
}

/* See fapi.h. */
int fapi_body_signature_set_trust_anchor(fapi_body_signature *one, const char *domain, size_t domain_len)
{
    return one == NULL ? FAPI_ERR_ARG : set_text(one->anchor, sizeof one->anchor, domain, domain_len);
}

/* See fapi.h. */
int fapi_body_signature_set_media_type(fapi_body_signature *one, const char *type, size_t type_len)
{
    return one == NULL ? FAPI_ERR_ARG : set_text(one->type, sizeof one->type, type, type_len);
}

/* See fapi.h. */
int fapi_body_signature_set_b64_false(fapi_body_signature *one, int on)
{
    if (one == NULL || (on != 0 && on != 1))
        return FAPI_ERR_ARG;
    one->bare = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_body_signature_set_keys(fapi_body_signature *one, fapi_jwks *jwks)
{
    if (one == NULL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(one->jwks);
    one->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_body_signature_set_body(fapi_body_signature *one, const uint8_t *body, size_t body_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (one == NULL || (body == NULL && body_len > 0))
        return FAPI_ERR_ARG;
    one->has_body = false;
    rc = fapix_buffer_set(&one->body, fapix_slice_of(body, body_len));
    one->has_body = rc == FAPI_OK;
    return rc == FAPI_ERR_BUFFER ? FAPI_ERR_RANGE : rc;
}

/* Spec: OBUK-jws-4 - up to v3.1.3 the body is signed as it is, from v3.1.4 in base64url like any payload */
static int write_input(fapi_body_signature *one, fapix_slice header)
{
    fapix_buffer_reset(&one->input);
    fapix_buffer_add(&one->input, header);
    fapix_buffer_str(&one->input, ".");
    if (one->bare)
        fapix_buffer_add(&one->input, fapix_buffer_slice(&one->body));
    else
        fapix_buffer_base64url(&one->input, fapix_buffer_slice(&one->body));
    return one->input.status;
}

/* ---- check ---- */

typedef struct judgement {
    fapi_verdict *verdict;
    fapi_body_signature *one;
    const fapix_json_node *of[MEMBERS]; /* NULL: absent */
    fapix_slice header;                 /* as it came */
    fapix_jws jws;
    int64_t now;
} judgement;

/* Spec: OBUK-jws-1 */
static int split(judgement *j, fapix_slice value, fapix_slice *signature)
{
    const uint8_t *dot = memchr(value.p, '.', value.n);
    size_t at = dot == NULL ? value.n : (size_t)(dot - value.p);
    bool good = at > 0 && value.n - at > 2 && value.p[at + 1] == '.' && memchr(dot + 2, '.', value.n - at - 2) == NULL;

    if (good) {
        j->header = fapix_slice_of(value.p, at);
        *signature = fapix_slice_of(value.p + at + 2, value.n - at - 2);
        good = at <= fapix_base64url_encoded(FAPI_MAX_JOSE_HEADER) &&
               signature->n <= fapix_base64url_encoded(sizeof j->jws.signature);
    }
    return fapix_rule(j->verdict, FAPI_BODY_SIGNATURE_FORM, good);
}

/* Spec: OBUK-jws-6 */
static int sort(judgement *j)
{
    const fapix_json *header = &j->verdict->token.header;

    for (const fapix_json_node *at = fapix_json_first(header, &header->node[0]); at != NULL; at = fapix_json_next(header, at)) {
        size_t i = 0;

        while (i < MEMBERS && !fapix_slice_is(at->name, names[i]))
            i++;
        if (i == MEMBERS)
            return fapix_rule_on(j->verdict, FAPI_BODY_SIGNATURE_MEMBER, false, fapix_slice_str("the members listed"), at->name);
        j->of[i] = at;
    }
    return fapix_rule(j->verdict, FAPI_BODY_SIGNATURE_MEMBER, true);
}

static int read_value(judgement *j, fapix_slice value)
{
    fapix_jwt_space *space = &j->verdict->token;
    fapix_slice signature = {NULL, 0};
    size_t n = 0;
    int rc = split(j, value, &signature);

    if (rc != FAPI_OK)
        return rc;
    rc = fapix_base64url_decode(j->header, space->header_text, &n);
    if (rc == FAPI_OK) {
        space->header_raw = fapix_slice_of(space->header_text, n);
        rc = fapix_json_parse(&space->header, space->header_raw, space->header_scratch);
    }
    if (rc == FAPI_OK)
        rc = fapix_base64url_decode(signature, j->jws.signature, &j->jws.signature_n);
    return rc == FAPI_OK ? sort(j) : fapix_refuse(j->verdict, rc);
}

static bool is_text(const fapix_json_node *node)
{
    return node != NULL && node->type == FAPIX_JSON_STRING && node->value.n > 0;
}

/* json stands for application/json, and what has no slash for application/ and that, RFC 7515 4.1.10. */
static bool is_type(const judgement *j)
{
    const fapix_json_node *cty = j->of[CTY];
    bool json = fapix_slice_is_nocase(fapix_slice_str(j->one->type), "application/json");

    if (cty == NULL)
        return json;
    return cty->type == FAPIX_JSON_STRING && fapix_jws_typ_is(cty->value, j->one->type);
}

/* Each of the critical names once, and b64 only where it is used. */
static bool is_crit(const judgement *j)
{
    const fapix_json *header = &j->verdict->token.header;
    bool seen[MEMBERS] = {false};
    size_t count = 0;

    if (j->of[CRIT] == NULL || j->of[CRIT]->type != FAPIX_JSON_ARRAY)
        return false;
    for (const fapix_json_node *at = fapix_json_first(header, j->of[CRIT]); at != NULL; at = fapix_json_next(header, at)) {
        size_t i = j->one->bare ? B64 : IAT;

        while (i < MEMBERS && !fapix_json_is_string(at, names[i]))
            i++;
        if (i == MEMBERS || seen[i])
            return false;
        seen[i] = true;
        count++;
    }
    return count == (j->one->bare ? 4 : 3);
}

static int judge_header(judgement *j)
{
    const fapix_json_node *alg = j->of[ALG], *kid = j->of[KID], *typ = j->of[TYP], *b64 = j->of[B64];
    fapi_verdict *verdict = j->verdict;
    int rc = FAPI_ERR_INTERNAL;

    /* Spec: OBUK-jws-2 */
    rc = fapix_rule(verdict, FAPI_BODY_SIGNATURE_ALG, fapix_json_is_string(alg, "PS256"));
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_BODY_SIGNATURE_KID, is_text(kid) && kid->value.n <= FAPI_MAX_KID);
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_BODY_SIGNATURE_TYPE,
                        (typ == NULL || fapix_json_is_string(typ, "JOSE")) && is_type(j));
    /* Spec: OBUK-jws-4 */
    if (rc == FAPI_OK)
        rc = fapix_rule(verdict, FAPI_BODY_SIGNATURE_B64,
                        j->one->bare ? b64 != NULL && b64->type == FAPIX_JSON_FALSE : b64 == NULL);
    /* Spec: OBUK-jws-3 */
    return rc == FAPI_OK ? fapix_rule(verdict, FAPI_BODY_SIGNATURE_CRIT, is_crit(j)) : rc;
}

/* The same text, or the same distinguished name. */
static bool same_issuer(fapi_body_signature *one, fapix_slice named)
{
    fapix_slice wanted = fapix_slice_str(one->issuer);

    return fapix_slice_eq(named, wanted) || (fapix_dn_parse(&one->named, named) && fapix_dn_parse(&one->wanted, wanted) &&
                                             fapix_dn_same(&one->named, &one->wanted));
}

/* Spec: OBUK-jws-3 */
static int judge_critical(judgement *j)
{
    fapi_verdict *verdict = j->verdict;
    const fapix_json_node *iss = j->of[ISS], *tan = j->of[TAN];
    int64_t iat = 0;
    bool dated = j->of[IAT] != NULL && fapix_json_numeric_date(j->of[IAT], &iat) == FAPI_OK;
    int rc = fapix_rule_on_int(verdict, FAPI_BODY_SIGNATURE_IAT, dated && !fapix_time_ahead(iat, j->now, SKEW), j->now, iat);

    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_BODY_SIGNATURE_ISS, is_text(iss) && same_issuer(j->one, iss->value),
                           fapix_slice_str(j->one->issuer), iss == NULL ? fapix_slice_str("") : iss->value);
    if (rc == FAPI_OK)
        rc = fapix_rule_on(verdict, FAPI_BODY_SIGNATURE_TAN, fapix_json_is_string(tan, j->one->anchor),
                           fapix_slice_str(j->one->anchor), tan == NULL ? fapix_slice_str("") : tan->value);
    return rc;
}

static int judge_signature(judgement *j)
{
    const fapix_key *key = NULL;
    int rc = fapix_jwks_find(j->one->jwks, true, j->of[KID]->value, FAPI_ALG_PS256, false, &key);

    /* Spec: OBUK-jws-2 */
    rc = fapix_rule_on(j->verdict, FAPI_BODY_SIGNATURE_KID, rc == FAPI_OK, fapix_slice_str("one key of the signer"),
                       fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    if (rc == FAPI_OK)
        rc = write_input(j->one, j->header);
    if (rc != FAPI_OK)
        return rc;
    j->jws.signing_input = fapix_buffer_slice(&j->one->input);
    j->jws.alg = FAPI_ALG_PS256;
    rc = fapix_jws_verify(j->verdict->context->provider, &j->jws, key);
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    /* Spec: OBUK-jws-1, OBUK-jws-5 */
    return fapix_rule(j->verdict, FAPI_BODY_SIGNATURE_INVALID, rc == FAPI_OK);
}

static int judge(judgement *j, fapix_slice value)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_about(j->verdict, FAPI_SUBJECT_JWS);
    /* Spec: OBUK-jws-5 */
    rc = fapix_rule(j->verdict, FAPI_BODY_SIGNATURE_MISSING, value.n > 0);
    if (rc == FAPI_OK)
        rc = read_value(j, value);
    if (rc == FAPI_OK)
        rc = judge_header(j);
    if (rc == FAPI_OK)
        rc = judge_critical(j);
    return rc == FAPI_OK ? judge_signature(j) : rc;
}

/* See fapi.h. */
int fapi_body_signature_check(fapi_body_signature *one, const char *value, size_t value_len, int64_t now,
                              fapi_verdict *verdict)
{
    judgement j = {.verdict = verdict, .one = one, .now = now};

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    if (one == NULL || (value == NULL && value_len > 0))
        return fapix_verdict_end(verdict, FAPI_ERR_ARG);
    if (now < 0 || now > FAPI_MAX_TIME)
        return fapix_verdict_end(verdict, FAPI_ERR_CLOCK);
    if (one->jwks == NULL || one->issuer[0] == '\0' || one->anchor[0] == '\0' || !one->has_body)
        return fapix_verdict_end(verdict, FAPI_ERR_STATE);
    return fapix_verdict_end(verdict, judge(&j, fapix_slice_of(value, value_len)));
}

/* ---- make ---- */

/* Spec: OBUK-jws-3 */
static int write_header(fapi_body_signature *one, const fapi_signer *signer, int64_t now)
{
    fapix_buffer *out = &one->header;

    fapix_buffer_reset(out);
    fapix_buffer_str(out, "{\"alg\":\"PS256\",\"kid\":");
    fapix_buffer_add(out, signer->kid_json);
    fapix_write_text_member(out, "typ", fapix_slice_str("JOSE"));
    fapix_write_text_member(out, "cty", fapix_slice_str(one->type));
    if (one->bare)
        fapix_buffer_str(out, ",\"b64\":false");
    fapix_write_integer_member(out, names[IAT], now);
    fapix_write_text_member(out, names[ISS], fapix_slice_str(one->issuer));
    fapix_write_text_member(out, names[TAN], fapix_slice_str(one->anchor));
    fapix_buffer_str(out, one->bare ? ",\"crit\":[\"b64\",\"" : ",\"crit\":[\"");
    fapix_buffer_str(out, PREFIX "iat\",\"" PREFIX "iss\",\"" PREFIX "tan\"]}");
    return out->status;
}

static int sign(fapi_body_signature *one, const fapi_signer *signer)
{
    uint8_t signature[FAPIX_MAX_SIGNATURE];
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    fapix_buffer_reset(&one->value);
    rc = fapix_buffer_base64url(&one->value, fapix_buffer_slice(&one->header));
    if (rc == FAPI_OK)
        rc = write_input(one, fapix_buffer_slice(&one->value));
    if (rc == FAPI_OK)
        rc = fapix_signer_sign(signer, fapix_buffer_slice(&one->input), signature, &n);
    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(&one->value, "..");
    fapix_buffer_base64url(&one->value, fapix_slice_of(signature, n));
    return one->value.status;
}

/* See fapi.h. */
int fapi_body_signature_make(fapi_body_signature *one, const fapi_signer *signer, int64_t now, const char **value,
                             size_t *value_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (value == NULL || value_len == NULL)
        return FAPI_ERR_ARG;
    *value = NULL;
    *value_len = 0;
    if (one == NULL || signer == NULL)
        return FAPI_ERR_ARG;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    if (one->issuer[0] == '\0' || one->anchor[0] == '\0' || !one->has_body)
        return FAPI_ERR_STATE;
    /* Spec: OBUK-jws-2 */
    if (signer->alg != FAPI_ALG_PS256)
        return FAPI_BODY_SIGNATURE_ALG;
    if (signer->kid_json.n == 0)
        return FAPI_BODY_SIGNATURE_KID;
    rc = write_header(one, signer, now);
    if (rc == FAPI_OK)
        rc = sign(one, signer);
    if (rc != FAPI_OK)
        return rc == FAPI_ERR_BUFFER ? FAPI_ERR_RANGE : rc;
    *value = (const char *)one->value.p;
    *value_len = one->value.n;
    return FAPI_OK;
}
