import { describe, expect, it } from 'vitest';
import { flag, float32, integer, object, readFields, text, textMap, texts } from './read-fields.ts';

const Request = object({
  size: integer,
  name: text,
  block: flag,
  clusters: texts,
  tags: textMap,
  snapshot: object({ enable: flag, factor: float32 }),
});

const read = (body: string) => readFields(Request, Buffer.from(body));

describe('the fields of a body', () => {
  it('are found in any case, and unknown ones are passed over', () => {
    expect(read('{"SIZE":1,"NaMe":"x","other":[{}],"Snapshot":{"ENABLE":true}}')).toMatchObject({
      size: 1,
      name: 'x',
      snapshot: { enable: true, factor: 0 },
    });
  });

  it.each(['null', '{}', '{"size":null,"name":null,"block":null,"clusters":null,"tags":null,"snapshot":null}'])(
    'have their defaults in %s',
    (body) => {
      expect(read(body)).toEqual({
        size: 0,
        name: '',
        block: false,
        clusters: [],
        tags: new Map(),
        snapshot: { enable: false, factor: 0 },
      });
    },
  );

  it('take the last of equal ones', () => {
    expect(read('{"size":1,"SIZE":2}').size).toBe(2);
  });

  it('keep the case of the keys of a map', () => {
    expect(read('{"tags":{"A":"1","a":null,"__proto__":"x"}}').tags).toEqual(
      new Map([
        ['A', '1'],
        ['a', ''],
        ['__proto__', 'x'],
      ]),
    );
  });

  it.each(['-9223372036854775808', '9223372036854775807', '0', '-0'])('take the integer %s', (number) => {
    expect(read(`{"size":${number}}`).size).toBe(Number(BigInt(number)));
  });

  it.each(['1.0', '1e0', '1.5', '"1"', 'true', '[]', '{}', '9223372036854775808', '-9223372036854775809'])(
    'refuse %s as an integer',
    (number) => {
      expect(() => read(`{"size":${number}}`)).toThrow(
        /^json: cannot unmarshal \w+ into Go struct field size of type int$/,
      );
    },
  );

  it.each([
    ['1', 1],
    ['1.0', 1],
    ['1e0', 1],
    ['1.1', 1.1],
    ['1.123456789', 1.1234568],
    ['100', 100],
  ])('take the number %s with 32 bits', (number, value) => {
    expect(read(`{"snapshot":{"factor":${number}}}`).snapshot.factor).toBe(value);
  });

  it.each([
    '{"snapshot":{"factor":1e39}}',
    '{"snapshot":[]}',
    '{"name":1}',
    '{"block":"true"}',
    '{"clusters":["a",1]}',
    '{"tags":{"a":1}}',
  ])('refuse %s', (body) => {
    expect(() => read(body)).toThrow('json: cannot unmarshal');
  });

  it.each(['[]', '"x"', '1', 'true'])('are not found in %s', (body) => {
    expect(() => read(body)).toThrow(/^json: cannot unmarshal \w+ into Go value of type struct$/);
  });

  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"size":', 'unexpected end of JSON input'],
    ['{} x', 'invalid character in JSON'],
    [`{"clusters":[${'"",'.repeat(10_000)}""]}`, 'it has more than 10000 values'],
  ])('of %j cannot be parsed', (body, message) => {
    expect(() => read(body)).toThrow(message);
  });

  it('have no halves of characters', () => {
    expect(read('{"name":"\\ud800"}').name).toBe('\ufffd');
  });
});
