/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 4514 writes the RDNs of a certificate from the last to the first, other tools from the first to the last: a registered
 * name is compared in both directions, and in no other order. Values are compared by the rule of their type, whatever type of
 * string they were: those with a name here by caseIgnoreMatch, others octet for octet, as nothing is known of them. Case is that
 * of ASCII, and nothing is composed: that is stricter than RFC 4518 for other letters, and passes nothing that it would not.
 */
#include "oauth/distinguished_name.h"

#include "base/utf8.h"

typedef struct short_name {
    const char *name, *oid; /* the octets of the OID */
} short_name;

/* RFC 4514 3 and RFC 4519, and what OpenSSL and the regimes' certificates call the rest. */
static const short_name short_names[] = {
    {"CN", "\x55\x04\x03"}, {"commonName", "\x55\x04\x03"}, {"SN", "\x55\x04\x04"}, {"surname", "\x55\x04\x04"},
    {"serialNumber", "\x55\x04\x05"}, {"C", "\x55\x04\x06"}, {"countryName", "\x55\x04\x06"}, {"L", "\x55\x04\x07"},
    {"localityName", "\x55\x04\x07"}, {"ST", "\x55\x04\x08"}, {"stateOrProvinceName", "\x55\x04\x08"},
    {"STREET", "\x55\x04\x09"}, {"streetAddress", "\x55\x04\x09"}, {"O", "\x55\x04\x0a"},
    {"organizationName", "\x55\x04\x0a"}, {"OU", "\x55\x04\x0b"}, {"organizationalUnitName", "\x55\x04\x0b"},
    {"title", "\x55\x04\x0c"}, {"description", "\x55\x04\x0d"}, {"businessCategory", "\x55\x04\x0f"},
    {"postalCode", "\x55\x04\x11"}, {"name", "\x55\x04\x29"}, {"GN", "\x55\x04\x2a"}, {"givenName", "\x55\x04\x2a"},
    {"initials", "\x55\x04\x2b"}, {"generationQualifier", "\x55\x04\x2c"}, {"dnQualifier", "\x55\x04\x2e"},
    {"pseudonym", "\x55\x04\x41"}, {"organizationIdentifier", "\x55\x04\x61"},
    {"DC", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"}, {"domainComponent", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x19"},
    {"UID", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01"}, {"userId", "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01\x01"},
    {"emailAddress", "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"}, {"E", "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01"},
    {"jurisdictionL", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01"},
    {"jurisdictionLocalityName", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x01"},
    {"jurisdictionST", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02"},
    {"jurisdictionStateOrProvinceName", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x02"},
    {"jurisdictionC", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03"},
    {"jurisdictionCountryName", "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01\x03"},
};

/* ---- values ---- */

static bool is_text(fapix_slice bytes)
{
    size_t i = 0;

    while (i < bytes.n) {
        size_t n = bytes.p[i] < 0x80 ? 1 : fapix_utf8_sequence(bytes.p + i, bytes.n - i);

        if (n == 0 || bytes.p[i] == 0)
            return false;
        i += n;
    }
    return bytes.n > 0;
}

static bool put(fapix_dn *dn, const uint8_t *p, size_t n)
{
    if (n > sizeof dn->store - dn->used)
        return false;
    memcpy(dn->store + dn->used, p, n);
    dn->used += n;
    return true;
}

/* Strings of 16 or 32 bits for each character, big-endian; no surrogates. */
static bool put_wide(fapix_dn *dn, fapix_slice value, size_t width)
{
    if (value.n % width != 0)
        return false;
    for (size_t i = 0; i < value.n; i += width) {
        uint32_t c = 0;
        uint8_t out[4];

        for (size_t k = 0; k < width; k++)
            c = c << 8 | value.p[i + k];
        if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || !put(dn, out, fapix_utf8_encode(c, out)))
            return false;
    }
    return true;
}

/* As UTF-8, at the end of the store. T61String has had too many meanings: only its ASCII is taken. */
static bool put_string(fapix_dn *dn, int tag, fapix_slice value)
{
    if (tag == FAPIX_STRING_BMP)
        return put_wide(dn, value, 2);
    if (tag == FAPIX_STRING_UNIVERSAL)
        return put_wide(dn, value, 4);
    for (size_t i = 0; tag != FAPIX_STRING_UTF8 && i < value.n; i++) {
        if (value.p[i] >= 0x80)
            return false;
    }
    return value.n > 0 && put(dn, value.p, value.n);
}

static bool add(fapix_dn *dn, size_t rdn, fapix_slice oid, size_t value_from)
{
    fapix_dn_attribute *one = dn->attributes + dn->count;

    if (dn->count == FAPIX_MAX_ATTRIBUTES || oid.n == 0 || oid.n > FAPIX_MAX_OID)
        return false;
    one->rdn = rdn;
    memcpy(one->oid, oid.p, oid.n);
    one->oid_n = oid.n;
    one->value = fapix_slice_of(dn->store + value_from, dn->used - value_from);
    dn->count++;
    dn->rdns = rdn + 1;
    return is_text(one->value);
}

bool fapix_dn_of_certificate(fapix_dn *dn, const fapix_certificate_content *content)
{
    dn->rdns = dn->count = dn->used = 0;
    for (size_t i = 0; i < content->attribute_count; i++) {
        const fapix_attribute *one = content->attributes + i;
        size_t from = dn->used;

        if (!put_string(dn, one->tag, one->value) || !add(dn, one->rdn, one->oid, from))
            return false;
    }
    return dn->count > 0;
}

/* ---- text ---- */

typedef struct cursor {
    const uint8_t *p, *end;
} cursor;

static bool at(const cursor *in, uint8_t c)
{
    return in->p < in->end && *in->p == c;
}

static void skip_spaces(cursor *in)
{
    while (at(in, ' '))
        in->p++;
}

static bool is_alnum(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static size_t base128(uint64_t value, uint8_t out[10])
{
    size_t n = 0;
    uint8_t reversed[10];

    do {
        reversed[n++] = (uint8_t)(value & 0x7f);
        value >>= 7;
    } while (value > 0);
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(reversed[n - 1 - i] | (i + 1 < n ? 0x80 : 0));
    return n;
}

/* One number of a dotted OID, without leading zeros, below 2^32. */
static bool take_arc(fapix_slice *text, uint64_t *value)
{
    size_t i = 0;

    for (*value = 0; i < text->n && text->p[i] >= '0' && text->p[i] <= '9'; i++) {
        if (i == 10 || (i > 0 && text->p[0] == '0'))
            return false;
        *value = *value * 10 + (uint64_t)(text->p[i] - '0');
    }
    *text = fapix_slice_of(text->p + i, text->n - i);
    return i > 0 && *value <= UINT32_MAX;
}

static bool dotted(fapix_slice text, uint8_t oid[FAPIX_MAX_OID], size_t *oid_n)
{
    uint64_t first = 0, value = 0;
    uint8_t octets[10];

    *oid_n = 0;
    if (!take_arc(&text, &first) || first > 2)
        return false;
    for (bool second = true; text.n > 0; second = false) {
        size_t n;

        if (text.p[0] != '.')
            return false;
        text = fapix_slice_of(text.p + 1, text.n - 1);
        if (!take_arc(&text, &value) || (second && first < 2 && value > 39))
            return false;
        n = base128(second ? first * 40 + value : value, octets);
        if (n > FAPIX_MAX_OID - *oid_n)
            return false;
        memcpy(oid + *oid_n, octets, n);
        *oid_n += n;
    }
    return *oid_n > 0;
}

static bool take_type(cursor *in, uint8_t oid[FAPIX_MAX_OID], size_t *oid_n)
{
    const uint8_t *start = in->p;
    fapix_slice type;

    while (in->p < in->end && (is_alnum(*in->p) || *in->p == '.' || *in->p == '-'))
        in->p++;
    type = fapix_slice_of(start, (size_t)(in->p - start));
    if (type.n > 4 && fapix_slice_is_nocase(fapix_slice_of(type.p, 4), "OID."))
        type = fapix_slice_of(type.p + 4, type.n - 4);
    if (type.n > 0 && type.p[0] >= '0' && type.p[0] <= '9')
        return dotted(type, oid, oid_n);
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        if (fapix_slice_is_nocase(type, short_names[i].name)) {
            *oid_n = strlen(short_names[i].oid);
            memcpy(oid, short_names[i].oid, *oid_n);
            return true;
        }
    }
    return false;
}

static int hex(const cursor *in, size_t i)
{
    uint8_t c = (size_t)(in->end - in->p) > i ? in->p[i] : 0;

    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* '#' and the DER of the value. */
static bool take_hex_value(cursor *in, fapix_dn *dn)
{
    uint8_t der[512];
    size_t n = 0, header = 2, length;

    for (in->p++; hex(in, 0) >= 0 && hex(in, 1) >= 0 && n < sizeof der; in->p += 2)
        der[n++] = (uint8_t)(hex(in, 0) << 4 | hex(in, 1));
    if (n < 3)
        return false;
    length = der[1];
    if (length == 0x81) {
        length = der[2] < 0x80 ? n : der[2];
        header = 3;
    } else if (length == 0x82 && n > 4) {
        length = der[2] == 0 ? n : (size_t)der[2] << 8 | der[3];
        header = 4;
    }
    return length == n - header && put_string(dn, der[0], fapix_slice_of(der + header, length));
}

static bool is_special(uint8_t c)
{
    return c != 0 && strchr("\"+,;<>", c) != NULL;
}

/* string of RFC 4514 3. Blanks at its ends count only if they are escaped. */
static bool take_string_value(cursor *in, fapix_dn *dn)
{
    size_t from = dn->used, keep = dn->used; /* keep: how far unescaped blanks must not be cut */

    while (in->p < in->end && !at(in, ',') && !at(in, '+')) {
        uint8_t c = *in->p;

        if (c == '\\' && hex(in, 1) >= 0 && hex(in, 2) >= 0) {
            c = (uint8_t)(hex(in, 1) << 4 | hex(in, 2));
            in->p += 3;
        } else if (c == '\\') {
            c = in->end - in->p > 1 ? in->p[1] : 0;
            if (!is_special(c) && c != ' ' && c != '#' && c != '=' && c != '\\')
                return false;
            in->p += 2;
        } else if (is_special(c) || c == 0) {
            return false;
        } else if (c == ' ') {
            in->p++;
            if (!put(dn, &c, 1))
                return false;
            continue;
        } else {
            in->p++;
        }
        if (!put(dn, &c, 1))
            return false;
        keep = dn->used;
    }
    dn->used = keep;
    return keep > from;
}

static bool take_attribute(cursor *in, fapix_dn *dn, size_t rdn)
{
    uint8_t oid[FAPIX_MAX_OID];
    size_t oid_n = 0, from = dn->used;

    skip_spaces(in);
    if (!take_type(in, oid, &oid_n))
        return false;
    skip_spaces(in);
    if (!at(in, '='))
        return false;
    in->p++;
    skip_spaces(in);
    if (at(in, '#') ? !take_hex_value(in, dn) : !take_string_value(in, dn))
        return false;
    skip_spaces(in);
    return add(dn, rdn, fapix_slice_of(oid, oid_n), from);
}

bool fapix_dn_parse(fapix_dn *dn, fapix_slice text)
{
    cursor in = {text.p, text.p + text.n};
    size_t rdn = 0;

    dn->rdns = dn->count = dn->used = 0;
    if (text.n == 0 || text.n > FAPIX_MAX_DN)
        return false;
    for (;;) {
        if (!take_attribute(&in, dn, rdn))
            return false;
        if (in.p == in.end)
            return true;
        if (!at(&in, ',') && !at(&in, '+'))
            return false;
        rdn += at(&in, ',');
        in.p++;
    }
}

/* ---- comparison ---- */

static bool is_known(const fapix_dn_attribute *one)
{
    for (size_t i = 0; i < sizeof short_names / sizeof *short_names; i++) {
        if (fapix_slice_is(fapix_slice_of(one->oid, one->oid_n), short_names[i].oid))
            return true;
    }
    return false;
}

/* The next character that counts, RFC 4518 2.6.1: blanks at the ends do not, and several stand for one. -1 at the end. */
static int next_character(fapix_slice text, size_t *i)
{
    bool begin = *i == 0;
    uint8_t c = 0;

    if (*i < text.n && text.p[*i] == ' ') {
        while (*i < text.n && text.p[*i] == ' ')
            ++*i;
        if (!begin && *i < text.n)
            return ' ';
    }
    if (*i == text.n)
        return -1;
    c = text.p[(*i)++];
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* Spec: BROFDCR-7.1-15 - caseIgnoreMatch, RFC 4517 4.2.11 */
static bool same_but_case(fapix_slice a, fapix_slice b)
{
    size_t i = 0, k = 0;

    for (;;) {
        int left = next_character(a, &i), right = next_character(b, &k);

        if (left != right)
            return false;
        if (left < 0)
            return true;
    }
}

static bool same_attribute(const fapix_dn_attribute *a, const fapix_dn_attribute *b)
{
    if (!fapix_slice_eq(fapix_slice_of(a->oid, a->oid_n), fapix_slice_of(b->oid, b->oid_n)))
        return false;
    return is_known(a) ? same_but_case(a->value, b->value) : fapix_slice_eq(a->value, b->value);
}

static size_t count_in(const fapix_dn *dn, size_t rdn, const fapix_dn_attribute *one)
{
    size_t count = 0;

    for (size_t i = 0; i < dn->count; i++)
        count += dn->attributes[i].rdn == rdn && (one == NULL || same_attribute(dn->attributes + i, one));
    return count;
}

static bool same_in_order(const fapix_dn *a, const fapix_dn *b, bool reversed)
{
    for (size_t i = 0; i < a->count; i++) {
        const fapix_dn_attribute *one = a->attributes + i;
        size_t other = reversed ? b->rdns - 1 - one->rdn : one->rdn;

        if (count_in(a, one->rdn, one) != count_in(b, other, one) ||
            count_in(a, one->rdn, NULL) != count_in(b, other, NULL))
            return false;
    }
    return true;
}

bool fapix_dn_same(const fapix_dn *a, const fapix_dn *b)
{
    return a->count > 0 && a->count == b->count && a->rdns == b->rdns &&
           (same_in_order(a, b, true) || same_in_order(a, b, false));
}
