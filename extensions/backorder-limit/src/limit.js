// @ts-check

const START = '{"limit":"';
const PARTS = 4;
const LOCAL = '2026-11-23T10:00'.length;

/**
 * The limit in the metafield $app.backorder, as docs/map.md describes it; null if there is none that can be read.
 *
 * The app writes it in front, so that a cart of 200 lines need not parse 200 promises; and nothing here is dearer than it
 * must be, a pattern above all: README.md, "Instructions".
 *
 * @param {string} text - the metafield's value
 * @returns {import('./types.js').Limit | null}
 */
export function limitOf(text) {
  const packed = text.startsWith(START) ? text.slice(START.length, text.indexOf('"', START.length)) : dug(text);
  const parts = packed.split(' ');
  if (parts.length !== PARTS) return null;
  const left = units(parts[1]);
  const stock = units(parts[2]);
  const until = parts[3];
  return left >= 0 && stock >= 0 && until.length === LOCAL ? { item: parts[0], left, stock, until } : null;
}

/** @param {string} text - a metafield's value whose parts stand in another order */
function dug(text) {
  try {
    const { limit } = JSON.parse(text);
    return typeof limit === 'string' ? limit : '';
  } catch {
    return '';
  }
}

/** @param {string} written */
function units(written) {
  return written === '-' ? Infinity : Number(written);
}
