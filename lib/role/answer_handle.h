/* SPDX-License-Identifier: Apache-2.0 */
/* The handle that answers are built in: the parts of the host, the answer, and the working memory between them. */
#ifndef FAPIX_ANSWER_HANDLE_H
#define FAPIX_ANSWER_HANDLE_H

#include "base/buffer.h"
#include "base/context.h"
#include "base/json.h"
#include "role/authorization_server.h"

#define FAPIX_ANSWER_PARTS (FAPI_PART_MEMBERS + 1)
#define FAPIX_ANSWER_HEADERS 10
#define FAPIX_PART_BIT(part) (UINT32_C(1) << (part))

/* A JSON object of the host's, as the strict reader has it. */
typedef struct fapix_answer_json {
    fapix_json json;
    uint8_t scratch[FAPI_MAX_JWT];
} fapix_answer_json;

typedef struct fapix_answer_field {
    const char *name;
    size_t start, n; /* of the value in header_text */
} fapix_answer_field;

struct fapi_answer {
    fapi_context *context;
    int status; /* of the first part that was refused */
    int failed; /* why fapi_as_issue_code, called last, issued nothing; FAPI_OK of any other call */
    char failed_for[FAPI_JKT_LENGTH + 1]; /* the key of its consent: another one did not fail */
    bool starved[FAPIX_ANSWER_PARTS]; /* memory ran out, and the part was not set again since */
    fapix_buffer part[FAPIX_ANSWER_PARTS];
    fapix_buffer said[FAPIX_ANSWER_PARTS]; /* parts of the host's, put aside while a call that issues something sets its own */
    int64_t expires_in;
    int kind, http;
    size_t header_count;
    fapix_answer_field header[FAPIX_ANSWER_HEADERS];
    fapix_buffer header_text, body;
    /* Working memory, wiped when a builder ends: the payload to sign, JWTs that another one depends on, and the host's
     * JSON. */
    fapix_buffer payload, sealed, access_token, id_token, details;
    fapi_jws *jws;
    fapix_answer_json request, claims;
};

/* Forget the last answer and what it was made of. */
void fapix_answer_forget(fapi_answer *answer);
/* Start of a builder: forget the last answer, judge the handle. parts: the sum of FAPIX_PART_BIT that may be set.
 * Returns FAPI_OK, what fapi_answer_set refused, or FAPI_ANSWER_UNEXPECTED. */
int fapix_answer_begin(fapi_answer *answer, uint32_t parts);
/* The server is sealed, the verdict is of a message that passed, and now is a time. FAPI_OK, FAPI_ERR_STATE or
 * FAPI_ERR_CLOCK. */
int fapix_answer_judge(const fapi_as *as, const fapi_verdict *verdict, int64_t now);
/* End of a builder: wipes the working memory, and, unless rc is FAPI_OK, what was built. Returns rc, but that of a
 * buffer's ceiling as FAPI_JWS_SIZE. */
int fapix_answer_end(fapi_answer *answer, int rc);
/* A part; {NULL, 0} if it was not set. */
fapix_slice fapix_answer_part(const fapi_answer *answer, int part);
/* Read a JSON object. FAPI_OK or FAPI_JSON_*. */
int fapix_answer_read(fapix_answer_json *into, fapix_slice text);
/* A field of the answer; or one whose value is written straight into answer->header_text, from here on until the next
 * field. */
int fapix_answer_field_add(fapi_answer *answer, const char *name, fapix_slice value);
int fapix_answer_field_open(fapi_answer *answer, const char *name);
int fapix_answer_field_close(fapi_answer *answer);
/* What every answer has that must not be kept. */
int fapix_answer_private(fapi_answer *answer, int kind, int http);
/* The same of one to a client, whose body is written already, with what the verdict adds: a nonce and an interaction
 * id. */
int fapix_answer_json_fields(fapi_answer *answer, const fapi_verdict *verdict, int http);
int fapix_answer_jwt_fields(fapi_answer *answer, const fapi_verdict *verdict, const char *content_type);
/* When to come again, if this status says that it may help. */
int fapix_answer_retry_after(fapi_answer *answer, int http);
/* The answer that a resource server's check has written into the verdict, without an end. */
int fapix_rs_answer_build(const fapi_verdict *verdict, fapi_answer *answer);
/* How a client wants a JWT: signed with the algorithm that it registered (0 for none), and perhaps encrypted (to NULL: in a way that
 * cannot be). */
typedef struct fapix_recipient {
    int alg;
    bool encrypts;
    const fapi_encrypter *to;
} fapix_recipient;
/* Of one of the answers of this client. */
fapix_recipient fapix_recipient_of(const fapi_client *client, enum fapix_client_alg which);
/* Can this server encrypt so, and does its policy allow it? */
bool fapix_answer_encrypts(const fapi_as *as, const fapix_recipient *recipient);
/* Sign answer->payload with the server's key, then encrypt it, as the recipient wants it. *jwt lives until
 * the next call. Returns FAPI_OK, FAPI_ANSWER_ALG, FAPI_ANSWER_ENCRYPTION or what fapi_jws_sign and fapi_jwe_encrypt do. */
int fapix_answer_sign(const fapi_as *as, const fapix_recipient *recipient, const char *typ, fapi_answer *answer,
                      fapix_slice *jwt);

#endif
