import type { Statistics, Volumes } from '../../domains/volumes/index.ts';
import type { Store } from '../../kernel/store/index.ts';
import type { HeketiLog } from './parts.ts';
import { countStored, type OperationCounts } from './stored-operations.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * Heketi's gauges in the text format of Prometheus (contract heketi-api §6.2), for the one page of metrics. When the
 * store cannot be read, `heketi_up` says so and is the only one.
 */
export async function heketiMetrics(
  volumes: Pick<Volumes, 'statistics'>,
  store: Store,
  log: Pick<HeketiLog, 'warn'>,
): Promise<string> {
  try {
    const [statistics, counts] = await Promise.all([volumes.statistics(), countStored(store)]);
    return [up(1), ...inventory(statistics), ...operations(counts)].join('');
  } catch (error) {
    log.warn({ err: error }, 'the store could not be read for the metrics');
    return up(0);
  }
}

function up(value: 0 | 1): string {
  return gauge('up', 'Is heketi running?', [[{}, value]]);
}

function inventory({ clusters, nodes, devices }: Statistics): readonly string[] {
  const perCluster = (count: (cluster: Statistics['clusters'][number]) => number): readonly Sample[] =>
    clusters.map((cluster) => [{ cluster: cluster.id }, count(cluster)]);
  const perDevice = (value: (device: Statistics['devices'][number]) => number): readonly Sample[] =>
    devices.map((device) => {
      const { cluster, hostname, storageHostname, id, name, pvUuid = '' } = device;
      return [
        { cluster, device: name, hostname, id, pv_uuid: pvUuid, storage_hostname: storageHostname },
        value(device),
      ];
    });
  return [
    gauge('cluster_count', 'Number of clusters', [[{}, clusters.length]]),
    gauge(
      'volumes_count',
      'Number of volumes on cluster',
      perCluster(({ volumes }) => volumes),
    ),
    gauge(
      'block_volumes_count',
      'Number of block volumes on cluster',
      perCluster(({ blockVolumes }) => blockVolumes),
    ),
    gauge(
      'nodes_count',
      'Number of nodes on cluster',
      perCluster((cluster) => cluster.nodes),
    ),
    gauge(
      'device_count',
      'Number of devices on host',
      nodes.map((node) => [
        { cluster: node.cluster, hostname: node.hostname, storage_hostname: node.storageHostname },
        node.devices,
      ]),
    ),
    ...deviceSizes.flatMap(([name, help, read]) => [
      gauge(`device_${name}`, help, perDevice(read)),
      gauge(
        `device_${name}_bytes`,
        `${help} in bytes`,
        perDevice((device) => read(device) * 1024),
      ),
    ]),
    gauge(
      'device_brick_count',
      'Number of bricks on device',
      perDevice(({ bricks }) => bricks),
    ),
  ];
}

const deviceSizes: readonly (readonly [
  name: string,
  help: string,
  readKib: (device: Statistics['devices'][number]) => number,
])[] = [
  ['size', 'Total size of the device', ({ totalKib }) => totalKib],
  ['free', 'Amount of Free space available on the device', ({ freeKib }) => freeKib],
  ['used', 'Amount of space used on the device', ({ usedKib }) => usedKib],
];

function operations({ total, failed, stale, fresh }: OperationCounts): readonly string[] {
  return [
    gauge('operations_stale_count', 'Number of Stale Operations', [[{}, stale]]),
    gauge('operations_failed_count', 'Number of Failed Operations', [[{}, failed]]),
    gauge('operations_new_count', 'Number of New Operations', [[{}, fresh]]),
    gauge('operations_total_count', 'Total Number of Operations', [[{}, total]]),
    // compat(heketi): Q23, a capital in the middle.
    gauge('operations_inFlight_count', 'Number of in flight Operations', [[{}, fresh]]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(([labels, value]) => `heketi_${name}${printed(labels)} ${value}\n`);
  return `# HELP heketi_${name} ${help}\n# TYPE heketi_${name} gauge\n${lines.join('')}`;
}

function printed(labels: Labels): string {
  const pairs = Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([label, value]) => `${label}="${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`,
    );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
