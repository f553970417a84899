/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests share: cmocka as the runner, statuses instead of assertions, an allocator that counts and can fail, and
 * the record of which ledger rows were accepted and refused. See CONTRIBUTING.md.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fapi.h>

/* The context of the running test: its allocations are counted, and fail on command in the sweep. Borrowed; a test that leaves
 * anything allocated from it fails. */
fapi_context *t_context(void);
/* 1 once the sweep has made an allocation fail in this run of the test. */
int t_injected(void);
/* 1 in the sweep. */
int t_sweeping(void);
/* Live allocations and the count of all allocations made through t_context() since the test began. */
size_t t_live(void);
size_t t_allocations(void);
/* 1 if the allocations of Mbed TLS are seen too; *made: how many there were in this test. */
int t_heap(size_t *made);
/* 1 if the call may be made again: one allocation failed, the call said FAPI_ERR_NOMEM and must have changed nothing. */
int t_retry(int want, int got);
/* Compare statuses; 1 if as wanted. Fails the test otherwise, unless the sweep made it FAPI_ERR_NOMEM: then 0. */
int t_status(int want, int got, const char *text, const char *file, int line);
/* 1 if the condition holds. Fails the test otherwise, unless the sweep has struck: then 0. */
int t_check(int holds, const char *text, const char *file, int line);
/* Record that a ledger row or attack row was shown. */
void t_claim(const char *kind, const char *id, const char *test);
/* A file of test/ (path relative to it), or of ../shared (t_shared), whole, NUL after the end. NULL if it is not there. The caller frees
 * with free(). */
char *t_file(const char *path, size_t *len);
char *t_shared(const char *path, size_t *len);
/* Run the tests: normally, or each with every allocation failing in turn when FAPI_TEST_SWEEP=1. */
int t_main(const char *name, const struct CMUnitTest *tests, size_t count);

#define CHECK(condition)                                               \
    do {                                                               \
        if (!t_check(!!(condition), #condition, __FILE__, __LINE__))   \
            return;                                                    \
    } while (0)
/* In the sweep the call is made a second time when it ran out of memory: it must then do what it should have done. */
#define STATUS(want, call)                                             \
    do {                                                               \
        int t_got = (call);                                            \
        if (t_retry((want), t_got))                                    \
            t_got = (call);                                            \
        if (!t_status((want), t_got, #call, __FILE__, __LINE__))       \
            return;                                                    \
    } while (0)
#define ACCEPTS(id) t_claim("accept", id, __func__)
#define REFUSES(id) t_claim("refuse", id, __func__)
#define ATTACK(id) t_claim("attack", id, __func__)
/* First line of a test that is too heavy for the sweep. */
#define SLOW()               \
    do {                     \
        if (t_sweeping())    \
            return;          \
    } while (0)
#define SKIP(reason)                                        \
    do {                                                    \
        printf("SKIP %s: %s\n", __func__, reason);          \
        skip();                                             \
    } while (0)

/* AUTO(fapi_jwk) key = NULL;  is freed with fapi_jwk_free when the test is left. */
#define AUTO(type) __attribute__((cleanup(t_auto_##type))) type *
#define T_AUTO(type)                                        \
    static inline void t_auto_##type(type **handle)         \
    {                                                       \
        type##_free(*handle);                               \
    }
T_AUTO(fapi_context)
T_AUTO(fapi_jwk)
T_AUTO(fapi_jwks)
T_AUTO(fapi_signer)
T_AUTO(fapi_verdict)
T_AUTO(fapi_jws)
T_AUTO(fapi_jwt)
T_AUTO(fapi_replay)
T_AUTO(fapi_dpop_nonce)
T_AUTO(fapi_dpop)
T_AUTO(fapi_client_assertion)
T_AUTO(fapi_client_auth)
T_AUTO(fapi_client_certificate)
T_AUTO(fapi_tls_client_auth)
T_AUTO(fapi_request_object)
T_AUTO(fapi_policy)
T_AUTO(fapi_request)
T_AUTO(fapi_rs)
T_AUTO(fapi_parameters)
T_AUTO(fapi_grant)
T_AUTO(fapi_par)
T_AUTO(fapi_token_request)
T_AUTO(fapi_authorization_request)
T_AUTO(fapi_findings)
T_AUTO(fapi_answer)
T_AUTO(fapi_client)
T_AUTO(fapi_software_statement)
T_AUTO(fapi_registration)
T_AUTO(fapi_backchannel_request)
T_AUTO(fapi_response)
T_AUTO(fapi_flow)
T_AUTO(fapi_rp)
T_AUTO(fapi_signed_metadata)
T_AUTO(fapi_message_signature)
T_AUTO(fapi_authorization_response)
T_AUTO(fapi_jarm)
T_AUTO(fapi_id_token)
T_AUTO(fapi_decrypter)
T_AUTO(fapi_encrypter)
T_AUTO(fapi_jwe)
T_AUTO(fapi_body_signature)
T_AUTO(fapi_api_message)

#endif
