import { text } from 'node:stream/consumers';
import type { Readable, Writable } from 'node:stream';
import { Secret } from '../kernel/secrets/index.ts';

/** A terminal, as far as a password is asked for on it. */
export interface Terminal {
  readonly input: Readable & { setRawMode?(isRaw: boolean): unknown };
  readonly output: Writable;
}

const ENTER = '\r\n';
/** Ctrl-C and Ctrl-D, which a raw terminal gives as what was typed. */
const BREAKING_OFF = '\u0003\u0004';
const BACKSPACE = '\u007f\b';
const CLEAR_LINE = '\u0015';

/**
 * Asks for texts on a terminal, one after another, which shows nothing of them. `undefined` when it is broken off by
 * Ctrl-C or Ctrl-D.
 */
export async function askHidden(
  { input, output }: Terminal,
  questions: readonly string[],
): Promise<readonly Secret[] | undefined> {
  const { promise, resolve } = Promise.withResolvers<readonly Secret[] | undefined>();
  const answers: Secret[] = [];
  let typed: string[] = [];
  const ask = (): void => {
    const question = questions[answers.length];
    if (question === undefined) resolve(answers);
    else output.write(question);
  };
  const take = (character: string): void => {
    if (BREAKING_OFF.includes(character)) resolve(undefined);
    else if (BACKSPACE.includes(character)) typed.pop();
    else if (character === CLEAR_LINE) typed = [];
    else if (!ENTER.includes(character)) typed.push(character);
    else {
      answers.push(new Secret(typed.join('')));
      typed = [];
      output.write('\n');
      ask();
    }
  };
  const onData = (chunk: string): void => {
    for (const character of chunk) if (answers.length < questions.length) take(character);
  };
  const onEnd = (): void => resolve(undefined);
  // Before the question, so that the terminal shows nothing of an answer that comes at once.
  input.setRawMode?.(true);
  input.setEncoding('utf8');
  input.on('data', onData);
  input.once('end', onEnd);
  ask();
  input.resume();
  try {
    return await promise;
  } finally {
    input.off('data', onData);
    input.off('end', onEnd);
    input.setRawMode?.(false);
    input.pause();
  }
}

/** All of an input that is no terminal, without the line's end that `echo` adds. */
export async function readPassword(input: Readable): Promise<Secret> {
  const given = await text(input);
  return new Secret(given.replace(/\r?\n$/, ''));
}
