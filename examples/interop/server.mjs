// SPDX-License-Identifier: Apache-2.0
// A FAPI 2.0 authorization server (oidc-provider) on loopback HTTPS.
// Environment: ALG (ES256, PS256, EdDSA), PORT (0: any free one), OUT (folder made by pki.sh).
// Prints "READY <issuer>" when it listens. The user is always alice, who always consents.
import crypto from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import * as jose from 'jose';
import Provider, { errors } from 'oidc-provider';

const ALG = process.env.ALG ?? 'ES256';
const PORT = Number(process.env.PORT ?? 0);
const OUT = process.env.OUT ?? 'out';
const RESOURCE = 'https://api.example.com/accounts';
const NAMES = ['PS256', 'ES256', 'EdDSA', 'Ed25519'];
const SIGNING_SETTINGS = ['authorization', 'idToken', 'requestObject', 'clientAuth', 'dPoP', 'userinfo', 'introspection'];

async function makeKey(alg, kid) {
  const pair = await jose.generateKeyPair(alg === 'EdDSA' ? 'Ed25519' : alg, { extractable: true });
  const facts = { kid, alg, use: 'sig' };
  return {
    secret: { ...(await jose.exportJWK(pair.privateKey)), ...facts },
    open: { ...(await jose.exportJWK(pair.publicKey)), ...facts },
  };
}

function makeProvider(issuer, serverKeys, clientKey) {
  const client = {
    jwks: { keys: [clientKey.open] },
    redirect_uris: ['https://rp.example.com/cb'],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    require_pushed_authorization_requests: true,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: ALG,
    request_object_signing_alg: ALG,
    authorization_signed_response_alg: ALG,
    id_token_signed_response_alg: ALG,
    introspection_signed_response_alg: ALG,
  };
  const provider = new Provider(issuer, {
    jwks: { keys: serverKeys.map((key) => key.secret) },
    clients: [
      // FAPI 2.0 Security Profile and Message Signing: signed request object, JARM
      { ...client, client_id: 'dpop-client', dpop_bound_access_tokens: true, require_signed_request_object: true,
        response_modes: ['jwt'] },
      { ...client, client_id: 'mtls-client', tls_client_certificate_bound_access_tokens: true },
    ],
    clientAuthMethods: ['private_key_jwt', 'self_signed_tls_client_auth'],
    enabledJWA: Object.fromEntries(SIGNING_SETTINGS.map((name) => [`${name}SigningAlgValues`, NAMES])),
    scopes: ['openid', 'offline_access', 'accounts'],
    cookies: { keys: [crypto.randomBytes(16).toString('hex')] },
    ttl: { AccessToken: 300, AuthorizationCode: 60, PushedAuthorizationRequest: 60, Grant: 3600, Session: 3600,
      Interaction: 600, IdToken: 300, RefreshToken: 3600 },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_ctx, interaction) => `/auto/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      fapi: { enabled: true, profile: '2.0' },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
      requestObjects: { enabled: true, requireSignedRequestObject: false },
      jwtResponseModes: { enabled: true },
      dPoP: { enabled: true, nonceSecret: crypto.randomBytes(32), requireNonce: () => process.env.NONCE !== '0' },
      mTLS: { enabled: true, certificateBoundAccessTokens: true, selfSignedTlsClientAuth: true,
        getCertificate: (ctx) => ctx.socket.getPeerX509Certificate() },
      introspection: { enabled: true },
      jwtIntrospection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== RESOURCE) throw new errors.InvalidTarget();
          return { scope: 'accounts', audience: RESOURCE, accessTokenTTL: 300, accessTokenFormat: 'jwt',
            jwt: { sign: { alg: ALG } } };
        },
      },
    },
  });
  provider.use(async (ctx, next) => { // log in and consent in place of a user
    if (!ctx.path.startsWith('/auto/')) return next();
    const details = await provider.interactionDetails(ctx.req, ctx.res);
    const grant = new provider.Grant({ accountId: 'alice', clientId: details.params.client_id });
    grant.addOIDCScope('openid offline_access accounts');
    grant.addResourceScope(RESOURCE, 'accounts');
    const result = { login: { accountId: 'alice' }, consent: { grantId: await grant.save() } };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  });
  for (const event of ['server_error', 'grant.error', 'authorization.error', 'pushed_authorization_request.error']) {
    provider.on(event, (...facts) => {
      const error = facts.find((fact) => fact instanceof Error);
      console.error(event, error?.error, error?.error_description, error?.error_detail ?? '');
    });
  }
  return provider;
}

const serverKeys = await Promise.all([makeKey('ES256', 'as-es'), makeKey('PS256', 'as-ps'), makeKey('EdDSA', 'as-ed')]);
const clientKey = await makeKey(ALG, 'client-1');
fs.writeFileSync(`${OUT}/private/client.jwk.json`, JSON.stringify(clientKey.secret));
fs.writeFileSync(`${OUT}/client_jwks.json`, `${JSON.stringify({ keys: [clientKey.open] }, null, 1)}\n`);

let handler; // the issuer's name holds the port, so the provider comes after the listener
const server = https.createServer({
  key: fs.readFileSync(`${OUT}/private/server.key`),
  cert: fs.readFileSync(`${OUT}/private/server.pem`),
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
}, (request, response) => handler(request, response));
server.listen(PORT, '127.0.0.1', () => {
  const issuer = `https://localhost:${server.address().port}`;
  handler = makeProvider(issuer, serverKeys, clientKey).callback();
  console.log('READY', issuer);
});
process.on('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
