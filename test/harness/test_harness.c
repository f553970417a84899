/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A harness that cannot fail proves nothing. This program runs itself again with one bad test each, plain or in the sweep,
 * and wants the failure; and with good ones, and wants none.
 */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

/* An EC key (RFC 7515 A.3): its import makes Mbed TLS allocate. */
static const char text[] = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"2\","
                           "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                           "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

static int load(fapi_jwk **key)
{
    return fapi_jwk_new(t_context(), text, strlen(text), key);
}

static void good(void **state)
{
    (void)state;
    AUTO(fapi_jwk) key = NULL;
    STATUS(FAPI_OK, load(&key));
    CHECK(t_live() > 0 && t_allocations() >= t_live());
    if (t_sweeping())
        return;
    CHECK(!t_injected());
    ACCEPTS("HARNESS-1-1");
}

static void false_condition(void **state)
{
    (void)state;
    CHECK(t_context() == NULL);
}

static void wrong_status(void **state)
{
    (void)state;
    STATUS(FAPI_OK, fapi_jwk_new(t_context(), NULL, 1, NULL));
}

static void claim_and_fail(void **state)
{
    ACCEPTS("HARNESS-1-1");
    wrong_status(state);
}

static void leak(void **state)
{
    (void)state;
    fapi_verdict *lost = fapi_verdict_new(t_context());
    CHECK(lost != NULL);
}

/* Good until memory runs out, then lost. */
static void leak_on_failure(void **state)
{
    (void)state;
    fapi_verdict *lost = fapi_verdict_new(t_context());
    AUTO(fapi_jwk) key = NULL;
    CHECK(lost != NULL);
    STATUS(FAPI_OK, load(&key));
    fapi_verdict_free(lost);
}

static void other_status_on_failure(void **state)
{
    (void)state;
    AUTO(fapi_jwk) key = NULL;
    STATUS(FAPI_OK, load(&key) == FAPI_OK ? FAPI_OK : FAPI_JWK_TYPE);
}

/* A check that an exhausted heap talks out of its duty. */
static void open_on_failure(void **state)
{
    (void)state;
    AUTO(fapi_jwk) key = NULL;
    STATUS(FAPI_JWK_TYPE, load(&key) == FAPI_OK ? FAPI_JWK_TYPE : FAPI_OK);
}

static int broken;

static int broken_by_failure(fapi_jwk **key)
{
    broken |= load(key) != FAPI_OK;
    return broken ? FAPI_ERR_NOMEM : FAPI_OK;
}

/* FAPI_ERR_NOMEM must leave everything as it was: the second call must do what the first should have done. */
static void spoiled_by_failure(void **state)
{
    (void)state;
    AUTO(fapi_jwk) key = NULL;
    broken = 0;
    STATUS(FAPI_OK, broken_by_failure(&key));
}

static const struct CMUnitTest cases[] = {
    cmocka_unit_test(good),
    cmocka_unit_test(false_condition),
    cmocka_unit_test(wrong_status),
    cmocka_unit_test(claim_and_fail),
    cmocka_unit_test(leak),
    cmocka_unit_test(leak_on_failure),
    cmocka_unit_test(other_status_on_failure),
    cmocka_unit_test(open_on_failure),
    cmocka_unit_test(spoiled_by_failure),
};

/* Exit code of a run of one case. claims: a file for them. */
static int run_case(const char *name, const char *sweep, const char *claims)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        setenv("FAPI_HARNESS_CASE", name, 1);
        setenv("FAPI_TEST_SWEEP", sweep, 1);
        setenv("FAPI_CLAIMS", claims, 1);
        execl("/proc/self/exe", "test_harness", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static void failures_are_seen(void **state)
{
    (void)state;
    SLOW();
    CHECK(run_case("good", "0", "/dev/null") == 0);
    CHECK(run_case("good", "1", "/dev/null") == 0);
    CHECK(run_case("false_condition", "0", "/dev/null") == 1);
    CHECK(run_case("wrong_status", "0", "/dev/null") == 1);
    CHECK(run_case("wrong_status", "1", "/dev/null") == 1);
    CHECK(run_case("leak", "0", "/dev/null") != 0);
    CHECK(run_case("leak", "1", "/dev/null") != 0);
}

static void failures_of_the_sweep_are_seen(void **state)
{
    (void)state;
    SLOW();
    CHECK(run_case("leak_on_failure", "0", "/dev/null") == 0);
    CHECK(run_case("leak_on_failure", "1", "/dev/null") != 0);
    CHECK(run_case("other_status_on_failure", "0", "/dev/null") == 0);
    CHECK(run_case("other_status_on_failure", "1", "/dev/null") == 1);
    CHECK(run_case("open_on_failure", "0", "/dev/null") == 0);
    CHECK(run_case("open_on_failure", "1", "/dev/null") == 1);
    CHECK(run_case("spoiled_by_failure", "0", "/dev/null") == 0);
    CHECK(run_case("spoiled_by_failure", "1", "/dev/null") == 1);
    ATTACK("MEM-01");
    ATTACK("MEM-01"); /* each program is run so: see test/tools/check */
}

static void only_a_test_that_passed_claims(void **state)
{
    (void)state;
    SLOW();
    const char *build = getenv("BUILD");
    char path[1024], line[256] = "";
    CHECK(snprintf(path, sizeof path, "%s/harness-XXXXXX", build != NULL ? build : ".") < (int)sizeof path);
    int file = mkstemp(path);
    CHECK(file >= 0);
    int failing = run_case("claim_and_fail", "0", path);
    ssize_t none = read(file, line, sizeof line - 1);
    int sweeping = run_case("good", "1", path);
    ssize_t still_none = read(file, line, sizeof line - 1);
    int passing = run_case("good", "0", path);
    ssize_t some = read(file, line, sizeof line - 1);
    close(file);
    unlink(path);
    CHECK(failing == 1 && none == 0);
    CHECK(sweeping == 0 && still_none == 0);
    CHECK(passing == 0 && some > 0);
    CHECK(strcmp(line, "accept\tHARNESS-1-1\ttest_harness\tgood\n") == 0);
}

static void memory_of_mbedtls_is_seen(void **state)
{
    (void)state;
    size_t made = 0;
    if (strstr(fapi_context_provider(t_context()), "mbedtls") == NULL)
        return;
    if (!t_heap(&made))
        SKIP("a sanitizer has the heap, or Mbed TLS is not there as a shared library");
    AUTO(fapi_jwk) key = NULL;
    STATUS(FAPI_OK, load(&key));
    CHECK(t_heap(&made) && made > 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *name = getenv("FAPI_HARNESS_CASE");
    for (size_t i = 0; name != NULL && i < sizeof cases / sizeof cases[0]; i++) {
        if (strcmp(cases[i].name, name) == 0)
            return t_main(argv[0], &cases[i], 1);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_are_seen),
        cmocka_unit_test(failures_of_the_sweep_are_seen),
        cmocka_unit_test(only_a_test_that_passed_claims),
        cmocka_unit_test(memory_of_mbedtls_is_seen),
    };
    return name != NULL ? 126 : t_main(argv[0], tests, sizeof tests / sizeof tests[0]);
}
