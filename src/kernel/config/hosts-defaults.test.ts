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

  it("are pods where Heketi's executor is Kubernetes, by either name, and the other way round", () => {
    const heketi = { jwt, glusterfs: { executor: 'kube', kubeexec: { namespace: 'storage', fstab: '/x' } } };
    expect(found({ heketi }, 'transport')).toEqual({
      transport: ['kubernetes', expect.stringMatching(/^heketi\.json:\d+ \(glusterfs\.executor\)$/)],
    });
    const byTransport = {
      yaml: 'hosts: {transport: kubernetes}',
      heketi: { jwt, glusterfs: { kubeexec: { fstab: '/x' } } },
    };
    const { config } = loadFromTexts(byTransport);
    expect([config.heketi.executor, config.heketi.commands.fstab]).toEqual(['kubernetes', '/x']);
    expect(found({ env: { HEKETI_EXECUTOR: 'ssh' } }, 'transport')).toEqual({ transport: ['ssh', 'default'] });
  });

  it('take the keys of kubeexec for pods, with their origin, unless they say so themselves', () => {
    const kubeexec = { namespace: 'storage', gluster_daemonset: true, max_connections: -7 };
    const heketi = { jwt, glusterfs: { executor: 'kubernetes', kubeexec } };
    const { config, origins } = loadFromTexts({ heketi, yaml: 'hosts: {kubernetes: {namespace: other}}' });
    expect(config.hosts.kubernetes).toMatchObject({ namespace: 'other', glusterDaemonSet: true, maxConnections: -1 });
    const origin = origins.get('hosts.kubernetes.glusterDaemonSet');
    expect(origin === undefined ? '' : describeOrigin(origin)).toContain('kubeexec.gluster_daemonset');
  });

  it('warn of keys of kubeexec that Heketi itself had given up, and of none that counts', () => {
    const kubeexec = { host: 'https://k', cert: '/c', insecure: true, user: 'u', password: 'p', namespace: 'n' };
    const { config, warnings } = loadFromTexts({ heketi: { jwt, glusterfs: { executor: 'kubernetes', kubeexec } } });
    const keys = ['host', 'cert', 'insecure', 'user', 'password'].map(
      (key) => `(glusterfs.kubeexec.${key}): unknown key`,
    );
    expect(warnings).toEqual(keys.map((key) => expect.stringContaining(key)));
    expect(config.hosts.kubernetes).toMatchObject({ namespace: 'n' });
  });

  it('have an fstab in pods that outlives a container', () => {
    const fstab = (texts: ConfigTexts): string => loadFromTexts(texts).config.heketi.commands.fstab;
    expect(fstab({ yaml: 'hosts: {transport: kubernetes}' })).toBe('/var/lib/heketi/fstab');
    expect(fstab({ yaml: 'heketi: {executor: kubernetes, commands: {fstab: /f}}' })).toBe('/f');
    expect(fstab({})).toBe('/etc/fstab');
  });

  it('are simulated with the executor mock, whatever the transport is', () => {
    const yaml = 'hosts: {transport: kubernetes}\nheketi: {executor: mock}';
    expect(loadFromTexts({ yaml }).config.heketi.executor).toBe('mock');
  });

  it.each([
    [
      'hosts: {transport: kubernetes}\nheketi: {executor: ssh}',
      'hosts.transport, heketi.executor: hosts are reached as pods by both or by neither: they are kubernetes and ssh',
    ],
    [
      'hosts: {transport: openssh}\nheketi: {executor: kube}',
      'hosts.transport, heketi.executor: hosts are reached as pods by both or by neither: they are openssh and kube',
    ],
    [
      'hosts: {transport: kubernetes, kubernetes: {context: c}}',
      'hosts.kubernetes.context, hosts.kubernetes.kubeconfigFile: a context is one of a kubeconfig',
    ],
    [
      'hosts: {kubernetes: {stateFolder: state}}',
      'hostreeve.yaml:1: hosts.kubernetes.stateFolder: expected an absolute path without blanks, `.` and `..`, found "state"',
    ],
    [
      'hosts: {kubernetes: {stateFolder: /var/lib/heketi/../x}}',
      'hostreeve.yaml:1: hosts.kubernetes.stateFolder: expected an absolute path without blanks, `.` and `..`, found "/var/lib/heketi/../x"',
    ],
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
