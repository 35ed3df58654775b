// The bounce page holds nothing but this script: come back to `shopify-reload` with a fresh token.
{
  const { query, embedded, ask } = globalThis.bridge;
  const target = query.get('shopify-reload');
  if (target && embedded) {
    ask('idToken').then((token) => {
      const url = new URL(target, location.href);
      if (url.origin !== location.origin) throw new Error(`shopify-reload leaves the app: ${url.origin}`);
      url.searchParams.set('id_token', token);
      location.replace(url);
    });
  }
}
