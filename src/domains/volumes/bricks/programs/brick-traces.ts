import { defineProgram, sequence, word, words } from '../../../../kernel/remote/index.ts';

export interface BrickTraces {
  /** Lines of the table of file systems that speak of a path below the root. */
  readonly fstabLines: readonly string[];
  /** Directories that bricks are mounted on. */
  readonly folders: readonly string[];
}

/** In one command, for a host that may have thousands of bricks. A file that is not there has no lines. */
const text = `
[ -f "$2" ] && grep -F -e "$1/" "$2" | grep -v '^[[:space:]]*#' | sed 's/^/fstab /'
for path in "$1"/vg_*/brick_*; do
  [ ! -d "$path" ] || echo "folder $path"
done
exit 0`;

/** What bricks leave in a host's files besides their data: lines in fstab, and directories below a root. */
export const brickTraces = defineProgram({
  name: 'brick traces',
  grammar: sequence(words('sh', '-c', text, 'hostreeve-brick-traces'), word('root'), word('fstab')),
  parse: ({ code, stdout, stderr }): BrickTraces => {
    if (code !== 0) throw new TypeError(stderr);
    const behind = (head: string): readonly string[] =>
      stdout
        .split('\n')
        .filter((line) => line.startsWith(head))
        .map((line) => line.slice(head.length));
    return { fstabLines: behind('fstab '), folders: behind('folder ') };
  },
});
