import { Command } from 'commander';
import { keepSignals, runUntilStopped, startHostreeve } from '../../server/index.ts';
import { addConfigOptions, configFromOptions, type ConfigOptions } from './config-options.ts';

/** `serve`: the server itself, until it is told to stop. */
export function serveCommand(): Command {
  return addConfigOptions(new Command('serve').description('run the server')).action(serve);
}

async function serve(options: ConfigOptions): Promise<void> {
  const kept = keepSignals(['SIGINT', 'SIGTERM', 'SIGUSR2', 'SIGHUP']);
  const running = await startHostreeve({
    loaded: configFromOptions(options, process.env),
    environment: process.env,
    clock: { now: () => Date.now() },
    logDestination: process.stderr,
  });
  await runUntilStopped({
    stop: () => running.stop(),
    logger: running.logger,
    onUserSignal: () => running.resetHeketi(),
    onHangUp: () => running.reload(),
    kept,
  });
}
