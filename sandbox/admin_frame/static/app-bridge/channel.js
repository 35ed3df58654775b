// The mock App Bridge talks to the admin frame by postMessage: `tell` says something, `ask` waits for the answer.
globalThis.bridge = (() => {
  const embedded = window.top !== window.self;
  const waiting = new Map();
  const listeners = new Map();
  let count = 0;

  addEventListener('message', (event) => {
    const message = event.data;
    if (event.source !== window.parent || !message?.frame) return;
    if (waiting.has(message.id)) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) reject(new Error(message.error));
      else resolve(message.value);
    } else listeners.get(message.type)?.(message);
  });

  // The frame's origin differs by machine, and nothing said here is secret to the page around us: hence '*'.
  const tell = (type, data = {}) => { if (embedded) window.parent.postMessage({ bridge: 1, type, data }, '*'); };
  const ask = (type, data = {}) => new Promise((resolve, reject) => {
    if (!embedded) return reject(new Error(`${type}: the app is open outside the admin`));
    const id = `ask-${(count += 1)}`;
    waiting.set(id, { resolve, reject });
    return window.parent.postMessage({ bridge: 1, type, data, id }, '*');
  });
  const on = (type, act) => listeners.set(type, act);
  const query = new URLSearchParams(location.search);

  /** The first document carries shop, host and locale; later ones may not. */
  const kept = (name) => {
    if (query.get(name)) sessionStorage.setItem(`app-bridge:${name}`, query.get(name));
    return query.get(name) ?? sessionStorage.getItem(`app-bridge:${name}`) ?? undefined;
  };
  return { embedded, tell, ask, on, query, kept };
})();
