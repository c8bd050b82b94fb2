import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from './action-pattern.ts';
import { type Action, actions } from './actions.ts';
import { anIdentity } from './testing/an-identity.ts';

const names = Object.keys(actions) as Action[];

describe('a pattern of a role', () => {
  it('gives one action, all of a resource, all with one verb, or everything', () => {
    expect(covers('volume.read', 'volume.read')).toBe(true);
    expect(covers('volume.read', 'volume.create')).toBe(false);
    expect(covers('volume.*', 'volume.delete')).toBe(true);
    expect(covers('volume.*', 'device.read')).toBe(false);
    expect(covers('*.read', 'device.read')).toBe(true);
    expect(covers('*.read', 'device.manage')).toBe(false);
    expect(names.every((name) => covers('*', name))).toBe(true);
  });

  it('gives nothing when it is none', () => {
    const nearly = fc.oneof(
      fc.constantFrom(
        '',
        '.',
        '*.',
        '.*',
        'volume',
        'volume.',
        '.read',
        'VOLUME.READ',
        'vol*.read',
        '**',
        'volume.*.*',
      ),
      fc.string().filter((text) => text !== '*' && !names.some((name) => name === text) && !text.includes('.')),
    );
    fc.assert(fc.property(nearly, fc.constantFrom(...names), (pattern, action) => !covers(pattern, action)));
  });

  it('of a built-in role gives at least one action of the list', async () => {
    const roles = await (await anIdentity()).manage.listRoles();
    expect(roles.map(({ name }) => name)).toEqual(['admin', 'heketi-admin', 'heketi-user', 'operator', 'viewer']);
    const idle = roles.flatMap(({ patterns }) => patterns.filter((one) => !names.some((name) => covers(one, name))));
    expect(idle).toEqual([]);
  });
});

describe('the list of actions', () => {
  it('has a resource, a verb and a sentence for each', () => {
    for (const [name, sentence] of Object.entries(actions)) {
      expect(name).toMatch(/^[a-z]+\.[a-z]+$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });
});
