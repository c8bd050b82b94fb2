import type { IncomingMessage } from 'node:http';
import { CodedError } from '../../kernel/errors.ts';
import { cleanPath, decodePath, encodePath, rawPathOf, rawQueryOf } from '../http/index.ts';
import { isAdmitted } from './admin-state.ts';
import { type Answer, emptyAnswer, errorAnswer, redirectAnswer } from './answer.ts';
import { refusalOf } from './errors.ts';
import type { Matcher } from './match-route.ts';
import type { HeketiApi, Route } from './parts.ts';
import { authenticate, may, requireRight, requireRightIn, requireRole } from './principal.ts';
import { NO_SUCH_PATH, Refusal } from './refusal.ts';

/** A request as it came in. */
export interface RawRequest {
  readonly request: IncomingMessage;
  readonly method: string;
  /** The request target as it was sent. */
  readonly target: string;
  /** The address at the other end. */
  readonly from: string;
  readonly requestId: string;
  /** Told as soon as it is known: the route's path, for the metrics. */
  readonly onRoute: (path: string) => void;
}

/** Answers a request, whatever happens, in the order of contract heketi-api §1.2. */
export async function answerRequest(api: HeketiApi, match: Matcher, raw: RawRequest): Promise<Answer> {
  try {
    return await handle(api, match, raw);
  } catch (error) {
    return answerTo(api, raw, error);
  }
}

async function handle(api: HeketiApi, match: Matcher, raw: RawRequest): Promise<Answer> {
  const { request, method, target, from, onRoute } = raw;
  const path = decodePath(rawPathOf(target));
  const cleaned = cleanPath(path);
  if (cleaned !== path) return emptyAnswer(301, { location: `${encodePath(cleaned)}${rawQueryOf(target)}` });
  const found = match(method, path);
  if (found.kind === 'route') onRoute(found.route.path);
  else if (found.kind !== 'none') onRoute(found.path);
  const isPublic = found.kind === 'route' && found.route.access === 'public';
  const asker = isPublic
    ? { principal: '[nobody]', issuer: 'user' as const }
    : await authenticate(api, method, target, request.headers.authorization);
  if (!isPublic) {
    requireRole(api, asker.issuer, method, path);
    if (found.kind === 'route') await requireRight(api, asker.principal, found.route, found.id);
    if (!isAdmitted(api.adminState.get(), method, () => api.isLoopback(request)))
      return errorAnswer(503, 'Service disabled for maintenance');
  }
  switch (found.kind) {
    case 'none':
      return errorAnswer(404, NO_SUCH_PATH);
    case 'no-method':
      return emptyAnswer(405);
    case 'slash': {
      const location = `${encodePath(path.slice(0, -1))}${rawQueryOf(target)}`;
      return method === 'GET' ? redirectAnswer(301, location, 'Moved Permanently') : emptyAnswer(301, { location });
    }
    case 'route':
      break;
  }
  const { route, id } = found;
  requireWritable(api, route);
  return route.handle({
    api,
    by: { principal: asker.principal, project: api.settings.project, from },
    issuer: asker.issuer,
    id,
    request,
    requireProject: (project) => requireRightIn(api, asker.principal, route, project),
    may: (access, project) => may(api, asker.principal, { access }, [{ project }]),
  });
}

/** Q14: the original swallows the store's refusal, and answers 200. */
function requireWritable({ settings }: HeketiApi, { changes }: Route): void {
  if (changes && settings.isReadOnly) throw new Refusal(500, 'database is in read-only mode');
}

function answerTo({ log }: HeketiApi, { requestId }: RawRequest, error: unknown): Answer {
  if (error instanceof Refusal) return errorAnswer(error.status, error.message);
  if (error instanceof CodedError) {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) log.warn({ err: error, requestId }, 'a request to the Heketi API failed');
    const answer = errorAnswer(refusal.status, refusal.message);
    // The rest of the body would be taken for the next request.
    return refusal.status === 413 ? { ...answer, headers: { ...answer.headers, connection: 'close' } } : answer;
  }
  log.error({ err: error, requestId }, 'a request to the Heketi API failed unexpectedly');
  return errorAnswer(500, `Something went wrong inside the server; its log tells more under request ${requestId}`);
}
