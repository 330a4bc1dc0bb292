// schema/openapi.yaml and the daemon say the same: routes, access, answers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import test from 'node:test';
import { get, npm, send } from '../daemon.mjs';

const contract = npm('yaml').parse(fs.readFileSync(new URL('../../schema/openapi.yaml', import.meta.url), 'utf8'));
const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })));
const days = (from, to) => [['from', String(Date.now() - from * 86_400_000)], ['to', String(Date.now() - to * 86_400_000)]];
const window = days(90, 0);

const resolve = schema => (schema.$ref ? schema.$ref.split('/').slice(1).reduce((at, key) => at[key], contract) : schema);
const kind = value => (value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value);

// The keywords that our own schemas use for answers.
function conforms(value, schema, where) {
  schema = resolve(schema);
  const allowed = [schema.type ?? []].flat();
  if (allowed.length) assert.ok(allowed.includes(kind(value)) || (kind(value) === 'integer' && allowed.includes('number')), `${where}: ${JSON.stringify(value)} is no ${allowed}`);
  if (schema.pattern && typeof value === 'string') assert.match(value, new RegExp(schema.pattern), where);
  if (kind(value) === 'array' && schema.items) value.forEach((v, i) => conforms(v, schema.items, `${where}[${i}]`));
  if (kind(value) !== 'object') return;
  for (const key of schema.required ?? []) assert.ok(key in value, `${where}: no ${key}`);
  for (const [key, v] of Object.entries(value)) {
    assert.ok(!schema.properties || key in schema.properties, `${where}: ${key} is not declared`);
    if (schema.properties) conforms(v, schema.properties[key], `${where}.${key}`);
  }
}

async function error_of(answer, status) {
  assert.equal(answer.status, status, answer.url);
  conforms(await answer.json(), { $ref: '#/components/schemas/Error' }, answer.url);
}

test('the daemon has exactly the routes of the contract', () => {
  const routes = execFileSync(process.env.SHIPTALLY_BINARY, ['routes'], { encoding: 'utf8' }).trim().split('\n').sort();
  assert.deepEqual(routes, operations.map(o => `${o.method} ${o.path}`).sort());
});

for (const { method, path, operation } of operations) {
  test(`${method} ${path} is there`, async () => {
    const answer = method === 'GET' ? await get(path) : await send(method, path, '{');
    assert.notEqual(answer.status, 405);
    if (method !== 'DELETE') assert.notEqual(answer.status, 404); // nothing named to delete is "not found" too
    assert.ok(answer.status < 500, String(answer.status));
  });
  const open = operation.tags.includes('daemon') && operation.security.length === 1 && Object.keys(operation.security[0]).length === 0;
  test(`${method} ${path} ${open ? 'is open' : 'is closed without a credential'}`, async () => {
    const answer = method === 'GET' ? await get(path, [], {}) : await send(method, path, '{}', {});
    if (open) assert.equal(answer.status, 200);
    else await error_of(answer, 401);
  });
}

test('another path is 404, another method 405', async () => {
  await error_of(await get('/api/v1/no-such-thing'), 404);
  await error_of(await send('DELETE', '/v1/deployments', '{}'), 405);
});

test('a body that cannot be read is 400', async () => error_of(await send('POST', '/v1/deployments', '{'), 400));

const delivery = ['', 'service', 'service,environment,team'];
// The demo's facts have only just arrived: all of them are news to who looked an hour ago.
const needed = { '/api/v1/what_if': [['scenario', 'batch']], '/api/v1/restatements': [['since', String(Date.now() - 3_600_000)]] };
// A bill is of whole months.
const month = days => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 7);
const last_months = [['from', `${month(70)}-01`], ['to', `${month(0)}-01`]];
const windows = { '/api/v1/allocation': last_months };
const charge_groups = ['', 'cost_centre', 'team,service,provider,model'];
const charge_spans = ['none', 'month', 'quarter'];
const outlook = ['', 'model', 'service,team,provider,model'];
const groups = { '/api/v1/dora': delivery, '/api/v1/bands': delivery, '/api/v1/trend': delivery, '/api/v1/restatements': delivery, '/api/v1/allocation': charge_groups, '/api/v1/unit_costs': ['', 'service,environment,team,provider,model'], '/api/v1/reconciliation': ['', 'provider', 'provider,model'], '/api/v1/cost': ['', 'model', 'service,environment,team,provider,model,route', 'token_class'], '/api/v1/forecast': outlook, '/api/v1/anomalies': outlook };
const all_spans = ['none', 'day', 'week', 'month', 'quarter'];
const spans = { '/api/v1/allocation': charge_spans };
const not_in_demo = new Set(['/api/v1/anomalies', '/api/v1/closes', '/api/v1/corrections', '/api/v1/report_deliveries', '/api/v1/repricings', '/api/v1/unpriced']);

// An explanation is no list of rows, and nobody is polled for the demo.
const answered_apart = ['/api/v1/explain', '/api/v1/pollers'];
for (const { path, operation } of operations.filter(o => o.method === 'GET' && o.operation.tags.includes('read') && !answered_apart.includes(o.path))) {
  const schema = operation.responses['200'].content['application/json'].schema;
  const taken = new Set(operation.parameters.map(p => resolve(p).name));
  const ask = parameters => get(path, parameters.filter(([name]) => taken.has(name))); // others are refused
  const takes_groups = operation.parameters.some(p => /GroupBy/.test(p.$ref));
  for (const group_by of takes_groups ? groups[path] ?? ['', 'service,environment,team,provider,model,route'] : [''])
    for (const bucket of operation.parameters.some(p => /Bucket/.test(p.$ref)) ? spans[path] ?? all_spans : ['none'])
      test(`GET ${path} group_by=${group_by} bucket=${bucket}: rows as declared`, async () => {
        const parameters = takes_groups ? [['group_by', group_by], ['bucket', bucket]] : [];
        const answer = await ask([...(windows[path] ?? window), ...(needed[path] ?? []), ...parameters]);
        assert.equal(answer.status, 200);
        assert.match(answer.headers.get('content-type'), /^application\/json/);
        const rows = await answer.json();
        assert.ok(rows.length > 0 || not_in_demo.has(path), 'the demo has rows');
        conforms(rows, schema, path);
        for (const name of group_by.split(',').filter(Boolean)) assert.ok(rows.every(row => name in row), `no ${name}`);
        for (const row of rows)
          for (const key of Object.keys(row).filter(k => k.endsWith('_exact')))
            assert.equal(row[key] === null ? null : Number(row[key]), row[key.replace(/_exact$/, '')], key);
      });
  test(`GET ${path}: nothing in the window, an unknown parameter, CSV`, async () => {
    const always = [...(windows[path] ?? window), ...(needed[path] ?? [])];
    const nothing = await ask([...always, [taken.has('service') ? 'service' : 'model', 'no-such-name']]);
    assert.equal(nothing.status, 200);
    assert.ok(Array.isArray(await nothing.json()));
    await error_of(await get(path, [['no_such_parameter', '1']]), 400);
    const csv = await ask([...always, ['format', 'csv']]);
    assert.match(csv.headers.get('content-type'), /^text\/csv/);
    assert.ok((await csv.text()).split('\n').length > (not_in_demo.has(path) ? 1 : 2));
  });
}

const known = new Set(Object.values(contract.components.parameters).filter(p => p.in === 'query').map(p => p.name));
for (const { path, operation } of operations.filter(o => o.method === 'GET' && o.path.startsWith('/api/v1/'))) {
  const taken = new Set((operation.parameters ?? []).map(p => resolve(p).name));
  test(`GET ${path}: refuses each parameter that is of other endpoints, and says what it takes`, async () => {
    for (const name of [...known].filter(n => !taken.has(n))) {
      const answer = await get(path, [[name, 'x']]);
      assert.equal(answer.status, 400, name);
      const { message } = (await answer.json()).error;
      assert.ok(message.startsWith(`unknown parameter "${name}"`), message);
      assert.deepEqual(message.split('this endpoint takes: ')[1].split(', ').sort(), [...taken].sort(), message);
    }
  });
}

for (const [format, type] of [['json', 'application/json'], ['csv', 'text/csv'], ['focus', 'text/csv'], ['html', 'text/html'], ['xlsx', 'application/vnd']])
  test(`GET /api/v1/report format=${format}: a file of last month`, async () => {
    const answer = await get('/api/v1/report', [['month', month(32)], ['format', format]]);
    assert.equal(answer.status, 200);
    assert.ok(answer.headers.get('content-type').startsWith(type));
    assert.match(answer.headers.get('content-disposition'), /^attachment; filename="shiptally-cost-[0-9-]{7}\.[a-z.]+"$/);
    assert.ok((await answer.arrayBuffer()).byteLength > 500);
  });

test('GET /api/v1/report: no month, one to come; rows are no files', async () => {
  await error_of(await get('/api/v1/report'), 400);
  await error_of(await get('/api/v1/report', [['month', '2999-01']]), 400);
  await error_of(await get('/api/v1/cost', [['format', 'html']]), 400);
});

test('GET /api/v1/pollers: nothing is polled, an unknown parameter, CSV', async () => {
  assert.deepEqual(await (await get('/api/v1/pollers')).json(), []);
  await error_of(await get('/api/v1/pollers', [['no_such_parameter', '1']]), 400);
  assert.match(await (await get('/api/v1/pollers', [['format', 'csv']])).text(), /^source,provider,last_success,/);
});

const figures = contract.components.parameters.Metric.schema.enum;
for (const metric of figures)
  test(`GET /api/v1/explain metric=${metric}: as declared`, async () => {
    const answer = await get('/api/v1/explain', [...window, ['metric', metric]]);
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    conforms(JSON.parse(text), { $ref: '#/components/schemas/Explanation' }, metric);
  });

test('a write answers a receipt; the same again changes nothing', async () => {
  const now = Date.now();
  const body = JSON.stringify([{ id: `contract-${now}`, service: 'contract-test', status: 'success', finished_at: new Date(now).toISOString() }, { id: 'no service' }]);
  const receipts = [];
  for (let i = 0; i < 2; ++i) {
    const answer = await send('POST', '/v1/deployments', body);
    assert.equal(answer.status, 200);
    receipts.push(await answer.json());
    conforms(receipts[i], { $ref: '#/components/schemas/Receipt' }, 'receipt');
    assert.deepEqual(receipts[i].rejected.map(r => r.index), [1]);
  }
  assert.deepEqual(receipts.map(r => [r.accepted, r.duplicate]), [[1, 0], [0, 1]]);
});
