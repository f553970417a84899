// SPDX-License-Identifier: Apache-2.0
// node visit.mjs CA URL REDIRECT_URI [deny]: a user who opens URL, agrees, and copies the URL that the browser was sent to.
import { browse } from './browser.mjs';
import { connect } from './transport.mjs';

const [ca, url, redirectUri, button] = process.argv.slice(2);
const fetch = connect(ca);
console.log((await browse(fetch, url, redirectUri, button)).href);
await fetch.close();
