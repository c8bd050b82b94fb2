import { expect, it } from 'vitest';
import { createLogger } from '../kernel/telemetry/index.ts';
import { requestLogger } from './request-logger.ts';

it('the logger of a request is made with its first line, once, and takes its secrets out', () => {
  const lines: string[] = [];
  const parent = createLogger({
    level: 'info',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
    scrub: (text) => text,
  });
  let made = 0;
  const logger = requestLogger(parent, () => {
    made += 1;
    return parent.child({ requestId: 'r-1' });
  });
  expect([logger.level, made]).toEqual(['info', 0]);
  logger.debug({}, 'not written');
  logger.warn({ token: 'hush' }, 'careful');
  logger.child({ more: true }).info('said');
  expect(made).toBe(1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'warn', requestId: 'r-1', token: '[secret]', message: 'careful' },
    { level: 'info', requestId: 'r-1', more: true, message: 'said' },
  ]);
  parent.level = 'debug';
  expect(requestLogger(parent, () => parent).level).toBe('debug');
});
