/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over TLS with libmicrohttpd. */
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define CONNECTIONS 1000         /* of a port, all threads together */
#define CONNECTIONS_ADDRESS 500  /* of one address */
#define IDLE_SECONDS 15          /* without a byte in either direction */
#define REQUEST_SECONDS 20       /* for a body to arrive as a whole, however it trickles */
#define HEADER_MEMORY 49152      /* for request line and fields of a connection; beyond that it is 414 or 431 */
#define DISCARD (1 << 20)        /* of a body that is too long: read on so that the client hears the answer, but not forever */

/* ---------------------------------------------------------------------------------------- requests coming in -- */

/* One request while it arrives. Connections share a thread, so this cannot be the desk's. */
typedef struct incoming {
    struct incoming *next;
    struct timespec begun;
    int started;
    size_t url_len, base_len, body_len, body_seen;
    char url[FAPI_MAX_URL + 2]; /* one more than the library takes */
    char body[BODY_ROOM];
} incoming;

static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;
static incoming *spare;

static incoming *incoming_take(void)
{
    pthread_mutex_lock(&spare_lock);
    incoming *in = spare;
    if (in != NULL)
        spare = in->next;
    pthread_mutex_unlock(&spare_lock);
    if (in == NULL)
        in = malloc(sizeof *in);
    if (in != NULL) {
        in->started = 0;
        in->body_len = in->body_seen = 0;
        clock_gettime(CLOCK_MONOTONIC, &in->begun);
    }
    return in;
}

static void incoming_give(incoming *in)
{
    explicit_bzero(in->body, in->body_len); /* codes and tokens */
    pthread_mutex_lock(&spare_lock);
    in->next = spare;
    spare = in;
    pthread_mutex_unlock(&spare_lock);
}

/* The request target before anything is decoded. What the client calls the host does not count: the base is ours. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    const listener *l = cls;
    incoming *in = incoming_take();
    size_t n = strlen(target);

    (void)connection;
    if (in == NULL)
        return NULL;
    /* The absolute form, as proxies send it: that of another server stays what it is, and is no path of ours. */
    if (strncmp(target, l->base, l->base_len) == 0 && target[l->base_len] == '/') {
        target += l->base_len;
        n -= l->base_len;
    }
    if (n > sizeof in->url - l->base_len)
        n = sizeof in->url - l->base_len; /* too long, and the library will say so */
    memcpy(in->url, l->base, l->base_len);
    memcpy(in->url + l->base_len, target, n);
    in->base_len = l->base_len;
    in->url_len = l->base_len + n;
    return in;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode code)
{
    (void)cls, (void)connection, (void)code;
    if (*state != NULL)
        incoming_give(*state);
    *state = NULL;
}

/* A connection begins, its handshake still to come, or ends. */
static void on_connection(void *cls, struct MHD_Connection *connection, void **state, enum MHD_ConnectionNotificationCode code)
{
    const listener *l = cls;
    const union MHD_ConnectionInfo *info = NULL;

    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (info != NULL)
            tls_forget((gnutls_session_t)info->tls_session);
        free(*state);
        *state = NULL;
        return;
    }
    *state = calloc(1, sizeof(tls_peer));
    if (info != NULL)
        tls_watch_hello((gnutls_session_t)info->tls_session);
    if (l->ask_certificate && info != NULL)
        tls_ask_certificate((gnutls_session_t)info->tls_session);
}

/* ------------------------------------------------------------------------------------------------------ desks -- */

static pthread_key_t desk_key;
static pthread_once_t desk_once = PTHREAD_ONCE_INIT;

static void desk_close(void *pointer)
{
    desk *d = pointer;

    if (d->http->desk_free != NULL)
        d->http->desk_free(d);
    for (size_t i = 0; i < DESK_GRANTS; i++)
        fapi_grant_free(d->grants[i]);
    fapi_response_free(d->response);
    fapi_answer_free(d->answer);
    fapi_verdict_free(d->verdict);
    fapi_request_free(d->request);
    store_close(d->store);
    free(d);
}

static void make_desk_key(void)
{
    if (pthread_key_create(&desk_key, desk_close) != 0)
        abort();
}

static desk *desk_open(http *h)
{
    const char *why = NULL;
    desk *d = NULL;

    pthread_once(&desk_once, make_desk_key);
    d = pthread_getspecific(desk_key);
    if (d != NULL)
        return d;
    d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->http = h;
    d->request = fapi_request_new(h->context);
    d->verdict = fapi_verdict_new(h->context);
    d->answer = fapi_answer_new(h->context);
    d->response = fapi_response_new(h->context);
    d->store = store_open(h->database, h->synchronous, &why);
    int whole = d->request != NULL && d->verdict != NULL && d->answer != NULL && d->response != NULL && d->store != NULL;
    for (size_t i = 0; i < DESK_GRANTS; i++)
        whole = (d->grants[i] = fapi_grant_new(h->context, 0)) != NULL && whole;
    if (!whole || (h->desk_new != NULL && h->desk_new(d) != 0) || pthread_setspecific(desk_key, d) != 0) {
        desk_close(d);
        return NULL;
    }
    return d;
}

/* --------------------------------------------------------------------------------------------------- describing -- */

/* Setters that refuse something spoil the request, and the check says so: their statuses are not looked at. */
static enum MHD_Result on_field(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value,
                                size_t value_len)
{
    desk *d = cls;

    (void)kind;
    (void)!fapi_request_add_header(d->request, name, name_len, value, value_len);
    return MHD_YES;
}

static void describe(desk *d, const listener *l, const incoming *in, const char *method)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(d->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    tls_peer *peer = info == NULL ? NULL : info->socket_context;

    fapi_request_reset(d->request);
    (void)!fapi_request_set_method(d->request, method, strlen(method));
    (void)!fapi_request_set_url(d->request, in->url, in->url_len);
    MHD_get_connection_values_n(d->connection, MHD_HEADER_KIND, on_field, d);
    if (in->body_len > 0)
        (void)!fapi_request_set_body(d->request, in->body, in->body_len);
    info = MHD_get_connection_info(d->connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    if (peer == NULL || info == NULL || info->tls_session == NULL)
        return; /* the library refuses what did not say how it came */
    if (!peer->known)
        tls_read_peer((gnutls_session_t)info->tls_session, l->client_cas, peer);
    (void)!fapi_request_set_tls(d->request, peer->version, peer->cipher);
    if (peer->certificate.size > 0) {
        (void)!fapi_request_set_certificate(d->request, peer->certificate.data, peer->certificate.size);
        (void)!fapi_request_set_certificate_verified(d->request, peer->verified);
    }
}

const char *http_cookie(const desk *d, const char *name)
{
    return MHD_lookup_connection_value(d->connection, MHD_COOKIE_KIND, name);
}

/* ------------------------------------------------------------------------------------------------------ sending -- */

static int add_fields(const desk *d, struct MHD_Response *response)
{
    const char *name = NULL, *value = NULL;
    char line[FAPI_MAX_URL + FAPI_MAX_JWT + 64]; /* a location that carries a JWT is the longest */
    size_t n = 0;

    for (size_t i = 0; fapi_answer_header(d->answer, i, &name, &value, &n) == FAPI_OK; i++) {
        if (n >= sizeof line)
            return BROKEN;
        memcpy(line, value, n);
        line[n] = '\0';
        if (MHD_add_response_header(response, name, line) != MHD_YES)
            return BROKEN;
    }
    for (size_t i = 0; d->fields != NULL && d->fields[i][0] != NULL; i++)
        if (MHD_add_response_header(response, d->fields[i][0], d->fields[i][1]) != MHD_YES)
            return BROKEN;
    if (d->type != NULL && MHD_add_response_header(response, "Content-Type", d->type) != MHD_YES)
        return BROKEN;
    if (d->cookie[0] != '\0' && MHD_add_response_header(response, "Set-Cookie", d->cookie) != MHD_YES)
        return BROKEN;
    return HANDLED;
}

/* status alone, without content: what is no matter of the library, such as an unknown path. */
static enum MHD_Result send_bare(struct MHD_Connection *connection, int status, const char *allow)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result sent = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    if (allow == NULL || MHD_add_response_header(response, "Allow", allow) == MHD_YES)
        sent = MHD_queue_response(connection, (unsigned int)status, response);
    MHD_destroy_response(response);
    return sent;
}

static enum MHD_Result send_answer(const desk *d)
{
    const char *body = d->body;
    size_t n = d->body_len;
    enum MHD_Result sent = MHD_NO;

    if (body == NULL)
        (void)!fapi_answer_body(d->answer, &body, &n);
    struct MHD_Response *response = MHD_create_response_from_buffer(n, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    if (add_fields(d, response) == HANDLED)
        sent = MHD_queue_response(d->connection,
                                  (unsigned int)(d->http_status != 0 ? d->http_status : fapi_answer_http(d->answer)), response);
    MHD_destroy_response(response);
    return sent;
}

/* The path as it came: what is spelt with escapes is another path. */
static const route *find_route(const listener *l, const char *path, size_t n)
{
    const http *h = l->http;

    for (size_t i = 0; i < h->route_count; i++)
        if (h->routes[i].path != NULL && strlen(h->routes[i].path) == n && memcmp(h->routes[i].path, path, n) == 0
            && (l->main || !h->routes[i].main_only))
            return &h->routes[i];
    return NULL;
}

static int allows(const char *list, const char *method)
{
    size_t n = strlen(method);

    for (const char *p = list; p != NULL; p = strstr(p, ", ") == NULL ? NULL : strstr(p, ", ") + 2)
        if (strncmp(p, method, n) == 0 && (p[n] == '\0' || p[n] == ','))
            return 1;
    return 0;
}

static int log_request(const desk *d, const char *method, const char *path, size_t n, int code, int status)
{
    char text[256], verb[32];

    snprintf(text, sizeof text, "%.*s", (int)(n < sizeof text ? n : sizeof text - 1), path);
    snprintf(verb, sizeof verb, "%s", method);
    return audit_write(&d->http->log, verb, text, code, status, d->judged ? d->verdict : NULL, d->client_id);
}

/* code: 0, or an HTTP status that is the answer, whatever is asked for. */
static enum MHD_Result answer(const listener *l, struct MHD_Connection *connection, const incoming *in, const char *method, int code)
{
    const char *path = in->url + in->base_len, *end = memchr(path, '?', in->url_len - in->base_len);
    size_t n = end == NULL ? in->url_len - in->base_len : (size_t)(end - path);
    const route *r = find_route(l, path, n);
    desk *d = desk_open(l->http);
    int status = code == 0 ? FAPI_OK : FAPI_ERR_ARG;

    if (d == NULL)
        return send_bare(connection, 503, NULL);
    d->connection = connection;
    d->now = (int64_t)time(NULL);
    d->http_status = d->judged = 0;
    d->type = d->body = NULL;
    d->body_len = 0;
    d->fields = NULL;
    d->cookie[0] = d->client_id[0] = '\0';
    fapi_answer_reset(d->answer);
    if (code != 0) {
        ; /* said already */
    } else if (r == NULL) {
        code = 404;
        status = FAPI_ERR_NOT_FOUND;
    } else if (r->allow != NULL && !allows(r->allow, method)) {
        code = 405;
        status = FAPI_ERR_NOT_FOUND;
    } else {
        describe(d, l, in, method);
        if (r->handle(d, r->what) != HANDLED) {
            code = 500;
            status = FAPI_ERR_INTERNAL;
        }
    }
    int sent_http = code != 0 ? code : d->http_status != 0 ? d->http_status : fapi_answer_http(d->answer);
    /* An answer that left no trace must not go out. */
    if (log_request(d, method, path, n, sent_http, status) != 0)
        return send_bare(connection, 503, NULL);
    enum MHD_Result sent = code != 0 ? send_bare(connection, code, code == 405 ? r->allow : NULL) : send_answer(d);
    fapi_answer_reset(d->answer); /* tokens are wiped now and not with the next request */
    fapi_request_reset(d->request);
    return sent;
}

typedef struct framing {
    int lengths, codings, hosts, strange;
} framing;

static enum MHD_Result on_framing(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value,
                                  size_t value_len)
{
    framing *f = cls;

    (void)kind;
    f->lengths += name_len == 14 && strncasecmp(name, "Content-Length", 14) == 0;
    f->hosts += name_len == 4 && strncasecmp(name, "Host", 4) == 0;
    if (name_len == 17 && strncasecmp(name, "Transfer-Encoding", 17) == 0) {
        f->codings++;
        f->strange = f->strange || value_len != 7 || strncasecmp(value, "chunked", 7) != 0;
    }
    return MHD_YES;
}

/* May two programs that read this request find its end at different places (RFC 9112 6.3)? libmicrohttpd takes such ones, and what a proxy in
 * front of us holds for the body of one request could then be another request. */
static int ends_are_clear(struct MHD_Connection *connection)
{
    framing f = {0, 0, 0, 0};

    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_framing, &f);
    return f.lengths + f.codings <= 1 && f.hosts <= 1 && !f.strange;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *path, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
    incoming *in = *state;
    struct timespec now;

    (void)path, (void)version;
    if (in == NULL)
        return MHD_NO; /* memory ran out */
    if (!in->started) {
        const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
        in->started = 1;
        if (!ends_are_clear(connection))
            return answer(cls, connection, in, method, 400); /* before the body, after which the connection ends */
        if (length == NULL || strtoull(length, NULL, 10) <= DISCARD)
            return MHD_YES;
        /* Not worth reading: to the library it is a body of one octet too many, whatever is in it. */
        memset(in->body, ' ', in->body_len = sizeof in->body);
        return answer(cls, connection, in, method, 0);
    }
    if (*size == 0)
        return answer(cls, connection, in, method, 0);
    size_t room = sizeof in->body - in->body_len, n = *size < room ? *size : room;
    memcpy(in->body + in->body_len, data, n);
    in->body_len += n;
    in->body_seen += *size;
    *size = 0;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return in->body_seen <= DISCARD && now.tv_sec - in->begun.tv_sec <= REQUEST_SECONDS ? MHD_YES : MHD_NO;
}

/* ------------------------------------------------------------------------------------------------- start and end -- */

static void on_library_log(void *cls, const char *format, va_list list)
{
    (void)cls, (void)format, (void)list; /* connections that break are no errors of ours, and others can write into these texts */
    tls_alert_refused();
}

/* https://host:port of a URL. */
static char *base_of(const config *c, const char *url)
{
    const char *host = strstr(url, "://"), *end = host == NULL ? NULL : strchr(host + 3, '/');
    char *base = host == NULL ? NULL : strndup(url, end == NULL ? strlen(url) : (size_t)(end - url));

    if (base == NULL)
        config_die(c->file, "%s is not a URL", url);
    return base;
}

static char *read_file(config *c, config *from, const char *name)
{
    const char *file = config_text(c, name, NULL);
    size_t n = 0;

    if (file == NULL && from != NULL)
        file = config_text_required(from, name);
    if (file == NULL)
        config_die(c->file, "%s%s is missing", c->where, name);
    char *path = config_path(c->file, file), *text = config_slurp(path, &n);
    free(path);
    return text;
}

void http_listen(listener *l, config *c, config *from, const char *url)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    const char *text = config_text(c, "address", "127.0.0.1");
    int64_t port = config_number(c, "port", -1);

    if (inet_pton(AF_INET, text, &address.sin_addr) != 1)
        config_die(c->file, "%saddress is not an IPv4 address", c->where);
    if (port < 1 || port > 65535)
        config_die(c->file, "%sport must be a number from 1 to 65535", c->where);
    address.sin_port = htons((uint16_t)port);
    l->base = base_of(c, url);
    l->base_len = strlen(l->base);
    l->certificate = read_file(c, from, "certificate");
    l->key = read_file(c, from, "key");
    l->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_USE_TLS | MHD_USE_ERROR_LOG, (uint16_t)port, NULL, NULL, on_request, l,
        MHD_OPTION_EXTERNAL_LOGGER, on_library_log, NULL, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_THREAD_POOL_SIZE, l->http->threads, MHD_OPTION_HTTPS_MEM_CERT, l->certificate, MHD_OPTION_HTTPS_MEM_KEY, l->key,
        MHD_OPTION_HTTPS_PRIORITIES, l->http->priorities, MHD_OPTION_URI_LOG_CALLBACK, on_target, l, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, l, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l, MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned int)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADER_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_END); /* not LISTENING_ADDRESS_REUSE: another process could then listen on the same port and get every other request */
    if (l->daemon == NULL)
        config_die(c->file, "%sport: cannot listen on %s:%d (%s), or certificate and key do not fit", c->where, text, (int)port,
                   strerror(errno));
}

void http_stop(listener *l)
{
    if (l->daemon != NULL)
        MHD_stop_daemon(l->daemon);
    l->daemon = NULL;
    if (l->client_cas != NULL)
        gnutls_x509_trust_list_deinit(l->client_cas, 1);
    if (l->key != NULL)
        explicit_bzero(l->key, strlen(l->key));
    free(l->key);
    free(l->certificate);
    free(l->base);
    pthread_mutex_lock(&spare_lock);
    while (spare != NULL) {
        incoming *in = spare;
        spare = in->next;
        free(in);
    }
    pthread_mutex_unlock(&spare_lock);
}

static void ending(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
}

void http_prepare_process(void)
{
    struct rlimit none = {0, 0}, files;
    sigset_t set;

    umask(077);
    (void)!setrlimit(RLIMIT_CORE, &none);
    /* Two ports of CONNECTIONS each, and the files of every thread. */
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)!setrlimit(RLIMIT_NOFILE, &files);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error like a full disk */
    ending(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL); /* for all threads to come; http_wait takes them */
}

void http_wait(void)
{
    sigset_t set;
    int which = 0;

    ending(&set);
    sigwait(&set, &which);
}

/* ------------------------------------------------------------------------------------------------------- pages -- */

void page_start(desk *d)
{
    d->page_len = 0;
    d->page[0] = '\0';
    d->body = d->page;
}

static void page_add(desk *d, const char *p, size_t n)
{
    if (d->body == NULL)
        return;
    if (n >= sizeof d->page - d->page_len) {
        d->body = NULL;
        d->page_len = 0;
        return;
    }
    memcpy(d->page + d->page_len, p, n);
    d->page_len += n;
    d->body_len = d->page_len;
}

void page_html(desk *d, const char *html)
{
    page_add(d, html, strlen(html));
}

void page_text(desk *d, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        switch (text[i]) {
        case '&': page_html(d, "&amp;"); break;
        case '<': page_html(d, "&lt;"); break;
        case '>': page_html(d, "&gt;"); break;
        case '"': page_html(d, "&quot;"); break;
        case '\'': page_html(d, "&#39;"); break;
        default: page_add(d, text + i, 1);
        }
    }
}

void http_settings(http *h, config *c, const char *server)
{
    const char *why = NULL;

    h->database = config_path(c->file, config_text_required(c, "database"));
    h->log_path = config_path(c->file, config_text_required(c, "log"));
    h->synchronous = config_text(c, "synchronous", "FULL");
    h->threads = (unsigned int)config_number(c, "threads", 16);
    if (h->threads < 1 || h->threads > 64)
        config_die(c->file, "threads must be 1 to 64");
    h->log = audit_open(h->log_path, server);
    store *s = store_open(h->database, h->synchronous, &why);
    if (s == NULL)
        config_die(h->database, "%s", why);
    store_close(s);
}

void http_forget(http *h)
{
    audit_close(&h->log);
    free(h->database);
    free(h->log_path);
}
