import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

export interface AllocatedFile {
  readonly name: string;
  /** What it takes of its file system: less than its size where it has holes. */
  readonly allocatedKib: number;
}

/** All entries of a directory; a name that has a line break in it comes as several, of which the others are left out. */
export const listAllocated = defineProgram({
  name: 'ls -s',
  grammar: sequence(words('ls', '-A', '-1', '-s', '-k'), word('path')),
  parse: ({ code, stdout, stderr }): readonly AllocatedFile[] | 'absent' => {
    if (code !== 0 && /: No such file or directory$/m.test(stderr)) return 'absent';
    if (code !== 0) throw new TypeError(stderr);
    return stdout.split('\n').flatMap((line) => {
      const { kib, name } = /^ *(?<kib>\d+) (?<name>.+)$/.exec(line)?.groups ?? {};
      return kib === undefined || name === undefined ? [] : [{ name, allocatedKib: Number(kib) }];
    });
  },
});
