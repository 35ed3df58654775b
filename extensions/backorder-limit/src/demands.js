// @ts-check
import { ITEM, ITEM_END, LEFT, SLOT_WIDTH, STOCK, oddCount } from './limit.js';

/**
 * What a cart asks of each inventory item that has a limit of ours, over all its lines.
 *
 * Lines split by their properties, and variants that share an item, draw on the same units. Their metafields are written
 * one after the other and may differ for a moment: the smallest number counts.
 *
 * Numbers stand in arrays, at the place of the item's first line, and are read here and not in a function: an object or a
 * call for each line would be dear (README.md, "Instructions").
 *
 * @param {import('./types.js').Line[]} lines
 * @param {string} now - a text that is less has expired
 * @param {number} slot - whose numbers count, from slot.js
 * @returns {import('./types.js').Demands}
 */
export function demandsOf(lines, now, slot) {
  const beyond = SLOT_WIDTH * (slot - 1);
  const left = LEFT + beyond;
  const stock = STOCK + beyond;
  /** @type {Map<string, number>} */
  const places = new Map();
  /** @type {import('./types.js').Demands} */
  const { asked, units, others } = { asked: [], units: [], others: [] };
  for (let place = 0; place < lines.length; place += 1) {
    const line = lines[place];
    const { metafield } = line.merchandise;
    if (!metafield) {
      asked.push(0);
      units.push(0);
      continue;
    }
    const text = metafield.value;
    const at = text < now ? stock : left;
    let most = parseInt(text.slice(at), 10);
    if (!(most >= 0)) most = oddCount(text, at, beyond);
    const item = text.slice(ITEM, ITEM_END);
    const first = places.get(item);
    if (first === undefined) {
      places.set(item, place);
      asked.push(line.quantity);
      units.push(most);
    } else {
      asked.push(0);
      units.push(0);
      asked[first] += line.quantity;
      if (most < units[first]) units[first] = most;
      others.push(first, place);
    }
  }
  return { asked, units, others };
}
