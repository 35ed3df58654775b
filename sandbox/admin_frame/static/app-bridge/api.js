// `window.shopify`, as far as the app calls it. What is missing throws: a page must not rely on what was never tried.
{
  const { ask, tell, on, kept, embedded } = globalThis.bridge;
  const toasts = new Map();
  let count = 0;

  const refuse = (path) => new Proxy(() => {}, {
    get: (_, name) => (name === 'then' ? undefined : refuse(`${path}.${String(name)}`)),
    apply: () => { throw new Error(`The mock App Bridge does not implement ${path}`); },
  });

  const overlay = (id) => document.getElementById(id);
  const known = {
    config: { apiKey: document.querySelector('meta[name=shopify-api-key]')?.content, shop: kept('shop'), host: kept('host'), locale: kept('locale') ?? 'en-US' },
    origin: location.origin,
    environment: { embedded, mobile: false, pos: false },
    ready: Promise.resolve(),
    idToken: () => ask('idToken'),
    loading: (isOn = true) => tell('loading', { isOn }),
    toast: {
      show(message, options = {}) {
        const id = `toast-${(count += 1)}`;
        toasts.set(id, options);
        tell('toast', { id, message, isError: Boolean(options.isError), action: options.action });
        return id;
      },
      hide: (id) => tell('hideToast', { id }),
    },
    modal: {
      show: async (id) => overlay(id)?.showOverlay(),
      hide: async (id) => overlay(id)?.hideOverlay(),
      toggle: async (id) => overlay(id)?.toggleOverlay(),
    },
    resourcePicker: (options) => ask('resourcePicker', { options: JSON.parse(JSON.stringify(options)) }),
    scopes: { query: () => ask('scopes'), request: (wanted) => ask('requestScopes', { wanted: [...wanted] }) },
    app: { extensions: () => ask('extensions') },
  };
  on('toastAction', ({ id }) => toasts.get(id)?.onAction?.());
  globalThis.shopify = new Proxy(known, { get: (target, name) => (name in target || typeof name === 'symbol' ? target[name] : refuse(`shopify.${name}`)) });
  globalThis.bridge.known = known;
}
