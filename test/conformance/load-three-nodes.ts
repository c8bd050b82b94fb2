import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../store/fixtures.ts';
import { heketiCli } from './heketi-cli.ts';

/** Three nodes of one device each; gives the id of their cluster. */
export async function loadThreeNodes(url: string, key: string): Promise<string> {
  const nodes = [1, 2, 3].map((zone) => ({
    node: { hostnames: { manage: [`node${zone}.example.org`], storage: [`192.0.2.${zone}`] }, zone },
    devices: ['/dev/sdb'],
  }));
  const file = join(temporaryFolder(), 'topology.json');
  writeFileSync(file, JSON.stringify({ clusters: [{ nodes }] }));
  const cli = heketiCli(url, { user: 'admin', key });
  const loaded = await cli(['topology', 'load', `--json=${file}`]);
  const [, id] = /ID: ([0-9a-f]{32})/.exec(loaded.stdout) ?? [];
  if (id === undefined) throw new Error(`the topology was not loaded:\n${loaded.stdout}${loaded.stderr}`);
  return id;
}
