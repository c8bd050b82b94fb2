import { describe, expect, it } from 'vitest';
import type { Account } from '../account.ts';
import { hostId } from '../host-id.ts';
import type { KubernetesApi, PodQuery } from './api.ts';
import { findPod, type PodRule } from './find-pod.ts';
import type { Pod } from './pod.ts';

const byLabel: PodRule = { usePodNames: false, glusterDaemonSet: false };
const byDaemonSet: PodRule = { usePodNames: false, glusterDaemonSet: true };
const byName: PodRule = { usePodNames: true, glusterDaemonSet: false };

function aPod(changes: Partial<Pod> = {}): Pod {
  return {
    name: 'glusterfs-a',
    uid: 'a',
    node: 'node-1',
    phase: 'Running',
    isTerminating: false,
    isReady: true,
    said: '',
    containers: [],
    ...changes,
  };
}

/** An API server that gives these pods to every query. */
async function found(
  rule: PodRule,
  pods: readonly Pod[],
  names = ['node-1'],
  name = 'gluster one',
): Promise<{ name: string; asked: PodQuery[] }> {
  const asked: PodQuery[] = [];
  const api: KubernetesApi = {
    namespace: 'storage',
    findPods: (query) => {
      asked.push(query);
      return Promise.resolve(pods);
    },
    exec: () => Promise.reject(new TypeError('this test runs no commands')),
  };
  const account: Account = {
    host: hostId('h1'),
    name,
    addresses: names.map((address) => ({ address, port: 22 })),
    login: 'root',
    credentials: {},
    hostKeys: [],
    onUnknownKey: 'refuse',
  };
  const pod = await findPod(api, rule, account, new AbortController().signal);
  return { name: pod.name, asked };
}

describe('the pod of a host', () => {
  it('is the one whose label glusterfs-node is the name of the host', async () => {
    expect(await found(byLabel, [aPod()])).toEqual({
      name: 'glusterfs-a',
      asked: [{ labelSelector: 'glusterfs-node==node-1' }],
    });
  });

  it('is the one of the DaemonSet on the node that is called as the host', async () => {
    const others = [aPod({ name: 'glusterfs-b', node: 'node-2' })];
    expect(await found(byDaemonSet, [aPod(), ...others])).toEqual({
      name: 'glusterfs-a',
      asked: [{ labelSelector: 'glusterfs-node', fieldSelector: 'spec.nodeName=node-1' }],
    });
  });

  it('is the one that is called as the host, whatever else is set', async () => {
    const { asked } = await found({ ...byName, glusterDaemonSet: true }, [aPod({ node: 'elsewhere' })]);
    expect(asked).toEqual([{ name: 'node-1' }]);
  });

  it('compat(heketi): is the last of several of a DaemonSet on the node', async () => {
    expect(await found(byDaemonSet, [aPod(), aPod({ name: 'glusterfs-b' })])).toMatchObject({ name: 'glusterfs-b' });
  });

  it('is looked for by each address of the host in turn', async () => {
    const { asked } = await found(byDaemonSet, [aPod()], ['old-name', 'node-1']);
    expect(asked.map(({ fieldSelector }) => fieldSelector)).toEqual(['spec.nodeName=old-name', 'spec.nodeName=node-1']);
  });

  it('is looked for by a label as its host is spelled, and by a node in lower case, which nodes are in', async () => {
    const spelled = async (rule: PodRule): Promise<PodQuery[]> =>
      (await found(rule, [aPod()], ['node-1', 'alias'], 'Node-1')).asked;
    expect(await spelled(byLabel)).toEqual([{ labelSelector: 'glusterfs-node==Node-1' }]);
    expect(await spelled(byDaemonSet)).toMatchObject([{ fieldSelector: 'spec.nodeName=node-1' }]);
    expect(await spelled(byName)).toEqual([{ name: 'node-1' }]);
  });

  it.each([
    [byLabel, 'there is no pod with the label glusterfs-node==node-1 in the namespace storage'],
    [byDaemonSet, 'there is no pod with a label glusterfs-node on the node node-1 in the namespace storage'],
    [byName, 'there is no pod called node-1 in the namespace storage'],
  ])('that is not there can be waited for, and the message says what was looked for', async (rule, reason) => {
    await expect(found(rule, [])).rejects.toMatchObject({ code: 'HOST_UNREACHABLE', fields: { host: 'h1', reason } });
  });

  it('is refused when several share the label, by their names', async () => {
    await expect(found(byLabel, [aPod({ name: 'b' }), aPod({ name: 'a' })])).rejects.toMatchObject({
      code: 'POD_UNUSABLE',
      fields: {
        name: 'gluster one',
        reason: '2 pods share the label glusterfs-node==node-1: a, b; give each node its own value',
      },
    });
  });

  it('is the one that is ready, beside another that is to take its place', async () => {
    const pods = [aPod({ name: 'old' }), aPod({ name: 'new', phase: 'Pending', isReady: false })];
    for (const rule of [byLabel, byDaemonSet]) expect(await found(rule, pods)).toMatchObject({ name: 'old' });
    await expect(found(byLabel, pods.slice(1).concat(aPod({ name: 'x', isReady: false })))).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
    });
  });

  it('is none that has ended or is being deleted; Heketi counted those', async () => {
    const gone = [aPod({ phase: 'Failed' }), aPod({ phase: 'Succeeded' }), aPod({ isTerminating: true })];
    expect(await found(byLabel, [...gone, aPod({ name: 'new' })])).toMatchObject({ name: 'new' });
    await expect(found(byLabel, gone)).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });

  it.each([
    [{ phase: 'Pending', isReady: false }, 'its pod glusterfs-a is not ready (Pending)'],
    [{ isReady: false, said: 'ContainersNotReady' }, 'its pod glusterfs-a is not ready (Running, ContainersNotReady)'],
    [{ phase: 'Unknown' }, 'its pod glusterfs-a is not ready (Unknown)'],
  ])(
    'is refused while it is not ready, with what Kubernetes says of it; Heketi did not look',
    async (changes, reason) => {
      await expect(found(byLabel, [aPod(changes)])).rejects.toMatchObject({
        code: 'HOST_UNREACHABLE',
        fields: { reason },
      });
    },
  );
});
