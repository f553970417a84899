/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log: one JSON object a line for each request. */
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"

/* The last line is there by half, as the disk had no room for it: what comes next does not go on in it. */
static atomic_int torn;

audit audit_open(const char *path, const char *server)
{
    audit log = {.fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600), .server = server};
    struct stat file;
    char last = '\n';

    if (log.fd < 0 || fstat(log.fd, &file) != 0)
        config_die(path, "%s", strerror(errno));
    if (file.st_size > 0 && pread(log.fd, &last, 1, file.st_size - 1) == 1 && last != '\n')
        atomic_store(&torn, 1);
    return log;
}

void audit_close(audit *log)
{
    if (log->fd >= 0)
        close(log->fd);
    log->fd = -1;
}

/* What came from outside may be any bytes; JSON wants UTF-8. */
static json_t *text(const char *p)
{
    json_t *value = json_string(p);
    char clean[256];
    size_t n = 0;

    if (value != NULL)
        return value;
    for (; *p != '\0' && n + 1 < sizeof clean; p++)
        clean[n++] = *p >= 0x20 && *p < 0x7f ? *p : '?';
    clean[n] = '\0';
    return json_string(clean);
}

int audit_write(const audit *log, const char *method, const char *path, int http, int status, const fapi_verdict *verdict,
                const char *client_id)
{
    char when[32], *line = NULL;
    struct timespec now;
    struct tm utc;
    int rc = -1;

    clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &utc) == NULL || strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", &utc) == 0)
        return -1;
    snprintf(when + strlen(when), sizeof when - strlen(when), ".%03dZ", (int)(now.tv_nsec / 1000000));
    json_t *object = json_pack("{s:s, s:s, s:o, s:o, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "time", when, "server",
                               log->server, "method", text(method), "path", text(path), "http", http, "status",
                               verdict ? fapi_verdict_name(verdict) : fapi_status_name(status), "clause",
                               verdict ? fapi_verdict_clause(verdict) : "", "text",
                               verdict ? fapi_verdict_text(verdict) : fapi_status_text(status), "subject",
                               verdict ? fapi_subject_name(fapi_verdict_subject(verdict)) : "none", "expected",
                               verdict ? fapi_verdict_expected(verdict) : "", "actual",
                               verdict ? fapi_verdict_actual(verdict) : "", "error",
                               verdict ? fapi_verdict_oauth_error(verdict) : "", "client_id", text(client_id));
    if (object != NULL)
        line = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);
    if (line != NULL) {
        size_t n = strlen(line);
        line[n] = '\n'; /* over the NUL: one write, so that lines of several threads do not mix */
        if (atomic_load(&torn) && write(log->fd, "\n", 1) == 1)
            atomic_store(&torn, 0);
        ssize_t written = write(log->fd, line, n + 1);
        rc = written == (ssize_t)(n + 1) ? 0 : -1;
        if (written > 0 && rc != 0)
            atomic_store(&torn, 1);
    }
    free(line);
    json_decref(object);
    return rc;
}
