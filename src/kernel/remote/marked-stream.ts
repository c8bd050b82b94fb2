import { commandMark } from './remote-line.ts';

/** One output stream of a remote line (remote-line.ts): what the command printed, between its marks. */
export interface MarkedStream {
  push(chunk: Buffer): void;
  /** The command's process group, once it has begun. */
  group(): number | undefined;
  /** The command's code, when the shell around it has told it. */
  code(): number | undefined;
  /** What came before the mark, the end of it: what the login shell or sudo said. */
  before(): string;
}

// Start-up files may print a greeting; nobody needs more of it than this.
const keptBeforeBytes = 4096;

export function createMarkedStream(nonce: string, onData: (chunk: Buffer) => void): MarkedStream {
  const mark = Buffer.from(commandMark(nonce));
  let state: 'before' | 'inside' | 'after' = 'before';
  let held: Buffer = Buffer.alloc(0);
  let group: number | undefined;
  let code: number | undefined;

  const advance = (): void => {
    if (state === 'before') {
      const found = held.indexOf(mark);
      if (found < 0) {
        held = held.subarray(Math.max(0, held.length - keptBeforeBytes));
        return;
      }
      const end = held.indexOf('\n', found);
      if (end < 0) return;
      group = Number(held.toString('latin1', found + mark.length + 'begins '.length, end));
      held = held.subarray(end + 1);
      state = 'inside';
    }
    if (state === 'inside') {
      const found = held.indexOf(mark);
      const passed = found < 0 ? held.length - startLength(held, mark) : found;
      if (passed > 0) onData(held.subarray(0, passed));
      held = held.subarray(passed);
      if (found < 0) return;
      state = 'after';
    }
    const told = /^ended (\d+)\n/.exec(held.toString('latin1', mark.length));
    if (told !== null) code = Number(told[1]);
  };
  return {
    push: (chunk) => {
      // What a process prints that was left behind.
      if (code !== undefined) return;
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      advance();
    },
    group: () => group,
    code: () => code,
    before: () => (state === 'before' ? held.toString('utf8').trim() : ''),
  };
}

/** How many bytes at the end of a buffer may be the start of the mark. */
function startLength(buffer: Buffer, mark: Buffer): number {
  const longest = Math.min(buffer.length, mark.length - 1);
  for (let length = longest; length > 0; length -= 1) {
    if (buffer.subarray(buffer.length - length).equals(mark.subarray(0, length))) return length;
  }
  return 0;
}
