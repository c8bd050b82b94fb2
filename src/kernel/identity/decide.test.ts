import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, actions } from './actions.ts';
import { decide, type Grant, reachOf } from './decide.ts';

const inRed: Grant = { role: 'editor', patterns: ['volume.*'], project: 'red' };
const everywhere: Grant = { role: 'viewer', patterns: ['*.read'] };

const anAction = fc.constantFrom(...(Object.keys(actions) as Action[]));
const aProject = fc.constantFrom('red', 'green', 'blue');
const aPattern = fc.oneof(fc.constantFrom('*', 'volume.*', '*.read', 'minion.*', '*.manage', 'nonsense'), anAction);
const aGrant = fc.record(
  { role: fc.constantFrom('a', 'b'), patterns: fc.array(aPattern, { maxLength: 3 }), project: aProject },
  { requiredKeys: ['role', 'patterns'] },
) as fc.Arbitrary<Grant>;
const someResources = fc.array(fc.record({ project: aProject }), { maxLength: 4 });

/** The rule in other words: what is between the dots is compared by a regular expression. */
function gives({ patterns }: Grant, action: string): boolean {
  return patterns.some((pattern) => {
    const words = pattern === '*' ? '*.*' : pattern;
    return new RegExp(`^${words.replaceAll('.', '\\.').replaceAll('*', '[a-z]+')}$`).test(action);
  });
}

describe('deciding', () => {
  it('allows what a role gives in the project of each resource', () => {
    expect(decide([inRed], 'volume.delete', [{ project: 'red' }, { project: 'red' }])).toEqual({ kind: 'allowed' });
    expect(decide([everywhere], 'device.read', [{ project: 'red' }, { project: 'blue' }])).toEqual({ kind: 'allowed' });
  });

  it('names each project in which a right is missing, once', () => {
    const resources = [{ project: 'red' }, { project: 'blue' }, { project: 'green' }, { project: 'blue' }];
    expect(decide([inRed], 'volume.create', resources)).toEqual({
      kind: 'denied',
      missing: [
        { action: 'volume.create', project: 'blue' },
        { action: 'volume.create', project: 'green' },
      ],
    });
  });

  it('asks for a role everywhere when there are no resources', () => {
    expect(decide([inRed], 'volume.create', [])).toEqual({ kind: 'denied', missing: [{ action: 'volume.create' }] });
    expect(decide([everywhere], 'volume.read', [])).toEqual({ kind: 'allowed' });
  });

  it('takes only actions of the list', () => {
    // @ts-expect-error an action that is not in the list does not compile
    expect(decide([everywhere], 'volume.admire', []).kind).toBe('denied');
  });

  it('never allows what no grant gives, and never denies what one gives', () => {
    fc.assert(
      fc.property(fc.array(aGrant, { maxLength: 5 }), anAction, someResources, (grants, action, resources) => {
        const given = grants.filter((grant) => gives(grant, action));
        const isGivenEverywhere = given.some(({ project }) => project === undefined);
        const isGiven =
          isGivenEverywhere ||
          (resources.length > 0 && resources.every(({ project }) => given.some((grant) => grant.project === project)));
        expect(decide(grants, action, resources).kind).toBe(isGiven ? 'allowed' : 'denied');
      }),
      { numRuns: 2_000 },
    );
  });

  it('says the same about a list as about each of its resources', () => {
    fc.assert(
      fc.property(fc.array(aGrant, { maxLength: 5 }), anAction, aProject, (grants, action, project) => {
        const reach = reachOf(grants, action);
        const isReached = reach === 'everywhere' || reach.includes(project);
        expect(decide(grants, action, [{ project }]).kind).toBe(isReached ? 'allowed' : 'denied');
      }),
    );
  });
});
