import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../kernel/secrets/index.ts';
import type { AdminSocket } from './admin-socket.ts';
import { callAdminSocket } from './call-socket.ts';
import { handshakeOf } from './handshake.ts';
import { findSocketState } from './socket-path.ts';
import { aConfig, aFolder, anAdmin, PASSWORD } from './testing/an-admin.ts';

const STORE_FILES = /^hostreeve\.sqlite/;
const others = (folder: string): readonly string[] => readdirSync(folder).filter((name) => !STORE_FILES.test(name));

/** A socket's file that nobody listens on any more. */
async function leaveDeadSocket(path: string): Promise<void> {
  const server = createServer();
  const other = `${path}-first`;
  await new Promise<void>((resolve) => server.listen({ path: other }, resolve));
  linkSync(other, path);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  expect(await findSocketState(path)).toBe('dead');
}

async function post(
  socketPath: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: unknown }>();
  const outgoing = request({ socketPath, path, method: 'POST', headers, agent: false }, (incoming) => {
    text(incoming).then((read) => resolve({ status: incoming.statusCode, body: JSON.parse(read) as unknown }), reject);
  });
  outgoing.once('error', reject);
  outgoing.end(body);
  return promise;
}

describe('the admin socket', () => {
  it('serves the commands, recorded as the owner’s from the socket', async () => {
    const { config, identity, recorded, startSocket } = await anAdmin();
    await startSocket();
    await callAdminSocket(config, 'user.create', { name: 'ada', kind: 'person', password: PASSWORD, role: 'admin' });
    const made = await callAdminSocket(config, 'token.create', { user: 'ada', name: 'laptop' });
    const { clear } = made as { clear: string };
    const { principal } = await identity.authenticateToken(new Secret(clear));
    await identity.requireRight(principal.id, 'user.manage', []);
    expect(await recorded()).toEqual([
      'password.set done [owner] [socket]',
      'role.grant done [owner] [socket]',
      'principal.create done [owner] [socket]',
      'token.create done [owner] [socket]',
    ]);
  });

  it('gives the errors of commands as they were thrown', async () => {
    const { config, recorded, startSocket } = await anAdmin();
    await startSocket();
    await expect(callAdminSocket(config, 'role.create', { name: 'r', actions: ['volume.raed'] })).rejects.toMatchObject(
      {
        code: 'ROLE_ACTION_UNKNOWN',
        status: 400,
        retry: 'never',
        message: 'there is no action "volume.raed"; did you mean volume.read?',
        fields: { action: 'volume.raed', nearest: 'volume.read' },
      },
    );
    expect(await recorded()).toEqual(['role.create refused [owner] [socket]']);
    await expect(callAdminSocket(config, 'user.destroy', {})).rejects.toMatchObject({ code: 'ADMIN_COMMAND_UNKNOWN' });
    await expect(callAdminSocket(config, 'user/list', {})).rejects.toMatchObject({ code: 'ADMIN_COMMAND_UNKNOWN' });
  });

  it('has nothing secret in its log, whatever it is sent', async () => {
    const { config, log, startSocket } = await anAdmin();
    const { path } = await startSocket();
    await callAdminSocket(config, 'user.create', { name: 'ada', kind: 'person', password: 'CANARY in the coal mine' });
    const made = await callAdminSocket(config, 'token.create', { user: 'ada', name: 'laptop' });
    await callAdminSocket(config, 'user.create', { name: 'bob', password: 'CANARY' }).catch(() => undefined);
    const headers = { ...handshakeOf(config), 'content-type': 'application/json' };
    expect(await post(path, '/user.create', headers, '{"password": "CANARY')).toMatchObject({ status: 400 });
    expect(log.length).toBeGreaterThan(0);
    expect(log.join('')).not.toContain('CANARY');
    expect(log.join('')).not.toContain((made as { clear: string }).clear);
  });

  it('takes no more than 64 KiB at once', async () => {
    const { config, startSocket } = await anAdmin();
    await startSocket();
    const calling = callAdminSocket(config, 'user.show', { user: 'x'.repeat(65_536) });
    await expect(calling).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  });

  it('refuses a command of another release, or for another store', async () => {
    const { config, recorded, startSocket } = await anAdmin();
    const { path } = await startSocket();
    const body = JSON.stringify({ name: 'red' });
    const headers = { 'content-type': 'application/json' };
    for (const more of [{}, { ...handshakeOf(config), 'x-hostreeve-release': '99.0.0' }])
      expect(await post(path, '/project.create', { ...headers, ...more }, body)).toMatchObject({
        status: 409,
        body: { code: 'ADMIN_SERVER_DIFFERS', fields: { what: 'release' } },
      });
    const other = aConfig(config.data, 'postgres://db.example.org/other');
    await expect(callAdminSocket(other, 'project.create', { name: 'red' })).rejects.toMatchObject({
      code: 'ADMIN_SERVER_DIFFERS',
      fields: { what: 'store', command: 'postgres://db.example.org/other' },
    });
    expect(await recorded()).toEqual([]);
  });

  it('lets a command that is running end before it stops, and takes no other', async () => {
    const { config, parts, startSocket } = await anAdmin();
    const begun = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const auditKey: typeof parts.auditKey = async () => {
      begun.resolve();
      await mayEnd.promise;
      return parts.auditKey();
    };
    const socket = await startSocket({ auditKey });
    const verifying = callAdminSocket(config, 'audit.verify', {});
    await begun.promise;
    const stopping = socket.stop();
    await expect.poll(() => existsSync(socket.path)).toBe(false);
    await expect(callAdminSocket(config, 'role.list', {})).rejects.toMatchObject({ code: 'ADMIN_SOCKET_UNUSABLE' });
    mayEnd.resolve();
    expect(await verifying).toMatchObject({ kind: 'intact' });
    await stopping;
  });
});

describe('the file of the admin socket', () => {
  it('has mode 0600 whatever the umask, and goes away at the stop with all that was made for it', async () => {
    const before = process.umask(0);
    onTestFinished(() => {
      process.umask(before);
    });
    const { config, startSocket } = await anAdmin();
    const { path, stop } = await startSocket();
    expect(path).toBe(join(config.data, 'admin.sock'));
    expect((lstatSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(lstatSync(path).isSocket()).toBe(true);
    expect(others(config.data)).toEqual(['admin.sock']);
    await stop();
    expect(others(config.data)).toEqual([]);
  });

  it('takes the place of one that a dead server left', async () => {
    const { config, startSocket } = await anAdmin();
    await leaveDeadSocket(join(config.data, 'admin.sock'));
    await startSocket();
    await callAdminSocket(config, 'role.list', {});
    expect(others(config.data)).toEqual(['admin.sock']);
  });

  it('of a server that lives is left alone', async () => {
    const { config, startSocket } = await anAdmin();
    const { path } = await startSocket();
    await expect(startSocket()).rejects.toMatchObject({ code: 'ADMIN_SOCKET_TAKEN', fields: { path } });
    await callAdminSocket(config, 'role.list', {});
    expect(others(config.data)).toEqual(['admin.sock']);
  });

  it('is one server’s when several find the same dead one at once', async () => {
    const { config, startSocket } = await anAdmin();
    await leaveDeadSocket(join(config.data, 'admin.sock'));
    const starts = await Promise.allSettled([startSocket(), startSocket()]);
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(started).toHaveLength(1);
    expect(starts).toContainEqual({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'ADMIN_SOCKET_TAKEN' }),
    });
    await callAdminSocket(config, 'role.list', {});
    expect(others(config.data)).toEqual(['admin.sock']);
  });

  it('is not removed at the stop when it is another server’s by then', async () => {
    const { config, startSocket } = await anAdmin();
    const socket: AdminSocket = await startSocket();
    const elsewhere = aFolder();
    const other = await startSocket({ config: aConfig(elsewhere) });
    // What somebody does who moves things about by hand.
    renameSync(other.path, socket.path);
    await socket.stop();
    expect(existsSync(socket.path)).toBe(true);
    await callAdminSocket(config, 'role.list', {});
  });

  it('does not take the place of what is no socket', async () => {
    const { config, startSocket } = await anAdmin();
    const path = join(config.data, 'admin.sock');
    writeFileSync(path, 'mine');
    await expect(startSocket()).rejects.toMatchObject({ code: 'ADMIN_SOCKET_UNUSABLE' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('works in a folder whose path is longer than the kernel takes for a socket', async () => {
    const data = join(aFolder(), 'a'.repeat(90), 'b'.repeat(90));
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const { config, startSocket } = await anAdmin(data);
    const { path, stop } = await startSocket();
    expect((lstatSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(await findSocketState(path)).toBe('listening');
    expect(await callAdminSocket(config, 'project.list', {})).toMatchObject({ projects: [{ name: 'default' }] });
    await stop();
    expect(others(data)).toEqual([]);
  });
});
