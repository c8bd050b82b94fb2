import { describe, expect, it } from 'vitest';
import { configKeys } from '../key-table.ts';
import { loadFromTexts, problemsOf } from '../load-from-texts.ts';
import { isKubernetesInjection } from './kubernetes-injection.ts';

describe('HOSTREEVE_* variables', () => {
  it('are read in the types of their keys', () => {
    const { config } = loadFromTexts({
      env: {
        HOSTREEVE_HTTP_ALLOWED_HOSTS: 'a.example, b.example',
        HOSTREEVE_HEKETI_EXPOSE_SECRETS: 'Yes',
        HOSTREEVE_HEKETI_MAX_VOLUMES_PER_CLUSTER: '-1',
        HOSTREEVE_HEKETI_INJECT_EXEC: '{"command_injection":{}}',
        HOSTREEVE_HEKETI_DISABLE_AUTH: '1',
      },
    });
    expect(config.http.allowedHosts).toEqual(['a.example', 'b.example']);
    expect(config.heketi.exposeSecrets).toBe(true);
    expect(config.heketi.disableAuth).toBe(true);
    expect(config.heketi.maxVolumesPerCluster).toBe(-1);
    expect(config.heketi.injectExec).toEqual({ command_injection: {} });
  });

  it('count as not set when they are empty', () => {
    expect(loadFromTexts({ env: { HOSTREEVE_LISTEN: '' }, yaml: 'listen: a:1' }).config.listen).toBe('a:1');
  });

  it('are refused with a wrong form', () => {
    expect(problemsOf({ env: { HOSTREEVE_HEKETI_PROFILING: 'maybe', HOSTREEVE_LOG_LEVEL: 'INFO' } })).toEqual([
      expect.stringMatching(/^environment HOSTREEVE_LOG_LEVEL: .*"INFO"/),
      'environment HOSTREEVE_HEKETI_PROFILING: heketi.profiling: expected true or false, found "maybe"',
    ]);
  });

  it('are warned about when nobody knows them, with the nearest name, and are never refused', () => {
    const { warnings } = loadFromTexts({ env: { HOSTREEVE_LISTN: 'x', HOSTREEVE_QQQQQQ: 'x' } });
    expect(warnings).toEqual([
      'environment variable HOSTREEVE_LISTN is not known and has no effect (did you mean HOSTREEVE_LISTEN?)',
      'environment variable HOSTREEVE_QQQQQQ is not known and has no effect',
    ]);
  });

  it('are passed over in silence when they are for other commands, for Heketi or for its container', () => {
    const names = ['HOSTREEVE_MASTER_KEY', 'HOSTREEVE_CONFIG', 'HOSTREEVE_TOKEN', 'HOSTREEVE_SERVER'];
    const others = ['HEKETI_PATH', 'HEKETI_TOPOLOGY_FILE', 'HEKETI_CLI_KEY', 'HEKETI_DB_ARCHIVE_COUNT'];
    const env = Object.fromEntries([...names, ...others].map((name) => [name, 'x']));
    expect(loadFromTexts({ env }).warnings).toEqual([]);
  });

  it('are passed over in silence when Kubernetes sets them for a Service', () => {
    const env = {
      HOSTREEVE_SERVICE_HOST: '10.0.0.1',
      HOSTREEVE_SERVICE_PORT: '8080',
      HOSTREEVE_SERVICE_PORT_HTTP: '8080',
      HOSTREEVE_PORT: 'tcp://10.0.0.1:8080',
      HOSTREEVE_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      HOSTREEVE_PORT_8080_TCP_PROTO: 'tcp',
      HOSTREEVE_PORT_8080_TCP_PORT: '8080',
      HOSTREEVE_PORT_8080_TCP_ADDR: '10.0.0.1',
      // Services named hostreeve-heketi-ssh and heketi-http, whose variables have the names of settings.
      HOSTREEVE_HEKETI_SSH_PORT: 'tcp://10.0.0.1:22',
      HEKETI_HTTP_PORT: 'tcp://10.0.0.1:8080',
    };
    const { config, warnings } = loadFromTexts({ env });
    expect(warnings).toEqual([]);
    expect([config.listen, config.heketi.ssh.port]).toEqual(['127.0.0.1:8080', 22]);
  });
});

describe('names of environment variables', () => {
  it('follow from the path, are different from each other and are none that Kubernetes sets', () => {
    const names = configKeys.map((key) => key.env);
    expect(names).toContain('HOSTREEVE_HEKETI_BRICKS_MAX_SIZE_GIB');
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => isKubernetesInjection(name, ''))).toEqual([]);
  });
});
