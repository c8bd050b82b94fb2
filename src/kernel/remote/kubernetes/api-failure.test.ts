import { describe, expect, it } from 'vitest';
import { describeError } from '../../errors.ts';
import { hostId } from '../host-id.ts';
import {
  errorOfFailure,
  failureOfCredentials,
  failureOfError,
  failureOfExecStatus,
  failureOfStatus,
  messageIn,
} from './api-failure.ts';

const coded = (failure: unknown): unknown => errorOfFailure(failure, hostId('h'));
const withCode = (code: string): Error => Object.assign(new Error(`it said ${code}`), { code });

describe('a failure of the API server', () => {
  it.each([404, 408, 409, 410, 429, 500, 502, 503, 504])('may pass after the status %i', (status) => {
    expect(coded(failureOfStatus(status, 'why'))).toMatchObject({
      code: 'HOST_UNREACHABLE',
      retry: 'backoff',
      fields: { host: 'h', reason: `the API server answered ${status}: why` },
    });
  });

  it.each([301, 400, 401, 403, 405, 422])('needs a person after the status %i', (status) => {
    expect(coded(failureOfStatus(status, ''))).toMatchObject({ code: 'KUBERNETES_UNUSABLE', retry: 'never' });
  });

  it('is a pod that is another one by now where an exec was wrong', () => {
    expect(failureOfExecStatus(400, 'no host assigned')).toMatchObject({
      kind: 'gone',
      message: 'the API server answered 400: no host assigned',
    });
    for (const status of [401, 403, 404, 422, 503])
      expect(failureOfExecStatus(status, 'x')).toEqual(failureOfStatus(status, 'x'));
  });

  it('says which rights a role lacks', () => {
    expect(failureOfStatus(403, 'no').message).toContain('get and list of pods, and get and create of pods/exec');
  });

  it('may pass when the network is at fault, whose words are those of the first cause', () => {
    const cause = withCode('ECONNREFUSED');
    const failure = failureOfError(new TypeError('fetch failed', { cause }));
    expect(failure).toMatchObject({
      kind: 'passing',
      message: 'the API server cannot be reached: it said ECONNREFUSED',
    });
    expect(coded(failureOfError(new AggregateError([], '')))).toMatchObject({ code: 'HOST_UNREACHABLE' });
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('needs a person when the certificate is not trusted: %s', (code) => {
    expect(coded(failureOfError(withCode(code)))).toMatchObject({ code: 'KUBERNETES_UNUSABLE' });
  });

  it('leaves other errors as they are', () => {
    const error = new TypeError('a fault of ours');
    expect(coded(error)).toBe(error);
  });
});

describe('credentials that are not to be had', () => {
  const token = 'eyJhbGciOi';

  it('may be there later, and the words are those of what failed', () => {
    expect(coded(failureOfCredentials(new Error('the login has expired\n')))).toMatchObject({
      code: 'HOST_UNREACHABLE',
      fields: { reason: 'the credentials for the API server are not to be had: the login has expired' },
    });
  });

  it('are told nobody where they came in another form than was expected', () => {
    let misread: unknown;
    try {
      JSON.parse(token);
    } catch (error) {
      misread = error;
    }
    // It is in the parser's own words.
    expect(String(misread)).toContain(token);
    expect(describeError(coded(failureOfCredentials(misread)))).not.toContain(token);
  });
});

describe('the message of an answer', () => {
  it.each([
    ['{"kind":"Status","message":"pods \\"x\\" not found"}', 'pods "x" not found'],
    [{ message: 'read already' }, 'read already'],
    ['<html>Bad gateway</html>', '<html>Bad gateway</html>'],
    ['null', 'null'],
    [undefined, ''],
  ])('is that of its status, or all of it: %s', (body, message) => {
    expect(messageIn(body)).toBe(message);
  });
});
