// SPDX-License-Identifier: Apache-2.0
// node run.mjs JOBS.json: each job is one flow of one client library against one server. Prints a JSON line for each: {id, ok, steps, error}.
import fs from 'node:fs';
import { importPair } from './keys.mjs';
import { connect } from './transport.mjs';
import * as oauth4webapi from './oauth4webapi.mjs';
import * as openidClient from './openid_client.mjs';

const LIBRARIES = { 'openid-client': openidClient, oauth4webapi };

/** What went wrong, with what the server said. */
function explain(error) {
  const parts = [];
  for (let at = error, depth = 0; at && depth < 4; at = at.cause, depth += 1) {
    if (at.message) parts.push(`${at.code ?? at.name ?? ''} ${at.message}`);
    if (at.error) parts.push(`${at.error} ${at.error_description ?? ''}`);
    if (at.status && at.headers) parts.push(`HTTP ${at.status} ${at.headers.get?.('www-authenticate') ?? ''}`);
    if (!(at instanceof Error)) parts.push(JSON.stringify(at)?.slice(0, 400) ?? '');
  }
  return parts.filter((part) => part.trim()).join(' / ');
}

async function runJob(job) {
  const steps = [];
  const open = [];
  const connection = (...facts) => open[open.push(connect(...facts)) - 1];
  try {
    const { privateKey, kid } = await importPair(job.key);
    const rs = await importPair(job.rs.key);
    await LIBRARIES[job.library].run(job, {
      fetch: connection(job.ca, job.certificate, job.certificateKey),
      browserFetch: connection(job.ca),
      rsFetch: connection(job.ca),
      key: { key: privateKey, kid },
      rsKey: { key: rs.privateKey, kid: rs.kid },
      dpopPair: job.bind === 'dpop' ? await importPair(job.dpopKey) : undefined,
      step: (name) => steps.push(name),
    });
    return { id: job.id, ok: true, steps: steps.length };
  } catch (error) {
    return { id: job.id, ok: false, steps: steps.length, error: `${steps.at(-1) ?? 'set-up'}: ${explain(error)}` };
  } finally {
    for (const one of open) one.close().catch(() => {});
  }
}

for (const job of JSON.parse(fs.readFileSync(process.argv[2]))) console.log(JSON.stringify(await runJob(job)));
