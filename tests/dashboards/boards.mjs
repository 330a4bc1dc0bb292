// The dashboards as Grafana sees them: panels, and every query with where it stands.
import fs from 'node:fs';

const folder = new URL('../../dashboards/grafana/', import.meta.url);

export const boards = fs.readdirSync(folder).filter(name => name.endsWith('.json')).sort()
  .map(name => ({ file: name, ...JSON.parse(fs.readFileSync(new URL(name, folder), 'utf8')) }));

/// Panels in rows included, the rows themselves not.
export const panels = board => board.panels.flatMap(p => (p.type === 'row' ? p.panels : [p]));

/// Every query of a dashboard to data sources of `type`: {where, query, variable?}.
export function queries(board, type) {
  const found = [];
  for (const panel of panels(board))
    for (const query of panel.targets) found.push({ where: `panel "${panel.title}" ${query.refId}`, query, panel });
  for (const mark of board.annotations.list) found.push({ where: `annotation ${mark.name}`, query: mark.target });
  for (const variable of board.templating.list.filter(v => v.type === 'query'))
    found.push({ where: `variable ${variable.name}`, query: variable.query.infinityQuery ?? { ...variable.query, expr: variable.query.query }, variable,
      datasource: variable.datasource });
  return found.filter(f => (f.query.datasource ?? f.datasource).type === type);
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/// "now-90d" at `now`, in milliseconds.
export function instant(text, now) {
  const [, count = '0', unit = 'd'] = /^now(?:-(\d+)([mhd]))?$/.exec(text);
  return now - Number(count) * units[unit];
}

/// The parameters of a query with Grafana's macros and the dashboard's variables filled in.
/// `chosen` maps a variable to a list of values; one that is missing stands at All, or at its default.
export function parameters(board, query, chosen, now) {
  const from = String(instant(board.time.from, now)), to = String(instant(board.time.to, now));
  const macros = { __timeFrom: from, __timeTo: to, __from: from, __to: to, __timezone: board.timezone };
  const value = name => {
    if (name in macros) return macros[name];
    const variable = board.templating.list.find(v => v.name === name);
    if (!variable) throw new Error(`no variable ${name}`);
    if (chosen[name]) return chosen[name].join(',');
    return variable.includeAll ? variable.allValue : variable.current.value;
  };
  return query.url_options.params.map(({ key, value: text }) => [key, text.replace(/\$\{(\w+)(?::csv)?\}/g, (_, name) => value(name))]);
}
