import type { Call, RunResult } from '../../../kernel/remote/index.ts';

/** Of all words together: sshd hands the quoted words to the login shell as one argument, of at most 128 KiB. */
const MOST_BYTES = 64 * 1024;

/** Why nobody can run the words; undefined when they can be tried. */
export function problemOfCommand(argv: readonly string[]): string | undefined {
  const [program] = argv;
  if (program === undefined || program === '') return 'it names no program';
  if (program.startsWith('-')) return `'${program}' would be taken for an option`;
  if (program.includes('=')) return `'${program}' would be taken for a variable`;
  if (argv.some((word) => word.includes('\0') || !word.isWellFormed())) {
    return 'a word has a character that no argument can have';
  }
  if (Buffer.byteLength(argv.join(' ')) > MOST_BYTES) return `its words are longer than ${MOST_BYTES} bytes`;
  return undefined;
}

/**
 * A program of the user's choice with its arguments. Nothing is known of what it answers.
 *
 * @throws {TypeError} for what `problemOfCommand` finds
 */
export function givenCommand(argv: readonly string[]): Call<RunResult> {
  const problem = problemOfCommand(argv);
  const [name] = argv;
  if (problem !== undefined || name === undefined) throw new TypeError(`the command cannot be run: ${problem}`);
  return { name, argv, parse: (result) => result };
}
