import type { RunResult, SimulatedFleet, SimulatedHost, SimulatedProgram } from '../../../kernel/remote/index.ts';
import { seededRandom } from '../placement/seeded-random.ts';

/** Runs a command on a simulated host to its end, past transports and guards: for tests of the programs themselves. */
export function runSimulated(
  programs: readonly SimulatedProgram[],
  fleet: SimulatedFleet,
  host: SimulatedHost,
  argv: readonly string[],
): RunResult {
  const start = programs.map((program) => program.start(argv)).find((found) => found !== undefined);
  if (start === undefined) throw new TypeError(`no simulated program knows: ${argv.join(' ')}`);
  const run = start(host, {
    fleet,
    input: '',
    now: () => 0,
    random: seededRandom(argv.join(' ')),
    print: () => undefined,
  });
  let answer: Partial<RunResult> | undefined = Symbol.iterator in run ? undefined : run;
  while (answer === undefined && Symbol.iterator in run) {
    const { done, value } = run.next();
    if (done === true) answer = value;
  }
  return { code: 0, stdout: '', stderr: '', ...answer };
}
