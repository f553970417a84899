// SPDX-License-Identifier: Apache-2.0
// The user and the browser of the user: follows redirects with a cookie jar, and agrees to what the page of the server asks.

const text = (value) => value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>')
  .replaceAll('&amp;', '&');

function attributes(tag) {
  const found = {};
  for (const [, name, value] of tag.matchAll(/([a-z-]+)="([^"]*)"/gi)) found[name.toLowerCase()] = text(value);
  return found;
}

/** The first form of a page: where it goes, and what is in it when this button is pressed. */
function form(page, button) {
  const [, open, inner] = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(page) ?? [];
  if (open === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [tag, kind] of inner.matchAll(/<(input|button)\b[^>]*>/gi)) {
    const { name, value, type } = attributes(tag);
    if (name === undefined) continue;
    if (kind.toLowerCase() === 'button' || type === 'submit') {
      if (value === button) fields.append(name, value);
    } else fields.append(name, value ?? '');
  }
  return { action: attributes(open).action ?? '', fields };
}

const isBack = (url, redirectUri) => url.href.startsWith(redirectUri) && ['', '?', '#', '&'].includes(url.href.charAt(redirectUri.length));

/** Go to url, press the button (approve or deny), and return how the browser came back to redirectUri: a URL, or a Request with a form. */
export async function browse(fetch, url, redirectUri, button = 'approve') {
  const jar = new Map();
  let request = { url: new URL(url) };
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie ? { cookie } : {}) };
    if (request.fields) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers.origin = request.url.origin;
    }
    const response = await fetch(request.url, { method: request.fields ? 'POST' : 'GET', redirect: 'manual', headers, body: request.fields });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]*)=([^;]*)/.exec(line);
      if (value) jar.set(name, value); else jar.delete(name);
    }
    const location = response.headers.get('location');
    const page = await response.text();
    if (location) {
      request = { url: new URL(location, request.url) };
      if (isBack(request.url, redirectUri)) return request.url;
      continue;
    }
    const found = response.status === 200 ? form(page, button) : undefined;
    if (!found) throw new Error(`the browser is stuck at ${request.url.href}: ${response.status} ${page.slice(0, 500)}`);
    request = { url: new URL(found.action || request.url, request.url), fields: found.fields };
    if (isBack(request.url, redirectUri)) { // response_mode form_post: the page posts itself
      return new Request(request.url, { method: 'POST', body: request.fields });
    }
  }
  throw new Error(`the browser is sent round in circles at ${request.url.href}`);
}
