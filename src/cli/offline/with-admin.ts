import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../kernel/errors.ts';
import { type Admin, openAdmin } from '../../server/admin/index.ts';
import { configFromOptions, type ConfigOptions } from './config-options.ts';

/**
 * Runs with the commands of the machine's owner: in the server that has the data folder, on the store itself when there
 * is none. People are asked before, because while a command has the store no server starts.
 */
export async function withAdmin<Result>(
  options: ConfigOptions,
  use: (admin: Admin) => Promise<Result>,
  { mayMakeStore = false }: { readonly mayMakeStore?: boolean } = {},
): Promise<Result> {
  const { config } = configFromOptions(options, process.env);
  const admin = await openAdmin({
    config,
    environment: process.env,
    timer: {
      now: () => Date.now(),
      // One that keeps the process alive: nothing else does while it waits.
      sleep: async (ms) => {
        await sleep(ms);
      },
    },
    mayMakeStore,
    log: {
      warn: (fields, text) => {
        const reason = 'err' in fields ? `: ${describeError(fields.err)}` : '';
        process.stderr.write(`warning: ${text}${reason}\n`);
      },
    },
  });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

const MOST_ROWS = 500;

/** All rows of a list that is given in pages by the last name of the one before. */
export async function allPages<Row extends { readonly name: string }>(
  page: (query: { readonly after?: string; readonly limit: number }) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const after = rows.at(-1)?.name;
    const next = await page({ limit: MOST_ROWS, ...(after === undefined ? {} : { after }) });
    rows.push(...next);
    if (next.length < MOST_ROWS) return rows;
  }
}
