import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** Starts test/store/child.ts on a store; it is gone when the test is. */
export function startChild(url: string, mode: 'hold' | 'write' | 'migrate'): ChildProcess {
  const child = spawn(process.execPath, ['test/store/child.ts', url, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What a child prints, line by line, until it ends. */
export async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  if (child.stdout !== null) yield* createInterface({ input: child.stdout });
}

/** Kills a writing child after `count` acknowledged writes; gives the ids of all that it acknowledged. */
export async function killAfter(child: ChildProcess, count: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for await (const line of linesOf(child)) {
    if (line !== 'open') acknowledged.push(line);
    if (acknowledged.length === count) child.kill('SIGKILL');
  }
  return acknowledged;
}
