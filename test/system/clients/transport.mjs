// SPDX-License-Identifier: Apache-2.0
// HTTPS as a caller of the client libraries provides it: one dispatcher with the client's certificate, one without, for the browser.
import fs from 'node:fs';
import { Agent, fetch as fetchThrough } from 'undici';

const LIMIT = 15000; // ms of one call

/** A fetch that trusts this CA and shows this certificate, if there is one. close() ends its connections. */
export function connect(ca, certificate, key) {
  const identity = certificate ? { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) } : {};
  const dispatcher = new Agent({ connect: { ca: fs.readFileSync(ca), ...identity } });
  const call = (url, options = {}) => fetchThrough(url, {
    ...options,
    headers: Object.fromEntries(new Headers(options.headers)),
    body: options.body?.toString(),
    signal: AbortSignal.timeout(LIMIT),
    duplex: undefined,
    dispatcher,
  });
  call.close = () => dispatcher.close();
  return call;
}
