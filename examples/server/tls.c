/* SPDX-License-Identifier: Apache-2.0 */
/* What TLS is spoken here, and what a connection proved. */
#include "tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

/*
 * Built up from nothing, so that a newer GnuTLS with other defaults changes nothing here. AES-GCM alone: the suites that every list
 * of the profiles holds, in TLS 1.2 with ECDHE. DHE is on the list of FAPI 1.0 and out of favour since; ECDHE_ECDSA is not on all
 * lists. Session tickets are not there as nobody switched them on: a resumed session would carry a certificate from before.
 */
int tls_priorities(const fapi_policy *policy, char *text, size_t size)
{
    int64_t version = 0, ciphers = 0;

    if (fapi_policy_get(policy, FAPI_CONTROL_TLS_MIN_VERSION, &version) != FAPI_OK
        || fapi_policy_get(policy, FAPI_CONTROL_TLS12_CIPHERS, &ciphers) != FAPI_OK)
        return -1;
    int n = snprintf(text, size,
                     "NONE:+VERS-TLS1.3%s:+AES-256-GCM:+AES-128-GCM:+AEAD%s:+ECDHE-RSA:+GROUP-X25519:+GROUP-SECP256R1:"
                     "+GROUP-SECP384R1:+SIGN-ALL:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:-SIGN-DSA-SHA1:+COMP-NULL:+CTYPE-X509:"
                     "%%SERVER_PRECEDENCE:%%DISABLE_TLS13_COMPAT_MODE",
                     version <= 0x0303 ? ":+VERS-TLS1.2" : "", ciphers == FAPI_CIPHERS_BCP195 ? ":+ECDHE-ECDSA" : "");
    return n > 0 && (size_t)n < size ? 0 : -1;
}

gnutls_x509_trust_list_t tls_client_cas(const char *path)
{
    gnutls_x509_trust_list_t list = NULL;

    if (gnutls_x509_trust_list_init(&list, 0) < 0
        || gnutls_x509_trust_list_add_trust_file(list, path, NULL, GNUTLS_X509_FMT_PEM, 0, 0) < 1)
        config_die(path, "no CA certificate in it");
    return list;
}

void tls_ask_certificate(gnutls_session_t session)
{
    gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
    gnutls_certificate_send_x509_rdn_sequence(session, 1); /* 1 is: do not */
}

/* The session whose ClientHello is being read: it is refused if the hook is not called again behind it. */
static _Thread_local gnutls_session_t reading;

static int on_hello(gnutls_session_t session, unsigned int type, unsigned int when, unsigned int incoming, const gnutls_datum_t *message)
{
    (void)type, (void)incoming, (void)message;
    reading = when == GNUTLS_HOOK_PRE ? session : NULL;
    return 0;
}

void tls_watch_hello(gnutls_session_t session)
{
    gnutls_handshake_set_hook_function(session, GNUTLS_HANDSHAKE_CLIENT_HELLO, GNUTLS_HOOK_BOTH, on_hello);
}

void tls_alert_refused(void)
{
    gnutls_session_t session = reading;

    reading = NULL;
    if (session != NULL)
        gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_HANDSHAKE_FAILURE);
}

void tls_forget(gnutls_session_t session)
{
    if (reading == session)
        reading = NULL;
}

/* GnuTLS names a suite by its parts, and only its table has the numbers. In TLS 1.3 a suite says nothing of the key exchange. */
static int cipher_number(gnutls_session_t session)
{
    gnutls_protocol_t version = gnutls_protocol_get_version(session), least = GNUTLS_VERSION_UNKNOWN;
    gnutls_cipher_algorithm_t cipher = GNUTLS_CIPHER_UNKNOWN;
    gnutls_kx_algorithm_t kx = GNUTLS_KX_UNKNOWN;
    gnutls_mac_algorithm_t mac = GNUTLS_MAC_UNKNOWN;
    unsigned char id[2];

    for (size_t i = 0; gnutls_cipher_suite_info(i, id, &kx, &cipher, &mac, &least) != NULL; i++)
        if (cipher == gnutls_cipher_get(session) && mac == gnutls_mac_get(session)
            && (version == GNUTLS_TLS1_3 ? least == GNUTLS_TLS1_3 : kx == gnutls_kx_get(session)))
            return id[0] << 8 | id[1];
    return 0;
}

/* Does the chain that came lead to one of our CAs, with certificates that are for clients? */
static int chain_is_good(gnutls_x509_trust_list_t cas, const gnutls_datum_t *der, unsigned int count)
{
    enum { MOST = 8 };
    gnutls_x509_crt_t chain[MOST];
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID,
                                     .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_CLIENT};
    unsigned int made = 0, problems = 1;

    for (; made < count && made < MOST; made++) {
        if (gnutls_x509_crt_init(&chain[made]) < 0)
            break;
        if (gnutls_x509_crt_import(chain[made], &der[made], GNUTLS_X509_FMT_DER) < 0) {
            gnutls_x509_crt_deinit(chain[made]);
            break;
        }
    }
    if (made < count
        || gnutls_x509_trust_list_verify_crt2(cas, chain, made, &purpose, 1,
                                              GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM), &problems, NULL) < 0)
        problems = 1;
    while (made > 0)
        gnutls_x509_crt_deinit(chain[--made]);
    return problems == 0;
}

void tls_read_peer(gnutls_session_t session, gnutls_x509_trust_list_t cas, tls_peer *peer)
{
    unsigned int count = 0;
    const gnutls_datum_t *list = gnutls_certificate_get_peers(session, &count);
    gnutls_protocol_t version = gnutls_protocol_get_version(session);

    memset(peer, 0, sizeof *peer);
    peer->known = 1;
    peer->version = version == GNUTLS_TLS1_3 ? 0x0304 : version == GNUTLS_TLS1_2 ? 0x0303 : 0;
    peer->cipher = cipher_number(session);
    if (list == NULL || count == 0)
        return;
    peer->certificate = list[0];
    peer->verified = cas != NULL && chain_is_good(cas, list, count);
}
