import { createInterface } from 'node:readline/promises';

/** Asks a person on the terminal; anything but a yes is a no, Ctrl-C and the end of the input too. */
export async function askYes(question: string): Promise<boolean> {
  const { stdin: input, stderr: output } = process;
  const asking = createInterface({ input, output });
  const gone = new AbortController();
  asking.once('SIGINT', () => gone.abort());
  asking.once('close', () => gone.abort());
  try {
    const answer = await asking.question(question, { signal: gone.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (gone.signal.aborted) return false;
    throw error;
  } finally {
    asking.close();
  }
}
