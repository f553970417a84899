/* SPDX-License-Identifier: Apache-2.0 */
/* What was sent, what came, and what the library says of it. */
#include "client.h"

#include <string.h>
#include <time.h>

int64_t now(void)
{
    return (int64_t)time(NULL);
}

int report_status(const char *step, int status)
{
    const char *clause = fapi_status_clause(status);

    printf("%-14s %s%s%s: %s\n", step, fapi_status_name(status), clause == NULL || clause[0] == '\0' ? "" : ", ",
           clause == NULL ? "" : clause, fapi_status_text(status));
    return -1;
}

void report_request(const client *c, const char *step)
{
    const char *method = "", *url = "";
    size_t method_len = 0, url_len = 0;

    if (fapi_request_method(c->request, &method, &method_len) != FAPI_OK || fapi_request_url(c->request, &url, &url_len) != FAPI_OK)
        method_len = url_len = 0;
    printf("%-14s %.*s %.*s", step, (int)method_len, method, (int)(memchr(url, '?', url_len) == NULL ? url_len : strcspn(url, "?")), url);
}

void report_verdict(const client *c)
{
    const fapi_verdict *v = c->verdict;
    const char *error = NULL;
    size_t n = 0;

    printf(" %s", fapi_verdict_name(v));
    if (fapi_verdict_status(v) != FAPI_OK)
        printf(", %s: %s", fapi_verdict_clause(v), fapi_verdict_text(v));
    if (fapi_verdict_expected(v)[0] != '\0' || fapi_verdict_actual(v)[0] != '\0')
        printf(" (wanted %s, got %s)", fapi_verdict_expected(v), fapi_verdict_actual(v));
    if (fapi_verdict_server_error(v, &error, &n) == FAPI_OK && n > 0)
        printf(" [%.*s]", (int)n, error);
    printf("\n");
}

void save_call(client *c, const http *h, const char *step)
{
    char path[1400];
    FILE *file = NULL;

    if (c->save == NULL)
        return;
    snprintf(path, sizeof path, "%s/%02d-%s.http", c->save, ++c->saved, step);
    file = fopen(path, "w");
    if (file == NULL) {
        fprintf(stderr, "client: cannot write %s\n", path);
        return;
    }
    http_write(h, file);
    fclose(file);
}

int call(client *c, const char *step)
{
    int rc = http_send(c->server, c->request, c->response);

    save_call(c, c->server, step);
    report_request(c, step);
    if (rc == 0)
        printf(" -> %d", http_status(c->server));
    else
        printf(" -> no answer: %s\n", http_error(c->server));
    return rc;
}
