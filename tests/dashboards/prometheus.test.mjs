// The Prometheus panels ask only for metrics and labels that /metrics has.
import assert from 'node:assert/strict';
import test from 'node:test';
import { get } from '../daemon.mjs';
import { boards, queries } from './boards.mjs';

// Metric → the labels seen on its samples; a histogram's _bucket, _sum and _count under their own names.
async function exposed() {
  const answer = await get('/metrics');
  assert.equal(answer.status, 200);
  const labels = new Map();
  for (const line of (await answer.text()).split('\n')) {
    const sample = /^([a-z_:][\w:]*)(?:\{(.*)\})? /i.exec(line);
    if (!sample) continue;
    const seen = labels.get(sample[1]) ?? new Set();
    for (const [, name] of (sample[2] ?? '').matchAll(/(\w+)="/g)) seen.add(name);
    labels.set(sample[1], seen);
  }
  return labels;
}

const given_by_prometheus = new Set(['instance', 'job', 'le']);

for (const board of boards)
  for (const { where, query } of queries(board, 'prometheus'))
    test(`${board.file}, ${where}`, async () => {
      const known = await exposed();
      const names = [...new Set(query.expr.match(/shiptally_\w+/g))];
      assert.ok(names.length > 0, query.expr);
      for (const name of names) assert.ok(known.has(name), `/metrics has no ${name}`);
      for (const [, name, selector] of query.expr.matchAll(/(shiptally_\w+)\{([^}]*)\}/g))
        for (const [, label] of selector.matchAll(/(\w+)\s*(?:=~|!=|=|!~)\s*"/g))
          assert.ok(given_by_prometheus.has(label) || known.get(name).has(label), `${name} has no label ${label}`);
      // What is grouped by and shown may come from any of the metrics that are added up.
      const shown = [...query.expr.matchAll(/by \(([^)]*)\)/g)].flatMap(m => m[1].split(/,\s*/))
        .concat([...(query.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(m => m[1]));
      for (const label of shown.filter(l => !given_by_prometheus.has(l)))
        assert.ok(names.some(name => known.get(name).has(label)), `none of ${names} has a label ${label}`);
    });
