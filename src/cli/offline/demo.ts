import { Command } from 'commander';
import { runUntilStopped, startHostreeve, tellDemo } from '../../server/index.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';

/** The keys that the documents of Heketi's clients show. */
const KEY = 'My Secret';
const DEFAULTS = {
  data: './data',
  'log.level': 'warn',
  'log.format': 'text',
  'heketi.executor': 'mock',
  'heketi.adminKey': KEY,
  'heketi.userKey': KEY,
};
/** So that a person sees the steps; real commands are slower. */
const LATENCY_MS = { min: 2, max: 12 };

/** `demo`: the main job on simulated hosts, told as it happens, then the server until it is told to stop. */
export function demoCommand(): Command {
  const command = new Command('demo').description('show the main job on a simulated fleet, then serve');
  return addConfigOptions(command).action(demo);
}

async function demo(options: ConfigOptions): Promise<void> {
  const running = await startHostreeve({
    loaded: configFromOptions(options, process.env, DEFAULTS),
    environment: process.env,
    clock: { now: () => Date.now() },
    logDestination: process.stderr,
    latencyMs: LATENCY_MS,
  });
  const { logger, services, timer, urls } = running;
  const tell = (line: string): void => void process.stdout.write(`${line}\n`);
  const stopped = runUntilStopped({
    stop: () => running.stop(),
    logger,
    onUserSignal: () => running.resetHeketi(),
  });
  const story = async (): Promise<'told'> => {
    await tellDemo({ services, timer, tell });
    for (const line of banner(urls)) tell(line);
    return 'told';
  };
  try {
    // Told to stop in the middle of it, the story is not worth waiting for.
    const first = await Promise.race([stopped, story()]);
    if (first === 'told') await stopped;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

function banner(urls: readonly string[]): readonly string[] {
  const [url = ''] = urls;
  const asked = url.replace('//127.0.0.1:', '//localhost:');
  return [
    '',
    `Hostreeve serves now${urls.length > 0 ? ` on ${urls.join(' and ')}` : ''}. Try, in another terminal:`,
    '',
    `  curl ${asked}/hello`,
    '',
    `  ${asked}/ui         a page for browsers`,
    `  ${asked}/api/v2     Hostreeve's own API; the token is in admin-token in the data folder`,
    `  ${asked}/           Heketi's API; user \`admin\`, key \`${KEY}\``,
    '',
    'Ctrl-C stops it; the next start goes on with what is there.',
  ];
}
