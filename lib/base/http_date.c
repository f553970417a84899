/* SPDX-License-Identifier: Apache-2.0 */
/* See http_date.h. */
#include "base/http_date.h"

static const char days[] = "Mon\0Tue\0Wed\0Thu\0Fri\0Sat\0Sun";
static const char long_days[][10] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char months[] = "Jan\0Feb\0Mar\0Apr\0May\0Jun\0Jul\0Aug\0Sep\0Oct\0Nov\0Dec";

typedef struct date {
    int weekday, day, month, year, hour, minute, second; /* weekday and month from 0 */
    bool century;
} date;

/* A pattern: D day name, L long day name, M month, d h m s two digits, y four, Y two digits of the year, _ day of two places that may
 * begin with a blank; anything else stands for itself. */
static const char *const patterns[] = {"D, d M y h:m:s GMT", "L, d-M-Y h:m:s GMT", "D M _ h:m:s y"};

static bool take_name(fapix_slice *text, const char *names, int count, int *which)
{
    for (int i = 0; i < count; i++) {
        if (text->n >= 3 && memcmp(text->p, names + (size_t)i * 4, 3) == 0) {
            *text = fapix_slice_of(text->p + 3, text->n - 3);
            *which = i;
            return true;
        }
    }
    return false;
}

static bool take_long_day(fapix_slice *text, int *which)
{
    for (int i = 0; i < 7; i++) {
        size_t n = strlen(long_days[i]);

        if (text->n >= n && memcmp(text->p, long_days[i], n) == 0) {
            *text = fapix_slice_of(text->p + n, text->n - n);
            *which = i;
            return true;
        }
    }
    return false;
}

static bool take_number(fapix_slice *text, size_t digits, bool blank, int *value)
{
    if (text->n < digits)
        return false;
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        uint8_t c = text->p[i] == ' ' && blank && i == 0 ? '0' : text->p[i];

        if (c < '0' || c > '9')
            return false;
        *value = *value * 10 + (c - '0');
    }
    *text = fapix_slice_of(text->p + digits, text->n - digits);
    return true;
}

static bool take(fapix_slice *text, char what, date *out)
{
    switch (what) {
    case 'D': return take_name(text, days, 7, &out->weekday);
    case 'L': return take_long_day(text, &out->weekday);
    case 'M': return take_name(text, months, 12, &out->month);
    case 'd': return take_number(text, 2, false, &out->day);
    case '_': return take_number(text, 2, true, &out->day);
    case 'y': return take_number(text, 4, false, &out->year);
    case 'Y': out->century = false; return take_number(text, 2, false, &out->year);
    case 'h': return take_number(text, 2, false, &out->hour);
    case 'm': return take_number(text, 2, false, &out->minute);
    case 's': return take_number(text, 2, false, &out->second);
    default: break;
    }
    if (text->n == 0 || text->p[0] != (uint8_t)what)
        return false;
    *text = fapix_slice_of(text->p + 1, text->n - 1);
    return true;
}

static bool matches(fapix_slice text, const char *pattern, date *out)
{
    *out = (date){.century = true};
    for (; *pattern != '\0'; pattern++) {
        /* GMT would read as a pattern. */
        if (strcmp(pattern, "GMT") == 0)
            return fapix_slice_is(text, "GMT");
        if (!take(&text, *pattern, out))
            return false;
    }
    return text.n == 0;
}

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_real(const date *one)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int length = lengths[one->month] + (one->month == 1 && (!one->century || is_leap(one->year)));
    int year = one->year - (one->month < 2), days_before = 0;
    static const int shift[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}; /* Sakamoto's day of the week, Sunday 0 */

    if (one->day < 1 || one->day > length || one->hour > 23 || one->minute > 59 || one->second > 60)
        return false;
    days_before = year + year / 4 - year / 100 + year / 400 + shift[one->month] + one->day;
    return !one->century || (days_before + 6) % 7 == one->weekday;
}

static bool read_date(fapix_slice text, date *found)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (matches(text, patterns[i], found))
            return is_real(found);
    return false;
}

bool fapix_is_http_date(fapix_slice text)
{
    date found;

    return read_date(text, &found);
}

/* Days are counted in years that begin in March, so that the day of a leap year is the last one. */
bool fapix_http_date(fapix_slice text, int64_t *seconds)
{
    date found;
    int64_t year = 0, month = 0, day = 0;

    *seconds = 0;
    if (!read_date(text, &found) || !found.century)
        return false;
    if (found.year < 1970)
        return true;
    year = found.year - (found.month < 2);
    month = (found.month + 10) % 12;
    day = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + found.day - 1 - 719468;
    *seconds = day * 86400 + found.hour * 3600 + found.minute * 60 + found.second;
    return true;
}

bool fapix_is_uuid(fapix_slice text)
{
    if (text.n != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        uint8_t c = text.p[i];
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');

        if (i == 8 || i == 13 || i == 18 || i == 23 ? c != '-' : !hex)
            return false;
    }
    return true;
}

bool fapix_is_uuid4(fapix_slice text)
{
    return fapix_is_uuid(text) && text.p[14] == '4' && strchr("89abAB", text.p[19]) != NULL;
}

void fapix_write_uuid4(const uint8_t random[16], char out[FAPIX_UUID + 1])
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;

    for (size_t i = 0; i < 16; i++) {
        uint8_t octet = random[i];

        if (i == 6)
            octet = (uint8_t)((octet & 0x0F) | 0x40);
        if (i == 8)
            octet = (uint8_t)((octet & 0x3F) | 0x80);
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        out[at++] = digits[octet >> 4];
        out[at++] = digits[octet & 15];
    }
    out[at] = '\0';
}
