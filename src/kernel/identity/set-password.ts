import type { Secret } from '../secrets/index.ts';
import type { Statement } from '../store/index.ts';
import type { Actor } from './audit.ts';
import { makeChangeOrThrow, type ChangeParts } from './change.ts';
import { errors } from './errors.ts';
import { revokingTokens } from './api-tokens.ts';
import type { PasswordHasher } from './password-hash.ts';
import { getPrincipal, type Principal, type PrincipalId } from './principal.ts';

const FEWEST_CHARACTERS = 12;
const MOST_CHARACTERS = 256;
const FEWEST_DIFFERENT = 5;

/**
 * Gives a principal a password, or another one. It logs in by its name.
 *
 * @param tokens `revoke` when somebody else may know the old password and have made tokens by it
 * @throws PASSWORD_WEAK, PRINCIPAL_NOT_FOUND, PASSWORD_BUSY
 */
export async function setPassword(
  parts: ChangeParts & { readonly passwords: PasswordHasher },
  actor: Actor,
  id: PrincipalId,
  password: Secret,
  { tokens }: { readonly tokens: 'keep' | 'revoke' },
): Promise<void> {
  const { name } = await getPrincipal(parts, id);
  const upsert = await planPassword(parts, { id, name }, password);
  const statements = tokens === 'revoke' ? [upsert, revokingTokens(parts, id)] : [upsert];
  const change = { action: 'password.set', on: `principal/${id}/password`, statements };
  await makeChangeOrThrow(parts, actor, change, (reason) =>
    reason === 'foreign-key' ? errors.PRINCIPAL_NOT_FOUND({ principal: id }) : undefined,
  );
}

/**
 * What gives a principal a password, for whoever has a batch of their own.
 *
 * @throws PASSWORD_WEAK, PASSWORD_BUSY
 */
export async function planPassword(
  { passwords, clock }: Pick<ChangeParts, 'clock'> & { readonly passwords: PasswordHasher },
  { id, name }: Pick<Principal, 'id' | 'name'>,
  password: Secret,
): Promise<Statement> {
  checkPassword(password, name);
  return {
    sql: `insert into password (principal, hash, changed_at_ms) values ($1, $2, $3)
      on conflict (principal) do update set hash = excluded.hash, changed_at_ms = excluded.changed_at_ms`,
    values: [id, await passwords.hash(password), clock.now()],
  };
}

/** @throws PASSWORD_WEAK, which says what is wrong and nothing of the password */
function checkPassword(password: Secret, name: string): void {
  const characters = Array.from(password.reveal().normalize('NFC'));
  const weak = (problem: string): Error => errors.PASSWORD_WEAK({ problem });
  if (characters.length < FEWEST_CHARACTERS) throw weak(`has fewer than ${FEWEST_CHARACTERS} characters`);
  if (characters.length > MOST_CHARACTERS) throw weak(`has more than ${MOST_CHARACTERS} characters`);
  if (new Set(characters).size < FEWEST_DIFFERENT)
    throw weak(`has fewer than ${FEWEST_DIFFERENT} different characters`);
  // A name of one or two letters is in most good passwords.
  if (name.length > 2 && characters.join('').toLowerCase().includes(name.toLowerCase()))
    throw weak('has the name of its owner in it');
}
