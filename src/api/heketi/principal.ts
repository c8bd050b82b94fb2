import { CodedError } from '../../kernel/errors.ts';
import type { HeketiIssuer, Resource } from '../../kernel/identity/index.ts';
import type { About, Asker, HeketiApi, Route } from './parts.ts';
import { ADMIN_ONLY, Refusal } from './refusal.ts';

/** The built-in principals of Heketi's two issuers: where tokens are not looked at, everybody is this one. */
const UNCHECKED: Asker = { principal: 'heketi-admin', issuer: 'admin' };

/**
 * Who asks, by the token of the request (contract heketi-api §5).
 *
 * @param rawUrl the request target as it was sent
 * @throws Refusal 400 and 401 in Heketi's words
 */
export async function authenticate(
  { identity, settings, onAccepted, onRefused }: HeketiApi,
  method: string,
  rawUrl: string,
  header: string | undefined,
): Promise<Asker> {
  const { keys, leewaySeconds } = settings;
  if (keys === undefined) return UNCHECKED;
  const outcome = await identity.authenticateHeketi({ header, method, rawUrl, keys, leewaySeconds });
  if (outcome.kind === 'authenticated') {
    const { who, key } = outcome;
    onAccepted?.(who.issuer, key);
    return { principal: who.principal.id, issuer: who.issuer };
  }
  onRefused?.(outcome.reason);
  throw new Refusal(outcome.reason === 'header-malformed' ? 400 : 401, outcome.text);
}

/**
 * The role of the issuer (contract heketi-api §5.4): `admin` everything, `user` the volumes and, unless the original's
 * rule is asked for, its own queue entries; whose an entry is, the queue says.
 *
 * @throws Refusal 401
 */
export function requireRole(
  { settings, onRefused }: HeketiApi,
  issuer: HeketiIssuer,
  method: string,
  path: string,
): void {
  if (issuer === 'admin' || path === '/volumes') return;
  const isWide = path.startsWith('/volumes/') || (method === 'GET' && /^\/queue\/[A-Fa-f0-9]+$/.test(path));
  if (settings.userRole === 'wide' && isWide) return;
  onRefused?.('role');
  throw new Refusal(401, ADMIN_ONLY);
}

/**
 * The rights of the principal, which a person may have narrowed: everywhere, or in the project of what the route is
 * about.
 *
 * @throws Refusal 401
 */
export async function requireRight(api: HeketiApi, principal: string, route: Route, id: string): Promise<void> {
  if (await may(api, principal, route, [])) return;
  const resources = await resourcesOf(api, route.about, id);
  if (resources.length > 0 && (await may(api, principal, route, resources))) return;
  api.onRefused?.('right');
  throw new Refusal(401, ADMIN_ONLY);
}

/** @throws Refusal 401 */
export async function requireRightIn(api: HeketiApi, principal: string, route: Route, project: string): Promise<void> {
  if (await may(api, principal, route, [{ project }])) return;
  api.onRefused?.('right');
  throw new Refusal(401, ADMIN_ONLY);
}

export async function may(
  { identity }: HeketiApi,
  principal: string,
  { access }: Pick<Route, 'access'>,
  resources: readonly Resource[],
): Promise<boolean> {
  if (access === 'public') return true;
  const decision = await identity.authorise(principal as Parameters<typeof identity.authorise>[0], access, resources);
  return decision.kind === 'allowed';
}

async function resourcesOf(api: HeketiApi, about: About, id: string): Promise<readonly Resource[]> {
  if (about === 'everything') return [];
  try {
    return [{ project: about === 'listener' ? api.settings.project : await projectOf(api, about, id) }];
  } catch (error) {
    // What is not there has no project: the route says so to whoever has the right in the project of this listener.
    if (error instanceof CodedError && error.status === 404) return [{ project: api.settings.project }];
    throw error;
  }
}

async function projectOf(
  { volumes: inventory }: HeketiApi,
  about: Exclude<About, 'everything' | 'listener'>,
  id: string,
): Promise<string> {
  const { clusters, nodes, devices, volumes, bricks, blockVolumes } = inventory;
  const things = {
    cluster: clusters,
    node: nodes,
    device: devices,
    volume: volumes,
    brick: bricks,
    blockvolume: blockVolumes,
  };
  return (await things[about].get(id)).project;
}
