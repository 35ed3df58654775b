// Pools of locations: the cart's country chooses whose numbers count.
import assert from 'node:assert/strict';
import test from 'node:test';
import { EXPIRED, FOUR_AND_FORTY, limit, line, refusals } from './carts.mjs';

const POOLS = { settings: { fail_open: false, pools: 'AT2 DE2 US3' } };
/** Slot 1: 44 and 4. Slot 2: 10 and 2. Slot 3: nothing. */
const THREE = limit({ others: [[10, 2], [0, 0]] });

/** How many a cart may hold: what is said when it asks for far more. */
function most(text, given) {
  return refusals([line(9999, text)], given)[0];
}

const only = (units) => `Only ${units} of Kettle - Blue can be ordered.`;
const inStock = (units) =>
  `Only ${units} of Kettle - Blue are in stock; no more can be ordered in advance at the moment.`;
const SOLD_OUT = 'Kettle - Blue is sold out.';

test('a country has the numbers of its pool, to the last unit, and one that no pool names those of the default', () => {
  assert.deepEqual(refusals([line(10, THREE)], { ...POOLS, country: 'DE' }), []);
  assert.deepEqual(refusals([line(11, THREE)], { ...POOLS, country: 'DE' }), [only(10)]);
  assert.equal(most(THREE, { ...POOLS, country: 'AT' }), only(10));
  assert.equal(most(THREE, { ...POOLS, country: 'FR' }), only(44));
});

test('one pool may be sold out while others sell', () => {
  assert.deepEqual(refusals([line(1, THREE)], { ...POOLS, country: 'US' }), [SOLD_OUT]);
  assert.deepEqual(refusals([line(1, THREE)], { ...POOLS, country: 'FR' }), []);
});

test('where the parcel goes counts more than where the shopper looks from', () => {
  assert.equal(most(THREE, { ...POOLS, country: 'US', addresses: ['DE'] }), only(10));
  assert.equal(most(THREE, { ...POOLS, country: 'DE', addresses: ['FR'] }), only(44));
  assert.equal(most(THREE, { ...POOLS, country: 'DE', addresses: [null] }), only(10));
  assert.equal(most(THREE, { ...POOLS, country: 'US', addresses: [null, 'AT'] }), only(10));
});

test('once the promise has run out each pool sells its own stock', () => {
  const expired = limit({ until: '2026-11-22T08:00', others: [[10, 2], [9, '-']] });

  assert.equal(most(expired, { ...POOLS, country: 'FR' }), inStock(4));
  assert.equal(most(expired, { ...POOLS, country: 'DE' }), inStock(2));
  assert.equal(most(expired, { ...POOLS, country: 'US' }), undefined);
});

test('variants of one item share what their country has, and the smaller number counts', () => {
  const behind = limit({ others: [[8, 2], [0, 0]] });

  assert.deepEqual(refusals([line(5, THREE), line(4, behind)], { ...POOLS, country: 'DE' }), [only(8)]);
});

test('all five slots are read where they stand', () => {
  const text = limit({ left: 1111, others: [[2222, 2], [3333, 3], ['-', 4], [5555, 5]] });
  const given = { settings: { pools: 'BE5 DE2 FR3 NL4' } };
  const said = (country) => most(text, { ...given, country });

  assert.deepEqual(['US', 'DE', 'FR', 'NL', 'BE'].map(said), [only(1111), only(2222), only(3333), undefined, only(5555)]);
});

test('a text written before there was such a pool gives the default numbers', () => {
  assert.equal(most(FOUR_AND_FORTY, { ...POOLS, country: 'DE' }), only(44));
  assert.equal(most(EXPIRED, { ...POOLS, country: 'DE' }), inStock(4));
  assert.equal(most(limit({ left: '-' }), { ...POOLS, country: 'DE' }), undefined);
  assert.equal(most(limit({ others: [[10, 2]] }), { ...POOLS, country: 'US' }), only(44));
});

test('countries that cannot be read leave everybody with the default numbers', () => {
  for (const pools of ['', 'DE', 'DE1', 'DE6', 'DE22', 'DE 2', 'XDE2', 'DE2,AT2', 'de2', null, 2, ['DE2'], { DE: 2 }]) {
    assert.equal(most(THREE, { settings: { pools }, country: 'DE' }), only(44), JSON.stringify(pools));
  }
});

test('a text that cannot be read sells nothing in any country', () => {
  for (const text of ['', 'nonsense', '2026-11-23T10:00 0000000000000901 x', limit({ others: [['xxxxxxx', 2]] })]) {
    assert.equal(most(text, { ...POOLS, country: 'DE' }), 'Kettle - Blue cannot be ordered at the moment.', text);
  }
  const cutShort = limit({ until: '2026-11-22T08:00', others: [[10, 2]] }).slice(0, -8);
  assert.equal(refusals([line(1, cutShort)], { ...POOLS, country: 'DE' }).length, 1);
});
