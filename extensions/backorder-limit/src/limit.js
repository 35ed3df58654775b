// @ts-check

/** Where the columns of a limit begin, in slot 1: `2026-11-23T10:00 0000000000000901 0000044 0000004`, docs/map.md. */
export const ITEM = 17;
export const ITEM_END = 33;
export const LEFT = 34;
export const STOCK = 42;
/** From a slot's columns to those of the next. */
export const SLOT_WIDTH = 16;
const WITHOUT_LIMIT = '-------';

/**
 * What was no number: dashes are without limit; what cannot be read is -1, less than anything a cart may hold. Of a text
 * that ends before the slot, written before there was such a slot, slot 1 counts.
 *
 * @param {string} text - the metafield's value
 * @param {number} at - the column where a number should stand
 * @param {number} beyond - how many columns the slot stands behind slot 1
 * @returns {number}
 */
export function oddCount(text, at, beyond) {
  if (beyond > 0 && text.length <= LEFT + beyond) {
    const units = parseInt(text.slice(at - beyond), 10);
    return units >= 0 ? units : oddCount(text, at - beyond, 0);
  }
  return text.slice(at, at + WITHOUT_LIMIT.length) === WITHOUT_LIMIT ? Infinity : -1;
}
