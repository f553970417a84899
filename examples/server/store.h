/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The database of a server: grants as the library writes them, and one-use values. SQLite; one connection for each thread to read, and one for
 * the program to write, so that requests that write at the same time wait for the disk together. One database for a program.
 * Whatever fails is STORE_FAILED, and the caller refuses the request: a database that does not answer must never let anything in.
 */
#ifndef SERVER_STORE_H
#define SERVER_STORE_H

#include <stddef.h>
#include <stdint.h>

#include <fapi.h>

typedef struct store store; /* one connection; one thread at a time */

enum { STORE_OK = 0, STORE_NONE = 1, STORE_FAILED = 2 };

/* A row of grants. Texts that store_find gives are borrowed until store_release, which must come: a row that is still being read holds
 * the database as it was. */
typedef struct store_row {
    const char *key, *family, *json, *cookie;
    size_t key_len, family_len, json_len, cookie_len;
    int64_t keep_until;
    int used;
} store_row;

/* path: made with its tables if it is not there, readable by the owner alone. synchronous: FULL (a commit is on the disk before the
 * answer goes out) or NORMAL (survives the death of the program, but not of the machine). NULL, and a reason in why, if that fails. */
store *store_open(const char *path, const char *synchronous, const char **why);
void store_close(store *s);

/* Everything that one request changes stands between begin and commit. begin waits for other writers; commit returns when all is on the disk,
 * or nothing of it ever will be. */
int store_begin(store *s);
int store_commit(store *s);
void store_rollback(store *s);

/* A one-use value: FAPI_OK, FAPI_REPLAY_SEEN or FAPI_REPLAY_UNAVAILABLE, as the finish calls of the library take it. */
int store_claim(store *s, const uint8_t *key, size_t key_len, int64_t expiry, int64_t now);
/* STORE_NONE: there is no such row. */
int store_find(store *s, const char *key, size_t key_len, store_row *row);
void store_release(store *s);
int store_insert(store *s, const store_row *row);
/* STORE_NONE: it was not there, or used already. */
int store_spend(store *s, const char *key, size_t key_len);
int store_delete(store *s, const char *key, size_t key_len);
int store_delete_family(store *s, const char *family, size_t family_len);
/* Now and then, within a transaction: a few rows that nobody needs any longer go. */
int store_tidy(store *s, int64_t now);

#endif
