// Inputs of the function as Shopify would give them: Sunday, 22 November 2026, ten past nine in the shop.
import { cartValidationsGenerateRun } from '../../../extensions/backorder-limit/src/index.js';

export const FOUR_AND_FORTY = {
  v: 7,
  item: '901',
  state: 'backorder',
  steps: [{ upto: 4, by: null }, { upto: 44, by: '2026-12-10' }],
  left: 44,
  until: '2026-11-23T15:00:00Z',
  until_local: '2026-11-23T10:00:00',
};
export const EXPIRED = { ...FOUR_AND_FORTY, until_local: '2026-11-22T08:00:00' };

export function localTime(date = '2026-11-22', clock = '09:10') {
  const hours = Array.from({ length: 11 }, (_, at) => String(2 * at + 2).padStart(2, '0'));
  return Object.fromEntries([['date', date], ...hours.map((hour) => [`after${hour}`, clock >= `${hour}:00`])]);
}

export function line(quantity, promise, { id = 1, product = 'Kettle', title = 'Blue' } = {}) {
  const metafield = promise === null ? null : { jsonValue: promise };
  const merchandise = { __typename: 'ProductVariant', id: `gid://shopify/ProductVariant/${id}`, title, metafield, product: { title: product } };
  return { quantity, merchandise };
}

export function input(lines, { time = localTime(), language = 'EN', settings } = {}) {
  return {
    cart: { lines },
    localization: { language: { isoCode: language } },
    validation: { metafield: settings ? { jsonValue: settings } : null },
    shop: { localTime: time },
  };
}

/** The sentences a cart is refused with; none: it passes. */
export function refusals(lines, given = {}) {
  const { operations } = cartValidationsGenerateRun(input(lines, given));
  return operations.flatMap(({ validationAdd }) => validationAdd.errors.map(({ message }) => message));
}
