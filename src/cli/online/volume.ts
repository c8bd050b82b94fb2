import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { allItems, dataOf, type Schemas } from '../../../client/index.ts';
import { howMany } from '../how-many.ts';
import { wholeNumber } from '../number-options.ts';
import { type Columns, printOne, printRows } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { findClusterId, findVolume, nodeNames } from './find-thing.ts';
import { madeVolume } from './made-volume.ts';
import { parseSize } from './parse-size.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { sizeText } from './size-text.ts';
import { startOperation } from './start-operation.ts';
import { addConsentOption, addStartOptions, type StartOptions } from './start-options.ts';
import { addPair, addText } from './tag-options.ts';
import { withServer } from './with-server.ts';

type Volume = Schemas['Volume'];
type Durability = Schemas['Durability'];
type TagRule = Schemas['TagRule'];

/** `volume`: what clients mount. */
export function volumeCommand(): Command {
  return new Command('volume')
    .description('volumes: what clients mount')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(expandCommand())
    .addCommand(rebalanceCommand())
    .addCommand(cloneCommand())
    .addCommand(restrictCommand())
    .addCommand(adoptCommand())
    .addCommand(healCommand())
    .addCommand(deleteCommand());
}

interface CreateOptions extends StartOptions {
  readonly size: number;
  readonly replica?: number;
  readonly disperse?: Durability;
  readonly copies: boolean;
  readonly arbiter?: boolean;
  readonly averageFileSize?: number;
  readonly requireTag?: readonly TagRule[];
  readonly preferTag?: readonly TagRule[];
  readonly gid?: number;
  readonly snapshotFactor?: number;
  readonly option?: Readonly<Record<string, string>>;
  readonly cluster?: readonly string[];
  readonly zoneChecking?: 'strict' | 'none';
  readonly block: boolean;
  readonly project?: string;
}

function createCommand(): Command {
  const command = new Command('create')
    .description('make a volume; standard output has its id')
    .argument('[name]', 'made from its id without it')
    .requiredOption('--size <size>', 'such as 100GiB or 2TiB; GiB without a unit', parseSize)
    .addOption(
      new Option('--replica <count>', 'copies of each file, 3 without it')
        .argParser(wholeNumber(1, 3))
        .conflicts('disperse'),
    )
    .addOption(
      new Option('--disperse <data+redundancy>', 'parts with data, and parts that may be lost: 4+2')
        .argParser(parseDisperse)
        .conflicts('replica'),
    )
    .addOption(new Option('--no-copies', 'one copy alone: lost with its disk').conflicts(['replica', 'disperse']))
    .addOption(
      new Option(
        '--arbiter',
        'two copies and an arbiter: a small third brick with names and attributes, no data',
      ).conflicts(['replica', 'disperse', 'copies']),
    )
    .option(
      '--average-file-size <KiB>',
      'from which the size of arbiters follows; that of the configuration without it',
      wholeNumber(1),
    )
    .option('--gid <id>', 'a group that may write to its root', wholeNumber(0))
    .option('--snapshot-factor <factor>', 'room for snapshots: how much larger pools are made than bricks', parseFactor)
    .option('--option <key=value>', 'an option of Gluster; may be given several times', addPair)
    .option('--cluster <id>', 'only there; may be given several times, tried in this order', addText)
    .addOption(
      new Option('--zone-checking <how>', 'whether copies must be in different zones').choices(['strict', 'none']),
    )
    .option(
      '--require-tag <key=value>',
      'only on devices with this tag, or with key!=value without it; may be given several times',
      addRule,
    )
    .option('--prefer-tag <key=value>', 'likewise, as far as there is room', addRule)
    .option('--block', 'it is to hold block volumes, and nothing else', false)
    .option('--project <project>', 'whose it is: name or id; `default` without it')
    .addHelpText(
      'after',
      `
Examples:
  hostreeve volume create backup --size 100GiB
  hostreeve volume create --size 2TiB --disperse 4+2 --option network.ping-timeout=20
  hostreeve volume create web --size 100GiB --arbiter --require-tag disk=ssd --prefer-tag rack!=a
  hostreeve volume create backup --size 100 --dry-run`,
    );
  return addStartOptions(command).action((name: string | undefined, options: CreateOptions) =>
    withServer(options, (client) => {
      const { size, gid, snapshotFactor, option, cluster, zoneChecking, block, project } = options;
      const body: Schemas['VolumeWish'] = {
        sizeGib: size,
        durability: durabilityOf(options),
        ...(name === undefined ? {} : { name }),
        ...(gid === undefined ? {} : { gid }),
        ...(snapshotFactor === undefined ? {} : { snapshotFactor }),
        ...(option === undefined ? {} : { options: Object.entries(option).map(([key, value]) => ({ key, value })) }),
        ...(cluster === undefined ? {} : { clusters: [...cluster] }),
        ...(zoneChecking === undefined ? {} : { zoneChecking }),
        ...placementOf(options),
        ...(block ? { block } : {}),
        ...(project === undefined ? {} : { project }),
      };
      return startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/volumes', { params: how, body })),
        made: madeVolume(client, options),
      });
    }),
  );
}

function placementOf({
  averageFileSize,
  requireTag,
  preferTag,
}: CreateOptions): Pick<Schemas['VolumeWish'], 'placement'> {
  if (averageFileSize === undefined && requireTag === undefined && preferTag === undefined) return {};
  return {
    placement: {
      ...(averageFileSize === undefined ? {} : { averageFileSizeKib: averageFileSize }),
      ...(requireTag === undefined ? {} : { require: [...requireTag] }),
      ...(preferTag === undefined ? {} : { prefer: [...preferTag] }),
    },
  };
}

function durabilityOf({ replica = 3, disperse, copies, arbiter = false }: CreateOptions): Durability {
  if (arbiter) return { kind: 'replicate', replica, arbiter };
  return copies ? (disperse ?? { kind: 'replicate', replica }) : { kind: 'none' };
}

/** Takes one more `KEY=VALUE`, or `KEY!=VALUE`. */
function addRule(text: string, before: readonly TagRule[] | undefined): readonly TagRule[] {
  const { tag, how, value = '' } = /^(?<tag>[^=!]+)(?<how>!?=)(?<value>.*)$/.exec(text)?.groups ?? {};
  if (tag === undefined) throw new InvalidArgumentError('Give KEY=VALUE or KEY!=VALUE.');
  return [...(before ?? []), { tag, value, ...(how === '!=' ? { not: true } : {}) }];
}

function parseDisperse(text: string): Durability {
  const { data, redundancy } = /^(?<data>\d{1,2})\+(?<redundancy>\d)$/.exec(text)?.groups ?? {};
  if (data === undefined) throw new InvalidArgumentError('Give two numbers, such as 4+2.');
  return { kind: 'disperse', data: Number(data), redundancy: Number(redundancy) };
}

function parseFactor(text: string): number {
  const factor = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || factor < 1 || factor > 100)
    throw new InvalidArgumentError('Give a number from 1 to 100, such as 1.5.');
  return factor;
}

const columns: Columns<Volume> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  SIZE: ({ sizeGib }) => sizeText(sizeGib * 1_048_576),
  KIND: ({ durability }) => durabilityText(durability),
  CLUSTER: ({ cluster }) => cluster,
  MOUNT: ({ storageHosts: [first], name }) => (first === undefined ? undefined : `${first}:/${name}`),
};

const detailColumns: Columns<Volume> = {
  ...columns,
  OTHERS: ({ storageHosts: [, ...others] }) => (others.length === 0 ? undefined : others.join(' ')),
  PROJECT: ({ project }) => project,
  'FREE FOR BLOCK VOLUMES': ({ hosting }) =>
    hosting === undefined ? undefined : sizeText(hosting.freeGib * 1_048_576),
  RESTRICTION: ({ hosting }) => hosting?.restriction,
  GROUP: ({ gid }) => (gid === 0 ? undefined : gid),
  'SNAPSHOT FACTOR': ({ snapshotFactor }) => snapshotFactor,
  REBALANCE: ({ rebalance }) => (rebalance === 'none' ? undefined : rebalance),
  REQUIRES: ({ placement }) => rulesText(placement.require),
  PREFERS: ({ placement }) => rulesText(placement.prefer),
  OPTIONS: ({ options }) =>
    options.length === 0 ? undefined : options.map(({ key, value }) => `${key}=${value}`).join(' '),
};

function rulesText(rules: readonly TagRule[] = []): string | undefined {
  return rules.length === 0
    ? undefined
    : rules.map(({ tag, value, not = false }) => `${tag}${not ? '!=' : '='}${value}`).join(' ');
}

function durabilityText(durability: Durability): string {
  switch (durability.kind) {
    case 'none':
      return 'no copies';
    case 'replicate':
      return durability.arbiter ? 'replica 2 + arbiter' : `replica ${durability.replica}`;
    case 'disperse':
      return `disperse ${durability.data}+${durability.redundancy}`;
  }
}

function listCommand(): Command {
  const command = new Command('list')
    .description('show volumes')
    .option('--cluster <id>', 'only of this cluster')
    .option('--name <name>', 'only of this name');
  return addOutputOption(addServerOptions(command)).action(
    (options: ServerOptions & OutputOptions & { readonly cluster?: string; readonly name?: string }) =>
      withServer(options, async (client) => {
        const { cluster, name, output } = options;
        const filter = { ...(cluster === undefined ? {} : { cluster }), ...(name === undefined ? {} : { name }) };
        const volumes = await allItems((paging) =>
          client.GET('/volumes', { params: { query: { ...filter, ...paging } } }),
        );
        process.stdout.write(printRows(volumes, columns, output));
      }),
  );
}

function showCommand(): Command {
  const command = new Command('show')
    .description('show a volume with its bricks, and whom clients mount it from')
    .argument('<volume>', 'name or id');
  return addOutputOption(addServerOptions(command)).action((named: string, options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const { output } = options;
      const volume = await findVolume(client, named);
      process.stdout.write(printOne(volume, detailColumns, output));
      if (output !== 'table' || volume.bricks.length === 0) return;
      const nameOf = await nodeNames(client);
      const brickColumns: Columns<Schemas['Brick']> = {
        BRICK: ({ id }) => id,
        NODE: ({ node }) => nameOf(node),
        SIZE: ({ sizeKib }) => sizeText(sizeKib),
        ROLE: ({ role }) => role,
        STATE: ({ state }) => state,
        PATH: ({ path }) => path,
      };
      process.stdout.write(`\n${printRows(volume.bricks, brickColumns, output)}`);
    }),
  );
}

function expandCommand(): Command {
  const command = new Command('expand')
    .description('make a volume larger: new bricks come behind those that are there')
    .argument('<volume>', 'name or id')
    .requiredOption('--by <size>', 'what comes to its size, such as 100GiB or 2TiB; GiB without a unit', parseSize)
    .addHelpText(
      'after',
      `
Examples:
  hostreeve volume expand backup --by 100GiB
  hostreeve volume expand backup --by 1TiB --dry-run`,
    );
  return addStartOptions(command).action((named: string, options: StartOptions & { readonly by: number }) =>
    withServer(options, async (client) => {
      const { id: volume } = await findVolume(client, named);
      const body = { sizeGib: options.by };
      await startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/volumes/{volume}/expand', { params: { ...how, path: { volume } }, body })),
      });
    }),
  );
}

interface RebalanceOptions extends StartOptions {
  readonly stop?: boolean;
  readonly status?: boolean;
}

function rebalanceCommand(): Command {
  const command = new Command('rebalance')
    .description('spread what is in a volume over all its bricks; it goes on by itself when it has begun')
    .argument('<volume>', 'name or id')
    .addOption(new Option('--stop', 'end one that runs; what was moved stays where it is').conflicts('status'))
    .addOption(new Option('--status', 'show how far the last one is, and start none').conflicts(['dryRun', 'ifPlan']));
  return addStartOptions(command).action((named: string, options: RebalanceOptions) =>
    withServer(options, async (client) => {
      const { id: volume } = await findVolume(client, named);
      const { stop, status, output } = options;
      if (status === true) {
        const rebalance = await dataOf(client.GET('/volumes/{volume}/rebalance', { params: { path: { volume } } }));
        process.stdout.write(printOne(rebalance, rebalanceColumns, output));
        return;
      }
      const body = stop === true ? { stop } : {};
      await startOperation(command, client, options, {
        begin: (how) =>
          dataOf(client.POST('/volumes/{volume}/rebalance', { params: { ...how, path: { volume } }, body })),
      });
    }),
  );
}

const rebalanceColumns: Columns<Schemas['Rebalance']> = {
  STATE: ({ state }) => state,
  MOVED: ({ files, bytes }) => `${howMany(files, 'file')}, ${howMany(bytes, 'byte')}`,
  'LOOKED AT': ({ scanned }) => scanned,
  SKIPPED: ({ skipped }) => skipped,
  FAILURES: ({ failures }) => failures,
  SINCE: ({ since }) => since,
  SEEN: ({ seenAt }) => seenAt,
  REASON: ({ reason }) => reason,
};

function cloneCommand(): Command {
  const command = new Command('clone')
    .description('make a volume like another one, with all that is in it; standard output has its id')
    .argument('<volume>', 'name or id')
    .argument('[name]', 'made from its id without it')
    .addHelpText('after', '\nExample:\n  hostreeve volume clone backup backup-to-try');
  return addStartOptions(command).action((named: string, name: string | undefined, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: volume } = await findVolume(client, named);
      const body: Schemas['VolumeCloneWish'] = name === undefined ? {} : { name };
      await startOperation(command, client, options, {
        begin: (how) => dataOf(client.POST('/volumes/{volume}/clone', { params: { ...how, path: { volume } }, body })),
        made: madeVolume(client, options),
      });
    }),
  );
}

function restrictCommand(): Command {
  const command = new Command('restrict')
    .description('lock a volume that holds block volumes, so that it takes no more of them, or unlock it')
    .argument('<volume>', 'name or id')
    .addArgument(new Argument('<how>', 'whether it takes more').choices(['locked', 'none']));
  return addOutputOption(addServerOptions(command)).action(
    (named: string, restriction: 'locked' | 'none', options: ServerOptions & OutputOptions) =>
      withServer(options, async (client) => {
        const { id: volume } = await findVolume(client, named);
        const params = { path: { volume } };
        const changed = await dataOf(client.PATCH('/volumes/{volume}', { params, body: { restriction } }));
        process.stdout.write(printOne(changed, detailColumns, options.output));
      }),
  );
}

function adoptCommand(): Command {
  const command = new Command('adopt')
    .description('take over a volume that others made, as an examination has found it; standard output has its id')
    .argument('<name>', "Gluster's name of it")
    .option('--cluster <id>', 'where it is; the only one there is without it')
    .option('--project <project>', 'whose it becomes: name or id')
    .addHelpText('after', '\nExample:\n  hostreeve drift examine\n  hostreeve volume adopt old --dry-run');
  return addStartOptions(command).action(
    (name: string, options: StartOptions & { readonly cluster?: string; readonly project?: string }) =>
      withServer(options, async (client) => {
        const { project } = options;
        const cluster = await findClusterId(client, options.cluster);
        const body = { name, ...(project === undefined ? {} : { project }) };
        await startOperation(command, client, options, {
          begin: (how) =>
            dataOf(client.POST('/clusters/{cluster}/adopt', { params: { ...how, path: { cluster } }, body })),
          made: madeVolume(client, options),
        });
      }),
  );
}

function healCommand(): Command {
  const command = new Command('heal')
    .description('show what of a volume has to heal, as it was when its cluster was examined last')
    .argument('<volume>', 'name or id');
  return addOutputOption(addServerOptions(command)).action((named: string, options: ServerOptions & OutputOptions) =>
    withServer(options, async (client) => {
      const { id: volume } = await findVolume(client, named);
      const heal = await dataOf(client.GET('/volumes/{volume}/heal', { params: { path: { volume } } }));
      process.stdout.write(printOne(heal, healColumns, options.output));
    }),
  );
}

const healColumns: Columns<Schemas['Heal']> = {
  ENTRIES: ({ entries }) => entries,
  'UNKNOWN BRICKS': ({ unknownBricks }) => unknownBricks,
  SEEN: ({ seenAt }) => seenAt,
};

function deleteCommand(): Command {
  const command = new Command('delete')
    .description('delete a volume, with all that is on it')
    .argument('<volume>', 'name or id');
  return addStartOptions(addConsentOption(command)).action((named: string, options: StartOptions) =>
    withServer(options, async (client) => {
      const { id: volume, name } = await findVolume(client, named);
      await startOperation(command, client, options, {
        loses: `all data of the volume ${name}`,
        begin: (how) => dataOf(client.DELETE('/volumes/{volume}', { params: { ...how, path: { volume } } })),
      });
    }),
  );
}
