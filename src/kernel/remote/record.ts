import { checkAbsolutePath, checkGuardName, defaultGuardDirectory } from './guard-name.ts';
import { type Call, call, defineProgram, rest, sequence, word, words } from './program.ts';
import type { RunResult } from './transport.ts';

/**
 * Records of guarded commands on their hosts: how a command ended whose connection was lost. The guard writes them
 * (guard-text.ts): NAME.run is locked while the command runs, NAME.out and NAME.err are its output, and NAME.code comes
 * into being, whole, when it has ended.
 */

export type RecordState =
  | { readonly kind: 'ended'; readonly result: RunResult }
  /** With what it has printed by now. */
  | { readonly kind: 'running'; readonly stdout: string; readonly stderr: string }
  /** It was started and has no end: the host or the guard itself was killed. */
  | { readonly kind: 'interrupted'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'none' };

// The code is looked for a second time behind the lock: the command may have ended between the first look and it.
export const readRecordText = `
o=$1/$2
say() {
  echo "$*" && cat "$o.out" && cat "$o.err" >&2
  exit
}
ended() {
  [ -e "$o.code" ] || return 0
  read -r code <"$o.code"
  say ended "$code"
}
[ -e "$o.out" ] || { echo none; exit 0; }
ended
flock -n -s "$o.run" true
case $? in
  0) ended; say interrupted ;;
  1) say running ;;
  *) exit 74 ;;
esac
`;

// Whoever could take the lock of the record is not running.
export const removeRecordsText = `
d=$1
shift
[ -d "$d" ] || exit 0
for name do
  o=$d/$name
  [ -e "$o.run" ] || continue
  flock -n "$o.run" rm -f "$o.out" "$o.err" "$o.code" "$o.code.new" "$o.run" || exit
done
exit 0
`;

export const readRecord = defineProgram({
  name: 'read record',
  grammar: sequence(words('sh', '-c', readRecordText, 'hostreeve-record'), word('directory'), word('record')),
  parse: ({ code, stdout, stderr }): RecordState => {
    const headEnd = stdout.indexOf('\n');
    const output = { stdout: stdout.slice(headEnd + 1), stderr };
    const head = stdout.slice(0, headEnd);
    if (code === 0 && head === 'none') return { kind: 'none' };
    if (code === 0 && (head === 'running' || head === 'interrupted')) return { kind: head, ...output };
    const [, ended] = /^ended (\d+)$/.exec(head) ?? [];
    if (code === 0 && ended !== undefined) return { kind: 'ended', result: { code: Number(ended), ...output } };
    throw new Error(`a record cannot be read: ${stderr}`);
  },
});

export const removeRecord = defineProgram({
  name: 'remove records',
  grammar: sequence(words('sh', '-c', removeRecordsText, 'hostreeve-record'), word('directory'), rest('records')),
  parse: ({ code, stderr }): 'removed' | 'running' => {
    if (code === 0) return 'removed';
    if (code === 1) return 'running';
    throw new Error(`records cannot be removed: ${stderr}`);
  },
});

/**
 * Reads how a recorded command ended. `none` and `interrupted` are the last word only when the command cannot come any
 * more: after a fence (`guardedArgv`), or a boot of the host. A power cut may take the newest records with it.
 *
 * @throws {TypeError} for a malformed name or directory
 */
export function recordOf(record: string, directory = defaultGuardDirectory): Call<RecordState> {
  return call(readRecord, { directory: checkAbsolutePath(directory), record: checkGuardName(record) });
}

/**
 * Removes records, one or more; those that are gone count as removed. It stops at one whose command runs.
 *
 * @throws {TypeError} for a malformed name or directory
 */
export function removeRecords(
  records: readonly string[],
  directory = defaultGuardDirectory,
): Call<'removed' | 'running'> {
  return call(removeRecord, { directory: checkAbsolutePath(directory), records: records.map(checkGuardName) });
}
