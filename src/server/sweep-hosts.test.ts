import { expect, it } from 'vitest';
import { type CallOptions, hostId, type Hosts, remoteErrors } from '../kernel/remote/index.ts';
import { operationMigrations } from '../kernel/operations/index.ts';
import { inMemoryPlace } from '../kernel/store/testing/in-memory.ts';
import { createTimer } from '../kernel/timer.ts';
import { sweepHosts } from './sweep-hosts.ts';

const insert = (id: string, endedAtMs: number | null) => ({
  sql: `insert into operation (id, kind, version, project, principal, input, state, last_event, attempt, created_at_ms,
      updated_at_ms, ended_at_ms, claim)
    values ($1, 'volume.create', 1, 'default', 'ada', '{}', 'running', 1, 1, 0, 0, $2, 1)`,
  values: [id, endedAtMs],
});

it('removes old records of operations that have ended, and goes on where a host does not answer', async () => {
  const store = await inMemoryPlace(() => 0).open(operationMigrations);
  await store.write([insert('aa', null), insert('bb', 5)]);
  const ran: string[] = [];
  const lost = hostId('lost');
  const answer = (argv: readonly string[]) => {
    ran.push(argv.join(' '));
    const directory = argv.find((word) => word.startsWith('/var/lib/hostreeve')) ?? '';
    const isList = argv.some((word) => word.includes('find "$1"'));
    return { code: 0, stdout: isList ? `${directory}/aa.1.run\n${directory}/bb.1.run\n` : '', stderr: '' };
  };
  const remote: Pick<Hosts, 'session'> = {
    session: (host) => ({
      id: host,
      read: async ({ argv, parse }, _options?: CallOptions) => {
        if (host === lost) throw remoteErrors.HOST_UNREACHABLE({ host, reason: 'it is off' });
        return parse(answer(argv));
      },
      change: () => Promise.reject(new Error('a sweep changes nothing under a lock')),
      edit: () => Promise.reject(new Error('a sweep edits nothing')),
    }),
  };
  const warnings: string[] = [];
  const silent = () => undefined;
  await sweepHosts({
    store,
    remote: remote as Hosts,
    timer: createTimer({ now: () => 0 }),
    hosts: {
      list: ({ after } = {}) =>
        Promise.resolve(
          after === undefined
            ? { hosts: [{ id: lost, name: 'lost', addresses: [], createdAtMs: 0, keys: [] }], next: 'lost' }
            : { hosts: [{ id: hostId('here'), name: 'here', addresses: [], createdAtMs: 0, keys: [] }] },
        ),
    },
    log: { debug: silent, info: silent, warn: (_, text) => warnings.push(text) },
  });
  const removals = ran.slice(1).join('\n');
  expect(removals).toContain('bb.1');
  expect(removals).not.toContain('aa.1');
  expect(warnings).toEqual([]);
});
