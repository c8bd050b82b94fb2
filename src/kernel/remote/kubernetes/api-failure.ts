import { errors } from '../errors.ts';
import { excerpt } from '../excerpt.ts';
import type { HostId } from '../host-id.ts';

/**
 * Why the API server did not do what it was asked for. A command was certainly not started:
 * - `gone`: what was named is not there, or not there any more;
 * - `passing`: no answer, or one that says that it may work later;
 * - `unauthorized`: the token was not taken;
 * - `refused`: it will not work until somebody changes something.
 */
export type ApiFailureKind = 'gone' | 'passing' | 'unauthorized' | 'refused';

/** Never leaves this folder: whoever asked for a host makes an error about the host of it. */
export class ApiFailure extends Error {
  readonly kind: ApiFailureKind;
  /** The API server itself said it. */
  readonly isAnswer: boolean;

  constructor(
    kind: ApiFailureKind,
    message: string,
    { isAnswer = false, ...options }: ErrorOptions & { readonly isAnswer?: boolean } = {},
  ) {
    super(message, options);
    this.name = 'ApiFailure';
    this.kind = kind;
    this.isAnswer = isAnswer;
  }
}

/** By the status of an answer that is none of success; `said` is the message in its body. */
export function failureOfStatus(status: number, said: string): ApiFailure {
  const message = `the API server answered ${status}${said === '' ? '' : `: ${said}`}`;
  const answered = (kind: ApiFailureKind, hint = ''): ApiFailure =>
    new ApiFailure(kind, `${message}${hint}`, { isAnswer: true });
  if (status === 401) return answered('unauthorized', '; it does not take the token or certificate');
  if (status === 403)
    return answered('refused', '; the role needs get and list of pods, and get and create of pods/exec');
  if (status === 404 || status === 410) return answered('gone');
  return answered(status === 408 || status === 409 || status === 429 || status >= 500 ? 'passing' : 'refused');
}

/**
 * The same for an exec. What is asked of it was read from the pod itself: where that does not hold, the pod is another
 * one by now, such as a new one of the same name that waits for a node.
 */
export function failureOfExecStatus(status: number, said: string): ApiFailure {
  const failure = failureOfStatus(status, said);
  return status === 400 ? new ApiFailure('gone', failure.message, { isAnswer: true }) : failure;
}

const SAID = 500;

/** The message of a v1.Status, as text or read already; the text itself where it is none. */
export function messageIn(body: unknown): string {
  try {
    const status: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    if (typeof status === 'object' && status !== null && 'message' in status)
      return excerpt(String(status.message), SAID);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return typeof body === 'string' ? excerpt(body.trim(), SAID) : '';
}

// What Node calls a certificate that it does not trust.
const UNTRUSTED =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/;

/** What was thrown before there was an answer. */
export function failureOfError(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  const [root, code] = rootOf(error);
  if (UNTRUSTED.test(code)) {
    const text = `the certificate of the API server is not trusted (${code}: ${root})`;
    return new ApiFailure('refused', text, { cause: error });
  }
  return new ApiFailure('passing', `the API server cannot be reached: ${root}`, { cause: error });
}

/**
 * What was thrown when credentials were made ready. The words are not those of a parser, and there is no cause: what a
 * program printed in a wrong form may be a token all the same.
 */
export function failureOfCredentials(error: unknown): ApiFailure {
  const isMisread = error instanceof SyntaxError || error instanceof TypeError;
  const why = isMisread ? 'what gives them answered in another form' : excerpt(rootOf(error)[0].trim(), SAID);
  return new ApiFailure('passing', `the credentials for the API server are not to be had: ${why}`);
}

/** undici says "fetch failed", and what failed is the cause of it. */
function rootOf(error: unknown): [message: string, code: string] {
  let at = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (!(at instanceof Error)) break;
    const { code } = at as NodeJS.ErrnoException;
    // An AggregateError of addresses has its code and no message.
    if (typeof code === 'string' && code !== '') return [at.message === '' ? code : at.message, code];
    if (at.cause === undefined) return [at.message, ''];
    at = at.cause;
  }
  return [String(at), ''];
}

/** The port's error: HOST_UNREACHABLE where waiting may help, KUBERNETES_UNUSABLE where it does not. */
export function errorOfFailure(error: unknown, host: HostId): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const { kind, message } = error;
  if (kind === 'gone' || kind === 'passing')
    return errors.HOST_UNREACHABLE({ host, reason: message }, { cause: error });
  return errors.KUBERNETES_UNUSABLE({ reason: message }, { cause: error });
}
