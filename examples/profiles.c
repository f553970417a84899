/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which profile, and what must I switch on? Markdown on standard output:
 *
 *   profiles                  all profiles side by side
 *   profiles --profile NAME   one profile: value, clause, threat and enforcer of each control
 *   profiles --readme         the rows that decide between the profiles
 *   profiles --all            the first, then value and clause for each profile (test/golden/profiles.txt)
 */
#include "profiles_text.h"

/* "fapi2-security" is FAPI_PROFILE_FAPI2_SECURITY; 0 if there is none. */
static int profile_named(const char *name)
{
    char constant[64] = "FAPI_PROFILE_";
    size_t n = strlen(constant);
    int64_t value = 0;
    for (; *name != '\0' && n < sizeof constant - 1; name++)
        constant[n++] = (char)(*name == '-' ? '_' : *name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name);
    if (*name != '\0' || fapi_constant(constant, n, &value) != FAPI_OK)
        return 0;
    return (int)value;
}

static int usage(void)
{
    fputs("usage: profiles [--readme | --all | --profile NAME]\n"
          "NAME: fapi1-baseline fapi1-advanced fapi2-security fapi2-message-signing uk-open-banking au-cdr\n"
          "      br-open-finance co-open-finance\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        profiles_table(stdout);
    else if (argc == 2 && strcmp(argv[1], "--readme") == 0)
        profiles_readme(stdout);
    else if (argc == 2 && strcmp(argv[1], "--all") == 0)
        profiles_all(stdout);
    else if (argc == 3 && strcmp(argv[1], "--profile") == 0 && profile_named(argv[2]) != 0)
        profiles_one(stdout, profile_named(argv[2]), 1);
    else
        return usage();
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
