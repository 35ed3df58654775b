// @ts-check
import { localMark } from './clock.js';
import { demandsOf } from './demands.js';
import { message } from './messages.js';
import { slotOf } from './slot.js';

/** Each costs instructions and a part of the 20 kB that an answer may hold; one is enough to stop a cart. */
const MOST_ERRORS = 3;
/** No text is less: nothing has ever expired. */
const NEVER = '';

/**
 * Refuses what the app has not got: more units than stock and what is coming, or backorders once nobody watches them.
 *
 * @param {import('./types.js').Input} input - the answer to cart_validations_generate_run.graphql
 * @returns {import('./types.js').Result} no operations: the cart may pass
 */
export function cartValidationsGenerateRun(input) {
  const { lines } = input.cart;
  const failOpen = input.validation.metafield?.jsonValue?.fail_open === true;
  const now = failOpen ? NEVER : localMark(input.shop.localTime);
  const { asked, units, others } = demandsOf(lines, now, slotOf(input));
  const errors = [];
  for (let place = 0; place < asked.length && errors.length < MOST_ERRORS; place += 1) {
    const most = units[place];
    if (asked[place] <= most || (failOpen && most < 0)) continue;
    const merchandise = variantsAt(place, lines, others);
    const reason = most < 0 ? 'unreadable' : merchandise.some(({ metafield }) => metafield.value < now) ? 'paused' : 'limit';
    const language = input.localization.language.isoCode;
    errors.push({ message: message(reason, { units: Math.max(0, most), merchandise, language }), target: '$.cart' });
  }
  return { operations: errors.length ? [{ validationAdd: { errors } }] : [] };
}

/**
 * The variants of an item, which the first line and others may have.
 *
 * @param {number} first
 * @param {import('./types.js').Line[]} lines
 * @param {number[]} others
 */
function variantsAt(first, lines, others) {
  const places = [first, ...others.filter((place, at) => at % 2 && others[at - 1] === first)];
  return places.map((place) => /** @type {import('./types.js').Limited} */ (lines[place].merchandise));
}
