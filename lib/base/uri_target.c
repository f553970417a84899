/* SPDX-License-Identifier: Apache-2.0 */
/* Do two URIs name the same target? Compared in a stream, as if both were normalised by RFC 3986 6.2.2 and 6.2.3. */
#include "base/uri.h"

static int lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* Same text once escapes are normalised, RFC 3986 6.2.2.1 and 6.2.2.2; hosts also without case. */
static bool same_text(fapix_slice a, fapix_slice b, bool no_case)
{
    size_t i = 0, k = 0;

    while (i < a.n && k < b.n) {
        int c = fapix_uri_character(a, &i), d = fapix_uri_character(b, &k);

        if (no_case ? lower(c) != lower(d) : c != d)
            return false;
    }
    return i == a.n && k == b.n;
}

/* The text of the port, {NULL, 0} for the default one of the scheme, RFC 3986 6.2.3. */
static fapix_slice effective_port(const fapix_uri *uri)
{
    bool is_default = (fapix_slice_is_nocase(uri->scheme, "https") && fapix_slice_is(uri->port, "443")) ||
                      (fapix_slice_is_nocase(uri->scheme, "http") && fapix_slice_is(uri->port, "80"));

    return is_default ? fapix_slice_of(NULL, 0) : uri->port;
}

/*
 * A path, read from its end: each ".." there makes one segment before it vanish, so a count does for the stack that
 * RFC 3986 5.2.4 works with, and nothing is copied.
 */
typedef struct walk {
    fapix_slice rest; /* what is still unread; every segment in it begins with its slash */
    size_t skip;      /* segments that a ".." behind them takes away */
    bool at_end, done;
} walk;

static walk walk_of(fapix_slice path)
{
    /* An empty path is "/", RFC 3986 6.2.3. */
    return (walk){path.n > 0 ? path : fapix_slice_str("/"), 0, true, false};
}

/* The last segment that is unread, as it stands. */
static fapix_slice last_segment(walk *w)
{
    size_t slash = w->rest.n;
    fapix_slice segment;

    while (slash > 0 && w->rest.p[slash - 1] != '/')
        slash--;
    segment = fapix_slice_of(w->rest.p + slash, w->rest.n - slash);
    w->rest.n = slash > 0 ? slash - 1 : 0;
    w->done = w->rest.n == 0;
    return segment;
}

/* The segment before the one that was given last, dot segments resolved; false at the start of the path. */
static bool previous(walk *w, fapix_slice *segment)
{
    while (!w->done) {
        bool at_end = w->at_end;
        fapix_slice found = last_segment(w);
        bool up = same_text(found, fapix_slice_str(".."), false);
        bool dot = up || same_text(found, fapix_slice_str("."), false);

        w->at_end = false;
        if (up) {
            w->skip++;
        } else if (!dot && w->skip > 0) {
            w->skip--;
            continue;
        }
        if (!dot || at_end) {
            /* "/a/." and "/a/b/.." end in a slash: their last segment is empty. */
            *segment = dot ? fapix_slice_of(NULL, 0) : found;
            return true;
        }
    }
    return false;
}

static bool same_path(fapix_slice a, fapix_slice b)
{
    walk from_a = walk_of(a), from_b = walk_of(b);

    for (;;) {
        fapix_slice x = {0}, y = {0};
        bool more = previous(&from_a, &x);

        if (more != previous(&from_b, &y) || !same_text(x, y, false))
            return false;
        if (!more)
            return true;
    }
}

bool fapix_uri_same_target(const fapix_uri *a, const fapix_uri *b)
{
    /* Spec: RFC9449-4.3-N */
    return fapix_slice_eq_nocase(a->scheme, b->scheme) && a->has_userinfo == b->has_userinfo &&
           fapix_slice_eq(a->userinfo, b->userinfo) && same_text(a->host, b->host, true) &&
           fapix_slice_eq(effective_port(a), effective_port(b)) && same_path(a->path, b->path);
}
