import type { HeketiSettings } from './settings.ts';

export interface OptionsAsked {
  /** For Gluster; what the configuration adds comes from the configuration. */
  readonly passedOn: readonly { readonly key: string; readonly value: string }[];
  /** As the reply lists them: those of the configuration around those of the request, empty ones too (Q5). */
  readonly shown: readonly string[];
}

type AroundOptions = Pick<HeketiSettings, 'optionsBefore' | 'optionsAfter' | 'hostingOptions'> & {
  readonly block: boolean;
};

/** All options of a volume, as Heketi lists them (contract heketi-engine §1.6). */
export function asksFor(
  asked: readonly string[],
  { optionsBefore, optionsAfter, hostingOptions, block }: AroundOptions,
): readonly string[] {
  return [...optionsBefore, ...(block ? hostingOptions : []), ...asked, ...optionsAfter];
}

/** `key value` texts (contract heketi-api §9.6). Those that steer the placement are read where the volume is placed. */
export function optionsAsked(asked: readonly string[], settings: AroundOptions): OptionsAsked {
  const shown = asksFor(asked, settings);
  return {
    passedOn: asked.map(optionOf).filter(({ key }) => key !== ''),
    shown,
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
