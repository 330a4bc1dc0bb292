// The daemon under test, as tests/run started it: its address and a token come from the environment.
import { createRequire } from 'node:module';

function wanted(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run tests/run`);
  return value;
}

const authorization = () => ({ authorization: `Bearer ${wanted('SHIPTALLY_TOKEN')}` });

/// `parameters` is a list of [name, value].
export function get(path, parameters = [], headers = authorization()) {
  const url = new URL(path, wanted('SHIPTALLY_URL'));
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
}

export function send(method, path, body, headers = authorization()) {
  return fetch(new URL(path, wanted('SHIPTALLY_URL')), { method, body, headers, signal: AbortSignal.timeout(30_000) });
}

/// A package of tests/package-lock.json; tests/run keeps them outside the source tree.
export const npm = name => createRequire(`${wanted('SHIPTALLY_NPM')}/package.json`)(name);
