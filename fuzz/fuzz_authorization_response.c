/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An authorization response as a query. The first byte chooses what was asked for and what is known of iss. What is accepted is taken apart a
 * second time by a few lines that know nothing of forms but & and = and %, and must then be what the rules allow.
 */
#include <stdlib.h>
#include <string.h>

#include "base/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ISSUER "https://a.example"
#define STATE "s"
enum { HYBRID = 1, ISS_NOT_REQUIRED = 2, NOT_ANNOUNCED = 4, NO_STATE = 8 };

static fapi_authorization_response *response;
static fapi_verdict *verdict;

static void must(int holds)
{
    if (!holds)
        abort();
}

static void set_up(void)
{
    fapi_context *context = fapi_context_new();

    response = fapi_authorization_response_new(context);
    verdict = fapi_verdict_new(context);
    must(response != NULL && verdict != NULL && fapi_verdict_set_trace(verdict, 1) == FAPI_OK);
    must(fapi_authorization_response_set_issuer(response, ISSUER, sizeof ISSUER - 1) == FAPI_OK);
    fapi_context_free(context);
}

static int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c - 'A' + 10;
}

static size_t decode(const char *text, size_t n, char *out)
{
    size_t to = 0;

    for (size_t i = 0; i < n; i++) {
        if (text[i] == '%' && i + 2 < n) {
            out[to++] = (char)(nibble(text[i + 1]) << 4 | nibble(text[i + 2]));
            i += 2;
        } else {
            out[to++] = text[i] == '+' ? ' ' : text[i];
        }
    }
    return to;
}

/* How often a parameter with a value occurs; the last one is in out. */
static int find(const char *text, size_t n, const char *name, char *out, size_t *out_n)
{
    static char spelled[70000];
    int count = 0;

    *out_n = 0;
    for (size_t at = 0, end = 0; at < n; at = end + 1) {
        const char *amp = memchr(text + at, '&', n - at), *equals = NULL;

        end = amp == NULL ? n : (size_t)(amp - text);
        equals = memchr(text + at, '=', end - at);
        if (equals != NULL && equals + 1 < text + end &&
            decode(text + at, (size_t)(equals - text) - at, spelled) == strlen(name) &&
            memcmp(spelled, name, strlen(name)) == 0) {
            *out_n = decode(equals + 1, (size_t)(text + end - equals - 1), out);
            count++;
        }
    }
    return count;
}

static void hold(const char *text, size_t n, int use)
{
    static char value[70000];
    const char *code = NULL, *id_token = NULL;
    size_t value_n = 0, code_n = 0, id_token_n = 0;
    int iss = find(text, n, "iss", value, &value_n);

    must(iss == 0 || (iss == 1 && value_n == sizeof ISSUER - 1 && memcmp(value, ISSUER, value_n) == 0));
    must(iss == 1 || (use & ISS_NOT_REQUIRED) != 0);
    must(iss == 0 || (use & ISS_NOT_REQUIRED) == 0 || (use & NOT_ANNOUNCED) == 0);
    must(find(text, n, "state", value, &value_n) == ((use & NO_STATE) != 0 ? 0 : 1));
    must((use & NO_STATE) != 0 || (value_n == 1 && value[0] == STATE[0]));
    must(find(text, n, "error", value, &value_n) == 0 && find(text, n, "access_token", value, &value_n) == 0);
    must(find(text, n, "response", value, &value_n) == 0);
    must(fapi_authorization_response_code(response, &code, &code_n) == FAPI_OK && code_n > 0 && code_n <= 4096);
    must(find(text, n, "code", value, &value_n) == 1 && value_n == code_n && memcmp(value, code, code_n) == 0);
    must(find(text, n, "id_token", value, &value_n) == ((use & HYBRID) != 0 ? 1 : 0));
    must((fapi_authorization_response_id_token(response, &id_token, &id_token_n) == FAPI_OK) == ((use & HYBRID) != 0));
    must(id_token_n == value_n && (value_n == 0 || memcmp(value, id_token, value_n) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data + 1, *code = NULL;
    size_t n = 0, code_n = 0;
    int rc = FAPI_OK, use = 0;

    if (verdict == NULL)
        set_up();
    if (size == 0 || size > 66000)
        return 0;
    use = data[0];
    n = size - 1;
    must(fapi_authorization_response_set_response_type(response, (use & HYBRID) != 0 ? FAPI_RESPONSE_CODE_ID_TOKEN
                                                                                      : FAPI_RESPONSE_CODE) == FAPI_OK);
    must(fapi_authorization_response_set_iss_required(response, (use & ISS_NOT_REQUIRED) == 0) == FAPI_OK);
    must(fapi_authorization_response_set_iss_announced(response, (use & NOT_ANNOUNCED) == 0) == FAPI_OK);
    must(((use & NO_STATE) != 0 ? fapi_authorization_response_insecure_set_no_state(response)
                                : fapi_authorization_response_set_state(response, STATE, 1)) == FAPI_OK);
    rc = fapi_authorization_response_check(response, text, n, verdict);
    must(fapi_status_name(rc) != NULL && rc == fapi_verdict_status(verdict));
    must((verdict->server_error[0] != '\0') == (rc == FAPI_AUTHORIZATION_RESPONSE_ERROR));
    if (rc == FAPI_OK) {
        hold(text, n, use);
        return 0;
    }
    must(fapi_authorization_response_code(response, &code, &code_n) == FAPI_ERR_STATE);
    must(fapi_verdict_subject(verdict) == FAPI_SUBJECT_AUTHORIZATION_RESPONSE && fapi_verdict_clause(verdict)[0] != '\0');
    for (const char *c = verdict->server_error; *c != '\0'; c++)
        must(*c >= 0x20 && *c < 0x7F && *c != '"' && *c != '\\');
    return 0;
}
