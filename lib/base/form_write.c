/* SPDX-License-Identifier: Apache-2.0 */
/* See form_write.h. A space is %20 and never a plus, which every reader takes, of a form or of a URL. */
#include "base/form_write.h"

#include "base/ascii.h"

void fapix_form_escape(fapix_buffer *out, fapix_slice value)
{
    static const char digits[] = "0123456789ABCDEF";

    while (value.n > 0) {
        size_t plain = fapix_ascii_span(value, FAPIX_ASCII_UNRESERVED);

        fapix_buffer_add(out, fapix_slice_of(value.p, plain));
        value = fapix_slice_of(value.p + plain, value.n - plain);
        if (value.n > 0) {
            const char escape[] = {'%', digits[value.p[0] >> 4], digits[value.p[0] & 15]};

            fapix_buffer_add(out, fapix_slice_of(escape, sizeof escape));
            value = fapix_slice_of(value.p + 1, value.n - 1);
        }
    }
}

void fapix_form_write(fapix_buffer *out, fapix_slice name, fapix_slice value)
{
    fapix_buffer_str(out, out->n == 0 ? "" : "&");
    fapix_buffer_add(out, name);
    fapix_buffer_str(out, "=");
    fapix_form_escape(out, value);
}
