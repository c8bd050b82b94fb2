import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../store/fixtures.ts';
import type { HeketiCli } from './heketi-cli.ts';
import { type Transcript, transcript } from './transcript.ts';

const UNKNOWN = '0123456789abcdef0123456789abcdef';
const NODES = ['node1', 'node2', 'node3', 'node4'];
const DISKS = ['sdb', 'sdc'];

/**
 * The life of a storage cluster, as an administrator leads it with heketi-cli: what contract heketi-api §12.2 names and the
 * refusals on the way. There is one way only to place bricks: volumes are made while three
 * nodes have one device each. No brick is moved, since Heketi's own simulated executor cannot do that.
 */
export async function leadOneLife(cli: HeketiCli): Promise<string> {
  const log = transcript(cli);
  await load(log);
  await look(log);
  await changeFlags(log);
  await tag(log);
  await resync(log);
  await leaveOneDeviceOnThreeNodes(log);
  await makeVolumes(log);
  await makeBlockVolumes(log);
  await refuse(log);
  await takeANodeOut(log);
  await addByHand(log);
  await takeDown(log);
  return log.text();
}

async function load({ say, learn }: Transcript): Promise<void> {
  await say(['cluster', 'list']);
  const load = ['topology', 'load', `--json=${writeTopology()}`];
  const { stdout } = await say(load);
  if (!stdout.includes('Creating cluster')) throw new Error(`nothing was loaded: ${stdout}`);
  await learn();
  await say(load);
}

/** Four nodes in four zones, with two devices each; the file's name. */
export function writeTopology(): string {
  const file = join(temporaryFolder(), 'topology.json');
  const nodes = NODES.map((name, index) => ({
    node: {
      hostnames: { manage: [`${name}.example.org`], storage: [`192.0.2.${index + 1}`] },
      zone: index + 1,
    },
    devices: DISKS.map((disk) => ({ name: `/dev/${disk}`, destroydata: false })),
  }));
  writeFileSync(file, JSON.stringify({ clusters: [{ nodes }] }));
  return file;
}

async function look({ show, say }: Transcript): Promise<void> {
  await show(['topology', 'info']);
  await show(['cluster', 'list']);
  await show(['cluster', 'info', '@cluster']);
  await say(['node', 'list'], { text: 'by id' });
  for (const node of NODES) await show(['node', 'info', `@${node}`]);
  await show(['device', 'info', '@node1:sdb'], { text: 'in order' });
  await say(['cluster', 'info', UNKNOWN]);
  await say(['node', 'info', UNKNOWN]);
  await say(['device', 'info', UNKNOWN]);
  await say(['volume', 'info', UNKNOWN]);
  await say(['volume', 'info', 'no-id']);
}

async function changeFlags({ show, say }: Transcript): Promise<void> {
  await say(['cluster', 'setflags', '--block=false', '@cluster']);
  await show(['cluster', 'info', '@cluster']);
  await say(['cluster', 'setflags', '--block=true', '@cluster']);
}

async function tag({ show, say }: Transcript): Promise<void> {
  for (const [kind, thing] of [
    ['node', '@node1'],
    ['device', '@node1:sdb'],
  ] as const) {
    await say([kind, 'settags', thing, 'rack:a', 'arbiter:disabled']);
    await say([kind, 'settags', thing, 'rack:b', 'row:7']);
    await show([kind, 'info', thing]);
    await say([kind, 'rmtags', thing, 'row', 'unknown']);
    await say([kind, 'settags', '--exact', thing, 'only:this']);
    await show([kind, 'info', thing]);
    await say([kind, 'rmtags', '--all', thing]);
    await show([kind, 'info', thing]);
    await say([kind, 'settags', thing, 'a b:c']);
    await say([kind, 'settags', UNKNOWN, 'a:b']);
  }
}

async function resync({ show, say }: Transcript): Promise<void> {
  await say(['device', 'resync', '@node1:sdb']);
  await show(['device', 'info', '@node1:sdb'], { text: 'in order' });
  await say(['device', 'resync', UNKNOWN]);
}

async function leaveOneDeviceOnThreeNodes({ show, say }: Transcript): Promise<void> {
  await say(['node', 'remove', '@node4']);
  await say(['node', 'disable', '@node4']);
  await say(['node', 'disable', '@node4']);
  await say(['node', 'enable', '@node4']);
  await say(['node', 'disable', '@node4']);
  await show(['node', 'info', '@node4']);
  await say(['device', 'remove', '@node1:sdc']);
  for (const node of NODES.slice(0, 3)) await say(['device', 'disable', `@${node}:sdc`]);
  await say(['device', 'enable', '@node1:sdc']);
  await say(['device', 'disable', '@node1:sdc']);
  await show(['device', 'info', '@node1:sdc'], { text: 'in order' });
}

async function makeVolumes({ show, say, learn }: Transcript): Promise<void> {
  await say(['volume', 'list']);
  await learnFrom(['volume', 'create', '--size=10', '--name=rep3']);
  await learnFrom([
    'volume',
    'create',
    '--size=4',
    '--name=ec',
    '--durability=disperse',
    '--disperse-data=2',
    '--redundancy=1',
  ]);
  await learnFrom(['volume', 'create', '--size=1']);
  await learnFrom(['volume', 'create', '--size=20', '--name=plain', '--durability=none']);
  await learnFrom([
    'volume',
    'create',
    '--size=2',
    '--name=tuned',
    '--gid=2000',
    '--snapshot-factor=1.5',
    '--gluster-volume-options=performance.cache-size 128MB,performance.readdir-ahead off',
  ]);
  await say(['volume', 'list'], { text: 'by id' });
  await say(['volume', 'info', '@plain']);
  await say(['volume', 'delete', '@plain']);
  await say(['volume', 'info', '@plain']);
  for (const name of ['rep3', 'ec', 'unnamed', 'tuned'])
    await show(['volume', 'info', `@${name}`], { text: 'in order' });
  await say(['volume', 'expand', '--volume=@rep3', '--expand-size=5']);
  await show(['volume', 'info', '@rep3'], { text: 'in order' });
  await say(['volume', 'expand', '--volume=@ec', '--expand-size=2']);
  await say(['volume', 'expand', '--volume=@rep3', '--expand-size=-1']);
  await say(['volume', 'expand', '--volume=@rep3', '--expand-size=100000']);
  await say(['volume', 'expand', `--volume=${UNKNOWN}`, '--expand-size=1']);
  await show(['volume', 'list']);
  await show(['device', 'info', '@node2:sdb']);
  await show(['node', 'info', '@node2']);
  await show(['cluster', 'info', '@cluster']);
  await show(['topology', 'info']);

  // The answer shows the id that `learn` cannot know before.
  async function learnFrom(words: readonly string[]): Promise<void> {
    await say(words);
    await learn();
  }
}

/** In a hosting volume that is there: which one takes a block volume is a matter of chance where there are several. */
async function makeBlockVolumes({ show, say, learn }: Transcript): Promise<void> {
  await say(['blockvolume', 'list']);
  await say(['blockvolume', 'create', '--size=1']);
  await say(['blockvolume', 'create', '--size=2000']);
  await say(['volume', 'create', '--size=100', '--name=hosting', '--block']);
  await learn();
  await show(['volume', 'info', '@hosting'], { text: 'in order' });
  await say(['volume', 'set-block-hosting-restriction', 'locked', '@hosting']);
  await show(['volume', 'info', '@hosting'], { text: 'in order' });
  await say(['blockvolume', 'create', '--size=1']);
  await say(['volume', 'set-block-hosting-restriction', 'locked', '@rep3']);
  await say(['volume', 'set-block-hosting-restriction', 'unlocked', '@hosting']);
  await say(['blockvolume', 'create', '--size=0']);
  await say(['blockvolume', 'create', '--size=1', '--name=a b']);
  await say(['blockvolume', 'create', '--size=1', '--ha=-1']);
  await say(['blockvolume', 'create', '--size=1', `--clusters=${UNKNOWN}`]);
  await say(['blockvolume', 'create', '--size=10', '--name=disk', '--auth']);
  await learn();
  await show(['blockvolume', 'list']);
  await show(['blockvolume', 'info', '@disk'], { text: 'in order' });
  await show(['volume', 'info', '@hosting'], { text: 'in order' });
  await show(['cluster', 'info', '@cluster']);
  await say(['blockvolume', 'expand', '@disk', '--new-size=30']);
  await show(['blockvolume', 'info', '@disk'], { text: 'in order' });
  await say(['blockvolume', 'expand', '@disk', '--new-size=30']);
  await say(['blockvolume', 'expand', '@disk', '--new-size=20']);
  await say(['blockvolume', 'expand', '@disk', '--new-size=99']);
  await say(['blockvolume', 'expand', UNKNOWN, '--new-size=99']);
  await say(['blockvolume', 'info', UNKNOWN]);
  await say(['blockvolume', 'delete', UNKNOWN]);
  await say(['volume', 'delete', '@hosting']);
  await say(['blockvolume', 'delete', '@disk']);
  await say(['blockvolume', 'info', '@disk']);
  await show(['volume', 'info', '@hosting'], { text: 'in order' });
  await say(['volume', 'delete', '@hosting']);
}

async function refuse({ say }: Transcript): Promise<void> {
  await say(['volume', 'create', '--size=1', '--name=rep3']);
  await say(['volume', 'create', '--size=0']);
  await say(['volume', 'create', '--size=-1']);
  await say(['volume', 'create', '--size=1', '--name=a b']);
  await say(['volume', 'create', '--size=1', '--replica=4']);
  await say(['volume', 'create', '--size=1', '--durability=mirror']);
  await say(['volume', 'create', '--size=9', '--durability=disperse', '--disperse-data=3', '--redundancy=1']);
  await say(['volume', 'create', '--size=1', '--durability=disperse', '--disperse-data=2', '--redundancy=1']);
  await say(['volume', 'create', '--size=12', '--durability=disperse', '--disperse-data=4', '--redundancy=2']);
  await say(['volume', 'create', '--size=1', `--clusters=${UNKNOWN}`]);
  await say(['volume', 'create', '--size=100000']);
  await say(['volume', 'create', '--size=1', '--gid=2147483647']);
  await say(['volume', 'create', '--size=1', '--snapshot-factor=101']);
  await say(['volume', 'delete', UNKNOWN]);
  await say(['cluster', 'delete', '@cluster']);
  await say(['cluster', 'delete', UNKNOWN]);
  await say(['node', 'delete', '@node1']);
  await say(['node', 'delete', UNKNOWN]);
  await say(['device', 'delete', '@node1:sdc']);
  await say(['device', 'delete', UNKNOWN]);
}

async function takeANodeOut({ show, say }: Transcript): Promise<void> {
  await say(['node', 'remove', '@node4']);
  await show(['node', 'info', '@node4']);
  await say(['node', 'enable', '@node4']);
  await say(['node', 'disable', '@node4']);
  await say(['node', 'delete', '@node4']);
  for (const disk of DISKS) await say(['device', 'enable', `@node4:${disk}`]);
  for (const disk of DISKS) await say(['device', 'remove', `@node4:${disk}`]);
  for (const disk of DISKS) await say(['device', 'disable', `@node4:${disk}`]);
  for (const disk of DISKS) await say(['device', 'remove', `@node4:${disk}`]);
  for (const disk of DISKS) await say(['device', 'delete', `@node4:${disk}`]);
  await say(['node', 'delete', '@node4']);
  await say(['node', 'info', '@node4']);
  await say(['node', 'list'], { text: 'by id' });
}

async function addByHand({ show, say, learn }: Transcript): Promise<void> {
  await say(['cluster', 'create', '--block=false']);
  await learn();
  const node5 = ['--management-host-name=node5.example.org', '--storage-host-name=192.0.2.5', '--zone=1'];
  const node1 = ['--management-host-name=node1.example.org', '--storage-host-name=192.0.2.1', '--zone=1'];
  await say(['node', 'add', '--cluster=@cluster2', ...node1]);
  await say(['node', 'add', `--cluster=${UNKNOWN}`, ...node5]);
  await say(['node', 'add', '--cluster=@cluster2', ...node5.slice(0, 2), '--zone=-1']);
  await say(['volume', 'create', '--size=1', '--clusters=@cluster2']);
  await say(['node', 'add', '--cluster=@cluster2', ...node5]);
  await learn();
  await say(['device', 'add', '--name=/dev/sdb', `--node=${UNKNOWN}`]);
  await say(['device', 'add', '--name=dev/sdb', '--node=@node5']);
  await say(['device', 'add', '--name=/dev/sdb', '--node=@node5']);
  await learn();
  await show(['cluster', 'list']);
  await show(['node', 'info', '@node5']);
  await say(['volume', 'create', '--size=1', '--clusters=@cluster2']);
  await say(['volume', 'create', '--size=3', '--clusters=@cluster2', '--durability=none', '--name=single']);
  await learn();
  await show(['volume', 'info', '@single'], { text: 'in order' });
}

async function takeDown({ show, say }: Transcript): Promise<void> {
  for (const name of ['rep3', 'ec', 'unnamed', 'tuned', 'single']) await say(['volume', 'delete', `@${name}`]);
  await say(['volume', 'list']);
  await show(['topology', 'info']);
  const devices = ['node1:sdb', 'node1:sdc', 'node2:sdb', 'node2:sdc', 'node3:sdb', 'node3:sdc', 'node5:sdb'];
  for (const device of devices) {
    await say(['device', 'disable', `@${device}`]);
    await say(['device', 'remove', `@${device}`]);
    await say(['device', 'delete', `@${device}`]);
  }
  for (const node of ['node1', 'node2', 'node3', 'node5']) await say(['node', 'delete', `@${node}`]);
  for (const cluster of ['cluster', 'cluster2']) await say(['cluster', 'delete', `@${cluster}`]);
  await show(['cluster', 'list']);
}
