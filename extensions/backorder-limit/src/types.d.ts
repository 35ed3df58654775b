// What the modules beside this file agree on. Read by the type check alone.

export interface Step {
  upto: number | null;
  by: string | null;
}

export interface Promise {
  item?: string;
  left: number | null;
  steps: Step[];
  until_local: string;
}

export interface Metafield {
  jsonValue: any;
}

export interface Variant {
  __typename: 'ProductVariant';
  id: string;
  title: string | null;
  metafield: Metafield | null;
  product: { title: string };
}

export interface Line {
  quantity: number;
  merchandise: Variant | { __typename: 'CustomProduct' };
}

export type LocalTime = { date: string } & Record<`after${string}`, boolean>;

export interface Input {
  cart: { lines: Line[] };
  localization: { language: { isoCode: string } };
  validation: { metafield: Metafield | null };
  shop: { localTime: LocalTime };
}

export interface Demand {
  quantity: number;
  names: string[];
  promises: unknown[];
}

export interface Moment {
  now: string;
  failOpen: boolean;
}

export type Reason = 'limit' | 'paused' | 'unreadable';

export interface Buyable {
  units: number;
  reason: Reason;
}

export type Texts = Record<Reason, { zero: string; one?: string; other?: string }>;

export interface Result {
  operations: { validationAdd: { errors: { message: string; target: string }[] } }[];
}
