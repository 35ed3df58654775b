// @ts-check

/** A function has no clock. It may ask whether a time of day has passed, and which day it is, both in the shop's zone. */
const HOURS = ['02', '04', '06', '08', '10', '12', '14', '16', '18', '20', '22'];
/** Sorts after everything that may follow the end in a text: what ends now has ended. */
const AND_AFTER = '~';

/**
 * The last even hour that has struck in the shop, so written that the texts of all limits that have ended are less.
 *
 * @param {import('./types.js').LocalTime} localTime
 */
export function localMark(localTime) {
  let hour = '00';
  for (const next of HOURS) if (localTime[`after${next}`]) hour = next;
  return `${localTime.date}T${hour}:00${AND_AFTER}`;
}
