// @ts-check

/**
 * How many units a cart may hold under all of `promises`: those of the variants that share one inventory item, which
 * are written one after the other and may differ for a moment. The smallest counts.
 *
 * @param {unknown[]} promises - values of the metafield $app.backorder; docs/map.md says what is in one
 * @param {import('./types.js').Moment} moment
 * @returns {import('./types.js').Buyable} `units` is Infinity where nothing is refused
 */
export function buyable(promises, moment) {
  return promises.map((promise) => ofOne(promise, moment)).reduce((least, next) => (next.units < least.units ? next : least));
}

/**
 * @param {unknown} promise
 * @param {import('./types.js').Moment} moment
 * @returns {import('./types.js').Buyable}
 */
function ofOne(promise, { now, failOpen }) {
  if (!isPromise(promise)) return { units: failOpen ? Infinity : 0, reason: 'unreadable' };
  if (failOpen || now < promise.until_local) return { units: promise.left ?? Infinity, reason: 'limit' };
  return { units: stockOf(promise), reason: 'paused' };
}

/**
 * What was in stock when the promise was written. With nothing beyond stock on offer the variant's policy is DENY, and
 * Shopify itself refuses what is not there, by the stock of this moment.
 *
 * @param {import('./types.js').Promise} promise
 */
function stockOf({ steps }) {
  if (steps.every((step) => step.by === null)) return Infinity;
  return steps.reduce((units, step) => (step.by === null ? (step.upto ?? Infinity) : units), 0);
}

/**
 * @param {any} value
 * @returns {value is import('./types.js').Promise}
 */
function isPromise(value) {
  return (
    typeof value?.until_local === 'string' && isUnits(value.left) && Array.isArray(value.steps) && value.steps.every(isStep)
  );
}

/** @param {any} step */
function isStep(step) {
  return isUnits(step?.upto) && (step.by === null || typeof step.by === 'string');
}

/** @param {unknown} units */
function isUnits(units) {
  return units === null || (Number.isInteger(units) && Number(units) >= 0);
}
