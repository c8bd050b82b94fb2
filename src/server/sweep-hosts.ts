import { CodedError } from '../kernel/errors.ts';
import type { HostInventory } from '../kernel/hosts/index.ts';
import { type HostId, type Hosts, sweepRecords } from '../kernel/remote/index.ts';
import { repeat, type Repetition } from '../kernel/repeat.ts';
import type { Store } from '../kernel/store/index.ts';
import type { Timer } from '../kernel/timer.ts';

const EVERY_MS = 6 * 3_600_000;
const HOST_MS = 60_000;
const HOSTS_A_PAGE = 100;

export interface SweepParts {
  readonly store: Pick<Store, 'read'>;
  readonly hosts: Pick<HostInventory, 'list'>;
  readonly remote: Hosts;
  readonly timer: Timer;
  readonly log: {
    debug(fields: object, text: string): void;
    info(fields: object, text: string): void;
    warn(fields: object, text: string): void;
  };
}

/**
 * Removes, every six hours, what servers that died left on hosts: records of commands whose operation has ended, a day
 * old at least. A host that does not answer is looked at the next time.
 */
export function startSweep(parts: SweepParts): Repetition {
  const { timer, log } = parts;
  let isFirst = true;
  return repeat({
    timer,
    log,
    what: 'sweeping hosts',
    everyMs: EVERY_MS,
    turn: async () => {
      // A server that starts has better to do.
      if (!isFirst) await sweepHosts(parts);
      isFirst = false;
    },
  });
}

/** One host after the other: nothing waits for it. */
export async function sweepHosts(parts: SweepParts): Promise<void> {
  let after: string | undefined;
  do {
    const page = await parts.hosts.list({ limit: HOSTS_A_PAGE, ...(after === undefined ? {} : { after }) });
    for (const { id } of page.hosts) await sweepHost(parts, id);
    after = page.next;
  } while (after !== undefined);
}

async function sweepHost({ store, remote, timer, log }: SweepParts, host: HostId): Promise<void> {
  const session = remote.session(host, {
    locks: [],
    epoch: changesNothing,
    newEpoch: changesNothing,
    signal: new AbortController().signal,
    deadlineAtMs: timer.now() + HOST_MS,
    onCommand: () => undefined,
  });
  try {
    const rows = await store.read({ sql: 'select id from operation where ended_at_ms is null', values: [] });
    const open = new Set(rows.map((row) => String(row['id'])));
    // A record is called after its operation (kernel/operations/step-records.ts).
    const removed = await sweepRecords(session, (record) => open.has(record.split('.')[0] ?? ''));
    if (removed > 0) log.info({ host, records: removed }, 'records that a dead server left on a host were removed');
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    log.debug({ host, code: error.code }, 'a host could not be swept');
  }
}

const changesNothing = (): Promise<number> => Promise.reject(new TypeError('a sweep takes no locks'));
