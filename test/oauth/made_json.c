/* SPDX-License-Identifier: Apache-2.0 */
/* See made_json.h. */
#include "test/oauth/made_json.h"

int made_parse(const char *text, const fapix_json **json)
{
    static fapix_json parsed;
    static uint8_t scratch[FAPI_MAX_JWT];

    *json = &parsed;
    return fapix_json_parse(&parsed, fapix_slice_str(text), scratch);
}

fapix_buffer made_buffer(void)
{
    fapix_buffer out;

    fapix_buffer_init(&out, &t_context()->memory, 65536);
    return out;
}

json_t *made_read(fapix_buffer *out)
{
    json_t *read = out->status == FAPI_OK ? json_loadb((const char *)out->p, out->n, JSON_REJECT_DUPLICATES, NULL)
        : NULL;

    fapix_buffer_free(out);
    return read;
}

int made_is(const json_t *object, const char *name, const char *want)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL && strcmp(text, want) == 0;
}
