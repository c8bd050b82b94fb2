import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

/** Names of all entries; one that has a line break in it comes as several. */
export const listDirectory = defineProgram({
  name: 'ls',
  grammar: sequence(words('ls', '-A', '-1'), word('path')),
  parse: ({ code, stdout, stderr }): readonly string[] | 'absent' => {
    if (code !== 0 && /: No such file or directory$/m.test(stderr)) return 'absent';
    if (code !== 0) throw new TypeError(stderr);
    return stdout.split('\n').filter((name) => name !== '');
  },
});
