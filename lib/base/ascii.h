/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of bytes, as one table: the grammars of RFC 3986 and RFC 9110 differ only in what they add to letters and digits. */
#ifndef FAPIX_ASCII_H
#define FAPIX_ASCII_H

#include "base/slice.h"

enum fapix_ascii_class {
    FAPIX_ASCII_DIGIT = 1,
    FAPIX_ASCII_ALPHA = 2,
    FAPIX_ASCII_UNRESERVED = 4, /* RFC 3986 2.3 */
    FAPIX_ASCII_SUB_DELIM = 8,  /* RFC 3986 2.2 */
    FAPIX_ASCII_TCHAR = 16,     /* RFC 9110 5.6.2 */
    FAPIX_ASCII_TOKEN68 = 32,   /* RFC 9110 11.2, without the padding */
    FAPIX_ASCII_FIELD = 64,     /* RFC 9110 5.5: visible characters, space, tab and obs-text */
    FAPIX_ASCII_URI = 128       /* unreserved and sub-delims: what stands for itself in most places of a URI */
};

extern const uint8_t fapix_ascii[256];

/* How many bytes at the start of the text are all of this class. */
size_t fapix_ascii_span(fapix_slice text, enum fapix_ascii_class class);
/* The same for the two classes that whole tokens are judged by, many bytes at once. */
size_t fapix_ascii_span_field(fapix_slice text);
size_t fapix_ascii_span_token68(fapix_slice text);

/* RFC 6749 A: VSCHAR, which is printable ASCII, and nothing else. An empty text is. */
bool fapix_ascii_is_printable(fapix_slice text);

#endif
