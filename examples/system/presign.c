/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DPoP proofs for a load test, made before it starts, so that the clients cost next to nothing while it runs. A proof is good for a minute, so
 * that a longer test needs proofs of several times: they are made in slots.
 *
 *   presign URL FIRST SECONDS SLOTS COUNT FOLDER THREAD <tokens
 *
 * tokens: lines of an access token, a tabulator, and the private JWK that it is bound to. Writes FOLDER/THREAD-SLOT for SLOTS slots, of which the
 * first begins at FIRST (seconds since 1970) and each has SECONDS: COUNT lines of the number of the token, from 1, a blank, and a proof for GET URL.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fapi.h>

#define MOST_TOKENS 4096

typedef struct pair {
    char *token;
    fapi_signer *signer;
} pair;

static pair pairs[MOST_TOKENS];
static size_t pair_count;

static int read_pairs(fapi_context *context)
{
    static char line[2 * FAPI_MAX_JWT];

    while (pair_count < MOST_TOKENS && fgets(line, sizeof line, stdin) != NULL) {
        char *key = strchr(line, '\t');

        line[strcspn(line, "\n")] = '\0';
        if (key == NULL)
            return 1;
        *key++ = '\0';
        pairs[pair_count].token = strdup(line);
        if (pairs[pair_count].token == NULL || fapi_signer_new(context, key, strlen(key), &pairs[pair_count].signer))
            return 1;
        pair_count++;
    }
    return pair_count == 0;
}

static int write_slot(fapi_dpop *dpop, FILE *out, int64_t now, long count)
{
    for (long i = 0; i < count; i++) {
        size_t n = 0, which = (size_t)i % pair_count;
        const char *proof = NULL;

        if (fapi_dpop_set_access_token(dpop, pairs[which].token, strlen(pairs[which].token)) ||
            fapi_dpop_make(dpop, pairs[which].signer, now, &proof, &n))
            return 1;
        if (fprintf(out, "%zu %.*s\n", which + 1, (int)n, proof) < 0)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    fapi_context *context = fapi_context_new();
    fapi_dpop *dpop = fapi_dpop_new(context);
    char name[4096];
    int failed = argc != 8 || dpop == NULL || fapi_dpop_set_method(dpop, "GET", 3) ||
                 fapi_dpop_set_url(dpop, argv[1], strlen(argv[1])) || read_pairs(context);

    for (long slot = 0; !failed && slot < strtol(argv[4], NULL, 10); slot++) {
        const int64_t now = strtoll(argv[2], NULL, 10) + slot * strtoll(argv[3], NULL, 10);
        FILE *out = NULL;

        snprintf(name, sizeof name, "%s/%s-%ld", argv[6], argv[7], slot);
        out = fopen(name, "w");
        failed = out == NULL || write_slot(dpop, out, now, strtol(argv[5], NULL, 10));
        failed = (out != NULL && fclose(out) != 0) || failed;
    }
    if (failed)
        fprintf(stderr, "presign: nothing, or not all, was written\n");
    for (size_t i = 0; i < pair_count; i++) {
        free(pairs[i].token);
        fapi_signer_free(pairs[i].signer);
    }
    fapi_dpop_free(dpop);
    fapi_context_free(context);
    return failed;
}
