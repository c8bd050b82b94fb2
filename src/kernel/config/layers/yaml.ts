import { isAlias, isMap, isNode, isScalar, type Node } from 'yaml';
import { admit, type Layer } from '../candidate.ts';
import { addProblem, configErrors, type Report } from '../errors.ts';
import { configKeys } from '../key-table.ts';
import { nearestName } from '../nearest.ts';
import { type ReadFile, readTextFile } from '../read-text-file.ts';
import { isKey, type Section, sections } from '../sections.ts';
import { parseYaml, type YamlFile } from './yaml-syntax.ts';

const keyByPath = new Map(configKeys.map((key) => [key.path, key]));
const sectionNames = configKeys.flatMap(({ path }) =>
  path
    .split('.')
    .slice(0, -1)
    .map((_, index, names) => names.slice(0, index + 1).join('.')),
);
const knownPaths = [...keyByPath.keys(), ...new Set(sectionNames)];

interface Walk {
  readonly source: YamlFile;
  readonly report: Report;
  readonly layer: Layer;
}

/** Our own file. A key without a value counts as not given. */
export function yamlLayer(file: string, readFile: ReadFile, report: Report): Layer {
  const layer: Layer = new Map();
  const text = readTextFile(file, readFile, report);
  const source = text === undefined ? undefined : parseYaml(file, text, report);
  if (source !== undefined) walkSection({ source, report, layer }, sections, source.document.contents, '', 1);
  return layer;
}

function isNothing(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

function walkSection(walk: Walk, section: Section, found: unknown, path: string, line: number): void {
  const { source, report } = walk;
  const node = isAlias(found) ? found.resolve(source.document) : found;
  if (isNothing(node)) return;
  if (!isMap(node)) {
    const where = { place: `${source.file}:${line}`, key: path === '' ? 'the file' : path };
    const what = isScalar(node) ? 'a single value' : 'a list';
    addProblem(
      report,
      configErrors.CONFIG_VALUE_WRONG({ ...where, found: what, expected: 'a mapping of keys to values' }),
    );
    return;
  }
  for (const pair of node.items) {
    const name = isScalar(pair.key) ? String(pair.key.value) : '?';
    const at = isNode(pair.key) && pair.key.range ? source.lineOf(pair.key.range[0]) : line;
    visit(
      walk,
      Object.hasOwn(section, name) ? section[name] : undefined,
      pair.value,
      path === '' ? name : `${path}.${name}`,
      at,
    );
  }
}

function visit(walk: Walk, entry: Section[string] | undefined, value: unknown, path: string, line: number): void {
  const { source, report, layer } = walk;
  if (entry === undefined) {
    const nearest = nearestName(path, knownPaths);
    const fields = { file: source.file, line, key: path };
    addProblem(report, configErrors.CONFIG_KEY_UNKNOWN(nearest === undefined ? fields : { ...fields, nearest }));
    return;
  }
  if (!isKey(entry)) return walkSection(walk, entry, value, path, line);
  const key = keyByPath.get(path);
  if (key === undefined || isNothing(value)) return;
  admit(layer, report, key, toPlain(value, source), { kind: 'yaml', file: source.file, line });
}

function toPlain(value: unknown, source: YamlFile): unknown {
  if (!isNode(value)) return value;
  try {
    return (value as Node).toJS(source.document) as unknown;
  } catch (error) {
    // An alias without an anchor, or too many of them. The value is then of no type at all, and so refused.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
