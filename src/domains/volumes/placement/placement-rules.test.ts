import { describe, expect, it } from 'vitest';
import { follows, tagRuleIn } from './placement-rules.ts';

describe('a rule for tags', () => {
  it.each([
    ['disk=ssd', { tag: 'disk', value: 'ssd' }],
    ['disk!=ssd', { tag: 'disk', value: 'ssd', not: true }],
    ['a=b=c', { tag: 'a=b', value: 'c' }],
    ['rack/1=x:2', { tag: 'rack/1', value: 'x:2' }],
    ['a_b=C.9', { tag: 'a_b', value: 'C.9' }],
  ])("compat(heketi): reads '%s' with the range of characters that Heketi has", (text, rule) => {
    expect(tagRuleIn(text)).toEqual(rule);
  });

  it.each(['nonsense', '=ssd', 'disk=', 'disk-kind=ssd', 'disk=s-s', 'disk = ssd', 'disk=ssd!', '', 'a=b\nc'])(
    "compat(heketi): takes '%s' for none",
    (text) => {
      expect(tagRuleIn(text)).toBeUndefined();
    },
  );

  it('counts a tag that is missing as empty', () => {
    expect(follows({ disk: 'ssd' }, { tag: 'disk', value: 'ssd' })).toBe(true);
    expect(follows({}, { tag: 'disk', value: 'ssd' })).toBe(false);
    expect(follows({}, { tag: 'disk', value: 'ssd', not: true })).toBe(true);
    expect(follows({}, { tag: 'disk', value: '' })).toBe(true);
  });
});
