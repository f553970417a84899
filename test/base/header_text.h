/* SPDX-License-Identifier: Apache-2.0 */
/* The constants of include/fapi.h as its text has them, for tests that compare tables with it. */
#ifndef HEADER_TEXT_H
#define HEADER_TEXT_H

#include <stddef.h>
#include <stdint.h>

typedef struct header_constant {
    char name[64];
    char group[32]; /* the enum, or "" for a macro */
    int64_t value;
} header_constant;

/* All of them, in the order of the header; text macros and macros without a value left out. The caller frees with
 * free(). NULL if the header cannot be read or holds something that this reader doesn't know. */
header_constant *header_constants(size_t *count);

#endif
