// The project's own history, imported and deployed: lead time must count the commits that git counts.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { get, send } from '../daemon.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const git = (...words) => execFileSync('git', ['-C', root, ...words], { encoding: 'utf8' }).trim();

// A deployment of one commit, right after it was committed.
const deployment = (id, sha, kind) => ({
  id, kind, service: 'shiptally-itself', status: 'success', version: sha,
  commits: [{ repo: 'own/shiptally', sha }],
  finished_at: new Date(Number(git('show', '-s', '--format=%ct', sha)) * 1000 + 1000).toISOString(),
});

test('lead time over the project\'s own history', async t => {
  // A clone of its own: the daemon of the tests reads a repository as a user's would be.
  const clone = mkdtempSync(join(tmpdir(), 'shiptally-history-'));
  t.after(() => rmSync(clone, { recursive: true }));
  execFileSync('git', ['clone', '--quiet', '--bare', root, clone]);
  const printed = execFileSync(process.env.SHIPTALLY_BINARY,
    ['import', 'git', clone, '--repo', 'own/shiptally', '--data-dir', process.env.SHIPTALLY_DATA], { encoding: 'utf8' });
  assert.match(printed, new RegExp(`^own/shiptally: ${execFileSync('git', ['-C', clone, 'rev-list', '--all', '--count'], { encoding: 'utf8' }).trim()} commits, accepted \\d+, `));

  const first = git('rev-list', '--max-parents=0', 'HEAD').split('\n')[0];
  const last = git('rev-parse', 'HEAD');
  const rows = [deployment('history-1', first, 'baseline'), deployment('history-2', last)];
  const answer = await send('POST', '/v1/deployments', JSON.stringify(rows));
  assert.equal(answer.status, 200);
  assert.deepEqual((await answer.json()).rejected, []);

  const from = Date.parse(rows[0].finished_at) - 1, to = Date.parse(rows[1].finished_at) + 1;
  const [figures] = await (await get(`/api/v1/dora?service=shiptally-itself&from=${from}&to=${to}`)).json();
  const shipped = git('log', '--no-merges', '--format=%at', `${first}..HEAD`).split('\n').map(Number);
  assert.equal(figures.lead_time_commits, shipped.length);

  // The interpolated median, by hand.
  const spans = shipped.map(authored => Date.parse(rows[1].finished_at) / 1000 - authored).sort((a, b) => a - b);
  const middle = (spans.length - 1) / 2;
  const median = (spans[Math.floor(middle)] + spans[Math.ceil(middle)]) / 2;
  assert.ok(Math.abs(figures.lead_time_p50_seconds - median) < 0.001, `${figures.lead_time_p50_seconds} ${median}`);
});
