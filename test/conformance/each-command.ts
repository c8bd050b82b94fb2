import { join } from 'node:path';
import type { HeketiCli } from './heketi-cli.ts';
import { writeTopology } from './one-life.ts';
import { type Transcript, transcript } from './transcript.ts';

/**
 * Each command of heketi-cli with each of its flags, but those that Heketi's own simulated executor cannot do. As in
 * `leadOneLife` there is one way only to place bricks. Files that commands write go into the folder.
 */
export async function runEachCommand(cli: HeketiCli, folder: string): Promise<string> {
  const log = transcript(cli);
  await loadAndShow(log);
  await clusters(log);
  await nodes(log);
  await devices(log);
  await leaveOneDeviceOnThreeNodes(log);
  await volumes(log, folder);
  await blockVolumes(log);
  await server(log);
  await setUp(log, folder);
  return log.text();
}

async function loadAndShow({ say, show, learn }: Transcript): Promise<void> {
  await say(['topology', 'load', `--json=${writeTopology()}`]);
  await learn();
  await show(['topology', 'info']);
  const template = '{{range .ClusterList}}{{.Id}}:{{range .Nodes}} {{len .DevicesInfo}}{{end}}{{"\\n"}}{{end}}';
  await say(['topology', 'info', `--template=${template}`]);
}

async function clusters({ say, show, learn }: Transcript): Promise<void> {
  await say(['cluster', 'create', '--block=true', '--file=false']);
  await learn();
  await show(['cluster', 'list']);
  await say(['cluster', 'setflags', '--block=false', '--file=true', '@cluster2']);
  await show(['cluster', 'info', '@cluster2']);
}

async function nodes({ say, show, learn }: Transcript): Promise<void> {
  const hostnames = ['--management-host-name=node5.example.org', '--storage-host-name=192.0.2.5'];
  await say(['node', 'add', '--cluster=@cluster2', '--zone=1', ...hostnames]);
  await learn();
  await say(['node', 'list'], { text: 'by id' });
  await say(['node', 'settags', '--exact', '@node5', 'rack:a']);
  await show(['node', 'info', '@node5']);
  await say(['node', 'rmtags', '--all', '@node5']);
  await say(['node', 'disable', '@node5']);
  await say(['node', 'enable', '@node5']);
}

async function devices({ say, show, learn }: Transcript): Promise<void> {
  await say(['device', 'add', '--name=/dev/sdx', '--node=@node5', '--destroy-existing-data']);
  await learn();
  await say(['device', 'settags', '--exact', '@node5:sdx', 'disk:ssd']);
  await show(['device', 'info', '@node5:sdx'], { text: 'in order' });
  await say(['device', 'rmtags', '--all', '@node5:sdx']);
  await say(['device', 'resync', '@node5:sdx']);
  await say(['device', 'resync', '--cluster', '@cluster'], { text: 'by id' });
  await say(['device', 'disable', '@node5:sdx']);
  await say(['device', 'enable', '@node5:sdx']);
  await say(['device', 'disable', '@node5:sdx']);
  await say(['device', 'remove', '--expert-option-disable-heal-check', '@node5:sdx']);
  await say(['device', 'delete', '@node5:sdx']);
  await say(['device', 'add', '--name=/dev/sdy', '--node=@node5']);
  await learn();
  await say(['device', 'delete', '--force-forget', '@node5:sdy']);
  await say(['device', 'disable', '@node5:sdy']);
  await say(['device', 'remove', '@node5:sdy']);
  await say(['device', 'delete', '--force-forget', '@node5:sdy']);
  await say(['device', 'info', '@node5:sdy']);
  await say(['node', 'disable', '@node5']);
  await say(['node', 'remove', '@node5']);
  await say(['node', 'delete', '@node5']);
  await say(['cluster', 'delete', '@cluster2']);
}

async function leaveOneDeviceOnThreeNodes({ say }: Transcript): Promise<void> {
  await say(['node', 'disable', '@node4']);
  for (const node of ['node1', 'node2', 'node3']) await say(['device', 'disable', `@${node}:sdc`]);
}

async function volumes({ say, show, learn }: Transcript, folder: string): Promise<void> {
  await say([
    'volume',
    'create',
    '--size=4',
    '--name=rep3',
    '--durability=replicate',
    '--replica=3',
    '--snapshot-factor=1.5',
    '--gid=2000',
    '--clusters=@cluster',
    '--gluster-volume-options=performance.readdir-ahead off',
  ]);
  await learn();
  const disperse = ['--durability=disperse', '--disperse-data=2', '--redundancy=1'];
  await say(['volume', 'create', '--size=4', '--name=ec', ...disperse]);
  await learn();
  await say(['volume', 'create', '--size=100', '--name=hosting', '--block']);
  await learn();
  const endpoint = '--persistent-volume-endpoint=heketi-endpoints';
  await say(['volume', 'create', '--size=1', '--name=claimed', '--persistent-volume', endpoint, '--gid=2001']);
  await learn();
  await say(['volume', 'create', '--size=1', '--name=filed', `--persistent-volume-file=${join(folder, 'pv.json')}`]);
  await learn();
  await say(['volume', 'create', '--size=1', '--name=endless', '--persistent-volume']);
  await say(['volume', 'list'], { text: 'by id' });
  await say(['volume', 'expand', '--volume=@ec', '--expand-size=2']);
  await show(['volume', 'info', '@ec'], { text: 'in order' });
  await say(['volume', 'endpoint', 'patch', '@rep3']);
  await say(['volume', 'set-block-hosting-restriction', 'locked', '@hosting']);
  await say(['volume', 'set-block-hosting-restriction', 'unlocked', '@hosting']);
  for (const name of ['ec', 'claimed', 'filed']) await say(['volume', 'delete', `@${name}`]);
}

async function blockVolumes({ say, show, learn }: Transcript): Promise<void> {
  await say(['blockvolume', 'create', '--size=3', '--name=disk', '--auth', '--ha=3', '--clusters=@cluster']);
  await learn();
  await say(['blockvolume', 'list']);
  await say(['blockvolume', 'expand', '--blockvolume=@disk', '--new-size=5']);
  await show(['blockvolume', 'info', '@disk'], { text: 'in order' });
  await say(['blockvolume', 'delete', '@disk']);
}

async function server({ say, asked }: Transcript): Promise<void> {
  await say(['server', 'operations', 'info']);
  await say(['server', 'operations', 'info', '0123456789abcdef0123456789abcdef']);
  await say(['server', 'operations', 'list']);
  await say(['server', 'operations', 'cleanup']);
  await say(['server', 'mode', 'get']);
  await say(['server', 'mode', 'set', 'local-client']);
  await say(['server', 'mode', 'get']);
  await say(['server', 'mode', 'set', 'odd']);
  await say(['server', 'mode', 'set', 'normal']);
  // Which level they start with differs (start-product.ts).
  await say(['loglevel', 'set', 'error']);
  await say(['loglevel', 'get']);
  await say(['loglevel', 'set', 'odd']);
  await say(['db', 'check']);
  // What they show of hosts, and their ids, are the executor's.
  await asked(['db', 'dump'], (dump) => countsOf(dump));
  await asked(['server', 'state', 'examine', 'gluster'], (examined) => Object.keys(examined));
}

function countsOf(dump: object): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(dump).map(([table, entries]) => [table, Object.keys(entries).length]));
}

/** At the end: no server deletes a volume of the name that it makes, and heketi-cli cannot leave `read-only`. */
async function setUp({ say, learn }: Transcript, folder: string): Promise<void> {
  const list = `--listfile=${join(folder, 'heketi-storage.json')}`;
  await say([
    'setup-openshift-heketi-storage',
    list,
    '--image=example.org/heketi:1',
    '--durability=replicate',
    '--replica=3',
    '--gluster-volume-options=performance.readdir-ahead off',
    '--append-volume-options=performance.quick-read off',
    '--node-selector=kubernetes.io/os=linux',
  ]);
  await learn();
  await say(['volume', 'info', '@heketidbstorage']);
  await say(['setup-openshift-heketi-storage', list]);
  await say(['volume', 'delete', '@heketidbstorage']);
  await say(['server', 'mode', 'set', 'read-only']);
  await say(['server', 'mode', 'get']);
  await say(['volume', 'create', '--size=1']);
}
