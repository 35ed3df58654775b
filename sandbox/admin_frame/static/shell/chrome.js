// Title bar and navigation, drawn from what the app's page says.
const $ = (id) => document.getElementById(id);
const ours = ['embedded', 'shop', 'host', 'locale', 'id_token', 'shopify-reload'];

function button(label, className, act) {
  const element = document.createElement('button');
  Object.assign(element, { type: 'button', textContent: label, className });
  element.addEventListener('click', act);
  return element;
}

function link(href, label, current, follow) {
  const element = document.createElement('a');
  Object.assign(element, { href, textContent: label });
  if (current) element.setAttribute('aria-current', 'page');
  element.addEventListener('click', (event) => {
    event.preventDefault();
    follow();
  });
  return element;
}

function pathOf(text) {
  const url = new URL(text, location.origin);
  for (const name of ours) url.searchParams.delete(name);
  return url;
}

export function drawChrome(chrome, { config, send }) {
  const path = pathOf(chrome.path);
  const follow = (href) => () => send({ type: 'navigate', href });
  const inside = (href) => path.pathname === href || (href !== '/' && path.pathname.startsWith(`${href}/`));
  $('trail').replaceChildren(...(chrome.trail ? [button(chrome.trail.label, 'plain', follow(chrome.trail.href)), '›'] : []));
  $('title').textContent = chrome.title;
  $('badge').textContent = chrome.badge;
  $('badge').hidden = !chrome.badge;
  document.title = `${chrome.title} · ${config.appName}`;
  $('app-nav').replaceChildren(...chrome.nav.map(({ href, label }) => link(href, label, inside(href), follow(href))));
  $('actions').replaceChildren(...[...chrome.actions].sort((one, other) => one.isPrimary - other.isPrimary)
    .map(({ at, label, isPrimary, isCritical }) => button(label, `${isPrimary ? 'primary' : ''} ${isCritical ? 'critical' : ''}`, () => send({ type: 'action', at }))));
  history.replaceState(null, '', `${config.frameRoot}${path.pathname}${path.search}`);
}
