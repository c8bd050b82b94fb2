import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Program, readArgv, type RunResult } from '../../../kernel/remote/index.ts';

/** A command that was run on a real host, and how it ended; or what the program's source says of it. */
export interface Recording {
  readonly name: string;
  /** Thought out from the source, and seen nowhere. */
  readonly isDerived: boolean;
  readonly argv: readonly string[];
  readonly result: RunResult;
}

/** A program's recordings, whatever its fields are. */
export interface RecordedProgram {
  readonly name: string;
  /** Those of its folder that its grammar understands. */
  readonly recordings: readonly Recording[];
  /** What the grammar prints for the fields that it read. */
  printed(argv: readonly string[]): readonly string[] | undefined;
  /** What its parser makes of an answer. */
  meaning(argv: readonly string[], result: RunResult): unknown;
}

export function recordedProgram<Fields extends object>(
  folder: string,
  program: Program<Fields, unknown>,
): RecordedProgram {
  return {
    name: program.name,
    recordings: recordingsIn(folder).filter(({ argv }) => readArgv(program, argv) !== undefined),
    printed: (argv) => {
      const fields = readArgv(program, argv);
      return fields === undefined ? undefined : program.grammar.print(fields);
    },
    meaning: (argv, result) => {
      const fields = readArgv(program, argv);
      return fields === undefined ? undefined : program.parse(result, fields);
    },
  };
}

/** In the order of their names. */
function recordingsIn(folder: string): readonly Recording[] {
  return readdirSync(folder)
    .toSorted()
    .map((file) => {
      const { from, argv, code, stdout, stderr } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as RunResult & {
        readonly from: string;
        readonly argv: readonly string[];
      };
      const isDerived = from.startsWith('derived from the source: ');
      return { name: file.replace(/\.json$/, ''), isDerived, argv, result: { code, stdout, stderr } };
    });
}
