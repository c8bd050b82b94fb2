import { checkAbsolutePath, defaultGuardDirectory } from './guard-name.ts';
import { call, defineProgram, numberWith, sequence, word, words } from './program.ts';
import { removeRecords } from './record.ts';
import type { HostSession } from './session.ts';

/**
 * Records that servers left on a host when they died between a command and its removal (record.ts). A record is as old
 * as the beginning of its command.
 */

const DAY_MINUTES = 24 * 60;
/** The others come with the next sweep. */
const MOST_LISTED = 5_000;
const MOST_AT_A_TIME = 100;

const listOldRecordsText = `
[ -d "$1" ] || exit 0
find "$1" -maxdepth 1 -type f -name '[a-z0-9]*.run' ! -name '*[!a-z0-9.-]*' -mmin "+$2" | head -n ${MOST_LISTED}
`;

export const listOldRecords = defineProgram({
  name: 'list old records',
  grammar: sequence(
    words('sh', '-c', listOldRecordsText, 'hostreeve-record'),
    word('directory'),
    word('minutes', numberWith('')),
  ),
  parse: ({ code, stdout, stderr }, { directory }): readonly string[] => {
    if (code !== 0 || stderr !== '') throw new Error(`records cannot be listed: ${stderr}`);
    const paths = stdout.split('\n').filter((path) => path.startsWith(`${directory}/`) && path.endsWith('.run'));
    // Files that are not ours stay.
    return paths
      .map((path) => path.slice(directory.length + 1, -'.run'.length))
      .filter((name) => /^[a-z0-9][a-z0-9.-]{0,119}$/.test(name));
  },
});

export interface SweepOptions {
  readonly directory?: string;
  /** Minutes; a day without it. */
  readonly olderThan?: number;
}

/**
 * Removes old records from a host, but for those that are still needed and those whose commands run.
 *
 * Throws what `HostSession.read` throws, after perhaps some of them were removed.
 *
 * @param isNeeded whether a record belongs to an operation that has not ended; asked for its name
 * @returns how many were removed
 */
export async function sweepRecords(
  session: Pick<HostSession, 'read'>,
  isNeeded: (record: string) => boolean,
  { directory = defaultGuardDirectory, olderThan = DAY_MINUTES }: SweepOptions = {},
): Promise<number> {
  const old = await session.read(call(listOldRecords, { directory: checkAbsolutePath(directory), minutes: olderThan }));
  const left = old.filter((name) => !isNeeded(name));
  const remove = (names: readonly string[]): Promise<'removed' | 'running'> =>
    session.read(removeRecords(names, directory));
  let removed = 0;
  for (let from = 0; from < left.length; from += MOST_AT_A_TIME) {
    const names = left.slice(from, from + MOST_AT_A_TIME);
    if ((await remove(names)) === 'removed') {
      removed += names.length;
      continue;
    }
    // It stopped at one whose command runs; those before it are gone, which counts as removed.
    for (const name of names) if ((await remove([name])) === 'removed') removed += 1;
  }
  return removed;
}
