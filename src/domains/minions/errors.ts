import { defineErrors } from '../../kernel/errors.ts';
import { howMany } from '../../kernel/how-many.ts';

export const errors = defineErrors({
  MINION_COMMAND_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A command for many hosts cannot be run on any: its first word is no program, or a word cannot be an argument.',
    remedy: 'Give a program and its arguments, one word each. For a shell line, name the shell: `sh`, `-c`, the line.',
    text: (e: { problem: string }) => `the command cannot be run: ${e.problem}`,
  },
  MINION_COMMAND_CUT_SHORT: {
    status: 503,
    // The engine takes it for a certain end: what is in doubt stands in the rows of the hosts, and nowhere else.
    retry: 'never',
    when: 'A command on many hosts ended before each of them had its turn: it was cancelled, its time was over, or its server ended.',
    remedy:
      'Read its results: it was not sent to the hosts that are `not-sent`. Give it again for those, if it is wanted.',
    text: (e: { notSent: number; hosts: number }) =>
      `the command was not sent to ${e.notSent} of ${howMany(e.hosts, 'host')}; its results name them`,
  },
});
