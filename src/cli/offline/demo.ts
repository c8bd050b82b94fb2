import { join } from 'node:path';
import { Command } from 'commander';
import type { LoadedConfig } from '../../kernel/config/index.ts';
import { quoteArgv } from '../../kernel/remote/index.ts';
import { keepSignals, runUntilStopped, startHostreeve, tellDemo } from '../../server/index.ts';
import { createPaint } from '../paint.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';

/** The key that the documents of Heketi's clients show. */
const KEY = 'My Secret';
const DEFAULTS = {
  data: './data',
  // A first start warns of the keys that it makes: that is for data that somebody needs.
  'log.level': 'error',
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
  return addConfigOptions(command).action((options: ConfigOptions) => demo(options, command));
}

async function demo(options: ConfigOptions, command: Command): Promise<void> {
  const loaded = configFromOptions(options, process.env, DEFAULTS);
  const { executor } = loaded.config.heketi;
  // The story would go to hosts that somebody needs.
  if (executor !== 'mock') command.error(`error: the demo is for simulated hosts: heketi.executor is ${executor}`);
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${warning}\n`);
  const kept = keepSignals(['SIGINT', 'SIGTERM', 'SIGUSR2']);
  const running = await startHostreeve({
    loaded,
    environment: process.env,
    clock: { now: () => Date.now() },
    logDestination: process.stderr,
    latencyMs: LATENCY_MS,
  });
  const { logger, services, timer, urls } = running;
  const paint = createPaint(process.stdout, process.env);
  let isStopping = false;
  const tell = (line: string): void => {
    if (!isStopping) process.stdout.write(`${line}\n`);
  };
  const stopped = runUntilStopped({
    stop: () => {
      isStopping = true;
      return running.stop();
    },
    logger,
    onUserSignal: () => running.resetHeketi(),
    kept,
  });
  const story = async (): Promise<void> => {
    tell(paint.strong('Hostreeve: the real server, on a fleet of simulated hosts.'));
    tell(`Nothing is changed on this machine but the files in ${loaded.config.data}.`);
    tell('');
    await tellDemo({ services, timer, tell, paint });
    for (const line of banner(urls, loaded)) tell(line);
  };
  try {
    await Promise.race([stopped, untilStopped(story(), () => isStopping)]);
  } catch (error) {
    await running.stop();
    throw error;
  }
  await stopped;
  process.stdout.write('Stopped.\n');
}

/** Told to stop in the middle of it, the story is not worth its end, and what it misses then is no fault. */
async function untilStopped(story: Promise<void>, isStopping: () => boolean): Promise<void> {
  try {
    await story;
  } catch (error) {
    if (!isStopping()) throw error;
  }
}

function banner(urls: readonly string[], { config, origins }: LoadedConfig): readonly string[] {
  const [url = ''] = urls;
  const asked = url.replace(/\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):/, '//localhost:');
  // A key that somebody has chosen is not for the screen.
  const isOurs = origins.get('heketi.adminKey')?.kind === 'default';
  const secret = isOurs ? quoteArgv([KEY]) : 'KEY';
  return [
    '',
    `Hostreeve serves now on ${urls.join(' and ')}`,
    '',
    'Try, in another terminal:',
    `   curl ${asked}/hello`,
    '',
    'Make the next volume, as clients of Heketi do:',
    `   heketi-cli --server ${asked} \\`,
    `     --user admin --secret ${secret} volume create --size=10`,
    'or over an API of its own:',
    `   curl -H "Authorization: Bearer $(cat ${quoteArgv([join(config.data, 'admin-token')])})" \\`,
    `     -H 'Content-Type: application/json' \\`,
    `     -d '{"sizeGib":10,"durability":{"kind":"replicate","replica":3}}' \\`,
    `     ${asked}/api/v2/volumes`,
    '',
    `Also there: ${asked}/ui, a page for browsers.`,
    isOurs
      ? `Heketi's users are admin and user, each with the key \`${KEY}\`.`
      : "Heketi's keys are those of the configuration.",
    '',
    'Ctrl-C stops it; the next start goes on with what is there.',
  ];
}
