import { addProblem, configErrors, type Report } from './errors.ts';
import { isKubernetes } from './is-kubernetes.ts';
import type { Config } from './sections.ts';

/** Reports values that are right by themselves and do not go together. */
export function reportContradictions(config: Config, isHeketiFileGiven: boolean, report: Report): void {
  const contradict = (keys: readonly string[], reason: string): void =>
    addProblem(report, configErrors.CONFIG_CONTRADICTION({ keys, reason }));
  const { heketi, hosts, store } = config;

  if (store.password !== undefined && store.passwordFile !== undefined)
    contradict(['store.password', 'store.passwordFile'], 'only one of them can be given');
  if (store.url === undefined && (store.password ?? store.passwordFile) !== undefined)
    contradict(['store.password', 'store.passwordFile'], 'a password needs store.url, the database that it is for');

  const isByPods = hosts.transport === 'kubernetes';
  if (isByPods !== isKubernetes(heketi.executor) && heketi.executor !== 'mock')
    contradict(
      ['hosts.transport', 'heketi.executor'],
      `hosts are reached as pods by both or by neither: they are ${hosts.transport} and ${heketi.executor}`,
    );
  if (hosts.kubernetes.context !== undefined && hosts.kubernetes.kubeconfigFile === undefined)
    contradict(['hosts.kubernetes.context', 'hosts.kubernetes.kubeconfigFile'], 'a context is one of a kubeconfig');

  if (hosts.enrol === 'known_hosts' && hosts.knownHostsFile === undefined)
    contradict(['hosts.enrol', 'hosts.knownHostsFile'], 'known_hosts needs the file with the keys');
  if (hosts.enrol === 'ca' && hosts.caFile === undefined)
    contradict(['hosts.enrol', 'hosts.caFile'], 'ca needs the file with the keys of the authorities');
  if (hosts.enrol === 'ca' && hosts.transport !== 'openssh')
    contradict(
      ['hosts.enrol', 'hosts.transport'],
      "certificates of hosts are checked by the system's ssh only: with ca, hosts.transport must be openssh",
    );
  if (hosts.sshConfigFile !== undefined && hosts.transport !== 'openssh')
    contradict(
      ['hosts.sshConfigFile', 'hosts.transport'],
      "only the system's ssh reads such a file: hosts.transport must be openssh",
    );

  const { tls } = heketi;
  if (tls.enabled && (tls.certFile === undefined || tls.keyFile === undefined))
    contradict(['heketi.tls.certFile', 'heketi.tls.keyFile'], 'both are needed while heketi.tls.enabled is true');

  const { maxSizeGib, minSizeGib } = heketi.bricks;
  if (minSizeGib > maxSizeGib)
    contradict(
      ['heketi.bricks.minSizeGib', 'heketi.bricks.maxSizeGib'],
      `the smallest brick (${minSizeGib} GiB) is larger than the largest (${maxSizeGib} GiB)`,
    );

  const { xfsStripeUnit, xfsStripeWidth } = heketi.commands;
  if ((xfsStripeUnit === 0) !== (xfsStripeWidth === 0))
    contradict(
      ['heketi.commands.xfsStripeUnit', 'heketi.commands.xfsStripeWidth'],
      'both must be given, or neither; mkfs.xfs takes no single one',
    );

  for (const name of ['Admin', 'User'] as const) {
    const keys = [`heketi.previous${name}Key`, `heketi.${name.toLowerCase()}Key`];
    const previous = heketi[`previous${name}Key`];
    const current = name === 'Admin' ? heketi.adminKey : heketi.userKey;
    if (previous !== undefined && current === undefined) contradict(keys, 'there is no present key that it was before');
    if (previous !== undefined && previous.reveal() === current?.reveal())
      contradict(keys, 'both are the same key; give the new one under the second name');
  }

  // Without a heketi.json nobody said that the Heketi API is wanted.
  if (isHeketiFileGiven && !heketi.disableAuth && (heketi.adminKey === undefined || heketi.userKey === undefined))
    contradict(
      ['heketi.adminKey', 'heketi.userKey'],
      'both keys for tokens are needed (jwt.admin.key and jwt.user.key in heketi.json), or --disable-auth',
    );
}
