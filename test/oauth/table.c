/* SPDX-License-Identifier: Apache-2.0 */
#include "test/oauth/table.h"

static const t_member *find(const t_member *changes, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (changes[i].name != NULL && strcmp(changes[i].name, name) == 0)
            return &changes[i];
    }
    return NULL;
}

static int is_member(const t_member *members, const char *name)
{
    for (; members->name != NULL; members++) {
        if (strcmp(members->name, name) == 0)
            return 1;
    }
    return 0;
}

static void add(char *text, size_t size, const char *name, const char *value)
{
    size_t n = strlen(text);

    snprintf(text + n, size - n, "%s\"%s\":%s", text[1] == '\0' ? "" : ",", name, value);
}

const char *t_object(const t_member *members, const t_member *changes, size_t count)
{
    static char texts[8][32768];
    static size_t turn;
    char *text = texts[turn++ % 8];
    size_t size = sizeof texts[0] - 1; /* room for the brace */

    count = changes == NULL ? 0 : count;
    strcpy(text, "{");
    for (const t_member *at = members; at->name != NULL; at++) {
        const t_member *change = find(changes, count, at->name);

        if (change == NULL)
            add(text, size, at->name, at->value);
        else if (change->value != NULL)
            add(text, size, at->name, change->value);
    }
    for (size_t i = 0; i < count; i++) {
        if (changes[i].name != NULL && changes[i].value != NULL && !is_member(members, changes[i].name))
            add(text, size, changes[i].name, changes[i].value);
    }
    return strcat(text, "}");
}

void t_claim_all(const char *ids, const char *test)
{
    char id[64];
    int n = 0;

    for (; ids != NULL && sscanf(ids, " %63s%n", id, &n) == 1; ids += n)
        t_claim(id[0] == '+' ? "accept" : id[0] == '-' ? "refuse" : "attack", id + 1, test);
}

int t_row(size_t index, const char *what, int want, int got)
{
    if (got != want && !t_injected())
        print_error("row %zu: %s\n", index, what == NULL ? "as it is" : what);
    return got;
}
