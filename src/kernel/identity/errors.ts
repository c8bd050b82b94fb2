import { defineErrors } from '../errors.ts';

/** Everything that can go wrong about who somebody is and what they may do. No field of it holds a secret. */
export const errors = defineErrors({
  UNAUTHENTICATED: {
    status: 401,
    retry: 'never',
    when: 'A request brought no credentials, or some that nobody has. Which part was wrong is not told.',
    remedy: 'Send `Authorization: Bearer` with a token that is valid, or the right name and password.',
    text: (e: { scheme: 'token' | 'password' }) =>
      e.scheme === 'token' ? 'the token is not known here' : 'the name or the password is wrong',
  },
  TOKEN_EXPIRED: {
    status: 401,
    retry: 'never',
    when: 'The time of a token is over.',
    remedy: 'Make a new token, with a later end or none.',
    text: (e: { token: string; expiredAtMs: number }) =>
      `token ${e.token} expired at ${new Date(e.expiredAtMs).toISOString()}`,
  },
  TOKEN_REVOKED: {
    status: 401,
    retry: 'never',
    when: 'A token was revoked by its owner or an administrator.',
    remedy: 'Make a new token. The audit record says who revoked the old one.',
    text: (e: { token: string; revokedAtMs: number }) =>
      `token ${e.token} was revoked at ${new Date(e.revokedAtMs).toISOString()}`,
  },
  PRINCIPAL_DISABLED: {
    status: 401,
    retry: 'never',
    when: 'A valid token belongs to a principal that is disabled.',
    remedy: 'An administrator enables the principal again; its tokens are valid then.',
    text: (e: { principal: string }) => `principal ${e.principal} is disabled`,
  },
  FORBIDDEN: {
    status: 403,
    retry: 'never',
    when: 'Nothing that the principal was granted gives the action where it was asked for.',
    remedy: 'An administrator grants a role with the named action, in the named project or everywhere.',
    text: (e: { action: string; project: string | undefined }) =>
      `${e.action} is not granted ${e.project === undefined ? 'everywhere, which this needs' : `in project ${e.project}`}`,
  },
  PRINCIPAL_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No principal has the id.',
    remedy: 'List the principals; ids are 32 hex digits, except those of built-in ones.',
    text: (e: { principal: string }) => `there is no principal ${e.principal}`,
  },
  PRINCIPAL_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'Another principal has the name, perhaps a disabled one.',
    remedy: 'Take another name, or rename the principal that has it.',
    text: (e: { name: string }) => `another principal is named '${e.name}'`,
  },
  PROJECT_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No project has the id.',
    remedy: 'List the projects; the first one is `default`.',
    text: (e: { project: string }) => `there is no project ${e.project}`,
  },
  PROJECT_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'Another project has the name.',
    remedy: 'Take another name.',
    text: (e: { name: string }) => `another project is named '${e.name}'`,
  },
  IDENTITY_NAME_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A name is empty, too long, or has characters that names do not have.',
    remedy:
      'Names of principals, projects and roles start with a letter or digit and have letters, digits and `. _ @ + -`; those of tokens have no control characters. All have at most 64 characters.',
    text: (e: { what: string; name: string }) => `${JSON.stringify(e.name)} cannot be the name of a ${e.what}`,
  },
  IDENTITY_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'The identity is linked to a principal already.',
    remedy: 'Unlink it there first; an identity stands for one principal only.',
    text: (e: { scheme: string; issuer: string; subject: string }) =>
      `the ${e.scheme} identity '${e.subject}' of '${e.issuer}' is linked to a principal already`,
  },
  IDENTITY_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'The identity is not linked to the principal.',
    remedy: 'List the identities of the principal.',
    text: (e: { scheme: string; issuer: string; subject: string; principal: string }) =>
      `the ${e.scheme} identity '${e.subject}' of '${e.issuer}' is not linked to principal ${e.principal}`,
  },
  IDENTITY_INVALID: {
    status: 400,
    retry: 'never',
    when: 'An issuer or a subject is empty, too long, or has control characters.',
    remedy: 'Give both as the issuer writes them, with 1 to 512 characters each.',
    text: (e: { field: 'issuer' | 'subject' }) =>
      `the ${e.field} of the identity is empty, too long or has control characters`,
  },
  IDENTITY_CHANGE_REFUSED: {
    status: 500,
    retry: 'never',
    when: 'The store refused a part of a change that nothing should stand against: a fault of Hostreeve, or rows changed by hand.',
    remedy: 'Report it with the log line; nothing was changed.',
    text: (e: { action: string; reason: string }) => `the store refused ${e.action} (${e.reason}); nothing was changed`,
  },
  ROLE_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No role has the name.',
    remedy: 'Name one of the roles that there are: `admin`, `operator`, `viewer`, or one of your own.',
    text: (e: { role: string }) => `there is no role '${e.role}'`,
  },
  ROLE_NAME_TAKEN: {
    status: 409,
    retry: 'never',
    when: 'A role of the name is there already.',
    remedy: 'Take another name, or delete the role first; it must not be granted to anybody then.',
    text: (e: { role: string }) => `there is a role '${e.role}' already`,
  },
  ROLE_BUILT_IN: {
    status: 409,
    retry: 'never',
    when: 'A role that belongs to Hostreeve was to be made, changed or deleted.',
    remedy: 'Make a role of another name, with the actions that you want.',
    text: (e: { role: string }) => `the role '${e.role}' is built in: it is neither changed nor deleted`,
  },
  ROLE_IN_USE: {
    status: 409,
    retry: 'never',
    when: 'A role was to be deleted that somebody has, everywhere or in a project.',
    remedy: 'Revoke it from all who have it first; disabled principals count too.',
    text: (e: { role: string }) => `the role '${e.role}' is granted to somebody; revoke it there first`,
  },
  ROLE_ACTION_UNKNOWN: {
    status: 400,
    retry: 'never',
    when: 'A new role names an action, or a pattern of actions, that gives nothing.',
    remedy:
      'Name an action such as `volume.read`, all of a resource (`volume.*`), a verb on all resources (`*.read`), or `*` for everything.',
    text: (e: { action: string; nearest: string | undefined }) =>
      `there is no action ${JSON.stringify(e.action)}${e.nearest === undefined ? '' : `; did you mean ${e.nearest}?`}`,
  },
  ROLE_ACTIONS_INVALID: {
    status: 400,
    retry: 'never',
    when: 'A new role names no action at all, or too many.',
    remedy: 'Name 1 to 100 actions or patterns of them.',
    text: (e: { problem: string }) => `the actions of the role are not valid: ${e.problem}`,
  },
  ROLE_NOT_GRANTED: {
    status: 404,
    retry: 'never',
    when: 'A role was to be taken from a principal that does not have it there.',
    remedy: 'List the roles of the principal: one that holds everywhere is not the same one in a project.',
    text: (e: { principal: string; role: string; project: string | undefined }) =>
      `principal ${e.principal} does not have the role '${e.role}' ${e.project === undefined ? 'everywhere' : `in project ${e.project}`}`,
  },
  LAST_ADMIN: {
    status: 409,
    retry: 'never',
    when: 'The change would have left no active principal with the role `admin` everywhere, so that nobody could give rights any more.',
    remedy: 'Make somebody else an admin everywhere first.',
    text: (e: { principal: string }) =>
      `principal ${e.principal} is the last active one with the role 'admin' everywhere; make another one first`,
  },
  TOKEN_NOT_FOUND: {
    status: 404,
    retry: 'never',
    when: 'No token has the id, or it was revoked and forgotten.',
    remedy: 'List the tokens of the principal. The id is not the token itself.',
    text: (e: { token: string }) => `there is no token with the id ${e.token}`,
  },
  TOKEN_END_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The end of a new token is not a time in the future.',
    remedy: 'Give a later time, or none for a token that does not expire.',
    text: (e: { expiresAtMs: number }) =>
      `a new token cannot end at ${e.expiresAtMs} ms: that is no time in the future`,
  },
  TOKENS_FULL: {
    status: 409,
    retry: 'never',
    when: 'A principal has as many tokens that are valid as one may have.',
    remedy: 'Revoke tokens that nothing uses any more; the list says when each was last used.',
    text: (e: { principal: string; most: number }) => `principal ${e.principal} has ${e.most} valid tokens already`,
  },
  TOKEN_PAGE_INVALID: {
    status: 400,
    retry: 'never',
    when: 'The place to go on from in a list of tokens is from no page.',
    remedy: 'Give `next` of the page before as it is, or start without it.',
    text: (e: { problem: string }) => `the place in the list of tokens is from no page: ${e.problem}`,
  },
  PASSWORD_WEAK: {
    status: 400,
    retry: 'never',
    when: 'A new password is too easy to guess, or too long.',
    remedy:
      'Take 12 to 256 characters, five or more of them different, without the name in it: a few unrelated words do.',
    text: (e: { problem: string }) => `the password ${e.problem}`,
  },
  PASSWORD_BUSY: {
    status: 503,
    retry: 'backoff',
    when: 'More logins by password wait than the server takes on: each costs time and memory on purpose.',
    remedy: 'Try again later. If it stays so, somebody may be guessing passwords: look at the audit record.',
    text: (e: { waiting: number }) => `${e.waiting} logins by password wait already; try again later`,
  },
  LOGIN_TOO_OFTEN: {
    status: 429,
    retry: 'backoff',
    when: 'Too many logins by password failed, from the address or for the name. The password was not looked at.',
    remedy:
      'Wait for the time that the error names; it grows with each further failure. If you did not fail yourself, somebody may be guessing passwords: the audit record has the tries.',
    text: (e: { waitMs: number }) => `too many logins failed; try again in ${Math.ceil(e.waitMs / 1000)} s`,
  },
  PASSWORD_UNREADABLE: {
    status: 500,
    retry: 'never',
    when: 'The row of a password in the store does not have the form of one.',
    remedy: 'Somebody or something edited the store: find out who, then set the password again.',
    text: (e: { principal: string }) => `the password of principal ${e.principal} in the store cannot be read`,
  },
});
