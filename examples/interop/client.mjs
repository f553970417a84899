// SPDX-License-Identifier: Apache-2.0
// A real client (openid-client): discovery, signed request object, PAR, authorization, JARM, token, resource request.
// Usage: node client.mjs dpop|mtls
// Environment: ISSUER, ALG, OUT. Every message that libfapi judges, now or later, is written to OUT.
import fs from 'node:fs';
import * as jose from 'jose';
import * as client from 'openid-client';
import { Agent, fetch as fetchThrough } from 'undici';

const mode = process.argv[2] ?? 'dpop';
const ISSUER = process.env.ISSUER;
const ALG = process.env.ALG ?? 'ES256';
const OUT = process.env.OUT ?? 'out';
const REDIRECT = 'https://rp.example.com/cb';
const RESOURCE = 'https://api.example.com/accounts';
const RESOURCE_URL = new URL('https://127.0.0.1:1/accounts?x=1'); // nobody listens there: the request is only recorded

const write = (name, text) => fs.writeFileSync(`${OUT}/${name}`, text);
const save = (name, text) => write(`${mode}.${name}`, text);
const json = (value) => `${JSON.stringify(value, null, 1)}\n`;

const identity = mode === 'mtls'
  ? { cert: fs.readFileSync(`${OUT}/client_certificate.pem`), key: fs.readFileSync(`${OUT}/private/client.key`) }
  : {};
const dispatcher = new Agent({ connect: { ca: fs.readFileSync(`${OUT}/private/ca.pem`), ...identity } });
const log = [];
async function loggedFetch(url, options = {}) {
  const headers = Object.fromEntries(new Headers(options.headers));
  const body = options.body?.toString();
  const response = await fetchThrough(url, { ...options, headers, body, dispatcher, duplex: undefined });
  log.push({ url: String(url), headers, body });
  return response;
}
const lastTo = (end) => log.filter((entry) => entry.url.endsWith(end)).pop();

const { alg: _alg, use: _use, ...jwk } = JSON.parse(fs.readFileSync(`${OUT}/private/client.jwk.json`));
const CRYPTO = {
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
};
const key = await crypto.subtle.importKey('jwk', { ...jwk, key_ops: ['sign'] }, CRYPTO[ALG], false, ['sign']);
const signing = { key, kid: jwk.kid };

// The client writes the name of RFC 9864, Ed25519; servers know that of RFC 8037.
const rename = (header) => { if (header.alg === 'Ed25519') header.alg = 'EdDSA'; };
const renaming = { [client.modifyAssertion]: rename };
const assertion = { [client.modifyAssertion]: (header, payload) => { rename(header); payload.aud = ISSUER; } };

const config = await client.discovery(new URL(ISSUER), `${mode}-client`, {
  token_endpoint_auth_method: 'private_key_jwt',
  id_token_signed_response_alg: ALG,
  authorization_signed_response_alg: ALG,
  use_mtls_endpoint_aliases: false,
}, client.PrivateKeyJwt(signing, assertion), { [client.customFetch]: loggedFetch });

let DPoP;
if (mode === 'dpop') {
  const pair = await client.randomDPoPKeyPair(ALG === 'EdDSA' ? 'Ed25519' : ALG, { extractable: true });
  DPoP = client.getDPoPHandle(config, pair, renaming);
  client.useJwtResponseMode(config);
}

const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
let parameters = {
  redirect_uri: REDIRECT,
  scope: 'openid accounts',
  resource: RESOURCE,
  state,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  ...(mode === 'dpop' ? { response_mode: 'jwt' } : {}),
};
if (mode === 'dpop') {
  parameters = (await client.buildAuthorizationUrlWithJAR(config, parameters, signing, renaming)).searchParams;
}
const authorization = await client.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });

// A browser: follow redirects with a cookie jar until the server sends the user back.
let url = authorization;
const jar = {};
for (let hop = 0; hop < 10 && !url.href.startsWith(REDIRECT); hop += 1) {
  const cookie = Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await loggedFetch(url, { redirect: 'manual', headers: { cookie } });
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]*)=([^;]*)/.exec(line);
    if (value) jar[name] = value; else delete jar[name];
  }
  const location = response.headers.get('location');
  if (!location) throw new Error(`stuck at ${url.href}: ${response.status} ${await response.text()}`);
  url = new URL(location, url);
}

const tokens = await client.authorizationCodeGrant(config, url,
  { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true }, { resource: RESOURCE }, { DPoP });

write('issuer', ISSUER);
write('as_metadata.json', json(config.serverMetadata()));
write('jwks.json', json(await (await loggedFetch(config.serverMetadata().jwks_uri)).json()));
save('callback_url', url.href);
save('token_response.json', json(tokens));
save('access_token.jwt', tokens.access_token);
save('id_token.jwt', tokens.id_token);
const par = lastTo('/request');
const token = lastTo('/token');
save('par_body', par.body);
save('token_body', token.body);
save('client_assertion.jwt', new URLSearchParams(token.body).get('client_assertion'));
if (mode === 'dpop') {
  save('par_proof.jwt', par.headers.dpop);
  save('token_proof.jwt', token.headers.dpop);
  save('request_object.jwt', new URLSearchParams(par.body).get('request'));
  save('jarm.jwt', url.searchParams.get('response'));
}

// The request to the resource, as its server would see it.
config[client.customFetch] = async (target, options) => {
  const fields = [...new Headers(options.headers)].map(([name, value]) => `${name}: ${value}\n`);
  save('request.http', `${options.method} ${target} HTTP/1.1\n${fields.join('')}\n`);
  write('now', String(Math.floor(Date.now() / 1000)));
  return new Response('{}', { status: 200 });
};
await client.fetchProtectedResource(config, tokens.access_token, RESOURCE_URL, 'GET', undefined, undefined, { DPoP });

// A second opinion on what was recorded.
const keys = jose.createLocalJWKSet(JSON.parse(fs.readFileSync(`${OUT}/jwks.json`)));
await jose.jwtVerify(tokens.access_token, keys, { issuer: ISSUER, audience: RESOURCE, typ: 'at+jwt' });
await dispatcher.close();
