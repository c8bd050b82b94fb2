import { Client } from 'pg';
import { CodedError } from '../../errors.ts';
import { errors } from '../errors.ts';
import type { Batch, StoreStatistics, WriteOutcome } from '../store.ts';
import { commitGroup } from './commit-group.ts';
import { connectionSettings, statementNames } from './connect.ts';
import { toCodedError } from './failures.ts';

/** Bounds how long the first of a group waits for the rest of it. */
const MOST_IN_A_GROUP = 512;
const MOST_WAITING = 20_000;

export interface PostgresWriter {
  write(batch: Batch): Promise<WriteOutcome>;
  statistics(): StoreStatistics;
  close(): Promise<void>;
}

interface Job {
  readonly batch: Batch;
  resolve(outcome: WriteOutcome): void;
  reject(error: Error): void;
}

/**
 * The one connection of this process that writes. Whatever waits while a commit is under way shares the next one; three
 * such connections were slower than one [tried]. A lost connection is opened again for the next group.
 */
export function startWriter(url: string, password: string | undefined, path: string): PostgresWriter {
  let waiting: Job[] = [];
  let running: Promise<void> | undefined;
  let closed = false;
  let commits = 0;
  let batches = 0;
  let connection: Connection | undefined;

  const run = async (): Promise<void> => {
    // Lets everything that is handed in within this turn join the first group.
    await Promise.resolve();
    while (waiting.length > 0) {
      const group = waiting.slice(0, MOST_IN_A_GROUP);
      waiting = waiting.slice(MOST_IN_A_GROUP);
      await runGroup(group);
    }
    running = undefined;
  };

  const runGroup = async (group: readonly Job[]): Promise<void> => {
    try {
      if (connection?.isLost() !== false) connection = await openConnection(url, password);
      const { client, name } = connection;
      const ends = await commitGroup(
        client,
        name,
        path,
        group.map(({ batch }) => batch),
      );
      commits += 1;
      for (const [index, end] of ends.entries()) {
        if ('error' in end) group[index]?.reject(end.error);
        else group[index]?.resolve(end.outcome);
      }
    } catch (error) {
      const coded = error instanceof CodedError ? error : toCodedError(path, error);
      for (const job of group) job.reject(coded);
    }
  };

  return {
    write: (batch) => {
      if (closed) {
        const reason = 'the store is closed';
        return Promise.reject(errors.STORE_UNAVAILABLE({ path, reason, outcome: 'not-applied' }));
      }
      if (waiting.length >= MOST_WAITING) {
        return Promise.reject(errors.STORE_OVERLOADED({ path, waiting: waiting.length }));
      }
      batches += 1;
      return new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject });
        running ??= run();
      });
    },
    statistics: () => ({ commits, batches, waiting: waiting.length }),
    close: async () => {
      closed = true;
      await running;
      await connection?.client.end();
      connection = undefined;
    },
  };
}

interface Connection {
  readonly client: Client;
  readonly name: ReturnType<typeof statementNames>;
  isLost(): boolean;
}

async function openConnection(url: string, password: string | undefined): Promise<Connection> {
  const client = new Client({ ...connectionSettings(url, password, 'writer'), pipeline: true });
  let lost = false;
  client.on('error', () => {
    // Whoever waits on the connection is told by `pg`; an idle one is only replaced.
    lost = true;
  });
  client.on('end', () => {
    lost = true;
  });
  await client.connect();
  return { client, name: statementNames(), isLost: () => lost };
}
