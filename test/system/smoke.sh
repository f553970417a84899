#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# smoke.sh: the pair of servers of examples/, started on free ports of 127.0.0.1: discovery, what is no matter of OAuth (paths, methods,
# sizes, files, signals), and the TLS that each port speaks. FLAVOUR=default|openssl, BUILD=build folder. Prints "N passed, N failed".
set -uo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
export BUILD=${BUILD:-$root/build} FLAVOUR=${FLAVOUR:-default}
BUILD=$(cd "$BUILD" && pwd)
passed=0 failed=0 pair=
dir=$(mktemp -d)
finish() { [ -n "$pair" ] && kill -TERM "$pair" 2>/dev/null && wait "$pair" 2>/dev/null; rm -rf "$dir"; }
trap finish EXIT
ok() { # what, then a command that must succeed
    local what=$1; shift
    if "$@" >/dev/null 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $what"; fi
}
no() { local what=$1; shift; ok "$what" not "$@"; }
not() { ! "$@"; }
same() { [ "$1" = "$2" ] || { echo "$1 is not $2"; return 1; }; }

free_ports() {
    python3 -c 'import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*[x.getsockname()[1] for x in s])'
}
read -r as mtls rs <<<"$(free_ports)"
"$root/examples/system/setup.sh" "$dir" AS_PORT="$as" MTLS_PORT="$mtls" RS_PORT="$rs" FLAVOUR="$FLAVOUR" BUILD="$BUILD" >/dev/null || exit 1
start_pair() {
    "$root/examples/system/start.sh" "$dir" >"$dir/out" 2>"$dir/err" &
    pair=$!
    for _ in $(seq 200); do grep -q '^READY$' "$dir/out" && return; sleep 0.1; done
    cat "$dir/out" "$dir/err"; exit 1
}
end_pair() { kill -TERM "$pair"; wait "$pair"; local rc=$?; pair=; return $rc; }
start_pair
issuer=https://localhost:$as

# ---- HTTP ----
get() { curl -s --max-time 20 --cacert "$dir/ca.pem" "$@"; }
code() { get -o /dev/null -w '%{http_code}' "$@"; }
for path in openid-configuration oauth-authorization-server; do
    ok "$path names the issuer" grep -qF "\"issuer\":\"$issuer\"" <(get "$issuer/.well-known/$path")
done
ok 'mtls_endpoint_aliases' grep -qF "\"token_endpoint\":\"https://localhost:$mtls/token\"" <(get "$issuer/.well-known/openid-configuration")
ok 'keys' grep -q '"kty"' <(get "$issuer/jwks")
no 'no private key is published' grep -q '"d":' <(get "$issuer/jwks")
ok 'HEAD' same 200 "$(code -I "$issuer/jwks")"
ok 'a document is not posted to' same 405 "$(code -X POST "$issuer/jwks")"
ok 'unknown path' same 404 "$(code "$issuer/nothing")"
ok 'another spelling is another path' same 404 "$(code "$issuer/%6Awks")"
ok 'userinfo is only there with OpenID Connect' same 404 "$(code "$issuer/userinfo")"
ok 'the consent page is only on the first port' same 404 "$(code "https://localhost:$mtls/consent")"
ok 'PAR wants a client' same 401 "$(code "$issuer/par" -d a=b)"
ok 'PAR wants POST' same 405 "$(code "$issuer/par" -X GET)"
ok 'authorization page refuses' same 400 "$(code "$issuer/authorize?client_id=client1")"
ok 'no token, no accounts' same 401 "$(code "https://localhost:$rs/accounts")"
ok 'accounts are not deleted' same 405 "$(code -X DELETE "https://localhost:$rs/accounts")"
head -c 70000 /dev/zero | tr '\0' a >"$dir/long"
ok 'a body that is too long is refused' same 400 "$(code "$issuer/par" --data-binary "@$dir/long")"
head -c 4000000 /dev/zero >"$dir/huge"
ok 'a huge one is refused before it is sent' same 400 "$(code "$issuer/par" --data-binary "@$dir/huge")"
ok 'one of unknown length is cut off' same 000 "$(code "$issuer/par" -H Expect: -H 'Transfer-Encoding: chunked' --data-binary "@$dir/huge")"
ok 'a URL that is too long is refused' grep -qx '4..' <(code "$issuer/authorize?$(head -c 9000 "$dir/long")"; echo)
ok 'fields that are too long are refused' grep -qx '431\|413\|400' <(code "$issuer/jwks" -H "X: $(head -c 60000 "$dir/long")"; echo)
ok 'what the host is called does not count' same 200 "$(code -H 'Host: evil.example' "$issuer/jwks")"
# Requests whose end two readers could find at different places, and what else curl does not send: the statuses of all answers to these bytes.
raw() { # port, request with \\r\\n
    printf "$2" | python3 -c 'import re, socket, ssl, sys
s = ssl.create_default_context(cafile=sys.argv[2]).wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1]))), server_hostname="localhost")
s.settimeout(10)
s.sendall(sys.stdin.buffer.read())
got = b""
while more := s.recv(65536):
    got += more
print(*re.findall(r"HTTP/1.1 (\d+) ", got.decode("latin-1")))' "$1" "$dir/ca.pem"
}
next='GET /jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
post='POST /par HTTP/1.1\r\nHost: x\r\n'
ok 'two lengths' same 400 "$(raw "$as" "${post}Content-Length: 3\r\nContent-Length: 5\r\n\r\na=b$next")"
ok 'a length and chunks' same 400 "$(raw "$as" "${post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n$next")"
ok 'a coding that is not known' same 400 "$(raw "$as" "${post}Transfer-Encoding: xchunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n")"
ok 'chunks alone are fine' same '401 200' "$(raw "$as" "${post}Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n$next")"
ok 'two hosts' same 400 "$(raw "$as" "GET /jwks HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")"
ok 'two at once are answered in order' same '404 200' "$(raw "$as" "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n$next")"
ok 'the absolute form of our own URL' same 200 "$(raw "$as" "GET $issuer/jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")"
ok 'the absolute form of another' same 404 "$(raw "$as" 'GET https://evil.example/jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')"
ok 'HTTP/1.0' same 200 "$(raw "$as" 'GET /jwks HTTP/1.0\r\n\r\n')"
ok 'octets that are no text' same 400 "$(raw "$rs" 'GET /accounts HTTP/1.0\r\nAuthorization: DPoP \377\r\n\r\n')"
ok 'a long method' same 405 "$(raw "$as" "$(head -c 5000 "$dir/long") /jwks HTTP/1.0\r\n\r\n")"
no 'is not long in the log' grep -q 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' "$dir/as.log"
ok 'every line of the log is JSON' python3 -c 'import json, sys; [json.loads(line) for line in open(sys.argv[1])]' "$dir/as.log"
ok 'one line in the log for each request' grep -q '"path":"/par","http":401,"status":"FAPI_CLIENT_UNKNOWN"' "$dir/as.log"
for file in as-keys.json as.db as.log rs.db rs.log; do ok "$file is the owner's" same 600 "$(stat -c %a "$dir/$file")"; done

# ---- TLS, on every port ----
hello() { # port, arguments: the session as s_client tells it
    local port=$1; shift
    openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile "$dir/ca.pem" -verify_return_error "$@" </dev/null 2>&1
}
speaks() { hello "$@" | grep -qE '^ *(New, TLS|Protocol *: TLS).*' && hello "$@" | grep -q 'Cipher is [A-Z]'; }
cipher_is() { local want=$1; shift; hello "$@" | grep -q "Cipher is $want\$"; }
for port in "$as" "$mtls" "$rs"; do
    name=$([ "$port" = "$as" ] && echo 'main port' || { [ "$port" = "$mtls" ] && echo 'mutual TLS port' || echo 'resource server'; })
    ok "$name: TLS 1.3 is preferred" grep -q '^New, TLSv1.3' <(hello "$port")
    ok "$name: certificate verifies" grep -q 'Verify return code: 0' <(hello "$port")
    no "$name: TLS 1.0" speaks "$port" -tls1 -cipher ALL@SECLEVEL=0
    no "$name: TLS 1.1" speaks "$port" -tls1_1 -cipher ALL@SECLEVEL=0
    for suite in ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384; do
        ok "$name: $suite" cipher_is $suite "$port" -tls1_2 -cipher $suite
    done
    for suite in AES128-GCM-SHA256 AES256-SHA ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-SHA384 ECDHE-RSA-AES128-SHA DHE-RSA-AES128-GCM-SHA256 \
        DHE-RSA-AES256-SHA256 ECDHE-RSA-CHACHA20-POLY1305 AES128-CCM; do
        no "$name: $suite" speaks "$port" -tls1_2 -cipher "$suite:@SECLEVEL=0"
    done
    ok "$name: its own order counts" cipher_is ECDHE-RSA-AES256-GCM-SHA384 "$port" -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384
    for suite in TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384; do ok "$name: $suite" cipher_is $suite "$port" -tls1_3 -ciphersuites $suite; done
    no "$name: no session tickets" grep -q 'TLS session ticket:' <(hello "$port" -tls1_2)
    no "$name: no resumption" grep -q '^Reused' <(hello "$port" -tls1_2 -reconnect)
    ok "$name: no compression" grep -q 'Compression: NONE' <(hello "$port" -tls1_2)
    # R asks for a renegotiation: the server must end the connection instead of answering the request that follows.
    no "$name: no renegotiation" grep -q 'HTTP/1.1' <({ sleep 0.3; echo R; sleep 0.5; printf 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'; sleep 0.5; } |
        timeout 20 openssl s_client -connect "127.0.0.1:$port" -servername localhost -tls1_2 2>/dev/null)
    if [ "$port" = "$as" ]; then
        no "$name: asks for no certificate" grep -q 'Requested Signature Algorithms' <(hello "$port")
    else
        ok "$name: asks for a certificate" grep -q 'Requested Signature Algorithms' <(hello "$port")
        ok "$name: of any CA" grep -q 'No client certificate CA names sent' <(hello "$port")
        ok "$name: a self-signed one will do" grep -q 'Verify return code: 0' <(hello "$port" -cert "$dir/client1.pem" -key "$dir/client1.key")
    fi
done

# ---- life ----
kid() { get "$issuer/jwks" | grep -o '"kid":"[^"]*"'; }
before=$(kid)
ok 'SIGTERM ends both cleanly' end_pair
no 'nothing on stderr but advice on metadata' grep -v ': SHOULD ' "$dir/err"
start_pair
ok 'keys are kept' same "$before" "$(kid)"
ok 'SIGTERM again' end_pair
touch "$dir/as-keys.json.new"
mv "$dir/as-keys.json" "$dir/kept.json"
start_pair
no 'what a start that failed left behind is in nobody'"'"'s way' same "$before" "$(kid)"
end_pair
# A disk without room: nothing is let in that is not written down, and all goes on when there is room again.
mv "$dir/kept.json" "$dir/as-keys.json"
while [ "$(stat -c %s "$dir/as.log")" -lt 201000 ]; do seq -f '{"filler":"%010g"}' 100 >>"$dir/as.log"; done
(ulimit -f 200; exec "$root/examples/system/start.sh" "$dir") >"$dir/out" 2>"$dir/err" &
pair=$!
for _ in $(seq 200); do grep -q '^READY$' "$dir/out" && break; sleep 0.1; done
codes=$(for _ in $(seq 20); do code "$issuer/jwks"; echo; done | sort -u | tr '\n' ' ')
ok 'no answer without a line in the log' same '200 503 ' "$codes"
ok 'a full disk ends no server' end_pair
start_pair
ok 'room again' same 200 "$(code "$issuer/jwks")"
end_pair
ok 'one line of the log is torn, and not the one after it' python3 -c 'import json, sys
bad = 0
for line in open(sys.argv[1]):
    try: json.loads(line)
    except ValueError: bad += 1
sys.exit(bad != 1)' "$dir/as.log"
program=$BUILD/examples/$FLAVOUR/auth-server/auth-server
refused() { # what stands on stderr, what is changed
    sed "$2" "$dir/as.json" >"$dir/bad.json"
    ! timeout 20 "$program" "$dir/bad.json" 2>"$dir/err" && grep -q "$1" "$dir/err"
}
ok 'a setting with a slip of the pen' refused 'open_id is not a setting' 's/"openid"/"open_id"/'
ok 'a setting of another type' refused 'listen.port must be a whole number' 's/"port": [0-9]*, "certificate"/"port": "x", "certificate"/'
ok 'a setting that is missing' refused 'database is missing' 's/"database": "as.db",//'
python3 -c 'import json, sys
all = json.load(open(sys.argv[1])); all["clients"].append(all["clients"][0]); json.dump(all, open(sys.argv[2], "w"))' "$dir/clients.json" "$dir/twice.json"
ok 'two clients of one name' refused 'client1: stands there twice' 's/"clients.json"/"twice.json"/'
head -c 300 "$dir/as-keys.json" >"$dir/torn.json"
ok 'a file of keys that was cut' refused 'torn.json: line' 's/as-keys.json/torn.json/'
echo '{"keys":[{"alg":"PS256"}],"dpop_nonce_secret":"0123456789012345678901234567890123456789"}' >"$dir/torn.json"
ok 'a key that is none' refused 'torn.json: a key' 's/as-keys.json/torn.json/'
ok 'an unknown profile' refused 'FAPI9 is unknown' 's/FAPI2_SECURITY/FAPI9/'
ok 'a setting that loosens the profile' refused 'weaker than the profile' 's/"log"/"controls": {"CODE_LIFETIME": 600}, "log"/'
ok 'a client that the profile refuses' refused 'SHALL token_endpoint_auth_method' "s/\"clients.json\"/\"weak.json\"/;$(sed 's/private_key_jwt/client_secret_basic/' "$dir/clients.json" >"$dir/weak.json")"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
