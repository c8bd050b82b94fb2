import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { podTimer } from '../../../../test/remote/pod-transport.ts';
import { type KubernetesAccess, openKubernetesApi } from './open-api.ts';

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
