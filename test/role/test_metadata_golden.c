/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata and key sets recorded from a server of others, judged under every profile, against test/golden/metadata.txt: a change of
 * what the lint finds must show in a review. FAPI_TEST_RENEW=test/golden/metadata.txt writes the file anew. */
#include "test/harness.h"

static const char *const recordings[] = {"ES256", "EdDSA", "PS256"};

static void print_findings(FILE *out, const fapi_findings *findings, const char *what, int profile, int rc)
{
    fprintf(out, "%s, %s: %s\n", what, fapi_profile_name(profile), fapi_status_name(rc));
    for (size_t i = 0; i < fapi_findings_count(findings); i++) {
        fprintf(out, "    %s %s %s", fapi_findings_level(findings, i) == FAPI_LEVEL_SHALL ? "SHALL " : "SHOULD",
                fapi_status_name(fapi_findings_status(findings, i)), fapi_findings_member(findings, i));
        fprintf(out, " (%s) [%s]\n", fapi_findings_actual(findings, i), fapi_findings_clause(findings, i));
    }
}

static char *recorded(const char *folder, const char *name, size_t *len)
{
    char path[128];

    snprintf(path, sizeof path, "../examples/recorded/%s/%s", folder, name);
    return t_file(path, len);
}

/* 1 if all that was recorded is there and could be judged. */
static int judge(FILE *out, fapi_findings *findings, fapi_policy *policy, int profile, const char *folder)
{
    static const char *const sets[] = {"jwks.json", "client_jwks.json"};
    size_t n = 0, issuer_n = 0;
    char *json = recorded(folder, "as_metadata.json", &n), *issuer = recorded(folder, "issuer", &issuer_n), what[64];
    int good = json != NULL && issuer != NULL, rc = FAPI_ERR_ARG;

    while (issuer_n > 0 && issuer[issuer_n - 1] == '\n')
        issuer_n--;
    if (good) {
        rc = fapi_metadata_check_server(policy, issuer, issuer_n, json, n, findings);
        snprintf(what, sizeof what, "%s/as_metadata.json", folder);
        print_findings(out, findings, what, profile, rc);
    }
    free(json);
    free(issuer);
    for (size_t i = 0; i < 2; i++) {
        json = recorded(folder, sets[i], &n);
        rc = FAPI_ERR_ARG;
        if (json != NULL)
            rc = fapi_metadata_check_jwks(policy, json, n, findings);
        snprintf(what, sizeof what, "%s/%s", folder, sets[i]);
        print_findings(out, findings, what, profile, rc);
        free(json);
        good = good && rc != FAPI_ERR_ARG;
    }
    return good;
}

static void recorded_documents_as_reviewed(void **state)
{
    SLOW();
    AUTO(fapi_findings) findings = fapi_findings_new(t_context());
    char *got = NULL, *want = NULL;
    size_t got_n = 0, want_n = 0, at = 0;
    const char *renew = getenv("FAPI_TEST_RENEW");
    FILE *out = open_memstream(&got, &got_n), *file = NULL;
    int good = out != NULL && findings != NULL, same = 0;

    (void)state;
    for (int profile = 1; good && fapi_profile_name(profile) != NULL; profile++) {
        AUTO(fapi_policy) policy = fapi_policy_new(t_context(), profile);

        for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++)
            good = policy != NULL && judge(out, findings, policy, profile, recordings[i]) && good;
    }
    if (out != NULL)
        fclose(out);
    file = renew != NULL && good ? fopen(renew, "wb") : NULL;
    if (file != NULL) {
        fwrite(got, 1, got_n, file);
        fclose(file);
    }
    want = t_file("golden/metadata.txt", &want_n);
    same = good && want != NULL && want_n == got_n && memcmp(want, got, got_n) == 0;
    while (!same && want != NULL && at < got_n && at < want_n && want[at] == got[at])
        at++;
    if (!same && good)
        printf("test/golden/metadata.txt differs from byte %zu on: %.120s\n", at, got + at);
    free(want);
    free(got);
    CHECK(good);
    CHECK(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(recorded_documents_as_reviewed)};

    return t_main("role/metadata_golden", tests, 1);
}
