import { type Static, Type } from 'typebox';
import {
  type Finding,
  findingCodes,
  type Host,
  type HostReport,
  type NewAccount,
} from '../../../kernel/hosts/index.ts';
import type { HostKey } from '../../../kernel/remote/index.ts';
import { Secret } from '../../../kernel/secrets/index.ts';
import { rfc3339 } from '../rfc3339.ts';
import { id, pageShape, shape, time, wish } from './common.ts';

const AddressShape = shape('HostAddress', {
  address: Type.String({ description: 'A name, an IPv4 or an IPv6 address.' }),
  port: Type.Integer({ description: 'Of its sshd.' }),
});

export const AddressWish = wish('HostAddressWish', {
  address: Type.String({ minLength: 1, maxLength: 255 }),
  port: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 65_535, description: 'That of the configuration without it.' }),
  ),
});

const BECOME = Type.Optional(Type.Literal('sudo', { description: 'Where the login is not root.' }));

export const AccountWish = wish(
  'HostAccountWish',
  {
    login: Type.String({ minLength: 1 }),
    become: BECOME,
    privateKey: Type.Optional(
      Type.String({ description: 'The text of a key file, without a passphrase. Never shown.' }),
    ),
    password: Type.Optional(Type.String({ description: 'Never shown.' })),
  },
  'As whom a host is entered. Without a key and a password, those of the configuration count for the login.',
);

export const HostShape = shape('Host', {
  id: id('32 hex digits.'),
  name: Type.String(),
  addresses: Type.Array(AddressShape, { description: 'In the order in which they are tried.' }),
  createdAt: time('When it was added.'),
  checkedAt: Type.Optional(time('When it was last looked at, and could be entered.')),
  machineId: Type.Optional(Type.String({ description: '`/etc/machine-id`, known after the first check.' })),
  era: Type.Optional(Type.String({ description: 'Another one after each boot.' })),
  keys: Type.Array(
    shape('RecordedHostKey', {
      type: Type.String(),
      fingerprint: Type.String({ description: '`SHA256:` and so on, as `ssh-keygen -lf` prints it.' }),
      line: Type.String({ description: 'As a line of known_hosts has it.' }),
      admittedAt: time('When it was recorded.'),
      how: Type.Enum(['given', 'accepted', 'first-use'], {
        description: "With the host, by a person's word, or as the first one that the host showed.",
      }),
    }),
  ),
  account: Type.Optional(
    shape('HostAccount', {
      login: Type.String(),
      become: BECOME,
      hasPrivateKey: Type.Boolean(),
      hasPassword: Type.Boolean(),
    }),
  ),
});
export const HostPage = pageShape(HostShape);

export const ShownKeys = shape('ShownHostKeys', {
  items: Type.Array(shape('ShownHostKey', { type: Type.String(), fingerprint: Type.String(), line: Type.String() })),
});

export const ReportShape = shape('HostReport', {
  host: id('Which one was looked at.'),
  name: Type.String(),
  checkedAt: time('When.'),
  isUsable: Type.Boolean({ description: 'Whether no finding is an error.' }),
  addresses: Type.Array(
    shape('AddressReport', {
      address: Type.String(),
      answers: Type.Boolean(),
      reason: Type.Optional(Type.String({ description: 'Why not.' })),
      keys: Type.Array(
        shape('KeyReport', {
          type: Type.String(),
          fingerprint: Type.String(),
          state: Type.Enum(['known', 'unknown', 'revoked']),
        }),
      ),
    }),
  ),
  reachedAt: Type.Optional(Type.String({ description: 'The first address that answers.' })),
  login: Type.Optional(
    shape(
      'LoginReport',
      { name: Type.String(), become: Type.Optional(Type.Literal('sudo')), uid: Type.Integer() },
      'As whom commands run; absent when none could be run.',
    ),
  ),
  system: Type.Optional(Type.String({ description: 'Kernel and architecture.' })),
  machineId: Type.Optional(Type.String()),
  era: Type.Optional(Type.String()),
  programs: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
      description: 'Where programs are; null for those that are not there.',
    }),
  ),
  glusterd: Type.Optional(Type.Enum(['answers', 'silent'], { description: 'Absent where there is no `gluster`.' })),
  findings: Type.Array(
    shape('Finding', {
      code: Type.Enum(Object.keys(findingCodes) as Finding['code'][]),
      severity: Type.Enum(['error', 'warning', 'notice']),
      text: Type.String({ description: 'What was found.' }),
      remedy: Type.String({ description: 'What to do about it.' }),
    }),
  ),
});

export function showHost(host: Host): Static<typeof HostShape> {
  const { checkedAtMs, machineId, era, account } = host;
  return {
    id: host.id,
    name: host.name,
    addresses: host.addresses.map(({ address, port }) => ({ address, port })),
    createdAt: rfc3339(host.createdAtMs),
    ...(checkedAtMs === undefined ? {} : { checkedAt: rfc3339(checkedAtMs) }),
    ...(machineId === undefined ? {} : { machineId }),
    ...(era === undefined ? {} : { era }),
    keys: host.keys.map(({ type, fingerprint, line, admittedAtMs, how }) => ({
      type,
      fingerprint,
      line,
      admittedAt: rfc3339(admittedAtMs),
      how,
    })),
    ...(account === undefined ? {} : { account: { ...account } }),
  };
}

export function showKeys(keys: readonly HostKey[]): Static<typeof ShownKeys> {
  return { items: keys.map(({ type, fingerprint, line }) => ({ type, fingerprint, line })) };
}

export function showReport({ checkedAtMs, addresses, findings, ...rest }: HostReport): Static<typeof ReportShape> {
  const { login, programs } = rest;
  return {
    ...rest,
    checkedAt: rfc3339(checkedAtMs),
    addresses: addresses.map(({ keys, ...address }) => ({ ...address, keys: keys.map((key) => ({ ...key })) })),
    ...(login === undefined ? {} : { login: { ...login } }),
    ...(programs === undefined ? {} : { programs: { ...programs } }),
    findings: findings.map((finding) => ({ ...finding })),
  };
}

/** The account with its secrets wrapped, so that no log shows them. */
export function accountIn({ login, become, privateKey, password }: Static<typeof AccountWish>): NewAccount {
  return {
    login,
    ...(become === undefined ? {} : { become }),
    ...(privateKey === undefined ? {} : { privateKey: new Secret(privateKey) }),
    ...(password === undefined ? {} : { password: new Secret(password) }),
  };
}
