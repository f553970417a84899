/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A structured field. What is read must lie within the text and the bounds, and its canonical form must be read again, to the same canonical
 * form: two texts that a signature takes for one are one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/structured_field.h"
#include "crypto/provider.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
    if (!holds)
        abort();
}

static void write_all(fapix_buffer *out, const fapix_sf *sf)
{
    fapix_buffer_reset(out);
    for (size_t i = 0; i < sf->member_count; i++) {
        if (i > 0)
            fapix_buffer_str(out, ", ");
        fapix_buffer_add(out, sf->members[i].key);
        fapix_buffer_str(out, "=");
        fapix_sf_write_member(out, sf, &sf->members[i]);
    }
    must(out->status == FAPI_OK);
}

static void hold_value(const fapix_sf_value *value, fapix_slice text)
{
    char room[64];
    uint8_t octets[96];
    size_t n = 0;

    must(value->type >= FAPIX_SF_INTEGER && value->type <= FAPIX_SF_DATE);
    must(value->text.n == 0 || (value->text.p >= text.p && value->text.p + value->text.n <= text.p + text.n));
    must(value->number > INT64_C(-1000000000000000) && value->number < INT64_C(1000000000000000));
    must(value->type != FAPIX_SF_BOOLEAN || value->number == 0 || value->number == 1);
    /* A string that fits is the text that it is compared with. */
    if (fapix_sf_text(value, room, sizeof room, &n))
        must(fapix_sf_text_is(value, fapix_slice_of(room, n)));
    if (fapix_sf_bytes(value, octets, sizeof octets, &n))
        must(n <= sizeof octets && value->type == FAPIX_SF_BYTES);
}

static void hold(const fapix_sf *sf, fapix_slice text)
{
    size_t items = 0;

    must(sf->member_count <= FAPIX_SF_MEMBERS && sf->item_count <= FAPIX_SF_ITEMS);
    must(sf->parameter_count <= FAPIX_SF_PARAMETERS);
    for (size_t i = 0; i < sf->member_count; i++) {
        const fapix_sf_member *member = &sf->members[i];

        must(member->key.n > 0 && fapix_sf_find(sf, member->key) == member);
        must(member->items.first == items && (member->is_list || member->items.count == 1));
        items += member->items.count;
    }
    must(items == sf->item_count);
    for (size_t i = 0; i < sf->item_count; i++)
        hold_value(&sf->items[i].value, text);
    for (size_t i = 0; i < sf->parameter_count; i++)
        hold_value(&sf->parameters[i].value, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static fapi_context *context;
    static fapix_buffer first, second;
    static fapix_sf sf;
    fapix_slice text = {data, size};

    if (context == NULL) {
        context = fapix_context_use(NULL);
        must(context != NULL);
        /* No number grows in the canonical form, and what is left out was there: but for ", " and "=?1". */
        fapix_buffer_init(&first, &context->memory, 2 * FAPI_MAX_HEADER_VALUE);
        fapix_buffer_init(&second, &context->memory, 2 * FAPI_MAX_HEADER_VALUE);
    }
    if (!fapix_sf_read(&sf, text)) {
        must(sf.member_count == 0 && sf.item_count == 0 && sf.parameter_count == 0);
        return 0;
    }
    must(size <= FAPI_MAX_HEADER_VALUE);
    hold(&sf, text);
    write_all(&first, &sf);
    if (first.n > FAPI_MAX_HEADER_VALUE)
        return 0;
    must(fapix_sf_read(&sf, fapix_buffer_slice(&first)));
    write_all(&second, &sf);
    must(fapix_slice_eq(fapix_buffer_slice(&first), fapix_buffer_slice(&second)));
    return 0;
}
