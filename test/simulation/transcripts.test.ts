import { expect, it } from 'vitest';
import type { NumberedEvent } from '../../src/kernel/operations/index.ts';
import { estate } from './estate.ts';
import type { MortalServer } from './mortal-server.ts';
import { createWorld, type World } from './world.ts';

/**
 * What operations look like from outside, as pages to read: each event of their logs, with the commands in between. A
 * change of the engine or of an operation shows here first; `npm run test:unit -- transcripts --update` accepts it.
 */

const asker = { project: 'default', principal: 'ada' };
const volume = { name: 'photos', sizeGib: 10, durability: { kind: 'replicate', replica: 3 } };

async function transcript(world: World): Promise<string> {
  const startMs = Date.UTC(2026, 0, 1);
  const at = (ms: number): string => `${((ms - startMs) / 1000).toFixed(3).padStart(9)} s`;
  const heads = await world.store.read({
    sql: 'select id, kind, parent from operation order by created_at_ms, id',
    values: [],
  });
  const parts: string[] = [];
  for (const head of heads) {
    const id = String(head['id']);
    parts.push(`${String(head['kind'])}${head['parent'] === null ? '' : ', a clean-up operation'}`);
    const events = await world.store.read({
      sql: 'select number, at_ms, body from operation_event where operation = $1 order by number',
      values: [id],
    });
    const ran = await world.store.read({
      sql: 'select number, step, commands from operation_command where operation = $1 order by number, step',
      values: [id],
    });
    for (const row of events) {
      const event = JSON.parse(String(row['body'])) as NumberedEvent['event'];
      parts.push(`${at(Number(row['at_ms']))}  ${say(event)}`);
      const commands = ran.filter(({ number }) => number === row['number']);
      for (const { step, commands: text } of commands) {
        parts.push(`${' '.repeat(15)}${shorten(String(step))} ran`);
        for (const { host, program, argv, code, error } of JSON.parse(String(text)) as Command[]) {
          const words = program === 'fence' ? 'fence' : shown(argv);
          parts.push(`${' '.repeat(17)}on ${host}: ${words} -> ${error ?? code}`);
        }
      }
    }
    parts.push('');
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

interface Command {
  readonly host: string;
  readonly program: string;
  readonly argv: readonly string[];
  readonly code?: number;
  readonly error?: string;
}

/** Fixed shell texts are shown by their names, and ids by their first digits. */
function shown(argv: readonly string[]): string {
  const words = argv[0] === 'sh' ? [`<${argv[3]}>`, ...argv.slice(4)] : argv;
  return shorten(words.join(' '));
}

const shorten = (text: string): string =>
  text.replaceAll(/([0-9a-f]{6})[0-9a-f]{26}/g, '$1…').replaceAll(/[0-9a-f]{64}/g, '<sha256>');

function say(event: NumberedEvent['event']): string {
  switch (event.type) {
    case 'planned':
      return `planned, attempt ${event.attempt}${event.reasons.map((reason) => `\n${' '.repeat(15)}because ${shorten(reason)}`).join('')}`;
    case 'taken':
      return `taken by ${event.replica}`;
    case 'stage-claimed':
      return `stage '${event.stage}' claimed`;
    case 'stage-settled':
      return 'stage settled';
    case 'stage-unclaimed':
      return event.left === undefined
        ? 'stage given back'
        : `stage given back but for ${shorten(event.left.steps.join(', '))}, which a clean-up operation takes over`;
    case 'undo-given-up':
      return 'undo given up: the stage is finished';
    case 'undo-started':
      return `undo: ${shorten(event.because.message)}`;
    case 'step-failed':
    case 'step-undo-failed':
      return `${event.type} ${shorten(event.step)}: ${shorten(event.error.message)}`;
    case 'step-succeeded':
      return `step-succeeded ${shorten(event.step)}${event.observed === undefined ? '' : ', found done'}`;
    case 'step-started':
    case 'step-undo-started':
    case 'step-undone':
    case 'step-stays':
    case 'step-skipped':
      return `${event.type} ${shorten(event.step)}`;
    case 'stuck':
      return `stuck, try ${event.tries}: ${shorten(event.error.message)}`;
    case 'ended':
      return `ended: ${event.state}${event.error === undefined ? '' : `: ${shorten(event.error.message)}`}`;
    case 'cancel-requested':
    case 'resumed':
    case 'abandoned':
      return `${event.type} by ${event.by}`;
  }
}

async function play(tell: (world: World, servers: readonly MortalServer[]) => Promise<void>): Promise<string> {
  const world = await createWorld(estate(), 'transcript');
  const servers = [await world.addServer(), await world.addServer()];
  await world.timer.run(tell(world, servers));
  await world.timer.run(world.untilAllEnd());
  expect(await world.timer.run(world.problems())).toEqual([]);
  return transcript(world);
}

const golden = (name: string): string => `__golden__/${name}.txt`;

it('shows a volume that is created without trouble', async () => {
  const text = await play(async (_, [server]) => {
    await server?.engine.submit({ ...asker, kind: 'volume.create', input: volume });
  });
  await expect(text).toMatchFileSnapshot(golden('create-volume'));
});

it('shows a volume that is placed anew, away from a host that was lost in the middle', async () => {
  const text = await play(async (world, [server]) => {
    world.fleet.faultPlan = ({ name, host }) => {
      if (name !== 'mkfs.xfs') return undefined;
      world.fleet.faultPlan = undefined;
      world.fleet.cut(host);
      return { kind: 'lost-during' };
    };
    const id = await server?.engine.submit({ ...asker, kind: 'volume.create', input: volume });
    await server?.engine.wait(String(id), 600_000);
    for (const { id: host } of world.fleet.hosts()) world.fleet.heal(host);
  });
  await expect(text).toMatchFileSnapshot(golden('create-volume-host-lost'));
});

it('shows another server going on with a volume whose server died', async () => {
  const text = await play(async (world, [server]) => {
    world.fleet.faultPlan = ({ name }) => {
      if (name === 'gluster volume start') server?.kill();
      return undefined;
    };
    await server?.engine.submit({ ...asker, kind: 'volume.create', input: volume });
  });
  await expect(text).toMatchFileSnapshot(golden('create-volume-server-died'));
});

it('shows a deletion that is stuck until a host is back', async () => {
  const text = await play(async (world, [server]) => {
    const created = await server?.engine.submit({ ...asker, kind: 'volume.create', input: volume });
    const made = await server?.engine.wait(String(created), 600_000);
    world.fleet.faultPlan = ({ name, host }) => {
      if (name !== 'umount') return undefined;
      world.fleet.faultPlan = undefined;
      world.fleet.cut(host);
      return { kind: 'lost-before' };
    };
    const result = made?.state.result as { volume: string };
    const id = await server?.engine.submit({ ...asker, kind: 'volume.delete', input: { volume: result.volume } });
    await server?.engine.wait(String(id), 600_000);
    await world.timer.sleep(20_000);
    for (const { id: host } of world.fleet.hosts()) world.fleet.heal(host);
  });
  await expect(text).toMatchFileSnapshot(golden('delete-volume-stuck'));
});
