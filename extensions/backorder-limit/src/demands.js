// @ts-check
import { limitOf } from './limit.js';

/**
 * What a cart asks of each inventory item that has a limit of ours, over all its lines.
 *
 * Lines split by their properties, and variants that share an item, draw on the same units. Their metafields are written
 * one after the other and may differ for a moment: the smallest number of each kind counts.
 *
 * @param {import('./types.js').Line[]} lines
 * @returns {Map<string, import('./types.js').Demand>} by item, or by the text of a metafield that cannot be read
 */
export function demands(lines) {
  /** @type {Map<string, import('./types.js').Demand>} */
  const found = new Map();
  for (const { quantity, merchandise } of lines) {
    if (!merchandise.metafield) continue;
    const text = merchandise.metafield.value;
    const limit = limitOf(text);
    const key = limit ? limit.item : text;
    const demand = found.get(key);
    if (demand) join(demand, { quantity, merchandise, limit });
    else found.set(key, { quantity, merchandise: [merchandise], limit });
  }
  return found;
}

/**
 * @param {import('./types.js').Demand} demand
 * @param {{ quantity: number, merchandise: import('./types.js').Variant, limit: import('./types.js').Limit | null }} line
 */
function join(demand, { quantity, merchandise, limit }) {
  demand.quantity += quantity;
  demand.merchandise.push(merchandise);
  if (!demand.limit || !limit) return;
  const { left, stock, until } = demand.limit;
  demand.limit = {
    item: limit.item,
    left: Math.min(left, limit.left),
    stock: Math.min(stock, limit.stock),
    until: until < limit.until ? until : limit.until,
  };
}
