// @ts-check
// The sandbox's business clock may be days ahead of the machine's. Pages ask `Date` what day it is, so `Date` follows.
(() => {
  const shopNow = Number(document.currentScript?.dataset.now) * 1000;
  const ahead = shopNow - Date.now();
  if (Math.abs(ahead) < 2000) return;
  const Machine = Date;
  window.Date = /** @type {DateConstructor} */ (
    new Proxy(Machine, {
      construct: (target, values) => Reflect.construct(target, values.length ? values : [Machine.now() + ahead]),
      apply: () => new Machine(Machine.now() + ahead).toString(),
      get: (target, name) => (name === 'now' ? () => Machine.now() + ahead : Reflect.get(target, name)),
    })
  );
})();
