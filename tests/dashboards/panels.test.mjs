// Sends every query of every dashboard to a daemon with demo data, as Grafana would, and looks at each column.
import assert from 'node:assert/strict';
import test from 'node:test';
import { get } from '../daemon.mjs';
import { boards, parameters, queries } from './boards.mjs';

const INFINITY = 'yesoreyeram-infinity-datasource';
const now = Date.now(); // the demo ends at the present; the boards ask for the days up to it

const fits = {
  number: value => typeof value === 'number',
  timestamp_epoch: value => Number.isInteger(value),
  boolean: value => typeof value === 'boolean',
  string: value => typeof value === 'string' || (Array.isArray(value) && value.every(v => typeof v === 'string')),
};

async function ask(board, query, chosen) {
  const answer = await get(query.url, parameters(board, query, chosen, now));
  const text = await answer.text();
  assert.equal(answer.status, 200, `${answer.url}: ${text.slice(0, 300)}`);
  const rows = JSON.parse(text);
  assert.ok(Array.isArray(rows), `${answer.url}: not an array`);
  for (const row of rows)
    for (const { selector, type } of query.columns) {
      assert.ok(selector in row, `${answer.url}: no column ${selector}`);
      assert.ok(row[selector] === null || fits[type](row[selector]), `${answer.url}: ${selector} is ${JSON.stringify(row[selector])}, not a ${type}`);
    }
  if (query.format === 'timeseries')
    rows.reduce((last, row) => (assert.ok(last <= row.time, `${answer.url}: not ascending in time`), row.time), -Infinity);
  return rows;
}

// One group that the demo really has, so that a single value of each variable goes together with the others.
async function one_group(names) {
  const board = boards.find(b => names.every(n => b.templating.list.some(v => v.name === n)));
  const { query } = queries(board, INFINITY).find(q => q.variable?.name === names[0]);
  const columns = names.map(selector => ({ selector, type: 'string' }));
  const params = query.url_options.params.map(p => (p.key === 'group_by' ? { ...p, value: names.join(',') } : p));
  const rows = await ask(board, { ...query, columns, url_options: { ...query.url_options, params } }, {});
  const row = rows.find(r => names.every(n => r[n]));
  assert.ok(row, `no group with ${names} in the demo`);
  return Object.fromEntries(names.map(n => [n, [row[n]]]));
}

for (const board of boards) {
  const names = board.templating.list.filter(v => v.type === 'query' && v.query.infinityQuery).map(v => v.name);
  for (const { where, query, panel, variable } of queries(board, INFINITY)) {
    test(`${board.file}, ${where}: All`, async () => {
      const rows = await ask(board, query, {});
      assert.ok(rows.length > 0, 'no row from the demo');
      if (panel) // a column of figures without any figure would be an empty graph
        for (const { selector, type } of query.columns.filter(c => c.type === 'number'))
          assert.ok(rows.some(r => fits[type](r[selector])), `${selector} is null in all ${rows.length} rows`);
      if (variable) assert.ok(rows.some(r => r[variable.name]), 'nothing to choose from');
    });
    test(`${board.file}, ${where}: one value each`, async () => {
      await ask(board, query, await one_group(names));
    });
    test(`${board.file}, ${where}: two values`, async () => {
      const chosen = await one_group(names);
      for (const name of names) chosen[name].push('no-such-name');
      await ask(board, query, chosen);
    });
  }
}

test('a filter narrows', async () => {
  const chosen = await one_group(['service', 'environment', 'team']);
  const board = boards.find(b => b.file === 'delivery.json');
  const { query } = queries(board, INFINITY).find(q => q.where.startsWith('panel "Deployments"'));
  for (const row of await ask(board, query, chosen)) assert.equal(row.service, chosen.service[0]);
});
