/* SPDX-License-Identifier: Apache-2.0 */
/* WWW-Authenticate: the forms that RFC 9110 lets a server send, and those that it does not. */
#include "base/challenge.h"

#include "test/harness.h"

#define MANY(a) (sizeof(a) / sizeof((a)[0]))

/* What was read, written in one way: scheme [token68] {name=value;...} */
static int shown(const char *field, char *out, size_t size)
{
    fapix_slice rest = fapix_slice_str(field);
    fapix_challenge challenge;
    size_t n = 0;
    int rc = FAPI_OK;

    out[0] = '\0';
    while ((rc = fapix_challenge_next(&rest, &challenge)) == FAPI_OK) {
        n += (size_t)snprintf(out + n, size - n, "%.*s", (int)challenge.scheme.n, (const char *)challenge.scheme.p);
        if (challenge.token68.n > 0)
            n += (size_t)snprintf(out + n, size - n, "[%.*s]", (int)challenge.token68.n, (const char *)challenge.token68.p);
        for (size_t i = 0; i < challenge.count; i++)
            n += (size_t)snprintf(out + n, size - n, "{%.*s=%.*s}", (int)challenge.parameter[i].name.n,
                                  (const char *)challenge.parameter[i].name.p, (int)challenge.parameter[i].value.n,
                                  (const char *)challenge.parameter[i].value.p);
        n += (size_t)snprintf(out + n, size - n, ";");
    }
    return rc;
}

static void test_forms(void **state)
{
    static const struct {
        const char *field, *read;
    } rows[] = {
        {"", ""},
        {" , ,", ""},
        {"DPoP", "DPoP;"},
        {"DPoP,Bearer", "DPoP;Bearer;"},
        {"DPoP , , Bearer ", "DPoP;Bearer;"},
        {"Negotiate YWJj==", "Negotiate[YWJj==];"},
        {"Negotiate a=", "Negotiate[a=];"},
        {"Negotiate a, DPoP error=x", "Negotiate[a];DPoP{error=x};"},
        {"Bearer realm=\"a, DPoP error=\\\"x\\\"\", DPoP error=\"use_dpop_nonce\", algs=\"ES256 PS256\"",
         "Bearer{realm=a, DPoP error=\\\"x\\\"};DPoP{error=use_dpop_nonce}{algs=ES256 PS256};"},
        {"Basic realm=\"\"", "Basic{realm=};"},
        {"Newauth realm=\"apps\", type=1,  title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
         "Newauth{realm=apps}{type=1}{title=Login to \\\"apps\\\"};Basic{realm=simple};"},
        {"DPoP\terror = x ,scope\t=\t\"a b\"", "DPoP{error=x}{scope=a b};"},
        {"DPoP error=x,,scope=y,", "DPoP{error=x}{scope=y};"},
        {"DPoP ,error=x", NULL}, /* a parameter with no challenge that it could belong to */
    };
    char read[512];
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++) {
        int rc = shown(rows[i].field, read, sizeof read);

        if (rows[i].read == NULL) {
            CHECK(rc == FAPI_CHALLENGE_SYNTAX);
            continue;
        }
        if (rc != FAPI_ERR_NOT_FOUND || strcmp(read, rows[i].read) != 0)
            printf("%s: %s\n", rows[i].field, read);
        CHECK(rc == FAPI_ERR_NOT_FOUND && strcmp(read, rows[i].read) == 0);
    }
    ACCEPTS("RFC9110-11.2-1");
    ACCEPTS("RFC9110-11.6.1-1");
}

static void test_what_is_none(void **state)
{
    static const struct {
        int status;
        const char *field;
    } rows[] = {
        {FAPI_CHALLENGE_SYNTAX, "=x"},
        {FAPI_CHALLENGE_SYNTAX, "error=x"},
        {FAPI_CHALLENGE_SYNTAX, "\"DPoP\""},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"x"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"x\\"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"x\\\""},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"x\" y"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"x\"y"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=x y=z"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=,y=z"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"a\x01\""},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"a\r\nb\""},
        {FAPI_CHALLENGE_SYNTAX, "DPoP error=\"a\\\nb\""},
        {FAPI_CHALLENGE_SYNTAX, "DPoP a b"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP a== b"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP (x)"},
        {FAPI_CHALLENGE_SYNTAX, "DPoP;x=y"},
        {FAPI_CHALLENGE_SYNTAX, "X a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1,l=1,m=1,n=1,o=1,p=1,q=1"},
        {FAPI_CHALLENGE_REPEATED, "DPoP error=use_dpop_nonce, ERROR=invalid_token"},
        {FAPI_CHALLENGE_REPEATED, "Bearer, DPoP a=1, b=2, A=\"1\""},
    };
    char read[512];
    (void)state;

    for (size_t i = 0; i < MANY(rows); i++) {
        int rc = shown(rows[i].field, read, sizeof read);

        if (rc != rows[i].status)
            printf("%s: %d %s\n", rows[i].field, rc, read);
        CHECK(rc == rows[i].status);
    }
    REFUSES("RFC9110-11.2-1");
    REFUSES("RFC9110-11.6.1-1");
}

static void test_texts(void **state)
{
    fapix_slice rest = fapix_slice_str("DPoP Error=\"a\\\\b\\\"c\\d\", realm=x"), value = {NULL, 0};
    fapix_challenge challenge;
    uint8_t out[8];
    (void)state;

    STATUS(FAPI_OK, fapix_challenge_next(&rest, &challenge));
    CHECK(fapix_challenge_get(&challenge, "error", out, sizeof out, &value) && fapix_slice_is(value, "a\\b\"cd"));
    CHECK(fapix_challenge_get(&challenge, "error", out, 6, &value) && value.n == 6);
    CHECK(!fapix_challenge_get(&challenge, "error", out, 5, &value) && value.n == 0);
    CHECK(fapix_challenge_get(&challenge, "REALM", out, sizeof out, &value) && fapix_slice_is(value, "x"));
    CHECK(!fapix_challenge_get(&challenge, "scope", out, sizeof out, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms), cmocka_unit_test(test_what_is_none), cmocka_unit_test(test_texts),
    };

    return t_main("challenge", tests, MANY(tests));
}
