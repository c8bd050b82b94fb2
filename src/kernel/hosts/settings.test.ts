import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/index.ts';
import { type HostSettings, hostSettings } from './settings.ts';

function settingsOf(yaml: string): HostSettings {
  return hostSettings(loadConfig({ flags: {}, env: {}, yamlPath: 'y', readFile: () => yaml }).config);
}

describe('the settings of the inventory', () => {
  it('refuse unknown keys and log in as root when nothing is configured', () => {
    expect(settingsOf('hosts: {}')).toEqual({
      enrolment: { kind: 'refuse' },
      transport: 'ssh',
      port: 22,
      login: 'root',
      usesAgent: false,
    });
  });

  it('are those of the configuration', () => {
    const yaml =
      'hosts: {transport: openssh, enrol: ca, caFile: /ca, login: me, sudo: true, port: 2222, agent: true, privateKeyFile: /id, sshConfigFile: /c}';
    expect(settingsOf(yaml)).toEqual({
      enrolment: { kind: 'ca', file: '/ca' },
      transport: 'openssh',
      port: 2222,
      login: 'me',
      become: 'sudo',
      privateKeyFile: '/id',
      usesAgent: true,
      sshConfigFile: '/c',
    });
  });

  it('have no login and no keys where hosts are pods', () => {
    const yaml =
      'hosts: {transport: kubernetes, login: me, sudo: true, kubernetes: {namespace: n, maxConnections: -1, disableTimeoutPrefix: true}}';
    expect(settingsOf(yaml)).toEqual({
      enrolment: { kind: 'refuse' },
      transport: 'kubernetes',
      port: 22,
      login: 'root',
      usesAgent: false,
      kubernetes: {
        namespace: 'n',
        usePodNames: false,
        glusterDaemonSet: false,
        stateFolder: '/var/lib/heketi/hostreeve',
        hasTimeoutPrefix: false,
      },
    });
    expect(settingsOf('hosts: {transport: kubernetes}').kubernetes).toMatchObject({
      maxCommands: 64,
      hasTimeoutPrefix: true,
    });
  });

  it('may name several files of known hosts', () => {
    expect(settingsOf('hosts: {knownHostsFile: "/a:/b"}').enrolment).toEqual({
      kind: 'known-hosts',
      files: ['/a', '/b'],
    });
  });
});
