/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The harness: what happens around each test. See harness.h for the promises.
 *
 * Two sources of memory are counted, and fail in turn in the sweep: the context's own allocator, and the heap as Mbed TLS
 * sees it. Mbed TLS calls calloc directly, so this program defines malloc and its relatives itself and looks at the return
 * address: a call that comes from libmbedcrypto is ours to count and to fail, any other passes. (jansson is left alone: no
 * file of the library includes it, as make layers proves; tests do.)
 * Sanitizers and valgrind bring a heap of their own: there the last source is left alone (T_HEAP 0). OpenSSL's allocations never
 * fail here: its lazy global set-up does not survive that.
 */
#define _GNU_SOURCE /* dl_iterate_phdr, after which harness.h may include what it likes */
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "harness.h"

#if defined(__SANITIZE_ADDRESS__)
#define T_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define T_ASAN 1
#endif
#if __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define T_HEAP 0
#endif
#endif
#ifdef T_ASAN
#include <sanitizer/asan_interface.h>
#define T_HEAP 0
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif
#if defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define T_HEAP 0
#endif
#ifndef T_HEAP
#define T_HEAP 1
#endif

enum {
    SWEEP_EXACT = 3000,      /* allocations up to which every single one fails in turn */
    SWEEP_SAMPLES = 1000,    /* how many are picked beyond that */
    CLAIM_BUFFER = 1 << 16,
    MAGIC = 0x66617069
};
static const double sweep_seconds = 5; /* for one test; FAPI_TEST_SWEEP_SECONDS says otherwise */

enum sweep_mode { PLAIN, COUNTING, ONCE, FOREVER };

typedef struct test_record {
    const struct CMUnitTest *test;
    void *state; /* the test's own, as its own setup left it */
    bool own_teardown_due;
} test_record;

/* The run of a test that is going on. Only the counters are touched by more than one thread. */
static struct {
    const char *program;
    fapi_context *context;
    enum sweep_mode mode;
    size_t fail_at; /* which allocation fails, from 1; 0: none */
    char claims[CLAIM_BUFFER];
    size_t claims_n;
} run;

static atomic_bool armed, injected;
static atomic_size_t attempts;                 /* allocations asked for while armed */
static atomic_size_t context_live, context_made, heap_live, heap_made;
static atomic_size_t bad_frees;                /* wrong size, foreign or twice freed */
static size_t base_live, base_made;            /* what the context itself took */

/* Which allocations of the counting run were the library's own: those are never left out of a sample. */
enum { OWN_LIMIT = 1 << 17 };
static bool own[OWN_LIMIT];

/* Count one allocation; true if it has to fail. */
static bool must_fail(bool of_the_library)
{
    if (!atomic_load(&armed))
        return false;
    size_t i = atomic_fetch_add(&attempts, 1) + 1;
    if (run.mode == COUNTING && i < OWN_LIMIT)
        own[i] = of_the_library;
    if (run.fail_at == 0 || (run.mode == FOREVER ? i < run.fail_at : i != run.fail_at))
        return false;
    atomic_store(&injected, true);
    return true;
}

/* ------------------------------------------------------------------------------------- the context's allocator -- */

/* In front of each block: what free must be told. Poisoned under ASan, so that an underflow is seen. */
typedef struct block {
    size_t size;
    uint64_t magic;
} block;
_Static_assert(sizeof(block) == 16, "blocks stay aligned for any type");

static void *context_alloc(void *user, size_t size)
{
    (void)user;
    if (size == 0)
        atomic_fetch_add(&bad_frees, 1);
    if (size > SIZE_MAX - sizeof(block) || must_fail(true))
        return NULL;
    block *b = malloc(sizeof *b + size);
    if (b == NULL)
        return NULL;
    *b = (block){size, MAGIC};
    memset(b + 1, 0xA5, size); /* nobody may rely on fresh memory being zero */
    ASAN_POISON_MEMORY_REGION(b, sizeof *b);
    atomic_fetch_add(&context_live, 1);
    atomic_fetch_add(&context_made, 1);
    return b + 1;
}

static void context_free(void *user, void *pointer, size_t size)
{
    (void)user;
    block *b = (block *)pointer - 1;
    ASAN_UNPOISON_MEMORY_REGION(b, sizeof *b);
    if (pointer == NULL || b->magic != MAGIC || b->size != size) {
        atomic_fetch_add(&bad_frees, 1);
        return;
    }
    b->magic = 0;
    memset(pointer, 0x5A, size);
    atomic_fetch_sub(&context_live, 1);
    free(b);
}

/* ------------------------------------------------------------------------------------------------ Mbed TLS's heap -- */

#if T_HEAP

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void __libc_free(void *pointer);

static uintptr_t mbedtls_from, mbedtls_to; /* where libmbedcrypto's code lies; 0: not there, or linked statically */

static int find_mbedtls(struct dl_phdr_info *info, size_t size, void *user)
{
    (void)size;
    (void)user;
    if (strstr(info->dlpi_name, "libmbedcrypto") == NULL)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0) {
            mbedtls_from = info->dlpi_addr + segment->p_vaddr;
            mbedtls_to = mbedtls_from + segment->p_memsz;
        }
    }
    return 1;
}

static bool from_mbedtls(const void *return_address)
{
    return (uintptr_t)return_address >= mbedtls_from && (uintptr_t)return_address < mbedtls_to;
}

/* The blocks that Mbed TLS holds: an open table, for a free may come by a tail call whose return address tells nothing. */
enum { HELD_SLOTS = 1 << 16 };
static void *held[HELD_SLOTS];
static size_t held_n;
static atomic_flag held_lock = ATOMIC_FLAG_INIT;

static size_t held_slot(const void *pointer)
{
    return (size_t)(((uintptr_t)pointer >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 48) % HELD_SLOTS;
}

static void hold(void *pointer)
{
    while (atomic_flag_test_and_set(&held_lock)) {
    }
    if (held_n < HELD_SLOTS / 2) {
        size_t i = held_slot(pointer);
        while (held[i] != NULL)
            i = (i + 1) % HELD_SLOTS;
        held[i] = pointer;
        held_n++;
        atomic_fetch_add(&heap_live, 1);
        atomic_fetch_add(&heap_made, 1);
    }
    atomic_flag_clear(&held_lock);
}

static void let_go(const void *pointer)
{
    if (mbedtls_to == 0 || atomic_load(&heap_live) == 0)
        return;
    while (atomic_flag_test_and_set(&held_lock)) {
    }
    size_t i = held_slot(pointer);
    while (held[i] != NULL && held[i] != pointer)
        i = (i + 1) % HELD_SLOTS;
    if (held[i] != NULL) {
        held_n--;
        atomic_fetch_sub(&heap_live, 1);
        /* Close the gap, so that no later entry of the run is cut off. */
        for (size_t j = (i + 1) % HELD_SLOTS; held[j] != NULL; j = (j + 1) % HELD_SLOTS) {
            size_t home = held_slot(held[j]);
            if ((j - home) % HELD_SLOTS >= (j - i) % HELD_SLOTS) {
                held[i] = held[j];
                i = j;
            }
        }
        held[i] = NULL;
    }
    atomic_flag_clear(&held_lock);
}

/* The whole build hides its symbols; these must be seen by the shared libraries, or they would go on with those of libc. */
#pragma GCC visibility push(default)

void *malloc(size_t size)
{
    if (!from_mbedtls(__builtin_return_address(0)))
        return __libc_malloc(size);
    void *pointer = must_fail(false) ? NULL : __libc_malloc(size);
    if (pointer != NULL)
        hold(pointer);
    return pointer;
}

void *calloc(size_t count, size_t size)
{
    if (!from_mbedtls(__builtin_return_address(0)))
        return __libc_calloc(count, size);
    void *pointer = must_fail(false) ? NULL : __libc_calloc(count, size);
    if (pointer != NULL)
        hold(pointer);
    return pointer;
}

/* Mbed TLS never calls it: no counting. */
void *realloc(void *pointer, size_t size)
{
    return __libc_realloc(pointer, size);
}

void free(void *pointer)
{
    if (pointer != NULL)
        let_go(pointer);
    __libc_free(pointer);
}

#pragma GCC visibility pop

#endif

/* ------------------------------------------------------------------------------------------- for the test to use -- */

fapi_context *t_context(void)
{
    if (run.context != NULL)
        return run.context;
    /* Never fails by injection: a NULL context means a private one everywhere, which would hide the test's allocations. */
    bool was_armed = atomic_exchange(&armed, false);
    run.context = fapi_context_new_allocator(context_alloc, context_free, NULL);
    base_live = atomic_load(&context_live);
    base_made = atomic_load(&context_made);
    atomic_store(&armed, was_armed);
    t_check(run.context != NULL, "t_context() could be made", __FILE__, __LINE__);
    return run.context;
}

int t_heap(size_t *made)
{
    *made = atomic_load(&heap_made);
#if T_HEAP
    return mbedtls_to != 0;
#else
    return 0;
#endif
}

int t_injected(void)
{
    return atomic_load(&injected);
}

int t_sweeping(void)
{
    return run.mode != PLAIN;
}

size_t t_live(void)
{
    return atomic_load(&context_live) - base_live;
}

size_t t_allocations(void)
{
    return atomic_load(&context_made) - base_made;
}

/* End the test, by a jump out of it: what it holds is lost, and not counted. */
static void give_up(const char *file, int line)
{
    atomic_store(&armed, false);
    if (run.mode == ONCE || run.mode == FOREVER)
        print_error("in the sweep, allocation %zu failing%s\n", run.fail_at, run.mode == ONCE ? "" : " and all after it");
    _fail(file, line);
}

int t_retry(int want, int got)
{
    return run.mode == ONCE && got == FAPI_ERR_NOMEM && want != FAPI_ERR_NOMEM && atomic_load(&injected);
}

int t_status(int want, int got, const char *text, const char *file, int line)
{
    if (got == want)
        return 1;
    /* Anything else than the wanted refusal is a check that an exhausted heap talked out of its duty. */
    bool second_try = run.mode == ONCE && strchr(text, '(') != NULL; /* a call; a variable cannot be tried again */
    if (got == FAPI_ERR_NOMEM && atomic_load(&injected) && !second_try)
        return 0;
    const char *want_name = fapi_status_name(want), *got_name = fapi_status_name(got);
    print_error("%s\n    want %d %s\n    got  %d %s\n", text, want, want_name ? want_name : "?", got,
                got_name ? got_name : "?");
    give_up(file, line);
    return 0;
}

int t_check(int holds, const char *text, const char *file, int line)
{
    if (holds)
        return 1;
    if (atomic_load(&injected))
        return 0;
    print_error("%s does not hold\n", text);
    give_up(file, line);
    return 0;
}

void t_claim(const char *kind, const char *id, const char *test)
{
    if (run.mode != PLAIN)
        return;
    size_t room = sizeof run.claims - run.claims_n;
    int n = snprintf(run.claims + run.claims_n, room, "%s\t%s\t%s\t%s\n", kind, id, run.program, test);
    if (n < 0 || (size_t)n >= room) {
        print_error("too many claims for the buffer of the harness\n");
        give_up(__FILE__, __LINE__);
        return;
    }
    run.claims_n += (size_t)n;
}

static char *read_file(const char *root, const char *path, size_t *len)
{
    char whole[1024];
    *len = 0;
    int n = snprintf(whole, sizeof whole, "%s/%s", root, path);
    FILE *file = n > 0 && (size_t)n < sizeof whole ? fopen(whole, "rb") : NULL;
    if (file == NULL)
        return NULL;
    char *text = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        text = size >= 0 ? malloc((size_t)size + 1) : NULL;
        rewind(file);
        if (text != NULL && fread(text, 1, (size_t)size, file) == (size_t)size) {
            text[size] = '\0';
            *len = (size_t)size;
        } else {
            free(text);
            text = NULL;
        }
    }
    fclose(file);
    return text;
}

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : otherwise;
}

char *t_file(const char *path, size_t *len)
{
    return read_file(setting("FAPI_TEST_DIR", "test"), path, len);
}

char *t_shared(const char *path, size_t *len)
{
    return read_file(setting("FAPI_SHARED", "../shared"), path, len);
}

/* ------------------------------------------------------------------------------------------------- around a test -- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check_zero(size_t count, const char *what)
{
    if (count == 0)
        return;
    print_error("%zu %s\n", count, what);
    give_up(__FILE__, __LINE__);
}

/* One run of the test's body, from an empty context to an empty context. Returns how many allocations were asked for. */
static size_t run_once(test_record *record, enum sweep_mode mode, size_t fail_at)
{
    run.mode = mode;
    run.fail_at = fail_at;
    run.claims_n = 0;
    run.context = NULL;
    base_live = base_made = 0;
    atomic_store(&attempts, 0);
    atomic_store(&injected, false);
    atomic_store(&context_live, 0);
    atomic_store(&context_made, 0);
    atomic_store(&bad_frees, 0);
    atomic_store(&heap_made, 0);
    size_t heap_before = atomic_load(&heap_live);

    record->state = record->test->initial_state;
    if (record->test->setup_func != NULL) {
        if (record->test->setup_func(&record->state) != 0)
            give_up(__FILE__, __LINE__);
        record->own_teardown_due = record->test->teardown_func != NULL;
    }
    atomic_store(&armed, mode != PLAIN);
    record->test->test_func(&record->state);
    atomic_store(&armed, false);
    if (record->own_teardown_due) {
        record->own_teardown_due = false;
        if (record->test->teardown_func(&record->state) != 0)
            give_up(__FILE__, __LINE__);
    }
    if (run.context != NULL)
        fapi_context_free(run.context);
    run.context = NULL;

    check_zero(atomic_load(&bad_frees), "calls of the allocator with a wrong size or block");
    check_zero(atomic_load(&context_live), "allocations of the context left behind");
    check_zero(atomic_load(&heap_live) - heap_before, "allocations of Mbed TLS left behind");
    return atomic_load(&attempts);
}

static void flush_claims(void)
{
    const char *path = getenv("FAPI_CLAIMS");
    if (path == NULL || run.claims_n == 0)
        return;
    FILE *file = fopen(path, "ab");
    bool ok = file != NULL && fwrite(run.claims, 1, run.claims_n, file) == run.claims_n;
    if (file != NULL)
        ok = fclose(file) == 0 && ok;
    if (!ok) {
        print_error("cannot write %s: %s\n", path, strerror(errno));
        give_up(__FILE__, __LINE__);
    }
}

static void sweep(test_record *record)
{
    /* What is set up lazily, once in a process, is set up now. */
    if (run_once(record, COUNTING, 0) == 0)
        return;
    double start = seconds();
    size_t total = run_once(record, COUNTING, 0);
    double each = seconds() - start;

    double budget = strtod(setting("FAPI_TEST_SWEEP_SECONDS", "0"), NULL);
    if (budget <= 0)
        budget = sweep_seconds;
    size_t wanted = total <= SWEEP_EXACT ? total : SWEEP_SAMPLES;
    if (each * 2 * (double)wanted > budget)
        wanted = (size_t)(budget / each / 2) + 1;
    size_t step = wanted >= total ? 1 : (total + wanted - 1) / wanted;

    size_t owned = 0, own_step = 1;
    for (size_t i = 1; i <= total && i < OWN_LIMIT; i++)
        owned += own[i];
    if (owned > wanted)
        own_step = (owned + wanted - 1) / wanted;

    size_t struck = 0, seen = 0;
    for (size_t i = 1; i <= total; i++) {
        bool chosen = i % step == step / 2 || (i < OWN_LIMIT && own[i] && seen++ % own_step == 0);
        if (!chosen)
            continue;
        (void)run_once(record, ONCE, i);
        struck += atomic_load(&injected);
        (void)run_once(record, FOREVER, i);
        struck += atomic_load(&injected);
    }
    printf("sweep %s: %zu allocations, %zu of them the library's own, %zu runs in which one failed", record->test->name,
           total, owned, struck);
    if (own_step != 1)
        printf(" (SAMPLED: every %zu, of its own every %zu)", step, own_step);
    else if (step != 1)
        printf(" (SAMPLED: all of its own, of Mbed TLS every %zu)", step);
    putchar('\n');
}

static void wrapped(void **state)
{
    test_record *record = *state;
    if (strcmp(setting("FAPI_TEST_SWEEP", "0"), "1") == 0) {
        sweep(record);
        return;
    }
    (void)run_once(record, PLAIN, 0);
    flush_claims();
}

/* Only for a test that was left by a jump: its own teardown is still due. */
static int wrapped_teardown(void **state)
{
    test_record *record = *state;
    atomic_store(&armed, false);
    if (!record->own_teardown_due)
        return 0;
    record->own_teardown_due = false;
    return record->test->teardown_func(&record->state);
}

int t_main(const char *name, const struct CMUnitTest *tests, size_t count)
{
    struct CMUnitTest *all = calloc(count + 1, sizeof *all);
    test_record *records = calloc(count + 1, sizeof *records);
    if (all == NULL || records == NULL)
        return EXIT_FAILURE;
    const char *slash = strrchr(name, '/');
    run.program = slash != NULL ? slash + 1 : name;
#if T_HEAP
    dl_iterate_phdr(find_mbedtls, NULL);
#endif
    for (size_t i = 0; i < count; i++) {
        records[i].test = &tests[i];
        all[i] = (struct CMUnitTest){tests[i].name, wrapped, NULL, wrapped_teardown, &records[i]};
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    int failed = _cmocka_run_group_tests(run.program, all, count, NULL, NULL);
    free(all);
    free(records);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
