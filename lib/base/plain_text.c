/* SPDX-License-Identifier: Apache-2.0 */
/* See plain_text.h. */
#include "base/plain_text.h"

#include "base/utf8.h"

typedef struct range {
    uint32_t from, to;
} range;

/* Controls, what has no ink of its own (Default_Ignorable_Code_Point, Cf), line and paragraph separators, surrogates,
 * private use and noncharacters of Unicode 15. In ascending order. Noncharacters at the end of each plane are below. */
static const range hidden[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},   {0x0600, 0x0605},
    {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},   {0x0890, 0x0891},   {0x08E2, 0x08E2},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0x10FFFF},
};
/* Space_Separator, and the Braille pattern without dots. */
static const range blank[] = {
    {0x0020, 0x0020}, {0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x202F, 0x202F}, {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000},
};

static bool is_among(const range *ranges, size_t count, uint32_t code_point)
{
    size_t i = 0;

    while (i < count && code_point > ranges[i].to)
        i++;
    return i < count && code_point >= ranges[i].from;
}

/* Of a sequence that fapix_utf8_sequence has accepted, or of one byte of ASCII. */
static uint32_t decode(const uint8_t *p, size_t n)
{
    static const uint8_t lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code_point = p[0] & lead[n];

    for (size_t i = 1; i < n; i++)
        code_point = code_point << 6 | (p[i] & 0x3Fu);
    return code_point;
}

bool fapix_plain_text(fapix_slice text, size_t *characters)
{
    bool inked = false;

    *characters = 0;
    for (size_t i = 0; i < text.n;) {
        size_t n = text.p[i] < 0x80 ? 1 : fapix_utf8_sequence(text.p + i, text.n - i);
        uint32_t code_point = n == 0 ? 0 : decode(text.p + i, n);

        if (n == 0 || is_among(hidden, sizeof hidden / sizeof *hidden, code_point) || (code_point & 0xFFFE) == 0xFFFE)
            return false;
        inked = inked || !is_among(blank, sizeof blank / sizeof *blank, code_point);
        ++*characters;
        i += n;
    }
    return inked;
}
