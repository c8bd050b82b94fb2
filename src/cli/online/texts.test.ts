import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoAnswerError, ProblemError, StrangeAnswerError } from '../../../client/index.ts';
import { drainText } from './drain-host.ts';
import { elapsedText } from './elapsed-text.ts';
import { commandsText, logText } from './log-text.ts';
import { reportText } from './report-text.ts';
import { sizeText } from './size-text.ts';
import { addPair } from './tag-options.ts';
import { trialText } from './trial-text.ts';
import { inOurWords } from './with-server.ts';

it.each([
  [0, '0 s'],
  [-5_000, '0 s'],
  [59_999, '59 s'],
  [72_000, '1 min 12 s'],
  [7_380_000, '2 h 3 min'],
])('a span of %d ms is %s', (ms, text) => {
  expect(elapsedText(ms)).toBe(text);
});

it.each([
  [0, '0 KiB'],
  [1023, '1023 KiB'],
  [524_288, '512 MiB'],
  [418_906_112, '399.5 GiB'],
  [2 ** 41, '2 PiB'],
  [2 ** 52, '4096 PiB'],
])('%d KiB are %s', (kib, text) => {
  expect(sizeText(kib)).toBe(text);
});

it('a pair may have more equal signs in its value, and needs a key', () => {
  expect(addPair('a=b=c', { z: '1' })).toEqual({ z: '1', a: 'b=c' });
  expect(() => addPair('=b', {})).toThrow('Give KEY=VALUE.');
  expect(() => addPair('b', {})).toThrow('Give KEY=VALUE.');
});

it('a trial is its steps with those that have no way back, its reasons, and how to do it', () => {
  const step = { key: 'k', title: 'make brick', hasWayBack: true };
  const stages = [{ name: 'create', steps: [step, { ...step, title: 'erase', hasWayBack: false }] }];
  expect(trialText({ planId: 'p1', plan: {}, reasons: ['there is room'], stages })).toBe(`would do:
  create
    - make brick
    - erase (no way back)
because:
  - there is room
to do this and no other, within ten minutes: --if-plan p1
`);
});

it('what a drain would do counts one brick and one device as one', () => {
  const brick = { id: 'b1', sizeKib: 1024, volume: 'v1' };
  const node = { id: 'n1', manage: ['node1'], state: 'offline', devices: [{ id: 'd1', bricks: [brick] }] } as never;
  expect(drainText('node1', [node])).toBe(`would do:
  node node1
    - move 1 brick (1 MiB) to other nodes, one after the other (no way back)
        b1 of volume v1
    - take it and its 1 device out of use
`);
});

it('a report says whether a host can be worked with, what was found, and what to do', () => {
  const base = { host: 'h', name: 'node1', checkedAt: '', addresses: [], isUsable: false };
  const finding = {
    code: 'UNREACHED',
    severity: 'error',
    text: 'no address answers',
    remedy: 'Start its sshd.',
  } as never;
  expect(reportText({ ...base, findings: [finding] })).toBe(`node1: cannot be worked with
  error: no address answers
    Start its sshd.
`);
  const login = { name: 'storage', become: 'sudo', uid: 1000 } as const;
  expect(reportText({ ...base, isUsable: true, reachedAt: '10.0.0.1:22', login, findings: [] })).toBe(
    'node1: can be worked with (at 10.0.0.1:22, as storage by sudo)\n',
  );
});

describe('the log of an operation', () => {
  it('is a line for each event, with long fields cut', () => {
    const at = '2026-01-01T00:00:00.000Z';
    expect(logText([{ number: 4, at, event: { type: 'step-started', step: 'x'.repeat(100), n: [1] } }])).toBe(
      `4  ${at}  step-started step=${'x'.repeat(79)}… n=[1]\n`,
    );
  });

  it('lets nothing of what hosts printed through to the terminal but text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (printed, argv) => {
        const command = { host: 'h', program: 'p', argv, startedAt: '', elapsedMs: 1.4, isGuarded: true, code: 0 };
        const step = { step: 'make', after: 1, at: '', commands: [{ ...command, stdout: printed, stderr: '' }] };
        expect(commandsText([step], () => 'node1').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('has commands as a person could call them, with their output and their end', () => {
    const command = { host: 'h', program: 'p', startedAt: '', elapsedMs: 1.4, isGuarded: true, stderr: '' };
    const commands = [
      { ...command, argv: ['mount', '-o', "it's"], code: 1, stdout: 'one\ntwo\n' },
      { ...command, argv: ['sh', '-c', 'a\nb'], stdout: '', error: 'HOST_LOST' },
    ];
    expect(commandsText([{ step: 'make', after: 1, at: '', commands }], () => 'node1')).toBe(`make
  node1$ mount -o 'it'\\''s'
    | one
    | two
    code 1, 1 ms
  node1$ sh -c …
    HOST_LOST, 1 ms
`);
  });
});

describe('what the client throws', () => {
  const server = 'http://127.0.0.1:8080';
  const problem = {
    type: '',
    title: '',
    status: 404,
    detail: 'there is no volume x',
    retry: 'never',
    fields: {},
  } as const;
  const text = (error: unknown, token?: { token: string; origin: string }): string =>
    (inOurWords(error, server, token) as Error).message;

  it('is told in one line, with what to do', () => {
    const facts = { server, reason: 'connect ECONNREFUSED', mayBeDone: false };
    expect(text(new NoAnswerError(facts, undefined))).toContain("start one by 'hostreeve serve'");
    expect(text(new NoAnswerError({ ...facts, mayBeDone: true }, undefined))).toContain('may have been done');
    expect(text(new StrangeAnswerError(502))).toContain('does not speak this API (status 502)');
    expect(text(new ProblemError({ ...problem, code: 'VOLUME_NOT_FOUND' }))).toBe(
      'there is no volume x (VOLUME_NOT_FOUND)',
    );
    expect(text(new ProblemError({ ...problem, code: 'X', retry: 'backoff' }))).toMatch(/; try again later$/);
    expect(text(new ProblemError({ ...problem, code: 'FORBIDDEN' }))).toContain('hostreeve whoami');
  });

  it('says where a refused token is from, and not what it is', () => {
    const refused = new ProblemError({ ...problem, code: 'UNAUTHENTICATED' });
    expect(text(refused)).toMatch(/; give a token by HOSTREEVE_TOKEN or --token-file$/);
    expect(text(refused, { token: 'canary', origin: 'data/admin-token' })).toMatch(
      /^(?!.*canary).*; the token was that of data\/admin-token$/,
    );
  });

  it('is left as it is where it is nothing of the client', () => {
    const error = new TypeError('a fault');
    expect(inOurWords(error, server)).toBe(error);
  });
});
