import { Client } from 'pg';
import { createListeners } from '../listeners.ts';
import { connectionSettings } from './connect.ts';

/** One channel of PostgreSQL for all of ours, whose names travel as payload: nothing to subscribe to one by one. */
const CHANNEL = 'hostreeve';
const RECONNECT_MS = 1_000;

/** `Store.onNotice` over PostgreSQL's LISTEN and NOTIFY, on a connection of its own. */
export interface Notices {
  on(channel: string, callback: () => void): () => void;
  /** Tells listeners here at once, and those of other servers as soon as the connection takes it. */
  send(channels: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/**
 * Notices are sent after the commit and not in its transaction: a transaction that notifies holds one lock of the whole
 * database server until its commit is on the disk, so that the writers of all servers commit one after the other [tried:
 * two writers made 2,450 commits a second, and 1,920 that notify]. A server that dies in between has sent none; listeners
 * also look from time to time.
 *
 * The connection is opened for the first who listens or sends, and again whenever it is lost. Then all listeners are
 * called, since nobody knows what they have missed.
 */
export function createNotices(url: string, password: string | undefined): Notices {
  const listeners = createListeners();
  const waiting = new Set<string>();
  let client: Client | undefined;
  let opening: Promise<void> | undefined;
  let sending: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let wasOpen = false;
  let closed = false;

  const lose = (lost: Client): void => {
    if (client !== lost) return;
    client = undefined;
    reopenLater();
  };
  const reopenLater = (): void => {
    if (closed) return;
    retry ??= setTimeout(() => {
      retry = undefined;
      ensureOpen();
    }, RECONNECT_MS).unref();
  };
  const open = async (): Promise<void> => {
    const opened = new Client(connectionSettings(url, password, 'listener'));
    opened.on('error', () => lose(opened));
    opened.on('end', () => lose(opened));
    opened.on('notification', ({ processId, payload }) => {
      // Our own were told when they were sent.
      if (processId !== ownId && payload !== undefined) listeners.tell([payload]);
    });
    let ownId: number | undefined;
    try {
      await opened.connect();
      const { rows } = await opened.query<{ pid: number }>('select pg_backend_pid() as pid');
      ownId = rows[0]?.pid;
      await opened.query(`listen ${CHANNEL}`);
    } catch {
      // The store's other connections report what is wrong; this one only tries again.
      await end(opened);
      reopenLater();
      return;
    }
    client = opened;
    if (wasOpen) listeners.tellAll();
    wasOpen = true;
    flush();
  };
  const ensureOpen = (): void => {
    if (closed || client !== undefined || retry !== undefined) return;
    opening ??= open().finally(() => {
      opening = undefined;
    });
  };
  const flush = (): void => {
    if (client === undefined || waiting.size === 0) return;
    sending ??= sendWaiting(client).finally(() => {
      sending = undefined;
      flush();
    });
  };
  const sendWaiting = async (to: Client): Promise<void> => {
    // What comes while one is under way waits for the next, once for each channel.
    const channels = [...waiting];
    waiting.clear();
    try {
      await to.query(`select pg_notify('${CHANNEL}', name) from unnest($1::text[]) as name`, [channels]);
    } catch {
      for (const channel of channels) waiting.add(channel);
      lose(to);
      await end(to);
    }
  };

  return {
    on: (channel, callback) => {
      ensureOpen();
      return listeners.add(channel, callback);
    },
    send: (channels) => {
      if (channels.size === 0) return;
      for (const channel of channels) waiting.add(channel);
      ensureOpen();
      flush();
      listeners.tell(channels);
    },
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await opening;
      await sending;
      if (client !== undefined) await end(client);
      client = undefined;
    },
  };
}

async function end(client: Client): Promise<void> {
  try {
    await client.end();
  } catch {
    // It is gone already.
  }
}
