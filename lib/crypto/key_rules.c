/* SPDX-License-Identifier: Apache-2.0 */
/* What a key must fulfil before a cryptographic library sees it: the same for every provider. */
#include "crypto/key_rules.h"

bool fapix_alg_is_known(int alg)
{
    return alg == FAPI_ALG_PS256 || alg == FAPI_ALG_ES256 || alg == FAPI_ALG_EDDSA || alg == FAPI_ALG_RS256;
}

bool fapix_alg_is_rsa(int alg)
{
    return alg == FAPI_ALG_PS256 || alg == FAPI_ALG_RS256;
}

size_t fapix_bits(fapix_slice number)
{
    size_t bits = 0;

    if (number.n == 0)
        return 0;
    for (unsigned top = number.p[0]; top != 0; top >>= 1)
        bits++;
    return (number.n - 1) * 8 + bits;
}

static bool is_odd(fapix_slice number)
{
    return (number.p[number.n - 1] & 1) != 0;
}

/* RFC 7518 2: Base64urlUInt has the fewest octets that hold the number. Zero is no use to any member of a key. */
static int check_number(fapix_slice number)
{
    if (number.n == 0)
        return FAPI_JWK_MEMBER;
    return number.p[0] == 0 ? FAPI_JWK_ENCODING : FAPI_OK;
}

static uint32_t remainder_of(fapix_slice number, uint32_t divisor)
{
    uint64_t rest = 0;

    for (size_t i = 0; i < number.n; i++)
        rest = (rest << 8 | number.p[i]) % divisor;
    return (uint32_t)rest;
}

static bool is_power_of_65537(uint32_t value, uint32_t prime)
{
    uint32_t power = 1;

    for (uint32_t i = 0; i < prime; i++) {
        if (power == value)
            return true;
        power = power * (65537 % prime) % prime;
    }
    return false;
}

/*
 * CVE-2017-15361: chips made primes as k * M + (65537^a mod M), so that such a modulus is a power of 65537 modulo each
 * small prime. The primes here are those below 168 where that says something, grouped so that one pass over the modulus
 * serves several; nearly every honest modulus is out after the first pass. About one honest key in 2^27 is refused too.
 */
static bool is_roca(fapix_slice n)
{
    static const uint8_t groups[][6] = {
        {11, 13, 17, 19, 37, 53}, {61, 71, 73, 79, 97}, {103, 107, 109, 127}, {151, 157}};

    for (size_t group = 0; group < sizeof groups / sizeof groups[0]; group++) {
        uint32_t product = 1, rest;
        for (size_t i = 0; i < 6 && groups[group][i] != 0; i++)
            product *= groups[group][i];
        rest = remainder_of(n, product);
        for (size_t i = 0; i < 6 && groups[group][i] != 0; i++) {
            if (!is_power_of_65537(rest % groups[group][i], groups[group][i]))
                return false;
        }
    }
    return true;
}

/*
 * A modulus that is prime is not looked for: the test costs a hundred times what a verification does, a sender of fresh
 * keys could make us run it at will, and the only one whom such a key harms is the one who published it.
 */
static int check_rsa_public(fapix_slice n, fapix_slice e)
{
    int rc;

    /* Spec: RFC7518-6.3.1-1, RFC7518-2-1 */
    if ((rc = check_number(n)) != FAPI_OK || (rc = check_number(e)) != FAPI_OK)
        return rc;
    /* Spec: FAPI2SP-5.4.1-2, RFC7518-3.3-1, RFC7518-3.5-1, RFC7518-4.3-1 */
    if (fapix_bits(n) < FAPIX_RSA_MIN_BITS || fapix_bits(n) > FAPIX_RSA_MAX_BITS)
        return FAPI_JWK_RSA_SIZE;
    /* 65537 at least is FIPS 186-5 5.1; at most 32 bits is what common libraries take (RFC 8017
     * sets no limit), and keeps a key of an attacker's making from costing ten verifications. */
    /* Spec: RFC7518-6.3-1 */
    if (!is_odd(e) || e.n > 4 || fapix_bits(e) < 17)
        return FAPI_JWK_RSA_EXPONENT;
    return !is_odd(n) || is_roca(n) ? FAPI_JWK_RSA_MODULUS : FAPI_OK;
}

/* Of numbers without leading zeros. Its time shows how long the numbers are and where they differ from n: no secret. */
static bool is_less(fapix_slice a, fapix_slice b)
{
    return a.n != b.n ? a.n < b.n : memcmp(a.p, b.p, a.n) < 0;
}

static int check_rsa_private(const fapix_key_parts *parts)
{
    const fapix_slice numbers[] = {parts->d, parts->p, parts->q, parts->dp, parts->dq, parts->qi};
    int rc;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if ((rc = check_number(numbers[i])) != FAPI_OK)
            return rc;
        if (!is_less(numbers[i], parts->n))
            return FAPI_JWK_MISMATCH;
    }
    return FAPI_OK;
}

static bool has_rsa_part(const fapix_key_parts *parts)
{
    return parts->n.n != 0 || parts->e.n != 0 || parts->p.n != 0 || parts->q.n != 0 || parts->dp.n != 0 ||
           parts->dq.n != 0 || parts->qi.n != 0;
}

/* P-256 and Ed25519: fixed lengths, leading zeros included. */
static int check_curve(const fapix_key_parts *parts, size_t y_n, bool is_private)
{
    if (has_rsa_part(parts))
        return FAPI_JWK_MEMBER;
    /* Spec: RFC7518-6.2.1-1, RFC8037-2-1, FAPI2SP-5.4.1-3 */
    if (parts->x.n != 32 || parts->y.n != y_n)
        return FAPI_JWK_COORDINATE;
    /* Spec: RFC7518-6.2.2.1-1 */
    return is_private && parts->d.n != 32 ? FAPI_JWK_COORDINATE : FAPI_OK;
}

int fapix_key_rules(const fapix_key_parts *parts, bool is_private)
{
    int rc;

    if (is_private && parts->d.n == 0)
        return FAPI_JWK_NOT_PRIVATE;
    /* Spec: RFC8037-2-2 */
    if (!is_private && parts->d.n != 0)
        return FAPI_JWK_PRIVATE;
    switch (parts->alg) {
    case FAPI_ALG_ES256:
        return check_curve(parts, FAPIX_P256_OCTETS, is_private);
    case FAPI_ALG_EDDSA:
        return check_curve(parts, 0, is_private);
    case FAPI_ALG_PS256:
    case FAPI_ALG_RS256:
        if (parts->x.n != 0 || parts->y.n != 0)
            return FAPI_JWK_MEMBER;
        rc = check_rsa_public(parts->n, parts->e);
        return rc == FAPI_OK && is_private ? check_rsa_private(parts) : rc;
    default:
        return FAPI_ERR_ARG;
    }
}

uint8_t *fapix_store_take(fapix_store *store, size_t n)
{
    uint8_t *at = store->p + store->used;

    if (n > store->n - store->used)
        return NULL;
    store->used += n;
    return at;
}

bool fapix_store_put(fapix_store *store, const uint8_t *from, size_t n, fapix_slice *part)
{
    uint8_t *at = fapix_store_take(store, n);

    if (at == NULL)
        return false;
    memcpy(at, from, n);
    *part = fapix_slice_of(at, n);
    return true;
}
