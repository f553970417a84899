/* SPDX-License-Identifier: Apache-2.0 */
/* Looks statuses up in the table, whose rows stand in status_*.c, a file for each band. */
#include "base/status_row.h"

static const fapix_status_rows *const bands[] = {
    &fapix_status_use,
    &fapix_status_tokens,
    &fapix_status_requests,
    &fapix_status_metadata,
    &fapix_status_grants,
    &fapix_status_server,
    &fapix_status_encryption,
    &fapix_status_response,
    &fapix_status_id_token,
    &fapix_status_answers,
    &fapix_status_client,
    &fapix_status_userinfo,
    &fapix_status_discovery,
    &fapix_status_message,
    &fapix_status_service,
};

#define BANDS (sizeof bands / sizeof *bands)

static const fapix_status_row *look_up(const fapix_status_rows *band, int status)
{
    size_t low = 0, high = band->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (band->rows[middle].status == status)
            return &band->rows[middle];
        if (band->rows[middle].status < status)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const fapix_status_row *fapix_status_row_of(int status)
{
    size_t i = 0;

    while (i < BANDS && bands[i]->rows[bands[i]->count - 1].status < status)
        i++;
    return i == BANDS ? NULL : look_up(bands[i], status);
}

const char *fapix_status_told(const fapix_status_row *row)
{
    return row->discreet ? "the message is not authentic" : row->text;
}

/* See fapi.h. */
const char *fapi_version(void)
{
    return FAPI_VERSION;
}

/* See fapi.h. */
const char *fapi_status_name(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->name : NULL;
}

/* See fapi.h. */
const char *fapi_status_text(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->text : NULL;
}

/* See fapi.h. An unknown status has no clause: "", as callers print it. */
const char *fapi_status_clause(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->clause : "";
}

/* See fapi.h. An unknown status is a defect of the caller: answered as one. */
const char *fapi_status_oauth_error(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->error : "server_error";
}

/* See fapi.h. */
int fapi_status_http(int status)
{
    const fapix_status_row *row = fapix_status_row_of(status);

    return row ? row->http : 500;
}

/* See fapi.h. */
size_t fapi_status_count(void)
{
    size_t count = 0;

    for (size_t i = 0; i < BANDS; i++)
        count += bands[i]->count;
    return count;
}

/* See fapi.h. */
int fapi_status_at(size_t index)
{
    size_t i = 0;

    while (i < BANDS && index >= bands[i]->count)
        index -= bands[i++]->count;
    return i == BANDS ? -1 : bands[i]->rows[index].status;
}
