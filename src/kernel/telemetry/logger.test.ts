import { describe, expect, it } from 'vitest';
import { defineErrors } from '../errors.ts';
import { createLogger, type LoggerOptions } from './logger.ts';

const errors = defineErrors({
  TEST_LOG_FULL: {
    status: 500,
    retry: 'never',
    when: 'A disk in a test is full.',
    remedy: 'Buy a larger test.',
    text: (fields: { path: string }) => `${fields.path} is full`,
  },
});

function aLog(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  return {
    log: createLogger({ level: 'info', format: 'json', destination, scrub: (text) => text, ...options }),
    lines,
    last: () => JSON.parse(lines.at(-1) ?? 'null') as unknown,
  };
}

describe('the log in JSON', () => {
  it('has an ISO time, the level as a word, the message and the fields', () => {
    const { log, last } = aLog();
    log.info({ host: 'node1' }, 'host is back');
    expect(last()).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      message: 'host is back',
      host: 'node1',
    });
  });

  it('keeps quiet below its level', () => {
    const { log, lines } = aLog({ level: 'warn' });
    log.info('unheard');
    expect(lines).toEqual([]);
  });

  it('shows a coded error with code and fields, and its causes', () => {
    const { log, last } = aLog();
    const cause = Object.assign(new Error('write failed'), { code: 'ENOSPC' });
    log.error({ err: errors.TEST_LOG_FULL({ path: '/data' }, { cause }) }, 'cannot go on');
    expect(last()).toMatchObject({
      err: {
        code: 'TEST_LOG_FULL',
        message: '/data is full',
        fields: { path: '/data' },
        cause: { code: 'ENOSPC', message: 'write failed' },
      },
    });
  });

  it('ends a chain of causes that goes round in a circle', () => {
    const { log, lines } = aLog();
    const error = new Error('round and round');
    error.cause = error;
    log.error(error);
    expect(lines).toHaveLength(1);
  });

  it('shows a thrown value that is no error', () => {
    const { log, last } = aLog();
    log.error({ err: 'just a text' }, 'odd');
    expect(last()).toMatchObject({ err: { type: 'string', message: "'just a text'" } });
  });

  it.each([
    { authorization: 'canary' },
    { password: 'canary' },
    { req: { headers: { cookie: 'canary', 'x-auth-token': 'canary' } } },
    { headers: { authorization: 'canary', 'set-cookie': 'canary' } },
    { account: { login: 'root', privateKey: 'canary', token: 'canary' } },
    { err: errors.TEST_LOG_FULL(Object.assign({ path: '/' }, { password: 'canary' })) },
  ])('hides well-known secret fields: %j', (fields) => {
    const { log, lines } = aLog();
    log.info(fields, 'x');
    log.child({ token: 'canary' }).info('y');
    expect(lines).toHaveLength(2);
    expect(lines.join('')).toContain('[secret]');
    expect(lines.join('')).not.toContain('canary');
  });

  it('scrubs the whole line at the end', () => {
    const { log, lines } = aLog({ scrub: (text) => text.replaceAll('canary', '[secret]') });
    log.error({ err: new Error('ssh said canary'), odd: ['canary'] }, 'with canary');
    expect(lines.join('')).not.toContain('canary');
  });
});

describe('the log for people', () => {
  it('is time, level, message and key=value', () => {
    const { log, lines } = aLog({ format: 'text' });
    log.warn({ host: 'node1', ms: 12, why: 'no route' }, 'host is away');
    expect(lines).toEqual([expect.stringMatching(/^\S+Z WARN {2}host is away host=node1 ms=12 why="no route"\n$/)]);
  });

  it('shows a coded error and its cause on the same line, without stacks', () => {
    const { log, lines } = aLog({ format: 'text' });
    const cause = Object.assign(new Error('write failed'), { code: 'ENOSPC' });
    log.error({ err: errors.TEST_LOG_FULL({ path: '/data' }, { cause }) }, 'cannot go on');
    expect(lines.join('')).toMatch(
      /ERROR cannot go on error="\/data is full" code=TEST_LOG_FULL cause="write failed" code=ENOSPC\n$/,
    );
  });

  it('shows the stack of an error without a code below the line', () => {
    const { log, lines } = aLog({ format: 'text' });
    log.error(new Error('a surprise'));
    expect(lines.join('')).toMatch(/error="a surprise"\n {4}at .*logger\.test\.ts/);
  });

  it('cannot be made to show a line or a colour that was in a value', () => {
    const { log, lines } = aLog({ format: 'text' });
    log.info({ name: 'x\n2026 ERROR forged' }, 'evil\n2026 ERROR \u001b[31mforged\u009b31m');
    expect(lines.join('').trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it('is scrubbed too, before and after a value is taken out of its JSON', () => {
    const scrub = (text: string): string => text.replaceAll('ca"nary', '[secret]').replaceAll('ca\\"nary', '[secret]');
    const { log, lines } = aLog({ format: 'text', scrub });
    log.info({ why: 'ca"nary' }, 'with ca"nary');
    expect(lines.join('')).toMatch(/with \[secret\] why=\[secret\]\n$/);
  });

  it('keeps a line whose JSON the scrubbing broke', () => {
    const { log, lines } = aLog({ format: 'text', scrub: (text) => text.replaceAll('"why":"', '[secret]') });
    log.info({ why: 'because' }, 'odd secret');
    expect(lines).toEqual([expect.stringMatching(/odd secret/)]);
    expect(lines.join('')).toContain('[secret]because');
  });
});
