// The admin around the app: hands out session tokens and draws what the app asks for.
import { drawChrome } from './chrome.js';
import { askToLeave, pickResources, requestScopes, showToast } from './overlays.js';

const config = JSON.parse(document.getElementById('config').textContent);
const app = document.getElementById('app');
const $ = (id) => document.getElementById(id);

/** For tests: `tokens` holds the options of the next tokens, in order (see `/sandbox/{shop}/id_token`); `log` what the app said. */
globalThis.adminFrame = { tokens: [], log: [] };

const send = (message) => app.contentWindow.postMessage({ frame: 1, ...message }, config.appOrigin);

async function token() {
  const options = new URLSearchParams(globalThis.adminFrame.tokens.shift() ?? {});
  const response = await fetch(`/sandbox/${config.shop}/id_token?${options}`);
  if (!response.ok) throw new Error(`No session token: ${response.status}`);
  const text = await response.text();
  return text.startsWith('{') ? JSON.parse(text).id_token : text.replaceAll('"', '');
}

const answers = {
  idToken: token,
  leave: askToLeave,
  resourcePicker: ({ options }) => pickResources(config.shop, options),
  scopes: async () => (await fetch(`/sandbox/${config.shop}/scopes`)).json(),
  requestScopes: ({ wanted }) => requestScopes(config, wanted),
  extensions: () => [],
};
const acts = {
  chrome: (chrome) => drawChrome(chrome, { config, send }),
  loading: ({ isOn }) => $('loading').toggleAttribute('data-on', isOn),
  saveBar: ({ isOn }) => { $('save-bar').hidden = !isOn; },
  toast: (toast) => showToast(toast, () => send({ type: 'toastAction', id: toast.id })),
  hideToast: ({ id }) => document.getElementById(id)?.remove(),
};

addEventListener('message', async ({ data: message, origin, source }) => {
  if (!message?.bridge || origin !== config.appOrigin || source !== app.contentWindow) return;
  globalThis.adminFrame.log.push(message);
  if (!(message.type in answers)) return acts[message.type](message.data);
  try {
    send({ id: message.id, value: await answers[message.type](message.data) });
  } catch (error) {
    send({ id: message.id, error: error.message });
  }
});

$('save').addEventListener('click', () => send({ type: 'save' }));
$('discard').addEventListener('click', () => send({ type: 'discard' }));

// A frame does not say that it stayed empty: ask first, without reading the answer.
fetch(config.appOrigin, { mode: 'no-cors' }).catch(() => {
  $('title').textContent = `Nothing answers at ${config.appOrigin}. Start the app, then reload this page.`;
});

const first = new URL(config.path, config.appOrigin);
const handle = config.shop.split('.')[0];
const start = { embedded: '1', shop: config.shop, host: btoa(`admin.shopify.com/store/${handle}`).replace(/=+$/, ''), locale: 'en-US', id_token: await token() };
for (const [name, value] of Object.entries(start)) first.searchParams.set(name, value);
app.src = first.href;
