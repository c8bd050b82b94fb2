import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Program, readArgv } from '../../kernel/remote/index.ts';
import { createThinVolume } from './bricks/programs/create-thin-volume.ts';
import { deviceLinks } from './bricks/programs/device-links.ts';
import { makeXfs } from './bricks/programs/make-xfs.ts';
import { volumeCreate } from './gluster/programs/volume-create.ts';
import { volumeInfo } from './gluster/programs/volume-info.ts';
import { volumeSet } from './gluster/programs/volume-set.ts';
import { volumeStart } from './gluster/programs/volume-start.ts';

/** Words as names, paths and values are: none begins with a dash, and none is a keyword of gluster. */
const word = fc
  .stringMatching(/^[a-zA-Z0-9_/][a-zA-Z0-9_./:-]{0,20}$/)
  .filter((text) => !/^(replica|disperse)/.test(text));
const number = fc.nat(2 ** 40);
const maybe = (name: string, value: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.option(value, { nil: undefined }).map((found) => (found === undefined ? {} : { [name]: found }));

function readsWhatItPrints<Fields extends object>(
  program: Program<Fields, unknown>,
  fields: fc.Arbitrary<Fields>,
): void {
  fc.assert(
    fc.property(fields, (given) => {
      expect(readArgv(program, program.grammar.print(given))).toEqual(given);
    }),
  );
}

describe('the grammars of programs with many forms', () => {
  it('read back what they print', () => {
    const bricks = fc.array(word, { minLength: 1, maxLength: 8 });
    const replicate = fc
      .tuple(number, maybe('arbiter', fc.record({ bricks: number })))
      .map(([replica, more]) => ({ replica, ...more }));
    const shape = fc.oneof(
      maybe('replicate', replicate),
      maybe('disperse', fc.record({ data: number, redundancy: number })),
    );
    readsWhatItPrints(
      volumeCreate,
      fc.tuple(word, bricks, shape).map(([name, all, form]) => ({ name, bricks: all, ...form })),
    );
    readsWhatItPrints(volumeSet, fc.record({ name: word, pairs: bricks }));
    readsWhatItPrints(volumeStart, fc.record({ name: word.filter((text) => text !== 'force'), force: fc.boolean() }));
    readsWhatItPrints(volumeInfo, maybe('only', fc.record({ name: word })));
    readsWhatItPrints(
      createThinVolume,
      fc
        .tuple(
          fc.record({
            autobackup: fc.constantFrom('y', 'n'),
            chunkSize: word,
            metadataKib: number,
            poolKib: number,
            sizeKib: number,
            pool: word,
            name: word,
          }),
          maybe('wrapper', fc.record({ program: word })),
        )
        .map(([fields, wrapper]) => ({ ...fields, ...wrapper })),
    );
    readsWhatItPrints(
      deviceLinks,
      fc
        .tuple(fc.record({ device: word }), maybe('wrapper', fc.record({ program: word })))
        .map(([fields, wrapper]) => ({ ...fields, ...wrapper })),
    );
    readsWhatItPrints(
      makeXfs,
      fc
        .tuple(
          word,
          maybe('arbiter', fc.record({ maxPercent: number })),
          maybe('stripe', fc.record({ geometry: word })),
        )
        .map(([device, arbiter, stripe]) => ({ device, ...arbiter, ...stripe })),
    );
  });
});
