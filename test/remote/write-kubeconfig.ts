import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestKubernetes } from './kubernetes-server.ts';

/** A kubeconfig that leads to the test's API server; without a user by the first token of its service account. */
export function writeKubeconfig(
  { port, serviceAccountFolder }: TestKubernetes,
  folder: string,
  user: object = { token: 'first-token' },
): string {
  const file = join(folder, 'kubeconfig');
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority': join(serviceAccountFolder, 'ca.crt'),
  };
  const config = {
    clusters: [{ name: 'test', cluster }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}
