import type { V1Pod } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { Account } from '../account.ts';
import { hostId } from '../host-id.ts';
import { containerOf } from './check-pod.ts';
import { podOf } from './pod.ts';

const account: Account = {
  host: hostId('h1'),
  addresses: [],
  login: 'root',
  credentials: {},
  hostKeys: [],
  onUnknownKey: 'refuse',
};
const stateFolder = '/var/lib/heketi/hostreeve';

type Volume = NonNullable<NonNullable<V1Pod['spec']>['volumes']>[number];

/** A pod whose first container has these volumes, by where they are mounted. */
function aPod(mounts: Readonly<Record<string, Omit<Volume, 'name'>>>): V1Pod {
  const paths = Object.keys(mounts);
  return {
    metadata: { name: 'p', uid: 'u' },
    spec: {
      containers: [
        { name: 'glusterfs', volumeMounts: paths.map((mountPath) => ({ name: mountPath, mountPath })) },
        { name: 'sidecar' },
      ],
      volumes: Object.entries(mounts).map(([name, volume]) => ({ name, ...volume })),
    },
  };
}

const lasting = { hostPath: { path: '/var/lib/heketi' } };
const refusalOf = (pod: V1Pod, choice: object = {}): unknown => {
  try {
    return containerOf(podOf(pod), { stateFolder, ...choice }, account);
  } catch (error) {
    return error;
  }
};

describe('the container of a pod', () => {
  it('is the first one, as for Heketi, or the one that is named', () => {
    const pod = aPod({ '/var/lib/heketi': lasting });
    expect(refusalOf(pod)).toBe('glusterfs');
    expect(refusalOf(pod, { container: 'glusterfs' })).toBe('glusterfs');
    expect(refusalOf(pod, { container: 'odd' })).toMatchObject({
      code: 'POD_UNUSABLE',
      fields: { reason: 'its pod p has no container odd, only glusterfs, sidecar' },
    });
  });

  it.each([
    ['the folder itself', { [stateFolder]: lasting }],
    ['a folder above it, with a slash', { '/var/lib/': lasting }],
    ['the root', { '/': lasting }],
    ['a claim', { '/var/lib/heketi': { persistentVolumeClaim: { claimName: 'c' } } }],
    ['the nearest one', { '/var': { emptyDir: {} }, '/var/lib/heketi': lasting }],
  ])('is taken when what is kept there outlives it: %s', (_, mounts) => {
    expect(refusalOf(aPod(mounts))).toBe('glusterfs');
  });

  it.each([
    ['no volume', {}, 'is on no volume'],
    ['one beside it', { '/var/lib/hek': lasting }, 'is on no volume'],
    ['an emptyDir', { '/var/lib/heketi': { emptyDir: {} } }, 'is on the volume at /var/lib/heketi (emptyDir)'],
    [
      'a nearer emptyDir',
      { '/var': lasting, '/var/lib/heketi': { emptyDir: {} } },
      'is on the volume at /var/lib/heketi (emptyDir)',
    ],
    [
      'a folder that a boot of the node clears',
      { '/var/lib/heketi': { hostPath: { path: '/run/heketi' } } },
      'is on the volume at /var/lib/heketi (hostPath /run/heketi)',
    ],
  ])('is refused when late commands could not be kept out after it: %s', (_, mounts, words) => {
    expect(refusalOf(aPod(mounts))).toMatchObject({
      code: 'POD_UNUSABLE',
      message: expect.stringContaining(words),
    });
  });

  it('is refused when its folder of a lasting volume is called by the pod, which has another name each time', () => {
    const pod = aPod({ '/var/lib/heketi': lasting });
    const [mount] = pod.spec?.containers[0]?.volumeMounts ?? [];
    if (mount !== undefined) mount.subPathExpr = '$(POD_NAME)';
    expect(refusalOf(pod)).toMatchObject({
      code: 'POD_UNUSABLE',
      message: expect.stringContaining('in a folder that follows from the pod (subPathExpr)'),
    });
  });
});
