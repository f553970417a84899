/* SPDX-License-Identifier: Apache-2.0 */
/* Judges the signature of an HTTP message: first which signature it is, then what it says of itself, then what it covers, and last, when all
 * that is cheap has passed, whether it verifies over the text that is built here. */
#include "oauth/message_signature.h"

#include "jose/jwks.h"
#include "jwt/claims.h"
#include "jwt/one_use.h"
#include "oauth/content_digest.h"

typedef struct judgement {
    fapi_verdict *verdict;
    const fapix_signature_facts *facts;
    fapix_signature_space *space;
    const fapix_http_message *message; /* that is signed */
    const fapix_sf_member *signature;  /* in space->input */
    const fapix_sf_value *created, *expires, *nonce, *alg, *keyid, *tag; /* its parameters; NULL: absent */
    int alg_of_key;
    const fapix_key *key;
} judgement;

/* ------------------------------------------------------------------------------------------------------- fields -- */

/* Every member is a list of components, whoever's it is. */
static int read_input(const judgement *j)
{
    const fapix_sf *input = &j->space->input;
    int rc = fapix_signature_field(j->message, "signature-input", &j->space->input, &j->space->input_text,
                                   FAPI_SIGNATURE_INPUT_FORM);

    for (size_t i = 0; rc == FAPI_OK && i < input->member_count; i++)
        if (!input->members[i].is_list)
            rc = FAPI_SIGNATURE_INPUT_FORM;
    return rc;
}

static bool has_tag(const fapix_sf *sf, const fapix_sf_member *member, fapix_slice tag)
{
    const fapix_sf_value *value = fapix_sf_parameter_of(sf, member->parameters, "tag");

    return tag.n == 0 || (value != NULL && value->type == FAPIX_SF_STRING && fapix_sf_text_is(value, tag));
}

static size_t find_tag(const fapix_sf *sf, fapix_slice tag, const fapix_sf_member **found)
{
    size_t count = 0;

    for (size_t i = 0; i < sf->member_count; i++) {
        if (!has_tag(sf, &sf->members[i], tag))
            continue;
        *found = &sf->members[i];
        count++;
    }
    return count;
}

/* Every member is a byte sequence. *there: the signature itself was among them. */
static int read_signature(const judgement *j, bool *there)
{
    fapix_signature_space *space = j->space;
    const fapix_sf *other = &space->other;
    int rc = fapix_signature_field(j->message, "signature", &space->other, &space->other_text, FAPI_SIGNATURE_FORM);

    for (size_t i = 0; rc == FAPI_OK && i < other->member_count; i++) {
        const fapix_sf_member *member = &other->members[i];

        if (member->is_list || other->items[member->items.first].value.type != FAPIX_SF_BYTES)
            return FAPI_SIGNATURE_FORM;
        if (!fapix_slice_eq(member->key, j->signature->key))
            continue;
        *there = true;
        /* What is too long stays empty, and does not verify. */
        (void)fapix_sf_bytes(&other->items[member->items.first].value, space->signature, sizeof space->signature,
                             &space->signature_n);
    }
    return rc;
}

static int judge_fields(judgement *j)
{
    bool signature = fapix_http_message_has(j->message, "signature"), there = false;
    bool input = fapix_http_message_has(j->message, "signature-input");
    fapi_verdict *verdict = j->verdict;
    size_t count = 0;
    int rc = fapix_rule(verdict, FAPI_SIGNATURE_MISSING, signature && input);

    if (rc == FAPI_OK)
        /* Spec: RFC9421-4.1-1 */
        rc = fapix_rule_rc(verdict, FAPI_SIGNATURE_INPUT_FORM, read_input(j));
    if (rc != FAPI_OK)
        return rc;
    count = find_tag(&j->space->input, j->facts->tag, &j->signature);
    /* Spec: FAPI2HS-5.3.1.2-4, FAPI2HS-5.3.2.2-5 */
    rc = fapix_rule_on(verdict, FAPI_SIGNATURE_TAG, count > 0, j->facts->tag, fapix_slice_str(""));
    if (rc == FAPI_OK)
        /* Spec: RFC9421-3.2-1 */
        rc = fapix_rule_on_int(verdict, FAPI_SIGNATURE_AMBIGUOUS, count == 1, 1, (int64_t)count);
    if (rc == FAPI_OK)
        /* Spec: RFC9421-4.2-1 */
        rc = fapix_rule_rc(verdict, FAPI_SIGNATURE_FORM, read_signature(j, &there));
    if (rc == FAPI_OK)
        /* Spec: RFC9421-3.2-1 */
        rc = fapix_rule_on(verdict, FAPI_SIGNATURE_LABEL, there, j->signature->key, fapix_slice_str(""));
    return rc;
}

/* --------------------------------------------------------------------------------------------------- parameters -- */

static bool is_time(const fapix_sf_value *value)
{
    return value == NULL || (value->type == FAPIX_SF_INTEGER && value->number >= 0 && value->number <= FAPI_MAX_TIME);
}

static bool is_string(const fapix_sf_value *value)
{
    return value == NULL || value->type == FAPIX_SF_STRING;
}

static bool parameters_fit(judgement *j)
{
    fapix_signature_space *space = j->space;

    return is_time(j->created) && is_time(j->expires) && is_string(j->alg) && is_string(j->tag) &&
           (j->nonce == NULL || (is_string(j->nonce) && fapix_jti_fits(j->nonce->text))) &&
           (j->keyid == NULL ||
            (fapix_sf_text(j->keyid, space->keyid, sizeof space->keyid, &space->keyid_n) && space->keyid_n > 0));
}

static int judge_parameters(judgement *j)
{
    const fapix_sf *input = &j->space->input;
    fapix_sf_span parameters = j->signature->parameters;
    int rc = FAPI_ERR_INTERNAL;

    j->created = fapix_sf_parameter_of(input, parameters, "created");
    j->expires = fapix_sf_parameter_of(input, parameters, "expires");
    j->nonce = fapix_sf_parameter_of(input, parameters, "nonce");
    j->alg = fapix_sf_parameter_of(input, parameters, "alg");
    j->keyid = fapix_sf_parameter_of(input, parameters, "keyid");
    j->tag = fapix_sf_parameter_of(input, parameters, "tag");
    /* Spec: RFC9421-2.3-1 */
    rc = fapix_rule(j->verdict, FAPI_SIGNATURE_PARAMETER, parameters_fit(j));
    if (rc == FAPI_OK)
        /* Spec: FAPI2HS-5.3.1.2-6, FAPI2HS-5.3.2.2-3 */
        rc = fapix_rule(j->verdict, FAPI_SIGNATURE_CREATED_MISSING, j->created != NULL);
    if (rc == FAPI_OK)
        /* Spec: RFC9421-3.2-4 */
        rc = fapix_rule(j->verdict, FAPI_SIGNATURE_KEYID_MISSING, j->keyid != NULL);
    return rc;
}

/* Spec: RFC9421-3.2.1-1, FAPI2HS-5.3.1.2-6 */
static int judge_times(const judgement *j)
{
    const fapix_signature_facts *facts = j->facts;
    int64_t created = j->created->number, now = facts->now;
    int rc = fapix_rule_on_int(j->verdict, FAPI_SIGNATURE_CREATED_FUTURE,
                               !fapix_time_ahead(created, now, facts->future), now + facts->future, created);

    if (rc == FAPI_OK)
        rc = fapix_rule_on_int(j->verdict, FAPI_SIGNATURE_CREATED_OLD, !fapix_time_older(created, now, facts->past),
                               now - facts->past, created);
    if (rc != FAPI_OK)
        return rc;
    if (j->expires == NULL) {
        fapix_skip(j->verdict, FAPI_SIGNATURE_EXPIRED);
        return FAPI_OK;
    }
    /* What ends before it begins was never valid, whatever the skew. */
    return fapix_rule_on_int(j->verdict, FAPI_SIGNATURE_EXPIRED,
                             j->expires->number >= created &&
                                 !fapix_time_expired(j->expires->number, now, facts->future),
                             now, j->expires->number);
}

/* ---------------------------------------------------------------------------------------------------------- key -- */

/* The algorithms of the registry that keys here have; PS256 has no name in it (rsa-pss-sha512 is another one). */
static int alg_named(const fapix_sf_value *alg)
{
    if (fapix_sf_text_is(alg, fapix_slice_str("ecdsa-p256-sha256")))
        return FAPI_ALG_ES256;
    if (fapix_sf_text_is(alg, fapix_slice_str("ed25519")))
        return FAPI_ALG_EDDSA;
    return fapix_sf_text_is(alg, fapix_slice_str("rsa-v1_5-sha256")) ? FAPI_ALG_RS256 : 0;
}

/* RFC 9421 3.3.7: without an alg parameter it is the key that says what algorithm it is for. */
static int find_key(judgement *j, int algs)
{
    fapix_slice keyid = fapix_slice_of(j->space->keyid, j->space->keyid_n);
    int result = FAPI_KEY_UNKNOWN;

    for (int alg = FAPI_ALG_PS256; alg <= FAPI_ALG_RS256; alg *= 2) {
        const fapix_key *key = NULL;
        int rc = (algs & alg) == 0 ? FAPI_KEY_UNKNOWN : fapix_jwks_find(j->facts->jwks, true, keyid, alg, true, &key);

        if (rc == FAPI_OK) {
            j->key = key;
            return FAPI_OK;
        }
        if (rc != FAPI_KEY_UNKNOWN)
            result = rc;
    }
    return result;
}

/* Spec: RFC9421-3.2-4, RFC9421-3.2-6, FAPI2HS-5.3.1.2-1 - the keys are those of one signer, so that keyid chooses among them only */
static int judge_key(judgement *j)
{
    int algs = j->facts->algs, rc = FAPI_ERR_INTERNAL;

    if (j->alg != NULL)
        algs &= alg_named(j->alg);
    rc = algs == 0 ? FAPI_KEY_ALG : find_key(j, algs);
    rc = fapix_rule_on(j->verdict, rc == FAPI_KEY_ALG ? FAPI_SIGNATURE_ALG : FAPI_SIGNATURE_KEY, rc == FAPI_OK,
                       fapix_slice_str("one key of the signer"), fapix_slice_str(rc == FAPI_OK ? "" : fapi_status_name(rc)));
    return rc == FAPI_OK ? fapix_rule(j->verdict, FAPI_SIGNATURE_ALG, true) : rc;
}

/* ----------------------------------------------------------------------------------------------------- coverage -- */

/* "signature" and "signature-input" of a request may be covered whole, or only where they are of the signature that FAPI wants: another one,
 * that an intermediary put there, need not have reached both sides. */
static bool covers_request_signature(const judgement *j, const fapix_coverage *coverage)
{
    const fapix_sf_member *member = NULL;
    fapix_signature_space *space = j->space;

    if (fapix_signature_field(j->facts->exchange->request, "signature-input", &space->other, &space->other_text,
                              FAPI_SIGNATURE_INPUT_FORM) != FAPI_OK)
        return false;
    return find_tag(&space->other, j->facts->request_tag, &member) == 1 &&
           fapix_signature_covers(space, fapix_slice_str(coverage->name), true, member->key);
}

/* Spec: FAPI2HS-5.3.1.2-5, FAPI2HS-5.3.1.2-7, FAPI2HS-5.3.1.2-8, FAPI2HS-5.3.2.2-3, FAPI2HS-5.3.2.2-4 */
static int judge_coverage(const judgement *j)
{
    const fapix_slice whole = {NULL, 0};
    int rc = FAPI_OK;

    for (size_t i = 0; !j->facts->any_coverage && i < fapix_coverage_count; i++) {
        const fapix_coverage *coverage = &fapix_coverages[i];
        bool covered = fapix_signature_covers(j->space, fapix_slice_str(coverage->name), coverage->req, whole);

        if (!fapix_coverage_applies(coverage, j->facts->exchange, j->facts->unlinked))
            continue;
        if (!covered && coverage->status == FAPI_SIGNATURE_REQUEST_SIGNATURE)
            covered = covers_request_signature(j, coverage);
        rc = fapix_rule(j->verdict, coverage->status, covered);
        if (rc != FAPI_OK)
            return rc;
    }
    for (size_t i = 0; i < j->facts->required_count; i++) {
        fapix_slice name = j->facts->required[i];

        rc = fapix_rule_on(j->verdict, FAPI_SIGNATURE_REQUIRED, fapix_signature_covers(j->space, name, false, whole), name,
                           fapix_slice_str(""));
        if (rc != FAPI_OK)
            return rc;
    }
    return FAPI_OK;
}

static int judge_components(const judgement *j)
{
    int rc = fapix_signature_components(j->facts->exchange, j->space, j->signature);

    rc = fapix_rule_rc(j->verdict, FAPI_SIGNATURE_COMPONENT, rc);
    return rc == FAPI_OK ? judge_coverage(j) : rc;
}

/* ------------------------------------------------------------------------------------------------------ content -- */

static int compare_content(const judgement *j)
{
    fapix_signature_space *space = j->space;
    const fapix_digests *digests = &j->message->digests;
    fapix_digests of_nothing;
    int rc = FAPI_OK;

    if (!j->message->has_body) {
        rc = fapix_content_digests(j->verdict->context, fapix_slice_of(NULL, 0), &of_nothing);
        digests = &of_nothing;
    }
    if (rc == FAPI_OK) {
        fapix_buffer_reset(&space->other_text);
        rc = fapix_http_message_join(j->message, fapix_slice_str("content-digest"), &space->other_text);
    }
    if (rc == FAPI_OK)
        rc = fapix_content_digest_compare(&space->other, fapix_buffer_slice(&space->other_text), digests);
    return rc == FAPI_ERR_BUFFER ? FAPI_CONTENT_DIGEST_FORM : rc;
}

/* A digest that the signature covers is judged where there is no content, too: content that was taken away is content that was changed. */
static int judge_content(const judgement *j)
{
    bool there = fapix_http_message_has(j->message, "content-digest");
    bool covered = fapix_signature_covers(j->space, fapix_slice_str("content-digest"), false, fapix_slice_of(NULL, 0));
    int rc = FAPI_ERR_INTERNAL;

    if (!j->message->has_body && !(covered && there)) {
        fapix_skip(j->verdict, FAPI_CONTENT_DIGEST_MISMATCH);
        return FAPI_OK;
    }
    rc = fapix_rule(j->verdict, FAPI_CONTENT_DIGEST_MISSING, there);
    return rc == FAPI_OK ? fapix_rule_rc(j->verdict, FAPI_CONTENT_DIGEST_MISMATCH, compare_content(j)) : rc;
}

/* ---------------------------------------------------------------------------------------------------- signature -- */

/* Spec: RFC9421-3.2-8, FAPI2HS-5.3.1.2-2, FAPI2HS-5.3.2.2-2 */
static int judge_signature(const judgement *j)
{
    const fapix_provider *provider = j->verdict->context->provider;
    fapix_signature_space *space = j->space;
    int rc = fapix_signature_base(j->facts->exchange, space, j->signature);

    rc = fapix_rule_rc(j->verdict, FAPI_SIGNATURE_COMPONENT_ABSENT, rc);
    if (rc != FAPI_OK)
        return rc;
    rc = provider->verify(j->key, fapix_buffer_slice(&space->base), fapix_slice_of(space->signature, space->signature_n));
    if (rc != FAPI_OK && rc < FAPI_BASE64URL_CHARACTER)
        return rc;
    return fapix_rule(j->verdict, FAPI_SIGNATURE_INVALID, rc == FAPI_OK);
}

/* The nonce of a signer, in one kind of message, until no clock would let the signature pass any longer. */
static int make_replay_key(const judgement *j)
{
    const fapix_signature_facts *facts = j->facts;
    int64_t expiry = fapix_time_later(fapix_time_later(j->created->number, facts->past), facts->future);

    if (j->nonce == NULL)
        return FAPI_OK;
    return fapix_one_use(j->verdict, facts->exchange->of_response ? "http_response" : "http_request",
                         fapix_slice_of(j->space->keyid, j->space->keyid_n), j->nonce->text, expiry);
}

int fapix_message_signature_judge(fapi_verdict *verdict, const fapix_signature_facts *facts, fapix_signature_space *space)
{
    const fapix_exchange *exchange = facts->exchange;
    judgement j = {.verdict = verdict, .facts = facts, .space = space};
    int rc = FAPI_ERR_INTERNAL;

    j.message = exchange->of_response ? exchange->response : exchange->request;
    fapix_verdict_about(verdict, FAPI_SUBJECT_HTTP_SIGNATURE);
    fapix_signature_space_reset(space);
    rc = judge_fields(&j);
    if (rc == FAPI_OK)
        rc = judge_parameters(&j);
    if (rc == FAPI_OK)
        rc = judge_times(&j);
    if (rc == FAPI_OK)
        rc = judge_key(&j);
    if (rc == FAPI_OK)
        rc = judge_components(&j);
    if (rc == FAPI_OK)
        rc = judge_content(&j);
    if (rc == FAPI_OK)
        rc = judge_signature(&j);
    return rc == FAPI_OK ? make_replay_key(&j) : rc;
}
