import { Refusal } from './refusal.ts';
import type { HeketiSettings } from './settings.ts';

export interface OptionsAsked {
  /** For Gluster; what the configuration adds comes from the configuration. */
  readonly passedOn: readonly { readonly key: string; readonly value: string }[];
  /** As the reply lists them: those of the configuration around those of the request, empty ones too (Q5). */
  readonly shown: readonly string[];
  readonly zoneChecking: 'strict' | 'none' | undefined;
}

const ZONES = 'user.heketi.zone-checking';
const TAGS = 'user.heketi.device-tag-match';
const ARBITER = 'user.heketi.arbiter';
const YES = /^(?:1|t|T|true|TRUE|True)$/;

/** `key value` texts, with those that steer the placement (contract heketi-api §9.6); of equal ones the last counts. */
export function optionsAsked(
  asked: readonly string[],
  { optionsBefore, optionsAfter }: Pick<HeketiSettings, 'optionsBefore' | 'optionsAfter'>,
): OptionsAsked {
  const shown = [...optionsBefore, ...asked, ...optionsAfter];
  const last = new Map(shown.map(optionOf).map(({ key, value }) => [key, value]));
  checkTagRule(last.get(TAGS) ?? '');
  if (shown.map(optionOf).some(({ key, value }) => key === ARBITER && YES.test(value)))
    throw new Refusal(501, 'Making a volume with an arbiter is not supported by this version');
  const zones = last.get(ZONES);
  return {
    passedOn: asked.map(optionOf).filter(({ key }) => key !== ''),
    shown,
    zoneChecking: zones === undefined ? undefined : zones === 'strict' ? 'strict' : 'none',
  };
}

/** @returns the options of a text with commas between them, as the configuration has them */
export function volumeOptionsIn(text: string): readonly { readonly key: string; readonly value: string }[] {
  return text
    .split(',')
    .map(optionOf)
    .filter(({ key }) => key !== '');
}

export function optionOf(text: string): { readonly key: string; readonly value: string } {
  const trimmed = text.trim();
  const end = trimmed.search(/\s/);
  return end === -1 ? { key: trimmed, value: '' } : { key: trimmed.slice(0, end), value: trimmed.slice(end).trim() };
}

function checkTagRule(rule: string): void {
  if (rule === '') return;
  if (!/^[^!=]+!?=[^=]*$/.test(rule))
    throw new Refusal(500, `Failed to allocate new volume: Invalid tag matching rule: Invalid tag match rule: ${rule}`);
  // A volume on other devices than those that were asked for would be worse than none.
  throw new Refusal(501, 'Placement by device tags is not supported by this version');
}
