import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  type Account,
  createOpenSshTransport,
  createSshTransport,
  type Transport,
} from '../../src/kernel/remote/index.ts';
import { labAccount, labHost, labOptions, labUser } from './ssh-lab.ts';
import { transportContract } from './transport-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'hostreeve-ssh-'));
chmodSync(root, 0o777);
const transports: Transport[] = [];
afterAll(async () => {
  await Promise.all(transports.map((transport) => transport.close()));
  rmSync(root, { recursive: true });
});

const accounts: Readonly<Record<string, Account>> = {
  root: labAccount(),
  'an ordinary user': labAccount({ login: labUser }),
  'an ordinary user and sudo': labAccount({ login: labUser, become: 'sudo' }),
};

const kinds: Readonly<Record<string, (account: Account) => Transport>> = {
  ssh: (account) => createSshTransport(labOptions(account)),
  openssh: (account) =>
    createOpenSshTransport({
      ...labOptions(account),
      folder: join(root, 'openssh'),
      environment: { PATH: '/usr/bin' },
    }),
};

for (const [kind, create] of Object.entries(kinds)) {
  for (const [who, account] of Object.entries(accounts)) {
    transportContract(`the ${kind} transport as ${who}`, () => {
      const place = mkdtempSync(join(root, 'place-'));
      chmodSync(place, 0o777);
      return {
        host: labHost,
        locks: join(place, 'lib', 'locks'),
        files: join(place, 'files'),
        connect: () => {
          const transport = create(account);
          transports.push(transport);
          return transport;
        },
        play: (test) => test(),
      };
    });
  }
}
