/* SPDX-License-Identifier: Apache-2.0 */
/* Values of fields that more than one message has: dates, addresses, UUIDs. */
#ifndef FAPIX_HTTP_DATE_H
#define FAPIX_HTTP_DATE_H

#include "base/slice.h"

/* HTTP-date, RFC 9110 5.6.7, in any of its three forms; a day that there is, on the weekday that it is (of the form with a year of two
 * digits, which names no century, any weekday). */
bool fapix_is_http_date(fapix_slice text);
/* The same as seconds since 1970, 0 for what was before; false also for the form with a year of two digits. */
bool fapix_http_date(fapix_slice text, int64_t *seconds);
/* RFC 9562 4: 8-4-4-4-12 hexadecimal digits, in either case; the second also of version 4 and its variant. */
bool fapix_is_uuid(fapix_slice text);
bool fapix_is_uuid4(fapix_slice text);
/* RFC 9562 5.4: a UUID of version 4 from random octets, with a NUL behind it. */
#define FAPIX_UUID 36
void fapix_write_uuid4(const uint8_t random[16], char out[FAPIX_UUID + 1]);

#endif
