// Inputs of the function as Shopify would give them: Sunday, 22 November 2026, ten past nine in the shop.
import { cartValidationsGenerateRun } from '../../../extensions/backorder-limit/src/index.js';

export const FOUR_AND_FORTY = limit({ left: 44, stock: 4 });
export const EXPIRED = limit({ left: 44, stock: 4, until: '2026-11-22T08:00' });

/** The metafield's text as the app writes it. `others` are pairs of left and stock, for slot 2 and on. */
export function limit({ item = 901, left = 44, stock = 4, until = '2026-11-23T10:00', others = [] } = {}) {
  const column = (units) => (units === '-' ? '-------' : String(units).padStart(7, '0'));
  return [until, String(item).padStart(16, '0'), ...[left, stock, ...others.flat()].map(column)].join(' ');
}

export function localTime(date = '2026-11-22', clock = '09:10') {
  const hours = Array.from({ length: 11 }, (_, at) => String(2 * at + 2).padStart(2, '0'));
  return Object.fromEntries([['date', date], ...hours.map((hour) => [`after${hour}`, clock >= `${hour}:00`])]);
}

export function line(quantity, text, { product = 'Kettle', title = 'Blue' } = {}) {
  const metafield = text === null ? null : { value: text };
  return { quantity, merchandise: { title, metafield, product: { title: product } } };
}

/** `addresses` are the countries the delivery groups go to; null: no address yet. */
export function input(lines, { time = localTime(), language = 'EN', country = 'US', addresses = [], settings } = {}) {
  const deliveryGroups = addresses.map((countryCode) => ({ deliveryAddress: countryCode && { countryCode } }));
  return {
    cart: { lines, deliveryGroups },
    localization: { language: { isoCode: language }, country: { isoCode: country } },
    validation: { metafield: settings ? { jsonValue: settings } : null },
    shop: { localTime: time },
  };
}

/** The sentences a cart is refused with; none: it passes. */
export function refusals(lines, given = {}) {
  const { operations } = cartValidationsGenerateRun(input(lines, given));
  return operations.flatMap(({ validationAdd }) => validationAdd.errors.map(({ message }) => message));
}
