import { describe, expect, it } from 'vitest';
import { loadFromTexts, problemsOf } from '../load-from-texts.ts';

describe('the YAML file', () => {
  it('may be empty, and may have sections and keys without a value', () => {
    expect(problemsOf({ yaml: '' })).toEqual([]);
    expect(problemsOf({ yaml: '# nothing\nstore:\nlog:\n  level:\n' })).toEqual([]);
  });

  it('may use anchors', () => {
    const yaml = 'heketi:\n  ssh: &x {user: root}\n  commands: {fstab: &f /f, lvmWrapper: *f}\n';
    const { config } = loadFromTexts({ yaml });
    expect([config.heketi.ssh.user, config.heketi.commands.lvmWrapper]).toEqual(['root', '/f']);
  });

  it('tells the line of each value', () => {
    const { origins } = loadFromTexts({ yaml: '# c\n\nhttp:\n  # c\n  allowedHosts:\n    - a\n    - b\n' });
    expect(origins.get('http.allowedHosts')).toEqual({ kind: 'yaml', file: 'hostreeve.yaml', line: 5 });
  });

  const unknown: readonly (readonly [string, string])[] = [
    ['log: {levl: info}', '1: unknown key log.levl (did you mean log.level?)'],
    [
      '\nheketi:\n  bricks:\n    maxSizeGB: 1',
      '4: unknown key heketi.bricks.maxSizeGB (did you mean heketi.bricks.maxSizeGib?)',
    ],
    [
      'max_inflight_operations: 1',
      '1: unknown key max_inflight_operations (did you mean heketi.maxInflightOperations?)',
    ],
    ['heketii: {executor: ssh}', '1: unknown key heketii (did you mean heketi?)'],
    ['colour: red', '1: unknown key colour'],
    ['__proto__: {a: 1}', '1: unknown key __proto__'],
    ['constructor: {a: 1}', '1: unknown key constructor'],
  ];
  it.each(unknown)('is refused for an unknown key: %j', (yaml, expected) => {
    expect(problemsOf({ yaml })).toEqual([`hostreeve.yaml:${expected}`]);
  });

  const wrong: readonly (readonly [string, string])[] = [
    ['data: 12', '1: data: expected a text that is not empty, found 12'],
    ['data: ""', '1: data: expected a text that is not empty, found an empty text'],
    ['log: info', '1: log: expected a mapping of keys to values, found a single value'],
    ['- a\n- b', '1: the file: expected a mapping of keys to values, found a list'],
    ['http: {allowedHosts: a}', '1: http.allowedHosts: expected a list of texts, found "a"'],
    ['http: {bodyLimitBytes: 1.5}', '1: http.bodyLimitBytes: expected a whole number from 1 upwards, found 1.5'],
    ['heketi: {dbReadOnly: "yes"}', '1: heketi.dbReadOnly: expected true or false, found "yes"'],
    ['heketi: {ssh: {port: 65536}}', '1: heketi.ssh.port: expected a whole number from 1 to 65535, found 65536'],
    [
      'heketi: {defaultState: off}',
      '1: heketi.defaultState: invalid default state: "off"; expected one of normal, read-only, local-client',
    ],
    [
      'heketi: {maxVolumesPerCluster: 0}',
      '1: heketi.maxVolumesPerCluster: expected a whole number from 1 upwards, or -1 for no limit, found 0',
    ],
    ['heketi: {adminKey: 12}', '1: heketi.adminKey: expected a text that is not empty, found a number'],
  ];
  it.each(wrong)('is refused for a wrong value: %j', (yaml, expected) => {
    expect(problemsOf({ yaml })).toEqual([`hostreeve.yaml:${expected}`]);
  });

  it('is refused for keys that stand twice, with line and column, and its other problems are told too', () => {
    expect(problemsOf({ yaml: 'log:\n  level: info\n  level: debug\ndata: /d\ndata: 7\n' })).toEqual([
      'hostreeve.yaml:3:3: the key level stands here for the second time',
      'hostreeve.yaml:5:1: the key data stands here for the second time',
      expect.stringMatching(/^hostreeve\.yaml:5: data: /),
    ]);
  });

  it('is refused when it is not YAML, with line and column', () => {
    expect(problemsOf({ yaml: 'data: /d\nlog: {level: info\n' })).toEqual([
      expect.stringMatching(/^hostreeve\.yaml:\d+:\d+: not valid YAML: /),
    ]);
    expect(problemsOf({ yaml: 'data: *nobody\n' })).toEqual([
      'hostreeve.yaml:1: data: expected a text that is not empty, found nothing',
    ]);
  });
});
