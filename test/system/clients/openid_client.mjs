// SPDX-License-Identifier: Apache-2.0
// A whole flow with openid-client, as a developer who uses that library would write it.
import * as client from 'openid-client';
import { browse } from './browser.mjs';

function authentication(job, key) {
  return job.auth === 'private_key_jwt' ? client.PrivateKeyJwt(key) : client.TlsClientAuth();
}

async function configure(job, fetch, key) {
  const metadata = {
    token_endpoint_auth_method: job.auth,
    redirect_uris: [job.redirectUri],
    use_mtls_endpoint_aliases: job.bind === 'mtls',
    tls_client_certificate_bound_access_tokens: job.bind === 'mtls',
    ...(job.openid ? { id_token_signed_response_alg: job.alg } : {}),
    ...(job.jarm ? { authorization_signed_response_alg: job.alg } : {}),
    ...(job.signedUserinfo ? { userinfo_signed_response_alg: job.alg } : {}),
  };
  const config = await client.discovery(new URL(job.issuer), job.clientId, metadata, authentication(job, key),
    { algorithm: job.openid ? 'oidc' : 'oauth2', [client.customFetch]: fetch });
  client.enableNonRepudiationChecks(config);
  if (job.jarm) client.useJwtResponseMode(config);
  if (job.hybrid) {
    client.useCodeIdTokenResponseType(config);
    client.enableDetachedSignatureResponseChecks(config);
  }
  return config;
}

/** The configuration of a resource server, which asks what a token is. */
async function introspector(job, fetch, key) {
  const config = await client.discovery(new URL(job.issuer), job.rs.clientId, {
    token_endpoint_auth_method: 'private_key_jwt',
    ...(job.rs.signed ? { introspection_signed_response_alg: job.alg } : {}),
  }, client.PrivateKeyJwt(key), { algorithm: job.openid ? 'oidc' : 'oauth2', [client.customFetch]: fetch });
  client.enableNonRepudiationChecks(config);
  return config;
}

async function askUrl(job, config, parameters, key, DPoP) {
  let asked = parameters;
  if (job.jar) {
    const url = await client.buildAuthorizationUrlWithJAR(config, parameters, key);
    if (!job.push) {
      // OpenID Connect wants these outside of the request object too.
      url.searchParams.set('response_type', job.hybrid ? 'code id_token' : 'code');
      url.searchParams.set('scope', parameters.scope);
      return url;
    }
    asked = url.searchParams;
  }
  return client.buildAuthorizationUrlWithPAR(config, asked, { DPoP });
}

async function callResource(job, config, tokens, DPoP) {
  const response = await client.fetchProtectedResource(config, tokens.access_token, new URL(job.resource), 'GET', undefined, undefined, { DPoP });
  const body = await response.json();
  if (response.status !== 200 || !Array.isArray(body.Data?.Account)) throw new Error(`resource: ${response.status} ${JSON.stringify(body)}`);
}

/** Does the server refuse with this error (or any of a challenge)? */
async function refuses(what, error, call) {
  try {
    await call();
  } catch (caught) {
    const got = caught.error ?? caught.cause?.[0]?.parameters?.error ?? caught.code;
    if (got === error) return;
    throw new Error(`${what}: refused with ${got}, not with ${error}`, { cause: caught });
  }
  throw new Error(`${what}: not refused`);
}

/** The secrets of a flow, and where to send the browser. */
async function begin(job, config, key, DPoP) {
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = job.openid ? client.randomNonce() : undefined;
  const parameters = {
    redirect_uri: job.redirectUri,
    scope: job.scope,
    state,
    ...(nonce ? { nonce } : {}),
    ...(job.mode ? { response_mode: job.mode } : {}),
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: job.openid };
  return { url: await askUrl(job, config, parameters, key, DPoP), checks };
}

export async function run(job, { fetch, browserFetch, rsFetch, key, rsKey, dpopPair, step }) {
  step('discovery');
  const config = await configure(job, fetch, key);
  const DPoP = dpopPair ? client.getDPoPHandle(config, dpopPair) : undefined;

  step('authorization request');
  const { url, checks } = await begin(job, config, key, DPoP);

  step('consent');
  const back = await browse(browserFetch, url, job.redirectUri);

  step('token');
  const tokens = await client.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
  if (tokens.token_type !== (job.bind === 'dpop' ? 'dpop' : 'bearer')) throw new Error(`token_type ${tokens.token_type}`);
  if (!tokens.refresh_token) throw new Error('there is no refresh token');

  if (job.openid) {
    step('userinfo');
    const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, { DPoP });
    if (info.sub !== job.user) throw new Error(`userinfo of ${info.sub}`);
  } else if (tokens.id_token) throw new Error('an ID token that nobody asked for');

  step('resource');
  await callResource(job, config, tokens, DPoP);

  step('introspection');
  const asking = await introspector(job, rsFetch, rsKey);
  const said = await client.tokenIntrospection(asking, tokens.access_token);
  if (!said.active || said.client_id !== job.clientId || !said.cnf) throw new Error(`introspection: ${JSON.stringify(said)}`);

  step('refresh');
  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
  await callResource(job, config, fresh, DPoP);

  step('revocation');
  await client.tokenRevocation(config, fresh.refresh_token ?? tokens.refresh_token);
  await refuses('refresh after revocation', 'invalid_grant',
    () => client.refreshTokenGrant(config, fresh.refresh_token ?? tokens.refresh_token, undefined, { DPoP }));
  const after = await client.tokenIntrospection(asking, fresh.access_token);
  if (after.active) throw new Error('the access token outlives the refresh token that was revoked');

  step('denial');
  const again = await begin(job, config, key, DPoP);
  const denied = await browse(browserFetch, again.url, job.redirectUri, 'deny');
  await refuses('a denial', 'access_denied', () => client.authorizationCodeGrant(config, denied, again.checks, undefined, { DPoP }));
}
