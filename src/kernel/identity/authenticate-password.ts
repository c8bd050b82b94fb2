import { Secret } from '../secrets/index.ts';
import type { Statement } from '../store/index.ts';
import type { AuditFact } from './audit.ts';
import type { Authenticated } from './authenticated.ts';
import { findName } from './check-name.ts';
import { errors } from './errors.ts';
import type { LoginLimits } from './login-limits.ts';
import { noteSeen } from './note-seen.ts';
import type { IdentityParts } from './parts.ts';
import type { PasswordHasher } from './password-hash.ts';
import { type Principal, PRINCIPAL_COLUMNS, principalOf } from './principal.ts';

export interface PasswordParts extends IdentityParts {
  readonly passwords: PasswordHasher;
  /** The hash of a password that nobody has: see `createDecoy`. */
  readonly decoyHash: () => Promise<string>;
  readonly loginLimits: LoginLimits;
}

export interface Credentials {
  readonly name: string;
  readonly password: Secret;
  /** Where they came from: see AuditFact. */
  readonly from: string;
}

/**
 * Whose name and password these are. Somebody who has no password, is disabled, or does not exist costs the same work
 * as somebody who has one, so that the time of the answer does not tell who there is. Each try is recorded; of an
 * unknown name only that it was one, because people type their password there. A try that comes too soon after too many
 * failures costs and records nothing.
 *
 * @throws UNAUTHENTICATED, LOGIN_TOO_OFTEN, PASSWORD_BUSY, PASSWORD_UNREADABLE
 */
export async function authenticatePassword(parts: PasswordParts, credentials: Credentials): Promise<Authenticated> {
  const { passwords } = parts;
  const { name, password, from } = credentials;
  const oneTry = parts.loginLimits.begin(name, from);
  const found = await compare(parts, credentials).catch((error: unknown) => {
    oneTry.withdrawn();
    throw error;
  });
  const { principal, hash } = found;
  const fact = { who: principal?.id ?? '[nobody]', on: `principal/${principal?.id ?? '[unknown]'}`, from };
  if (!found.matches || hash === undefined || principal === undefined) {
    await record(parts, { ...fact, action: 'login', result: 'refused' });
    throw errors.UNAUTHENTICATED({ scheme: 'password' });
  }
  oneTry.succeeded();
  const rehash: Statement[] = passwords.isOutdated(hash)
    ? [
        {
          // Not over one that was set meanwhile.
          sql: 'update password set hash = $1 where principal = $2 and hash = $3',
          values: [await passwords.hash(password), principal.id, hash],
        },
      ]
    : [];
  await record(parts, { ...fact, action: 'login', result: 'done' }, rehash);
  noteSeen(parts, principal);
  return { principal, scheme: 'password' };
}

/** Whose name it is, and whether the password is right for them; for who cannot log in, the decoy is compared. */
async function compare(
  { store, passwords, decoyHash }: PasswordParts,
  { name, password }: Credentials,
): Promise<{ readonly principal?: Principal; readonly hash?: string; readonly matches: boolean }> {
  const decoy = await decoyHash();
  const [row] = await store.read({
    sql: `select ${PRINCIPAL_COLUMNS}, w.hash from principal p left join password w on w.principal = p.id
      where p.name = $1`,
    values: [findName(name) ?? ''],
  });
  if (row === undefined) return { matches: await verify(passwords, decoy, password, undefined) };
  const principal = principalOf(row);
  const kept = row['hash'];
  if (principal.state !== 'active' || typeof kept !== 'string')
    return { principal, matches: await verify(passwords, decoy, password, principal) };
  return { principal, hash: kept, matches: await verify(passwords, kept, password, principal) };
}

/** Made when it is first needed, by whoever logs in first, with a password or not. */
export function createDecoy({ randomBytes }: IdentityParts, passwords: PasswordHasher): PasswordParts['decoyHash'] {
  let made: string | undefined;
  return async () => {
    made ??= await passwords.hash(new Secret(Buffer.from(randomBytes(32)).toString('base64')));
    return made;
  };
}

async function verify(
  passwords: PasswordHasher,
  hash: string,
  password: Secret,
  principal: Principal | undefined,
): Promise<boolean> {
  try {
    return await passwords.verify(hash, password);
  } catch (cause) {
    if (errors.PASSWORD_BUSY.is(cause)) throw cause;
    throw errors.PASSWORD_UNREADABLE({ principal: principal?.id ?? '[unknown]' }, { cause });
  }
}

/** Nobody logs in without a record of it. */
async function record(
  { store, audit }: IdentityParts,
  fact: AuditFact,
  more: readonly Statement[] = [],
): Promise<void> {
  const outcome = await store.write([...more, ...audit(fact)]);
  if (outcome.kind === 'refused') throw errors.IDENTITY_CHANGE_REFUSED({ action: fact.action, reason: outcome.reason });
}
