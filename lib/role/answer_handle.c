/* SPDX-License-Identifier: Apache-2.0 */
/* See answer_handle.h; and the public functions that fill the handle and read it. */
#include "role/answer_handle.h"

#include "base/http.h"
#include "crypto/provider.h"
#include "jose/jws_sign.h"

#define PART_MAX 16384
#define LONGEST_LIFE 31536000
#define HEADERS_MAX 65536 /* a redirect URI and a JWT, or a state of which each character is escaped */
#define RETRY_AFTER "5"   /* seconds; a store that is full or away */
#define BODY_MAX 262144   /* more than all parts of a token response, or a page that is all references */

/* ---- life ---- */

static void init_buffers(fapi_answer *answer)
{
    const fapix_memory *memory = &answer->context->memory;

    for (size_t i = 0; i < FAPIX_ANSWER_PARTS; i++) {
        fapix_buffer_init(&answer->part[i], memory, PART_MAX);
        fapix_buffer_init(&answer->said[i], memory, PART_MAX);
    }
    fapix_buffer_init(&answer->header_text, memory, HEADERS_MAX);
    fapix_buffer_init(&answer->body, memory, BODY_MAX);
    fapix_buffer_init(&answer->payload, memory, FAPI_MAX_JWT);
    fapix_buffer_init(&answer->sealed, memory, FAPI_MAX_JWT);
    fapix_buffer_init(&answer->access_token, memory, FAPI_MAX_JWT);
    fapix_buffer_init(&answer->id_token, memory, FAPI_MAX_JWT);
    fapix_buffer_init(&answer->details, memory, FAPI_MAX_JWT);
}

/* See fapi.h. */
fapi_answer *fapi_answer_new(fapi_context *context)
{
    fapi_context *used = fapix_context_use(context);
    fapi_answer *answer = used == NULL ? NULL : fapix_alloc(&used->memory, sizeof *answer);

    if (answer == NULL) {
        if (used != NULL)
            fapix_context_unref(used);
        return NULL;
    }
    answer->context = used;
    init_buffers(answer);
    answer->jws = fapi_jws_new(used);
    if (answer->jws == NULL) {
        fapi_answer_free(answer);
        return NULL;
    }
    return answer;
}

/* See fapi.h. */
void fapi_answer_free(fapi_answer *answer)
{
    fapi_context *context = NULL;

    if (answer == NULL)
        return;
    context = answer->context;
    for (size_t i = 0; i < FAPIX_ANSWER_PARTS; i++) {
        fapix_buffer_free(&answer->part[i]);
        fapix_buffer_free(&answer->said[i]);
    }
    fapix_buffer_free(&answer->header_text);
    fapix_buffer_free(&answer->body);
    fapix_buffer_free(&answer->payload);
    fapix_buffer_free(&answer->sealed);
    fapix_buffer_free(&answer->access_token);
    fapix_buffer_free(&answer->id_token);
    fapix_buffer_free(&answer->details);
    fapi_jws_free(answer->jws);
    fapix_wipe(answer, sizeof *answer);
    fapix_free(&context->memory, answer, sizeof *answer);
    fapix_context_unref(context);
}

static void forget_built(fapi_answer *answer)
{
    answer->kind = answer->http = 0;
    answer->header_count = 0;
    fapix_buffer_reset(&answer->header_text);
    fapix_buffer_reset(&answer->body);
}

static void forget_json(fapix_answer_json *read)
{
    fapix_wipe(read->scratch, read->json.text.n < sizeof read->scratch ? read->json.text.n : sizeof read->scratch);
    read->json.text = fapix_slice_of(NULL, 0);
    read->json.count = 0;
}

static void forget_work(fapi_answer *answer)
{
    fapix_buffer_reset(&answer->payload);
    fapix_buffer_reset(&answer->sealed);
    fapix_buffer_reset(&answer->access_token);
    fapix_buffer_reset(&answer->id_token);
    fapix_buffer_reset(&answer->details);
    fapix_jws_forget(answer->jws);
    forget_json(&answer->request);
    forget_json(&answer->claims);
}

/* See fapi.h. */
void fapi_answer_reset(fapi_answer *answer)
{
    if (answer == NULL)
        return;
    answer->failed = FAPI_OK;
    forget_built(answer);
    forget_work(answer);
    for (size_t i = 0; i < FAPIX_ANSWER_PARTS; i++) {
        fapix_buffer_reset(&answer->part[i]);
        fapix_buffer_reset(&answer->said[i]);
        answer->starved[i] = false;
    }
    answer->expires_in = 0;
    answer->status = FAPI_OK;
}

/* ---- parts ---- */

static int spoil(fapi_answer *answer, int status)
{
    if (answer->status == FAPI_OK)
        answer->status = status;
    return status;
}

/* See fapi.h. */
int fapi_answer_set(fapi_answer *answer, int part, const char *text, size_t text_len)
{
    int rc = FAPI_ERR_INTERNAL;

    if (answer == NULL)
        return FAPI_ERR_ARG;
    if (part < FAPI_PART_ERROR || part >= FAPIX_ANSWER_PARTS || text == NULL)
        return spoil(answer, FAPI_ERR_ARG);
    if (text_len == 0 || text_len > PART_MAX)
        return spoil(answer, FAPI_ERR_RANGE);
    rc = fapix_buffer_set(&answer->part[part], fapix_slice_of(text, text_len));
    answer->starved[part] = rc == FAPI_ERR_NOMEM;
    return rc;
}

/* See fapi.h. */
int fapi_answer_set_expires_in(fapi_answer *answer, int64_t seconds)
{
    if (answer == NULL)
        return FAPI_ERR_ARG;
    if (seconds < 0 || seconds > LONGEST_LIFE)
        return spoil(answer, FAPI_ERR_RANGE);
    answer->expires_in = seconds;
    return FAPI_OK;
}

fapix_slice fapix_answer_part(const fapi_answer *answer, int part)
{
    return answer->part[part].n == 0 ? fapix_slice_of(NULL, 0) : fapix_buffer_slice(&answer->part[part]);
}

/* ---- what was built ---- */

/* See fapi.h. */
int fapi_answer_kind(const fapi_answer *answer)
{
    return answer == NULL ? 0 : answer->kind;
}

/* See fapi.h. */
int fapi_answer_http(const fapi_answer *answer)
{
    return answer == NULL ? 0 : answer->http;
}

/* See fapi.h. */
size_t fapi_answer_header_count(const fapi_answer *answer)
{
    return answer == NULL || answer->kind == 0 ? 0 : answer->header_count;
}

/* See fapi.h. */
int fapi_answer_header(const fapi_answer *answer, size_t index, const char **name, const char **value,
                       size_t *value_len)
{
    if (name != NULL)
        *name = NULL;
    if (value != NULL)
        *value = NULL;
    if (value_len != NULL)
        *value_len = 0;
    if (answer == NULL || name == NULL || value == NULL || value_len == NULL)
        return FAPI_ERR_ARG;
    if (answer->kind == 0)
        return FAPI_ERR_STATE;
    if (index >= answer->header_count)
        return FAPI_ERR_NOT_FOUND;
    *name = answer->header[index].name;
    *value = (const char *)answer->header_text.p + answer->header[index].start;
    *value_len = answer->header[index].n;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_answer_body(const fapi_answer *answer, const char **body, size_t *body_len)
{
    if (body != NULL)
        *body = NULL;
    if (body_len != NULL)
        *body_len = 0;
    if (answer == NULL || body == NULL || body_len == NULL)
        return FAPI_ERR_ARG;
    if (answer->kind == 0)
        return FAPI_ERR_STATE;
    *body = answer->body.n == 0 ? "" : (const char *)answer->body.p;
    *body_len = answer->body.n;
    return FAPI_OK;
}

/* ---- for the builders ---- */

void fapix_answer_forget(fapi_answer *answer)
{
    answer->failed = FAPI_OK;
    forget_built(answer);
    forget_work(answer);
}

int fapix_answer_begin(fapi_answer *answer, uint32_t parts)
{
    fapix_answer_forget(answer);
    if (answer->status != FAPI_OK)
        return answer->status;
    for (int i = 0; i < FAPIX_ANSWER_PARTS; i++) {
        if (answer->starved[i])
            return FAPI_ERR_NOMEM;
        if (answer->part[i].n > 0 && (parts & FAPIX_PART_BIT(i)) == 0)
            return FAPI_ANSWER_UNEXPECTED;
    }
    return FAPI_OK;
}

int fapix_answer_judge(const fapi_as *as, const fapi_verdict *verdict, int64_t now)
{
    if (!as->sealed || !verdict->decided || verdict->status != FAPI_OK)
        return FAPI_ERR_STATE;
    return now < 0 || now > FAPI_MAX_TIME ? FAPI_ERR_CLOCK : FAPI_OK;
}

int fapix_answer_end(fapi_answer *answer, int rc)
{
    if (rc == FAPI_OK)
        rc = answer->header_text.status;
    if (rc == FAPI_OK)
        rc = answer->body.status;
    forget_work(answer);
    if (rc != FAPI_OK)
        forget_built(answer);
    return rc == FAPI_ERR_BUFFER ? FAPI_JWS_SIZE : rc;
}

int fapix_answer_read(fapix_answer_json *into, fapix_slice text)
{
    if (text.n > sizeof into->scratch)
        return FAPI_JSON_SIZE;
    return fapix_json_parse(&into->json, text, into->scratch);
}

int fapix_answer_field_open(fapi_answer *answer, const char *name)
{
    if (answer->header_count == FAPIX_ANSWER_HEADERS)
        return FAPI_ERR_INTERNAL;
    answer->header[answer->header_count] = (fapix_answer_field){name, answer->header_text.n, 0};
    return answer->header_text.status;
}

/* Nothing that goes into a field could split it; this is the last door. */
int fapix_answer_field_close(fapi_answer *answer)
{
    fapix_answer_field *field = &answer->header[answer->header_count];

    if (answer->header_text.status != FAPI_OK)
        return answer->header_text.status;
    field->n = answer->header_text.n - field->start;
    if (!fapix_http_is_field_value(fapix_slice_of(answer->header_text.p + field->start, field->n)))
        return FAPI_ERR_INTERNAL;
    answer->header_count++;
    return FAPI_OK;
}

int fapix_answer_field_add(fapi_answer *answer, const char *name, fapix_slice value)
{
    int rc = fapix_answer_field_open(answer, name);

    if (rc != FAPI_OK)
        return rc;
    fapix_buffer_add(&answer->header_text, value);
    return fapix_answer_field_close(answer);
}

/* Spec: RFC6749-5.1-1, OIDCC-3.1.3.3-1 */
int fapix_answer_private(fapi_answer *answer, int kind, int http)
{
    int rc = fapix_answer_field_add(answer, "Cache-Control", fapix_slice_str("no-store"));

    answer->kind = kind;
    answer->http = http;
    if (rc == FAPI_OK)
        rc = fapix_answer_field_add(answer, "Pragma", fapix_slice_str("no-cache"));
    return rc;
}

static int client_fields(fapi_answer *answer, const fapi_verdict *verdict, const char *content_type)
{
    int rc = FAPI_OK;

    if (answer->body.n > 0)
        rc = fapix_answer_field_add(answer, "Content-Type", fapix_slice_str(content_type));
    if (rc == FAPI_OK && verdict->nonce[0] != '\0')
        rc = fapix_answer_field_add(answer, "DPoP-Nonce", fapix_slice_str(verdict->nonce)); /* Spec: RFC9449-8-1 */
    if (rc == FAPI_OK && verdict->interaction_id[0] != '\0')
        rc = fapix_answer_field_add(answer, "x-fapi-interaction-id", fapix_slice_str(verdict->interaction_id));
    return rc;
}

int fapix_answer_json_fields(fapi_answer *answer, const fapi_verdict *verdict, int http)
{
    int rc = fapix_answer_private(answer, FAPI_ANSWER_JSON, http);

    return rc == FAPI_OK ? client_fields(answer, verdict, "application/json") : rc;
}

int fapix_answer_jwt_fields(fapi_answer *answer, const fapi_verdict *verdict, const char *content_type)
{
    int rc = fapix_answer_private(answer, FAPI_ANSWER_JWT, 200);

    return rc == FAPI_OK ? client_fields(answer, verdict, content_type) : rc;
}

int fapix_answer_retry_after(fapi_answer *answer, int http)
{
    return http == 503 ? fapix_answer_field_add(answer, "Retry-After", fapix_slice_str(RETRY_AFTER)) : FAPI_OK;
}

fapix_recipient fapix_recipient_of(const fapi_client *client, enum fapix_client_alg which)
{
    return (fapix_recipient){client->alg[which], client->jwe_alg[which] != 0, client->encrypter[which]};
}

/* Spec: BROF-6.2.1-1, CDR-token-4 */
bool fapix_answer_encrypts(const fapi_as *as, const fapix_recipient *recipient)
{
    const fapi_encrypter *to = recipient->to;

    return recipient->encrypts && to != NULL && (to->alg & fapix_as_value(as, FAPI_CONTROL_JWE_ALGS)) != 0 &&
           (to->enc & fapix_as_value(as, FAPI_CONTROL_JWE_ENCS)) != 0;
}

/* Spec: RFC9701-5-5, FAPI1ADV-5.2.2.1-3, FAPI2MS-6.1 (only for a client that registered it), BROF-5.2.2.1-4 (named by kid) */
static int encrypt(const fapi_as *as, const fapix_recipient *recipient, fapi_answer *answer, fapix_slice *jwt)
{
    int rc = FAPI_ERR_INTERNAL;

    if (!fapix_answer_encrypts(as, recipient))
        return FAPI_ANSWER_ENCRYPTION;
    fapix_buffer_reset(&answer->sealed);
    rc = fapix_jwe_seal(recipient->to, *jwt, &answer->sealed);
    *jwt = rc == FAPI_OK ? fapix_buffer_slice(&answer->sealed) : fapix_slice_of(NULL, 0);
    return rc;
}

int fapix_answer_sign(const fapi_as *as, const fapix_recipient *recipient, const char *typ, fapi_answer *answer,
                      fapix_slice *jwt)
{
    const fapi_signer *signer = fapix_as_signer(as, recipient->alg);
    const char *compact = NULL;
    size_t n = 0;
    int rc = FAPI_ERR_INTERNAL;

    *jwt = fapix_slice_of(NULL, 0);
    if (signer == NULL)
        return FAPI_ANSWER_ALG;
    if (answer->payload.status != FAPI_OK)
        return answer->payload.status;
    rc = fapi_jws_set_typ(answer->jws, typ, strlen(typ));
    if (rc == FAPI_OK)
        /* Spec: OIDCC-2-2, OIDCC-2-3, FAPI1ADV-5.2.2.1-2, JARM-2.2-1 - signed always, and no key or its place in the
         * header */
        rc = fapi_jws_sign(answer->jws, signer, answer->payload.p, answer->payload.n, &compact, &n);
    if (rc == FAPI_OK)
        *jwt = fapix_slice_of(compact, n);
    return rc == FAPI_OK && recipient->encrypts ? encrypt(as, recipient, answer, jwt) : rc;
}
