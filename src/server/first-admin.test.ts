import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { anIdentity } from '../kernel/identity/testing/an-identity.ts';
import { createLogger } from '../kernel/telemetry/index.ts';
import { Secret } from '../kernel/secrets/index.ts';
import { makeFirstAdmin } from './first-admin.ts';

it('puts a token that opens everything into a file of mode 0600, once, and never into the log', async () => {
  const identity = await anIdentity();
  const folder = await mkdtemp(join(tmpdir(), 'first-admin-'));
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
    scrub: (text) => text,
  });
  await makeFirstAdmin(identity, folder, logger);
  const path = join(folder, 'admin-token');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const token = (await readFile(path, 'utf8')).trim();
  const { principal } = await identity.authenticateToken(new Secret(token));
  expect(await identity.authorise(principal.id, 'user.manage', [])).toEqual({ kind: 'allowed' });
  expect(lines.join('')).not.toContain(token);

  await makeFirstAdmin(identity, folder, logger);
  expect((await readFile(path, 'utf8')).trim()).toBe(token);
  expect(lines).toHaveLength(1);
});
