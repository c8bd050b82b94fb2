import type { Store } from '../store/index.ts';
import type { Actor } from './audit.ts';
import { makeChangeOrThrow, type ChangeParts } from './change.ts';
import { errors } from './errors.ts';
import { type Principal, PRINCIPAL_COLUMNS, type PrincipalId, principalOf } from './principal.ts';

const MOST_ROWS = 500;
const MOST_CHARACTERS = 512;

/** Ways of being known to somebody else. Our own passwords and tokens belong to a principal without a link. */
export type LinkedScheme = 'heketi-jwt' | 'certificate' | 'oidc' | 'keystone' | 'authmanager';

/** Who somebody is elsewhere: `subject` as `issuer` names them. */
export interface LinkedIdentity {
  readonly scheme: LinkedScheme;
  readonly issuer: string;
  readonly subject: string;
}

/**
 * From now on the identity is the principal. Only a person's word does this: nothing is ever linked because two names
 * are equal, or whoever can choose a name at one issuer would be somebody else here.
 *
 * @throws IDENTITY_INVALID, IDENTITY_TAKEN, PRINCIPAL_NOT_FOUND
 */
export async function linkIdentity(
  parts: ChangeParts,
  actor: Actor,
  principal: PrincipalId,
  identity: LinkedIdentity,
): Promise<void> {
  const { scheme, issuer, subject } = checked(identity);
  const insert = {
    sql: 'insert into identity (scheme, issuer, subject, principal) values ($1, $2, $3, $4)',
    values: [scheme, issuer, subject, principal],
  };
  const change = { action: 'identity.link', on: pathOf(principal, identity), statements: [insert] };
  await makeChangeOrThrow(parts, actor, change, (reason) => {
    if (reason === 'unique') return errors.IDENTITY_TAKEN({ scheme, issuer, subject });
    return reason === 'foreign-key' ? errors.PRINCIPAL_NOT_FOUND({ principal }) : undefined;
  });
}

/** @throws IDENTITY_NOT_FOUND */
export async function unlinkIdentity(
  parts: ChangeParts,
  actor: Actor,
  principal: PrincipalId,
  identity: LinkedIdentity,
): Promise<void> {
  const { scheme, issuer, subject } = identity;
  const remove = {
    sql: 'delete from identity where scheme = $1 and issuer = $2 and subject = $3 and principal = $4',
    values: [scheme, issuer, subject, principal],
    changes: 1,
  };
  const change = { action: 'identity.unlink', on: pathOf(principal, identity), statements: [remove] };
  await makeChangeOrThrow(parts, actor, change, (reason) =>
    reason === 'changes' ? errors.IDENTITY_NOT_FOUND({ scheme, issuer, subject, principal }) : undefined,
  );
}

/** At most 500. */
export async function listIdentities(
  { store }: Pick<ChangeParts, 'store'>,
  principal: PrincipalId,
): Promise<readonly LinkedIdentity[]> {
  const rows = await store.read({
    sql: `select scheme, issuer, subject from identity where principal = $1
      order by scheme, issuer, subject limit ${MOST_ROWS}`,
    values: [principal],
  });
  return rows.map((row) => ({
    scheme: String(row['scheme']) as LinkedScheme,
    issuer: String(row['issuer']),
    subject: String(row['subject']),
  }));
}

/** Whom an identity is linked to. */
export async function findLinked(
  store: Pick<Store, 'read'>,
  { scheme, issuer, subject }: LinkedIdentity,
): Promise<Principal | undefined> {
  const [row] = await store.read({
    sql: `select ${PRINCIPAL_COLUMNS} from identity i join principal p on p.id = i.principal
      where i.scheme = $1 and i.issuer = $2 and i.subject = $3`,
    values: [scheme, issuer, subject],
  });
  return row === undefined ? undefined : principalOf(row);
}

function checked(identity: LinkedIdentity): LinkedIdentity {
  for (const field of ['issuer', 'subject'] as const) {
    const text = identity[field];
    if (text === '' || text.length > MOST_CHARACTERS || /\p{C}/u.test(text)) throw errors.IDENTITY_INVALID({ field });
  }
  return identity;
}

/** Encoded, because an issuer is often a URL. */
function pathOf(principal: PrincipalId, { scheme, issuer, subject }: LinkedIdentity): string {
  return `principal/${principal}/identity/${scheme}/${encodeURIComponent(issuer)}/${encodeURIComponent(subject)}`;
}
