import type { Action } from './actions.ts';
import { createToken, findToken, listTokens, revokeToken, revokeTokens } from './api-tokens.ts';
import { authenticateHeketi } from './authenticate-heketi.ts';
import { authenticatePassword, createDecoy, type PasswordParts } from './authenticate-password.ts';
import { authenticateToken } from './authenticate-token.ts';
import type { ChangeParts } from './change.ts';
import { createUser } from './create-user.ts';
import { type Decision, decide, type Reach, reachOf, type Resource } from './decide.ts';
import { errors } from './errors.ts';
import { ensureFirstAdmin } from './first-admin.ts';
import { createGrants } from './grants.ts';
import { createLoginLimits } from './login-limits.ts';
import { linkIdentity, listIdentities, unlinkIdentity } from './linked-identities.ts';
import { removeOldTokens } from './old-tokens.ts';
import type { IdentityParts } from './parts.ts';
import { createPasswordHasher } from './password-hash.ts';
import { findPrincipal, getPrincipal, type PrincipalId } from './principal.ts';
import { createPrincipal, disablePrincipal, enablePrincipal, listPrincipals, renamePrincipal } from './principals.ts';
import { createProject, findProject, listProjects } from './projects.ts';
import { createRole, deleteRole, grantRole, listHeldRoles, listRoles, revokeRole } from './roles.ts';
import { setPassword } from './set-password.ts';

const authentication = { authenticateToken, authenticatePassword, authenticateHeketi };

const management = {
  createPrincipal,
  renamePrincipal,
  disablePrincipal,
  enablePrincipal,
  getPrincipal,
  findPrincipal,
  listPrincipals,
  createUser,
  linkIdentity,
  unlinkIdentity,
  listIdentities,
  createRole,
  deleteRole,
  grantRole,
  revokeRole,
  listHeldRoles,
  listRoles,
  createToken,
  findToken,
  listTokens,
  revokeToken,
  revokeTokens,
  removeOldTokens,
  setPassword,
  createProject,
  findProject,
  listProjects,
  ensureFirstAdmin,
};

type Parts = ChangeParts & PasswordParts;

/** Functions as others see them: without their first argument, the parts. */
type Bound<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (parts: never, ...rest: infer Rest) => infer Result
    ? (...rest: Rest) => Result
    : never;
};

type Asking<Answer> = (principal: PrincipalId, action: Action, resources: readonly Resource[]) => Promise<Answer>;

export interface Identity extends Bound<typeof authentication> {
  /** Whether a principal may do something to all of the resources; without any, to the whole installation. */
  readonly authorise: Asking<Decision>;
  /** @throws FORBIDDEN, with the first right that is missing */
  readonly requireRight: Asking<void>;
  /** The projects that a list is narrowed to. */
  readonly reach: (principal: PrincipalId, action: Action) => Promise<Reach>;
  /**
   * These ask nobody whether they may: whoever calls them has asked `authorise` first, or is the owner of the machine.
   */
  readonly manage: Bound<typeof management>;
}

/**
 * ```ts
 * const identity = createIdentity({ store, clock, randomBytes, audit, log });
 * const { principal } = await identity.authenticateToken(new Secret(bearer));
 * await identity.requireRight(principal.id, 'volume.delete', [{ project: volume.project }]);
 * ```
 */
export function createIdentity(given: IdentityParts): Identity {
  const grants = createGrants(given);
  const passwords = createPasswordHasher(given.randomBytes, given.passwordCost);
  const decoyHash = createDecoy(given, passwords);
  const parts: Parts = { ...given, grants, passwords, decoyHash, loginLimits: createLoginLimits(given.clock) };
  const authorise: Identity['authorise'] = async (principal, action, resources) =>
    decide(await grants.of(principal), action, resources);
  return {
    ...bind(authentication, parts),
    authorise,
    requireRight: async (principal, action, resources) => {
      const decision = await authorise(principal, action, resources);
      if (decision.kind === 'denied') throw errors.FORBIDDEN({ action, project: decision.missing[0].project });
    },
    reach: async (principal, action) => reachOf(await grants.of(principal), action),
    manage: bind(management, parts),
  };
}

function bind<Functions extends Readonly<Record<string, (parts: Parts, ...rest: never[]) => unknown>>>(
  functions: Functions,
  parts: Parts,
): Bound<Functions> {
  const bound = Object.entries(functions).map(([name, run]) => [name, run.bind(undefined, parts)]);
  return Object.fromEntries(bound) as Bound<Functions>;
}
