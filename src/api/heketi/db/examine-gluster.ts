import type { NodeLook, Reading } from '../../../domains/volumes/index.ts';
import { type Answer, jsonTextAnswer } from '../answer.ts';
import type { Call } from '../parts.ts';
import { countStored } from '../stored-operations.ts';
import { asGoPrints } from './as-go-prints.ts';
import { documentInStore } from './database.ts';
import type { ClusterEntry, HeketiDocument, NodeEntry } from './document.ts';
import { prettyText } from './pretty-text.ts';

/**
 * The database, and beside it what each node says: contract heketi-api §6.6. The names of keys are those of the fields in
 * Heketi's own program; of what LVM and Gluster say, they have what this server reads. A node that does not answer makes
 * lines in the report. Unlike in the original, nodes are asked about hosting volumes of their own cluster alone.
 */
export async function examineGluster({ api, request }: Call): Promise<Answer> {
  const gone = new AbortController();
  const hangUp = (): void => gone.abort(new Error('who asked has gone'));
  request.socket.once('close', hangUp);
  try {
    const { fresh } = await countStored(api.store);
    const heketidb = await documentInStore(api);
    const report = [`OnDemand Examiner invoked while ${fresh} ops are in flight`];
    const clusters: object[] = [];
    for (const cluster of Object.values(heketidb.clusterentries)) {
      const looks = await api.lookAtNodes(cluster.Info.id, gone.signal);
      const nodes = cluster.Info.nodes.flatMap((id) => heketidb.nodeentries[id] ?? []);
      report.push(...linesAbout(cluster, nodes, looks, heketidb));
      clusters.push({
        ClusterHeketiID: cluster.Info.id,
        NodesData: nodes.map(({ Info: { id } }) => ({ NodeHeketiID: id, ...nodeData(looks.get(id), heketidb) })),
      });
    }
    const answer = { heketidb: asGoPrints(heketidb), report, clusters: clusters.length === 0 ? null : clusters };
    return jsonTextAnswer(200, await prettyText(answer, 3));
  } finally {
    request.socket.off('close', hangUp);
  }
}

type Looks = ReadonlyMap<string, NodeLook>;

function linesAbout(
  { Info: { id: cluster, volumes } }: ClusterEntry,
  nodes: readonly NodeEntry[],
  looks: Looks,
  document: HeketiDocument,
): readonly string[] {
  const lines = nodes.flatMap((node) => failuresOf(node, looks.get(node.Info.id)));
  if (nodes.length === 0) lines.push(`not able to fetch any data from cluster ${cluster}`);
  const known = namesText(volumes.map((id) => document.volumeentries[id]?.Info.name ?? ''));
  const differences = nodes.flatMap(({ Info: { id } }) => {
    const seen = valueOf(looks.get(id)?.volumes);
    if (seen === null)
      return [`heketi volume list could not be compared with volume list of node ${id} due to missing info`];
    return namesText(seen.map(({ name }) => name)) === known
      ? []
      : [`heketi volume list does not match with volume list of node ${id}`];
  });
  return [
    ...lines,
    ...(differences.length === 0 ? ['heketi volume list matches with volume list of all nodes'] : differences),
  ];
}

const namesText = (names: readonly string[]): string => names.toSorted().join(' ');

function failuresOf({ Info: { hostnames } }: NodeEntry, look: NodeLook | undefined): string[] {
  const [host = ''] = hostnames.manage;
  if (look === undefined) return [`could not fetch data from node ${host}`];
  const { volumes, physicalVolumes, volumeGroups, logicalVolumes, brickMounts, blockVolumes } = look;
  const line = (reading: Reading<unknown>, text: (reason: string) => string): readonly string[] =>
    reading.kind === 'read' ? [] : [text(reading.reason)];
  const of =
    (what: string) =>
    (reason: string): string =>
      `could not fetch ${what} from node ${host} : ${reason}`;
  return [
    ...line(volumes, () => `could not fetch data from node ${host}`),
    ...line(physicalVolumes, of('LVM pvs data')),
    ...line(volumeGroups, of('LVM vgs data')),
    ...line(logicalVolumes, of('LVM lvs data')),
    ...line(brickMounts, of('brick mount status')),
    ...[...blockVolumes].flatMap(([id, names]) =>
      line(names, (reason) => `could not fetch block volume list for block hosting volume ${id} : ${reason}`),
    ),
  ];
}

function valueOf<Value>(reading: Reading<Value> | undefined): Value | null {
  return reading?.kind === 'read' ? reading.value : null;
}

/** What could not be read is null, as in the original. */
function nodeData(look: NodeLook | undefined, { volumeentries }: HeketiDocument): object {
  const shown = <Value>(reading: Reading<Value> | undefined, show: (value: Value) => object): object | null => {
    const value = valueOf(reading);
    return value === null ? null : show(value);
  };
  const blocks = [...(look?.blockVolumes ?? [])].flatMap(([id, names]) =>
    (valueOf(names) ?? []).map((name) => `${volumeentries[id]?.Info.name ?? id}/${name}`),
  );
  return {
    VolumeInfo: shown(look?.volumes, (volumes) => ({
      Volumes: { Count: volumes.length, VolumeList: volumes.map(volumeData) },
    })),
    LVMPVInfo: shown(look?.physicalVolumes, (volumes) => ({
      report: [
        {
          pv: volumes.map(({ device, group = '', totalKib, freeKib }) => ({
            pv_name: device,
            vg_name: group,
            pv_size: kib(totalKib),
            pv_free: kib(freeKib),
          })),
        },
      ],
    })),
    LVMVGInfo: shown(look?.volumeGroups, (groups) => ({
      report: [
        {
          vg: groups.map((group) => ({
            vg_name: group.name,
            pv_count: String(group.physicalVolumes),
            lv_count: String(group.logicalVolumes),
            snap_count: String(group.snapshots),
            vg_attr: group.attributes,
            vg_size: kib(group.totalKib),
            vg_free: kib(group.freeKib),
          })),
        },
      ],
    })),
    LVMLVInfo: shown(look?.logicalVolumes, (volumes) => ({ report: [{ lv: volumes.map(logicalVolumeData) }] })),
    BricksMountStatus: shown(look?.brickMounts, (mounts) => ({
      Statuses: mounts.map(({ device, mountPoint, fsType, options, isMounted }) => ({
        Device: device,
        MountPoint: mountPoint,
        Type: fsType,
        MountOptions: options,
        Mounted: isMounted,
      })),
    })),
    BlockVolumeNames: blocks.length === 0 ? null : blocks,
  };
}

type VolumeSeen = Extract<NodeLook['volumes'], { kind: 'read' }>['value'][number];

const STATUS = { created: 0, started: 1, stopped: 2 } as const;

function volumeData(volume: VolumeSeen): object {
  const { name, glusterId, status, bricks, replica, arbiters, disperse, redundancy, options } = volume;
  const entries = Object.entries(options);
  return {
    VolumeName: name,
    ID: glusterId,
    Status: STATUS[status],
    StatusStr: `${status.slice(0, 1).toUpperCase()}${status.slice(1)}`,
    BrickCount: bricks.length,
    ReplicaCount: replica,
    ArbiterCount: arbiters,
    DisperseCount: disperse,
    RedundancyCount: redundancy,
    Bricks: { BrickList: bricks.map((brick) => ({ Name: brick.name, IsArbiter: brick.isArbiter ? 1 : 0 })) },
    OptCount: entries.length,
    Options: { OptionList: entries.map(([Name, Value]) => ({ Name, Value })) },
  };
}

type LogicalVolumeSeen = Extract<NodeLook['logicalVolumes'], { kind: 'read' }>['value'][number];

function logicalVolumeData(volume: LogicalVolumeSeen): object {
  const { name, group, attributes, sizeKib, pool, dataPercent, metadataPercent } = volume;
  return {
    lv_name: name,
    vg_name: group,
    lv_attr: attributes,
    lv_size: kib(sizeKib),
    pool_lv: pool ?? '',
    data_percent: percent(dataPercent),
    metadata_percent: percent(metadataPercent),
  };
}

/** As LVM prints it with `--units k`. */
const kib = (amount: number): string => `${amount}.00k`;

const percent = (share: number | undefined): string => (share === undefined ? '' : share.toFixed(2));
