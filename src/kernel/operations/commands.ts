import type { CommandRecord } from '../remote/index.ts';
import type { Store } from '../store/index.ts';
import type { OperationId } from './definition.ts';

const MOST_ROWS = 100;

/** The commands of one run, or one undo, of a step. */
export interface RanCommands {
  /** Number of the operation's last event before them. */
  readonly number: number;
  readonly step: string;
  readonly atMs: number;
  /** At most 200: the first and the newest. */
  readonly commands: readonly CommandRecord[];
}

export interface CommandsPage {
  /** Number and step of the last row of the page before. */
  readonly after?: Pick<RanCommands, 'number' | 'step'>;
  /** 1 to 100, 20 without it. */
  readonly limit?: number;
}

/** What the steps of an operation ran, oldest first, as long as it is kept. */
export async function readCommands(
  store: Pick<Store, 'read'>,
  operation: OperationId,
  { after = { number: -1, step: '' }, limit = 20 }: CommandsPage = {},
): Promise<readonly RanCommands[]> {
  const rows = await store.read({
    sql: `select number, step, at_ms, commands from operation_command
      where operation = $1 and (number, step) > ($2, $3) order by number, step limit $4`,
    values: [operation, after.number, after.step, Math.min(Math.max(limit, 1), MOST_ROWS)],
  });
  return rows.map((row) => ({
    number: Number(row['number']),
    step: String(row['step']),
    atMs: Number(row['at_ms']),
    commands: JSON.parse(String(row['commands'])) as CommandRecord[],
  }));
}
