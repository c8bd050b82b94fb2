import { type RunResult, type SimulatedProgram, type SimulatedRun, simulate } from '../../../kernel/remote/index.ts';
import { createThinVolume } from './programs/create-thin-volume.ts';
import { listHostVolumes } from './programs/list-host-volumes.ts';
import { listLogicalVolumes } from './programs/list-logical-volumes.ts';
import { removeLogicalVolume } from './programs/remove-logical-volume.ts';
import { forgetSource, lvmOf, usedKib, type VolumeGroup } from './simulated-storage.ts';

const refuse = (stderr: string): Partial<RunResult> => ({ code: 5, stderr });
const noGroup = (name: string): Partial<RunResult> =>
  refuse(`  Volume group "${name}" not found\n  Cannot process volume group ${name}\n`);
const NOT_BACKED_UP = '  WARNING: This metadata update is NOT backed up.\n';

export const simulatedLvm: readonly SimulatedProgram[] = [
  simulate(createThinVolume, { changes: true }, function* (host, fields): Exclude<SimulatedRun, Partial<RunResult>> {
    const [groupName = '', pool = ''] = fields.pool.split('/');
    const group = lvmOf(host).groups[groupName];
    if (group === undefined) return noGroup(groupName);
    if (group.volumes[pool] !== undefined || group.volumes[fields.name] !== undefined)
      return refuse(`  Logical volume ${pool} already exists in Volume group ${groupName}.\n`);
    const { extentKib, totalKib } = group;
    const freeExtents = Math.floor((totalKib - usedKib(group)) / extentKib);
    const wanted = Math.ceil(fields.poolKib / extentKib);
    if (wanted + Math.ceil(fields.metadataKib / extentKib) > freeExtents)
      return refuse(
        `  Volume group "${groupName}" has insufficient free space (${freeExtents} extents): ${wanted} required.\n`,
      );
    group.volumes[pool] = {
      sizeKib: Math.ceil(fields.poolKib / extentKib) * extentKib,
      metadataKib: fields.metadataKib,
    };
    yield;
    group.volumes[fields.name] = { sizeKib: Math.ceil(fields.sizeKib / extentKib) * extentKib, pool };
    return { stderr: NOT_BACKED_UP };
  }),

  simulate(removeLogicalVolume, { changes: true }, function* (host, { volume }, { fleet }): Exclude<
    SimulatedRun,
    Partial<RunResult>
  > {
    const [groupName = '', name = ''] = volume.split('/');
    const group = lvmOf(host).groups[groupName];
    if (group === undefined) return noGroup(groupName);
    if (group.volumes[name] === undefined) return refuse(`  Failed to find logical volume "${volume}"\n`);
    // A pool goes with all that is in it, without a question.
    const names = [...thinVolumesOf(group, name), name];
    const path = (each: string): string => `/dev/mapper/${groupName}-${each}`;
    const inUse = names.find((each) => host.mountsFrom(path(each)).length > 0);
    if (inUse !== undefined) return refuse(`  Logical volume ${groupName}/${inUse} contains a filesystem in use.\n`);
    for (const each of names) {
      delete group.volumes[each];
      forgetSource(host, fleet, path(each));
      yield;
    }
    const stdout = names.map((each) => `  Logical volume "${each}" successfully removed.\n`).join('');
    return { stdout, stderr: NOT_BACKED_UP };
  }),

  simulate(listLogicalVolumes, { changes: false }, (host, { group: name }): Partial<RunResult> => {
    const group = lvmOf(host).groups[name];
    if (group === undefined) return { ...noGroup(name), stdout: report([]) };
    return { stdout: report(rowsOf(name, group)) };
  }),

  simulate(listHostVolumes, { changes: false }, (host): Partial<RunResult> => {
    const groups = Object.entries(lvmOf(host).groups).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { stdout: report(groups.flatMap(([name, group]) => rowsOf(name, group))) };
  }),
];

function rowsOf(name: string, group: VolumeGroup): readonly object[] {
  const volumes = Object.entries(group.volumes);
  const thinCounts = countThinVolumes(volumes.map(([, { pool }]) => pool));
  return volumes
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([lv, { sizeKib, pool, fill }]) => ({
      lv_name: lv,
      lv_uuid: 'ANMSZQ-BZy4-BKQC-xccu-nonA-V1JU-Jft3Ud',
      vg_name: name,
      lv_size: `${sizeKib}.00`,
      pool_lv: pool ?? '',
      lv_attr: pool === undefined ? 'twi-aotz--' : 'Vwi-a-tz--',
      thin_count: pool === undefined ? `${thinCounts.get(lv) ?? 0}` : '',
      data_percent: (fill?.data ?? 0).toFixed(2),
      metadata_percent: pool === undefined ? (fill?.metadata ?? 10.84).toFixed(2) : '',
    }));
}

function thinVolumesOf({ volumes }: VolumeGroup, pool: string): string[] {
  return Object.keys(volumes).filter((name) => volumes[name]?.pool === pool);
}

/** By pool, of the pools that volumes lie in: counted once for a group of hundreds of volumes. */
function countThinVolumes(pools: readonly (string | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const pool of pools) if (pool !== undefined) counts.set(pool, (counts.get(pool) ?? 0) + 1);
  return counts;
}

function report(rows: readonly object[]): string {
  return `  ${JSON.stringify({ report: [{ lv: rows }] }, null, 4)}\n`;
}
