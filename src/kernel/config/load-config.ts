import { Secret } from '../secrets/index.ts';
import type { Candidate, Layer } from './candidate.ts';
import { reportContradictions } from './contradictions.ts';
import { addProblem, configErrors, type Report } from './errors.ts';
import { settleHosts } from './hosts-defaults.ts';
import { configKeys } from './key-table.ts';
import { type Environment, environmentLayer } from './layers/environment.ts';
import { type ConfigFlags, flagLayer } from './layers/flags.ts';
import { heketiEnvironmentLayer } from './layers/heketi-environment.ts';
import { heketiJsonLayer } from './layers/heketi-json.ts';
import { yamlLayer } from './layers/yaml.ts';
import type { Origin } from './origin.ts';
import type { ReadFile } from './read-text-file.ts';
import type { Config } from './sections.ts';
import { splitStoreUrl } from './store-url.ts';

export interface ConfigSources {
  readonly flags: ConfigFlags;
  readonly env: Environment;
  /** Our own file. */
  readonly yamlPath?: string | undefined;
  /** A heketi.json. */
  readonly heketiPath?: string | undefined;
  /** What a command puts in place of the table's defaults, by dotted path. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly readFile: ReadFile;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where each value comes from, by dotted path; every key has an entry. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Sentences for the log: what was given and has no effect. */
  readonly warnings: readonly string[];
}

/**
 * Puts the configuration together. What counts, highest first: flags, `HOSTREEVE_*`, `HEKETI_*`, the YAML file,
 * heketi.json, defaults.
 *
 * @throws CONFIG_INVALID with every problem of every source, also of values that another source overrides
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const { env, flags, yamlPath, heketiPath, readFile } = sources;
  const report: Report = { problems: [], warnings: [] };
  const layers: Layer[] = [
    flagLayer(flags, report),
    environmentLayer(env, report),
    heketiEnvironmentLayer(env, report),
  ];
  if (yamlPath !== undefined) layers.push(yamlLayer(yamlPath, readFile, report));
  if (heketiPath !== undefined) {
    const isByPods = highest(layers, 'hosts.transport')?.value === 'kubernetes';
    const executor = highest(layers, 'heketi.executor')?.value ?? (isByPods ? 'kubernetes' : undefined);
    layers.push(heketiJsonLayer(heketiPath, readFile, report, executor));
  }
  settlePassword(layers, report);
  const chosen: Layer = new Map();
  for (const key of configKeys) {
    const fallback = sources.defaults?.[key.path] ?? key.default;
    const candidate = highest(layers, key.path) ?? { value: fallback, origin: { kind: 'default' } };
    const { value, origin } = candidate;
    const isSecret = key.kind === 'secret' && typeof value === 'string';
    chosen.set(key.path, isSecret ? { value: new Secret(value), origin } : candidate);
  }
  settleHosts(chosen, heketiPath !== undefined);
  const config = toTree(chosen);
  // With a value refused, a default stands in its place, and a contradiction to that would mislead.
  if (report.problems.length === 0) reportContradictions(config, heketiPath !== undefined, report);
  if (report.problems.length > 0) throw configErrors.CONFIG_INVALID({ problems: report.problems });
  return {
    config: freeze(config),
    origins: new Map([...chosen].map(([path, { origin }]) => [path, origin])),
    warnings: report.warnings,
  };
}

function highest(layers: readonly Layer[], path: string): Candidate | undefined {
  return layers.find((layer) => layer.has(path))?.get(path);
}

/**
 * The password of a URL, `store.password` and `store.passwordFile` are one setting: the highest source that gives any of
 * them wins. A URL's password moves out of it, so that the URL can be shown, and goes with no other URL.
 */
function settlePassword(layers: readonly Layer[], report: Report): void {
  const withUrl = layers.filter((layer) => layer.has('store.url'));
  for (const [rank, layer] of withUrl.entries()) {
    const given = layer.get('store.url');
    if (given === undefined || typeof given.value !== 'string') continue;
    const { url, password } = splitStoreUrl(given.value);
    layer.set('store.url', { ...given, value: url });
    if (password === undefined || rank > 0) continue;
    if (layer.has('store.password') || layer.has('store.passwordFile')) {
      const reason = 'the URL holds a password too; only one of them can be given';
      addProblem(report, configErrors.CONFIG_CONTRADICTION({ keys: ['store.url', 'store.password'], reason }));
    }
    layer.set('store.password', { ...given, value: password });
  }
  const keys = ['store.password', 'store.passwordFile'];
  const winner = layers.findIndex((layer) => keys.some((key) => layer.has(key)));
  for (const layer of layers.slice(winner + 1)) for (const key of keys) layer.delete(key);
}

function toTree(chosen: Layer): Config {
  const root: Record<string, unknown> = {};
  for (const [path, { value }] of chosen) {
    const names = path.split('.');
    const leaf = names.pop() ?? path;
    let section = root;
    for (const name of names) section = (section[name] ??= {}) as Record<string, unknown>;
    section[leaf] = typeof value === 'object' && !(value instanceof Secret) ? structuredClone(value) : value;
  }
  // The tree has exactly the keys of the table, and each value passed the schema of its key.
  return root as Config;
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
