/** What snippets/backorder-variant.liquid and backorder-texts.liquid hand to assets/backorder.js, net of the cart. */

/** Cumulative. `by` is an ISO date, null: ships now; `date` is `by` in the shopper's words; `upto` null: no limit. */
interface Step {
  upto: number | null;
  by: string | null;
  date: string;
}

interface Promised {
  version: number;
  state: string;
  headline: string;
  left: number | null;
  until: string;
  steps: Step[];
}

/** Units of one order that share a date. */
type Part = { units: number; by: string | null; date: string };

/** Templates with [units], [date], [quantity], [parts] to fill in. */
type Counted = Record<'some_now' | 'days' | 'at_most', [one: string, other: string]>;
type Plain = Record<'all_now' | 'all_later' | 'now' | 'later' | 'split' | 'today', string>;

interface Data {
  locale: string;
  selected: string;
  texts: Counted & Plain;
  variants: Record<string, Promised | null>;
}
