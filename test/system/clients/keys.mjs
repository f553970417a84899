// SPDX-License-Identifier: Apache-2.0
// Keys of the clients, and names of algorithms as node has them. Run by itself, it writes fresh keys: node keys.mjs FILE
import fs from 'node:fs';

export const CRYPTO = {
  PS256: { name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
};

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'];

/** The key pair of a private JWK, not extractable. */
export async function importPair({ alg, use, kid, ...jwk }) {
  const open = Object.fromEntries(Object.entries(jwk).filter(([name]) => !PRIVATE.includes(name)));
  return {
    kid,
    privateKey: await crypto.subtle.importKey('jwk', jwk, CRYPTO[alg], false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', open, CRYPTO[alg], true, ['verify']),
  };
}

async function make(alg, kid) {
  const pair = await crypto.subtle.generateKey(CRYPTO[alg], true, ['sign', 'verify']);
  const { key_ops: _ops, ext: _ext, alg: _alg, ...jwk } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  return { ...jwk, alg, use: 'sig', kid };
}

if (process.argv[1]?.endsWith('keys.mjs')) {
  const keys = {};
  for (const alg of Object.keys(CRYPTO)) {
    for (const owner of ['client', 'dpop', 'rs']) {
      const key = await make(alg, `${owner}-${alg}`);
      const open = Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE.includes(name)));
      (keys[owner] ??= {})[alg] = { key, open };
    }
  }
  fs.writeFileSync(process.argv[2], JSON.stringify(keys));
}
