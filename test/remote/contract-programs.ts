import {
  defineProgram,
  numberWith,
  type RunResult,
  type SimulatedProgram,
  sequence,
  simulate,
  word,
  words,
} from '../../src/kernel/remote/index.ts';

/** Programs for the contract of transports: real on real hosts, and with simulated versions for simulated ones. */

const asItIs = (result: RunResult): RunResult => result;

/** Prints on both streams and ends with a code. */
export const say = defineProgram({
  name: 'say',
  grammar: sequence(
    words('sh', '-c', 'printf %s "$1"; printf %s "$2" >&2; exit "$3"', 'say'),
    word('stdout'),
    word('stderr'),
    word('code', numberWith('')),
  ),
  parse: asItIs,
});

/** Gives back its input. */
export const echo = defineProgram({ name: 'echo', grammar: words('cat'), parse: asItIs });

// Ten seconds at most: some tests leave it behind.
const waitText =
  'echo waiting; i=0; while [ ! -e "$1" ] && [ $i -lt 500 ]; do i=$((i+1)); sleep 0.02; done; printf %s "$2"';

/** Says that it waits, waits until there is a file, and prints a text. */
export const waitForFile = defineProgram({
  name: 'wait for file',
  grammar: sequence(words('sh', '-c', waitText, 'wait-for-file'), word('path'), word('text')),
  parse: asItIs,
});

/** Leaves a process behind that goes on for ten seconds. */
export const leaveDaemon = defineProgram({
  name: 'leave daemon',
  grammar: words('sh', '-c', 'sleep 10 >/dev/null 2>&1 &', 'leave-daemon'),
  parse: asItIs,
});

/** Makes a file with a mode, text from its input; its directory, too. */
export const plant = defineProgram({
  name: 'plant',
  grammar: sequence(
    words('sh', '-c', 'mkdir -p "${1%/*}" && cat >"$1" && chmod "$2" "$1"', 'plant'),
    word('path'),
    word('mode'),
  ),
  parse: asItIs,
});

/** Mode and text of a file. */
export const show = defineProgram({
  name: 'show',
  grammar: sequence(words('sh', '-c', 'stat -c %a "$1" && cat "$1"', 'show'), word('path')),
  parse: ({ code, stdout }): { mode: string; text: string } | undefined =>
    code === 0 ? { mode: stdout.split('\n')[0] ?? '', text: stdout.slice(stdout.indexOf('\n') + 1) } : undefined,
});

export const simulatedContractPrograms: readonly SimulatedProgram[] = [
  simulate(say, { changes: false }, (_, fields) => fields),
  simulate(echo, { changes: false }, (_, __, { input }) => ({ stdout: input })),
  simulate(waitForFile, { changes: false }, function* ({ files }, { path, text }, { print }) {
    print('stdout', 'waiting\n');
    while (files.kindOf(path) === 'absent') yield 20;
    return { stdout: text };
  }),
  simulate(leaveDaemon, { changes: false }, (host) => {
    host.startProcess('sleep', '10');
    return {};
  }),
  simulate(plant, { changes: true }, ({ files }, { path, mode }, { input }) => {
    files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { parents: true });
    files.write(path, input);
    files.change(path, { mode });
    return {};
  }),
  simulate(show, { changes: false }, ({ files }, { path }) =>
    files.kindOf(path) === 'file' ? { stdout: `${files.modeOf(path)}\n${files.read(path)}` } : { code: 1 },
  ),
];
