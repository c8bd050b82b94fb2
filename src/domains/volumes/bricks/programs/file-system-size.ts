import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

export interface FileSystemSize {
  readonly totalKib: number;
  readonly freeKib: number;
}

/** Of the file system that a directory is on. */
export const fileSystemSize = defineProgram({
  name: 'stat -f',
  grammar: sequence(words('stat', '-f', '-c', '%T|%S|%b|%f|%a|%n'), word('path')),
  parse: ({ code, stdout, stderr }): FileSystemSize | 'absent' => {
    if (code !== 0 && /: No such file or directory$/m.test(stderr)) return 'absent';
    const [, block, total, free] = stdout.split('|').map(Number);
    if (code !== 0 || block === undefined || total === undefined || free === undefined) throw new TypeError(stderr);
    const kib = (blocks: number): number => Math.floor((blocks * block) / 1024);
    return { totalKib: kib(total), freeKib: kib(free) };
  },
});
