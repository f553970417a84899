/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of the one table of statuses: what each is called, where its rule is written, how it is answered. They stand in
 * ascending order of the status, in a file for each band. A text may go out as error_description, so it keeps to the
 * characters of RFC 6750 3.
 */
#ifndef FAPIX_STATUS_ROW_H
#define FAPIX_STATUS_ROW_H

#include "base/status.h"

#define ROW(status, discreet, http, error, clause, text) {status, #status, clause, error, http, discreet, text}
/* Use of the library: nothing that the sender of a message could mend. */
#define USE(status, text) ROW(status, 0, 500, "server_error", "", text)
#define SETUP(status, clause, text) ROW(status, 0, 500, "server_error", clause, text)
/* The kind of message decides how to answer. DISCREET: keys and signatures. */
#define OPEN(status, clause, text) ROW(status, 0, 0, "", clause, text)
#define DISCREET(status, clause, text) ROW(status, 1, 0, "", clause, text)
#define TOKEN(status, clause, text) ROW(status, 0, 401, "invalid_token", clause, text)
#define PROOF(status, clause, text) ROW(status, 0, 401, "invalid_dpop_proof", clause, text)
#define NONCE(status, clause, text) ROW(status, 0, 401, "use_dpop_nonce", clause, text)
#define REQUEST(status, clause, text) ROW(status, 0, 400, "invalid_request", clause, text)
#define URI(status, clause, text) ROW(status, 0, 400, "invalid_request_uri", clause, text)
#define OBJECT(status, clause, text) ROW(status, 0, 400, "invalid_request_object", clause, text)
#define GRANT(status, clause, text) ROW(status, 0, 400, "invalid_grant", clause, text)
/* RFC 6749 5.2. */
#define CLIENT(status, clause, text) ROW(status, 0, 401, "invalid_client", clause, text)
#define CLIENT_METADATA(status, clause, text) ROW(status, 0, 400, "invalid_client_metadata", clause, text)
#define REDIRECT_URI(status, clause, text) ROW(status, 0, 400, "invalid_redirect_uri", clause, text)
#define STATEMENT(status, clause, text) ROW(status, 0, 400, "invalid_software_statement", clause, text)
#define LATER(status, clause, text) ROW(status, 0, 503, "temporarily_unavailable", clause, text)

typedef struct fapix_status_rows {
    const fapix_status_row *rows;
    size_t count;
} fapix_status_rows;

extern const fapix_status_rows fapix_status_use,
    fapix_status_tokens,
    fapix_status_requests,
    fapix_status_metadata,
    fapix_status_grants,
    fapix_status_server,
    fapix_status_encryption,
    fapix_status_response,
    fapix_status_id_token,
    fapix_status_answers,
    fapix_status_client,
    fapix_status_userinfo,
    fapix_status_discovery,
    fapix_status_message,
    fapix_status_service;

#endif
