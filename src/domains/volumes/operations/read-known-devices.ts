import type { Reader } from '../../../kernel/operations/index.ts';
import type { KnownDevices } from '../bricks/device.ts';

/** The devices that the store knows, those included that an operation is adding (contract heketi-engine §3.7). */
export function readKnownDevices(reader: Reader, node: string): KnownDevices {
  const find = async (where: string, value: string): Promise<string | undefined> => {
    const [row] = await reader.read({ sql: `select id from gluster_device where ${where}`, values: [value] });
    return row === undefined ? undefined : String(row['id']);
  };
  return {
    withId: (id) => find('id = $1', id),
    withUuid: (uuid) => find('pv_uuid = $1', uuid),
    withoutUuid: () => find(`node = $1 and kind = 'lvm-thin' and pv_uuid is null and state <> 'adding'`, node),
  };
}
