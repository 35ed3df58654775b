// The title bar and the app's navigation live in the admin: this tells the frame what they hold, at every change.
{
  const { tell, on, watchForms } = globalThis.bridge;
  const links = () => [...document.querySelectorAll('s-app-nav s-link')];
  let last = '';

  const actionsOf = (page) => [...page.querySelectorAll(':scope > [slot=primary-action], :scope > [slot=secondary-actions]')].map((element, at) => {
    element.dataset.titleBarAction = at;
    return { at, label: element.textContent.trim() || element.getAttribute('accessibilitylabel'), isPrimary: element.slot === 'primary-action', isCritical: element.getAttribute('tone') === 'critical' };
  });

  function report() {
    const page = document.querySelector('s-page');
    const trail = page?.querySelector(':scope > [slot=breadcrumb-actions]');
    const chrome = {
      nav: links().filter((link) => link.getAttribute('rel') !== 'home').map((link) => ({ href: link.getAttribute('href'), label: link.textContent.trim() })),
      title: page?.getAttribute('heading') ?? document.title,
      trail: trail ? { label: trail.textContent.trim(), href: trail.getAttribute('href') } : null,
      badge: page?.querySelector(':scope > [slot=accessory]')?.textContent.trim() ?? '',
      actions: page ? actionsOf(page) : [],
      path: location.pathname + location.search,
    };
    const text = JSON.stringify(chrome);
    if (text !== last) tell('chrome', JSON.parse((last = text)));
  }

  on('navigate', ({ href }) => {
    const link = links().find((candidate) => candidate.getAttribute('href') === href)
      ?? document.querySelector(`s-page > [slot=breadcrumb-actions][href="${CSS.escape(href)}"]`);
    link?.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, cancelable: true }));
  });
  on('action', ({ at }) => document.querySelector(`[data-title-bar-action="${at}"]`)?.click());

  const hidden = new CSSStyleSheet();
  hidden.replaceSync('s-app-nav{display:none}');
  document.adoptedStyleSheets.push(hidden);

  for (const method of ['pushState', 'replaceState']) {
    const original = history[method];
    history[method] = function moved(...values) {
      const result = original.apply(this, values);
      report();
      return result;
    };
  }
  addEventListener('popstate', report);
  addEventListener('DOMContentLoaded', () => {
    const look = () => { report(); watchForms(); };
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['heading', 'href', 'data-save-bar'] });
  });
}
