/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of the check of software statements: whom this server trusts. The judging is software_statement.c. */
#include "oauth/software_statement.h"

#include "base/status.h"
#include "crypto/provider.h"
#include "jose/alg.h"
#include "jose/jwks.h"

#define MAX_AGE 31536000

/* See fapi.h. */
fapi_software_statement *fapi_software_statement_new(fapi_context *context)
{
    fapi_software_statement *statement = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    statement = fapix_alloc(&held->memory, sizeof *statement);
    if (statement == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    statement->context = held;
    statement->algs = FAPI_ALG_PS256 | FAPI_ALG_ES256 | FAPI_ALG_EDDSA;
    statement->ahead = statement->behind = 10;
    return statement;
}

static void free_text(const fapi_software_statement *statement, fapix_slice text)
{
    fapix_free(&statement->context->memory, (void *)(uintptr_t)text.p, text.n);
}

/* See fapi.h. */
void fapi_software_statement_free(fapi_software_statement *statement)
{
    fapi_context *context = NULL;

    if (statement == NULL)
        return;
    context = statement->context;
    for (size_t i = 0; i < statement->directory_count; i++) {
        free_text(statement, statement->directories[i].issuer);
        fapi_jwks_free(statement->directories[i].jwks);
    }
    for (size_t i = 0; i < statement->audience_count; i++)
        free_text(statement, statement->audiences[i]);
    fapix_free(&context->memory, statement, sizeof *statement);
    fapix_context_unref(context);
}

/* See fapi.h. */
int fapi_software_statement_add_directory(fapi_software_statement *statement, const char *issuer, size_t issuer_len,
                                          fapi_jwks *jwks)
{
    fapix_slice wanted = fapix_slice_of(issuer, issuer_len), copy = {NULL, 0};
    fapix_directory *directory = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (statement == NULL || issuer == NULL || issuer_len == 0 || issuer_len > FAPI_MAX_URL || jwks == NULL)
        return FAPI_ERR_ARG;
    if (!fapix_jwks_loaded(jwks))
        return FAPI_JWKS_EMPTY;
    for (size_t i = 0; directory == NULL && i < statement->directory_count; i++) {
        if (fapix_slice_eq(statement->directories[i].issuer, wanted))
            directory = &statement->directories[i];
    }
    if (directory == NULL) {
        if (statement->directory_count == FAPIX_MAX_DIRECTORIES)
            return FAPI_ERR_RANGE;
        rc = fapix_copy(&statement->context->memory, wanted, &copy);
        if (rc != FAPI_OK)
            return rc;
        directory = &statement->directories[statement->directory_count++];
        *directory = (fapix_directory){.issuer = copy};
    }
    jwks = fapix_jwks_ref(jwks);
    fapi_jwks_free(directory->jwks);
    directory->jwks = jwks;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_software_statement_add_audience(fapi_software_statement *statement, const char *audience, size_t audience_len)
{
    fapix_slice copy = {NULL, 0};
    int rc = FAPI_ERR_INTERNAL;

    if (statement == NULL || audience == NULL || audience_len == 0 || audience_len > FAPI_MAX_URL)
        return FAPI_ERR_ARG;
    if (statement->audience_count == FAPIX_MAX_STATEMENT_AUDIENCES)
        return FAPI_ERR_RANGE;
    rc = fapix_copy(&statement->context->memory, fapix_slice_of(audience, audience_len), &copy);
    if (rc != FAPI_OK)
        return rc;
    statement->audiences[statement->audience_count++] = copy;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_software_statement_set_algs(fapi_software_statement *statement, int algs)
{
    if (statement == NULL || !fapix_algs_valid(algs))
        return FAPI_ERR_ARG;
    statement->algs = algs;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_software_statement_set_age(fapi_software_statement *statement, int64_t seconds)
{
    if (statement == NULL)
        return FAPI_ERR_ARG;
    if (seconds < 0 || seconds > MAX_AGE)
        return FAPI_ERR_RANGE;
    statement->max_age = seconds;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_software_statement_set_window(fapi_software_statement *statement, int64_t ahead, int64_t behind)
{
    if (statement == NULL)
        return FAPI_ERR_ARG;
    if (ahead < 0 || ahead > 60 || behind < 0 || behind > 60)
        return FAPI_ERR_RANGE;
    statement->ahead = ahead;
    statement->behind = behind;
    return FAPI_OK;
}

static int check(const fapi_software_statement *statement, fapix_slice jwt, int64_t now, fapi_verdict *verdict)
{
    int rc = FAPI_ERR_INTERNAL;

    if (statement == NULL || (jwt.p == NULL && jwt.n > 0))
        return FAPI_ERR_ARG;
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    rc = fapix_software_statement_judge(verdict, &verdict->token, jwt, statement, now);
    if (rc == FAPI_OK)
        verdict->readable = &verdict->token;
    return rc;
}

/* See fapi.h. */
int fapi_software_statement_check(const fapi_software_statement *statement, const char *jwt, size_t jwt_len,
                                  int64_t now, fapi_verdict *verdict)
{
    const fapix_status_row *row = NULL;
    int rc = FAPI_ERR_INTERNAL;

    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    rc = fapix_verdict_end(verdict, check(statement, fapix_slice_of(jwt, jwt_len), now, verdict));
    row = fapix_status_row_of(rc);
    /* Statuses that leave the answer to the kind of message are answered as what this one is. */
    if (row != NULL && row->http == 0) {
        verdict->http = 400;
        verdict->error = "invalid_software_statement";
    }
    return rc;
}
