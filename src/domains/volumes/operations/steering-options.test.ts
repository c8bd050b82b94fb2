import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { placementBy, readOptions, steeringOf } from './steering-options.ts';

const option = (key: string, value: string) => ({ key: `user.heketi.${key}`, value });
const wish = { sizeGib: 1, durability: { kind: 'replicate', replica: 3 } } as const;

describe('options that steer the placement', () => {
  it('count by the last of their name, those of the configuration around those of the request', () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      optionsBefore: [option('arbiter', 'true'), option('zone-checking', 'strict')],
      optionsAfter: [option('average-file-size', '8')],
    };
    const options = [option('arbiter', 'false'), option('average-file-size', '4')];
    expect(steeringOf({ ...wish, options }, settings)).toEqual({
      kind: 'steered',
      steering: {
        durability: wish.durability,
        zones: 'strict',
        placement: { averageFileSizeKib: 8 },
        options: [...settings.optionsBefore, ...options, ...settings.optionsAfter],
      },
    });
  });

  it.each(['0', 'junk', '-1', '1.5', ''])("compat(heketi): '%s' KiB for a file is the default", (value) => {
    expect(readOptions([option('average-file-size', value)]).averageFileSizeKib).toBeUndefined();
  });

  it('compat(heketi): what is no way of checking zones is none, whatever the default is', () => {
    const settings = { ...DEFAULT_SETTINGS, zoneChecking: 'strict' as const };
    const steered = steeringOf({ ...wish, options: [option('zone-checking', 'maybe')] }, settings);
    expect(steered).toMatchObject({ steering: { zones: 'none' } });
    expect(steeringOf(wish, settings)).toMatchObject({ steering: { zones: 'strict' } });
  });

  it('tell by what a volume of Heketi was placed, for the bricks that come later', () => {
    const options = [option('device-tag-match', 'disk!=hdd'), option('average-file-size', '16')];
    const rule = { tag: 'disk', value: 'hdd', not: true };
    expect(placementBy(options)).toEqual({ averageFileSizeKib: 16, require: [rule] });
    expect(placementBy([option('device-tag-match', 'no rule')])).toEqual({});
  });
});
