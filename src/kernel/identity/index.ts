/** Who may do what: principals, how they prove who they are, and what they were granted. */
export { type Action, actions } from './actions.ts';
export type { ApiToken, TokenId } from './api-tokens.ts';
export type { Actor, AuditFact, AuditPort } from './audit.ts';
export type { HeketiOutcome } from './authenticate-heketi.ts';
export type { Authenticated } from './authenticated.ts';
export { createIdentity, type Identity } from './create-identity.ts';
export type { Decision, Reach, Resource, Right } from './decide.ts';
export { errors as identityErrors } from './errors.ts';
export {
  HEKETI_LEEWAY_SECONDS,
  type HeketiIssuer,
  type HeketiKey,
  type HeketiKeyName,
  type HeketiRefusal,
} from './heketi-jwt.ts';
export type { LinkedIdentity, LinkedScheme } from './linked-identities.ts';
export { identityMigrations } from './migrations.ts';
export type { Principal, PrincipalId } from './principal.ts';
export { DEFAULT_PROJECT, type Project } from './projects.ts';
export type { HeldRole, Role } from './roles.ts';
