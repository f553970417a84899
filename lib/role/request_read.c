/* SPDX-License-Identifier: Apache-2.0 */
/* What a request is made of, for the host that sends it. */
#include "role/request.h"

#define FIELDS 5

/* In the order in which they are lent; count: how many there are. */
static size_t fields_of(const fapi_request *request, const char *names[FIELDS], const fapix_field *fields[FIELDS])
{
    const char *const all[FIELDS] = {"Authorization", "DPoP", "Content-Type", "Accept", "x-fapi-interaction-id"};
    const fapix_field *const each[FIELDS] = {&request->authorization, &request->dpop, &request->content_type,
                                             &request->accept, &request->interaction_id};
    size_t count = 0;

    for (size_t i = 0; i < FIELDS; i++) {
        if (each[i]->lines == 0)
            continue;
        names[count] = all[i];
        fields[count++] = each[i];
    }
    return count;
}

static int lend(const fapix_buffer *from, const char **text, size_t *n)
{
    *text = from->n == 0 ? "" : (const char *)from->p;
    *n = from->n;
    return FAPI_OK;
}

static int start(const fapi_request *request, const char **text, size_t *n)
{
    if (text != NULL)
        *text = NULL;
    if (n != NULL)
        *n = 0;
    return request == NULL || text == NULL || n == NULL ? FAPI_ERR_ARG : FAPI_OK;
}

/* See fapi.h. */
int fapi_request_method(const fapi_request *request, const char **method, size_t *method_len)
{
    int rc = start(request, method, method_len);

    if (rc == FAPI_OK && !request->has_method)
        rc = FAPI_ERR_STATE;
    return rc == FAPI_OK ? lend(&request->method, method, method_len) : rc;
}

/* See fapi.h. */
int fapi_request_url(const fapi_request *request, const char **url, size_t *url_len)
{
    int rc = start(request, url, url_len);

    if (rc == FAPI_OK && !request->has_url)
        rc = FAPI_ERR_STATE;
    return rc == FAPI_OK ? lend(&request->url, url, url_len) : rc;
}

/* See fapi.h. */
size_t fapi_request_header_count(const fapi_request *request)
{
    const char *names[FIELDS];
    const fapix_field *fields[FIELDS];

    return request == NULL ? 0 : fields_of(request, names, fields);
}

/* See fapi.h. */
int fapi_request_header(const fapi_request *request, size_t index, const char **name, const char **value, size_t *value_len)
{
    const char *names[FIELDS];
    const fapix_field *fields[FIELDS];
    int rc = start(request, value, value_len);

    if (name == NULL)
        return FAPI_ERR_ARG;
    *name = NULL;
    if (rc != FAPI_OK)
        return rc;
    if (index >= fields_of(request, names, fields))
        return FAPI_ERR_NOT_FOUND;
    *name = names[index];
    return lend(&fields[index]->value, value, value_len);
}

/* See fapi.h. */
int fapi_request_body(const fapi_request *request, const char **body, size_t *body_len)
{
    int rc = start(request, body, body_len);

    return rc == FAPI_OK ? lend(&request->body, body, body_len) : rc;
}
