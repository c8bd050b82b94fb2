import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

describe('a secret', () => {
  it('gives its text only when asked to reveal it', () => {
    expect(new Secret('hunter22').reveal()).toBe('hunter22');
  });

  it('never shows in JSON, inspect, templates, joined texts, or a log line', () => {
    const text = fc.stringMatching(/^[a-zA-Z0-9]{8,40}$/).map((value) => `canary${value}`);
    fc.assert(
      fc.property(text, (value) => {
        const secret = new Secret(value);
        const lines: string[] = [];
        pino({}, { write: (line) => void lines.push(line) }).info({ secret, nested: { secret } }, 'said %s', secret);
        const shown = [
          JSON.stringify({ secret }),
          JSON.stringify(Object.assign({}, secret)),
          inspect({ secret }, { showHidden: true, depth: 9 }),
          inspect(new Map([['password', secret]])),
          'in a sentence: '.concat(secret as unknown as string),
          String(secret),
          [secret].join(''),
          Object.values(secret).join(''),
          ...lines,
        ];
        expect(shown.filter((each) => each.includes(value))).toEqual([]);
      }),
    );
  });

  it('equals another secret exactly when the texts are equal', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(new Secret(a).equals(new Secret(a))).toBe(true);
        expect(new Secret(a).equals(new Secret(b))).toBe(a === b);
      }),
    );
  });
});
