import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { podTimer } from '../../../../test/remote/pod-transport.ts';
import { describeError } from '../../errors.ts';
import type { KubernetesAccess } from './cluster-access.ts';
import { openKubernetesApi } from './open-api.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostreeve-kubeconfig-'));
afterAll(() => rmSync(folder, { recursive: true }));

const inPod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
const namespaceOf = async (access: Partial<KubernetesAccess>): Promise<string> =>
  (await openKubernetesApi({ environment: {}, serviceAccountFolder: folder, ...access }, { timer: podTimer }))
    .namespace;

function kubeconfig(name: string, contexts: readonly object[], current = 'one'): string {
  const file = join(folder, name);
  const clusters = [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443' } }];
  const users = [{ name: 'u', user: { token: 't' } }];
  writeFileSync(file, JSON.stringify({ clusters, users, contexts, 'current-context': current }));
  return file;
}

const context = (name: string, namespace?: string, user = 'u'): object => ({
  name,
  context: { cluster: 'c', user, ...(namespace === undefined ? {} : { namespace }) },
});

describe('the namespace of the pods', () => {
  it('is the one that is set, else that of the service account', async () => {
    await expect(namespaceOf({ environment: inPod })).rejects.toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
      message: expect.stringContaining('no namespace is set (hosts.kubernetes.namespace)'),
    });
    writeFileSync(join(folder, 'namespace'), 'gluster\n');
    expect(await namespaceOf({ environment: inPod })).toBe('gluster');
    expect(await namespaceOf({ environment: inPod, namespace: 'storage' })).toBe('storage');
  });

  it('is that of the context with a kubeconfig, and not that of a service account', async () => {
    const kubeconfigFile = kubeconfig('contexts', [context('one', 'first'), context('two', 'second'), context('none')]);
    expect(await namespaceOf({ kubeconfigFile })).toBe('first');
    expect(await namespaceOf({ kubeconfigFile, context: 'two' })).toBe('second');
    await expect(namespaceOf({ kubeconfigFile, context: 'none', environment: inPod })).rejects.toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
    });
  });
});

describe('a configuration that leads to no API server', () => {
  it('is that of a server outside of a pod without a kubeconfig', async () => {
    for (const environment of [{}, { KUBERNETES_SERVICE_HOST: '10.96.0.1' }, { ...inPod, KUBERNETES_SERVICE_HOST: '' }])
      await expect(namespaceOf({ environment, namespace: 'n' })).rejects.toMatchObject({
        code: 'KUBERNETES_UNUSABLE',
        message: expect.stringContaining('hosts.kubernetes.kubeconfigFile is not set'),
      });
  });

  it('is told without the lines of a kubeconfig, which have its secrets', async () => {
    const kubeconfigFile = join(folder, 'odd');
    writeFileSync(kubeconfigFile, 'users:\n  - name: u\n    user:\n      token: secret\n     password: secret\n');
    const refused = await namespaceOf({ kubeconfigFile, namespace: 'n' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
      fields: { reason: `the kubeconfig ${kubeconfigFile} cannot be read: line 5 is no YAML that makes sense` },
    });
    expect(describeError(refused)).not.toContain('secret');
  });

  it('is one with the address of no server, or with http where that is not allowed', async () => {
    const at = (server: string, more: object = {}): string => {
      const file = kubeconfig('server', [context('one', 'n')]);
      const clusters = [{ name: 'c', cluster: { server, ...more } }];
      writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), clusters }));
      return file;
    };
    for (const server of ['kubernetes:6443', 'nonsense', 'http://10.96.0.1'])
      await expect(namespaceOf({ kubeconfigFile: at(server) })).rejects.toMatchObject({
        code: 'KUBERNETES_UNUSABLE',
        message: expect.stringContaining('the server of the context one is no address with https'),
      });
    const allowed = at('http://10.96.0.1', { 'insecure-skip-tls-verify': true });
    expect(await namespaceOf({ kubeconfigFile: allowed })).toBe('n');
  });

  it.each([
    ['a file that is not there', () => join(folder, 'nowhere'), 'cannot be read: ENOENT'],
    ['another context', () => kubeconfig('other', [context('two')]), 'the context one leads to no cluster or no user'],
    ['no user', () => kubeconfig('nobody', [context('one', 'n', 'x')]), 'leads to no cluster or no user'],
  ])('is told with its file: %s', async (_, file, words) => {
    const kubeconfigFile = file();
    const refused = namespaceOf({ kubeconfigFile, namespace: 'n' });
    await expect(refused).rejects.toMatchObject({
      code: 'KUBERNETES_UNUSABLE',
      message: expect.stringContaining(words),
    });
    await expect(refused).rejects.toThrow(kubeconfigFile);
  });
});
