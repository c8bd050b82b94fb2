import { Type } from 'typebox';
import { type Host, hostErrors } from '../../../kernel/hosts/index.ts';
import { headerOf } from '../check-headers.ts';
import { itemPage, pageOf } from '../cursor.ts';
import { requireMatch } from '../etag.ts';
import { actorOf, type AnyAsk, defineRoute, requireRight } from '../route.ts';
import { paging, query, wish } from '../shapes/common.ts';
import {
  accountIn,
  AccountWish,
  AddressWish,
  HostPage,
  HostShape,
  ReportShape,
  ShownKeys,
  showHost,
  showKeys,
  showReport,
} from '../shapes/host.ts';
import { showCreated, showWithTag } from '../show.ts';

const tagged = (description: string) => ({
  200: { description, body: HostShape, headers: { ETag: 'Of what is shown.' } },
});
const unreached = ['HOST_UNREACHABLE'];

const listHosts = defineRoute({
  id: 'listHosts',
  method: 'GET',
  path: '/hosts',
  tag: 'hosts',
  summary: 'List hosts',
  description: 'By name. Hosts belong to no project: this needs the action everywhere.',
  access: 'host.read',
  query: query({ name: Type.Optional(Type.String({ description: 'Only the one of this name.' })), ...paging }),
  answers: { 200: { description: 'A page of hosts.', body: HostPage } },
  errors: ['CURSOR_INVALID'],
  handle: async (ask) => {
    await requireRight(ask, 'host.read');
    const { hosts } = ask.parts;
    const { name, ...page } = ask.query;
    if (name !== undefined) {
      const found = await hosts.findByName(name);
      return itemPage({ items: found === undefined ? [] : [found] }, showHost);
    }
    const { hosts: items, next } = await hosts.list(pageOf(page));
    return itemPage({ items, next }, showHost);
  },
});

const getHost = defineRoute({
  id: 'getHost',
  method: 'GET',
  path: '/hosts/{host}',
  tag: 'hosts',
  summary: 'Show a host',
  description: 'With its addresses, its keys, and whether it has an account of its own. Secrets are never shown.',
  access: 'host.read',
  takes: ['if-none-match'],
  answers: { ...tagged('The host.'), 304: { description: 'It is as the client has it.' } },
  errors: ['HOST_NOT_FOUND', 'HEADER_INVALID'],
  handle: async (ask) => {
    await requireRight(ask, 'host.read');
    return showWithTag(ask, showHost(await ask.parts.hosts.get(ask.params.host)));
  },
});

const addHost = defineRoute({
  id: 'addHost',
  method: 'POST',
  path: '/hosts',
  tag: 'hosts',
  summary: 'Add a host',
  description: 'It is written down, and not looked at: check it afterwards.',
  access: 'host.manage',
  body: wish('HostWish', {
    name: Type.String({ minLength: 1 }),
    addresses: Type.Optional(
      Type.Array(AddressWish, { minItems: 1, maxItems: 16, description: 'Tried in this order; its name without any.' }),
    ),
    keys: Type.Optional(
      Type.Array(Type.String(), { maxItems: 16, description: 'Lines of its public key files, where they are known.' }),
    ),
    account: Type.Optional(AccountWish),
  }),
  answers: {
    201: {
      description: 'The host.',
      body: HostShape,
      headers: { Location: 'The host.', ETag: 'Of what is shown.' },
    },
  },
  errors: [
    'HOST_NAME_INVALID',
    'HOST_NAME_TAKEN',
    'HOST_ADDRESS_INVALID',
    'HOST_ADDRESS_TAKEN',
    'HOST_KEY_INVALID',
    'HOST_ACCOUNT_INVALID',
  ],
  handle: async (ask) => {
    await requireRight(ask, 'host.manage');
    const { account, ...host } = ask.body;
    const given = { ...host, ...(account === undefined ? {} : { account: accountIn(account) }) };
    return showCreated(ask, '/hosts', showHost(await ask.parts.hosts.add(actorOf(ask), given)));
  },
});

const changeHost = defineRoute({
  id: 'changeHost',
  method: 'PATCH',
  path: '/hosts/{host}',
  tag: 'hosts',
  summary: 'Change how a host is reached',
  description: `Its addresses or its account, one of them at a time, so that a change is made as a whole or not at all.
Either is put in place of what is there; \`null\` for the account takes it away, and that of the configuration counts.`,
  access: 'host.manage',
  body: Type.Object(
    {
      addresses: Type.Optional(Type.Array(AddressWish, { minItems: 1, maxItems: 16 })),
      account: Type.Optional(Type.Union([AccountWish, Type.Null()])),
    },
    { title: 'HostChange', additionalProperties: false, minProperties: 1, maxProperties: 1 },
  ),
  takes: ['if-match'],
  answers: tagged('The host as it is now.'),
  errors: ['HOST_NOT_FOUND', 'HOST_ADDRESS_INVALID', 'HOST_ADDRESS_TAKEN', 'HOST_ACCOUNT_INVALID', 'HOST_BUSY'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.host);
    const { hosts } = ask.parts;
    const { addresses, account } = ask.body;
    const changed =
      addresses === undefined
        ? await hosts.setAccount(
            actorOf(ask),
            id,
            account === null || account === undefined ? undefined : accountIn(account),
          )
        : await hosts.setAddresses(actorOf(ask), id, addresses);
    return showWithTag(ask, showHost(changed));
  },
});

const removeHost = defineRoute({
  id: 'removeHost',
  method: 'DELETE',
  path: '/hosts/{host}',
  tag: 'hosts',
  summary: 'Remove a host',
  description: 'With its keys and its account. Nothing is done on the host itself.',
  access: 'host.manage',
  takes: ['if-match'],
  answers: { 204: { description: 'It is gone.' } },
  errors: ['HOST_NOT_FOUND', 'HOST_IN_USE'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.host);
    await ask.parts.hosts.remove(actorOf(ask), id);
  },
});

const checkHost = defineRoute({
  id: 'checkHost',
  method: 'POST',
  path: '/hosts/{host}/check',
  tag: 'hosts',
  summary: 'Check a host',
  description: `Looks whether it can be worked with: whether it is reached, by which keys, and which programs it has. Each
finding says what to do. What identifies the machine is recorded.`,
  access: 'host.manage',
  answers: { 200: { description: 'What was found.', body: ReportShape } },
  errors: ['HOST_NOT_FOUND'],
  handle: async (ask) => {
    await requireRight(ask, 'host.manage');
    return showReport(await ask.parts.hosts.check(ask.params.host));
  },
});

const probeKeys = defineRoute({
  id: 'probeHostKeys',
  method: 'POST',
  path: '/hosts/{host}/probe-keys',
  tag: 'hosts',
  summary: 'Ask a host for its keys',
  description: 'The keys that it shows now, to be compared with those on the host itself. Nothing is recorded.',
  access: 'host.manage',
  answers: { 200: { description: 'What it shows.', body: ShownKeys } },
  errors: ['HOST_NOT_FOUND', ...unreached],
  handle: async (ask) => {
    await requireRight(ask, 'host.manage');
    return showKeys(await ask.parts.hosts.probeKeys(ask.params.host));
  },
});

const recordKey = defineRoute({
  id: 'recordHostKey',
  method: 'POST',
  path: '/hosts/{host}/keys',
  tag: 'hosts',
  summary: 'Record a key of a host',
  description: 'By the line of its public key file. The host is not asked.',
  access: 'host.manage',
  body: wish('HostKeyWish', { line: Type.String({ minLength: 1, maxLength: 16_384 }) }),
  takes: ['if-match'],
  answers: tagged('The host as it is now.'),
  errors: ['HOST_NOT_FOUND', 'HOST_KEY_INVALID'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.host);
    return showWithTag(ask, showHost(await ask.parts.hosts.acceptKey(actorOf(ask), id, ask.body.line)));
  },
});

const acceptKey = defineRoute({
  id: 'acceptHostKey',
  method: 'PUT',
  path: '/hosts/{host}/keys/{fingerprint}',
  tag: 'hosts',
  summary: 'Accept the key that a host shows',
  description: `By its fingerprint, such as \`SHA256:…\` with \`/\` written \`%2F\` and \`+\` written \`%2B\`: the host is
asked, and the key recorded where it shows one with the fingerprint.`,
  access: 'host.manage',
  takes: ['if-match'],
  answers: tagged('The host as it is now.'),
  errors: ['HOST_NOT_FOUND', 'HOST_KEY_INVALID', 'HOST_KEY_NOT_SHOWN', ...unreached],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.host);
    const { fingerprint } = ask.params;
    if (!fingerprint.startsWith('SHA256:'))
      throw hostErrors.HOST_KEY_INVALID({ problem: 'what was given is no fingerprint of a key' });
    return showWithTag(ask, showHost(await ask.parts.hosts.acceptKey(actorOf(ask), id, fingerprint)));
  },
});

const removeKey = defineRoute({
  id: 'removeHostKey',
  method: 'DELETE',
  path: '/hosts/{host}/keys/{fingerprint}',
  tag: 'hosts',
  summary: 'Forget a key of a host',
  description: 'A host that shows it is not entered any more, unless a file of the configuration has it.',
  access: 'host.manage',
  takes: ['if-match'],
  answers: tagged('The host as it is now.'),
  errors: ['HOST_NOT_FOUND', 'HOST_KEY_NOT_FOUND'],
  handle: async (ask) => {
    const { id } = await find(ask, ask.params.host);
    return showWithTag(ask, showHost(await ask.parts.hosts.removeKey(actorOf(ask), id, ask.params.fingerprint)));
  },
});

export const hostRoutes = [
  listHosts,
  getHost,
  addHost,
  changeHost,
  removeHost,
  checkHost,
  probeKeys,
  recordKey,
  acceptKey,
  removeKey,
];

/** The host that a change is about, as its client has seen it. */
async function find(ask: AnyAsk, id: string): Promise<Host> {
  await requireRight(ask, 'host.manage');
  const found = await ask.parts.hosts.get(id);
  requireMatch(showHost(found), headerOf(ask.request, 'if-match'));
  return found;
}
