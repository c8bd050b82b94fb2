import { Value } from 'typebox/value';
import { addProblem, configErrors, type Report } from './errors.ts';
import type { ConfigKey } from './key-table.ts';
import { describeOrigin, type Origin } from './origin.ts';

/** A value that one source gives for a key, already found to be valid. */
export interface Candidate {
  readonly value: unknown;
  readonly origin: Origin;
}

/** What one source gives, by path. */
export type Layer = Map<string, Candidate>;

/** The type of a value of YAML or JSON. */
export function typeInWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value === '' ? 'an empty text' : 'a text';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'boolean' ? 'true or false' : 'a mapping';
}

/** What was found, in words: never the value of a secret, nor of a text that may hold one. */
export function foundInWords(key: ConfigKey, value: unknown): string {
  const mayHoldSecret = key.kind === 'secret' || key.path === 'store.url';
  if (mayHoldSecret || (typeof value === 'object' && value !== null)) return typeInWords(value);
  if (typeof value === 'string' && value !== '') return JSON.stringify(value.slice(0, 80));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeInWords(value);
}

/** Takes a value into a layer, or reports why it cannot be. */
export function admit(layer: Layer, report: Report, key: ConfigKey, value: unknown, origin: Origin): void {
  if (Value.Check(key.schema, value)) layer.set(key.path, { value, origin });
  else refuse(report, key, value, origin);
}

export function refuse(report: Report, key: ConfigKey, value: unknown, origin: Origin, expected = key.expected): void {
  const fields = { place: describeOrigin(origin), key: key.path, found: foundInWords(key, value), expected };
  const isWrongChoice = key.kind === 'choice' && typeof value === 'string';
  const name = key.path.slice(key.path.lastIndexOf('.') + 1);
  const choiceOf = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  addProblem(report, configErrors.CONFIG_VALUE_WRONG(isWrongChoice ? { ...fields, choiceOf } : fields));
}
