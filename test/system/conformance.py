#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the public conformance suite expects of a server, driven against the two servers of examples over real HTTPS.

    test/system/conformance.py [--variant WORD]... [--row WORD]... [--flavour default|openssl] [--json FILE] [--html FILE] [--list]

The rows are data, conformance_rows.tsv: name, table (F2: FAPI 2.0 Final, F1: FAPI 1.0 Advanced Final, CAT: single messages), when they
apply (words of a variant, all of them; `never` with a reason; `once` for what needs no variant), what is sent and what must happen.
conformance_checks.py sends it. Every row must have a check, and must run in every variant that it applies to: a missing one fails.

A variant is a pair of servers with a way of client authentication, of binding, of asking and answering; all of them run at once, each in
a process of its own, and what has to wait (a code of 62 seconds) waits beside the rest. The last line is `N passed, N failed`."""
import argparse
import csv
import datetime
import heapq
import html
import inspect
import ipaddress
import json
import multiprocessing
import os
import pathlib
import sys
import tempfile
import time
import traceback
import types

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "examples" / "system")]

from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402

import conformance_checks  # noqa: E402
import lab  # noqa: E402

FIELDS = ("row", "variant", "sent", "expected", "got", "http", "error", "status", "clause", "verdict")
AUTH = {"a": ("private_key_jwt", "dpop"), "b": ("private_key_jwt", "mtls"), "c1": ("tls_client_auth", "mtls"),
        "c2": ("self_signed_tls_client_auth", "mtls")}


class Variant:
    """One column of the table: its name, the options of setup.sh for its servers, and the words that rows ask for."""

    def __init__(self, profile, auth, openid, response="code", signed="", nonce="off", alg="ES256", opaque=False):
        method, binding = AUTH[auth]
        self.alg = alg
        self.profile, self.openid, self.response, self.signed = profile, openid, response, signed
        self.tags = {"FAPI2_SECURITY": {"fapi2"}, "FAPI2_MESSAGE_SIGNING": {"fapi2", "ms"}, "FAPI1_ADVANCED": {"fapi1"}}[profile] | {
            binding, auth, "value" if signed == "value" else "par", "pkj" if method == "private_key_jwt" else "mtlsauth"}
        self.tags |= {word for word, on in (("openid", openid), ("signed", signed), ("jarm", response == "jarm"), (
            "idtoken", response == "code id_token"), ("introspection", openid), ("nonce", nonce != "off"), (
                "tlsauth", method == "tls_client_auth"), ("opaque", opaque)) if on}
        first = {"FAPI2_SECURITY": "fapi2", "FAPI2_MESSAGE_SIGNING": "fapi2ms", "FAPI1_ADVANCED": "fapi1"}[profile]
        words = [first, auth, ("openid" if openid else "oauth") if profile != "FAPI1_ADVANCED" else response.replace("code ", ""),
                 signed if profile == "FAPI1_ADVANCED" else ""]
        self.name = "-".join(word for word in words if word)
        self.options = {"PROFILE": profile, "ALG": "PS256", "AUTH": method, "BIND": binding, "OPENID": int(openid), "RESPONSE": response,
                        "NONCE": nonce, "MODE": "introspection" if openid else "local", "OPAQUE": int(opaque)}


def all_variants():
    """Lists of variants; those of one list share a pair of servers."""
    out = []
    for auth in AUTH:
        for openid in (False, True):
            nonce = "required" if auth == "a" and openid else "off"
            out.append([Variant("FAPI2_SECURITY", auth, openid, nonce=nonce, alg="EdDSA" if auth == "c1" else "ES256",
                                opaque=auth == "b" and openid)])
            nonce = "offered" if auth == "a" and openid else "off"
            out.append([Variant("FAPI2_MESSAGE_SIGNING", auth, openid, "jarm", "par", nonce, "EdDSA" if auth == "b" else "ES256",
                                opaque=auth == "a" and openid)])
    for auth in ("b", "c1", "c2"):
        for response in ("code id_token", "jarm"):
            alg = "PS256" if (auth, response) == ("c2", "jarm") else "ES256"
            out.append([Variant("FAPI1_ADVANCED", auth, True, response, signed, alg=alg) for signed in ("value", "par")])
    out[0][0].tags.add("once")
    return out


def read_rows():
    with open(HERE / "conformance_rows.tsv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def applies(row, variant):
    return set(row["when"].split()) <= variant.tags


# -------------------------------------------------------------------------------------------------------------- servers

class Names:
    """Clients that are known by names of their certificates, made by a CA of this test: rows X6 and X8."""

    ALTERNATIVES = {
        "dns": ("tls_client_auth_san_dns", "client.example.com", x509.DNSName("CLIENT.example.com"), x509.DNSName("other.example.com")),
        "uri": ("tls_client_auth_san_uri", "https://client.example.com/a", x509.UniformResourceIdentifier("https://client.example.com/a"),
                x509.UniformResourceIdentifier("https://client.example.com/b")),
        "ip": ("tls_client_auth_san_ip", "2001:0DB8:0000:0000:0000:0000:0000:0001", x509.IPAddress(ipaddress.ip_address("2001:db8::1")),
               x509.IPAddress(ipaddress.ip_address("2001:db8::2"))),
        "email": ("tls_client_auth_san_email", "client@EXAMPLE.com", x509.RFC822Name("client@example.com"),
                  x509.RFC822Name("other@example.com"))}

    def __init__(self, folder):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name.from_rfc4514_string("CN=conformance test CA")
        self.certificates = {}
        with open(folder / "client-ca.pem", "ab") as file:
            file.write(b"\n" + self.certify(self.name, self.key, None, True).public_bytes(serialization.Encoding.PEM))

    def certify(self, subject, key, alternative, authority=False):
        start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
        made = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(start)
                .not_valid_after(start + datetime.timedelta(days=30))
                .add_extension(x509.BasicConstraints(ca=authority, path_length=None), True))
        if alternative is not None:
            made = made.add_extension(x509.SubjectAlternativeName([alternative]), False)
        return made.sign(self.key, hashes.SHA256())

    def files(self, name, subject, alternative=None):
        key = ec.generate_private_key(ec.SECP256R1())
        paths = self.folder / (name + ".pem"), self.folder / (name + ".key")
        made = self.certify(x509.Name.from_rfc4514_string(subject), key, alternative)
        paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                               serialization.NoEncryption()))
        return str(paths[0]), str(paths[1])

    def register(self, clients):
        """Add the clients to a document of registrations, each like the first one but for its name."""
        first = {name: value for name, value in clients["clients"][0].items() if not name.startswith("tls_client_auth_")}
        order = "O=Example,CN=named,C=GB"
        wanted = {"dn": ("tls_client_auth_subject_dn", order)}
        self.certificates["dn"] = self.files("dn", order), self.files("dn-other", "CN=named,O=Example,C=GB")
        for name, (member, value, good, bad) in self.ALTERNATIVES.items():
            wanted[name] = member, value
            self.certificates[name] = self.files(name, "CN=" + name, good), self.files(name + "-bad", "CN=" + name, bad)
        for name, (member, value) in wanted.items():
            clients["clients"].append({**first, "client_id": "named-" + name, member: value})

    def clients(self, system, one):
        out = {}
        for name, (good, other) in self.certificates.items():
            made = one.like(client_id="named-" + name)
            out[name] = types.SimpleNamespace(good=made.like(cert=good), other=made.like(cert=other), bad=made.like(cert=other))
        return out


class Servers:
    """The pair for some variants, with what rows need beyond the set-up."""

    def __init__(self, variant, flavour, build, template):
        self.variant, self.names = variant, None
        self.second_key = lab.Key.make("ES256", kid="second")
        self.system = lab.System(variant.options, flavour=flavour, build=build, change=self.change, template=template)

    def change(self, server, resource, clients):
        """Clients have RSA keys in all variants, as the rows on RS256 need one. The server signs as the variant says."""
        server["algs"] = [self.variant.alg]
        for one in clients["clients"] + clients["resource_servers"] + [resource.get("client", {}).get("metadata", {})]:
            for name in ("authorization", "id_token", "introspection"):
                if name + "_signed_response_alg" in one:
                    one[name + "_signed_response_alg"] = self.variant.alg
        server.setdefault("controls", {})["REQUEST_URI_MAX_LIFETIME"] = 30  # so that P14 need not wait ten minutes
        server["grant_types"] = sorted(set(server.get("grant_types", [])) | {"client_credentials", "refresh_token", "authorization_code"})
        first = clients["clients"][0]
        first["grant_types"] = sorted(set(first.get("grant_types", [])) | {"client_credentials", "refresh_token", "authorization_code"})
        if "pkj" in self.variant.tags:
            keys = first.get("jwks") or json.loads((self.system.folder / first.pop("jwks_file")).read_text())
            first["jwks"] = {"keys": keys["keys"] + [self.second_key.public_jwk()]}
            first["token_endpoint_auth_signing_alg"] = "PS256"
        if "tlsauth" in self.variant.tags:
            self.names = Names(self.system.folder)
            self.names.register(clients)

    def run(self, variant):
        """What a check is given."""
        changes = {"signed": variant.signed, "response": variant.response, "openid": variant.openid}
        run = conformance_checks.Run(variant, self.system, self.system.client("client1", **changes),
                                     self.system.client("client2", **changes))
        run.second_key, run.verdicts, run.descriptions, run.nonce_answers = self.second_key, {}, [], []
        run.named = self.names.clients(self.system, run.one) if self.names else {}
        return run

    def watch(self, runs):
        """Show every answer to the rows that are about all of them."""
        send = self.system.http.send

        def watched(*args, **named):
            answer = send(*args, **named)
            text = answer.member("error_description")
            for run in runs:
                if text is not None:
                    run.descriptions.append(text)
                if answer.header("DPoP-Nonce") is not None or answer.error == "use_dpop_nonce":
                    run.nonce_answers.append(answer)
            return answer
        self.system.http.send = watched


# --------------------------------------------------------------------------------------------------------------- running

class Task:
    """A check in a run: started, waiting, or done."""

    def __init__(self, run, function, rows):
        self.run, self.function, self.rows, self.steps, self.judged, self.notes = run, function, rows, None, [], []

    def proceed(self):
        """Go on; gives the seconds to wait, or None when it is done and its verdict is in self.result."""
        self.run.judged, self.run.notes = self.judged, self.notes
        try:
            if self.steps is None:
                started = self.function(self.run)
                self.steps = started if inspect.isgenerator(started) else iter(())
            wait = next(self.steps, None)
            if wait is not None:
                return wait
            self.finish("passed", "")
        except (conformance_checks.Failed, lab.LabError) as failure:
            self.finish("failed", str(failure))
        except Exception:  # a check that is wrong itself is a failure, and the others go on
            self.finish("failed", traceback.format_exc(limit=-3))
        return None

    def finish(self, verdict, why):
        judged, notes = self.run.judged, self.run.notes
        got = []
        for answer in judged:
            words = [str(answer.status or "no answer"), answer.error or answer.line.get("error", ""), answer.reason if answer.reason != "FAPI_OK" else "",
                     "[%s]" % answer.clause if answer.clause else ""]
            text = " ".join(word for word in words if word)
            if text not in got:
                got.append(text)
        last = judged[-1] if judged else lab.Answer(0)
        self.result = {"got": "; ".join(got + notes), "http": last.status, "error": last.error or "", "status": last.reason,
                       "clause": last.clause, "verdict": verdict, "why": why}
        for row in self.rows:
            self.run.verdicts[row["row"]] = verdict


def tasks_of(run, rows):
    """The checks for the rows that apply here, and the rows that no check proves."""
    due = {row["row"]: row for row in rows if applies(row, run.variant)}
    tasks, seen = [], set()
    for names, function in conformance_checks.CHECKS:
        mine = [due[name] for name in names if name in due]
        seen.update(row["row"] for row in mine)
        if mine:
            tasks.append(Task(run, function, mine))
    return tasks, [row for name, row in due.items() if name not in seen]


def run_all(tasks, slot):
    """Slow ones first, then the rest as long as there is a slot among the variants, then what waited, at last the late ones."""
    waiting, order = [], 0
    groups = [[task for task in tasks if getattr(task.function, "slow", False)],
              [task for task in tasks if not getattr(task.function, "slow", False) and not getattr(task.function, "late", False)]]

    def start(task):
        nonlocal order
        wait = task.proceed()
        if wait is not None:
            order += 1
            heapq.heappush(waiting, (time.monotonic() + wait, order, task))

    for task in groups[0]:
        start(task)
    with slot:
        for task in groups[1]:
            while waiting and waiting[0][0] <= time.monotonic():
                start(heapq.heappop(waiting)[2])
            start(task)
    while waiting:
        due, _, task = heapq.heappop(waiting)
        time.sleep(max(0, due - time.monotonic()))
        start(task)
    for task in tasks:
        if getattr(task.function, "late", False):
            task.proceed()


def run_pair(variants, rows, arguments, template, setup_slot, slot, results):
    """The work of one process: one pair of servers and its variants. Puts a list of results, and one line if the pair could not start."""
    out = []
    try:
        servers = Servers(variants[0], arguments.flavour, arguments.build, template)
        try:
            with setup_slot:
                servers.system.start()
            runs = [servers.run(variant) for variant in variants]
            servers.watch(runs)
            tasks, missing = [], []
            for run in runs:
                mine, lost = tasks_of(run, rows)
                tasks += mine
                missing += [(run.variant, row) for row in lost]
            run_all(tasks, slot)
            for task in tasks:
                out += [result(row, task.run.variant, task.result) for row in task.rows]
            out += [result(row, variant, {"got": "no check for this row", "verdict": "failed"}) for variant, row in missing]
        finally:
            ended = servers.system.stop()
        for name, why in ended.items():
            print("%s: %s did not end well: %s" % (variants[0].name, name, why), flush=True)
            end = {"row": "clean end", "sends": "SIGTERM to the servers", "must happen": "exit status 0"}
            out.append(result(end, variants[0], {"got": name, "verdict": "failed", "why": why}))
    except Exception:
        why = traceback.format_exc(limit=-3)
        print("%s: the servers did not run: %s" % (variants[0].name, " ".join(why.split()[-60:])), flush=True)
        done = {(one["row"], one["variant"]) for one in out}
        for variant in variants:
            out += [result(row, variant, {"got": "the servers did not run", "verdict": "failed", "why": why}) for row in rows
                    if applies(row, variant) and (row["row"], variant.name) not in done]
    results.put(out)


def result(row, variant, found):
    out = dict.fromkeys(FIELDS + ("why",), "")
    out.update(row=row["row"], variant=variant.name, sent=row["sends"], expected=row["must happen"], **found)
    return out


def make_template(folder, arguments):
    """Certificates and keys for all variants. Clients sign some thousand times: 2048 bits are enough for that."""
    for name in ("client1", "client2"):
        key = lab.Key.make("PS256", name, 2048)
        lines = [json.dumps(one, separators=(",", ":")) + "\n" for one in (key.private_jwk(), key.public_jwk())]
        (folder / (name + ".jwk.both")).write_text("".join(lines))
    lab.System({"AUTH": "tls_client_auth"}, folder, arguments.flavour, arguments.build).setup()


def run_table(pairs, rows, arguments):
    context = multiprocessing.get_context("fork")
    setup_slot, slot, results = context.Semaphore(2), context.Semaphore(arguments.jobs), context.Queue()
    with tempfile.TemporaryDirectory(prefix="fapi-conformance-") as template:
        make_template(pathlib.Path(template), arguments)
        processes = [context.Process(target=run_pair, args=(variants, rows, arguments, template, setup_slot, slot, results))
                     for variants in pairs]
        for process in processes:
            process.start()
        out = []
        for _ in processes:
            out += results.get(timeout=arguments.timeout)
        for process in processes:
            process.join()
    return out


# ---------------------------------------------------------------------------------------------------------------- output

def why_not(row, tags):
    """The reason why a row does not apply to a variant of these words."""
    if row["when"] == "never":
        return row["must happen"]
    return "asks for " + ", ".join(word for word in row["when"].split() if word not in tags)


def by_row(results):
    out = {}
    for one in results:
        out.setdefault(one["row"], []).append(one)
    return out


def print_table(rows, results, names):
    found = by_row(results)
    for row in rows:
        if row["when"] == "never":
            print("%-8s %s  (%s): %s: %s" % ("n/a", row["row"], row["tables"], row["sends"], row["must happen"]))
            continue
        mine = found.get(row["row"], [])
        if not mine:
            continue
        print("%-8s %s  (%s): %s -> %s" % ("failed" if any(one["verdict"] == "failed" for one in mine) else "passed", row["row"],
                                           row["tables"], row["sends"], row["must happen"]))
        same = {}
        for one in mine:
            same.setdefault((one["verdict"], one["got"], one["why"]), []).append(one["variant"])
        for (verdict, got, why), variants in same.items():
            if why and got == "the servers did not run":
                continue
            whole = "all %d variants" % len(names) if len(variants) == len(names) else " ".join(variants)
            print("           %s: %s%s" % (whole, got or "as it must", "" if verdict == "passed" else "  FAILED " + why))


def write_html(path, rows, results, seconds):
    found, lines = by_row(results), []
    for row in rows:
        for one in found.get(row["row"], []) or [result(row, types.SimpleNamespace(name="-"), {"got": "", "verdict": "n/a"})]:
            cells = "".join("<td>%s</td>" % html.escape(str(one[name])) for name in FIELDS[:-1])
            why = ": " + one["why"] if one["why"] else ""
            lines.append('<tr class="%s">%s<td>%s</td></tr>' % (one["verdict"].replace("/", ""), cells,
                                                                html.escape(one["verdict"] + why)))
    head = "".join("<th>%s</th>" % name for name in FIELDS)
    style = "body{font:14px sans-serif}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:2px 6px;text-align:left;" \
            "vertical-align:top}.failed{background:#fdd}.na{color:#777}"
    pathlib.Path(path).write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Conformance table</title><style>%s</style><h1>Conformance table</h1>'
        '<p>%s, %.0f s</p><table><tr>%s</tr>%s</table></html>' % (style, summary(results), seconds, head, "\n".join(lines)),
        encoding="utf-8")


def summary(results):
    failed = sum(one["verdict"] == "failed" for one in results)
    return "%d passed, %d failed" % (len(results) - failed, failed)


def check_data(rows, pairs):
    """The rows and the checks name each other, and each row applies somewhere or says why not."""
    names, wrong = [row["row"] for row in rows], []
    known = {name for checked, _ in conformance_checks.CHECKS for name in checked}
    wrong += ["row twice: " + name for name in set(names) if names.count(name) > 1]
    wrong += ["check for no row: " + name for name in known - set(names)]
    for row in rows:
        if row["when"] == "never":
            wrong += ["no reason: " + row["row"]] if not row["must happen"] else []
        else:
            wrong += ["no check: " + row["row"]] if row["row"] not in known else []
            wrong += ["applies nowhere: " + row["row"]] if not any(applies(row, one) for pair in pairs for one in pair) else []
    return wrong


def parse(argv):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--variant", action="append", default=[], help="only variants whose name has this word")
    parser.add_argument("--row", action="append", default=[], help="only rows whose name has this")
    parser.add_argument("--flavour", default="default", choices=("default", "openssl"))
    parser.add_argument("--build", default=os.environ.get("BUILD", "build"))
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--html", metavar="FILE")
    parser.add_argument("--jobs", type=int, default=max(2, (os.cpu_count() or 2) + 1), help="variants that are busy at once")
    parser.add_argument("--timeout", type=int, default=600, help="seconds")
    parser.add_argument("--list", action="store_true", help="print rows and variants, run nothing")
    return parser.parse_args(argv)


def main(argv=None):
    arguments, rows, pairs = parse(argv), read_rows(), all_variants()
    wrong = check_data(rows, pairs)
    pairs = [[one for one in pair if not arguments.variant or any(word in one.name for word in arguments.variant)] for pair in pairs]
    pairs = [pair for pair in pairs if pair]
    rows = [row for row in rows if not arguments.row or any(word == row["row"] or len(word) > 3 and word in row["row"]
                                                            for word in arguments.row)]
    names = [one.name for pair in pairs for one in pair]
    if arguments.list:
        for row in rows:
            where = [one.name for pair in pairs for one in pair if applies(row, one)]
            print("%s: %s" % (row["row"], " ".join(where) or "not applicable: " + why_not(row, set())))
        print("\n".join(wrong))
        return 1 if wrong else 0
    start = time.monotonic()
    results = run_table(pairs, rows, arguments)
    ran = {(one["row"], one["variant"]) for one in results}
    wrong += ["not run: %s in %s" % (row["row"], one.name) for row in rows for pair in pairs for one in pair
              if applies(row, one) and (row["row"], one.name) not in ran]
    print_table(rows, results, names)
    seconds = time.monotonic() - start
    if arguments.json:
        skipped = [{"row": row["row"], "variant": one.name, "reason": why_not(row, one.tags)} for row in rows for pair in pairs
                   for one in pair if not applies(row, one)]
        pathlib.Path(arguments.json).write_text(json.dumps({"results": results, "not_applicable": skipped, "seconds": round(seconds)},
                                                           indent=1))
    if arguments.html:
        write_html(arguments.html, rows, results, seconds)
    for line in wrong:
        print("MISSING  " + line)
    print("%d rows in %d variants, %.0f s" % (len(rows), len(names), seconds))
    print(summary(results + [{"verdict": "failed"}] * len(wrong)))
    return 1 if wrong or any(one["verdict"] == "failed" for one in results) else 0


if __name__ == "__main__":
    sys.exit(main())
