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
  cart: { lines: Line[]; deliveryGroups: { deliveryAddress: { countryCode: string | null } | null }[] };
  localization: { language: { isoCode: string }; country: { isoCode: string } };
  validation: { metafield: { jsonValue: any } | null };
  shop: { localTime: LocalTime };
}

/** A variant with a limit of ours. */
export type Limited = Variant & { metafield: { value: string } };

export interface Demands {
  /** By line: units the cart asks of the line's item, at the item's first line; 0 at its others and where there is no limit. */
  asked: number[];
  /** By line: the most it may ask, there; Infinity is without limit, -1 cannot be read. */
  units: number[];
  /** Pairs, one behind the other: an item's first line, and another line of that item. */
  others: number[];
}

export type Reason = 'limit' | 'paused' | 'unreadable';

export type Texts = Record<Reason, { zero: string; one?: string; other?: string }>;

export interface Result {
  operations: { validationAdd: { errors: { message: string; target: string }[] } }[];
}
