import {
  fenceProgram,
  readFile,
  readRecord,
  removeRecord,
  type SimulatedProgram,
  sha256,
  simulate,
  writeFile,
} from '../kernel/remote/index.ts';
import type { HostRuntime } from './host-runtime.ts';

/** The programs of kernel/remote itself, with the same meaning as its sh texts. */
export function guardPrograms(runtimeOf: (id: string) => HostRuntime): readonly SimulatedProgram[] {
  /** Of what was written last into a file of a host: the next edit asks for it, of a text that has grown long. */
  const sums = new Map<string, { readonly text: string; readonly sum: string }>();
  const sumOf = (file: string, text: string): string => {
    const last = sums.get(file);
    return last?.text === text ? last.sum : sha256(text);
  };
  return [
    simulate(fenceProgram, { changes: false }, () => ({})),

    simulate(readRecord, { changes: false }, ({ id }, { directory, record }) => {
      const runtime = runtimeOf(id);
      const path = `${directory}/${record}`;
      const kept = runtime.state.guard.records[path];
      if (kept === undefined) return { stdout: 'none\n' };
      const unended = runtime.locks().isHeld(`${path}.run`) ? 'running' : 'interrupted';
      const head = kept.code === undefined ? unended : `ended ${kept.code}`;
      return { stdout: `${head}\n${kept.stdout}`, stderr: kept.stderr };
    }),

    simulate(removeRecord, { changes: false }, ({ id }, { directory, records }) => {
      const runtime = runtimeOf(id);
      for (const path of records.map((record) => `${directory}/${record}`)) {
        if (runtime.locks().isHeld(`${path}.run`)) return { code: 1 };
        runtime.keepRecord(path, undefined);
      }
      return {};
    }),

    simulate(readFile, { changes: false }, ({ files }, { path }) => {
      const kind = files.kindOf(path);
      return kind === 'file' ? { stdout: files.read(path) ?? '' } : { code: kind === 'absent' ? 66 : 65 };
    }),

    simulate(writeFile, { changes: true }, function* ({ id, files }, { path, expected, written }, { input }) {
      const beside = `${path}.hostreeve-new`;
      if (files.kindOf(path) === 'directory') return { code: 65 };
      if (files.write(beside, input) !== 'written')
        return { code: 74, stderr: `${beside}: No such file or directory\n` };
      yield;
      const text = files.read(path);
      const found = text === undefined ? 'absent' : sumOf(`${id}:${path}`, text);
      if (sha256(input) !== written || found !== expected) {
        files.remove(beside);
        return { code: found === expected ? 67 : 66 };
      }
      yield;
      files.write(path, input);
      files.remove(beside);
      sums.set(`${id}:${path}`, { text: input, sum: written });
      return {};
    }),
  ];
}
