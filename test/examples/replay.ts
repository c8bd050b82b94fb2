import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { type Reply, send } from '../heketi/http-client.ts';
import { tokenFor } from '../heketi/tokens.ts';
import { environmentWithCurl } from './curl.ts';
import type { ServingDemo } from './demo-process.ts';
import type { Example, Path, Request, ShellLine, Signal } from './example.ts';

const POLL_MS = 25;
/** Far more than any of it takes: only so that an entry that never ends fails as one. */
const POLLS = 1000;

export interface Replay {
  /** @throws what was not as it has to be */
  play(example: Example): Promise<void>;
  /** All answers to polls so far. */
  readonly polls: readonly Reply[];
}

/** Replays examples one after another on one server; what one keeps, the later ones know. */
export function createReplay(demo: Pick<ServingDemo, 'url' | 'pid'>, key: string): Replay {
  const port = Number(new URL(demo.url).port);
  const known = new Map<string, string>();
  const polls: Reply[] = [];

  const call = (method: string, path: string, as: Request['as'] = 'admin', json?: unknown): Promise<Reply> => {
    const authorization = headerFor(method, path, as, key);
    return send(port, {
      method,
      path,
      headers: authorization === undefined ? {} : { authorization },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  };

  const endOf = async ({ headers }: Reply, as: Request['as']): Promise<Reply> => {
    const location = String(headers['location']);
    expect(location).toMatch(/^\/queue\/[0-9a-f]{32}$/);
    for (let poll = 0; poll < POLLS; poll += 1) {
      const reply = await call('GET', location, as);
      polls.push(reply);
      if (reply.headers['x-pending'] === undefined) return reply;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`${location} does not end`);
  };

  const request = async (wish: Request): Promise<void> => {
    const { method, path, json, as, status, end, has, text, headers, keep = {} } = fill(wish, known);
    const first = await call(method, path, as, json);
    const about = `${method} ${path}: ${first.body}`;
    expect(first.status, about).toBe(status);
    let last = first;
    if (end !== undefined) {
      last = await endOf(first, as);
      expect(last.status, `${about} ends: ${last.body}`).toBe(end);
      if (end === 303) {
        last = await call('GET', String(last.headers['location']), as);
        expect(last.status, about).toBe(200);
      }
    }
    if (headers !== undefined) expect(last.headers, about).toMatchObject(headers);
    if (typeof text === 'string') expect(last.body, about).toBe(text);
    if (text instanceof RegExp) expect(last.body, about).toMatch(text);
    if (has !== undefined) expect(JSON.parse(last.body), about).toMatchObject(has);
    for (const [name, path_] of Object.entries(keep)) known.set(name, follow(JSON.parse(last.body), path_));
  };

  const shell = async ({ shell: line, prints }: ShellLine): Promise<void> => {
    const filled = line
      .replaceAll('{url}', demo.url)
      .replaceAll(/\{token (\S+) (\S+)\}/g, (_, method: string, path: string) => tokenFor(method, path, { key }));
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', filled], { env: environmentWithCurl() });
    if (typeof prints === 'string') expect(stdout).toBe(prints);
    else expect(stdout).toMatch(prints);
  };

  const signal = async ({ signal: name, until }: Signal): Promise<void> => {
    process.kill(demo.pid, name);
    await expect.poll(async () => (await call(until.method, until.path)).body, { timeout: 20_000 }).toBe(until.text);
  };

  return {
    polls,
    play: async ({ steps }) => {
      for (const step of steps) {
        if ('shell' in step) await shell(step);
        else if ('signal' in step) await signal(step);
        else await request(step);
      }
    },
  };
}

function headerFor(method: string, path: string, as: NonNullable<Request['as']>, key: string): string | undefined {
  if (as === 'nobody') return undefined;
  if (typeof as === 'string') return `bearer ${tokenFor(method, path, { issuer: as, key })}`;
  return 'header' in as ? as.header : `bearer ${tokenFor(method, path, { key, ...as })}`;
}

/** Puts what is known in the place of its name, in every text of a value. */
function fill<Value>(value: Value, known: ReadonlyMap<string, string>): Value {
  const filled = (part: unknown): unknown => {
    if (typeof part === 'string')
      return part.replaceAll(/\{([a-zA-Z0-9]+)\}/g, (_, name: string) => {
        const found = known.get(name);
        if (found === undefined) throw new Error(`no earlier step kept ${name}`);
        return found;
      });
    if (Array.isArray(part)) return part.map(filled);
    // Not what is made by `expect.any` and its like, nor patterns.
    if (typeof part !== 'object' || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, filled(each)]));
  };
  return filled(value) as Value;
}

function follow(value: unknown, path: Path): string {
  let at: unknown = value;
  for (const step of path) {
    if (typeof step === 'object') {
      at = (at as Record<string, unknown>[]).find((entry) =>
        Object.entries(step).every(([name, wanted]) => entry[name] === wanted),
      );
    } else at = (at as Record<string | number, unknown>)[step];
  }
  if (typeof at !== 'string') throw new Error(`nothing at ${JSON.stringify(path)} of ${JSON.stringify(value)}`);
  return at;
}
