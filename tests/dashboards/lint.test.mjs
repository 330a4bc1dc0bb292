// What every dashboard owes to its reader, rule by rule.  Needs no daemon.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { npm } from '../daemon.mjs';
import { boards, panels, queries } from './boards.mjs';

const INFINITY = 'yesoreyeram-infinity-datasource';
const contract = npm('yaml').parse(fs.readFileSync(new URL('../../schema/openapi.yaml', import.meta.url), 'utf8'));
const taken_by = path => contract.paths[path].get.parameters.map(p => (p.$ref ? contract.components.parameters[p.$ref.split('/').at(-1)] : p).name);
const units = new Set(['none', 'short', 's', 'ms', 'percentunit', 'currencyUSD', 'bytes', 'reqps', 'rowsps', 'dateTimeAsIso']);
const unit_is_known = unit => units.has(unit) || /^(suffix|prefix):./.test(unit);
const overrides = panel => panel.fieldConfig.overrides.flatMap(o => o.properties.map(p => ({ matcher: o.matcher, ...p })));
const organised = panel => panel.transformations.find(t => t.id === 'organize').options;
const links = panel => [...(panel.fieldConfig.defaults.links ?? []), ...overrides(panel).filter(p => p.id === 'links').flatMap(p => p.value)];

const board_rules = {
  'fixed uid, title, description, not editable, classic schema': board => {
    assert.match(board.uid, /^shiptally-[a-z]+$/);
    assert.ok(board.title && board.description && board.tags.includes('shiptally'));
    assert.equal(board.editable, false);
    assert.equal(board.schemaVersion, 42);
    assert.ok(!('id' in board), 'an id belongs to one instance');
  },
  'at most twelve panels, each with an id of its own; rows are collapsed': board => {
    assert.ok(panels(board).length <= 12);
    const ids = board.panels.concat(panels(board).filter(p => !board.panels.includes(p))).map(p => p.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const row of board.panels.filter(p => p.type === 'row')) assert.equal(row.collapsed, true);
  },
  'the data source is a variable': board => {
    assert.equal(board.templating.list.find(v => v.name === 'ds').type, 'datasource');
    for (const { where, query, datasource } of queries(board, INFINITY).concat(queries(board, 'prometheus')))
      assert.equal((query.datasource ?? datasource).uid, '${ds}', where);
    for (const panel of panels(board)) assert.equal(panel.datasource.uid, '${ds}', panel.title);
  },
  'variables follow the time range, take several values and All': board => {
    for (const variable of board.templating.list.filter(v => v.type === 'query')) {
      assert.equal(variable.refresh, 2, variable.name);
      assert.ok(variable.multi && variable.includeAll && variable.allValue, variable.name);
    }
  },
  'linked with the other dashboards': board => {
    assert.ok(board.links.some(l => l.type === 'dashboards' && l.includeVars && l.keepTime));
  },
  'Infinity queries: backend parser, address relative to the data source, the window of the dashboard': board => {
    for (const { where, query, variable } of queries(board, INFINITY)) {
      assert.equal(query.parser, 'backend', where);
      assert.equal(query.url_options.method, 'GET', where);
      assert.match(query.url, /^\/api\/v1\/\w+$/, where);
      const value = key => query.url_options.params.find(p => p.key === key)?.value;
      const takes = taken_by(query.url);
      if (takes.includes('from')) assert.equal(value('from'), variable ? '${__from}' : '${__timeFrom}', where);
      if (takes.includes('to')) assert.equal(value('to'), variable ? '${__to}' : '${__timeTo}', where);
      for (const { key } of query.url_options.params) assert.ok(takes.includes(key), `${where}: ${query.url} takes no ${key}`);
      assert.ok(query.columns.length > 0 && query.columns.every(c => c.selector === c.text && c.type), where);
    }
  },
  'counters stand under rate or increase, with $__rate_interval or $__range; no instance is hard-coded': board => {
    for (const { where, query } of queries(board, 'prometheus')) {
      for (const [counter] of query.expr.matchAll(/shiptally_\w+_(total|bucket)\b/g))
        assert.ok(new RegExp(`(rate|increase)\\(${counter}\\{[^}]*\\}\\[\\$__(rate_interval|range)\\]`).test(query.expr), where);
      assert.doesNotMatch(query.expr, /\[\d/, where);
      assert.doesNotMatch(query.expr, /instance\s*=\s*"/, where);
    }
  },
  'marks: deployments as points, incidents as regions': board => {
    if (!queries(board, INFINITY).length) return;
    const mark = name => board.annotations.list.find(a => a.name === name);
    assert.equal(mark('Deployments').mappings.time.value, 'time');
    assert.equal(mark('Incidents').mappings.timeEnd.value, 'end_time');
    for (const a of board.annotations.list)
      for (const { value } of Object.values(a.mappings)) assert.ok(a.target.columns.some(c => c.selector === value), `${a.name}: ${value}`);
  },
};

const panel_rules = {
  'title and description': panel => assert.ok(panel.title && panel.description.length > 20),
  'a target': panel => assert.ok(panel.targets.length > 0),
  'a valid unit': panel => {
    assert.ok(unit_is_known(panel.fieldConfig.defaults.unit), panel.fieldConfig.defaults.unit);
    for (const p of overrides(panel).filter(o => o.id === 'unit')) assert.ok(unit_is_known(p.value), p.value);
  },
  'what to do when empty, in words': panel => assert.match(panel.fieldConfig.defaults.noValue, /^[A-Z][^0].{5,}/),
  'a link to what is behind it, on this or another of our dashboards': (panel, board) => {
    assert.ok(links(panel).length > 0);
    for (const { url, title } of links(panel)) {
      assert.ok(title);
      assert.doesNotMatch(url, /https?:/, 'a hard-coded instance');
      const [, uid, rest] = /^\/d\/([\w-]+)\?(.*)$/.exec(url) ?? [];
      if (!uid) { assert.match(url, /^\$\{(__data\.fields\.|daemon\}\/api\/v1\/(explain|attribution)\?)/); continue; }
      const target = boards.find(b => b.uid === uid);
      assert.ok(target, uid);
      const view = /viewPanel=(\d+)/.exec(rest);
      if (view) assert.ok(panels(target).some(p => p.id === Number(view[1])), `${board.uid}: no panel ${view[1]}`);
    }
  },
  'a link to an explanation: of a figure there is, over the window and filters of the panel': (panel, board) => {
    const explained = links(panel).map(l => l.url).filter(url => url.includes('/api/v1/explain?'));
    if (!explained.length) return;
    assert.ok(board.templating.list.some(v => v.name === 'daemon' && v.type === 'textbox'));
    for (const url of explained) {
      const query = new URLSearchParams(url.slice(url.indexOf('?')));
      assert.match(query.get('metric'), /^(deployment_frequency|lead_time_p(50|75|90)|change_fail_rate|recovery_time|mttr_(mean|median)|rework_rate|(coding|pickup|review)_time_p50|deploy_wait_p50|\$\{__data\.fields\.Figure\})$/);
      for (const [key, value] of [['from', '${__from}'], ['to', '${__to}'], ['tz', '${__timezone}']]) assert.equal(query.get(key), value);
      for (const key of ['service', 'environment', 'team']) assert.match(query.get(key), new RegExp(`^\\$\\{(${key}:percentencode|__data\\.fields\\.\\w+)\\}$`));
    }
  },
  'a table is sorted by a column it has; its columns are in order': panel => {
    if (panel.type !== 'table') return;
    const [sort] = panel.options.sortBy, { renameByName, excludeByName, indexByName } = organised(panel);
    const shown = panel.targets[0].columns.map(c => c.selector).filter(s => !excludeByName[s]);
    assert.ok(shown.some(s => (renameByName[s] ?? s) === sort.displayName), sort.displayName);
    for (const s of shown) assert.ok(s in indexByName && s in renameByName, s);
    const names = new Set(shown.map(s => renameByName[s]));
    for (const { matcher } of panel.fieldConfig.overrides) assert.ok(names.has(matcher.options), matcher.options);
  },
  'a graph begins at zero': panel => {
    if (panel.type === 'timeseries') assert.equal(panel.fieldConfig.defaults.min, 0);
  },
  'overrides and sums name columns that are there': panel => {
    const columns = new Set(panel.targets.flatMap(t => (t.columns ?? []).map(c => c.selector)));
    if (panel.type === 'timeseries') for (const o of panel.fieldConfig.overrides) assert.ok(columns.has(o.matcher.options), o.matcher.options);
    for (const t of (panel.transformations ?? []).filter(t => t.id === 'calculateField'))
      for (const side of ['left', 'right']) assert.ok(columns.has(t.options.binary[side]), t.options.binary[side]);
  },
  'a cost is called provisional until invoiced': panel => {
    if (panel.title.startsWith('Computed cost')) assert.match(panel.title, /provisional/);
  },
};

test('uids are unique', () => assert.equal(new Set(boards.map(b => b.uid)).size, boards.length));
for (const board of boards) {
  for (const [rule, holds] of Object.entries(board_rules)) test(`${board.file}: ${rule}`, () => holds(board));
  for (const panel of panels(board))
    for (const [rule, holds] of Object.entries(panel_rules)) test(`${board.file}, "${panel.title}": ${rule}`, () => holds(panel, board));
}
