/* SPDX-License-Identifier: Apache-2.0 */
/* What TLS is spoken here, and what a connection proved. */
#ifndef SERVER_TLS_H
#define SERVER_TLS_H

#include <fapi.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/* What a TLS connection is, found once and good for all its requests. */
typedef struct tls_peer {
    int known;
    int version, cipher;       /* as fapi_request_set_tls takes them */
    gnutls_datum_t certificate; /* DER, borrowed from the session; empty: the client has none */
    int verified;               /* its chain leads to a CA for clients */
} tls_peer;

/* The priority string for GnuTLS under a policy: TLS 1.3, and TLS 1.2 where the policy lets it in, with the suites of its list. */
int tls_priorities(const fapi_policy *policy, char *text, size_t size);
/* CAs for clients from a PEM file; ends the program if there are none. */
gnutls_x509_trust_list_t tls_client_cas(const char *path);
/* Before the handshake: ask for a certificate and demand none. No names of CAs are sent, as clients choose by them, and one whose
 * certificate is self-signed would send nothing. */
void tls_ask_certificate(gnutls_session_t session);
/* libmicrohttpd closes a connection whose handshake failed and says nothing, where TLS has an alert for it (RFC 8446 6.2). watch: before the
 * handshake. alert: when libmicrohttpd logs something, which is what it does first after a failure. forget: the session ends. All three are
 * called on the thread of the connection. */
void tls_watch_hello(gnutls_session_t session);
void tls_alert_refused(void);
void tls_forget(gnutls_session_t session);
/* After the handshake. cas: NULL if no chain is to be verified. */
void tls_read_peer(gnutls_session_t session, gnutls_x509_trust_list_t cas, tls_peer *peer);

#endif
