/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of statuses; see enum fapi_status. */
#ifndef FAPIX_STATUS_H
#define FAPIX_STATUS_H

#include <fapi.h>

typedef struct fapix_status_row {
    int status;
    const char *name;
    const char *clause; /* "" for statuses of use */
    const char *error;  /* OAuth error, "" where the kind of message decides */
    int http;           /* 0 where the kind of message decides */
    int discreet;       /* 1: the answer on the wire must not tell this one from its neighbours (key and signature) */
    const char *text;
} fapix_status_row;

/* NULL for an unknown status. */
const fapix_status_row *fapix_status_row_of(int status);
/* What of a status may be told to the sender of a message: never which of "no such key" and "bad signature" it was. */
const char *fapix_status_told(const fapix_status_row *row);

#endif
