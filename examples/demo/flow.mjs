// SPDX-License-Identifier: Apache-2.0
// A real client (openid-client): discovery, PAR, consent, token, userinfo, resource, refresh. Its messages are written down as they go.
// Usage: node flow.mjs CONFIG.json OUT.json
// CONFIG: issuer, ca, client_id, jwk, alg, binding (dpop, mtls), certificate, key, redirect_uri, scope, resource, signed (request object and JARM)
// OUT: {client, steps: [{title, about, http, request, response, ok, by}], refusals: [...], tokens, ...}; written also when a step failed.
import fs from 'node:fs';
import * as client from 'openid-client';
import { Agent, fetch as fetchThrough } from 'undici';

const settings = JSON.parse(fs.readFileSync(process.argv[2]));
const { issuer, binding } = settings;
const version = JSON.parse(fs.readFileSync(new URL('node_modules/openid-client/package.json', import.meta.url))).version;
const out = { client: `openid-client ${version} on node ${process.versions.node}`, steps: [], refusals: [] };

const identity = binding === 'mtls'
    ? { cert: fs.readFileSync(settings.certificate), key: fs.readFileSync(settings.key) } : {};
// Many short connections cost less than one that the server closed meanwhile.
const dispatcher = new Agent({ connect: { ca: fs.readFileSync(settings.ca), ...identity }, pipelining: 0 });

let wire = [];
async function recordingFetch(url, options = {}) {
    const headers = Object.fromEntries(new Headers(options.headers));
    const body = options.body?.toString();
    const response = await fetchThrough(url, { ...options, headers, body, dispatcher, duplex: undefined });
    const text = await response.text();
    wire.push({ method: options.method ?? 'GET', url: String(url), headers, body, http: response.status,
        answer: Object.fromEntries(response.headers), cookies: response.headers.getSetCookie(), text });
    // Bodies are read once; the client gets one of its own.
    const bodyless = [204, 205, 304].includes(response.status) || (response.status >= 300 && response.status < 400);
    return new Response(bodyless ? null : text, { status: response.status, headers: response.headers });
}

const lines = (fields) => Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join('');
const asRequest = (sent) => {
    const url = new URL(sent.url);
    return `${sent.method} ${url.pathname}${url.search} HTTP/1.1\nhost: ${url.host}\n${lines(sent.headers)}\n${sent.body ?? ''}`.trimEnd();
};
const told = ['content-type', 'cache-control', 'location', 'www-authenticate', 'dpop-nonce', 'x-fapi-interaction-id', 'set-cookie'];
const asResponse = (sent) => {
    const fields = Object.fromEntries(Object.entries(sent.answer).filter(([name]) => told.includes(name)));
    return `HTTP/1.1 ${sent.http}\n${lines(fields)}\n${sent.text}`.trimEnd();
};

// One step: what it does, and the requests that it made.
async function step(title, about, action) {
    wire = [];
    const entry = { title, about, ok: false };
    out.steps.push(entry);
    try {
        return await action(entry);
    } catch (error) {
        entry.wrong = `${error.code ?? error.name}: ${error.message} ${error.cause ? JSON.stringify(error.cause) : ''}`;
        throw error;
    } finally {
        const last = wire.at(-1);
        entry.ok = !entry.wrong;
        entry.wire = wire;
        entry.http = last?.http ?? null;
        entry.request = last ? asRequest(last) : '';
        entry.response = last ? asResponse(last) : '';
    }
}

// What the client itself must refuse, before anything goes out.
async function refused(id, title, tried, message, action) {
    wire = [];
    const entry = { id, title, tried, message, refused: false };
    out.refusals.push(entry);
    try {
        await action();
    } catch (error) {
        // It may fetch keys, but must not take the code anywhere.
        entry.refused = wire.every((sent) => sent.method === 'GET');
        entry.error = error.code ?? error.name;
        entry.text = [error.message, error.cause?.message].filter(Boolean).join(': ');
    }
    entry.sent = wire.length;
}

// A browser with a cookie jar: to the page that asks, and its button.
const jar = {};
async function browse(url, options = {}) {
    const cookie = Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; ');
    await recordingFetch(url, { ...options, redirect: 'manual', headers: { ...(cookie ? { cookie } : {}), ...options.headers } });
    const last = wire.at(-1);
    for (const line of last.cookies) {
        const [, name, value] = /^([^=]*)=([^;]*)/.exec(line);
        if (value) jar[name] = value; else delete jar[name];
    }
    return last;
}
const unescapeHtml = (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const attribute = (element, name) => unescapeHtml(new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1] ?? '');

async function approve(page, at) {
    const action = new URL(attribute(/<form[^>]*>/.exec(page)?.[0] ?? '', 'action') || '/consent', at);
    const form = new URLSearchParams();
    for (const [element] of page.matchAll(/<input[^>]*>/g)) form.set(attribute(element, 'name'), attribute(element, 'value'));
    form.set('decision', 'approve');
    return browse(action, { method: 'POST', body: form.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(issuer).origin } });
}

async function run() {
    const { alg: _alg, use: _use, key_ops: _ops, ...jwk } = JSON.parse(fs.readFileSync(settings.jwk));
    const rename = (header) => { if (header.alg === 'Ed25519') header.alg = 'EdDSA'; };
    const renaming = { [client.modifyAssertion]: rename };
    // FAPI 2.0 wants the issuer alone as the audience.
    const assertion = { [client.modifyAssertion]: (header, payload) => { rename(header); payload.aud = issuer; } };
    const kinds = {
        PS256: { name: 'RSA-PSS', hash: 'SHA-256' }, ES256: { name: 'ECDSA', namedCurve: 'P-256' }, EdDSA: { name: 'Ed25519' },
    };
    const key = await crypto.subtle.importKey('jwk', { ...jwk, key_ops: ['sign'] }, kinds[settings.alg], false, ['sign']);
    const signing = { key, kid: jwk.kid };

    const config = await step('Discovery', 'What the server is and offers, from its well-known URL.', () => client.discovery(
        new URL(issuer), settings.client_id, {
            token_endpoint_auth_method: 'private_key_jwt', id_token_signed_response_alg: settings.alg,
            authorization_signed_response_alg: settings.alg, use_mtls_endpoint_aliases: binding === 'mtls',
        }, client.PrivateKeyJwt(signing, assertion), { [client.customFetch]: recordingFetch }));
    out.metadata = config.serverMetadata();

    const options = {};
    if (binding === 'dpop') {
        const pair = await client.randomDPoPKeyPair(settings.alg === 'EdDSA' ? 'Ed25519' : settings.alg);
        options.DPoP = client.getDPoPHandle(config, pair, renaming);
    }
    if (settings.signed) client.useJwtResponseMode(config);

    const openid = settings.scope.split(' ').includes('openid');
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = openid ? client.randomNonce() : undefined;
    let parameters = {
        redirect_uri: settings.redirect_uri, scope: settings.scope, state, ...(nonce ? { nonce } : {}),
        code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
        ...(settings.signed ? { response_mode: 'jwt' } : {}),
    };
    const authorization = await step('Pushed request',
        settings.signed ? 'The authorization request as a signed object, pushed over the back channel.'
            : 'The authorization request goes over the back channel, authenticated; the browser only carries a reference.',
        async () => {
            if (settings.signed) {
                parameters = (await client.buildAuthorizationUrlWithJAR(config, parameters, signing, renaming)).searchParams;
            }
            return client.buildAuthorizationUrlWithPAR(config, parameters, options);
        });
    const page = await step('Authorization', 'The browser brings the reference; the server shows the page that asks its user.', async () => {
        const shown = await browse(authorization);
        if (shown.http !== 200) throw new Error(`no page, but ${shown.http}`);
        return shown;
    });
    const callback = await step('Consent', 'The user agrees; the browser goes back to the client, with a code.', async () => {
        const sent = await approve(page.text, page.url);
        const location = sent.answer.location;
        if (!location?.startsWith(settings.redirect_uri)) throw new Error(`sent to ${location ?? 'nowhere'} with ${sent.http}`);
        return new URL(location);
    });
    out.callback = callback.href;

    const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: openid };
    const changed = (change) => { const url = new URL(callback); change(url.searchParams); return url; };
    if (!settings.signed) {
        const mixed = changed((query) => query.set('iss', 'https://honest.example'));
        await refused('mix-up', 'Mixed-up issuer', 'The response comes with the issuer of another server: the client would take its code there.',
            `GET ${mixed.href}`, () => client.authorizationCodeGrant(config, mixed, checks, {}, options));
        const nameless = changed((query) => query.delete('iss'));
        await refused('mix-up-silent', 'Response without its issuer', 'The response does not say which server it is from, though the server says that it always does.',
            `GET ${nameless.href}`, () => client.authorizationCodeGrant(config, nameless, checks, {}, options));
        const foreign = changed((query) => query.set('state', 'of-another-session'));
        await refused('state', 'Response of another session', 'The browser is sent to the client with the response of another session: another state.',
            `GET ${foreign.href}`, () => client.authorizationCodeGrant(config, foreign, checks, {}, options));
    } else {
        const bent = changed((query) => {
            const [head, , signature] = query.get('response').split('.');
            const claims = { iss: issuer, aud: settings.client_id, exp: Math.floor(Date.now() / 1000) + 60, state, code: 'of-the-attacker' };
            query.set('response', `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`);
        });
        await refused('jarm', 'Code put into a signed response', 'The signed authorization response (JARM) with the code of the attacker in it, under the old signature.',
            `GET ${bent.href}`, () => client.authorizationCodeGrant(config, bent, checks, {}, options));
    }

    const tokens = await step('Token request', binding === 'dpop' ? 'The code for tokens, which are bound to the key of the proof.'
        : 'The code for tokens, which are bound to the certificate of the connection.',
    () => client.authorizationCodeGrant(config, callback, checks, {}, options));
    out.tokens = { ...tokens };
    out.verifier = verifier;
    if (openid && config.serverMetadata().userinfo_endpoint) {
        await step('Userinfo', 'Who the user is, to a client that may know.',
            () => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub, options));
    }
    await step('Resource', 'The accounts at the API, with a token that only this client can use.', async () => {
        const response = await client.fetchProtectedResource(config, tokens.access_token, new URL(settings.resource), 'GET', undefined,
            new Headers({ 'x-fapi-interaction-id': crypto.randomUUID() }), options);
        if (response.status !== 200) throw new Error(`answered ${response.status}`);
        out.resource_request = wire.at(-1);
    });
    if (tokens.refresh_token) {
        const more = await step('Refresh', 'A new access token for the refresh token.',
            () => client.refreshTokenGrant(config, tokens.refresh_token, {}, options));
        out.refreshed = { ...more };
        await step('Resource again', 'With the new token.', async () => {
            const response = await client.fetchProtectedResource(config, more.access_token, new URL(settings.resource), 'GET', undefined,
                new Headers({ 'x-fapi-interaction-id': crypto.randomUUID() }), options);
            if (response.status !== 200) throw new Error(`answered ${response.status}`);
        });
    }
}

let failed = 0;
try {
    await run();
} catch (error) {
    failed = 1;
    out.failed = `${error.code ?? error.name}: ${error.message}`;
    console.error(error);
}
fs.writeFileSync(process.argv[3], JSON.stringify(out, null, 1));
await dispatcher.close();
process.exit(failed);
