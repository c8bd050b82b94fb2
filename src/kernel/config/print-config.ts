import { parse } from 'yaml';
import { configKeys, type ConfigKey } from './key-table.ts';
import type { LoadedConfig } from './load-config.ts';
import { describeOrigin, type Origin } from './origin.ts';

/** `json` is for programs, `yaml` is a file that loads to the same values, `table` is for people. */
export type PrintFormat = 'table' | 'json' | 'yaml';

interface Row {
  readonly key: ConfigKey;
  readonly value: unknown;
  readonly isSet: boolean;
  readonly origin: Origin;
}

/** Every value with its origin, as text that ends in a line break. Secrets read `[secret]`. */
export function printConfig(loaded: LoadedConfig, format: PrintFormat): string {
  const rows = configKeys.map((key): Row => {
    const value = valueAt(loaded.config, key.path);
    const origin = loaded.origins.get(key.path) ?? { kind: 'default' };
    return { key, value: shown(key, value), isSet: value !== undefined, origin };
  });
  return { table, json, yaml }[format](rows);
}

function valueAt(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], config);
}

function shown(key: ConfigKey, value: unknown): unknown {
  if (value === undefined) return '(not set)';
  return key.kind === 'secret' ? '[secret]' : value;
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ key, value, isSet, origin }) => [
    key.path,
    typeof value === 'string' && value !== '' ? value : JSON.stringify(value),
    isSet ? describeOrigin(origin) : '',
  ]);
  const all = [['KEY', 'VALUE', 'ORIGIN'], ...cells];
  const width = (column: number): number => Math.max(...all.map((row) => row[column]?.length ?? 0));
  const widths = [width(0), width(1), 0];
  const line = (row: readonly string[]): string => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
  return all.map((row) => `${line(row).trimEnd()}\n`).join('');
}

function json(rows: readonly Row[]): string {
  const entries = rows.map(({ key, value, isSet, origin }) => [key.path, { value: isSet ? value : null, origin }]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

/** Secrets and what is not set stand there as comments, so that the text can be loaded. */
function yaml(rows: readonly Row[]): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  for (const { key, value, isSet, origin } of rows) {
    const names = key.path.split('.');
    const leaf = names.pop() ?? key.path;
    let shared = 0;
    while (shared < names.length && names[shared] === open[shared]) shared += 1;
    names.slice(shared).forEach((name, index) => lines.push(`${'  '.repeat(shared + index)}${name}:`));
    open = names;
    const isComment = !isSet || key.kind === 'secret';
    const pair = isComment ? `# ${leaf}: ${String(value)}` : `${leaf}: ${yamlValue(value)}`;
    lines.push(`${'  '.repeat(names.length)}${pair}${isSet ? ` # ${describeOrigin(origin)}` : ''}`);
  }
  return `${lines.join('\n')}\n`;
}

/** On one line. JSON is YAML; quotes are left out where nothing needs them. */
function yamlValue(value: unknown): string {
  const isPlain = typeof value === 'string' && /^[\w/][\w/.:@ =-]*$/.test(value) && !value.endsWith(' ');
  return isPlain && !/:( |$)/.test(value) && parse(value) === value ? value : JSON.stringify(value);
}
