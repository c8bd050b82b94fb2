import type { Layer } from '../candidate.ts';
import type { Report } from '../errors.ts';
import { admitHeketi } from '../heketi-conversions.ts';
import type { HeketiSource } from '../heketi-source.ts';
import { type ConfigKey, configKeys } from '../key-table.ts';
import { readText } from '../text-value.ts';
import type { Environment } from './environment.ts';
import { isKubernetesInjection } from './kubernetes-injection.ts';

/** `HEKETI_*`. Those that we do not know belong to Heketi's client or to its container: nothing is said about them. */
export function heketiEnvironmentLayer(env: Environment, report: Report): Layer {
  const layer: Layer = new Map();
  for (const key of configKeys) {
    const name = key.heketi?.env;
    const text = name === undefined ? undefined : env[name];
    if (key.heketi === undefined || name === undefined || text === undefined || text === '') continue;
    if (isKubernetesInjection(name, text)) continue;
    const value = readHeketiText(text, key, key.heketi);
    admitHeketi(layer, report, key, value, { kind: 'environment', name });
  }
  return layer;
}

function readHeketiText(text: string, key: ConfigKey, source: HeketiSource): unknown {
  if (source.envForm === 'any-text-is-true') return true;
  if (source.envForm === undefined) return readText(text, heketiTypeOf(key, source));
  // Anything else goes on as it is, and is refused for not being a boolean.
  return /^[yY1]/.test(text) ? true : /^[nN0]/.test(text) ? false : text;
}

/** The JSON type that Heketi has for a key. */
export function heketiTypeOf(key: ConfigKey, source: HeketiSource): 'string' | 'boolean' | 'integer' | 'object' {
  if (source.type !== undefined) return source.type;
  return key.kind === 'boolean' || key.kind === 'integer' || key.kind === 'object' ? key.kind : 'string';
}
