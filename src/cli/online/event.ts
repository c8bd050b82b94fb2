import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { type Client, followEvents, NoAnswerError, type Schemas } from '../../../client/index.ts';
import { wholeNumber } from '../number-options.ts';
import { type OutputFormat, printValue, visible } from '../output.ts';
import { addOutputOption, type OutputOptions } from '../output-option.ts';
import { addServerOptions, type ServerOptions } from './server-options.ts';
import { addText } from './tag-options.ts';
import { withServer } from './with-server.ts';

const CONNECT_AGAIN_MS = 1_000;
/** Times in a row that a server may be found away. */
const MOST_TRIES = 120;

interface Options extends ServerOptions, OutputOptions {
  readonly topic?: readonly string[];
  readonly project?: readonly string[];
  readonly after?: number;
  readonly count?: number;
}

/** `event`: what happens, on all servers, in one order. */
export function eventCommand(): Command {
  const follow = new Command('follow')
    .description('show events as they come, until Ctrl-C')
    .option('--topic <topic>', 'only this, such as operation.changed; may be given several times', addText)
    .option('--project <id>', 'only of this project; may be given several times', addText)
    .option('--after <seq>', 'begin behind this event, not now', wholeNumber(0))
    .option('--count <number>', 'end after so many', wholeNumber(1));
  return new Command('event')
    .description('events: what happens, on all servers, in one order')
    .addCommand(
      addOutputOption(addServerOptions(follow)).action((options: Options) =>
        withServer(options, (client) => followOn(client, options)),
      ),
    );
}

/** Follows events over the ends of connections: a server that stops says nothing of when it comes back. */
async function followOn(client: Client, { topic, project, after, count, output }: Options): Promise<void> {
  const ending = new AbortController();
  let place = after;
  let shown = 0;
  let tries = 0;
  while (!ending.signal.aborted) {
    const wish = {
      ...(place === undefined ? {} : { after: place }),
      ...(topic === undefined ? {} : { topics: topic }),
      ...(project === undefined ? {} : { projects: project }),
    };
    const onPlace = (seq: number): void => {
      place = seq;
      tries = 0;
    };
    try {
      for await (const followed of followEvents(client, wish, ending.signal, onPlace)) {
        if (followed.kind === 'reset') {
          process.stderr.write(`events up to ${followed.last} are not kept any more; going on behind them\n`);
          continue;
        }
        process.stdout.write(eventText(followed.event, output));
        shown += 1;
        if (shown === count) return ending.abort();
      }
    } catch (error) {
      // Nothing is known of a place that was never reached: a wrong address is said at once.
      if (!(error instanceof NoAnswerError) || place === undefined || tries >= MOST_TRIES) throw error;
      if (tries === 0) process.stderr.write(`${error.server} does not answer; waiting for it to come back\n`);
    }
    tries += 1;
    await sleep(CONNECT_AGAIN_MS);
  }
}

/** One line, one object of JSON a line, or one document of YAML. */
function eventText(event: Schemas['Event'], output: OutputFormat): string {
  if (output === 'json') return `${JSON.stringify(event)}\n`;
  if (output === 'yaml') return `---\n${printValue(event, 'yaml')}`;
  const { seq, at, topic, subject, body } = event;
  return `${[String(seq), at, topic, subject, JSON.stringify(body)].map(visible).join('  ')}\n`;
}
