/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judge real requests, then attacks on them. Each folder that is named holds what one run of examples/interop left
 * behind.
 *
 *   demo [--live] FOLDER...      --live: judge by the clock; otherwise by the time of the recording
 *
 * Ends with 0 if every good request passed and every attack was refused for the reason that it should be.
 */
#include <unistd.h>

#include "attacks.h"

#define MAX_FOLDERS 8

static int colours;

static const char *colour(const char *code)
{
    return colours ? code : "";
}

static const struct good {
    const char *what;
    step_fn request;
} goods[] = {
    {"DPoP-bound token and proof", dpop_request},
    {"mTLS-bound token and certificate", mtls_request},
    {"DPoP-bound token made here", own_request},
};

static size_t rules_that_held(const fapi_verdict *verdict)
{
    size_t held = 0;

    for (size_t i = 0; i < fapi_verdict_trace_count(verdict); i++)
        held += fapi_verdict_trace_outcome(verdict, i) == FAPI_OUTCOME_PASS;
    return held;
}

static int run_good(struct scene *scene, const char *name, const struct good *good)
{
    static struct message message;
    const char *client = "";
    size_t n = 0;
    int status;

    memset(&message, 0, sizeof message);
    message.now = scene->now;
    good->request(scene, &message);
    status = judge(scene, &message);
    if (status == FAPI_OK)
        need(fapi_verdict_claim_string(scene->verdict, "client_id", 9, &client, &n), "client_id");
    printf("  %-6s %-33s %s%d%s  %-12.*s %zu rules%s%s\n", name, good->what, colour(status ? "\033[31m" : "\033[32m"),
           fapi_verdict_http(scene->verdict), colour("\033[0m"), (int)n, client,
           rules_that_held(scene->verdict), status ? "  WRONGLY REFUSED: " : "",
           status ? fapi_verdict_name(scene->verdict) : "");
    return status == FAPI_OK;
}

/* One attack on each recording; one line for all of them. Returns how many were not refused as they should be. */
static size_t run_attack(struct scene *scenes, size_t count, const struct attack *attack)
{
    static struct message message;
    size_t wrong = 0;
    int unexpected = attack->status;

    for (size_t i = 0; i < count; i++) {
        memset(&message, 0, sizeof message);
        message.now = scenes[i].now;
        attack->request(&scenes[i], &message);
        attack->attack(&scenes[i], &message);
        if (judge(&scenes[i], &message) != attack->status) {
            unexpected = fapi_verdict_status(scenes[i].verdict);
            wrong++;
        }
    }
    printf("  %-40s %s%d%s %-22s %-30s %s\n", attack->what, colour(wrong ? "\033[31m" : "\033[32m"),
           fapi_verdict_http(scenes[0].verdict), colour("\033[0m"), fapi_verdict_oauth_error(scenes[0].verdict),
           fapi_verdict_name(scenes[0].verdict) + strlen("FAPI_"), fapi_verdict_clause(scenes[0].verdict));
    if (wrong)
        printf("  %s^ %s: %s, expected %s%s\n", colour("\033[31m"),
               unexpected ? "refused for another reason" : "ACCEPTED", fapi_status_name(unexpected),
               fapi_status_name(attack->status), colour("\033[0m"));
    return wrong;
}

/* What follows the last slash or dash: ES256 of recorded/ES256/ and of out-ES256. */
static const char *folder_name(char *folder)
{
    size_t n = strlen(folder);

    while (n > 1 && folder[n - 1] == '/')
        folder[--n] = '\0';
    while (n > 0 && folder[n - 1] != '/' && folder[n - 1] != '-')
        n--;
    return folder + n;
}

static int run(struct scene *scenes, char **folders, size_t count)
{
    const size_t good_count = sizeof goods / sizeof goods[0], attack_count = sizeof attacks / sizeof attacks[0];
    size_t passed = 0, wrong = 0;

    printf("\n%sGood requests%s\n", colour("\033[1m"), colour("\033[0m"));
    for (size_t g = 0; g < good_count; g++)
        for (size_t i = 0; i < count; i++)
            passed += (size_t)run_good(&scenes[i], folder_name(folders[i]), &goods[g]);
    printf("\n%s%-42s %-26s %-30s %s%s\n", colour("\033[1m"), "Attacks, each on all of them", "answer",
           "refused by", "clause", colour("\033[0m"));
    for (size_t a = 0; a < attack_count; a++)
        wrong += run_attack(scenes, count, &attacks[a]);
    printf("\n%zu of %zu good requests passed, %zu of %zu attacks refused (%zu kinds)\n", passed, good_count * count,
           attack_count * count - wrong, attack_count * count, attack_count);
    printf("%zu passed, %zu failed\n", passed + attack_count * count - wrong, good_count * count - passed + wrong);
    return passed == good_count * count && wrong == 0;
}

int main(int argc, char **argv)
{
    static struct scene scenes[MAX_FOLDERS];
    int live = argc > 1 && strcmp(argv[1], "--live") == 0, first = 1 + live, well;
    const char *no_colour = getenv("NO_COLOR");
    size_t count = argc > first ? (size_t)(argc - first) : 0;

    if (count == 0 || count > MAX_FOLDERS || sodium_init() < 0)
        die("usage: demo [--live] FOLDER...");
    colours = isatty(STDOUT_FILENO) && (!no_colour || !*no_colour);
    for (size_t i = 0; i < count; i++)
        open_scene(&scenes[i], argv[first + (int)i], live);
    printf("libfapi %s with %s, %s, judged at %s time\n", fapi_version(), fapi_context_provider(scenes[0].context),
           fapi_profile_name(FAPI_PROFILE_FAPI2_SECURITY), live ? "this" : "their");
    well = run(scenes, argv + first, count);
    for (size_t i = 0; i < count; i++)
        close_scene(&scenes[i]);
    return well ? 0 : 1;
}
