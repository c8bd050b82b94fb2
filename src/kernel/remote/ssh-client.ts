import { connect as connectSocket, type Socket } from 'node:net';
import { Client, type ConnectConfig } from 'ssh2';
import type { Timer } from '../timer.ts';
import type { HostAddress } from './host-address.ts';

export interface DialOptions {
  readonly timer: Timer;
  /** For the TCP connection, and again for the handshake with the login. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A connection that is logged in. */
export interface SshClient {
  readonly client: Client;
  readonly isClosed: () => boolean;
  /** Called with the reason when the connection ends, before ssh2 ends its channels, which would look as if they had ended by themselves. */
  readonly onLoss: Set<(reason: string) => void>;
}

/** Notices in 4 to 6 s that a host is silent [5.5 s measured, with the link of the host cut]. */
const keepAlive = { keepaliveInterval: 2000, keepaliveCountMax: 2 };

/**
 * Connects and logs in.
 *
 * @throws {Error} with a sentence that says why not; it has no secrets
 */
export async function openSshClient(
  address: HostAddress,
  config: Omit<ConnectConfig, 'sock'>,
  { timer, timeoutMs, signal }: DialOptions,
): Promise<SshClient> {
  const socket = await dial(address, { timer, timeoutMs, signal });
  const client = new Client();
  const ready = Promise.withResolvers<void>();
  // ssh2 may throw before anybody waits for it.
  ready.promise.catch(() => undefined);
  let isClosed = false;
  const onLoss = new Set<(reason: string) => void>();
  let reason = 'the host closed the connection';
  // More than one may come: a refused handshake is followed by a reset of the connection.
  client.on('error', (error) => {
    reason = error.message;
    ready.reject(error);
  });
  client.on('ready', ready.resolve);
  client.on('close', () => {
    ready.reject(new Error(reason));
    isClosed = true;
    for (const lose of onLoss) lose(reason);
  });
  const onAbort = (): void => ready.reject(new Error('it was taken back'));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    client.connect({ ...config, ...keepAlive, readyTimeout: timeoutMs, sock: socket });
    await ready.promise;
    return { client, isClosed: () => isClosed, onLoss };
  } catch (error) {
    client.destroy();
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function dial({ address, port }: HostAddress, { timer, timeoutMs, signal }: DialOptions): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const over = new AbortController();
  const onAbort = (): void => reject(new Error('it was taken back'));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  // Without TCP_NODELAY a command takes 93 ms instead of 6 [loopback]: each of its small packets waits for the last one.
  const socket = connectSocket({ host: address, port, noDelay: true });
  socket.once('connect', () => resolve(socket));
  socket.once('error', reject);
  const tooLate = timer
    .sleep(timeoutMs, over.signal)
    .then(() => reject(new Error(`it did not answer within ${timeoutMs} ms`)));
  try {
    return await promise;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.removeListener('error', reject);
    over.abort();
    await tooLate;
  }
}
