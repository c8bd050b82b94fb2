import { isIP } from 'node:net';
import { Refusal } from './refusal.ts';

/** What is wrong with the fields of a request; `undefined` where nothing is. */
export interface Faults {
  readonly [field: string]: string | Faults | undefined;
}

/**
 * Refuses a request with all its faults, in the alphabetical order of the fields (contract heketi-api §9.0).
 *
 * @throws Refusal 400
 */
export function requireValid(faults: Faults): void {
  const said = describe(faults);
  if (said !== undefined) throw new Refusal(400, `validation failed: ${said}`);
}

function describe(faults: Faults): string | undefined {
  const said = Object.keys(faults)
    .toSorted()
    .flatMap((field) => {
      const fault = faults[field];
      const inner = typeof fault === 'object' ? describe(fault) : fault;
      if (inner === undefined) return [];
      return [typeof fault === 'object' ? `${field}: (${inner})` : `${field}: ${inner}`];
    });
  return said.length === 0 ? undefined : `${said.join('; ')}.`;
}

const BLANK = 'cannot be blank';

/** Zero counts as not given. */
export function requiredCount(value: number): string | undefined {
  if (value === 0) return BLANK;
  return value < 1 ? 'must be no less than 1' : undefined;
}

/** Zero counts as not given, and is none that is too small. */
export function optionalCount(value: number): string | undefined {
  return value < 0 ? 'must be no less than 1' : undefined;
}

export function optionalWord(value: string, allowed: readonly string[]): string | undefined {
  return value === '' || allowed.includes(value) ? undefined : 'must be a valid value';
}

export function requiredText(value: string, form: RegExp): string | undefined {
  return value === '' ? BLANK : optionalText(value, form);
}

export function optionalText(value: string, form: RegExp): string | undefined {
  return value === '' || form.test(value) ? undefined : 'must be in a valid format';
}

export function requiredId(value: string): string | undefined {
  return value === '' ? BLANK : idFault(value);
}

export function idFault(value: string): string | undefined {
  return /^[0-9a-fA-F]{32}$/.test(value) ? undefined : `${value} is not a valid UUID`;
}

export function requiredHosts(names: readonly string[], kind: 'manage' | 'storage'): string | undefined {
  if (names.length === 0) return BLANK;
  return names.every(isHost) ? undefined : `[${names.join(' ')}] is not a valid ${kind} hostname`;
}

const LABELS = /^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}(?:\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*[._]?$/;

/** An address, or a name that DNS could have; labels may have underscores. */
function isHost(name: string): boolean {
  // A zone (`fe80::1%eth0`) is no part of an address here.
  if (isIP(name) !== 0) return !name.includes('%');
  return name.replaceAll('.', '').length <= 255 && LABELS.test(name);
}

export function healCheckFault(healCheck: string): string | undefined {
  return ['', 'enable', 'disable'].includes(healCheck) ? undefined : `${healCheck} is not valid heal info check`;
}

const MOST_TAGS = 32;

export function tagsFault(tags: ReadonlyMap<string, string>): string | undefined {
  if (tags.size > MOST_TAGS) return `too many tags specified (${tags.size}), up to ${MOST_TAGS} supported`;
  for (const [name, value] of tags) {
    if (name === '') return 'tag names may not be empty';
    if (lengthOf(name) > 32) return `tag name ${name}: the length must be between 1 and 32`;
    if (lengthOf(value) > 64) return `value of tag ${name}: the length must be no more than 64`;
    if (!/^[a-zA-Z0-9_.-]+$/.test(name)) return `invalid characters in tag name ${name}`;
  }
  return undefined;
}

/** In Unicode characters. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

const MOST_IDS = 32;

export function idsFault(ids: readonly string[]): string | undefined {
  if (ids.length > MOST_IDS) return `too many ids specified (${ids.length}), up to ${MOST_IDS} supported`;
  return ids.map(idFault).find((fault) => fault !== undefined);
}
