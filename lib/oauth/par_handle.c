/* SPDX-License-Identifier: Apache-2.0 */
/* The public handle of PAR: limits that stay, and the facts of one request. The judging is par.c. */
#include "crypto/digest.h"
#include "oauth/par.h"
#include "oauth/parameters.h"

#define MAX_TEXT 256

typedef struct text {
    char p[MAX_TEXT];
    size_t n;
} text;

struct fapi_par {
    fapi_context *context;
    int64_t min_lifetime, max_lifetime;
    bool required, extra_refused, one_time;
    text method, content_type, client_id, jkt;
};

/* See fapi.h. */
fapi_par *fapi_par_new(fapi_context *context)
{
    fapi_par *par = NULL;
    fapi_context *held = fapix_context_use(context);

    if (held == NULL)
        return NULL;
    par = fapix_alloc(&held->memory, sizeof *par);
    if (par == NULL) {
        fapix_context_unref(held);
        return NULL;
    }
    par->context = held;
    par->min_lifetime = 1;
    par->max_lifetime = 599;
    par->required = par->one_time = true;
    return par;
}

/* See fapi.h. */
void fapi_par_reset(fapi_par *par)
{
    if (par != NULL)
        par->method.n = par->content_type.n = par->client_id.n = par->jkt.n = 0;
}

/* See fapi.h. */
void fapi_par_free(fapi_par *par)
{
    fapi_context *context = NULL;

    if (par == NULL)
        return;
    context = par->context;
    fapix_free(&context->memory, par, sizeof *par);
    fapix_context_unref(context);
}

static int set(text *to, const char *value, size_t value_len)
{
    if ((value == NULL && value_len > 0) || value_len > MAX_TEXT)
        return FAPI_ERR_ARG;
    if (value_len > 0)
        memcpy(to->p, value, value_len);
    to->n = value_len;
    return FAPI_OK;
}

static fapix_slice slice(const text *from)
{
    return fapix_slice_of(from->n > 0 ? from->p : NULL, from->n);
}

/* See fapi.h. */
int fapi_par_set_method(fapi_par *par, const char *method, size_t method_len)
{
    return par == NULL ? FAPI_ERR_ARG : set(&par->method, method, method_len);
}

/* See fapi.h. */
int fapi_par_set_content_type(fapi_par *par, const char *value, size_t value_len)
{
    return par == NULL ? FAPI_ERR_ARG : set(&par->content_type, value, value_len);
}

/* See fapi.h. */
int fapi_par_set_client(fapi_par *par, const char *client_id, size_t client_id_len)
{
    return par == NULL ? FAPI_ERR_ARG : set(&par->client_id, client_id, client_id_len);
}

/* See fapi.h. */
int fapi_par_set_jkt(fapi_par *par, const char *jkt, size_t jkt_len)
{
    if (par == NULL || (jkt_len > 0 && (jkt == NULL || !fapix_is_sha256_base64url(fapix_slice_of(jkt, jkt_len)))))
        return FAPI_ERR_ARG;
    return set(&par->jkt, jkt, jkt_len);
}

/* See fapi.h. */
int fapi_par_set_required(fapi_par *par, int on)
{
    if (par == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    par->required = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_par_set_extra_refused(fapi_par *par, int on)
{
    if (par == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    par->extra_refused = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_par_set_one_time(fapi_par *par, int on)
{
    if (par == NULL || on < 0 || on > 1)
        return FAPI_ERR_ARG;
    par->one_time = on == 1;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_par_set_lifetime(fapi_par *par, int64_t least, int64_t longest)
{
    if (par == NULL)
        return FAPI_ERR_ARG;
    if (least < 1 || longest < least || longest > 86400)
        return FAPI_ERR_RANGE;
    par->min_lifetime = least;
    par->max_lifetime = longest;
    return FAPI_OK;
}

/* See fapi.h. */
int fapi_par_check_lifetime(const fapi_par *par, int64_t expires_in)
{
    if (par == NULL)
        return FAPI_ERR_ARG;
    /* Spec: FAPI2SP-5.3.2.2-12, BROF-5.2.2-22, CDR-reqobj-1, RFC9126-2.2-1 */
    return expires_in >= par->min_lifetime && expires_in <= par->max_lifetime ? FAPI_OK : FAPI_PAR_LIFETIME;
}

static int check(const fapi_par *par, const fapi_parameters *parameters, fapi_verdict *verdict)
{
    static const fapix_parameter_kind kinds[] = {{"dpop_jkt", 0, false}, {"resource", 0, true}};
    fapix_par_facts facts = {0};
    fapix_parameters view;
    fapix_parameter found[2];
    int rc = par == NULL ? FAPI_ERR_ARG : fapix_parameters_of(parameters, &view);

    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    facts = (fapix_par_facts){slice(&par->method), slice(&par->content_type), slice(&par->client_id)};
    rc = fapix_par_judge(verdict, &view, &facts);
    if (rc == FAPI_OK)
        rc = fapix_parameters_read(verdict, &view, kinds, 2, found);
    if (rc == FAPI_OK)
        rc = fapix_par_bind(verdict, found[0].value, slice(&par->jkt));
    return rc;
}

/* See fapi.h. */
int fapi_par_check(const fapi_par *par, const fapi_parameters *parameters, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, check(par, parameters, verdict));
}

static int refer(const fapi_par *par, const fapi_parameters *parameters, const fapi_grant *pushed, int64_t now,
                 fapi_verdict *verdict)
{
    fapix_par_reference facts = {.pushed = pushed, .now = now};
    fapix_parameters view;
    int rc = par == NULL ? FAPI_ERR_ARG : fapix_parameters_of(parameters, &view);

    if (rc != FAPI_OK)
        return rc < FAPI_BASE64URL_CHARACTER ? rc : fapix_refuse(verdict, rc);
    if (now < 0 || now > FAPI_MAX_TIME)
        return FAPI_ERR_CLOCK;
    facts.max_lifetime = par->max_lifetime;
    facts.required = par->required;
    facts.extra_refused = par->extra_refused;
    facts.one_time = par->one_time;
    return fapix_par_refer(verdict, &view, &facts);
}

/* See fapi.h. */
int fapi_par_check_reference(const fapi_par *par, const fapi_parameters *parameters, const fapi_grant *pushed,
                             int64_t now, fapi_verdict *verdict)
{
    if (verdict == NULL)
        return FAPI_ERR_ARG;
    fapix_verdict_begin(verdict);
    return fapix_verdict_end(verdict, refer(par, parameters, pushed, now, verdict));
}
