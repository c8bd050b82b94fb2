import { admit, type Layer } from '../candidate.ts';
import type { Report } from '../errors.ts';
import type { Flag } from '../key.ts';
import { configKeys } from '../key-table.ts';

/** Flags that take no value. */
type Switch = '--disable-auth' | '--ignore-heketi-db';

/** Values given on the command line, by flag. */
export type ConfigFlags = { readonly [Name in Flag]?: (Name extends Switch ? boolean : string) | undefined };

export function flagLayer(flags: ConfigFlags, report: Report): Layer {
  const layer: Layer = new Map();
  for (const key of configKeys) {
    const value = key.flag === undefined ? undefined : flags[key.flag];
    if (key.flag !== undefined && value !== undefined)
      admit(layer, report, key, value, { kind: 'flag', flag: key.flag });
  }
  return layer;
}
