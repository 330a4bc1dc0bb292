// GitHub's own example payloads, as Octokit collects them, delivered like GitHub delivers them.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import test from 'node:test';
import { npm, send } from '../daemon.mjs';

const events = npm('@octokit/webhooks-examples').filter(e => /^(deployment|push$|pull_request|issue_comment$)/.test(e.name));

const sign = (body, secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

function deliver(event, body, signature) {
  return send('POST', '/hooks/github', body, {
    'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/test', 'x-github-event': event,
    'x-github-delivery': randomUUID(), ...(signature ? { 'x-hub-signature-256': signature } : {}),
  });
}

async function receipt(event, body) {
  const answer = await deliver(event, body, sign(body, process.env.SHIPTALLY_GITHUB_SECRET));
  const text = await answer.text();
  assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status}: ${text}`);
  return JSON.parse(text);
}

assert.ok(events.length >= 8, 'the examples are there');
for (const { name, examples } of events)
  examples.forEach((example, i) => {
    const body = JSON.stringify(example);
    test(`${name} ${i}${example.action ? ` (${example.action})` : ''}: taken, and a second delivery changes nothing`, async () => {
      const first = await receipt(name, body);
      assert.deepEqual(first.rejected, [], 'nothing of GitHub is rejected');
      assert.ok(Number.isInteger(first.accepted) && Number.isInteger(first.duplicate), JSON.stringify(first));
      const again = await receipt(name, body);
      assert.equal(again.accepted, 0, JSON.stringify(again));
      assert.equal(again.duplicate, first.accepted + first.duplicate);
    });
    test(`${name} ${i}: a wrong signature is refused`, async () => {
      assert.equal((await deliver(name, body, sign(body, 'not the secret'))).status, 401);
      assert.equal((await deliver(name, `${body} `, sign(body, process.env.SHIPTALLY_GITHUB_SECRET))).status, 401, 'one byte more');
      assert.equal((await deliver(name, body, undefined)).status, 401, 'no signature');
    });
  });
