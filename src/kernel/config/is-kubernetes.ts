/** Whether an executor of Heketi's is that of Kubernetes, which has two names. */
export function isKubernetes(executor: unknown): boolean {
  return executor === 'kube' || executor === 'kubernetes';
}
