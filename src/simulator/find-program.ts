import type { SimulatedProgram } from '../kernel/remote/index.ts';
import type { Command } from './execute.ts';

/** A program that knows the words which it is to be started with. */
export interface StartedProgram extends Pick<Command, 'program' | 'begin'> {
  /** Of hosts that it will look for. */
  readonly names: readonly string[];
}

/** Finds the program that knows an argument vector: no two know the same one. */
export function createProgramFinder(
  programs: readonly SimulatedProgram[],
): (argv: readonly string[]) => StartedProgram | undefined {
  /** Those that have known a vector with the same first word: they are asked first, and not sixty others. */
  const likely = new Map<string, Set<SimulatedProgram>>();
  const ask = (asked: Iterable<SimulatedProgram>, argv: readonly string[]): StartedProgram | undefined => {
    for (const program of asked) {
      const begin = program.start(argv);
      if (begin !== undefined) return { program, begin, names: program.names?.(argv) ?? [] };
    }
    return undefined;
  };
  return (argv) => {
    const [word = ''] = argv;
    const first = ask(likely.get(word) ?? [], argv);
    if (first !== undefined) return first;
    for (const program of programs) {
      const found = ask([program], argv);
      if (found === undefined) continue;
      likely.set(word, (likely.get(word) ?? new Set()).add(program));
      return found;
    }
    return undefined;
  };
}
