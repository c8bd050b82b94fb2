import { describe, expect, it } from 'vitest';
import { type ConfigTexts, loadFromTexts, problemsOf } from './load-from-texts.ts';
import { describeOrigin } from './origin.ts';

const jwt = { admin: { key: 'a' }, user: { key: 'u' } };

function found(texts: ConfigTexts, ...names: string[]): Readonly<Record<string, unknown>> {
  const { config, origins } = loadFromTexts(texts);
  const hosts: Readonly<Record<string, unknown>> = config.hosts;
  return Object.fromEntries(
    names.map((name) => {
      const origin = origins.get(`hosts.${name}`);
      return [name, [hosts[name], origin === undefined ? '' : describeOrigin(origin)]];
    }),
  );
}

describe('the section hosts', () => {
  it('refuses unknown host keys unless somebody says otherwise', () => {
    expect(found({}, 'enrol', 'login')).toEqual({ enrol: ['refuse', 'default'], login: ['root', 'default'] });
  });

  it('takes the first key of a host when a heketi.json is used and nothing says otherwise', () => {
    const heketi = { jwt };
    expect(found({ heketi }, 'enrol')).toEqual({ enrol: ['first-use', 'default with a heketi.json'] });
    expect(found({ heketi, yaml: 'hosts: {enrol: refuse}' }, 'enrol')).toEqual({
      enrol: ['refuse', 'hostreeve.yaml:1'],
    });
    expect(found({ heketi, env: { SSH_KNOWN_HOSTS: '/kh' } }, 'enrol', 'knownHostsFile')).toEqual({
      enrol: ['known_hosts', 'environment SSH_KNOWN_HOSTS'],
      knownHostsFile: ['/kh', 'environment SSH_KNOWN_HOSTS'],
    });
  });

  it('follows the files that are given', () => {
    expect(found({ yaml: 'hosts: {knownHostsFile: /kh}' }, 'enrol')).toEqual({
      enrol: ['known_hosts', 'hostreeve.yaml:1'],
    });
    expect(found({ yaml: 'hosts: {caFile: /ca.pub, transport: openssh}' }, 'enrol')).toEqual({
      enrol: ['ca', 'hostreeve.yaml:1'],
    });
  });

  it('takes what Heketi says of the login, with its origin, unless it says so itself', () => {
    const heketi = { jwt, glusterfs: { sshexec: { user: 'storage', port: '2222', keyfile: '/id', sudo: true } } };
    expect(found({ heketi }, 'login', 'port', 'privateKeyFile', 'sudo')).toEqual({
      login: ['storage', expect.stringMatching(/^heketi\.json:\d+ \(glusterfs\.sshexec\.user\)$/)],
      port: [2222, expect.stringContaining('sshexec.port')],
      privateKeyFile: ['/id', expect.stringContaining('sshexec.keyfile')],
      sudo: [true, expect.stringContaining('sshexec.sudo')],
    });
    expect(found({ heketi, env: { HOSTREEVE_HOSTS_LOGIN: 'me' } }, 'login', 'port')).toMatchObject({
      login: ['me', 'environment HOSTREEVE_HOSTS_LOGIN'],
      port: [2222, expect.anything()],
    });
  });

  it("takes Heketi's own default login with a heketi.json only", () => {
    expect(found({ heketi: { jwt } }, 'login')).toEqual({ login: ['heketi', 'default with a heketi.json'] });
    expect(found({ env: { HEKETI_SSH_USER: 'storage' } }, 'login')).toEqual({
      login: ['storage', 'environment HEKETI_SSH_USER'],
    });
  });

  it.each([
    ['hosts: {enrol: known_hosts}', 'hosts.enrol, hosts.knownHostsFile: known_hosts needs the file with the keys'],
    [
      'hosts: {enrol: ca, transport: openssh}',
      'hosts.enrol, hosts.caFile: ca needs the file with the keys of the authorities',
    ],
    [
      'hosts: {enrol: ca, caFile: /ca.pub}',
      "hosts.enrol, hosts.transport: certificates of hosts are checked by the system's ssh only: with ca, hosts.transport must be openssh",
    ],
    [
      'hosts: {sshConfigFile: /c}',
      "hosts.sshConfigFile, hosts.transport: only the system's ssh reads such a file: hosts.transport must be openssh",
    ],
  ])('refuses %s', (yaml, problem) => {
    expect(problemsOf({ yaml })).toEqual([problem]);
  });
});
