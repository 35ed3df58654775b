// @ts-check

/** A function has no clock. It may ask whether a time of day has passed, and which day it is, both in the shop's zone. */
const HOURS = ['02', '04', '06', '08', '10', '12', '14', '16', '18', '20', '22'];

/**
 * The last even hour that has struck in the shop, written like the end of a limit: 2026-11-22T10:00.
 *
 * @param {import('./types.js').LocalTime} localTime
 */
export function localMark(localTime) {
  let hour = '00';
  for (const next of HOURS) if (localTime[`after${next}`]) hour = next;
  return `${localTime.date}T${hour}:00`;
}
