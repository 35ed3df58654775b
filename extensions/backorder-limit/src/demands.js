// @ts-check

/**
 * What a cart asks of each inventory item that has a promise of ours, over all its lines.
 *
 * Lines split by their properties, and variants that share an item, draw on the same units.
 *
 * @param {import('./types.js').Line[]} lines
 * @returns {Iterable<import('./types.js').Demand>}
 */
export function demands(lines) {
  /** @type {Map<string, import('./types.js').Demand>} */
  const found = new Map();
  for (const { quantity, merchandise } of lines) {
    if (merchandise.__typename !== 'ProductVariant' || !merchandise.metafield) continue;
    const promise = merchandise.metafield.jsonValue;
    const key = typeof promise?.item === 'string' ? promise.item : merchandise.id;
    const demand = found.get(key) ?? { quantity: 0, names: [], promises: [] };
    const name = nameOf(merchandise);
    demand.quantity += quantity;
    demand.promises.push(promise);
    if (!demand.names.includes(name)) demand.names.push(name);
    found.set(key, demand);
  }
  return found.values();
}

/** @param {import('./types.js').Variant} variant */
function nameOf({ title, product }) {
  return title && title !== 'Default Title' ? `${product.title} - ${title}` : product.title;
}
