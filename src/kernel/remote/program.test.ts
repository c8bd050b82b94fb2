import { describe, expect, it } from 'vitest';
import {
  affixed,
  call,
  defineProgram,
  flag,
  numberWith,
  optional,
  readArgv,
  rest,
  sequence,
  word,
  words,
} from './program.ts';

const create = defineProgram({
  name: 'gluster volume create',
  grammar: sequence(
    words('gluster', 'volume', 'create'),
    word('name'),
    optional('replica', sequence(words('replica'), word('count', numberWith('')), flag('arbiter', 'arbiter'))),
    word('id', affixed('vg_', '', numberWith('K'))),
    rest('bricks'),
  ),
  parse: ({ code }, { name }) => (code === 0 ? `made ${name}` : 'refused'),
});

describe('a program', () => {
  it('reads what it printed', () => {
    const fields = { name: 'v', replica: { count: 3, arbiter: true }, id: 7, bricks: ['a:/x', 'b:/x'] };
    const made = call(create, fields);
    expect(made.argv).toEqual(['gluster', 'volume', 'create', 'v', 'replica', '3', 'arbiter', 'vg_7K', 'a:/x', 'b:/x']);
    expect(readArgv(create, made.argv)).toEqual(fields);
    expect(made.parse({ code: 0, stdout: '', stderr: '' })).toBe('made v');
  });

  it('does not read what it could not have printed', () => {
    expect(readArgv(create, ['gluster', 'volume', 'create', 'v', '--surprise', 'vg_7K', 'a:/x'])).toBeUndefined();
    expect(readArgv(create, ['gluster', 'volume', 'create', 'v', 'vg_7K'])).toBeUndefined();
  });

  it('leaves out what is optional', () => {
    const argv = ['gluster', 'volume', 'create', 'v', 'vg_7K', 'a:/x'];
    expect(readArgv(create, argv)).toEqual({ name: 'v', id: 7, bricks: ['a:/x'] });
  });
});
