// SPDX-License-Identifier: Apache-2.0
// A whole flow with oauth4webapi, the library below openid-client: each request and each check is a call of its own here, and nonces of the
// server are for the caller to take up.
import * as oauth from 'oauth4webapi';
import { browse } from './browser.mjs';

async function discover(job, http) {
  const issuer = new URL(job.issuer);
  const algorithm = job.openid ? 'oidc' : 'oauth2';
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm, ...http }));
}

function describe(job) {
  return {
    client_id: job.clientId,
    token_endpoint_auth_method: job.auth,
    use_mtls_endpoint_aliases: job.bind === 'mtls',
    ...(job.openid ? { id_token_signed_response_alg: job.alg } : {}),
    ...(job.jarm ? { authorization_signed_response_alg: job.alg } : {}),
    ...(job.signedUserinfo ? { userinfo_signed_response_alg: job.alg } : {}),
  };
}

/** Send and process; once more if the server only wanted a nonce in the proof. */
async function twice(send, process) {
  try {
    return await process(await send());
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return process(await send());
  }
}

async function requestUrl(job, { as, me, auth, key, DPoP, http }, parameters) {
  const url = new URL(as.authorization_endpoint);
  let asked = parameters;
  if (job.jar) {
    const request = await oauth.issueRequestObject(as, me, parameters, key);
    asked = { client_id: me.client_id, request };
    if (!job.push) {
      asked.response_type = parameters.response_type;
      asked.scope = parameters.scope;
    }
  }
  if (job.push) {
    const { request_uri: uri } = await twice(
      () => oauth.pushedAuthorizationRequest(as, me, auth, asked, { DPoP, ...http }),
      (response) => oauth.processPushedAuthorizationResponse(as, me, response));
    asked = { client_id: me.client_id, request_uri: uri };
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url;
}

async function judgeResponse(job, { as, me, http }, back, nonce, state) {
  if (job.hybrid) return oauth.validateDetachedSignatureResponse(as, me, back, nonce, state, undefined, http);
  if (job.jarm) return oauth.validateJwtAuthResponse(as, me, back, state, http);
  return oauth.validateAuthResponse(as, me, back, state);
}

async function callResource(job, { DPoP, http }, token) {
  const call = () => oauth.protectedResourceRequest(token, 'GET', new URL(job.resource), undefined, undefined, { DPoP, ...http });
  const response = await twice(call, (answer) => answer).catch(async (error) => {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return call();
  });
  const body = await response.json();
  if (response.status !== 200 || !Array.isArray(body.Data?.Account)) throw new Error(`resource: ${response.status} ${JSON.stringify(body)}`);
}

async function callUserinfo(job, { as, me, DPoP, http }, token, subject) {
  let kept;
  const info = await twice(() => oauth.userInfoRequest(as, me, token, { DPoP, ...http }), (response) => {
    kept = response;
    return oauth.processUserInfoResponse(as, me, subject, response);
  });
  if (job.signedUserinfo) await oauth.validateApplicationLevelSignature(as, kept, http);
  if (info.sub !== job.user) throw new Error(`userinfo of ${info.sub}`);
}

async function introspect(job, as, rsKey, rsFetch, token) {
  const http = { [oauth.customFetch]: rsFetch };
  const rs = { client_id: job.rs.clientId, ...(job.rs.signed ? { introspection_signed_response_alg: job.alg } : {}) };
  const response = await oauth.introspectionRequest(as, rs, oauth.PrivateKeyJwt(rsKey), token, http);
  const said = await oauth.processIntrospectionResponse(as, rs, response);
  if (job.rs.signed) await oauth.validateApplicationLevelSignature(as, response, http);
  return said;
}

async function refresh({ as, me, auth, DPoP, http }, token) {
  return twice(() => oauth.refreshTokenGrantRequest(as, me, auth, token, { DPoP, ...http }),
    (response) => oauth.processRefreshTokenResponse(as, me, response));
}

/** The secrets of a flow, and where to send the browser. */
async function begin(job, party) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = job.openid ? oauth.generateRandomNonce() : undefined;
  const mode = job.jarm ? 'jwt' : job.mode;
  const url = await requestUrl(job, party, {
    response_type: job.hybrid ? 'code id_token' : 'code',
    ...(mode ? { response_mode: mode } : {}),
    redirect_uri: job.redirectUri,
    scope: job.scope,
    state,
    ...(nonce ? { nonce } : {}),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    client_id: job.clientId,
  });
  return { url, verifier, state, nonce };
}

export async function run(job, { fetch, browserFetch, rsFetch, key, rsKey, dpopPair, step }) {
  const http = { [oauth.customFetch]: fetch };
  const me = describe(job);

  step('discovery');
  const as = await discover(job, http);
  const auth = job.auth === 'private_key_jwt' ? oauth.PrivateKeyJwt(key) : oauth.TlsClientAuth();
  const DPoP = dpopPair ? oauth.DPoP(me, dpopPair) : undefined;
  const party = { as, me, auth, key, DPoP, http };

  step('authorization request');
  const { url, verifier, state, nonce } = await begin(job, party);

  step('consent');
  const back = await browse(browserFetch, url, job.redirectUri);

  step('authorization response');
  const response = await judgeResponse(job, party, back, nonce, state);

  step('token');
  let kept;
  const tokens = await twice(
    () => oauth.authorizationCodeGrantRequest(as, me, auth, response, job.redirectUri, verifier, { DPoP, ...http }),
    (answer) => {
      kept = answer;
      return oauth.processAuthorizationCodeResponse(as, me, answer, { expectedNonce: nonce ?? oauth.expectNoNonce, requireIdToken: job.openid });
    });
  if (tokens.token_type !== (job.bind === 'dpop' ? 'dpop' : 'bearer')) throw new Error(`token_type ${tokens.token_type}`);
  if (!tokens.refresh_token) throw new Error('there is no refresh token');

  if (job.openid) {
    await oauth.validateApplicationLevelSignature(as, kept, http);
    step('userinfo');
    await callUserinfo(job, party, tokens.access_token, oauth.getValidatedIdTokenClaims(tokens).sub);
  } else if (tokens.id_token) throw new Error('an ID token that nobody asked for');

  step('resource');
  await callResource(job, party, tokens.access_token);

  step('introspection');
  const said = await introspect(job, as, rsKey, rsFetch, tokens.access_token);
  if (!said.active || said.client_id !== job.clientId || !said.cnf) throw new Error(`introspection: ${JSON.stringify(said)}`);

  step('refresh');
  const fresh = await refresh(party, tokens.refresh_token);
  await callResource(job, party, fresh.access_token);

  step('revocation');
  const last = fresh.refresh_token ?? tokens.refresh_token;
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, me, auth, last, http));
  const refused = await refresh(party, last).then(() => 'no error', (error) => error.error);
  if (refused !== 'invalid_grant') throw new Error(`refresh after revocation: ${refused}`);
  const after = await introspect(job, as, rsKey, rsFetch, fresh.access_token);
  if (after.active) throw new Error('the access token outlives the refresh token that was revoked');

  step('denial');
  const again = await begin(job, party);
  const denied = await browse(browserFetch, again.url, job.redirectUri, 'deny');
  const denial = await judgeResponse(job, party, denied, again.nonce, again.state).then(() => 'no error', (error) => error.error ?? error.message);
  if (denial !== 'access_denied') throw new Error(`a denial: ${denial}`);
}
