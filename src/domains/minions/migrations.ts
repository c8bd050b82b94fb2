import type { Migration } from '../../kernel/store/index.ts';

/** The tables of this domain: see results.ts. */
export const minionMigrations: readonly Migration[] = [
  {
    name: '0200-g1-add-minion-commands',
    statements: ({ bigint, strict }) => [
      // One row for each host of a command. `place` is its turn, in the order in which the hosts were given.
      `create table minion_result (
        operation text not null references operation (id) on delete cascade,
        place integer not null,
        host text not null,
        state text not null
          check (state in ('waiting', 'running', 'done', 'failed', 'unreachable', 'unknown', 'not-sent')),
        code integer,
        reason text,
        elapsed_ms ${bigint},
        ended_at_ms ${bigint},
        stdout text not null default '',
        stdout_cut integer not null default 0 check (stdout_cut in (0, 1)),
        stderr text not null default '',
        stderr_cut integer not null default 0 check (stderr_cut in (0, 1)),
        primary key (operation, place)
      )${strict}`,
      // Counting must not read the output.
      'create index minion_result_state on minion_result (operation, state, place)',
    ],
  },
];
