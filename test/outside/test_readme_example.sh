#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The example of the README, as it stands there: compiled against the installed copy as a stranger would, with the host's
# parts around it, and run on a recorded request of a real client. Its first turn must let the request pass, the second,
# a replay, must be answered with 401. The numbers of the README are compared with what the proofs count.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
build=$(cd "${BUILD:-build}" && pwd) || exit 2
recording=examples/recorded/ES256
out=$build/readme
copy=$build/outside
rm -rf "$out"
mkdir -p "$out" || exit 2

block=$(sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d')
[ -n "$block" ] || { echo "README.md has no block of C"; exit 1; }
grep -q '^    /\* For each request' <<<"$block" || { echo "the block has no part for each request"; exit 1; }
{
    grep '^#' <<<"$block"
    cat <<'EOF'
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int answered;

static void write_log(const char *name, const char *clause)
{
    printf("%s, %s\n", name, clause);
}

static void respond(int http, const char *value, size_t value_len)
{
    answered = http;
    printf("%d %.*s\n", http, (int)value_len, value);
}

int main(int argc, char **argv)
{
    if (argc != 6)
        return 2;
    const char *jwks = argv[1], *url = argv[2], *authorization = argv[3], *dpop = argv[4], *value = NULL;
    const size_t jwks_len = strlen(jwks), url_len = strlen(url), authorization_len = strlen(authorization);
    const size_t dpop_len = strlen(dpop);
    const int64_t now = strtoll(argv[5], NULL, 10);
    size_t value_len = 0;
EOF
    # Once, then a turn for each request. The recording has an issuer of its own.
    grep -v '^#' <<<"$block" | sed -e "s|https://as.example.com|$(cat "$recording/issuer")|" \
        -e 's|^    /\* For each request.*|&\n    for (int turn = 0; turn < 2; turn++) {|'
    cat <<'EOF'
        if (answered != (turn == 0 ? 0 : 401))
            return 1;
        failed = 0;
    }
    fapi_verdict_free(verdict);
    fapi_request_free(request);
    fapi_rs_free(rs);
    fapi_replay_free(replay);
    fapi_jwks_free(keys);
    fapi_policy_free(policy);
    fapi_context_free(context);
    return failed;
}
EOF
} >"$out/readme.c"

field() { sed -n "s/^$1: //p" "$recording/dpop.request.http"; }
url=$(sed -n '1s/^GET \(.*\) HTTP.*/\1/p' "$recording/dpop.request.http")
export PKG_CONFIG_SYSROOT_DIR=$copy PKG_CONFIG_PATH=$copy/opt/fapi/lib/pkgconfig
# shellcheck disable=SC2046,SC2086  # words are meant to split
${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Wconversion -Werror $(${PKG_CONFIG:-pkg-config} --cflags fapi) \
    "$out/readme.c" -o "$out/readme" $(${PKG_CONFIG:-pkg-config} --libs fapi) || exit 1
LD_LIBRARY_PATH=$copy/opt/fapi/lib "$out/readme" "$(cat "$recording/jwks.json")" "$url" "$(field authorization)" \
    "$(field dpop)" "$(cat "$recording/now")" >"$out/log" || { cat "$out/log"; echo "the example judged wrongly"; exit 1; }
[ "$(wc -l <"$out/log")" = 2 ] && grep -q '^FAPI_DPOP_REPLAYED' "$out/log" || { cat "$out/log"; exit 1; }

# The part about the authorization server is an excerpt of a program that runs: line by line, in this order.
excerpt=$(sed -n '/^```C$/,/^```$/p' README.md | sed '1d;$d')
[ -n "$excerpt" ] && grep -qF "${excerpt%%$'\n'*}" examples/authorization_server.c || { echo "README.md: no excerpt"; exit 1; }
first=$(grep -nF "${excerpt%%$'\n'*}" examples/authorization_server.c | head -1 | cut -d: -f1)
[ "$(tail -n "+$first" examples/authorization_server.c | head -n "$(wc -l <<<"$excerpt")")" = "$excerpt" ] ||
    { echo "README.md: the excerpt is not what examples/authorization_server.c says"; exit 1; }
"$build/examples/default/authorization_server" | grep -q '^  refused: FAPI_CLIENT_ASSERTION_REPLAYED, RFC 7523 3 (7)' ||
    { echo "examples/authorization_server does not run"; exit 1; }

! grep -n '@[A-Z]*@' README.md || { echo "README.md has a gap"; exit 1; }
counts=$(test/tools/clauses 2>/dev/null) || { echo "no count of rules: make clauses first"; exit 1; }
rules=$(sed -n 's/^rules: .*: \([0-9]*\) done,.*/\1/p' <<<"$counts")
attacks=$(sed -n 's/^attacks: [0-9]*, \([0-9]*\) shown,.*/\1/p' <<<"$counts")
grep -q "; $rules rules of" README.md || { echo "README.md: $rules rules are enforced now"; exit 1; }
grep -q "| $attacks of the " README.md || { echo "README.md: $attacks attacks are shown now"; exit 1; }
echo "the README's example compiles and judges, its numbers hold: $rules rules, $attacks attacks"
