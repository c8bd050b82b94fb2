import { describe, expect, it } from 'vitest';
import { configKeys } from '../key-table.ts';
import { loadFromTexts, problemsOf } from '../load-from-texts.ts';
import { fullHeketiJson, landing } from './heketi-json.fixture.ts';

const jwt = { admin: { key: 'a' }, user: { key: 'u' } };
const at = (config: object, path: string): unknown =>
  path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], config);

describe('heketi.json', () => {
  it('lands with every key where it belongs, with the executor ssh', () => {
    const { config, warnings } = loadFromTexts({ heketi: fullHeketiJson });
    const found = Object.fromEntries(Object.keys(landing).map((path) => [path, at(config, path)]));
    expect(found).toEqual(landing);
    expect([config.heketi.adminKey?.reveal(), config.heketi.userKey?.reveal()]).toEqual(['admin key', 'user key']);
    expect(warnings).toEqual([
      expect.stringMatching(/^heketi\.json:\d+ \(use_auth\): has no effect; authentication is on/),
      expect.stringMatching(/^heketi\.json:\d+ \(glusterfs\.allocator\): has no effect/),
      expect.stringMatching(/^heketi\.json:\d+ \(glusterfs\.sshexec\.rebalance_on_expansion\): has no effect/),
    ]);
  });

  it('is covered by the test above: each key that the table takes from it is in that file', () => {
    const fromHeketi = configKeys.filter((key) => key.heketi?.path !== undefined && key.kind !== 'secret');
    expect(Object.keys(landing).toSorted()).toEqual(fromHeketi.map((key) => key.path).toSorted());
  });

  it('gives the commands of kubeexec when the executor is Kubernetes, from whatever source', () => {
    const fstab = (texts: object): string =>
      loadFromTexts({ heketi: fullHeketiJson, ...texts }).config.heketi.commands.fstab;
    expect(fstab({})).toBe('/ssh/fstab');
    expect(fstab({ env: { HEKETI_EXECUTOR: 'kube' } })).toBe('/kube/fstab');
    expect(fstab({ yaml: 'heketi: {executor: kubernetes}' })).toBe('/kube/fstab');
  });

  it('makes zero, null and empty texts mean the default, as in Heketi', () => {
    const { config, origins } = loadFromTexts({
      heketi: {
        jwt,
        default_state: '',
        glusterfs: {
          executor: '',
          brick_max_size_gb: 0,
          max_volumes_per_cluster: 0,
          max_inflight_operations: 0,
          block_hosting_volume_size: -5,
          refresh_time_background_cleaner: 0,
          start_time_monitor_gluster_nodes: null,
          operation_retry_limits: { volume_create: -1 },
          sshexec: { port: '', gluster_cli_timeout: 0 },
        },
      },
    });
    const taken = [...origins].filter(([, origin]) => origin.kind !== 'default').map(([path]) => path);
    expect(taken).toEqual(['heketi.adminKey', 'heketi.userKey']);
    expect([config.heketi.bricks.maxSizeGib, config.heketi.cleaner.everyS]).toEqual([4096, 900]);
  });

  it('makes a negative limit no limit', () => {
    const { heketi } = loadFromTexts({
      heketi: { jwt, glusterfs: { max_volumes_per_cluster: -7, kubeexec: { max_connections: -2 } } },
    }).config;
    expect([heketi.maxVolumesPerCluster, heketi.kubernetes.maxConnections]).toEqual([-1, -1]);
  });

  it('is read without regard to case, as Go reads JSON', () => {
    const { config } = loadFromTexts({ heketi: { JWT: { Admin: { Key: 'a' }, user: { key: 'u' } }, Port: '81' } });
    expect(config.listen).toBe('[::]:81');
  });

  it('may be indented with tabs', () => {
    const heketi = '{\n\t"jwt": {\n\t\t"admin": {"key": "a"},\n\t\t"user": {"key": "u"}\n\t},\n\t"port": "81"\n}\n';
    expect(loadFromTexts({ heketi }).origins.get('listen')).toHaveProperty('line', 6);
  });

  it('has its unknown keys warned about with the nearest one, and those that start with _ passed over', () => {
    const { warnings } = loadFromTexts({
      heketi: {
        jwt,
        _port_comment: 'x',
        constructor: 1,
        glusterfs: { brick_max_size: 1, _c: {}, sshexec: { kayfile: 'k' } },
      },
    });
    expect(warnings).toEqual([
      'heketi.json:11 (constructor): unknown key, which has no effect',
      'heketi.json:13 (glusterfs.brick_max_size): unknown key, which has no effect (did you mean glusterfs.brick_max_size_gb?)',
      'heketi.json:16 (glusterfs.sshexec.kayfile): unknown key, which has no effect (did you mean glusterfs.sshexec.keyfile?)',
    ]);
  });

  it('has the explanations that stand as values in the sample of Heketi warned about, not used', () => {
    const { config, warnings } = loadFromTexts({
      heketi: {
        jwt,
        glusterfs: { sshexec: { port: 'Optional: ssh port.  Default is 22', pv_data_alignment: 'Optional: x' } },
      },
    });
    expect([config.heketi.ssh.port, config.heketi.commands.pvDataAlignment]).toEqual([22, '256K']);
    expect(warnings).toHaveLength(2);
  });

  it('has an unknown log level and an unknown zone checking warned about', () => {
    const { config, warnings } = loadFromTexts({
      heketi: { jwt, glusterfs: { loglevel: 'loud', zone_checking: 'maybe' } },
    });
    expect([config.log.level, config.heketi.zoneChecking]).toEqual(['info', 'none']);
    expect(warnings).toEqual([
      expect.stringContaining('"loud" is no log level'),
      expect.stringContaining('"maybe" is neither none nor strict'),
    ]);
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['a port without quotes', { port: 8080 }, '10 (port): listen: expected a JSON string, found a number'],
    ['a port that is none', { port: '99999' }, '10 (port): listen: expected the digits of a port, found "99999"'],
    [
      'a number in quotes',
      { glusterfs: { brick_max_size_gb: '4' } },
      '11 (glusterfs.brick_max_size_gb): heketi.bricks.maxSizeGib: expected a whole number, without quotes, found a text',
    ],
    ['a text for an object', { glusterfs: 'x' }, '10 (glusterfs): glusterfs: expected an object, found a text'],
    [
      'a negative size',
      { glusterfs: { brick_min_size_gb: -1 } },
      '11 (glusterfs.brick_min_size_gb): heketi.bricks.minSizeGib: expected a whole number from 1 upwards, found -1',
    ],
    [
      'a wrong type in a section that is not in use',
      { glusterfs: { kubeexec: { fstab: 1 } } },
      '12 (glusterfs.kubeexec.fstab): heketi.commands.fstab: expected a JSON string, found a number',
    ],
    [
      'an executor that does not exist',
      { glusterfs: { executor: 'X' } },
      '11 (glusterfs.executor): heketi.executor: invalid executor: "X"; expected one of mock, ssh, kube, kubernetes, inject/ssh, inject/mock',
    ],
  ];
  it.each(wrong)('is refused for %s', (_, content, expected) => {
    expect(problemsOf({ heketi: { jwt, ...(content as object) } })).toEqual([`heketi.json:${expected}`]);
  });

  it('is refused when it is not a JSON object, with line and column', () => {
    expect(problemsOf({ heketi: '{\n  "port": "1",\n}' })[0]).toBe('heketi.json:3:1: not valid JSON');
    expect(problemsOf({ heketi: '{"a": ' })[0]).toBe('heketi.json:1:7: not valid JSON');
    expect(problemsOf({ heketi: '[]' })[0]).toBe('heketi.json:1:1: not a JSON object');
  });

  it('keeps the address of loopback when it names no port, and says that an empty one has no effect', () => {
    expect(loadFromTexts({ heketi: { jwt } }).config.listen).toBe('127.0.0.1:8080');
    const { config, warnings } = loadFromTexts({ heketi: { jwt, port: '' } });
    expect(config.listen).toBe('127.0.0.1:8080');
    expect(warnings).toEqual([expect.stringMatching(/\(port\): is empty and has no effect/)]);
  });

  it('Q11: cannot switch authentication off', () => {
    const { config, warnings } = loadFromTexts({ heketi: { jwt, use_auth: false } });
    expect(config.heketi.disableAuth).toBe(false);
    expect(warnings).toHaveLength(1);
  });
});

describe('HEKETI_* variables', () => {
  it('are read in the forms that Heketi gives them', () => {
    const { config } = loadFromTexts({
      env: {
        HEKETI_PROFILING: 'false',
        HEKETI_BACKUP_DB_TO_KUBE_SECRET: '0',
        HEKETI_KUBE_GLUSTER_DAEMONSET: 'Yes please',
        HEKETI_KUBE_USE_POD_NAMES: 'n',
        HEKETI_DISABLE_BACKGROUND_CLEANER: 'true',
        HEKETI_DISABLE_HEALTH_MONITOR: 'T',
        HEKETI_MAX_INFLIGHT_OPERATIONS: '0',
        HEKETI_SSH_PORT: '2222',
        HEKETI_GLUSTERAPP_LOGLEVEL: 'warning',
        HEKETI_GLUSTERAPP_REBALANCE_ON_EXPANSION: 'false',
        HEKETI_JWT_IAT_LEEWAY_SECONDS: '7',
        HEKETI_MOCK_DEVICE_SIZE_GB: '9',
        SSH_KNOWN_HOSTS: '/k',
      },
    });
    expect(config.log.level).toBe('warn');
    expect(config.heketi).toMatchObject({
      profiling: true,
      jwtIssuedAtLeewayS: 7,
      maxInflightOperations: 8,
      cleaner: { enabled: false },
      monitor: { enabled: false },
      mock: { deviceSizeGib: 9 },
      ssh: { port: 2222, knownHostsFile: '/k' },
      kubernetes: { backupDbToSecret: true, glusterDaemonSet: true, usePodNames: false },
      commands: { rebalanceOnExpansion: false },
    });
  });

  it('are refused with a wrong form', () => {
    const env = { HEKETI_SSH_PORT: 'ssh', HEKETI_SNAPSHOT_LIMIT: 'x', HEKETI_KUBE_USE_POD_NAMES: 'maybe' };
    expect(problemsOf({ env })).toEqual([
      'environment HEKETI_SSH_PORT: heketi.ssh.port: expected the digits of a port, found "ssh"',
      'environment HEKETI_KUBE_USE_POD_NAMES: heketi.kubernetes.usePodNames: expected true or false, found "maybe"',
      expect.stringMatching(/^environment HEKETI_SNAPSHOT_LIMIT: .*found "x"$/),
    ]);
  });
});
