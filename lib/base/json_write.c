/* SPDX-License-Identifier: Apache-2.0 */
/* See json_write.h. */
#include "base/json_write.h"

void fapix_json_write_string(fapix_buffer *out, fapix_slice text)
{
    static const char hex[] = "0123456789abcdef";
    fapix_buffer_str(out, "\"");
    for (size_t i = 0; i < text.n; i++) {
        uint8_t c = text.p[i];
        char escaped[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0'};
        if (c == '"' || c == '\\')
            fapix_buffer_str(out, "\\");
        if (c < 0x20)
            fapix_buffer_str(out, escaped);
        else
            fapix_buffer_add(out, fapix_slice_of(&c, 1));
    }
    fapix_buffer_str(out, "\"");
}
