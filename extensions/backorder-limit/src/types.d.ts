// What the modules beside this file agree on. Read by the type check alone.

export interface Variant {
  title: string | null;
  metafield: { value: string } | null;
  product: { title: string };
}

export interface Line {
  quantity: number;
  /** Nothing is asked of custom items. */
  merchandise: Variant | { metafield?: undefined };
}

export type LocalTime = { date: string } & Record<`after${string}`, boolean>;

export interface Input {
  cart: { lines: Line[] };
  localization: { language: { isoCode: string } };
  validation: { metafield: { jsonValue: any } | null };
  shop: { localTime: LocalTime };
}

export interface Limit {
  item: string;
  left: number;
  stock: number;
  until: string;
}

export interface Demand {
  quantity: number;
  merchandise: Variant[];
  limit: Limit | null;
}

export type Reason = 'limit' | 'paused' | 'unreadable';

export type Texts = Record<Reason, { zero: string; one?: string; other?: string }>;

export interface Result {
  operations: { validationAdd: { errors: { message: string; target: string }[] } }[];
}
