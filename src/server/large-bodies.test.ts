import { connect } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { tokenFor } from '../../test/heketi/tokens.ts';
import { loadConfig } from '../kernel/config/index.ts';
import { type RunningHostreeve, startHostreeve } from './start-hostreeve.ts';

const MIB = 1024 * 1024;
const HUGE = 100 * MIB;
const PIECE = 64 * 1024;
/** What the kernel may hold of a connection, at both its ends. */
const ON_THE_WAY = 16 * MIB;
/** By what a process grows and shrinks without any reason of ours. */
const SWAY = 32 * MIB;

let server: RunningHostreeve;
let port: number;
let limit: number;
let ours: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'large-bodies-'));
  const env = { HEKETI_EXECUTOR: 'mock', HEKETI_ADMIN_KEY: 'of a test', HEKETI_USER_KEY: 'of a test' };
  const loaded = loadConfig({
    flags: { '--data': folder, '--listen': '127.0.0.1:0' },
    env,
    readFile: () => '',
  });
  limit = loaded.config.http.bodyLimitBytes;
  server = await startHostreeve({
    loaded,
    environment: {},
    clock: { now: () => Date.now() },
    logDestination: { write: () => true },
  });
  port = Number(new URL(server.urls[0] ?? '').port);
  ours = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
});

type How = 'with its length' | 'in chunks';
type Edge = "Heketi's" | 'our own';

/** Where a cluster is made, by whom, and how long a body may be. */
function wayInto(edge: Edge): { readonly path: string; readonly token: string; readonly most: number } {
  return edge === 'our own'
    ? { path: '/api/v2/clusters', token: ours, most: limit }
    : { path: '/clusters', token: tokenFor('POST', '/clusters', { key: 'of a test' }), most: MIB };
}

interface Poured {
  readonly status: string;
  /** Of the body, into the connection; the server need not have taken all of it. */
  readonly sentBytes: number;
  /** By how much the process grew meanwhile, the sender included. */
  readonly grownBytes: number;
}

/**
 * Sends `{}` and blanks as fast as they are taken, until so many are sent or the server answers; then waits for its end.
 *
 * @param announced how long the body is said to be, or would be
 */
async function pour(edge: Edge, how: How, bytes: number, announced = bytes): Promise<Poured> {
  const { path, token } = wayInto(edge);
  const length = how === 'in chunks' ? 'Transfer-Encoding: chunked' : `Content-Length: ${announced}`;
  const socket = connect(port, '127.0.0.1');
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let answer = '';
  const isAnswered = (): boolean => answer !== '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    answer += text;
  });
  // The server may hang up while this end writes.
  socket.on('error', () => socket.destroy());
  socket.once('close', () => resolve());
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
  );
  const before = process.memoryUsage().rss;
  let largest = before;
  let sentBytes = 0;
  while (!socket.destroyed && sentBytes < bytes && !isAnswered()) {
    const piece = Buffer.alloc(Math.min(PIECE, bytes - sentBytes), ' ');
    if (sentBytes === 0) piece.write('{}');
    sentBytes += piece.length;
    if (how === 'in chunks') socket.write(`${piece.length.toString(16)}\r\n`);
    const isTaken = socket.write(piece);
    if (how === 'in chunks') socket.write('\r\n');
    if (!isTaken) await Promise.race([closed, new Promise((drained) => socket.once('drain', drained))]);
    largest = Math.max(largest, process.memoryUsage().rss);
  }
  if (how === 'in chunks' && sentBytes === announced) socket.write('0\r\n\r\n');
  await closed;
  return { status: answer.split(' ')[1] ?? '', sentBytes, grownBytes: largest - before };
}

describe.each(["Heketi's", 'our own'] as const)('a body at the edge of %s API', (edge) => {
  /** A length says it all: nothing has to be read. */
  const readOf = (how: How): number => (how === 'in chunks' ? wayInto(edge).most : 0);

  it.each(['with its length', 'in chunks'] as const)(
    'of 100 MiB, %s, is 413 as soon as it is too long',
    async (how) => {
      expect((await pour(edge, how, readOf(how) + 1, HUGE)).status).toBe('413');
    },
  );

  it.each(['with its length', 'in chunks'] as const)('of 100 MiB, %s, is not read to its end', async (how) => {
    // Who goes on sending may be cut off before the answer is read.
    const { sentBytes, grownBytes } = await pour(edge, how, HUGE);
    expect(sentBytes).toBeLessThan(readOf(how) + ON_THE_WAY);
    // What is read may be there twice for a moment.
    expect(grownBytes).toBeLessThan(2 * readOf(how) + SWAY);
  });

  it.each(['with its length', 'in chunks'] as const)('is taken up to its limit, and no byte more, %s', async (how) => {
    const { most } = wayInto(edge);
    expect((await pour(edge, how, most)).status).toBe('201');
    expect((await pour(edge, how, readOf(how) + 1, most + 1)).status).toBe('413');
  });
});

it('the limit of our own API is 64 MiB where the configuration says nothing', () => {
  expect(limit).toBe(64 * MIB);
});
