import { Type } from 'typebox';
import { CodedError } from '../../src/kernel/errors.ts';
import {
  type AnyOperation,
  type AtMostOnceStep,
  defineOperation,
  defineStage,
  oneStage,
  type ReversibleStep,
} from '../../src/kernel/operations/index.ts';
import { call, defineProgram, hostId, sequence, word, words } from '../../src/kernel/remote/index.ts';
import type { Migration } from '../../src/kernel/store/index.ts';

/**
 * Operations whose every effect can be counted: a step appends one line to a file. The commands are real ones, on this
 * machine, under the real guard; nothing but the engine keeps a line from being there twice.
 */

const toBeUndone = new CodedError('TEST_UNDO', { status: 500, retry: 'never' }, 'this one is to be undone', {});

export const here = hostId('this-machine');
export const LEDGERS = 3;

export const ledgerMigrations: readonly Migration[] = [
  {
    name: '9201-g1-add-ledger',
    statements: ({ strict }) => [
      `create table ledger_entry (name text primary key, operation text not null, settled integer not null)${strict}`,
    ],
  },
];

const file = sequence(word('line'), word('file'));

const append = defineProgram({
  name: 'append',
  // A command that lasts, and prints in the middle: what dies of a lost connection without the guard's record.
  grammar: sequence(words('sh', '-c', 'sleep 0.0$(($$ % 10)); echo begun; printf "%s\\n" "$1" >>"$2"', 'append'), file),
  parse: ({ code, stderr }) => {
    if (code !== 0) throw new Error(stderr);
    return 'appended';
  },
});

const remove = defineProgram({
  name: 'remove',
  grammar: sequence(words('sh', '-c', '[ ! -e "$2" ] || sed -i "/^$1\\$/d" "$2"', 'remove'), file),
  parse: ({ code, stderr }) => {
    if (code !== 0) throw new Error(stderr);
    return 'removed';
  },
});

const find = defineProgram({
  name: 'find',
  grammar: sequence(words('grep', '-c', '-x', '-F', '--'), file),
  parse: ({ stdout }) => Number(stdout.trim() || '0'),
});

interface Entry {
  readonly name: string;
  readonly failsAtTheEnd: boolean;
  readonly shouts: boolean;
  readonly [key: string]: string | boolean;
}

export const entryInput = Type.Object({ name: Type.String(), failsAtTheEnd: Type.Boolean(), shouts: Type.Boolean() });

/** @param folder where the ledgers lie */
export function ledgerOperation(folder: string): AnyOperation {
  const line = (entry: Entry, key: string): { line: string; file: string } => ({
    line: `${entry.name}-${key}`,
    file: `${folder}/${ledgerOf(entry.name, key)}`,
  });
  const base = (entry: Entry, key: string) => ({
    key,
    title: `append ${key}`,
    host: here,
    locks: [`${ledgerOf(entry.name, key)}.lock`],
    deadlineMs: 60_000,
  });
  const write = (entry: Entry, key: string): ReversibleStep => ({
    ...base(entry, key),
    observe: async ({ host }) =>
      (await host.read(call(find, line(entry, key)))) > 0
        ? { kind: 'done', result: null }
        : { kind: 'not-done', found: 'no line' },
    run: async ({ host }) => {
      if (key === 'last' && entry.failsAtTheEnd) throw toBeUndone;
      return host.change(call(append, line(entry, key)));
    },
    undo: async ({ host }) => {
      await host.change(call(remove, line(entry, key)));
    },
  });
  const shout = (entry: Entry): AtMostOnceStep => ({
    ...base(entry, 'shout'),
    atMostOnce: 'a line must not be there twice',
    run: ({ host }) => host.change(call(append, line(entry, 'shout'))),
    learn: async (context) => {
      const ended = await context.recorded(here);
      return ended.kind === 'ended' && ended.result.code === 0 ? 'appended' : undefined;
    },
  });
  const stage = defineStage<Entry>({
    name: 'write',
    claim: ({ name }, operation) => [
      { sql: 'insert into ledger_entry (name, operation, settled) values ($1, $2, 0)', values: [name, operation] },
    ],
    groups: (entry) => [
      [write(entry, 'first'), write(entry, 'second')],
      [write(entry, 'last')],
      ...(entry.shouts ? [[shout(entry)]] : []),
    ],
    settle: ({ name }) => [{ sql: 'update ledger_entry set settled = 1 where name = $1', values: [name], changes: 1 }],
    unclaim: ({ name }) => [{ sql: 'delete from ledger_entry where name = $1', values: [name], changes: 1 }],
    // How the shout ended is not known; the entry stays for who looks.
    abandon: () => [],
  });
  return defineOperation({
    kind: 'ledger.write',
    version: 1,
    input: entryInput,
    view: () => Promise.resolve(undefined),
    plan: (_, entry) => ({ kind: 'planned', plan: { ...entry }, reasons: [] }),
    next: oneStage(stage, ({ name }) => name),
    stages: [stage],
  });
}

/** The file that a line goes to: few files, so that operations meet at their locks. */
export function ledgerOf(name: string, key: string): string {
  const sum = Buffer.from(`${name}${key}`).reduce((total, byte) => total + byte, 0);
  return `ledger-${sum % LEDGERS}`;
}
