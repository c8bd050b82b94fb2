/** The `hostreeve` command. Each subcommand is loaded only when it is called, so that the others start fast. */
import { run } from './cli/run.ts';

process.exitCode = await run(process.argv.slice(2));
