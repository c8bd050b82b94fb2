import type { Schemas } from '../../../client/index.ts';
import { visible } from '../output.ts';

/** What happened to an operation, a line for each event; long fields are cut. */
export function logText(entries: readonly Schemas['LogEntry'][]): string {
  return entries
    .map(({ number, at, event: { type, ...fields } }) => {
      const words = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`);
      return `${number}  ${at}  ${[type, ...words].join(' ')}\n`;
    })
    .join('');
}

const MOST = 80;

function fieldText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return visible(text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text);
}

/** What the steps of an operation ran on hosts, with what it printed. */
export function commandsText(steps: readonly Schemas['StepCommands'][], nameOf: (host: string) => string): string {
  return steps
    .map(({ step, commands }) => {
      const lines = commands.flatMap(({ host, argv, code, error, elapsedMs, stdout, stderr }) => [
        `  ${nameOf(host)}$ ${argv.map(word).join(' ')}`,
        ...outputLines(stdout),
        ...outputLines(stderr),
        `    ${error ?? (code === undefined ? 'did not end' : `code ${code}`)}, ${Math.round(elapsedMs)} ms`,
      ]);
      return `${[step, ...lines].map(visible).join('\n')}\n`;
    })
    .join('');
}

function outputLines(text: string): readonly string[] {
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => `    | ${line}`);
}

/** As a person could give it to a shell, but for the text of whole scripts, which JSON has. */
function word(text: string): string {
  if (text.includes('\n')) return '…';
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
