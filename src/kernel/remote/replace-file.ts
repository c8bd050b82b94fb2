import { createHash } from 'node:crypto';
import { checkAbsolutePath } from './guard-name.ts';
import { type Call, call, defineProgram, sequence, word, words } from './program.ts';

/**
 * Compare-and-swap of a text file on a host. The new text is written beside the file, synced, and renamed over it, so
 * that a power cut leaves the old text or the new one. The rename comes only when all of the new text has arrived: a
 * connection that is cut looks like the end of the input.
 */

export const maxFileBytes = 1024 * 1024;

export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-editable'; readonly reason: string };

export const readFileText = `
[ -h "$1" ] && exit 65
[ -e "$1" ] || exit 66
[ -f "$1" ] || exit 65
head -c ${maxFileBytes + 1} "$1"
`;

export const writeFileText = `
p=$1 want=$2 got=$3 new=$1.hostreeve-new
d=\${p%/*}
sum() {
  line=$(sha256sum <"$1") && echo "\${line%% *}"
}
[ ! -h "$p" ] || exit 65
rm -f "$new" || exit 74
if [ -e "$p" ]; then
  [ -f "$p" ] || exit 65
  cp -p "$p" "$new" && cat >"$new" || exit 74
else
  cat >"$new" && chmod 644 "$new" || exit 74
fi
[ "$(sum "$new")" = "$got" ] || { rm -f "$new"; exit 67; }
have=absent
[ ! -e "$p" ] || have=$(sum "$p") || exit 74
[ "$have" = "$want" ] || { rm -f "$new"; exit 66; }
sync "$new" && mv -fT "$new" "$p" && sync "\${d:-/}" || exit 74
exit 0
`;

export const readFile = defineProgram({
  name: 'read file',
  grammar: sequence(words('sh', '-c', readFileText, 'hostreeve-read-file'), word('path')),
  parse: ({ code, stdout, stderr }): FileContent => {
    if (code === 66) return { kind: 'absent' };
    if (code === 65) return { kind: 'not-editable', reason: 'it is no regular file' };
    if (code !== 0) throw new Error(`the file cannot be read: ${stderr}`);
    // What is not UTF-8 comes as U+FFFD. A file that has that character itself is refused with it; none does.
    if (stdout.includes('\uFFFD')) return { kind: 'not-editable', reason: 'it is not UTF-8' };
    if (Buffer.byteLength(stdout) > maxFileBytes) return { kind: 'not-editable', reason: 'it is larger than 1 MiB' };
    return { kind: 'text', text: stdout };
  },
});

export const writeFile = defineProgram({
  name: 'replace file',
  grammar: sequence(
    words('sh', '-c', writeFileText, 'hostreeve-replace-file'),
    word('path'),
    word('expected'),
    word('written'),
  ),
  parse: ({ code, stderr }): 'written' | 'changed-meanwhile' => {
    if (code === 0) return 'written';
    if (code === 66 || code === 65) return 'changed-meanwhile';
    throw new Error(`the file was not written (code ${code}): ${stderr}`);
  },
});

/** @throws {TypeError} for a path that is not absolute */
export function readFileCall(path: string): Call<FileContent> {
  return call(readFile, { path: checkAbsolutePath(path) });
}

/**
 * Puts `text`, which goes to its standard input, in the place of what was read before; `undefined` stands for no file.
 * Owner and mode stay; a new file gets 644.
 *
 * @throws {TypeError} for a path that is not absolute
 */
export function writeFileCall(
  path: string,
  before: string | undefined,
  text: string,
): Call<'written' | 'changed-meanwhile'> {
  return call(writeFile, {
    path: checkAbsolutePath(path),
    expected: before === undefined ? 'absent' : sha256(before),
    written: sha256(text),
  });
}

/** Lower-case hex digits, as `sha256sum` prints them. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
