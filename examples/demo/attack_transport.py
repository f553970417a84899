# SPDX-License-Identifier: Apache-2.0
"""Attacks below and beside OAuth: TLS that is too old, lines where there must be none."""
import http.client
import io
import socket
import ssl
import urllib.parse

import cases
import fapi
import lab
from cases import Group, Silence

transport = Group("Transport", "Connections that somebody weakened, and fields that hold more than one line. What fails in the handshake never becomes a message:"
                               " there is no verdict of the library then, and the clause is that of its status for the same rule.")


def handshake(world, what, status, **how):
    """A handshake that must fail; who refuses it is the TLS library of the server, whatever the client offers."""
    system = world.dpop
    port = urllib.parse.urlsplit(system.issuer).port
    good = lab.tls_probe("localhost", port, system.folder / "ca.pem")
    world.passed("what else is offered", good[0] == "TLSv1.3", " ".join(good))
    version, said = lab.tls_probe("localhost", port, system.folder / "ca.pem", **how)
    number = fapi.constant(status)
    name = status if version is None else "FAPI_OK"
    return Silence(what, "no handshake" if version is None else f"{version} {said}", {
        "server": "TLS of the server", "status": name, "clause": fapi.status_clause(number), "text": said})


@transport.case("tls-old", "TLS 1.1", "A client, or somebody between, that offers TLS 1.1 at most.", "FAPI_TLS_VERSION")
def _(world):
    # Python's OpenSSL offers it only at its lowest security level.
    return handshake(world, "ClientHello, TLS 1.0 to TLS 1.1", "FAPI_TLS_VERSION", versions=(ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1),
                     ciphers="ALL:@SECLEVEL=0")


@transport.case("tls-cipher", "TLS 1.2 without forward secrecy", "Only suites with RSA key exchange or CBC are offered.", "FAPI_TLS_CIPHER")
def _(world):
    return handshake(world, "ClientHello, TLS 1.2, AES128-GCM-SHA256 AES256-SHA ECDHE-RSA-AES128-SHA", "FAPI_TLS_CIPHER",
                     versions=(ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
                     ciphers="AES128-GCM-SHA256:AES256-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0")


def raw(system, url, lines, cert):
    """A request written by hand, as no HTTP library would."""
    parts = urllib.parse.urlsplit(url)
    text = "\r\n".join((f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *lines, "Connection: close", "", ""))
    system.log.fresh()
    with socket.create_connection((parts.hostname, parts.port), 10) as plain:
        with system.http.context(cert).wrap_socket(plain, server_hostname=parts.hostname) as tls:
            tls.sendall(text.encode())
            came = b""
            while data := tls.recv(65536):
                came += data

    class Read:
        def makefile(self, *_):
            return io.BytesIO(came)
    response = http.client.HTTPResponse(Read())
    response.begin()
    answer = lab.Answer(response.status, response.getheaders(), response.read())
    answer.asked, answer.audit = text.replace("\r\n", "\n").strip(), system.log.fresh()
    return answer


INTERACTION = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a"


@transport.case("crlf-field", "Field over two lines", "x-fapi-interaction-id, which the answer repeats, goes on in a second line: Set-Cookie.",
                ("FAPI_HTTP_FIELD_NAME", "FAPI_HTTP_FIELD_VALUE"), "mtls")
def _(world):
    system, cert = world.mtls, world.certificate("client1")
    sent = ["Authorization: Bearer " + world.token("mtls")]
    world.control("with the field in one line", raw(system, system.resource, sent + ["x-fapi-interaction-id: " + INTERACTION], cert))
    answer = raw(system, system.resource, sent + ["x-fapi-interaction-id: " + INTERACTION, " Set-Cookie: session=attacker"], cert)
    world.must(not answer.header("Set-Cookie"), "no cookie in the answer", "the answer sets the attacker's cookie")
    return answer
