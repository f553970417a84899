/* SPDX-License-Identifier: Apache-2.0 */
/* The table of controls: whole, legal, backed by the ledger, and no regime looser than what it is built on. */
#include <ctype.h>

#include "profile/policy.h"
#include "profile/table.h"
#include "test/harness.h"

enum { FIRST = FAPI_PROFILE_FAPI1_BASELINE, LAST = FAPI_PROFILE_CO_OPEN_FINANCE, LINE = 256 };

/* Is this the name of the constant, in lower case? */
static bool named_after(const char *name, const char *constant, size_t constant_n)
{
    bool same = name != NULL && strlen(name) == constant_n;
    for (size_t i = 0; same && i < constant_n; i++)
        same = name[i] == tolower((unsigned char)constant[i]);
    return same;
}

/* Each FAPI_CONTROL_ of the header, with its number, is a row with that name; and nothing else is one. */
static void each_control_of_the_header_has_a_row(void **state)
{
    static const char prefix[] = "\n    FAPI_CONTROL_";
    size_t n = 0, found = 0, good = 0;
    char *header = t_file("../include/fapi.h", &n);

    (void)state;
    for (const char *at = header; at != NULL && (at = strstr(at, prefix)) != NULL; found++) {
        at += sizeof prefix - 1;
        size_t name_n = strcspn(at, " ");
        int control = (int)strtol(at + name_n + strlen(" = "), NULL, 10);
        good += named_after(fapi_control_name(control), at, name_n) && control < FAPIX_CONTROL_LIMIT;
    }
    free(header);
    CHECK(found > 50);
    CHECK(good == found);
    CHECK(fapi_control_count() == found);
}

static void rows_are_whole_and_found_once(void **state)
{
    bool seen[FAPIX_CONTROL_LIMIT] = {false};

    (void)state;
    for (size_t i = 0; i < fapi_control_count(); i++) {
        int control = fapi_control_at(i);
        const fapix_row *row = fapix_row_of(control, NULL);
        CHECK(control > 0 && control < FAPIX_CONTROL_LIMIT && !seen[control]);
        seen[control] = true;
        CHECK(row != NULL && row->low >= 0 && row->low <= row->high);
        CHECK(row->direction >= FAPIX_LOWER && row->direction <= FAPIX_NEUTRAL);
        CHECK(row->direction != FAPIX_SUBSET || (row->words != NULL && (row->high & (row->high + 1)) == 0));
        CHECK(strlen(fapi_control_group(control)) > 0 && strlen(fapi_control_unit(control)) > 0);
        CHECK(strlen(fapi_control_threat(control)) > 10 && strlen(fapi_control_threat(control)) < 100);
        CHECK(strspn(fapi_control_enforcer(control), "ARSC, ") == strlen(fapi_control_enforcer(control)));
        CHECK(strlen(fapi_control_enforcer(control)) > 0);
        CHECK(strchr(fapi_control_threat(control), '|') == NULL);
    }
}

static void unknown_rows_and_columns_are_told(void **state)
{
    static const int unknown[] = {INT32_MIN, -1, 0, 12, 95, 96, INT32_MAX};
    int64_t value = 7, loosest = 7, strictest = 7;
    char text[8] = "x";

    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        int control = unknown[i];
        CHECK(fapi_control_name(control) == NULL && fapi_control_group(control) == NULL);
        CHECK(fapi_control_unit(control) == NULL && fapi_control_threat(control) == NULL);
        CHECK(fapi_control_enforcer(control) == NULL && fapi_control_enforced(control) == 0);
        STATUS(FAPI_ERR_NOT_FOUND, fapi_profile_value(FIRST, control, &value));
        STATUS(FAPI_ERR_NOT_FOUND, fapi_profile_range(FIRST, control, &loosest, &strictest));
        CHECK(value == 0 && loosest == 0 && strictest == 0);
        CHECK(fapi_profile_clause(FIRST, control) == NULL);
        STATUS(FAPI_ERR_ARG, fapi_control_describe(control, 0, text, sizeof text));
        CHECK(text[0] == '\0');
    }
    for (int profile = -1; profile <= LAST + 1; profile++) {
        bool known = profile >= FIRST && profile <= LAST;
        CHECK((fapi_profile_name(profile) != NULL) == known);
        CHECK((fapi_profile_clause(profile, FAPI_CONTROL_ALGS) != NULL) == known);
        STATUS(known ? FAPI_OK : FAPI_ERR_ARG, fapi_profile_value(profile, FAPI_CONTROL_ALGS, &value));
        STATUS(known ? FAPI_OK : FAPI_ERR_ARG, fapi_profile_range(profile, FAPI_CONTROL_ALGS, &loosest, &strictest));
        CHECK(known || fapi_profile_base(profile) == 0);
    }
    CHECK(fapi_control_at(fapi_control_count()) == -1 && fapi_control_at(SIZE_MAX) == -1);
    STATUS(FAPI_ERR_ARG, fapi_profile_value(FIRST, FAPI_CONTROL_ALGS, NULL));
    STATUS(FAPI_ERR_ARG, fapi_profile_range(FIRST, FAPI_CONTROL_ALGS, NULL, &strictest));
    STATUS(FAPI_ERR_ARG, fapi_profile_range(FIRST, FAPI_CONTROL_ALGS, &loosest, NULL));
}

/* A start value, a limit and a clause for each control of each profile, and all of them words. */
static void each_cell_is_legal(void **state)
{
    (void)state;
    for (size_t i = 0; i < fapi_control_count(); i++) {
        const fapix_row *row = fapix_row_of(fapi_control_at(i), NULL);
        for (int profile = FIRST; profile <= LAST; profile++) {
            const fapix_cell *cell = fapix_cell_of(row, profile);
            int64_t value = 0, loosest = 0, strictest = 0;
            char text[160];
            CHECK(cell != NULL);
            STATUS(FAPI_OK, fapi_profile_value(profile, row->control, &value));
            STATUS(FAPI_OK, fapi_profile_range(profile, row->control, &loosest, &strictest));
            STATUS(FAPI_OK, fapix_row_legal(row, value));
            STATUS(FAPI_OK, fapix_row_conforms(row, cell, value));
            STATUS(FAPI_OK, fapix_row_legal(row, loosest));
            STATUS(FAPI_OK, fapix_row_conforms(row, cell, loosest));
            if (row->direction != FAPIX_SUBSET || strictest != 0) {
                STATUS(FAPI_OK, fapix_row_legal(row, strictest));
                STATUS(FAPI_OK, fapix_row_conforms(row, cell, strictest));
            }
            STATUS(FAPI_OK, fapi_control_describe(row->control, value, text, sizeof text));
            CHECK(strlen(text) > 0 && strchr(text, '|') == NULL);
            STATUS(FAPI_OK, fapi_control_describe(row->control, loosest, text, sizeof text));
            STATUS(FAPI_OK, fapi_control_describe(row->control, strictest, text, sizeof text));
        }
    }
}

/* How a document's clauses are spelled in the table, and what its rows begin with in the ledger. by_section: the
 * document has no clause numbers, so the clause names what stands in the ledger's section column. */
typedef struct document {
    const char *spelled, *id;
    bool by_section;
} document;

static const document documents[] = {
    {"FAPI 1.0 Baseline ", "FAPI1BASE-", false},
    {"FAPI 1.0 Advanced ", "FAPI1ADV-", false},
    {"FAPI 2.0 SP ", "FAPI2SP-", false},
    {"FAPI 2.0 MS ", "FAPI2MS-", false},
    {"JARM ", "JARM-", false},
    {"RFC 6749 ", "RFC6749-", false},
    {"RFC 7517 ", "RFC7517-", false},
    {"RFC 7519 ", "RFC7519-", false},
    {"RFC 7523 ", "RFC7523-", false},
    {"RFC 7591 ", "RFC7591-", false},
    {"RFC 8725 ", "RFC8725-", false},
    {"RFC 9068 ", "RFC9068-", false},
    {"RFC 9101 ", "RFC9101-", false},
    {"RFC 9126 ", "RFC9126-", false},
    {"RFC 9449 ", "RFC9449-", false},
    {"RFC 9700 ", "RFC9700-", false},
    {"Open Finance Brasil DCR ", "BROFDCR-", false},
    {"Open Finance Brasil ", "BROF-", false},
    {"CDR ", "CDR-", true},
    {"UK Open Banking ", "OBUK-", true},
};

/* "5.3.2.1 (8)" of "FAPI2SP-": is there a row "FAPI2SP-5.3.2.1-8"? */
static bool has_id(const char *ledger, const char *id, const char *clause)
{
    char row[LINE];
    const char *item = strstr(clause, " (");
    if (item == NULL)
        return false;
    (void)snprintf(row, sizeof row, "\n%s%.*s-%.*s\t", id, (int)(item - clause), clause, (int)strcspn(item + 2, ")"),
                   item + 2);
    return strstr(ledger, row) != NULL;
}

/* Is there a row of this document whose section column holds the text? */
static bool has_section(const char *ledger, const char *id, const char *section)
{
    char line[LINE * 16];
    for (const char *at = ledger; (at = strchr(at, '\n')) != NULL;) {
        size_t n = strcspn(++at, "\n");
        if (strncmp(at, id, strlen(id)) != 0 || n >= sizeof line)
            continue;
        memcpy(line, at, n);
        line[n] = '\0';
        const char *column = strchr(line, '\t');
        column = column == NULL ? NULL : strchr(column + 1, '\t');
        const char *hit = column == NULL ? NULL : strstr(column + 1, section);
        if (hit != NULL && memchr(column + 1, '\t', (size_t)(hit - column - 1)) == NULL)
            return true;
    }
    return false;
}

static bool in_ledger(const char *ledger, const char *clause)
{
    /* Known from summaries only; the ledger has no rows of it. */
    if (strcmp(clause, "ours") == 0 || strcmp(clause, "Colombia CE 004 of 2024") == 0)
        return true;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        size_t n = strlen(documents[i].spelled);
        if (strncmp(clause, documents[i].spelled, n) == 0)
            return documents[i].by_section ? has_section(ledger, documents[i].id, clause + n)
                                           : has_id(ledger, documents[i].id, clause + n);
    }
    return false;
}

static void each_clause_is_a_row_of_the_ledger(void **state)
{
    size_t n = 0, missing = 0;
    char *ledger = t_file("spec/ledger.tsv", &n);

    (void)state;
    CHECK(ledger != NULL);
    for (size_t i = 0; i < fapi_control_count(); i++) {
        for (int profile = FIRST; profile <= LAST; profile++) {
            const char *clause = fapi_profile_clause(profile, fapi_control_at(i));
            if (clause != NULL && in_ledger(ledger, clause))
                continue;
            printf("%s of %s: no ledger row for %s\n", fapi_control_name(fapi_control_at(i)),
                   fapi_profile_name(profile), clause == NULL ? "(no clause)" : clause);
            missing++;
        }
    }
    bool strict = !in_ledger(ledger, "FAPI 2.0 SP 5.3.2.1 (99)") && !in_ledger(ledger, "CDR Nothing") &&
                  !in_ledger(ledger, "") && !in_ledger(ledger, "RFC 9449 11.1");
    free(ledger);
    CHECK(missing == 0);
    CHECK(strict);
}

/* FAPI 1.0 Advanced 5.2.2 takes this one provision of Baseline back, and only this. */
static bool excepted(int profile, int control)
{
    return profile == FAPI_PROFILE_FAPI1_ADVANCED && control == FAPI_CONTROL_PKCE;
}

static void no_profile_is_looser_than_its_base(void **state)
{
    static const int bases[][2] = {
        {FAPI_PROFILE_FAPI1_BASELINE, 0},
        {FAPI_PROFILE_FAPI1_ADVANCED, FAPI_PROFILE_FAPI1_BASELINE},
        {FAPI_PROFILE_FAPI2_SECURITY, 0},
        {FAPI_PROFILE_FAPI2_MESSAGE_SIGNING, FAPI_PROFILE_FAPI2_SECURITY},
        {FAPI_PROFILE_UK_OPEN_BANKING, FAPI_PROFILE_FAPI1_ADVANCED},
        {FAPI_PROFILE_AU_CDR, FAPI_PROFILE_FAPI1_ADVANCED},
        {FAPI_PROFILE_BR_OPEN_FINANCE, FAPI_PROFILE_FAPI1_ADVANCED},
        {FAPI_PROFILE_CO_OPEN_FINANCE, FAPI_PROFILE_FAPI2_SECURITY},
    };

    (void)state;
    for (size_t b = 0; b < sizeof bases / sizeof bases[0]; b++) {
        int profile = bases[b][0], base = bases[b][1];
        CHECK(fapi_profile_base(profile) == base);
        for (size_t i = 0; base != 0 && i < fapi_control_count(); i++) {
            const fapix_row *row = fapix_row_of(fapi_control_at(i), NULL);
            int64_t value = 0, loosest = 0, strictest = 0;
            STATUS(FAPI_OK, fapi_profile_value(profile, row->control, &value));
            STATUS(FAPI_OK, fapi_profile_range(profile, row->control, &loosest, &strictest));
            bool looser = fapix_row_conforms(row, fapix_cell_of(row, base), loosest) == FAPI_POLICY_LOOSENS ||
                          fapix_row_conforms(row, fapix_cell_of(row, base), value) == FAPI_POLICY_LOOSENS;
            if (looser != excepted(profile, row->control))
                printf("%s: %s\n", fapi_profile_name(profile), row->name);
            CHECK(looser == excepted(profile, row->control));
        }
    }
}

/* The comparison of the profiles, once more and apart from the table's own form. */
static void the_profiles_differ_as_published(void **state)
{
    enum {
        B = FAPI_PROFILE_FAPI1_BASELINE,
        A = FAPI_PROFILE_FAPI1_ADVANCED,
        S = FAPI_PROFILE_FAPI2_SECURITY,
        M = FAPI_PROFILE_FAPI2_MESSAGE_SIGNING,
        UK = FAPI_PROFILE_UK_OPEN_BANKING,
        AU = FAPI_PROFILE_AU_CDR,
        BR = FAPI_PROFILE_BR_OPEN_FINANCE,
        CO = FAPI_PROFILE_CO_OPEN_FINANCE
    };
    static const struct {
        int profile, control;
        int64_t value, loosest, strictest;
    } cases[] = {
        {B, FAPI_CONTROL_ALGS, 15, 15, 0},
        {A, FAPI_CONTROL_ALGS, 3, 3, 0},
        {S, FAPI_CONTROL_ALGS, 7, 7, 0},
        {M, FAPI_CONTROL_ALGS, 7, 7, 0},
        {UK, FAPI_CONTROL_ALGS, 1, 3, 0},
        {AU, FAPI_CONTROL_ALGS, 3, 3, 0},
        {BR, FAPI_CONTROL_ALGS, 1, 1, 0},
        {CO, FAPI_CONTROL_ALGS, 1, 7, 0},
        {A, FAPI_CONTROL_EC_MIN_BITS, 160, 160, 255},
        {S, FAPI_CONTROL_EC_MIN_BITS, 224, 224, 255},
        {S, FAPI_CONTROL_SKEW_AHEAD, 10, 60, 10},
        {CO, FAPI_CONTROL_SKEW_AHEAD, 10, 60, 10},
        {B, FAPI_CONTROL_SKEW_AHEAD, 10, 60, 0},
        {S, FAPI_CONTROL_SKEW_BEHIND, 10, 60, 0},
        {S, FAPI_CONTROL_DUPLICATE_KID, FAPI_DUPLICATE_KID_NARROW, FAPI_DUPLICATE_KID_NARROW,
         FAPI_DUPLICATE_KID_NARROW},
        {AU, FAPI_CONTROL_DUPLICATE_KID, FAPI_DUPLICATE_KID_REFUSE, FAPI_DUPLICATE_KID_REFUSE,
         FAPI_DUPLICATE_KID_REFUSE},
        {AU, FAPI_CONTROL_CLIENT_AUTH, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_PRIVATE_KEY_JWT, 0},
        {CO, FAPI_CONTROL_CLIENT_AUTH, FAPI_AUTH_PRIVATE_KEY_JWT, FAPI_AUTH_PRIVATE_KEY_JWT, 0},
        {AU, FAPI_CONTROL_REQUEST_URI_MIN_LIFETIME, 10, 10, 600},
        {AU, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME, 90, 90, 1},
        {BR, FAPI_CONTROL_REQUEST_URI_MIN_LIFETIME, 60, 60, 600},
        {S, FAPI_CONTROL_REQUEST_URI_MAX_LIFETIME, 599, 599, 1},
        {S, FAPI_CONTROL_CODE_LIFETIME, 60, 60, 1},
        {A, FAPI_CONTROL_CODE_LIFETIME, 60, 600, 1},
        {B, FAPI_CONTROL_BINDING_REQUIRED, 0, 0, 1},
        {A, FAPI_CONTROL_BINDING_REQUIRED, 1, 1, 1},
        {S, FAPI_CONTROL_BINDING_REQUIRED, 1, 1, 1},
        {A, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS, FAPI_BINDING_MTLS, 0},
        {S, FAPI_CONTROL_BINDING_METHODS, 3, 3, 0},
        {UK, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS, FAPI_BINDING_MTLS, 0},
        {CO, FAPI_CONTROL_BINDING_METHODS, FAPI_BINDING_MTLS, 3, 0},
        {B, FAPI_CONTROL_BEARER_MAX_LIFETIME, 599, 0, 1},
        {BR, FAPI_CONTROL_TOKEN_MIN_LIFETIME, 300, 300, 86400},
        {BR, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 900, 900, 1},
        {AU, FAPI_CONTROL_TOKEN_MIN_LIFETIME, 120, 120, 86400},
        {AU, FAPI_CONTROL_TOKEN_MAX_LIFETIME, 600, 600, 1},
        {S, FAPI_CONTROL_TOKEN_FORMAT, FAPI_TOKEN_FORMAT_RFC9068, FAPI_TOKEN_FORMAT_JWT, FAPI_TOKEN_FORMAT_RFC9068},
        {S, FAPI_CONTROL_DPOP_MAX_AGE, 60, 300, 1},
        {S, FAPI_CONTROL_DPOP_NONCE, 0, 0, 1},
        {S, FAPI_CONTROL_REPLAY, 1, 0, 1},
        {M, FAPI_CONTROL_REQUEST_OBJECT, FAPI_USE_REQUIRED, FAPI_USE_OFF, FAPI_USE_REQUIRED},
        {BR, FAPI_CONTROL_RESPONSE_TYPES, FAPI_RESPONSE_CODE_ID_TOKEN, 3, FAPI_RESPONSE_CODE_ID_TOKEN},
        {S, FAPI_CONTROL_REFRESH_ROTATION, FAPI_ROTATION_EXCEPTIONAL, FAPI_ROTATION_EXCEPTIONAL,
         FAPI_ROTATION_FORBIDDEN},
        {BR, FAPI_CONTROL_TLS12_CIPHERS, FAPI_CIPHERS_ECDHE_RSA_GCM, FAPI_CIPHERS_ECDHE_RSA_GCM,
         FAPI_CIPHERS_ECDHE_RSA_GCM},
        {CO, FAPI_CONTROL_TLS12_CIPHERS, FAPI_CIPHERS_ECDHE_RSA_GCM, FAPI_CIPHERS_ECDHE_RSA_GCM,
         FAPI_CIPHERS_ECDHE_RSA_GCM},
        {BR, FAPI_CONTROL_INTERACTION_ID, FAPI_INTERACTION_ID_REQUIRED, FAPI_INTERACTION_ID_REQUIRED,
         FAPI_INTERACTION_ID_REQUIRED},
        {UK, FAPI_CONTROL_INTERACTION_ID, FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO, FAPI_INTERACTION_ID_ECHO},
        {AU, FAPI_CONTROL_ACR, FAPI_ACR_CDR, FAPI_ACR_CDR, FAPI_ACR_CDR},
        {AU, FAPI_CONTROL_REQUEST_FIELDS, FAPI_REQUEST_FIELDS_AUTH_DATE, FAPI_REQUEST_FIELDS_AUTH_DATE,
         FAPI_REQUEST_FIELDS_AUTH_DATE},
        {S, FAPI_CONTROL_REQUEST_FIELDS, FAPI_REQUEST_FIELDS_IGNORED, FAPI_REQUEST_FIELDS_IGNORED, FAPI_REQUEST_FIELDS_AUTH_DATE},
        {UK, FAPI_CONTROL_IDEMPOTENCY_LENGTH, 40, 40, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t value = 0, loosest = 0, strictest = 0;
        STATUS(FAPI_OK, fapi_profile_value(cases[i].profile, cases[i].control, &value));
        STATUS(FAPI_OK, fapi_profile_range(cases[i].profile, cases[i].control, &loosest, &strictest));
        if (value != cases[i].value || loosest != cases[i].loosest || strictest != cases[i].strictest)
            printf("case %zu: %s of %s\n", i, fapi_control_name(cases[i].control), fapi_profile_name(cases[i].profile));
        CHECK(value == cases[i].value && loosest == cases[i].loosest && strictest == cases[i].strictest);
    }
}

static void values_in_words(void **state)
{
    static const struct {
        int control;
        int64_t value;
        const char *words; /* NULL: refused */
    } cases[] = {
        {FAPI_CONTROL_ALGS, 7, "PS256 ES256 EdDSA"},
        {FAPI_CONTROL_ALGS, 8, "RS256"},
        {FAPI_CONTROL_ALGS, 0, "none"},
        {FAPI_CONTROL_ALGS, 16, NULL},
        {FAPI_CONTROL_ALGS, -1, NULL},
        {FAPI_CONTROL_JWE_ALGS, 0, "none"},
        {FAPI_CONTROL_BINDING_METHODS, 3, "mTLS DPoP"},
        {FAPI_CONTROL_RSA_MIN_BITS, 2048, "at least 2048 bits"},
        {FAPI_CONTROL_TOKEN_MAX_LIFETIME, 600, "at most 600 s"},
        {FAPI_CONTROL_TOKEN_MAX_LIFETIME, 0, "no rule"},
        {FAPI_CONTROL_TOKEN_MIN_LIFETIME, 120, "at least 120 s"},
        {FAPI_CONTROL_TOKEN_MIN_LIFETIME, 0, "no rule"},
        {FAPI_CONTROL_SKEW_AHEAD, 0, "at most 0 s"},
        {FAPI_CONTROL_SKEW_AHEAD, 301, NULL},
        {FAPI_CONTROL_JWKS_COOLDOWN, 60, "60 s"},
        {FAPI_CONTROL_NONCE_MAX_LENGTH, 64, "at most 64 characters"},
        {FAPI_CONTROL_BINDING_REQUIRED, 1, "required"},
        {FAPI_CONTROL_BINDING_REQUIRED, 2, NULL},
        {FAPI_CONTROL_TLS_MIN_VERSION, 0x0303, "TLS 1.2"},
        {FAPI_CONTROL_TLS_MIN_VERSION, 0x0304, "TLS 1.3"},
        {FAPI_CONTROL_TLS_MIN_VERSION, 0x0302, NULL},
        {FAPI_CONTROL_TLS_MIN_VERSION, INT64_MAX, NULL},
        {FAPI_CONTROL_TLS_MIN_VERSION, INT64_MIN, NULL},
        {FAPI_CONTROL_PAR, FAPI_USE_REQUIRED, "required"},
    };
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *words = cases[i].words == NULL ? "" : cases[i].words;
        memset(text, 'x', sizeof text);
        STATUS(cases[i].words == NULL ? FAPI_ERR_ARG : FAPI_OK,
               fapi_control_describe(cases[i].control, cases[i].value, text, sizeof text));
        CHECK(strcmp(text, words) == 0);
        for (size_t size = 1; cases[i].words != NULL && size <= strlen(words); size++) {
            STATUS(FAPI_ERR_BUFFER, fapi_control_describe(cases[i].control, cases[i].value, text, size));
            CHECK(text[0] == '\0');
        }
        if (cases[i].words != NULL)
            STATUS(FAPI_OK, fapi_control_describe(cases[i].control, cases[i].value, text, strlen(words) + 1));
    }
    STATUS(FAPI_ERR_ARG, fapi_control_describe(FAPI_CONTROL_ALGS, 1, NULL, 8));
    STATUS(FAPI_ERR_ARG, fapi_control_describe(FAPI_CONTROL_ALGS, 1, text, 0));
}

/* Every value of every short row has words, none runs past its list. */
static void each_choice_has_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < fapi_control_count(); i++) {
        const fapix_row *row = fapix_row_of(fapi_control_at(i), NULL);
        for (int64_t value = row->low; row->words != NULL && value <= row->high; value++) {
            char text[160] = "";
            STATUS(FAPI_OK, fapi_control_describe(row->control, value, text, sizeof text));
            CHECK(strlen(text) > 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_control_of_the_header_has_a_row),
        cmocka_unit_test(rows_are_whole_and_found_once),
        cmocka_unit_test(unknown_rows_and_columns_are_told),
        cmocka_unit_test(each_cell_is_legal),
        cmocka_unit_test(each_clause_is_a_row_of_the_ledger),
        cmocka_unit_test(no_profile_is_looser_than_its_base),
        cmocka_unit_test(the_profiles_differ_as_published),
        cmocka_unit_test(values_in_words),
        cmocka_unit_test(each_choice_has_words),
    };
    return t_main("profile/table", tests, sizeof tests / sizeof tests[0]);
}
