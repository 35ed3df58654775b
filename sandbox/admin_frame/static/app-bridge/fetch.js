// Fetch to the app's own origin carries a session token, and is repeated once where the app asks for a fresh one.
{
  const { embedded, ask } = globalThis.bridge;
  const plain = globalThis.fetch.bind(globalThis);

  globalThis.fetch = async (input, options = {}) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href);
    if (!embedded || url.origin !== location.origin) return plain(input, options);
    const given = new Headers(options.headers ?? (input instanceof Request ? input.headers : undefined));
    const send = async (fresh) => {
      const headers = new Headers(given);
      if (fresh || !headers.has('Authorization')) headers.set('Authorization', `Bearer ${await ask('idToken')}`);
      if (!headers.has('Accept-Language')) headers.set('Accept-Language', globalThis.shopify.config.locale);
      return plain(input, { ...options, headers });
    };
    const response = await send(false);
    return response.status === 401 && response.headers.has('X-Shopify-Retry-Invalid-Session-Request') ? send(true) : response;
  };
}
