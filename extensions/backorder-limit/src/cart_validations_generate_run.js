// @ts-check
import { localMark } from './clock.js';
import { demands } from './demands.js';
import { message } from './messages.js';

/** The answer may hold 20 kB, and two titles of 255 characters each go into an error. One is enough to stop a cart. */
const MOST_ERRORS = 10;

/**
 * Refuses what the app has not got: more units than stock and what is coming, or backorders once nobody watches them.
 *
 * @param {import('./types.js').Input} input - the answer to cart_validations_generate_run.graphql
 * @returns {import('./types.js').Result} no operations: the cart may pass
 */
export function cartValidationsGenerateRun(input) {
  const now = localMark(input.shop.localTime);
  const failOpen = input.validation.metafield?.jsonValue?.fail_open === true;
  const errors = [];
  for (const { quantity, merchandise, limit } of demands(input.cart.lines).values()) {
    const reason = whyNot(limit, now, failOpen);
    const units = buyable(limit, reason);
    if (quantity > units && errors.length < MOST_ERRORS) {
      const said = message(reason, { units, merchandise, language: input.localization.language.isoCode });
      errors.push({ message: said, target: '$.cart' });
    }
  }
  return { operations: errors.length ? [{ validationAdd: { errors } }] : [] };
}

/**
 * What would speak against more than the cart may hold.
 *
 * @param {import('./types.js').Limit | null} limit - null: it cannot be read
 * @param {string} now - local, as `until` is
 * @param {boolean} failOpen - the merchant would rather sell on
 * @returns {import('./types.js').Reason}
 */
function whyNot(limit, now, failOpen) {
  if (!limit) return failOpen ? 'limit' : 'unreadable';
  return failOpen || now < limit.until ? 'limit' : 'paused';
}

/**
 * How many units the cart may hold; Infinity where nothing is refused.
 *
 * @param {import('./types.js').Limit | null} limit
 * @param {import('./types.js').Reason} reason
 */
function buyable(limit, reason) {
  if (!limit) return reason === 'unreadable' ? 0 : Infinity;
  return reason === 'limit' ? limit.left : limit.stock;
}
