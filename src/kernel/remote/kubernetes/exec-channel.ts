import type { IncomingMessage } from 'node:http';
import type { KubeConfig } from '@kubernetes/client-node';
import { type ClientOptions, WebSocket } from 'ws';
import { reasonOf } from '../../errors.ts';
import type { Timer } from '../../timer.ts';
import type { OutputHandlers } from '../link.ts';
import { maxOutputBytes } from '../transport.ts';
import type { ExecChannel, ExecEnd } from './api.ts';
import { ApiFailure, failureOfExecStatus, messageIn } from './api-failure.ts';
import { endOfStatus } from './exec-status.ts';

/** The channels of an exec: the first byte of each message. Version 5 also closes single channels, by one of its own. */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3 } as const;

/** Those before version 4 do not tell how a command ended. */
const PROTOCOLS: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const mostOfRefusalBytes = 64 * 1024;
// After the word of farewell, for the other end to say the same.
const farewellMs = 2_000;

export interface ExecChannelOptions {
  readonly config: KubeConfig;
  readonly path: string;
  readonly output: OutputHandlers;
  readonly timer: Timer;
  readonly bounds: { readonly pingMs: number; readonly silentMs: number };
  /** Ends the opening. */
  readonly signal: AbortSignal;
}

/**
 * Opens a WebSocket of the exec protocol. Address, certificates, proxy and credentials are the client's affair; what goes
 * over the socket is ours, because the client's own `Exec` closes the socket at the end of the input before version 5,
 * closes this process's standard output when a server of version 5 closes that channel, and throws where nobody catches
 * it for a channel that it does not know [2.0.1].
 *
 * @throws {ApiFailure} when it was refused
 * @throws {Error} of the network
 */
export async function openExecChannel(options: ExecChannelOptions): Promise<ExecChannel> {
  const { config, path, output, timer, bounds, signal } = options;
  const settings: ClientOptions = {};
  await config.applyToHTTPSOptions(settings);
  const server = config.getCurrentCluster()?.server ?? '';
  const socket = new WebSocket(`${server.replace(/^http/, 'ws').replace(/\/+$/, '')}${path}`, [...PROTOCOLS], {
    ...settings,
    perMessageDeflate: false,
    maxPayload: maxOutputBytes,
    followRedirects: false,
  });
  const { promise: ended, resolve } = Promise.withResolvers<ExecEnd>();
  // Before it is open: what comes with the answer would be lost otherwise.
  socket.on('message', (data: Buffer, isBinary) => {
    const piece = data.subarray(1);
    if (!isBinary) return;
    if (data[0] === CHANNEL.stdout) output.stdout(piece);
    else if (data[0] === CHANNEL.stderr) output.stderr(piece);
    else if (data[0] === CHANNEL.status) resolve(endOfStatus(piece.toString('utf8')));
  });
  const channel = channelOver(socket, ended, resolve, timer);
  await opened(socket, signal);
  watchLife(socket, ended, timer, bounds);
  return channel;
}

async function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => {
    reject(new Error('it was taken back'));
    socket.terminate();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  socket.once('open', resolve);
  socket.once('error', (error) => {
    const isOther = /subprotocol/.test(error.message);
    reject(isOther ? new ApiFailure('refused', `the API server speaks none of ${PROTOCOLS.join(', ')}`) : error);
  });
  // A server says why not in the body; ws itself would throw it away.
  socket.once('unexpected-response', (_request, response: IncomingMessage) => {
    const refuse = (failure: ApiFailure): void => {
      reject(failure);
      socket.terminate();
    };
    readRefusal(response).then(refuse, reject);
  });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function channelOver(
  socket: WebSocket,
  ended: Promise<ExecEnd>,
  resolve: (end: ExecEnd) => void,
  timer: Timer,
): ExecChannel {
  const closed = new AbortController();
  let problem = '';
  socket.on('error', (error) => {
    problem = reasonOf(error);
  });
  socket.on('close', (code, reason) => {
    closed.abort();
    const told = problem || reason.toString('utf8');
    resolve({ kind: 'lost', reason: told === '' ? `the API server closed the connection (${code})` : told });
  });
  const letGo = (): void => {
    socket.close();
    const hangUp = (): void => socket.terminate();
    timer.sleep(farewellMs, closed.signal).then(hangUp, hangUp);
  };
  ended.then(letGo, letGo);
  return {
    ended,
    send: (piece) =>
      new Promise((sent, failed) => {
        const message = Buffer.concat([Buffer.from([CHANNEL.stdin]), piece]);
        socket.send(message, (error) => (error === undefined || error === null ? sent() : failed(error)));
      }),
    close: (reason) => resolve({ kind: 'lost', reason }),
  };
}

/** Ends a connection whose other end says nothing any more, pongs included. */
function watchLife(
  socket: WebSocket,
  ended: Promise<ExecEnd>,
  timer: Timer,
  { pingMs, silentMs }: ExecChannelOptions['bounds'],
): void {
  const over = new AbortController();
  const stop = (): void => over.abort();
  ended.then(stop, stop);
  let heardAtMs = timer.now();
  const hear = (): void => {
    heardAtMs = timer.now();
  };
  socket.on('message', hear).on('pong', hear).on('ping', hear);
  const watch = async (): Promise<void> => {
    for (;;) {
      await timer.sleep(pingMs, over.signal);
      if (over.signal.aborted) return;
      if (timer.now() - heardAtMs >= silentMs) {
        socket.emit('error', new Error(`the API server has said nothing for ${silentMs} ms`));
        socket.terminate();
        return;
      }
      socket.ping();
    }
  };
  watch().catch((error: unknown) => socket.emit('error', error));
}

async function readRefusal(response: IncomingMessage): Promise<ApiFailure> {
  let body = '';
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      body += piece.toString('utf8');
      if (body.length > mostOfRefusalBytes) break;
    }
  } catch (error) {
    body ||= reasonOf(error);
  }
  return failureOfExecStatus(response.statusCode ?? 0, messageIn(body));
}
