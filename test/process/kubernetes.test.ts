import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startProduct } from '../conformance/start-product.ts';
import { startTestKubernetes } from '../remote/kubernetes-server.ts';
import { writeKubeconfig } from '../remote/write-kubeconfig.ts';
import { temporaryFolder } from '../store/fixtures.ts';

/** The scripts that processes loaded whose NODE_V8_COVERAGE this folder was. */
function scriptsIn(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

const CLIENT = /node_modules\/(@kubernetes|ws)\//;

it('the client of Kubernetes is loaded by no server that has other hosts: it takes longer than all the rest', async () => {
  const scripts = temporaryFolder();
  const product = await startProduct(['--data', join(temporaryFolder(), 'data')], {
    HEKETI_EXECUTOR: 'ssh',
    NODE_V8_COVERAGE: scripts,
  });
  // Once it answers, it ends in good order, and only then does it write what it loaded.
  await fetch(`${product.url}/healthz`);
  await product.stop();
  const loaded = scriptsIn(scripts);
  expect(loaded).toContain('/src/kernel/remote/kubernetes/open-api.ts');
  expect(loaded).toContain('/node_modules/ssh2/');
  expect(loaded).not.toMatch(CLIENT);
}, 90_000);

it('the client of Kubernetes is loaded by no command, also where hosts are pods', () => {
  for (const words of [
    ['config', 'print'],
    ['host', 'list', '--server', 'http://127.0.0.1:9'],
  ]) {
    const scripts = temporaryFolder();
    const env = { ...process.env, HOSTREEVE_HOSTS_TRANSPORT: 'kubernetes', NODE_V8_COVERAGE: scripts };
    spawnSync('bin/hostreeve', words, { env });
    const loaded = scriptsIn(scripts);
    expect(loaded).toContain('/src/cli/');
    expect(loaded).not.toMatch(CLIENT);
  }
}, 90_000);

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
    HOSTREEVE_HOSTS_KUBERNETES_KUBECONFIG_FILE: writeKubeconfig(kubernetes, folder),
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

it("a node that Heketi's client adds has its glusterd asked in the pod with its label", async () => {
  const folder = temporaryFolder();
  const kubernetes = await startTestKubernetes(folder);
  onTestFinished(() => kubernetes.stop());
  const { root } = kubernetes.addPod('glusterfs-a', 'node-1');
  const asked = join(root, 'asked');
  const answer =
    '<?xml version="1.0"?><cliOutput><opRet>0</opRet><opErrno>0</opErrno><opErrstr/><peerStatus/></cliOutput>';
  const gluster = `#!/bin/sh\necho "$*" >>'${asked}'\necho '${answer}'\n`;
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'gluster'), gluster, { mode: 0o755 });

  const product = await startProduct(['--data', join(folder, 'data'), '--disable-auth'], {
    HEKETI_EXECUTOR: 'kube',
    HEKETI_KUBE_NAMESPACE: kubernetes.namespace,
    HOSTREEVE_HOSTS_KUBERNETES_KUBECONFIG_FILE: writeKubeconfig(kubernetes, folder),
  });
  onTestFinished(() => product.stop());
  const heketi = async (path: string, body?: object): Promise<Response> =>
    fetch(`${product.url}${path}`, {
      redirect: 'manual',
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  const { id: cluster } = (await (await heketi('/clusters', { file: true, block: true })).json()) as { id: string };
  const hostnames = { manage: ['node-1'], storage: ['10.0.0.1'] };
  const queued = (await heketi('/nodes', { zone: 1, cluster, hostnames })).headers.get('location') ?? '';
  let polled = await heketi(queued);
  while (polled.headers.get('x-pending') === 'true') polled = await heketi(queued);
  expect([polled.status, polled.headers.get('location')]).toEqual([
    303,
    expect.stringMatching(/^\/nodes\/[0-9a-f]{32}$/),
  ]);
  expect(readFileSync(asked, 'utf8')).toContain('pool list');
  expect(kubernetes.asked[0]?.url.searchParams.get('labelSelector')).toBe('glusterfs-node==node-1');
}, 90_000);
