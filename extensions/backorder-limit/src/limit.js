// @ts-check

/** Where the columns of a limit begin: `2026-11-23T10:00 0000000000000901 0000044 0000004`, docs/map.md. */
export const ITEM = 17;
export const ITEM_END = 33;
export const LEFT = 34;
export const STOCK = 42;
const WITHOUT_LIMIT = '-------';

/**
 * What was no number: dashes are without limit; what cannot be read is -1, less than anything a cart may hold.
 *
 * @param {string} text - the metafield's value
 * @param {number} at - the column where a number should stand
 */
export function oddCount(text, at) {
  return text.slice(at, at + WITHOUT_LIMIT.length) === WITHOUT_LIMIT ? Infinity : -1;
}
