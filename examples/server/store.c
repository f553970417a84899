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

enum statement { BEGIN, SAVE, KEEP, UNDO, COMMIT, ROLLBACK, CLAIM, FIND, INSERT, SPEND, DELETE, DELETE_FAMILY, TIDY_REPLAY, TIDY_GRANTS, STATEMENTS };
static const char *const texts[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [SAVE] = "SAVEPOINT request",
    [KEEP] = "RELEASE request",
    [UNDO] = "ROLLBACK TO request",
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

typedef struct connection {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
} connection;

enum { PENDING = -1 }; /* beside STORE_OK and STORE_FAILED */

struct store {
    connection own; /* reads what is committed; within a transaction the writer's is used */
    int writing;
    store *next; /* of those who wait for the same commit */
    int result;
};

/*
 * Waiting for the disk takes longer than all else that a request does, so requests that write at the same time share a commit. There is one
 * connection for writing. Whoever holds the lock is alone with it; what it writes stands behind a savepoint, to be taken back without
 * touching what others wrote. When it is done and somebody else waits for the lock, that one goes on in the same transaction, and the last
 * of them commits for all. store_commit returns when that is done, so nothing is answered that is not on the disk.
 */
static struct {
    pthread_mutex_t lock;
    connection c;
    unsigned int users;          /* stores that are open */
    _Atomic unsigned int queue;  /* who waits for the lock, to write */
    store *members;              /* who waits for the commit of the open transaction */
    pthread_mutex_t told_lock;   /* for the results alone: who has its result need not wait until the next transaction ends */
    pthread_cond_t told;
} writer = {.lock = PTHREAD_MUTEX_INITIALIZER, .told_lock = PTHREAD_MUTEX_INITIALIZER, .told = PTHREAD_COND_INITIALIZER};
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

static int connect(connection *c, const char *path, const char *synchronous)
{
    char pragma[64];
    int rc = sqlite3_open_v2(path, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc != SQLITE_OK || (rc = sqlite3_busy_timeout(c->db, BUSY_MS)) != SQLITE_OK)
        return rc;
    snprintf(pragma, sizeof pragma, "PRAGMA synchronous = %.16s", synchronous);
    if ((rc = sqlite3_exec(c->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) != SQLITE_OK
        || (rc = sqlite3_exec(c->db, pragma, NULL, NULL, NULL)) != SQLITE_OK
        || (rc = make_tables(c->db)) != SQLITE_OK)
        return rc;
    for (int i = 0; i < STATEMENTS && rc == SQLITE_OK; i++)
        rc = sqlite3_prepare_v3(c->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT, &c->statements[i], NULL);
    return rc;
}

static void disconnect(connection *c)
{
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(c->statements[i]);
    sqlite3_close(c->db);
    memset(c, 0, sizeof *c);
}

store *store_open(const char *path, const char *synchronous, const char **why)
{
    store *s = calloc(1, sizeof *s);
    int rc = SQLITE_OK;

    *why = "out of memory";
    if (s == NULL)
        return NULL;
    pthread_mutex_lock(&writer.lock);
    if (writer.users++ == 0)
        rc = connect(&writer.c, path, synchronous);
    pthread_mutex_unlock(&writer.lock);
    if (rc == SQLITE_OK)
        rc = connect(&s->own, path, synchronous);
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
    disconnect(&s->own);
    pthread_mutex_lock(&writer.lock);
    if (--writer.users == 0)
        disconnect(&writer.c);
    pthread_mutex_unlock(&writer.lock);
    free(s);
}

static connection *connection_of(store *s)
{
    return s->writing ? &writer.c : &s->own;
}

/* A statement with nothing bound, ready to be bound and run. */
static sqlite3_stmt *ready(connection *c, enum statement which)
{
    sqlite3_reset(c->statements[which]);
    return c->statements[which];
}

/* Run to the end. *changed: rows. */
static int run(connection *c, sqlite3_stmt *statement, int *changed)
{
    int rc = sqlite3_step(statement);

    *changed = sqlite3_changes(c->db);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement); /* they were borrowed */
    return rc == SQLITE_DONE ? STORE_OK : STORE_FAILED;
}

static int text(sqlite3_stmt *statement, int index, const char *p, size_t n)
{
    return p == NULL ? sqlite3_bind_null(statement, index) : sqlite3_bind_text(statement, index, p, (int)n, SQLITE_STATIC);
}

static int order(enum statement which)
{
    int changed = 0;
    return run(&writer.c, ready(&writer.c, which), &changed);
}

/* ------------------------------------------------------------------------------------------------- transactions -- */

/* SQLite rolls a transaction back by itself when the disk is full or fails. */
static int is_open(void)
{
    return !sqlite3_get_autocommit(writer.c.db);
}

/* The transaction ends, well or badly, and all who wait for it are told. */
static void end_transaction(int well)
{
    int result = well && is_open() && order(COMMIT) == STORE_OK ? STORE_OK : STORE_FAILED;

    if (is_open())
        (void)order(ROLLBACK);
    pthread_mutex_lock(&writer.told_lock);
    for (store *s = writer.members, *next = NULL; s != NULL; s = next) {
        next = s->next; /* who was told may be gone */
        s->result = result;
    }
    writer.members = NULL;
    pthread_cond_broadcast(&writer.told);
    pthread_mutex_unlock(&writer.told_lock);
}

/* This request is done with the connection. undone: nothing of it is to stay, and if that cannot be, nothing of anybody. */
static void leave(store *s, int undone)
{
    s->writing = 0;
    if (undone && is_open() && (order(UNDO) != STORE_OK || order(KEEP) != STORE_OK))
        end_transaction(0);
    else if (!is_open() || writer.queue == 0)
        end_transaction(1);
}

int store_begin(store *s)
{
    writer.queue++;
    pthread_mutex_lock(&writer.lock);
    writer.queue--;
    if (!is_open() && writer.members != NULL)
        end_transaction(0);
    s->writing = 1;
    if ((is_open() || order(BEGIN) == STORE_OK) && order(SAVE) == STORE_OK)
        return STORE_OK;
    s->writing = 0;
    end_transaction(0);
    pthread_mutex_unlock(&writer.lock);
    return STORE_FAILED;
}

int store_commit(store *s)
{
    if (!s->writing)
        return STORE_FAILED;
    if (!is_open() || order(KEEP) != STORE_OK) {
        store_rollback(s);
        return STORE_FAILED;
    }
    s->result = PENDING;
    s->next = writer.members;
    writer.members = s;
    leave(s, 0);
    pthread_mutex_lock(&writer.told_lock);
    pthread_mutex_unlock(&writer.lock);
    while (s->result == PENDING)
        pthread_cond_wait(&writer.told, &writer.told_lock);
    pthread_mutex_unlock(&writer.told_lock);
    return s->result;
}

void store_rollback(store *s)
{
    if (!s->writing)
        return;
    leave(s, 1);
    pthread_mutex_unlock(&writer.lock);
}

/* --------------------------------------------------------------------------------------------------------- rows -- */

int store_claim(store *s, const uint8_t *key, size_t key_len, int64_t expiry, int64_t now)
{
    connection *c = connection_of(s);
    sqlite3_stmt *statement = ready(c, CLAIM);
    int changed = 0;

    if (sqlite3_bind_blob(statement, 1, key, (int)key_len, SQLITE_STATIC) != SQLITE_OK
        || sqlite3_bind_int64(statement, 2, expiry) != SQLITE_OK || sqlite3_bind_int64(statement, 3, now) != SQLITE_OK
        || run(c, statement, &changed) != STORE_OK)
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
    sqlite3_stmt *statement = ready(connection_of(s), FIND);
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
    sqlite3_stmt *statement = connection_of(s)->statements[FIND];

    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

int store_insert(store *s, const store_row *row)
{
    connection *c = connection_of(s);
    sqlite3_stmt *statement = ready(c, INSERT);
    int changed = 0;

    if (text(statement, 1, row->key, row->key_len) != SQLITE_OK || text(statement, 2, row->family, row->family_len) != SQLITE_OK
        || text(statement, 3, row->json, row->json_len) != SQLITE_OK
        || sqlite3_bind_int64(statement, 4, row->keep_until) != SQLITE_OK
        || text(statement, 5, row->cookie, row->cookie_len) != SQLITE_OK)
        return STORE_FAILED;
    return run(c, statement, &changed);
}

/* The statements with one text to look for. */
static int run_with(store *s, enum statement which, const char *p, size_t n, int *changed)
{
    connection *c = connection_of(s);
    sqlite3_stmt *statement = ready(c, which);

    return text(statement, 1, p, n) == SQLITE_OK ? run(c, statement, changed) : STORE_FAILED;
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
        sqlite3_stmt *statement = ready(connection_of(s), which);
        if (sqlite3_bind_int64(statement, 1, now) != SQLITE_OK || run(connection_of(s), statement, &changed) != STORE_OK)
            return STORE_FAILED;
        if (changed > 0)
            tidied = 0; /* there may be more: go on with the next transaction */
    }
    return STORE_OK;
}
