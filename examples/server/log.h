/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log: one JSON object a line for each request, written before its answer is sent. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <fapi.h>

typedef struct audit {
    int fd;
    const char *server; /* "as" or "rs" */
} audit;

/* Opens for appending, readable by the owner alone; ends the program if that fails. */
audit audit_open(const char *path, const char *server);
void audit_close(audit *log);
/* What came, how it was judged, what was answered. verdict: NULL where nothing was judged; status then names what happened. */
int audit_write(const audit *log, const char *method, const char *path, int http, int status, const fapi_verdict *verdict,
                const char *client_id);

#endif
