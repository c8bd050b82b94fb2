import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from '../secrets/index.ts';
import type { PrincipalId } from './principal.ts';
import { ACTOR, anIdentity } from './testing/an-identity.ts';

const PASSWORD = 'CANARY correct horse battery';
const HEKETI_KEY = 'CANARY of heketi';
const keep = { tokens: 'keep' } as const;

it('shows no secret in what is returned, thrown, logged, recorded or kept', async () => {
  const identity = await anIdentity();
  const { authenticateHeketi, authenticatePassword, authenticateToken, manage, store } = identity;
  const shown: string[] = [];
  const show = (value: unknown): void => {
    shown.push(inspect(value, { depth: Infinity, showHidden: true, maxStringLength: Infinity }));
    shown.push(JSON.stringify(value) ?? '', String(value));
    if (value instanceof Error) shown.push(value.message, String(value.stack));
  };
  const trying = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      const value = await work;
      show(value);
      return value;
    } catch (error) {
      show(error);
      return undefined;
    }
  };
  const { id } = await identity.personWith('ada', 'admin');
  const made = await trying(manage.createToken(ACTOR, id, { name: 'x' }));
  const token = made?.secret ?? new Secret('');
  await trying(manage.setPassword(ACTOR, id, new Secret(PASSWORD), keep));
  await trying(manage.setPassword(ACTOR, id, new Secret('CANARY'), keep));
  await trying(manage.setPassword(ACTOR, 'none' as PrincipalId, new Secret(PASSWORD), keep));
  await trying(authenticatePassword({ name: 'ada', password: new Secret(PASSWORD), from: 'x' }));
  await trying(authenticatePassword({ name: 'ada', password: new Secret('CANARY wrong'), from: 'x' }));
  await trying(authenticatePassword({ name: PASSWORD, password: new Secret(PASSWORD), from: 'x' }));
  await trying(authenticateToken(token));
  await trying(authenticateToken(new Secret('hrv_CANARY')));
  const keys = { admin: { current: new Secret(HEKETI_KEY) }, user: { current: new Secret(HEKETI_KEY) } };
  const headers = ['CANARY', 'Bearer CANARY', 'Bearer CANARY.CANARY.CANARY', `Bearer ${token.reveal()}`, undefined];
  for (const header of headers) await trying(authenticateHeketi({ header, method: 'GET', rawUrl: '/', keys }));
  await trying(manage.listTokens(id));
  await trying(manage.getPrincipal(id));
  await trying(manage.revokeToken(ACTOR, made?.token.id ?? ('' as never)));
  await trying(authenticateToken(token));
  await trying(manage.disablePrincipal(ACTOR, id));
  await trying(identity.another().manage.listPrincipals());
  await trying(identity.facts());
  show(identity.warnings);
  show(identity);
  for (const table of ['principal', 'identity', 'api_token', 'password', 'test_audit'])
    await trying(store.read({ sql: `select * from ${table}`, values: [] }));
  const everything = shown.join('\n');
  expect(everything).toContain('LAST_ADMIN');
  expect(everything).not.toContain('CANARY');
  expect(everything).not.toContain(token.reveal().slice(12));
  expect(everything).toContain(made?.token.prefix);
});
