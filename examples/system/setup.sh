#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh DIR [NAME=VALUE...]: everything that a pair of servers needs, in DIR: a CA, certificates, keys of two clients and a resource
# server, and the configurations. Options:
#   HOST=localhost AS_PORT=9443 MTLS_PORT=9444 RS_PORT=9445   where they listen (on 127.0.0.1) and what they are called
#   PROFILE=FAPI2_SECURITY     a FAPI_PROFILE_ of fapi.h
#   ALG=PS256                  of all keys: PS256, ES256, EdDSA
#   AUTH=private_key_jwt       or tls_client_auth, self_signed_tls_client_auth
#   BIND=dpop                  or mtls: how access tokens are bound
#   OPENID=0 RESPONSE=code     or 1; code, jarm, "code id_token"
#   NONCE=off MODE=local OPAQUE=0   DPoP nonces (off, offered, required); how the resource server judges (local, introspection)
#   REDIRECT_BASE=https://HOST/callback-host   what comes before /callback
#   FLAVOUR=default BUILD=...  whose make_key is used
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { sed -n '3,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
dir=$1; shift
HOST=localhost AS_PORT=9443 MTLS_PORT=9444 RS_PORT=9445 PROFILE=FAPI2_SECURITY ALG=PS256 AUTH=private_key_jwt BIND=dpop
OPENID=0 RESPONSE=code NONCE=off MODE=local OPAQUE=0 REDIRECT_BASE= FLAVOUR=default BUILD=${BUILD:-$here/../../build}
for option in "$@"; do
    case $option in
    HOST=*|AS_PORT=*|MTLS_PORT=*|RS_PORT=*|PROFILE=*|ALG=*|AUTH=*|BIND=*|OPENID=*|RESPONSE=*|NONCE=*|MODE=*|OPAQUE=*|REDIRECT_BASE=*|FLAVOUR=*|BUILD=*)
        printf -v "${option%%=*}" %s "${option#*=}" ;;
    *) echo "setup.sh: what is $option?" >&2; exit 2 ;;
    esac
done
one_of() { local name=$1 value=$2; shift 2; for v in "$@"; do [ "$v" = "$value" ] && return; done; echo "setup.sh: $name must be one of: $*" >&2; exit 2; }
one_of ALG "$ALG" PS256 ES256 EdDSA
one_of AUTH "$AUTH" private_key_jwt tls_client_auth self_signed_tls_client_auth
one_of BIND "$BIND" dpop mtls
one_of RESPONSE "$RESPONSE" code jarm 'code id_token'
one_of MODE "$MODE" local introspection
one_of OPENID "$OPENID" 0 1
one_of OPAQUE "$OPAQUE" 0 1
: "${REDIRECT_BASE:=https://$HOST:8443}"
make_key=$(cd "$BUILD" && pwd)/examples/$FLAVOUR/system/make_key
[ -x "$make_key" ] || { echo "setup.sh: run make examples first (no $make_key)" >&2; exit 2; }

umask 077
mkdir -p "$dir"
cd "$dir"

# ---- certificates: one CA for servers, one for clients ----
# What is there already is kept, so that a folder can be set up anew with other options, or from another's certificates and keys.
authority() { # name, subject
    [ -s "$1.pem" ] && [ -s "$1.key" ] && return
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.pem" -days 365 -subj "/CN=$2" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
}
issue() { # authority, name, subject, extensions
    [ -s "$2.pem" ] && [ -s "$2.key" ] && return
    openssl req -newkey rsa:2048 -nodes -keyout "$2.key" -out "$2.csr" -subj "$3" 2>/dev/null
    openssl x509 -req -in "$2.csr" -CA "$1.pem" -CAkey "$1.key" -CAcreateserial -days 365 -out "$2.pem" \
        -extfile <(printf '%s\n' "$4") 2>/dev/null
    rm -f "$2.csr"
}
authority ca "Test CA of servers"
authority client-ca "Test CA of clients"
names="DNS:$HOST,DNS:localhost,IP:127.0.0.1"
issue ca server "/CN=$HOST" "subjectAltName=$names
extendedKeyUsage=serverAuth"
for client in client1 client2; do
    if [ "$AUTH" = tls_client_auth ]; then
        kind=issued
        issue client-ca $client.issued "/O=Test/CN=$client" "extendedKeyUsage=clientAuth"
    else
        kind=self; how=rsa:2048
        [ "$AUTH$ALG" = self_signed_tls_client_authES256 ] && kind=self-ec how='ec -pkeyopt ec_paramgen_curve:P-256'
        # shellcheck disable=SC2086 # how may be several words
        [ -s $client.$kind.pem ] && [ -s $client.$kind.key ] || openssl req -x509 -newkey $how -nodes -keyout $client.$kind.key \
            -out $client.$kind.pem -days 365 -subj "/O=Test/CN=$client" 2>/dev/null
    fi
    cp $client.$kind.pem $client.pem
    cp $client.$kind.key $client.key
done

# ---- keys ----
hex_to_base64url() { local hex; hex=$(tr -d ' :\n'); printf "$(sed 's/../\\x&/g' <<<"$hex")" | base64 -w0 | tr +/ -_ | tr -d =; }
part() { awk -v name="$2:" '$0 ~ /^[a-zA-Z]/ { on = ($1 == name) } on && /^ / { print }' <<<"$1"; }
number() { part "$1" "$2" | tr -d ' :\n' | sed 's/^00//' | hex_to_base64url; }
# A TLS key as a JWK: a client with a self-signed certificate is known by it (RFC 8705 2.2), so it signs with it as well.
jwk_of_tls_key() { # file, kid, private: 1; x5c: the certificate
    local text point out
    text=$(openssl pkey -in "$1.key" -noout -text)
    if grep -q modulus <<<"$text"; then
        out='{"kty":"RSA","n":"'$(number "$text" modulus)'","e":"AQAB","alg":"PS256"'
        [ "$3" = 1 ] && out="$out,\"d\":\"$(number "$text" privateExponent)\",\"p\":\"$(number "$text" prime1)\",\"q\":\"$(number "$text" prime2)\",\"dp\":\"$(number "$text" exponent1)\",\"dq\":\"$(number "$text" exponent2)\",\"qi\":\"$(number "$text" coefficient)\""
    else
        point=$(part "$text" pub | tr -d ' :\n')
        out='{"kty":"EC","crv":"P-256","x":"'$(hex_to_base64url <<<"${point:2:64}")'","y":"'$(hex_to_base64url <<<"${point:66:64}")'","alg":"ES256"'
        [ "$3" = 1 ] && out="$out,\"d\":\"$(part "$text" priv | tr -d ' :\n' | tail -c 64 | hex_to_base64url)\""
    fi
    [ "$3" = 1 ] || out="$out,\"x5c\":[\"$(openssl x509 -in "$1.pem" -outform der | base64 -w0)\"]"
    printf '%s,"use":"sig","kid":"%s"}\n' "$out" "$2"
}
# FILE.both holds the private JWK in its first line and the public one in its second; one of another algorithm is not kept.
key() { # file, algorithm, kid
    grep -qs "\"alg\":\"$2\"" "$1.both" || "$make_key" "$2" "$3" >"$1.both"
    sed -n 1p "$1.both" >"$1"
}
declare -A public
key client1.jwk "$ALG" client1
key client2.jwk "$ALG" client2
key rs-key.json "$ALG" rs-key
key client1.dpop.jwk ES256 client1-dpop
key client2.dpop.jwk ES256 client2-dpop
for name in client1.jwk client2.jwk rs-key.json; do public[${name%.j*}]=$(sed -n 2p "$name.both"); done
if [ "$AUTH" = self_signed_tls_client_auth ]; then
    for name in client1 client2; do
        public[$name]=$(jwk_of_tls_key $name $name 0)
        [ "$ALG" = EdDSA ] || jwk_of_tls_key $name $name 1 >"$name.jwk"
    done
fi

# ---- clients ----
scope=accounts; [ "$OPENID" = 1 ] && scope='openid accounts'
response_type=code; [ "$RESPONSE" = 'code id_token' ] && response_type='code id_token'
client_json() { # name, redirect uri
    local keys=${public[$1]} more=
    [ "$AUTH" = private_key_jwt ] && more=",\"token_endpoint_auth_signing_alg\":\"$ALG\""
    [ "$AUTH" = tls_client_auth ] && more=",\"tls_client_auth_subject_dn\":\"CN=$1,O=Test\""
    [ "$BIND" = dpop ] && more="$more,\"dpop_bound_access_tokens\":true" || more="$more,\"tls_client_certificate_bound_access_tokens\":true"
    [ "$AUTH$ALG" = self_signed_tls_client_authEdDSA ] || more="$more,\"request_object_signing_alg\":\"$ALG\""
    [ "$OPENID" = 1 ] && more="$more,\"id_token_signed_response_alg\":\"$ALG\""
    printf '{"client_id":"%s","client_name":"Client <%s>","redirect_uris":["%s"],"response_types":["%s"],' "$1" "$1" "$2" "$response_type"
    printf '"grant_types":["authorization_code","refresh_token","client_credentials"%s],' "$([ "$RESPONSE" = 'code id_token' ] && echo ',"implicit"')"
    printf '"scope":"%s","token_endpoint_auth_method":"%s","authorization_signed_response_alg":"%s"%s,' "$scope" "$AUTH" "$ALG" "$more"
    printf '"jwks":{"keys":[%s]}}' "$keys"
}
rs_json=$(printf '{"client_id":"rs1","client_name":"Accounts API","grant_types":[],"response_types":[],"redirect_uris":[],"token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_signing_alg":"%s","introspection_signed_response_alg":"%s","id_token_signed_response_alg":"%s","jwks":{"keys":[%s]}}' "$ALG" "$ALG" "$ALG" "${public[rs-key]}")
cat >clients.json <<END
{"clients": [
  $(client_json client1 "$REDIRECT_BASE/callback"),
  $(client_json client2 "$REDIRECT_BASE/callback?dummy1=lorem&dummy2=ipsum")],
 "resource_servers": [
  $rs_json]}
END

# ---- configurations ----
flag() { [ "$1" = 1 ] && echo true || echo false; }
# Resource servers authenticate by key, whatever clients do.
methods="\"$AUTH\""; [ "$AUTH" = private_key_jwt ] || methods="\"$AUTH\", \"private_key_jwt\""
client_ca=; [ "$AUTH" = tls_client_auth ] && client_ca=', "client_ca": "client-ca.pem"'
cat >as.json <<END
{"issuer": "https://$HOST:$AS_PORT",
 "listen": {"address": "127.0.0.1", "port": $AS_PORT, "certificate": "server.pem", "key": "server.key"},
 "mtls": {"address": "127.0.0.1", "port": $MTLS_PORT, "url": "https://$HOST:$MTLS_PORT"$client_ca},
 "database": "as.db", "keys": "as-keys.json",
 "profile": "$PROFILE", "algs": ["$ALG"], "openid": $(flag "$OPENID"),
 "scopes": ["accounts"], "resources": ["https://$HOST:$RS_PORT/accounts"],
 "client_auth": [$methods], "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
 "dpop_nonce": "$NONCE", "opaque_tokens": $(flag "$OPAQUE"),
 "user": {"sub": "alice", "name": "Alice Adams", "email": "alice@example.com"},
 "clients": "clients.json", "log": "as.log"}
END
cat >rs.json <<END
{"resource": "https://$HOST:$RS_PORT/accounts", "issuer": "https://$HOST:$AS_PORT", "ca": "ca.pem",
 "listen": {"address": "127.0.0.1", "port": $RS_PORT, "certificate": "server.pem", "key": "server.key"},
 "profile": "$PROFILE", "mode": "$MODE", "scope": "accounts", "dpop_nonce": "$NONCE",
 "client": {"metadata": $rs_json, "key": "rs-key.json"},
 "database": "rs.db", "log": "rs.log", "threads": 16}
END
echo "$dir: https://$HOST:$AS_PORT, mutual TLS on $MTLS_PORT, https://$HOST:$RS_PORT/accounts"
