/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the signature of an HTTP message: its parameters are written, read back as a verifier will read them, and signed over the very base
 * that a check builds. */
#include "base/http.h"
#include "base/json_write.h"
#include "jose/signer.h"
#include "oauth/content_digest.h"
#include "oauth/message_signature.h"

#define LABEL "fapi"

typedef struct making {
    const fapix_signature_facts *facts;
    const fapi_signer *signer;
    fapix_http_message *message;
    fapix_signature_space *space;
    fapix_signature_fields *fields;
} making;

/* JSON and structured fields write printable ASCII with the same escapes, so that a kid without others is a keyid as it stands. */
static bool is_keyid(fapix_slice kid_json)
{
    for (size_t i = 0; i < kid_json.n; i++)
        if (kid_json.p[i] < 0x20 || kid_json.p[i] > 0x7e)
            return false;
        else if (kid_json.p[i] == '\\' && kid_json.p[++i] != '"' && kid_json.p[i] != '\\')
            return false;
    return kid_json.n > 2;
}

/* Signatures of others may be there, but neither under our label nor with our tag. */
static int judge_present(const making *m)
{
    fapix_sf *sf = &m->space->other;
    int rc = fapix_signature_field(m->message, "signature-input", sf, &m->space->other_text, FAPI_SIGNATURE_INPUT_FORM);

    for (size_t i = 0; rc == FAPI_OK && i < sf->member_count; i++) {
        const fapix_sf_value *tag = fapix_sf_parameter_of(sf, sf->members[i].parameters, "tag");

        if (fapix_slice_is(sf->members[i].key, LABEL) || fapix_sf_text_is(tag, m->facts->tag))
            rc = FAPI_ERR_STATE;
    }
    return rc;
}

static int judge(const making *m)
{
    if ((m->signer->alg & m->facts->algs) == 0)
        return FAPI_SIGNATURE_ALG;
    if (!is_keyid(m->signer->kid_json))
        return FAPI_SIGNATURE_KEYID_MISSING;
    return judge_present(m);
}

/* Spec: FAPI2HS-5.3.1.1-8, FAPI2HS-5.3.2.1-7 - one that is there already must be right: it would be signed */
static int add_digest(const making *m)
{
    fapix_buffer *value = &m->fields->content_digest;
    int rc = FAPI_ERR_INTERNAL;

    if (!m->message->has_body)
        return FAPI_OK;
    if (fapix_http_message_has(m->message, "content-digest")) {
        fapix_buffer_reset(&m->space->other_text);
        rc = fapix_http_message_join(m->message, fapix_slice_str("content-digest"), &m->space->other_text);
        if (rc == FAPI_OK)
            rc = fapix_content_digest_compare(&m->space->other, fapix_buffer_slice(&m->space->other_text),
                                              &m->message->digests);
        return rc == FAPI_ERR_BUFFER ? FAPI_CONTENT_DIGEST_FORM : rc;
    }
    fapix_content_digest_write(value, &m->message->digests);
    return value->status != FAPI_OK
               ? value->status
               : fapix_http_message_add(m->message, fapix_slice_str("content-digest"), fapix_buffer_slice(value));
}

static void add_component(fapix_buffer *out, fapix_slice name, bool req)
{
    if (out->p[out->n - 1] != '(')
        fapix_buffer_str(out, " ");
    fapix_sf_write_string(out, name);
    if (req)
        fapix_buffer_str(out, ";req");
}

/* Is it one of those that FAPI wants here anyway? */
static bool is_covered(const making *m, fapix_slice name)
{
    for (size_t i = 0; i < fapix_coverage_count; i++)
        if (fapix_coverage_applies(&fapix_coverages[i], m->facts->exchange, m->facts->unlinked) &&
            !fapix_coverages[i].req && fapix_slice_is(name, fapix_coverages[i].name))
            return true;
    return false;
}

/* Spec: FAPI2HS-5.3.1.1-2, FAPI2HS-5.3.1.1-3, FAPI2HS-5.3.1.1-4, FAPI2HS-5.3.1.1-5, FAPI2HS-5.3.1.1-6, FAPI2HS-5.3.1.1-7,
 * FAPI2HS-5.3.2.1-2, FAPI2HS-5.3.2.1-3, FAPI2HS-5.3.2.1-4, FAPI2HS-5.3.2.1-5, FAPI2HS-5.3.2.1-6, RFC9421-3.3.7-1 - what is covered stands
 * in fapix_coverages; alg is not written */
static int write_input(const making *m)
{
    const fapix_signature_facts *facts = m->facts;
    fapix_buffer *out = &m->fields->signature_input;

    fapix_buffer_str(out, LABEL "=(");
    if (out->status != FAPI_OK)
        return out->status;
    for (size_t i = 0; i < fapix_coverage_count; i++)
        if (fapix_coverage_applies(&fapix_coverages[i], facts->exchange, facts->unlinked))
            add_component(out, fapix_slice_str(fapix_coverages[i].name), fapix_coverages[i].req);
    for (size_t i = 0; i < facts->required_count; i++)
        if (!is_covered(m, facts->required[i]))
            add_component(out, facts->required[i], false);
    fapix_buffer_str(out, ");created=");
    fapix_write_integer(out, facts->now);
    fapix_buffer_str(out, ";keyid=");
    fapix_buffer_add(out, m->signer->kid_json);
    fapix_buffer_str(out, ";tag=");
    fapix_sf_write_string(out, facts->tag);
    return out->status;
}

static int build_base(const making *m)
{
    fapix_signature_space *space = m->space;
    int rc = FAPI_ERR_INTERNAL;

    /* What was just written is a dictionary of one member. */
    if (!fapix_sf_read(&space->input, fapix_buffer_slice(&m->fields->signature_input)) || space->input.member_count != 1)
        return FAPI_ERR_INTERNAL;
    rc = fapix_signature_components(m->facts->exchange, space, &space->input.members[0]);
    return rc == FAPI_OK ? fapix_signature_base(m->facts->exchange, space, &space->input.members[0]) : rc;
}

static int sign(const making *m)
{
    fapix_buffer *out = &m->fields->signature;
    fapix_signature_space *space = m->space;
    int rc = fapix_signer_sign(m->signer, fapix_buffer_slice(&space->base), space->signature, &space->signature_n);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_str(out, LABEL "=");
    fapix_sf_write_bytes(out, fapix_slice_of(space->signature, space->signature_n));
    return out->status;
}

int fapix_message_signature_make(const fapix_signature_facts *facts, const fapi_signer *signer, fapix_http_message *message,
                                 fapix_signature_space *space, fapix_signature_fields *fields)
{
    const making m = {facts, signer, message, space, fields};
    const fapix_http_mark mark = fapix_http_message_mark(message);
    int rc = FAPI_ERR_INTERNAL;

    fapix_signature_space_reset(space);
    rc = judge(&m);
    if (rc == FAPI_OK)
        rc = add_digest(&m);
    if (rc == FAPI_OK)
        rc = write_input(&m);
    if (rc == FAPI_OK)
        rc = build_base(&m);
    if (rc == FAPI_OK)
        rc = sign(&m);
    if (rc == FAPI_OK)
        rc = fapix_http_message_add(message, fapix_slice_str("signature-input"), fapix_buffer_slice(&fields->signature_input));
    if (rc == FAPI_OK)
        rc = fapix_http_message_add(message, fapix_slice_str("signature"), fapix_buffer_slice(&fields->signature));
    if (rc != FAPI_OK)
        fapix_http_message_cut(message, mark);
    return rc;
}
