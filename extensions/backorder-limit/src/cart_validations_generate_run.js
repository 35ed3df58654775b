// @ts-check
import { localMark } from './clock.js';
import { demands } from './demands.js';
import { message } from './messages.js';
import { buyable } from './promise.js';

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
  for (const { quantity, names, promises } of demands(input.cart.lines)) {
    const { units, reason } = buyable(promises, { now, failOpen });
    if (quantity > units && errors.length < MOST_ERRORS) {
      const said = message(reason, { units, product: names.join(', '), language: input.localization.language.isoCode });
      errors.push({ message: said, target: '$.cart' });
    }
  }
  return { operations: errors.length ? [{ validationAdd: { errors } }] : [] };
}
