import {
  fenceProgram,
  findLines,
  keepLine,
  readFile,
  readRecord,
  removeRecord,
  type SimulatedProgram,
  sha256,
  simulate,
  writeFile,
} from '../kernel/remote/index.ts';
import type { HostRuntime } from './host-runtime.ts';
import { createLineIndex } from './line-index.ts';

const EDIT_TRIES = 20;

/** The programs of kernel/remote itself, with the same meaning as its sh texts. */
export function guardPrograms(runtimeOf: (id: string) => HostRuntime): readonly SimulatedProgram[] {
  /** Of what was written last into a file of a host: the next edit asks for it, of a text that has grown long. */
  const sums = new Map<string, { readonly text: string; readonly sum: string }>();
  const sumOf = (file: string, text: string): string => {
    const last = sums.get(file);
    return last?.text === text ? last.sum : sha256(text);
  };
  const lines = createLineIndex();
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

    simulate(findLines, { changes: false }, ({ id, files }, { path, number, key }) => {
      const text = files.read(path);
      if (text === undefined) return { code: files.kindOf(path) === 'absent' ? 66 : 65 };
      const found = lines.find(`${id}:${path}`, text, number, key);
      return { stdout: found.map((line) => `${line}\n`).join('') };
    }),

    simulate(keepLine, { changes: true }, function* ({ id, files }, { path, number, key, kept }) {
      const beside = `${path}.hostreeve-new`;
      const file = `${id}:${path}`;
      for (let tries = 0; tries < EDIT_TRIES; tries += 1) {
        files.remove(beside);
        if (files.kindOf(path) === 'directory') return { code: 65 };
        const text = files.read(path);
        const found = text === undefined ? [] : lines.find(file, text, number, key);
        const isSame = kept === undefined ? found.length === 0 : found.length === 1 && found[0] === kept.line;
        if (isSame) return { stdout: 'same\n' };
        if (files.write(beside, '') !== 'written')
          return { code: 74, stderr: `${beside}: No such file or directory\n` };
        yield;
        // Somebody else was faster.
        if (files.read(path) !== text) continue;
        const edit = lines.edit(file, text ?? '', number, key, kept?.line);
        if (edit.kind === 'rewritten') files.write(path, edit.text);
        else if (text === undefined) files.write(path, edit.added);
        else files.append(path, edit.added);
        lines.hold(file, files.read(path) ?? '');
        files.remove(beside);
        return { stdout: 'written\n' };
      }
      return { code: 66 };
    }),
  ];
}
