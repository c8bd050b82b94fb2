import { admit, type Layer, refuse } from './candidate.ts';
import type { Report } from './errors.ts';
import type { ConfigKey } from './key-table.ts';
import { describeOrigin, type Origin } from './origin.ts';

const logLevels = new Map([
  ['none', 'silent'],
  ['critical', 'fatal'],
  ['error', 'error'],
  ['warning', 'warn'],
  ['info', 'info'],
  ['debug', 'debug'],
]);

/** The other half of `convert`: it says what becomes of a value. */
type Converted =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'not-given' }
  | { readonly kind: 'warning'; readonly warning: string; readonly value?: unknown }
  | { readonly kind: 'refused'; readonly expected: string };

const given = (value: unknown): Converted => ({ kind: 'value', value });
const notGiven: Converted = { kind: 'not-given' };

function convert(value: unknown, key: ConfigKey): Converted {
  const conversion = key.heketi?.convert;
  if (value === '') return conversion === 'port-on-all-addresses' ? emptyPort : notGiven;
  if (typeof value === 'number') {
    if (conversion === 'zero-is-default') return value === 0 ? notGiven : given(value);
    if (conversion === 'not-positive-is-default') return value <= 0 ? notGiven : given(value);
    if (conversion === 'negative-is-unlimited') return value === 0 ? notGiven : given(value < 0 ? -1 : value);
  }
  if (typeof value === 'boolean' && conversion === 'negate') return given(!value);
  return typeof value === 'string' ? convertText(value, key) : given(value);
}

const emptyPort: Converted = {
  kind: 'warning',
  warning: 'is empty and has no effect (Heketi would take any free port)',
};

function convertText(text: string, key: ConfigKey): Converted {
  const port = /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
  const wrongPort: Converted = { kind: 'refused', expected: 'the digits of a port' };
  const quoted = JSON.stringify(text.slice(0, 80));
  const conversion = key.heketi?.convert;
  if (conversion === 'port-on-all-addresses') return port === undefined ? wrongPort : given(`[::]:${port}`);
  if (conversion === 'port-number') return port === undefined ? wrongPort : given(port);
  if (conversion === 'log-level') {
    const level = logLevels.get(text);
    // compat(heketi): a log level that it does not know is no reason for it not to start.
    if (level !== undefined) return given(level);
    const known = [...logLevels.keys()].join(', ');
    return { kind: 'warning', warning: `${quoted} is no log level (${known}) and has no effect` };
  }
  if (conversion === 'zone-checking' && text !== 'none' && text !== 'strict')
    // compat(heketi): unknown words mean none.
    return { kind: 'warning', warning: `${quoted} is neither none nor strict`, value: 'none' };
  return given(text);
}

/**
 * Takes a value of heketi.json or of a `HEKETI_*` variable, whose JSON type is right, into a layer as a value of ours.
 */
export function admitHeketi(layer: Layer, report: Report, key: ConfigKey, value: unknown, origin: Origin): void {
  const converted = convert(value, key);
  if (converted.kind === 'refused') refuse(report, key, value, origin, converted.expected);
  if (converted.kind === 'warning') report.warnings.push(`${describeOrigin(origin)}: ${converted.warning}`);
  if ('value' in converted) admit(layer, report, key, converted.value, origin);
}
