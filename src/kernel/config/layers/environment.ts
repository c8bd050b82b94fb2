import { admit, type Layer } from '../candidate.ts';
import type { Report } from '../errors.ts';
import { configKeys } from '../key-table.ts';
import { nearestName } from '../nearest.ts';
import { readText, type TextType } from '../text-value.ts';
import { isKubernetesInjection } from './kubernetes-injection.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'HOSTREEVE_';

/** Variables of ours that are no setting of the server. */
const otherNames: readonly string[] = [
  'HOSTREEVE_MASTER_KEY',
  'HOSTREEVE_CONFIG',
  'HOSTREEVE_TOKEN',
  'HOSTREEVE_SERVER',
];

const textTypes = {
  text: 'string',
  choice: 'string',
  secret: 'string',
  integer: 'integer',
  boolean: 'boolean',
  list: 'list',
  object: 'object',
} as const satisfies Record<string, TextType>;

/** `HOSTREEVE_*`. An empty variable counts as not set: that is how shells and unit files unset one. */
export function environmentLayer(env: Environment, report: Report): Layer {
  const layer: Layer = new Map();
  const names = new Set([...otherNames, ...configKeys.map((key) => key.env)]);
  for (const key of configKeys) {
    const text = env[key.env];
    if (text === undefined || text === '' || isKubernetesInjection(key.env, text)) continue;
    admit(layer, report, key, readText(text, textTypes[key.kind]), { kind: 'environment', name: key.env });
  }
  for (const [name, text = ''] of Object.entries(env)) {
    if (!name.startsWith(prefix) || names.has(name) || isKubernetesInjection(name, text)) continue;
    // Without the prefix, which all names share and which would make all of them near.
    const nearest = nearestName(
      name.slice(prefix.length),
      [...names].map((known) => known.slice(prefix.length)),
    );
    const hint = nearest === undefined ? '' : ` (did you mean ${prefix}${nearest}?)`;
    report.warnings.push(`environment variable ${name} is not known and has no effect${hint}`);
  }
  return layer;
}
