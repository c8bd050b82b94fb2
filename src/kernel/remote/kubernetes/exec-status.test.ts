import { describe, expect, it } from 'vitest';
import { endOfStatus } from './exec-status.ts';

const failure = (reason: string, message: string, causes?: readonly object[]): string =>
  JSON.stringify({ status: 'Failure', reason, message, ...(causes === undefined ? {} : { details: { causes } }) });

describe('the status that ends an exec', () => {
  it('has the code of the command', () => {
    expect(endOfStatus('{"metadata":{},"status":"Success"}')).toEqual({ kind: 'exited', code: 0 });
    const causes = [
      { reason: 'Other', message: '9' },
      { reason: 'ExitCode', message: '124' },
    ];
    expect(endOfStatus(failure('NonZeroExitCode', 'exit status 124', causes))).toEqual({ kind: 'exited', code: 124 });
  });

  it.each([
    failure('NonZeroExitCode', 'no causes'),
    failure('NonZeroExitCode', 'no number', [{ reason: 'ExitCode', message: 'x' }]),
    failure('InternalError', 'error dialing backend: EOF'),
    failure('Timeout', ''),
    '"Success"',
    'null',
    '{"status":',
    '',
  ])('leaves the end unknown when it does not tell it: %s', (text) => {
    expect(endOfStatus(text)).toMatchObject({ kind: 'lost' });
  });

  it('tells of a command that the container runtime did not start', () => {
    const message = 'OCI runtime exec failed: exec: "sh": executable file not found in $PATH';
    expect(endOfStatus(failure('InternalError', message))).toEqual({ kind: 'unstarted', reason: message });
  });
});
