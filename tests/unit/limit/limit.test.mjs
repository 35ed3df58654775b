import assert from 'node:assert/strict';
import test from 'node:test';
import { cartValidationsGenerateRun } from '../../../extensions/backorder-limit/src/index.js';
import { EXPIRED, FOUR_AND_FORTY, input, limit, line, localTime, refusals } from './carts.mjs';

const ONLY_44 = ['Only 44 of Kettle - Blue can be ordered.'];

test('stock and what is coming may be ordered to the last unit, and no further', () => {
  assert.deepEqual(refusals([line(44, FOUR_AND_FORTY)]), []);
  assert.deepEqual(refusals([line(45, FOUR_AND_FORTY)]), ONLY_44);
});

test('only the first three refusals are said: each costs instructions, and one stops the cart', () => {
  const lines = Array.from({ length: 9 }, (_, item) => line(45, limit({ item })));

  assert.equal(refusals(lines).length, 3);
});

test('a refusal is one error about the whole cart', () => {
  assert.deepEqual(cartValidationsGenerateRun(input([line(45, FOUR_AND_FORTY)])), {
    operations: [{ validationAdd: { errors: [{ message: ONLY_44[0], target: '$.cart' }] } }],
  });
  assert.deepEqual(cartValidationsGenerateRun(input([line(44, FOUR_AND_FORTY)])), { operations: [] });
});

test('two lines of one variant are one demand', () => {
  assert.deepEqual(refusals([line(22, FOUR_AND_FORTY), line(22, FOUR_AND_FORTY)]), []);
  assert.deepEqual(refusals([line(22, FOUR_AND_FORTY), line(23, FOUR_AND_FORTY)]), ONLY_44);
});

test('two variants of one inventory item are one demand, and the smaller promise counts', () => {
  const gift = { title: 'Blue, wrapped' };
  const behind = limit({ left: 40 });

  assert.deepEqual(refusals([line(20, FOUR_AND_FORTY), line(20, behind, gift)]), []);
  assert.deepEqual(refusals([line(20, FOUR_AND_FORTY), line(21, behind, gift)]), [
    'Only 40 of Kettle - Blue, Kettle - Blue, wrapped can be ordered.',
  ]);
});

test('variants of different items do not share', () => {
  const red = [limit({ item: 902 }), { title: 'Red' }];

  assert.deepEqual(refusals([line(44, FOUR_AND_FORTY), line(44, ...red)]), []);
  assert.deepEqual(refusals([line(44, FOUR_AND_FORTY), line(45, ...red)]), ['Only 44 of Kettle - Red can be ordered.']);
});

test('of what has run out for one of them, the other variants of an item are not sold either', () => {
  const other = { title: 'Blue, wrapped' };

  assert.deepEqual(refusals([line(2, FOUR_AND_FORTY), line(2, limit({ stock: 3, until: '2026-11-22T08:00' }), other)]), [
    'Only 3 of Kettle - Blue, Kettle - Blue, wrapped are in stock; no more can be ordered in advance at the moment.',
  ]);
});

test('dashes are without limit, zero is sold out', () => {
  assert.deepEqual(refusals([line(100000, limit({ left: '-' }))]), []);
  assert.deepEqual(refusals([line(1, limit({ left: 0 }))]), ['Kettle - Blue is sold out.']);
});

test('what is not ours is never refused', () => {
  const custom = { quantity: 900, merchandise: {} };

  assert.deepEqual(refusals([line(900, null), custom]), []);
  assert.deepEqual(refusals([]), []);
});

test('once the promise has run out only stock is sold, and the message says how much', () => {
  assert.deepEqual(refusals([line(4, EXPIRED)]), []);
  assert.deepEqual(refusals([line(5, EXPIRED)]), [
    'Only 4 of Kettle - Blue are in stock; no more can be ordered in advance at the moment.',
  ]);
  assert.deepEqual(refusals([line(1, limit({ stock: 0, until: '2026-11-22T08:00' }))]), [
    'Kettle - Blue is out of stock and cannot be ordered in advance at the moment.',
  ]);
  assert.deepEqual(refusals([line(9, limit({ left: '-', stock: 0, until: '2026-11-22T08:00' }))]).length, 1);
});

test('where nothing beyond stock was on offer, Shopify alone counts once the promise has run out', () => {
  assert.deepEqual(refusals([line(30, limit({ left: 20, stock: '-', until: '2026-11-22T08:00' }))]), []);
  assert.deepEqual(refusals([line(30, limit({ left: 20, stock: '-' }))]).length, 1);
});

test('a promise runs out on the minute, for it ends on an even hour', () => {
  const until = limit({ until: '2026-11-22T10:00' });
  const midnight = limit({ until: '2026-11-23T00:00' });
  const refused = (promise, ...time) => refusals([line(5, promise)], { time: localTime(...time) }).length;

  assert.deepEqual([refused(until, '2026-11-22', '09:59'), refused(until, '2026-11-22', '10:00')], [0, 1]);
  assert.deepEqual([refused(until, '2026-11-21', '23:59'), refused(until, '2026-11-23', '00:00')], [0, 1]);
  assert.deepEqual([refused(midnight, '2026-11-22', '23:59'), refused(midnight, '2026-11-23', '00:00')], [0, 1]);
});

test('where the merchant says so, the last known numbers go on counting', () => {
  const open = { settings: { fail_open: true } };

  assert.deepEqual(refusals([line(44, EXPIRED)], open), []);
  assert.deepEqual(refusals([line(45, EXPIRED)], open), ONLY_44);
  assert.deepEqual(refusals([line(9, 'nonsense')], open), []);
});

test('a setting that does not say so in the right word keeps the door closed', () => {
  for (const settings of [{ fail_open: 'true' }, { fail_open: 1 }, { open: true }, []]) {
    assert.equal(refusals([line(5, EXPIRED)], { settings }).length, 1);
  }
});

test('a text that cannot be read sells nothing', () => {
  const bad = [
    ...['', 'nonsense', 'null', '7', '{}', '{"limit":"901 44 4"}', '901 44 4 2026-11-23T10:00', FOUR_AND_FORTY.slice(0, 33)],
    ...['2026-11-23T10:00 0000000000000901 x', '2026-11-23T10:00 0000000000000901 -000044 0000004'],
    ...['2026-11-22T08:00 0000000000000901 0000044'],
  ];

  for (const text of bad) {
    assert.equal(refusals([line(1, text)]).length, 1, text);
  }
});

test('a shopper is told of a promise that cannot be read in plain words', () => {
  assert.deepEqual(refusals([line(1, 'nonsense')]), ['Kettle - Blue cannot be ordered at the moment.']);
});

test('the shopper is spoken to in German, French, or else English', () => {
  const said = (language, promise, units) => refusals([line(units, promise)], { language })[0];

  assert.equal(said('DE', FOUR_AND_FORTY, 45), 'Von Kettle - Blue können nur 44 Stück bestellt werden.');
  assert.equal(said('DE', limit({ left: 1 }), 2), 'Von Kettle - Blue kann nur 1 Stück bestellt werden.');
  assert.equal(
    said('FR', EXPIRED, 5),
    'Kettle - Blue : seules 4 unités sont en stock ; impossible d’en commander plus à l’avance pour le moment.',
  );
  assert.equal(said('PT_BR', limit({ left: 1 }), 2), 'Only 1 of Kettle - Blue can be ordered.');
});

test('titles are shown as they are, whatever is in them', () => {
  const odd = { product: 'Pot {{ units }} $& $1', title: 'Default Title' };

  assert.deepEqual(refusals([line(45, FOUR_AND_FORTY, odd)]), ['Only 44 of Pot {{ units }} $& $1 can be ordered.']);
  assert.deepEqual(refusals([line(45, FOUR_AND_FORTY, { title: null })]), ['Only 44 of Kettle can be ordered.']);
});

test('the answer to the worst cart fits into the 20 kB that Shopify reads', () => {
  const long = { product: '鍋'.repeat(255), title: '鍋'.repeat(255) };
  const lines = Array.from({ length: 200 }, (_, id) => line(5, limit({ item: id + 1, until: '2026-11-22T08:00' }), long));
  const answer = JSON.stringify(cartValidationsGenerateRun(input(lines)));

  assert.ok(Buffer.byteLength(answer) <= 20_000, `${Buffer.byteLength(answer)} bytes`);
});

test('the question about 200 lines fits into the 128 kB that Shopify sends, with five pools too', () => {
  const names = { product: 'A kettle with a name of sixty letters, as long as most will be', title: 'Large / Midnight blue' };
  const text = limit({ item: 2 ** 53, others: Array(4).fill([44, 4]) });
  const lines = Array.from({ length: 200 }, () => line(5, text, names));
  const settings = { fail_open: false, pools: Array(245).fill('DE2').join(' ') };

  assert.ok(Buffer.byteLength(JSON.stringify(input(lines, { addresses: ['DE'], settings }))) <= 128_000);
});
