/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client that goes through a whole authorization at a FAPI server: discovery, keys, pushed request, the user's consent, tokens, userinfo,
 * a resource, refresh, revocation.
 *
 *     client CONFIG.json [--auto] [--save DIR]
 *
 * --auto plays the user too, who agrees; without it the URL is shown. --save writes each message to DIR. libfapi makes every message and
 * judges every answer, and fapi_verdict_next says how it goes on: this program carries bytes.
 */
#include "client.h"

#include <string.h>

#define TRIES 4     /* of one step: a nonce, fresh keys, a fresh token */
#define REFUSED (-1) /* beside enum fapi_next */
#define ABSENT (-2)

/* A step of the back channel: how its request is made, how its answer is judged. */
typedef struct step {
    const char *name;
    int (*make)(client *c);
    int (*check)(client *c);
    int optional; /* a server need not have the endpoint */
} step;

static int make_par(client *c) { return fapi_rp_make_par(c->rp, c->flow, now(), c->request); }
static int check_par(client *c) { return fapi_rp_check_par(c->rp, c->flow, c->response, now(), c->verdict); }
static int make_token(client *c) { return fapi_rp_make_token(c->rp, c->flow, now(), c->request); }
static int check_token(client *c) { return fapi_rp_check_token(c->rp, c->flow, c->response, now(), c->verdict); }
static int make_refresh(client *c) { return fapi_rp_make_refresh(c->rp, c->flow, now(), c->request); }
static int make_userinfo(client *c) { return fapi_rp_make_userinfo(c->rp, c->flow, now(), c->request); }
static int check_userinfo(client *c) { return fapi_rp_check_userinfo(c->rp, c->flow, c->response, now(), c->verdict); }
static int make_revocation(client *c) { return fapi_rp_make_revocation(c->rp, c->flow, now(), c->request); }
static int check_revocation(client *c) { return fapi_rp_check_revocation(c->rp, c->flow, c->response, now(), c->verdict); }
static int make_resource(client *c)
{
    const char *url = c->config.resource;

    return fapi_rp_make_resource(c->rp, c->flow, TEXT("GET"), url, strlen(url), now(), c->request);
}
static int check_resource(client *c)
{
    return fapi_rp_check_resource(c->rp, c->flow, c->request, c->response, now(), c->verdict);
}

static const step par = {"par", make_par, check_par, 1}, token = {"token", make_token, check_token, 0},
                  userinfo = {"userinfo", make_userinfo, check_userinfo, 1}, resource = {"resource", make_resource, check_resource, 0},
                  refresh = {"refresh", make_refresh, check_token, 0},
                  revocation = {"revocation", make_revocation, check_revocation, 1};

/* One request and its answer. Returns what comes next, or, when there was no answer to judge, REFUSED or ABSENT. */
static int attempt(client *c, const step *s)
{
    int rc = s->make(c);

    if (rc == FAPI_FLOW_ENDPOINT && s->optional)
        return ABSENT;
    if (rc != FAPI_OK) {
        (void)report_status(s->name, rc);
        return REFUSED;
    }
    if (call(c, s->name) != 0)
        return REFUSED;
    rc = s->check(c);
    report_verdict(c);
    for (int i = 0; i < TRIES && fapi_verdict_next(c->verdict) == FAPI_NEXT_REFRESH_KEYS; i++) {
        if (refresh_keys(c) != 0)
            return REFUSED;
        rc = s->check(c);
        printf("%-14s checked again:", s->name);
        report_verdict(c);
    }
    /* A refusal that is not OAuth's own is one all the same. */
    return rc == FAPI_OK && http_status(c->server) >= 400 ? REFUSED : fapi_verdict_next(c->verdict);
}

/* 0: done. -1: it was refused, and a line says why. */
static int perform(client *c, const step *s)
{
    int next = FAPI_NEXT_RETRY;

    for (int i = 0; i < TRIES && next != FAPI_NEXT_GO_ON; i++) {
        next = attempt(c, s);
        if (next == FAPI_NEXT_REFRESH_TOKEN && s != &refresh)
            next = attempt(c, &refresh) == FAPI_NEXT_GO_ON ? FAPI_NEXT_RETRY : FAPI_NEXT_STOP;
        if (next != FAPI_NEXT_GO_ON && next != FAPI_NEXT_RETRY)
            break;
    }
    if (next == ABSENT)
        printf("%-14s not offered by this server\n", s->name);
    if (next == ABSENT)
        return 0;
    if (next != FAPI_NEXT_GO_ON || fapi_verdict_status(c->verdict) != FAPI_OK)
        return -1;
    c->steps++;
    return 0;
}

static int flow_has(const client *c, const char *name)
{
    const char *value = NULL;
    size_t n = 0;

    return fapi_flow_value(c->flow, name, strlen(name), &value, &n) == FAPI_OK && n > 0;
}

/* Through the user's browser. */
static int authorize(client *c)
{
    text url = {NULL, 0, 0}, redirect_uri = {NULL, 0, 0};
    const char *value = NULL;
    size_t n = 0;
    int rc = fapi_rp_make_authorization(c->rp, c->flow, now(), c->request);

    if (rc != FAPI_OK)
        return report_status("authorization", rc);
    report_request(c, "authorization");
    printf(" (browser)\n");
    if (fapi_request_url(c->request, &value, &n) != FAPI_OK || text_add(&url, value, n) != 0 ||
        fapi_flow_value(c->flow, TEXT("redirect_uri"), &value, &n) != FAPI_OK || text_add(&redirect_uri, value, n) != 0)
        rc = -1;
    else
        rc = c->automatic ? agent_visit(c->browser, url.p, redirect_uri.p, c->request) : agent_ask(url.p, c->request);
    text_free(&url);
    text_free(&redirect_uri);
    save_call(c, c->browser, "authorization");
    if (rc != 0)
        return -1;
    report_request(c, "response");
    printf(" ->");
    rc = fapi_rp_check_authorization(c->rp, c->flow, c->request, now(), c->verdict);
    report_verdict(c);
    if (fapi_verdict_next(c->verdict) == FAPI_NEXT_REFRESH_KEYS && refresh_keys(c) == 0) {
        printf("%-14s checked again:", "response");
        rc = fapi_rp_check_authorization(c->rp, c->flow, c->request, now(), c->verdict);
        report_verdict(c);
    }
    c->steps++;
    return rc == FAPI_OK ? 0 : -1;
}

static int go(client *c)
{
    int again = 0;

    if ((c->config.push && perform(c, &par) != 0) || authorize(c) != 0 || perform(c, &token) != 0)
        return -1;
    if (c->config.userinfo && flow_has(c, "id_token") && perform(c, &userinfo) != 0)
        return -1;
    if (c->config.resource != NULL && perform(c, &resource) != 0)
        return -1;
    again = flow_has(c, "refresh_token");
    if (again && perform(c, &refresh) != 0)
        return -1;
    if (again && c->config.resource != NULL && perform(c, &resource) != 0)
        return -1;
    return c->config.revoke ? perform(c, &revocation) : 0;
}

static int read_arguments(client *c, int count, char **argument)
{
    for (int i = 2; i < count; i++)
        if (strcmp(argument[i], "--auto") == 0)
            c->automatic = 1;
        else if (strcmp(argument[i], "--save") == 0 && i + 1 < count)
            c->save = argument[++i];
        else
            return -1;
    return count < 2 ? -1 : 0;
}

int main(int count, char **argument)
{
    client c;
    int rc = -1;

    memset(&c, 0, sizeof c);
    if (read_arguments(&c, count, argument) != 0) {
        fprintf(stderr, "usage: client CONFIG.json [--auto] [--save DIR]\n");
        return 2;
    }
    rc = set_up(&c, argument[1]);
    if (rc == 0)
        rc = go(&c);
    printf("client: %d steps, %s\n", c.steps, rc == 0 ? "all passed" : "the one above was refused");
    take_down(&c);
    return rc == 0 ? 0 : 1;
}
