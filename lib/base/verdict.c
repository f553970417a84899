/* SPDX-License-Identifier: Apache-2.0 */
/* Where rules report: the first refusal, its details, the trace, and the end of a check. */
#include "base/verdict.h"

#define DETAIL_CHARACTERS 120 /* as fapi.h promises; FAPIX_DETAIL leaves room for the NUL */

/* The texts hold tokens and claims. Only what was in use is wiped: the space is large and a check is short. */
void fapix_verdict_clear_space(fapix_jwt_space *space)
{
    fapix_wipe(space->header_text, space->header_raw.n);
    fapix_wipe(space->header_scratch, space->header_raw.n);
    fapix_wipe(space->payload_text, space->payload.n);
    fapix_wipe(space->payload_scratch, space->payload.n);
    space->header_raw = space->payload = fapix_slice_of(NULL, 0);
    space->header.count = space->claims.count = 0;
}

int fapix_verdict_read_json(fapix_jwt_space *space, fapix_slice text)
{
    int rc = FAPI_ERR_INTERNAL;

    fapix_verdict_clear_space(space);
    if (text.n > FAPIX_DECODED)
        return FAPI_JSON_SIZE;
    if (text.n > 0)
        memcpy(space->payload_text, text.p, text.n);
    space->payload = fapix_slice_of(space->payload_text, text.n);
    rc = fapix_json_parse(&space->claims, space->payload, space->payload_scratch);
    if (rc != FAPI_OK)
        fapix_verdict_clear_space(space);
    return rc;
}

static void forget_facts(fapi_verdict *verdict)
{
    verdict->readable = NULL;
    verdict->has_jkt = verdict->has_x5t = verdict->has_replay = verdict->has_payload = false;
    fapix_wipe(verdict->jkt, sizeof verdict->jkt);
    fapix_wipe(verdict->hint_sub, verdict->hint_sub_n);
    verdict->hint_sub_n = 0;
    fapix_wipe(verdict->x5t, sizeof verdict->x5t);
    fapix_wipe(verdict->replay_key, sizeof verdict->replay_key);
    verdict->replay_expiry = 0;
    fapix_wipe(verdict->spent, sizeof verdict->spent);
    verdict->spent_count = 0;
    fapix_wipe(verdict->nested, verdict->nested_n);
    verdict->nested_n = 0;
}

static void forget_target(fapix_target *target)
{
    target->front = target->backchannel = target->redirect = false;
    target->mode = target->alg = 0;
    fapix_wipe(target->redirect_uri, target->redirect_uri_n);
    fapix_wipe(target->state, target->state_n);
    fapix_wipe(target->client_id, target->client_id_n);
    target->redirect_uri_n = target->state_n = target->client_id_n = 0;
}

int fapix_verdict_keep_spent(fapi_verdict *verdict, int seen)
{
    fapix_spent *spent = &verdict->spent[verdict->spent_count];

    if (!verdict->has_replay)
        return FAPI_OK;
    if (verdict->spent_count == FAPIX_SPENT)
        return FAPI_ERR_INTERNAL;
    memcpy(spent->key, verdict->replay_key, sizeof spent->key);
    spent->expiry = verdict->replay_expiry;
    spent->seen = seen;
    spent->subject = verdict->current_subject;
    verdict->spent_count++;
    verdict->has_replay = false;
    fapix_wipe(verdict->replay_key, sizeof verdict->replay_key);
    verdict->replay_expiry = 0;
    return FAPI_OK;
}

void fapix_verdict_begin(fapi_verdict *verdict)
{
    verdict->decided = verdict->details_closed = false;
    verdict->status = FAPI_OK;
    verdict->subject = verdict->current_subject = FAPI_SUBJECT_NONE;
    verdict->expected[0] = verdict->actual[0] = '\0';
    verdict->trace_count = verdict->warning_count = 0;
    forget_facts(verdict);
    verdict->refresh_keys = 0;
    verdict->uses_nonces = verdict->wants_jwt = verdict->basic = false;
    verdict->grant_type = verdict->checked = verdict->revoke = verdict->spent_as = 0;
    verdict->pushed = false;
    forget_target(&verdict->target);
    verdict->http = 0;
    verdict->error = NULL;
    verdict->clause = NULL;
    fapix_buffer_reset(&verdict->www_authenticate);
    fapix_buffer_reset(&verdict->error_json);
    verdict->nonce[0] = verdict->interaction_id[0] = '\0';
    fapix_verdict_clear_space(&verdict->token);
    fapix_verdict_clear_space(&verdict->proof);
    verdict->next = FAPI_NEXT_STOP;
    verdict->wait = 0;
    verdict->server_error[0] = '\0';
    fapix_wipe(verdict->nested, verdict->nested_n);
    verdict->nested_n = 0;
}

void fapix_verdict_about(fapi_verdict *verdict, int subject)
{
    verdict->current_subject = subject;
}

/* A pending replay claim is not a refusal: whoever finishes the claim may still refuse. */
static bool refused(const fapi_verdict *verdict)
{
    return verdict->status != FAPI_OK && verdict->status != FAPI_REPLAY_PENDING;
}

static void record(fapi_verdict *verdict, int status, int outcome)
{
    size_t at = verdict->trace_count;

    if (!verdict->tracing)
        return;
    if (at == FAPIX_TRACE) {
        /* A full trace still tells of a refusal. */
        if (outcome != FAPI_OUTCOME_FAIL)
            return;
        at--;
    }
    verdict->trace[at] = (fapix_trace_entry){
        .status = (uint16_t)status, .outcome = (uint8_t)outcome, .subject = (uint8_t)verdict->current_subject};
    verdict->trace_count = at + 1;
}

/* Details belong to the first refusal: those of a rule that held are dropped, those of later rules never come in. */
static void rule_ends(fapi_verdict *verdict)
{
    if (refused(verdict))
        verdict->details_closed = true;
    else
        verdict->expected[0] = verdict->actual[0] = '\0';
}

static int pass(fapi_verdict *verdict, int status)
{
    record(verdict, status, FAPI_OUTCOME_PASS);
    rule_ends(verdict);
    return FAPI_OK;
}

int fapix_rule(fapi_verdict *verdict, int status, bool holds)
{
    return holds ? pass(verdict, status) : fapix_refuse(verdict, status);
}

int fapix_rule_rc(fapi_verdict *verdict, int status, int rc)
{
    return rc == FAPI_OK ? pass(verdict, status) : fapix_refuse(verdict, rc);
}

void fapix_skip(fapi_verdict *verdict, int status)
{
    record(verdict, status, FAPI_OUTCOME_SKIP);
    rule_ends(verdict);
}

int fapix_refuse(fapi_verdict *verdict, int status)
{
    /* A refusal without a reason is a defect of ours, and still a refusal. */
    if (status == FAPI_OK)
        status = FAPI_ERR_INTERNAL;
    record(verdict, status, FAPI_OUTCOME_FAIL);
    if (refused(verdict)) {
        verdict->details_closed = true;
    } else {
        verdict->status = status;
        verdict->subject = verdict->current_subject;
    }
    return status;
}

int fapix_restate(fapi_verdict *verdict, int from, int to)
{
    const size_t last = verdict->trace_count - 1;

    if (verdict->status != from)
        return from;
    verdict->status = to;
    if (verdict->trace_count > 0 && verdict->trace[last].outcome == FAPI_OUTCOME_FAIL && verdict->trace[last].status == from)
        verdict->trace[last].status = (uint16_t)to;
    return to;
}

/* One byte as it may stand in a log: printable ASCII but the escape character itself, everything else as \xNN. */
static size_t escape(uint8_t c, char out[4])
{
    static const char digits[] = "0123456789ABCDEF";

    if (c >= 0x20 && c < 0x7F && c != '\\') {
        out[0] = (char)c;
        return 1;
    }
    out[0] = '\\';
    out[1] = 'x';
    out[2] = digits[c >> 4];
    out[3] = digits[c & 0x0F];
    return 4;
}

static void write_detail(const fapi_verdict *verdict, char detail[FAPIX_DETAIL], fapix_slice text)
{
    size_t n = 0, cut = 0;

    if (verdict->details_closed)
        return;
    for (size_t i = 0; i < text.n; i++) {
        char unit[4];
        const size_t unit_n = escape(text.p[i], unit);

        if (n + unit_n > DETAIL_CHARACTERS) {
            memcpy(detail + cut, "...", 4);
            return;
        }
        memcpy(detail + n, unit, unit_n);
        n += unit_n;
        /* The last place where dots still fit, never inside an escape. */
        if (n <= DETAIL_CHARACTERS - 3)
            cut = n;
    }
    detail[n] = '\0';
}

static void write_detail_int(const fapi_verdict *verdict, char detail[FAPIX_DETAIL], int64_t value)
{
    char text[20]; /* a sign and 19 digits */
    size_t at = sizeof text;
    /* The smallest int64_t has no positive counterpart: negated as an unsigned number. */
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        text[--at] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude > 0);
    if (value < 0)
        text[--at] = '-';
    write_detail(verdict, detail, fapix_slice_of(text + at, sizeof text - at));
}

void fapix_expected(fapi_verdict *verdict, fapix_slice text)
{
    write_detail(verdict, verdict->expected, text);
}

void fapix_actual(fapi_verdict *verdict, fapix_slice text)
{
    write_detail(verdict, verdict->actual, text);
}

void fapix_expected_int(fapi_verdict *verdict, int64_t value)
{
    write_detail_int(verdict, verdict->expected, value);
}

void fapix_actual_int(fapi_verdict *verdict, int64_t value)
{
    write_detail_int(verdict, verdict->actual, value);
}

void fapix_warn(fapi_verdict *verdict, int status)
{
    for (size_t i = 0; i < verdict->warning_count; i++) {
        if (verdict->warnings[i] == status)
            return;
    }
    if (verdict->warning_count < sizeof verdict->warnings / sizeof verdict->warnings[0])
        verdict->warnings[verdict->warning_count++] = status;
}

int fapix_verdict_end(fapi_verdict *verdict, int rc)
{
    /* A claim that this very check left pending is settled by another call, not by its end. */
    const bool pending = verdict->status == FAPI_REPLAY_PENDING && !verdict->decided;

    if (!refused(verdict) && !(pending && rc == FAPI_OK)) {
        verdict->status = rc;
        verdict->subject = rc == FAPI_OK ? FAPI_SUBJECT_NONE : verdict->current_subject;
    }
    /* While a claim is pending the facts stay, unreadable, for the check that fapi_rs_finish completes. */
    if (refused(verdict))
        forget_facts(verdict);
    else if (verdict->status == FAPI_OK)
        verdict->expected[0] = verdict->actual[0] = '\0';
    verdict->decided = true;
    return verdict->status;
}
