import { type Layer, typeInWords } from '../candidate.ts';
import { addProblem, configErrors, type Report } from '../errors.ts';
import { admitHeketi } from '../heketi-conversions.ts';
import type { HeketiSource } from '../heketi-source.ts';
import { isKubernetes } from '../is-kubernetes.ts';
import { type ConfigKey, configKeys } from '../key-table.ts';
import { nearestName } from '../nearest.ts';
import { describeOrigin, type Origin } from '../origin.ts';
import { type ReadFile, readTextFile } from '../read-text-file.ts';
import { heketiTypeOf } from './heketi-environment.ts';
import { type JsonFile, parseHeketiJson } from './heketi-json-syntax.ts';

const rebalance = { why: 'heketi.commands.rebalanceOnExpansion decides', quietFor: true };

/** Keys that Heketi reads and that do nothing; a value that asks for what happens anyway is passed over in silence. */
const withoutEffect = new Map<string, { readonly why: string; readonly quietFor?: unknown }>([
  ['use_auth', { why: 'authentication is on unless --disable-auth or heketi.disableAuth says otherwise' }],
  ['glusterfs.allocator', { why: 'there is one allocator' }],
  ['glusterfs.sshexec.rebalance_on_expansion', rebalance],
  ['glusterfs.kubeexec.rebalance_on_expansion', rebalance],
]);

interface Target {
  readonly key: ConfigKey;
  readonly source: HeketiSource;
  /** 0 counts with the executors ssh and mock, 1 with Kubernetes; undefined always. */
  readonly branch: 0 | 1 | undefined;
}

// Go compares names of JSON keys without regard to case.
const fold = (path: string): string => path.toLowerCase();

const targets = new Map<string, Target>();
for (const key of configKeys) {
  const source = key.heketi;
  if (source?.path === undefined) continue;
  if (typeof source.path === 'string') targets.set(source.path, { key, source, branch: undefined });
  else {
    targets.set(source.path[0], { key, source, branch: 0 });
    targets.set(source.path[1], { key, source, branch: 1 });
  }
}
const knownPaths = [...targets.keys(), ...withoutEffect.keys()];
const objects = new Set(
  knownPaths.flatMap((path) => path.split('.').map((_, index, names) => names.slice(0, index).join('.'))),
);

interface Found {
  readonly path: string;
  readonly value: unknown;
  readonly origin: Origin;
}

/**
 * heketi.json.
 *
 * @param executorAbove the executor that a source of higher rank names; it decides between sshexec and kubeexec
 */
export function heketiJsonLayer(file: string, readFile: ReadFile, report: Report, executorAbove: unknown): Layer {
  const layer: Layer = new Map();
  const text = readTextFile(file, readFile, report);
  const json = text === undefined ? undefined : parseHeketiJson(file, text, report);
  if (json === undefined) return layer;
  const found = walk(json, json.content, [], report);
  const executor = executorAbove ?? found.find(({ path }) => path === 'glusterfs.executor')?.value;
  const branch = isKubernetes(executor) ? 1 : 0;
  for (const { path, value, origin } of found) {
    const target = targets.get(path);
    if (target === undefined || !hasType(target, value, origin, report)) continue;
    if (target.branch !== undefined && target.branch !== branch) continue;
    if (typeof value === 'string' && value.startsWith('Optional:')) {
      // The sample that Heketi ships explains some keys in their values, which then break pvcreate and others.
      report.warnings.push(`${describeOrigin(origin)}: an explanation, not a value; it has no effect`);
    } else admitHeketi(layer, report, target.key, value, origin);
  }
  return layer;
}

/** The known values of the file, each under the known spelling of its path; the rest is warned about. */
function walk(json: JsonFile, content: object, parents: readonly string[], report: Report): Found[] {
  return Object.entries(content).flatMap(([name, value]): Found[] => {
    if (name.startsWith('_') || value === null) return [];
    const names = [...parents, name];
    const written = names.join('.');
    const origin: Origin = { kind: 'heketi-json', file: json.file, line: json.lineOf(names), key: written };
    const folded = fold(written);
    if (targets.has(folded)) return [{ path: folded, value: value as unknown, origin }];
    const idle = withoutEffect.get(folded);
    if (idle !== undefined) {
      if (idle.quietFor !== value) report.warnings.push(`${describeOrigin(origin)}: has no effect; ${idle.why}`);
      return [];
    }
    if (objects.has(folded)) {
      if (typeof value === 'object' && !Array.isArray(value)) return walk(json, value as object, names, report);
      const fields = { place: describeOrigin(origin), key: written, expected: 'an object' };
      addProblem(report, configErrors.CONFIG_VALUE_WRONG({ ...fields, found: typeInWords(value) }));
      return [];
    }
    const nearest = nearestName(written, knownPaths);
    const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
    report.warnings.push(`${describeOrigin(origin)}: unknown key, which has no effect${hint}`);
    return [];
  });
}

const typeNames = {
  string: 'a JSON string',
  boolean: 'true or false',
  integer: 'a whole number, without quotes',
  object: 'an object',
};

function hasType({ key, source }: Target, value: unknown, origin: Origin, report: Report): boolean {
  const type = heketiTypeOf(key, source);
  const actual = Array.isArray(value) ? 'list' : Number.isSafeInteger(value) ? 'integer' : typeof value;
  if (actual === type) return true;
  // The type alone: what stands in the wrong place may still be a secret.
  const fields = {
    place: describeOrigin(origin),
    key: key.path,
    found: typeInWords(value),
    expected: typeNames[type],
  };
  addProblem(report, configErrors.CONFIG_VALUE_WRONG(fields));
  return false;
}
