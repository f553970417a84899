/* SPDX-License-Identifier: Apache-2.0 */
/* The table of statuses against the header, the RFCs that say how errors are spelt, and itself. */
#include "base/status.h"
#include "test/base/header_text.h"
#include "test/harness.h"

static void the_table_is_the_header(void **state)
{
    size_t count = 0, statuses = 0;
    header_constant *constants = header_constants(&count);
    int same = 1;

    (void)state;
    CHECK(constants != NULL);
    for (size_t i = 0; i < count; i++) {
        const char *name;

        if (strcmp(constants[i].group, "fapi_status") != 0)
            continue;
        name = fapi_status_name((int)constants[i].value);
        same = same && name && strcmp(name, constants[i].name) == 0;
        same = same && fapi_status_at(statuses) == constants[i].value;
        if (!same)
            printf("%s has no row of its own, or not at its place\n", constants[i].name);
        statuses++;
    }
    free(constants);
    CHECK(same);
    CHECK(statuses > 150);
    /* Nor the other way round: no row without a line of the header. */
    CHECK(statuses == fapi_status_count());
    CHECK(fapi_status_at(statuses) == -1);
    CHECK(fapi_status_at(SIZE_MAX) == -1);
}

/* The comment of a status in the header begins with the text of its row, so that both say the same. */
static int header_says(const char *header, int status)
{
    char row[64];
    const char *at;

    (void)snprintf(row, sizeof row, "    %s = %d", fapi_status_name(status), status);
    at = strstr(header, row);
    if (!at)
        return 0;
    at += strlen(row);
    at += strspn(at, ", ");
    return strncmp(at, "/* ", 3) == 0 && strncmp(at + 3, fapi_status_text(status), strlen(fapi_status_text(status))) == 0;
}

static void the_header_says_what_each_means(void **state)
{
    size_t size = 0;
    char *header = t_file("../include/fapi.h", &size);
    int same = header != NULL;

    (void)state;
    for (size_t i = 0; header && i < fapi_status_count(); i++) {
        if (fapi_status_at(i) < 100 || header_says(header, fapi_status_at(i)))
            continue;
        printf("%s: the comment in fapi.h is not its text\n", fapi_status_name(fapi_status_at(i)));
        same = 0;
    }
    free(header);
    CHECK(same);
}

/* RFC 6750 3 (error, error_description): %x20-21 / %x23-5B / %x5D-7E. */
static int is_sendable(const char *text)
{
    for (; *text; text++) {
        if (*text < 0x20 || *text > 0x7e || *text == '"' || *text == '\\')
            return 0;
    }
    return 1;
}

static int http_fits_error(const fapix_status_row *row)
{
    static const struct {
        const char *error;
        int http;
    } known[] = {
        {"invalid_request", 400}, {"invalid_grant", 400}, {"invalid_token", 401}, {"insufficient_scope", 403},
        {"invalid_dpop_proof", 401}, {"use_dpop_nonce", 401}, {"temporarily_unavailable", 503},
        {"invalid_redirect_uri", 400}, {"invalid_client_metadata", 400}, {"invalid_request_object", 400},
        {"server_error", 500}, {"invalid_client", 401},
        {"missing_user_code", 400}, {"invalid_user_code", 400}, {"invalid_binding_message", 400},
        {"expired_login_hint_token", 400}, {"unknown_user_id", 400}, {"access_denied", 403},
        {"invalid_request", 405}, {"invalid_dpop_proof", 400}, {"unsupported_response_type", 400}, {"invalid_scope", 400},
        {"invalid_request_uri", 400}, {"invalid_target", 400}, {"invalid_authorization_details", 400},
        {"unsupported_grant_type", 400}, {"unauthorized_client", 400}, {"expired_token", 400}, {"access_denied", 400},
        {"slow_down", 400}, {"invalid_software_statement", 400}, {"unapproved_software_statement", 400},
        {"authorization_pending", 400}, {"login_required", 400}, {"interaction_required", 400},
        {"unmet_authentication_requirements", 400}, {"", 0}, {"", 200}, {"", 401},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].error, row->error) == 0 && known[i].http == row->http)
            return 1;
    }
    return 0;
}

static void each_row_is_sound(void **state)
{
    int last = -1;

    (void)state;
    for (size_t i = 0; i < fapi_status_count(); i++) {
        int status = fapi_status_at(i);
        const fapix_status_row *row = fapix_status_row_of(status);

        CHECK(row != NULL && row->status == status && status > last);
        last = status;
        CHECK(row->text[0] != '\0' && is_sendable(row->text) && !strchr(row->text, '\n'));
        CHECK(is_sendable(row->error) && is_sendable(row->clause));
        CHECK((row->clause[0] == '\0') == (status < 100));
        CHECK(http_fits_error(row));
        CHECK(status == FAPI_OK || status >= 100 || row->http == 500);
        CHECK(row->discreet == 0 || row->discreet == 1);
        /* Each text is its row's own, else a log could not tell them apart. */
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(row->text, fapi_status_text(fapi_status_at(k))) != 0);
        CHECK(fapi_status_text(status) == row->text && fapi_status_clause(status) == row->clause);
        CHECK(fapi_status_oauth_error(status) == row->error && fapi_status_http(status) == row->http);
    }
}

static void answers_are_those_of_the_documents(void **state)
{
    static const struct {
        int status, http;
        const char *error, *clause;
    } rows[] = {
        {FAPI_DPOP_HTU, 401, "invalid_dpop_proof", "RFC 9449 4.3 (9)"},
        {FAPI_DPOP_NONCE, 401, "use_dpop_nonce", "RFC 9449 4.3 (10)"},
        {FAPI_DPOP_NONCE_MISSING, 401, "use_dpop_nonce", "RFC 9449 9"},
        {FAPI_DPOP_BOUND_AS_BEARER, 401, "invalid_token", "RFC 9449 7.2"},
        {FAPI_DPOP_JKT, 401, "invalid_token", "RFC 9449 4.3 (12)"},
        {FAPI_MTLS_THUMBPRINT, 401, "invalid_token", "RFC 8705 3"},
        {FAPI_TOKEN_EXPIRED, 401, "invalid_token", "RFC 9068 4"},
        {FAPI_TOKEN_SCOPE_INSUFFICIENT, 403, "insufficient_scope", "RFC 6750 3.1"},
        {FAPI_TOKEN_IN_QUERY, 400, "invalid_request", "FAPI 2.0 SP 5.3.4 (2)"},
        {FAPI_TOKEN_REPEATED, 400, "invalid_request", "RFC 6750 2"},
        {FAPI_TOKEN_MISSING, 401, "", "RFC 6750 3"},
        {FAPI_TOKEN_SCHEME, 401, "", "RFC 6750 3.1"},
        {FAPI_PKCE_METHOD, 400, "invalid_request", "FAPI 2.0 SP 5.3.2.2 (5)"},
        {FAPI_PKCE_MISMATCH, 400, "invalid_grant", "RFC 7636 4.6"},
        {FAPI_REPLAY_FULL, 503, "temporarily_unavailable", "RFC 9449 11.1"},
        {FAPI_JWS_SIGNATURE, 0, "", "RFC 7515 5.2"},
        {FAPI_ERR_NOMEM, 500, "server_error", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(fapi_status_http(rows[i].status) == rows[i].http);
        CHECK(strcmp(fapi_status_oauth_error(rows[i].status), rows[i].error) == 0);
        CHECK(strcmp(fapi_status_clause(rows[i].status), rows[i].clause) == 0);
    }
    /* With credentials there is an error code, without there is none. */
    ACCEPTS("RFC6750-3.1-2");
    REFUSES("RFC6750-3.1-2");
    CHECK(fapix_status_row_of(FAPI_TOKEN_SIGNATURE)->discreet && fapix_status_row_of(FAPI_KEY_UNKNOWN)->discreet);
    CHECK(!fapix_status_row_of(FAPI_TOKEN_EXPIRED)->discreet);
}

static void unknown_statuses_have_no_row(void **state)
{
    static const int unknown[] = {-1, 12, 99, 117 + 3, 357 + 42, 902, INT32_MAX, INT32_MIN};

    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        CHECK(fapi_status_name(unknown[i]) == NULL && fapi_status_text(unknown[i]) == NULL);
        CHECK(fapi_status_clause(unknown[i])[0] == '\0' && fapi_status_http(unknown[i]) == 500);
        CHECK(strcmp(fapi_status_oauth_error(unknown[i]), "server_error") == 0);
    }
    CHECK(strcmp(fapi_version(), FAPI_VERSION) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_the_header),
        cmocka_unit_test(the_header_says_what_each_means),
        cmocka_unit_test(each_row_is_sound),
        cmocka_unit_test(answers_are_those_of_the_documents),
        cmocka_unit_test(unknown_statuses_have_no_row),
    };
    return t_main("base/status", tests, sizeof tests / sizeof tests[0]);
}
