import type { Account } from './account.ts';
import { quoteArgv } from './quote.ts';

/**
 * What runs a command on a host: a fixed text of `sh`, called as `sh -c TEXT hostreeve NONCE PROGRAM [ARGUMENT]...`.
 *
 * - Marks stand before and behind the output of the command on both streams. What start-up files of the login shell
 *   print comes before the first; a line that ended without it started no command. The second has the command's code,
 *   which the system's ssh cannot tell from its own 255, and it says that no more output is on its way, while a process
 *   that was left behind may keep the streams open for ever.
 * - The first mark tells the process group, by which the command can be ended: sshd signals no session of root.
 * - The locale is set here because sshd and sudo let no variables through.
 * - `exec` never takes a built-in of the shell for the program. What the shell itself says of a program that a signal
 *   ended goes nowhere.
 * - Signals to the group are trapped by a command, not ignored, so that the program does not inherit that.
 */
const text = `read -r _ _ _ _ hostreeve_group _ </proc/$$/stat
echo "hostreeve-command $1 begins $hostreeve_group"
echo "hostreeve-command $1 begins $hostreeve_group" >&2
LC_ALL=C
export LC_ALL
hostreeve_nonce=$1
shift
trap : HUP INT TERM
exec 9>&2 2>/dev/null
(exec "$@" 2>&9 9>&-)
hostreeve_code=$?
echo "hostreeve-command $hostreeve_nonce ended $hostreeve_code"
echo "hostreeve-command $hostreeve_nonce ended $hostreeve_code" >&9`;

/** How a mark starts; `begins GROUP` or `ended CODE` and the end of the line follow. */
export function commandMark(nonce: string): string {
  return `hostreeve-command ${nonce} `;
}

/**
 * The line for the login shell that runs an argument vector between its marks. sudo runs the text, not the program: a
 * rule for `sh` is enough, and the process group is the one that sudo made.
 *
 * @throws {CodedError} ARGUMENT_UNSENDABLE
 */
export function remoteLine(argv: readonly string[], nonce: string, account: Pick<Account, 'become'>): string {
  checkSendable(argv);
  return `${become(account)}${quoteArgv(['sh', '-c', text, 'hostreeve', nonce])} ${quoteArgv(argv)}`;
}

/**
 * Refuses what cannot be sent, before anything is.
 *
 * @throws {CodedError} ARGUMENT_UNSENDABLE
 * @throws {TypeError} for a program that `exec` would take for an option, or none at all
 */
export function checkSendable(argv: readonly string[]): void {
  const [program = ''] = argv;
  if (program === '' || program.startsWith('-')) throw new TypeError(`'${program}' is no program`);
  quoteArgv(argv);
}

/** The line that sends a signal to a process group of the same account. dash and busybox do not agree on a `--` here. */
export function signalLine(name: 'TERM' | 'KILL', group: number, account: Pick<Account, 'become'>): string {
  return `${become(account)}${quoteArgv(['sh', '-c', 'kill "-$1" "-$2"', 'hostreeve', name, String(group)])}`;
}

function become({ become: how }: Pick<Account, 'become'>): string {
  return how === undefined ? '' : `${quoteArgv(['sudo', '-n', '--'])} `;
}
