import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { askHidden, readPassword } from './ask-password.ts';

interface TestTerminal {
  readonly asked: Promise<readonly string[] | undefined>;
  readonly shown: () => Promise<string>;
  readonly modes: readonly boolean[];
}

function aTerminal(typed: readonly (string | Buffer)[], questions = ['password: ', 'again: ']): TestTerminal {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), { setRawMode: (isRaw: boolean) => modes.push(isRaw) });
  const output = new PassThrough();
  const asked = askHidden({ input, output }, questions).then((answers) => answers?.map((answer) => answer.reveal()));
  for (const chunk of typed) input.write(chunk);
  input.end();
  return {
    asked,
    modes,
    shown: async () => {
      await asked;
      output.end();
      return text(output);
    },
  };
}

describe('asking for a password', () => {
  it('shows the questions and nothing of the answers', async () => {
    const { asked, modes, shown } = aTerminal(['corr', 'ect horse\r', 'correct horse\r']);
    expect(await asked).toEqual(['correct horse', 'correct horse']);
    expect(await shown()).toBe('password: \nagain: \n');
    expect(modes).toEqual([true, false]);
  });

  it('takes both answers when they come at once, and characters whose bytes come apart', async () => {
    expect(await aTerminal(['one\rtwo\rthree\r']).asked).toEqual(['one', 'two']);
    const [front, back] = [Buffer.from('\u00e9').subarray(0, 1), Buffer.from('\u00e9').subarray(1)];
    expect(await aTerminal([front, back, '\r\u{1f511}\n']).asked).toEqual(['\u00e9', '\u{1f511}']);
  });

  it('lets mistakes be mended', async () => {
    expect(await aTerminal(['wrong\u0015rigth\u007f\bht\r', '\u007f\u{1f511}\u007fx\r']).asked).toEqual(['right', 'x']);
  });

  it.each([
    ['Ctrl-C', ['secret\u0003']],
    ['Ctrl-D', ['secret\r\u0004']],
    ['the end of the terminal', ['secret']],
  ])('is broken off by %s, and gives the terminal back', async (_, typed) => {
    const { asked, modes } = aTerminal(typed);
    expect(await asked).toBeUndefined();
    expect(modes).toEqual([true, false]);
  });
});

describe('a password on standard input', () => {
  it.each([
    ['correct horse\n', 'correct horse'],
    ['correct horse\r\n', 'correct horse'],
    ['correct horse', 'correct horse'],
    [' two\nlines\n\n', ' two\nlines\n'],
  ])('is all of %j but the end of its last line', async (given, password) => {
    expect((await readPassword(Readable.from([given]))).reveal()).toBe(password);
  });
});
