import { GUARD_FOLDER } from './check-pod.ts';

/**
 * The sh texts around commands in a pod, for the shells that the guard is for. All of them know in which run of the
 * container they are, its era: the boot of the node, and the start of process 1 in the container. The API reaches a
 * container by name alone, and one that was started anew has other processes under the same numbers.
 */

// Field 22 of /proc/1/stat, counted from behind the name of the process, which may have blanks and brackets.
const eraText = `read -r boot </proc/sys/kernel/random/boot_id && read -r stat </proc/1/stat || exit 74
era=$(set -f; set -- \${stat##*) }; shift 19; echo "$boot/$1")`;

/** The code of a text that is in another run of the container than it was meant for. Nothing was started. */
export const OTHER_ERA = 75;

/**
 * Runs a line with its input. Both come over standard input, the line first, for three reasons. The arguments of an exec
 * stand in its address, which proxies bound and the API server's audit log keeps. The protocol before version 5 cannot
 * end an input, so whoever reads it must know its length. And nothing starts before the last byte of the line has come:
 * whatever fails earlier, the command was certainly not started.
 *
 * Signals to the group are trapped, as inside the line, so that this ends after the command and not before it.
 */
const execText = `${eraText}
[ "$era" = "$1" ] || { echo "the container was started anew" >&2; exit ${OTHER_ERA}; }
trap : HUP INT TERM
LC_ALL=C
line=$(head -c "$2")
[ "\${#line}" -eq "$2" ] || { echo "not all of the command came" >&2; exit 74; }
if [ "$3" -gt 0 ]; then
  head -c "$3" | { trap : HUP INT TERM; eval "$line"; }
else
  eval "$line" </dev/null
fi`;

export interface ExecWords {
  readonly era: string;
  readonly lineBytes: number;
  readonly inputBytes: number;
  /** After so many seconds it is ended in the pod, too, where nobody may reach it any more. */
  readonly endAfterS?: number;
}

// After TERM.
const KILL_AFTER_S = 10;

export function execWords({ era, lineBytes, inputBytes, endAfterS }: ExecWords): readonly string[] {
  const words = ['sh', '-c', execText, 'hostreeve-exec', era, String(lineBytes), String(inputBytes)];
  // compat(heketi): `timeout` stands before each command; disable_timeout_prefix leaves it out.
  return endAfterS === undefined ? words : ['timeout', '-k', String(KILL_AFTER_S), String(endAfterS), ...words];
}

/** The code of `prepareText` when a person has to change something: in the link's place, or in the image. */
export const UNFIT = 73;

/**
 * Makes the folder that lasts, and the link to it in the guard's place; tells the era. A `head` that reads further than it
 * was told, as busybox's does, would take from the input what is the command's.
 */
const prepareText = `${eraText}
folder=$1 at=${GUARD_FOLDER}
[ "$(printf ab | { head -c 1 >/dev/null; cat; })" = b ] || { echo "its head is not that of GNU coreutils" >&2; exit ${UNFIT}; }
mkdir -p -m 700 "$folder" || exit 74
if [ "$folder" != "$at" ]; then
  mkdir -p "\${at%/*}" || exit 74
  # Another server may be faster.
  [ -h "$at" ] || [ -e "$at" ] || ln -s "$folder" "$at" 2>/dev/null || [ -h "$at" ] || { echo "$at cannot be made" >&2; exit 74; }
  [ -h "$at" ] && [ "$(readlink "$at")" = "$folder" ] || { echo "$at is there already, and no link to $folder" >&2; exit ${UNFIT}; }
fi
echo "era $era"`;

export function prepareWords(stateFolder: string): readonly string[] {
  return ['sh', '-c', prepareText, 'hostreeve-prepare', stateFolder];
}

/** The era in what `prepareWords` printed. */
export function readEra(stdout: string): string | undefined {
  return /^era (\S+\/\d+)$/m.exec(stdout)?.[1];
}
