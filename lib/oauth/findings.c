/* SPDX-License-Identifier: Apache-2.0 */
/* The list of findings: bounded, and safe to log. */
#include "oauth/findings.h"

#include "base/status.h"
#include "crypto/provider.h"

#define CHARACTERS 120 /* as fapi.h promises; FAPIX_FINDING_TEXT leaves room for the NUL */

/* See fapi.h. */
fapi_findings *fapi_findings_new(fapi_context *context)
{
    fapi_context *own = fapix_context_use(context);
    fapi_findings *findings = NULL;

    if (own == NULL)
        return NULL;
    findings = fapix_alloc(&own->memory, sizeof *findings);
    if (findings == NULL) {
        fapix_context_unref(own);
        return NULL;
    }
    findings->context = own;
    findings->status = FAPI_ERR_STATE;
    return findings;
}

/* A document that should not have held a private key may hold one all the same. */
static void forget_documents(fapi_findings *findings)
{
    fapix_wipe(&findings->document, sizeof findings->document);
    fapix_wipe(&findings->keys, sizeof findings->keys);
}

/* See fapi.h. */
void fapi_findings_free(fapi_findings *findings)
{
    fapi_context *context = NULL;

    if (findings == NULL)
        return;
    context = findings->context;
    fapix_wipe(findings, sizeof *findings);
    fapix_free(&context->memory, findings, sizeof *findings);
    fapix_context_unref(context);
}

void fapix_findings_begin(fapi_findings *findings, bool client)
{
    findings->decided = false;
    findings->client = client;
    findings->status = FAPI_OK;
    findings->count = findings->dropped = 0;
}

/* Printable ASCII as it is, everything else as \xNN; too much ends with dots, never inside an escape. Returns what
 * was written. */
static size_t write_text(char *out, size_t n, fapix_slice text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t cut = n;

    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        bool plain = c >= 0x20 && c < 0x7F && c != '\\';

        if (n + (plain ? 1 : 4) > CHARACTERS) {
            memcpy(out + cut, "...", 4);
            return cut + 3;
        }
        if (plain) {
            out[n++] = (char)c;
        } else {
            const char unit[4] = {'\\', 'x', digits[c >> 4], digits[c & 0x0F]};

            memcpy(out + n, unit, sizeof unit);
            n += sizeof unit;
        }
        if (n <= CHARACTERS - 3)
            cut = n;
    }
    out[n] = '\0';
    return n;
}

static size_t write_index(char *out, size_t n, int index)
{
    char digits[12];
    size_t at = sizeof digits;

    digits[--at] = ']';
    do {
        digits[--at] = (char)('0' + index % 10);
        index /= 10;
    } while (index > 0);
    digits[--at] = '[';
    return write_text(out, n, fapix_slice_of(digits + at, sizeof digits - at));
}

void fapix_findings_add(fapi_findings *findings, int level, int status, const char *clause, const char *member,
                        int index,
                        fapix_slice actual)
{
    fapix_finding *found = NULL;
    size_t n = 0;

    if (level == FAPI_LEVEL_SHALL && findings->status == FAPI_OK)
        findings->status = status;
    if (findings->count == FAPIX_FINDINGS_MAX) {
        findings->dropped++;
        return;
    }
    found = &findings->found[findings->count++];
    found->status = status;
    found->level = level;
    found->clause = clause != NULL ? clause : fapi_status_clause(status);
    n = write_text(found->member, 0, fapix_slice_str(member));
    if (index >= 0)
        (void)write_index(found->member, n, index);
    (void)write_text(found->actual, 0, actual);
}

int fapix_findings_end(fapi_findings *findings, int rc)
{
    forget_documents(findings);
    if (rc != FAPI_OK) {
        findings->count = findings->dropped = 0;
        findings->status = rc;
    }
    findings->decided = true;
    return findings->status;
}

static const fapix_finding *at(const fapi_findings *findings, size_t index)
{
    return findings == NULL || !findings->decided || index >= findings->count ? NULL : &findings->found[index];
}

/* See fapi.h. */
size_t fapi_findings_count(const fapi_findings *findings)
{
    return findings == NULL || !findings->decided ? 0 : findings->count;
}

/* See fapi.h. */
size_t fapi_findings_dropped(const fapi_findings *findings)
{
    return findings == NULL || !findings->decided ? 0 : findings->dropped;
}

/* See fapi.h. */
int fapi_findings_status(const fapi_findings *findings, size_t index)
{
    const fapix_finding *found = at(findings, index);

    if (findings == NULL)
        return FAPI_ERR_ARG;
    return found == NULL ? FAPI_ERR_NOT_FOUND : found->status;
}

/* See fapi.h. */
int fapi_findings_level(const fapi_findings *findings, size_t index)
{
    const fapix_finding *found = at(findings, index);

    return found == NULL ? 0 : found->level;
}

/* See fapi.h. */
const char *fapi_findings_clause(const fapi_findings *findings, size_t index)
{
    const fapix_finding *found = at(findings, index);

    return found == NULL ? "" : found->clause;
}

/* See fapi.h. */
const char *fapi_findings_member(const fapi_findings *findings, size_t index)
{
    const fapix_finding *found = at(findings, index);

    return found == NULL ? "" : found->member;
}

/* See fapi.h. */
const char *fapi_findings_actual(const fapi_findings *findings, size_t index)
{
    const fapix_finding *found = at(findings, index);

    return found == NULL ? "" : found->actual;
}

/* See fapi.h. Spec: RFC7591-3.2.2-1 */
const char *fapi_findings_oauth_error(const fapi_findings *findings)
{
    const char *error = "";

    if (findings == NULL || !findings->decided)
        return "server_error";
    if (findings->status == FAPI_OK)
        return "";
    error = fapi_status_oauth_error(findings->status);
    /* Of a key or of the form of the document: what it was that held it decides. */
    if (error[0] == '\0')
        error = findings->client ? "invalid_client_metadata" : "server_error";
    return error;
}
