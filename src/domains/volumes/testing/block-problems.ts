import type { SimulatedFleet } from '../../../kernel/remote/index.ts';
import type { Row, Store } from '../../../kernel/store/index.ts';
import { blocksOf } from '../block/simulated-block.ts';
import { offeredGib } from '../block-space.ts';
import { credentialId } from '../credentials.ts';
import { poolsOf } from '../gluster/simulated-pool.ts';

/**
 * What must hold of block volumes whenever no operation is open: hosting volumes have exactly those that rows name, as
 * large as they say, hold no more than they offer, and the vault has a password for each that wants one.
 */
export async function blockProblems(store: Store, fleet: SimulatedFleet): Promise<readonly string[]> {
  const read = (sql: string): Promise<readonly Row[]> => store.read({ sql, values: [] });
  const [rows, hostings, secrets] = await Promise.all([
    read(`select block.*, volume.name as volume from gluster_block_volume block
      join gluster_volume volume on volume.id = block.hosting order by block.id`),
    read(`select name, size_gib, (select coalesce(sum(size_gib), 0) from gluster_block_volume
      where hosting = gluster_volume.id) as taken_gib from gluster_volume where block = 1`),
    read(`select id from secret where id like 'block-volume/%'`),
  ]);
  const wanted = rows.map((row) => {
    const hosts = (JSON.parse(String(row['hosts'])) as string[]).toSorted().join();
    return `${String(row['volume'])}/${String(row['name'])} ${String(row['size_gib'])} GiB on ${hosts}`;
  });
  const found = poolsOf(fleet).flatMap(({ volumes }) =>
    Object.values(volumes).flatMap((volume) =>
      Object.entries(blocksOf(volume)).map(
        ([name, { bytes, hosts }]) =>
          `${volume.name}/${name} ${bytes / 1024 ** 3} GiB on ${Object.keys(hosts).toSorted().join()}`,
      ),
    ),
  );
  const sealed = secrets.map((row) => String(row['id']));
  const sealable = rows.filter((row) => row['auth'] === 1).map((row) => credentialId(String(row['id'])));
  return [
    ...wanted.filter((each) => !found.includes(each)).map((each) => `block volume ${each} is missing`),
    ...found.filter((each) => !wanted.includes(each)).map((each) => `block volume ${each} is too much`),
    ...sealable.filter((each) => !sealed.includes(each)).map((each) => `no password of ${each}`),
    ...sealed.filter((each) => !sealable.includes(each)).map((each) => `a password of ${each}, which is gone`),
    ...rows
      .filter((row) => row['operation'] !== null || row['state'] !== 'ready' || row['growing_gib'] !== null)
      .map((row) => `block volume ${String(row['id'])} is held, or ${String(row['state'])}`),
    ...hostings
      .filter((row) => Number(row['taken_gib']) > offeredGib(Number(row['size_gib'])))
      .map(
        (row) => `${String(row['name'])} holds ${String(row['taken_gib'])} GiB of block volumes, more than it offers`,
      ),
  ];
}
