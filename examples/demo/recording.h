/* SPDX-License-Identifier: Apache-2.0 */
/* The messages of one run of examples/interop, read from its folder; see examples/recorded/README.md. */
#ifndef RECORDING_H
#define RECORDING_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDING_AUDIENCE "https://api.example.com/accounts"

/* The whole file with a NUL after its end, or NULL; the caller frees it. */
typedef char *(*recording_read_fn)(const char *path, size_t *len);

/* One request to the resource: the texts point into `text`, which was cut up with NULs. */
struct recorded_request {
    char *text;
    const char *method, *url, *authorization, *dpop; /* dpop: NULL if there is none */
};

struct recording {
    char *issuer, *jwks, *client_certificate, *other_certificate;
    char *id_token, *token_proof, *dpop_token, *mtls_token;
    struct recorded_request dpop, mtls;
    int64_t now;
};

/* "GET https://... HTTP/1.1", then a field on each line. 1 if all is there. */
static inline int recorded_request_parse(struct recorded_request *request)
{
    char *line = strtok(request->text, "\n");
    char *url = line ? strchr(line, ' ') : NULL;
    char *version = url ? strchr(url + 1, ' ') : NULL;

    if (!version)
        return 0;
    *url = *version = '\0';
    request->method = line;
    request->url = url + 1;
    while ((line = strtok(NULL, "\n")) != NULL) {
        if (strncmp(line, "authorization: ", 15) == 0)
            request->authorization = line + 15;
        if (strncmp(line, "dpop: ", 6) == 0)
            request->dpop = line + 6;
    }
    return request->authorization != NULL;
}

static inline void recording_free(struct recording *recording)
{
    char *texts[] = {recording->issuer,      recording->jwks,       recording->client_certificate,
                     recording->id_token,    recording->dpop_token, recording->other_certificate,
                     recording->token_proof, recording->mtls_token, recording->dpop.text,
                     recording->mtls.text};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    memset(recording, 0, sizeof *recording);
}

/* 1 if the folder holds a whole recording; otherwise recording_free has been called. */
static inline int recording_load(struct recording *recording, const char *folder, recording_read_fn read)
{
    char *now = NULL, path[512];
    const struct {
        char **text;
        const char *name;
    } files[] = {{&recording->issuer, "issuer"},
                 {&recording->jwks, "jwks.json"},
                 {&recording->client_certificate, "client_certificate.pem"},
                 {&recording->other_certificate, "other_certificate.pem"},
                 {&recording->id_token, "dpop.id_token.jwt"},
                 {&recording->token_proof, "dpop.token_proof.jwt"},
                 {&recording->dpop_token, "dpop.access_token.jwt"},
                 {&recording->mtls_token, "mtls.access_token.jwt"},
                 {&recording->dpop.text, "dpop.request.http"},
                 {&recording->mtls.text, "mtls.request.http"},
                 {&now, "now"}};
    int whole = 1;

    memset(recording, 0, sizeof *recording);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        size_t len;
        int n = snprintf(path, sizeof path, "%s/%s", folder, files[i].name);

        if (n > 0 && (size_t)n < sizeof path)
            *files[i].text = read(path, &len);
        whole = whole && *files[i].text != NULL;
    }
    if (now)
        recording->now = strtoll(now, NULL, 10);
    free(now);
    whole = whole && recorded_request_parse(&recording->dpop) && recorded_request_parse(&recording->mtls);
    whole = whole && recording->dpop.dpop != NULL;
    if (!whole)
        recording_free(recording);
    return whole;
}

#endif
