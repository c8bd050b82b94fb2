import * as fc from 'fast-check';
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

describe('a grammar', () => {
  // No grammar can tell these words from its own fixed ones.
  const fixed = new Set(['--all', 'force', 'size', 'of']);
  const text = fc.string().filter((each) => !fixed.has(each));

  it('reads back whatever it prints', () => {
    const rich = defineProgram({
      name: 'rich',
      grammar: sequence(
        words('rich', 'do'),
        flag('all', '--all'),
        optional('size', sequence(words('size'), word('bytes', numberWith('b')), flag('force', 'force'))),
        word('name'),
        optional('of', sequence(words('of'), word('group', affixed('vg_', '.x', numberWith(''))))),
        rest('items'),
        flag('force', 'force'),
      ),
      parse: () => undefined,
    });
    const fields = fc.record(
      {
        all: fc.boolean(),
        size: fc.record({ bytes: fc.maxSafeNat(), force: fc.boolean() }),
        name: text,
        of: fc.record({ group: fc.maxSafeNat() }),
        items: fc.array(text, { minLength: 1, maxLength: 6 }),
        force: fc.boolean(),
      },
      { requiredKeys: ['all', 'name', 'items', 'force'] },
    );
    fc.assert(
      fc.property(fields, (given) => {
        expect(readArgv(rich, rich.grammar.print(given))).toEqual(given);
      }),
    );
  });

  it('prints again what it read', () => {
    const loose = defineProgram({
      name: 'loose',
      grammar: sequence(
        flag('a', 'a'),
        optional('b', sequence(words('b'), word('n', numberWith('')))),
        word('c', affixed('c', '', numberWith('K'))),
        rest('d'),
      ),
      parse: () => undefined,
    });
    const argv = fc.array(fc.constantFrom('a', 'b', '1', '01', 'c1K', 'c01K', 'c', 'd'), { maxLength: 7 });
    fc.assert(
      fc.property(argv, (given) => {
        const fields = readArgv(loose, given);
        if (fields !== undefined) expect(loose.grammar.print(fields)).toEqual(given);
      }),
      { numRuns: 1000 },
    );
  });

  it('goes back on an optional word when the words behind it need that', () => {
    const program = defineProgram({
      name: 'p',
      grammar: sequence(flag('force', 'force'), word('name')),
      parse: () => undefined,
    });
    expect(readArgv(program, ['force'])).toEqual({ force: false, name: 'force' });
    expect(readArgv(program, ['force', 'force'])).toEqual({ force: true, name: 'force' });
  });

  it('refuses to print what it could not read', () => {
    const program = defineProgram({
      name: 'p',
      grammar: sequence(word('n', numberWith('K')), optional('o', flag('f', 'f')), rest('r')),
      parse: () => undefined,
    });
    for (const n of [-1, 1.5, Number.NaN, 2 ** 53]) expect(() => call(program, { n, r: ['x'] })).toThrow(TypeError);
    expect(() => call(program, { n: 1, r: [] })).toThrow(TypeError);
    expect(() => call(program, { n: 1, o: { f: false }, r: ['x'] })).toThrow(TypeError);
  });
});
