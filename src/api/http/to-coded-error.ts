import { CodedError } from '../../kernel/errors.ts';
import { errors } from './errors.ts';

/** What is known of the request in which something was thrown. */
export interface RequestFacts {
  readonly requestId: string;
  readonly contentType: string | undefined;
  readonly bodyLimitBytes: number;
}

interface FrameworkError extends Error {
  readonly code: string;
  readonly statusCode?: number;
  readonly validationContext?: string;
  readonly validation?: readonly { readonly instancePath?: string; readonly message?: string }[];
}

/**
 * Anything that was thrown in a request, as a coded error: Fastify's own errors get our codes, and what nobody expected
 * becomes INTERNAL, which tells the client nothing but the request id.
 */
export function toCodedError(error: unknown, facts: RequestFacts): CodedError {
  if (error instanceof CodedError) return error;
  const translated = isFrameworkError(error) ? fromFramework(error, facts) : undefined;
  return translated ?? errors.INTERNAL({ requestId: facts.requestId }, { cause: error });
}

function isFrameworkError(error: unknown): error is FrameworkError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_');
}

function fromFramework(cause: FrameworkError, facts: RequestFacts): CodedError | undefined {
  switch (cause.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return errors.BODY_TOO_LARGE({ limitBytes: facts.bodyLimitBytes }, { cause });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return errors.BODY_NOT_JSON({ reason: 'it is empty' }, { cause });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      // The parser's own sentence quotes the body, where a password may be.
      return errors.BODY_NOT_JSON({ reason: 'its syntax is wrong' }, { cause });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return errors.BODY_TYPE_UNSUPPORTED({ contentType: (facts.contentType ?? '').slice(0, 100) }, { cause });
    case 'FST_ERR_VALIDATION':
      return errors.REQUEST_NOT_VALID(
        {
          part: cause.validationContext ?? 'content',
          problems: (cause.validation ?? []).map(({ instancePath = '', message = 'is not valid' }) => ({
            at: instancePath,
            message,
          })),
        },
        { cause },
      );
    case 'FST_ERR_BAD_URL':
      return errors.REQUEST_MALFORMED({ reason: 'its URL is not properly encoded' }, { cause });
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return errors.REQUEST_MALFORMED({ reason: 'a part of its path is too long' }, { cause });
    default: {
      const status = cause.statusCode ?? 0;
      return status >= 400 && status < 500 ? errors.REQUEST_MALFORMED({ reason: cause.message }, { cause }) : undefined;
    }
  }
}
