import type { CodedError } from '../errors.ts';
import { errors } from './errors.ts';
import { checkAbsolutePath } from './guard-name.ts';
import { type Call, call, defineProgram, numberWith, optional, sequence, word, words } from './program.ts';
import type { CallOptions, HostSession } from './session.ts';

/**
 * One line of a text file on a host, known by one of its words, as a mount in fstab is by its second. The file never
 * leaves the host: it may have tens of thousands of lines, and megabytes.
 */
export interface LineKey {
  /** Which word of a line is looked at, from 1. Words are what blanks and tabs separate. */
  readonly number: number;
  readonly key: string;
}

const tries = 20;

/**
 * Puts a file without the lines of a key, and with the given one at its end, in the place of the file: written beside it,
 * synced, and renamed over it, so that a power cut leaves the old text or the new one. Where exactly that line stands
 * already, wherever it is, nothing is written. What else writes the file meanwhile makes it begin again.
 *
 * awk has its words from the environment, which alone hands them over as they are. It counts what it read and wrote: one
 * that does not tell of a full disk must not cut the file short. A zero byte is no text, and comes out of awks as
 * something else.
 */
export const keepLineText = `
p=$1 number=$2 key=$3 line=\${4-} new=$1.hostreeve-new tries=0
export number key line new
d=\${p%/*}
sum() {
  text=$(sha256sum <"$1") && echo "\${text%% *}"
}
while [ "$tries" -lt ${tries} ]; do
  tries=$((tries + 1))
  [ ! -h "$p" ] || exit 65
  rm -f "$new" || exit 74
  if [ -e "$p" ]; then
    [ -f "$p" ] || exit 65
    have=$(sum "$p") && cp -p "$p" "$new" && true >"$new" || exit 74
    told=$(awk '
      function keep(text) { print text >> new; written += length(text) + 1 }
      BEGIN { number = ENVIRON["number"] + 0; key = ENVIRON["key"]; line = ENVIRON["line"]; new = ENVIRON["new"] }
      { had += length($0) + 1 }
      ($number "") == key && $1 !~ /^#/ { found += 1; if (($0 "") == line) same += 1; next }
      { keep($0) }
      END {
        isSame = line == "" ? found + 0 == 0 : found == 1 && same == 1
        if (line != "") keep(line)
        if (written > 0 && close(new) != 0) exit 3
        print (isSame ? "same" : "written"), had + 0, written + 0
      }' "$p") || exit 74
    set -- $told
    if [ "$1" = same ]; then
      rm -f "$new"
      echo same
      exit 0
    fi
  elif [ -z "$line" ]; then
    echo same
    exit 0
  else
    have=absent
    printf '%s\\n' "$line" >"$new" && chmod 644 "$new" || exit 74
  fi
  sync "$new" || exit 74
  now=absent
  [ ! -e "$p" ] || now=$(sum "$p") || exit 74
  [ "$now" = "$have" ] || continue
  if [ "$have" != absent ]; then
    size=$(wc -c <"$p") && wrote=$(wc -c <"$new") || exit 74
    [ "$(tr -d '\\000' <"$p" | wc -c)" -eq "$size" ] || { rm -f "$new"; exit 65; }
    # The last line may lack its end.
    [ "$2" -eq "$size" ] || [ "$2" -eq "$((size + 1))" ] || { rm -f "$new"; exit 65; }
    [ "$3" -eq "$wrote" ] || { rm -f "$new"; exit 74; }
  fi
  mv -fT "$new" "$p" && sync "\${d:-/}" || exit 74
  echo written
  exit 0
done
rm -f "$new"
exit 66
`;

export const findLinesText = `
[ -h "$1" ] && exit 65
[ -e "$1" ] || exit 66
[ -f "$1" ] || exit 65
number=$2 key=$3 awk '
  BEGIN { number = ENVIRON["number"] + 0; key = ENVIRON["key"] }
  ($number "") == key && $1 !~ /^#/ { print }
' "$1"
`;

export const keepLine = defineProgram({
  name: 'keep line',
  grammar: sequence(
    words('sh', '-c', keepLineText, 'hostreeve-keep-line'),
    word('path'),
    word('number', numberWith('')),
    word('key'),
    optional('kept', word('line')),
  ),
  parse: ({ code, stdout, stderr }): 'written' | 'same' | 'contended' | 'not-editable' => {
    if (code === 0) return stdout === 'same\n' ? 'same' : 'written';
    if (code === 66) return 'contended';
    if (code === 65) return 'not-editable';
    throw new Error(`the file was not written (code ${code}): ${stderr}`);
  },
});

export const findLines = defineProgram({
  name: 'find lines',
  grammar: sequence(
    words('sh', '-c', findLinesText, 'hostreeve-find-lines'),
    word('path'),
    word('number', numberWith('')),
    word('key'),
  ),
  parse: ({ code, stdout, stderr }): readonly string[] => {
    if (code === 65 || code === 66) return [];
    if (code !== 0) throw new Error(`the file cannot be read: ${stderr}`);
    return stdout.split('\n').slice(0, -1);
  },
});

/**
 * The lines of a key; none where there is no such file, or no regular one. Lines that begin with `#` are no lines.
 *
 * @throws {TypeError} for a path that is not absolute, and a key that is no word
 */
export function findLinesCall(path: string, { number, key }: LineKey): Call<readonly string[]> {
  return call(findLines, { path: checkAbsolutePath(path), number, key: checkWord(key) });
}

/**
 * Keeps one line of a key in a text file on a host, or none without a line. All others stay as they are, but that a last
 * one without an end gets it. Owner and mode stay; a new file gets 644.
 *
 * @example
 * await keepLine(host, '/etc/fstab', { number: 2, key: '/mnt/a' }, '/dev/a /mnt/a xfs rw 1 2');
 *
 * @throws FILE_CONTENDED, FILE_NOT_EDITABLE and what a change of the host throws
 * @throws {TypeError} for a path that is not absolute, and a key that is not that word of the line
 */
export async function keepOneLine(
  host: HostSession,
  path: string,
  { number, key }: LineKey,
  line: string | undefined,
  options: Pick<CallOptions, 'locks'> = {},
): Promise<void> {
  if (line !== undefined && (wordsOf(line)[number - 1] !== key || line.includes('\n') || line.startsWith('#')))
    throw new TypeError(`'${line}' is no line of '${key}'`);
  const change = call(keepLine, {
    path: checkAbsolutePath(path),
    number,
    key: checkWord(key),
    ...(line === undefined ? {} : { kept: { line } }),
  });
  const outcome = await host.change(change, options);
  if (outcome === 'contended') throw errors.FILE_CONTENDED({ host: host.id, path, tries });
  if (outcome === 'not-editable') throw notEditable(host, path);
}

function notEditable(host: HostSession, path: string): CodedError {
  return errors.FILE_NOT_EDITABLE({ host: host.id, path, reason: 'it is no regular file, or no text' });
}

/** As awk takes a line apart. */
export function wordsOf(line: string): readonly string[] {
  return line.split(/[ \t]+/).filter((text) => text !== '');
}

function checkWord(key: string): string {
  if (/\s/.test(key) || key === '') throw new TypeError(`'${key}' is no word`);
  return key;
}
