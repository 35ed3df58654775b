// @ts-check

/** The default pool of locations: of every country that no other pool names. */
const DEFAULT_SLOT = 1;
const OTHER_SLOTS = [2, 3, 4, 5];
/** With the blanks around it. */
const ENTRY_WIDTH = ' DE2 '.length;

/**
 * Which pool of locations serves this cart: the slot of its numbers in every limit. The app writes the countries of all
 * other pools beside its settings: `AT2 DE2 US3`.
 *
 * @param {import('./types.js').Input} input
 */
export function slotOf({ cart, localization, validation }) {
  const pools = validation.metafield?.jsonValue?.pools;
  if (typeof pools !== 'string') return DEFAULT_SLOT;
  const sentTo = cart.deliveryGroups.find(({ deliveryAddress }) => deliveryAddress?.countryCode);
  const country = sentTo?.deliveryAddress?.countryCode ?? localization.country.isoCode;
  const entries = ` ${pools} `;
  const place = entries.indexOf(` ${country}`);
  const entry = entries.slice(place, place + ENTRY_WIDTH);
  return OTHER_SLOTS.find((slot) => entry === ` ${country}${slot} `) ?? DEFAULT_SLOT;
}
