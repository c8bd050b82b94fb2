import { errors } from './errors.ts';

/**
 * How many bytes an argument vector may have when it is quoted. sshd hands the whole line to the login shell as one
 * argument, and Linux starts no program with an argument of 128 KiB (MAX_ARG_STRLEN); the rest is for our own words
 * around it.
 */
export const maxQuotedBytes = 120_000;

/**
 * The line that makes a POSIX shell see exactly these words. Every word is quoted, the plain ones too: a rule without
 * exceptions has no wrong exception. Within single quotes nothing has a meaning but the single quote itself.
 *
 * @throws {CodedError} ARGUMENT_UNSENDABLE for a NUL, which ends an argument; for half a surrogate pair, which UTF-8
 * cannot say; and beyond `maxQuotedBytes`
 *
 * @example
 * quoteArgv(['touch', "it's"]); // 'touch' 'it'\''s'
 */
export function quoteArgv(argv: readonly string[]): string {
  const line = argv.map(quoteWord).join(' ');
  const bytes = Buffer.byteLength(line, 'utf8');
  if (bytes > maxQuotedBytes) {
    throw errors.ARGUMENT_UNSENDABLE({
      reason: `its arguments are ${bytes} bytes long when quoted, and may be ${maxQuotedBytes}`,
    });
  }
  return line;
}

// Messages name the place and never the word: it may be what nobody should read.
function quoteWord(word: string, index: number): string {
  if (word.includes('\0')) throw errors.ARGUMENT_UNSENDABLE({ reason: `its word ${index} has a NUL` });
  if (!word.isWellFormed()) throw errors.ARGUMENT_UNSENDABLE({ reason: `its word ${index} is not well-formed text` });
  return `'${word.replaceAll("'", "'\\''")}'`;
}
