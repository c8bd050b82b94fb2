import type { RunResult } from './transport.ts';

/** The beginning and the end of a text, with a note of what is left out; at most `limit` characters and the note. */
export function excerpt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  const left = text.length - 2 * half;
  return `${text.slice(0, half)}\n[${left} characters left out]\n${text.slice(text.length - half)}`;
}

const saidLimit = 500;

/**
 * What a program said, for the field `said` of COMMAND_FAILED and COMMAND_ANSWER_UNKNOWN: standard error, or standard
 * output where that is empty.
 */
export function saidBy(result: RunResult): string {
  const said = result.stderr.trim() === '' ? result.stdout.trim() : result.stderr.trim();
  return said === '' ? 'it said nothing' : excerpt(said, saidLimit);
}
