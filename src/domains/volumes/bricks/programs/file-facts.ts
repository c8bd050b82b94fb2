import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

export interface FileFacts {
  readonly type: 'file' | 'directory' | 'other';
  readonly sizeBytes: number;
  readonly gid: number;
  /** Octal digits. */
  readonly mode: string;
}

export const fileFacts = defineProgram({
  name: 'stat',
  grammar: sequence(words('stat', '-c', '%F|%s|%b|%B|%d|%i|%u|%g|%a|%n'), word('path')),
  parse: ({ code, stdout, stderr }): FileFacts | 'absent' => {
    if (code !== 0 && /: No such file or directory$/m.test(stderr)) return 'absent';
    const [type, size, , , , , , gid, mode] = stdout.split('|');
    if (code !== 0 || mode === undefined) throw new TypeError(stderr);
    return {
      type: type === 'directory' ? 'directory' : type?.startsWith('regular') === true ? 'file' : 'other',
      sizeBytes: Number(size),
      gid: Number(gid),
      mode,
    };
  },
});
