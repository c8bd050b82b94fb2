import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { startTestKubernetes } from '../../../../test/remote/kubernetes-server.ts';
import { podTransport } from '../../../../test/remote/pod-transport.ts';
import { transportContract } from '../../../../test/remote/transport-contract.ts';
import { hostId } from '../host-id.ts';

const root = mkdtempSync(join(tmpdir(), 'hostreeve-pods-'));
const kubernetes = await startTestKubernetes(root);
kubernetes.addPod('glusterfs-x7k2p', 'node-1');
afterAll(async () => {
  await kubernetes.stop();
  rmSync(root, { recursive: true, maxRetries: 3 });
});

for (const protocol of ['v5.channel.k8s.io', 'v4.channel.k8s.io']) {
  transportContract(`the kubernetes transport over ${protocol}`, () => {
    kubernetes.protocols = [protocol];
    const place = mkdtempSync(join(root, 'place-'));
    return {
      host: hostId('node-1'),
      locks: join(place, 'lib', 'locks'),
      files: join(place, 'files'),
      connect: () => podTransport(kubernetes),
      play: (test) => test(),
    };
  });
}
