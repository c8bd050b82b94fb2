import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { errors } from './errors.ts';

/**
 * What is in a file; `-` is standard input.
 *
 * @throws CLI_INPUT_INVALID
 */
export async function readInput(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : code;
    throw errors.CLI_INPUT_INVALID({ problems: [{ message: `${file}: cannot be read (${reason})` }] });
  }
}
