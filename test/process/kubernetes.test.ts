import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProduct } from '../conformance/start-product.ts';
import { startTestKubernetes, type TestKubernetes } from '../remote/kubernetes-server.ts';
import { temporaryFolder } from '../store/fixtures.ts';

it('the client of Kubernetes is loaded by no server that has other hosts: it takes longer than all the rest', async () => {
  const scripts = temporaryFolder();
  const product = await startProduct(['--data', join(temporaryFolder(), 'data')], {
    HEKETI_EXECUTOR: 'ssh',
    NODE_V8_COVERAGE: scripts,
  });
  await product.stop();
  const loaded = readdirSync(scripts)
    .map((name) => readFileSync(join(scripts, name), 'utf8'))
    .join('\n');
  expect(loaded).toContain('/src/kernel/remote/kubernetes/open-api.ts');
  expect(loaded).toContain('/node_modules/ssh2/');
  expect(loaded).not.toMatch(/node_modules\/(@kubernetes|ws)\//);
}, 90_000);

/** A kubeconfig that leads to the test's API server by the token of its service account. */
function kubeconfig({ port, serviceAccountFolder }: TestKubernetes, folder: string): string {
  const file = join(folder, 'kubeconfig');
  const config = {
    clusters: [
      {
        name: 'test',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority': join(serviceAccountFolder, 'ca.crt'),
        },
      },
    ],
    users: [{ name: 'test', user: { token: 'first-token' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

it("a server with Heketi's executor for Kubernetes looks at a host by commands in its pod", async () => {
  const folder = temporaryFolder();
  const kubernetes = await startTestKubernetes(folder);
  onTestFinished(() => kubernetes.stop());
  kubernetes.addPod('glusterfs-a', 'node-1');
  const heketi = join(folder, 'heketi.json');
  const kubeexec = { namespace: kubernetes.namespace, gluster_daemonset: true };
  const jwt = { admin: { key: 'an admin key' }, user: { key: 'a user key' } };
  writeFileSync(heketi, JSON.stringify({ jwt, glusterfs: { executor: 'kubernetes', kubeexec } }));

  const data = join(folder, 'data');
  const product = await startProduct(['--data', data, '--heketi-config', heketi], {
    HOSTREEVE_HOSTS_KUBERNETES_KUBECONFIG_FILE: kubeconfig(kubernetes, folder),
  });
  onTestFinished(() => product.stop());
  const headers = {
    authorization: `Bearer ${readFileSync(join(data, 'admin-token'), 'utf8').trim()}`,
    'content-type': 'application/json',
  };
  const post = async (path: string, body: object): Promise<unknown> =>
    (await fetch(`${product.url}/api/v2${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();

  const host = (await post('/hosts', { name: 'node-1' })) as { id: string };
  const report = await post(`/hosts/${host.id}/check`, {});
  expect(report).toMatchObject({ name: 'node-1', login: { name: 'root' }, system: expect.stringContaining('Linux') });
  // The id of a machine is not in a container.
  expect(report).not.toHaveProperty('machineId');
  expect(kubernetes.asked[0]?.url.searchParams.get('fieldSelector')).toBe('spec.nodeName=node-1');

  const other = (await post('/hosts', { name: 'node-2' })) as { id: string };
  expect(await post(`/hosts/${other.id}/check`, {})).toMatchObject({
    isUsable: false,
    findings: [{ code: 'not-reached', text: expect.stringContaining('there is no pod with a label glusterfs-node') }],
  });
}, 90_000);
