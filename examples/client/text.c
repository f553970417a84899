/* SPDX-License-Identifier: Apache-2.0 */
/* See client.h. */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 20)

int text_add(text *t, const char *bytes, size_t n)
{
    if (n >= TEXT_MAX || t->n + n >= TEXT_MAX)
        return -1;
    if (t->n + n + 1 > t->room) {
        size_t room = (t->n + n + 1) * 2;
        char *p = realloc(t->p, room);

        if (p == NULL)
            return -1;
        t->p = p;
        t->room = room;
    }
    if (n > 0)
        memcpy(t->p + t->n, bytes, n);
    t->n += n;
    t->p[t->n] = '\0';
    return 0;
}

int text_str(text *t, const char *string)
{
    return text_add(t, string, strlen(string));
}

void text_reset(text *t)
{
    t->n = 0;
    if (t->p != NULL)
        t->p[0] = '\0';
}

void text_free(text *t)
{
    free(t->p);
    memset(t, 0, sizeof *t);
}

int text_read_file(text *t, const char *path)
{
    FILE *file = fopen(path, "rb");
    char some[4096];
    size_t n = 0;
    int rc = file == NULL ? -1 : 0;

    text_reset(t);
    while (rc == 0 && (n = fread(some, 1, sizeof some, file)) > 0)
        rc = text_add(t, some, n);
    if (file != NULL) {
        rc = ferror(file) ? -1 : rc;
        fclose(file);
    }
    if (rc != 0)
        fprintf(stderr, "client: cannot read %s\n", path);
    return rc;
}
