/* SPDX-License-Identifier: Apache-2.0 */
/* The database of a server: grants as the library writes them, and one-use values. */
#include "store.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1 /* of the tables, in user_version, which the schema sets */
#define TIDY_ROWS "200"
#define TIDY_SECONDS 20
#define BUSY_MS 2000 /* for another program; a request that waits holds a thread, and those behind it wait as well */

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS grants(key TEXT PRIMARY KEY, family TEXT, json TEXT NOT NULL, keep_until INTEGER NOT NULL,"
    " used INTEGER NOT NULL DEFAULT 0, cookie TEXT) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS grants_family ON grants(family);"
    "CREATE INDEX IF NOT EXISTS grants_keep ON grants(keep_until);"
    "CREATE TABLE IF NOT EXISTS replay(key BLOB PRIMARY KEY, expiry INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS replay_expiry ON replay(expiry);"
    "PRAGMA user_version = 1;"
    "COMMIT;";

enum statement { BEGIN, COMMIT, ROLLBACK, CLAIM, FIND, INSERT, SPEND, DELETE, DELETE_FAMILY, TIDY_REPLAY, TIDY_GRANTS, STATEMENTS };
static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    /* Add if absent; what has expired is as good as absent. No row changes where it is there. */
    [CLAIM] = "INSERT INTO replay(key, expiry) VALUES(?1, ?2)"
              " ON CONFLICT(key) DO UPDATE SET expiry = excluded.expiry WHERE expiry <= ?3",
    [FIND] = "SELECT json, used, family, cookie FROM grants WHERE key = ?1",
    [INSERT] = "INSERT INTO grants(key, family, json, keep_until, cookie) VALUES(?1, ?2, ?3, ?4, ?5)",
    [SPEND] = "UPDATE grants SET used = 1 WHERE key = ?1 AND used = 0",
    [DELETE] = "DELETE FROM grants WHERE key = ?1",
    [DELETE_FAMILY] = "DELETE FROM grants WHERE family = ?1",
    [TIDY_REPLAY] = "DELETE FROM replay WHERE key IN (SELECT key FROM replay WHERE expiry <= ?1 LIMIT " TIDY_ROWS ")",
    /* keep_until 0 means: as long as we like. We like a row until it is revoked. */
    [TIDY_GRANTS] = "DELETE FROM grants WHERE key IN"
                    " (SELECT key FROM grants WHERE keep_until > 0 AND keep_until <= ?1 LIMIT " TIDY_ROWS ")",
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    int in_transaction;
};

/* Writers of this program queue here, where they are woken as soon as it is their turn; in SQLite they would sleep and try again. Those
 * of other programs meet the busy timeout. */
static pthread_mutex_t writers = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int64_t tidied;

/* Version 0 is a new file. Several threads may find it new at once: the schema does nothing where it is already. */
static int make_tables(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    int rc = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL), version = -1;

    if (rc == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    if (version == VERSION)
        return SQLITE_OK;
    return version == 0 ? sqlite3_exec(db, schema, NULL, NULL, NULL) : SQLITE_MISMATCH;
}

static int open_database(store *s, const char *path, const char *synchronous)
{
    char pragma[64];
    int rc = sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc != SQLITE_OK || (rc = sqlite3_busy_timeout(s->db, BUSY_MS)) != SQLITE_OK)
        return rc;
    snprintf(pragma, sizeof pragma, "PRAGMA synchronous = %.16s", synchronous);
    if ((rc = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) != SQLITE_OK
        || (rc = sqlite3_exec(s->db, pragma, NULL, NULL, NULL)) != SQLITE_OK
        || (rc = make_tables(s->db)) != SQLITE_OK)
        return rc;
    for (int i = 0; i < STATEMENTS && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(s->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &s->statements[i], NULL);
    return rc;
}

store *store_open(const char *path, const char *synchronous, const char **why)
{
    store *s = calloc(1, sizeof *s);

    *why = "out of memory";
    if (s == NULL)
        return NULL;
    int rc = open_database(s, path, synchronous);
    if (rc == SQLITE_OK)
        return s;
    *why = sqlite3_errstr(rc);
    store_close(s);
    return NULL;
}

void store_close(store *s)
{
    if (s == NULL)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db);
    free(s);
}

/* A statement with nothing bound, ready to be bound and run. */
static sqlite3_stmt *ready(store *s, enum statement which)
{
    sqlite3_stmt *statement = s->statements[which];
    sqlite3_reset(statement);
    return statement;
}

/* Run to the end. *changed: rows. */
static int run(store *s, sqlite3_stmt *statement, int *changed)
{
    int rc = sqlite3_step(statement);

    *changed = sqlite3_changes(s->db);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement); /* they were borrowed */
    return rc == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

static int text(sqlite3_stmt *statement, int index, const char *p, size_t n)
{
    return p == NULL ? sqlite3_bind_null(statement, index) : sqlite3_bind_text(statement, index, p, (int)n, SQLITE_STATIC);
}

int store_begin(store *s)
{
    int changed = 0;

    pthread_mutex_lock(&writers);
    s->in_transaction = 1;
    if (run(s, ready(s, BEGIN), &changed) == STORE_OK)
        return STORE_OK;
    s->in_transaction = 0;
    pthread_mutex_unlock(&writers);
    return STORE_FAILED;
}

int store_commit(store *s)
{
    int changed = 0;

    if (!s->in_transaction)
        return STORE_FAILED;
    if (run(s, ready(s, COMMIT), &changed) != STORE_OK) {
        store_rollback(s);
        return STORE_FAILED;
    }
    s->in_transaction = 0;
    pthread_mutex_unlock(&writers);
    return STORE_OK;
}

void store_rollback(store *s)
{
    int changed = 0;

    if (!s->in_transaction)
        return;
    (void)run(s, ready(s, ROLLBACK), &changed);
    s->in_transaction = 0;
    pthread_mutex_unlock(&writers);
}

int store_claim(store *s, const uint8_t *key, size_t key_len, int64_t expiry, int64_t now)
{
    sqlite3_stmt *statement = ready(s, CLAIM);
    int changed = 0;

    if (sqlite3_bind_blob(statement, 1, key, (int)key_len, SQLITE_STATIC) != SQLITE_OK
        || sqlite3_bind_int64(statement, 2, expiry) != SQLITE_OK || sqlite3_bind_int64(statement, 3, now) != SQLITE_OK
        || run(s, statement, &changed) != STORE_OK)
        return FAPI_REPLAY_UNAVAILABLE;
    return changed == 1 ? FAPI_OK : FAPI_REPLAY_SEEN;
}

static void column(sqlite3_stmt *statement, int index, const char **p, size_t *n)
{
    *p = (const char *)sqlite3_column_text(statement, index);
    *n = (size_t)sqlite3_column_bytes(statement, index);
}

int store_find(store *s, const char *key, size_t key_len, store_row *row)
{
    sqlite3_stmt *statement = ready(s, FIND);
    int rc = text(statement, 1, key, key_len) == SQLITE_OK ? sqlite3_step(statement) : SQLITE_ERROR;

    memset(row, 0, sizeof *row);
    if (rc != SQLITE_ROW)
        store_release(s);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? STORE_NONE : STORE_FAILED;
    column(statement, 0, &row->json, &row->json_len);
    row->used = sqlite3_column_int(statement, 1) != 0;
    column(statement, 2, &row->family, &row->family_len);
    column(statement, 3, &row->cookie, &row->cookie_len);
    return row->json == NULL ? STORE_FAILED : STORE_OK;
}

void store_release(store *s)
{
    sqlite3_reset(s->statements[FIND]);
    sqlite3_clear_bindings(s->statements[FIND]);
}

int store_insert(store *s, const store_row *row)
{
    sqlite3_stmt *statement = ready(s, INSERT);
    int changed = 0;

    if (text(statement, 1, row->key, row->key_len) != SQLITE_OK || text(statement, 2, row->family, row->family_len) != SQLITE_OK
        || text(statement, 3, row->json, row->json_len) != SQLITE_OK
        || sqlite3_bind_int64(statement, 4, row->keep_until) != SQLITE_OK
        || text(statement, 5, row->cookie, row->cookie_len) != SQLITE_OK)
        return STORE_FAILED;
    return run(s, statement, &changed);
}

/* The statements with one text to look for. */
static int run_with(store *s, enum statement which, const char *p, size_t n, int *changed)
{
    sqlite3_stmt *statement = ready(s, which);
    return text(statement, 1, p, n) == SQLITE_OK ? run(s, statement, changed) : STORE_FAILED;
}

int store_spend(store *s, const char *key, size_t key_len)
{
    int changed = 0, rc = run_with(s, SPEND, key, key_len, &changed);
    return rc == STORE_OK && changed != 1 ? STORE_NONE : rc;
}

int store_delete(store *s, const char *key, size_t key_len)
{
    int changed = 0;
    return run_with(s, DELETE, key, key_len, &changed);
}

int store_delete_family(store *s, const char *family, size_t family_len)
{
    int changed = 0;
    return run_with(s, DELETE_FAMILY, family, family_len, &changed);
}

int store_tidy(store *s, int64_t now)
{
    int64_t last = tidied;
    int changed = 0;

    if (now < last + TIDY_SECONDS || !atomic_compare_exchange_strong(&tidied, &last, now))
        return STORE_OK;
    for (enum statement which = TIDY_REPLAY; which <= TIDY_GRANTS; which++) {
        sqlite3_stmt *statement = ready(s, which);
        if (sqlite3_bind_int64(statement, 1, now) != SQLITE_OK || run(s, statement, &changed) != STORE_OK)
            return STORE_FAILED;
        if (changed > 0)
            tidied = 0; /* there may be more: go on with the next transaction */
    }
    return STORE_OK;
}
