// The app's own script. Pages are rendered by the server; this joins htmx to App Bridge and to Polaris' components.
(() => {
  'use strict';
  const bridge = window.shopify;
  const embedded = () => Boolean(bridge) && window.top !== window.self;

  // A token belongs to one minute and one request: keep it, and our bounce mark, out of history and of reloads.
  const here = new URL(location.href);
  for (const name of ['id_token', 'bounced']) here.searchParams.delete(name);
  if (here.href !== location.href) history.replaceState(history.state, '', here);

  // Asking for a token at each request avoids the stale ones that App Bridge's own patch of fetch was seen to send.
  async function fetchWithToken(url, options) {
    const send = async () => {
      if (embedded()) options.headers.Authorization = `Bearer ${await bridge.idToken()}`;
      return fetch(url, options);
    };
    const response = await send();
    const again = response.status === 401 && response.headers.has('X-Shopify-Retry-Invalid-Session-Request');
    return again ? send() : response;
  }
  document.addEventListener('htmx:config:request', ({ detail }) => { detail.ctx.fetch = fetchWithToken; });

  // Inside the admin a Polaris link does not navigate: it says where it would.
  async function visit(path) {
    try {
      await bridge?.saveBar?.leaveConfirmation();
    } catch {
      return; // the merchant stays with the unsaved form
    }
    bridge?.loading?.(true);
    try {
      await htmx.ajax('GET', path, { target: '#app', select: '#app', swap: 'outerHTML show:top', push: 'true' });
    } finally {
      bridge?.loading?.(false);
    }
    document.getElementById('app')?.focus({ preventScroll: true });
  }
  document.addEventListener('shopify:navigate', (event) => {
    const href = event.target.getAttribute?.('href');
    const url = href && new URL(href, location.href);
    if (!url || url.origin !== location.origin) return;
    event.preventDefault();
    visit(url.pathname + url.search);
  });

  let hide;
  function toast({ message, isError = false }) {
    if (embedded()) return bridge.toast.show(message, { isError, duration: 5000 });
    const flash = document.getElementById('flash');
    Object.assign(flash, { textContent: message, hidden: false });
    clearTimeout(hide);
    hide = setTimeout(() => { flash.hidden = true; }, 5000);
    return undefined;
  }
  document.addEventListener('toast', ({ detail }) => toast(detail));
  document.addEventListener('htmx:response:error', ({ detail }) => {
    if (detail.ctx.response.status === 401) toast({ message: 'Your session has ended. Reload the page.', isError: true });
  });
  document.addEventListener('htmx:error', () => toast({ message: 'No answer. Check your connection, then try again.', isError: true }));

  // What an act sets off at Shopify follows a moment later: look again, unless the merchant has gone on to something else.
  let typed = false;
  for (const type of ['input', 'change']) document.addEventListener(type, () => { typed = true; }, true);
  document.addEventListener('htmx:after:swap', () => { typed = false; });
  const idle = () => !typed && [document.body, document.getElementById('app')].includes(document.activeElement);
  function lookAgain(path) {
    if (!idle() || location.pathname !== new URL(path, location.href).pathname) return;
    const here = location.pathname + location.search;
    htmx.ajax('GET', here, { target: '#app', select: '#app', swap: 'outerHTML', onlyWhileIdle: true });
  }
  document.addEventListener('htmx:before:swap', (event) => {
    if (event.detail.ctx.onlyWhileIdle && !idle()) event.preventDefault();
  });
  document.addEventListener('follow', ({ detail }) => {
    for (const delay of detail.after) setTimeout(() => lookAgain(detail.path), delay);
  });

  // A form that is swapped out must not leave its save bar behind (Shopify/shopify-app-bridge#292).
  const formOf = ({ detail }) => detail.ctx.sourceElement?.closest?.('form');
  const submits = (form) => form?.querySelectorAll('s-button[type=submit]') ?? [];
  document.addEventListener('htmx:before:request', (event) => {
    for (const button of submits(formOf(event))) button.setAttribute('loading', '');
  });
  document.addEventListener('htmx:finally:request', (event) => {
    for (const button of submits(formOf(event))) button.removeAttribute('loading');
  });
  document.addEventListener('htmx:before:swap', ({ detail, defaultPrevented }) => {
    if (defaultPrevented) return;
    const target = detail.ctx.target;
    for (const form of target?.querySelectorAll?.('form[data-save-bar]') ?? []) form.removeAttribute('data-save-bar');
  });
  document.addEventListener('htmx:after:swap', () => document.querySelector('#app [data-focus]')?.focus());

  // Only the browser may ask whether the theme shows our block; the server leaves its place marked.
  async function sayWhatTheThemeShows() {
    const badge = document.querySelector('[data-extension]');
    if (!badge || !embedded()) return;
    const extensions = await bridge.app.extensions();
    const ours = extensions.find(({ handle }) => handle === badge.dataset.extension);
    const shown = ours?.activations.some(({ status }) => status === 'active') ?? false;
    badge.textContent = shown ? 'Done' : 'To do';
    badge.setAttribute('tone', shown ? 'success' : 'neutral');
  }
  sayWhatTheThemeShows();
  document.addEventListener('htmx:after:swap', sayWhatTheThemeShows);

  // Capture: these work whether or not a component's event bubbles.
  const turn = (attribute) => ({ target }) => {
    const path = target.getAttribute?.(attribute);
    if (path) htmx.ajax('GET', path, { target: '#results', select: '#results', swap: 'outerHTML', push: 'true' });
  };
  document.addEventListener('previouspage', turn('data-previous'), true);
  document.addEventListener('nextpage', turn('data-next'), true);

  document.addEventListener('click', async ({ target }) => {
    const button = target.closest?.('[data-pick]');
    if (!button || !embedded()) return;
    const picked = await bridge.resourcePicker({ type: button.dataset.pick, multiple: true, action: 'select' });
    if (!picked?.length) return;
    const form = document.getElementById(button.dataset.into);
    form.elements.ids.value = picked.map(({ id }) => id).join(',');
    form.requestSubmit();
  });

  // More access is asked for where it is wanted, in Shopify's own words; the server then trades this page's token anew.
  document.addEventListener('click', async ({ target }) => {
    const button = target.closest?.('[data-scopes]');
    if (!button || !embedded()) return;
    const { result } = await bridge.scopes.request(button.dataset.scopes.split(','));
    if (result === 'granted-all') document.getElementById(button.dataset.into).requestSubmit();
  });
})();
