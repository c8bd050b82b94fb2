import type { Schemas } from '../../../client/index.ts';
import { visible } from '../output.ts';

type Operation = Schemas['Operation'];

/** How far an operation is, for a line that begins with its kind: `create 3/8`, `stage 2 of 3: replace-brick 1/4`. */
export function progressText({ state, progress, error }: Operation): string {
  if (state === 'queued') return 'waits for its turn';
  const stage = progress?.stage;
  const words: string[] = [];
  if (state === 'stuck') words.push(`stuck: ${visible(error?.message ?? 'it will be tried again')}`);
  if (stage !== undefined) {
    const { stagesSettled = 0, stagesExpected = 1 } = progress ?? {};
    const isOneOfMany = stagesExpected > 1 || stagesSettled > 0;
    const number = `stage ${stagesSettled + 1}${stagesExpected > stagesSettled ? ` of ${stagesExpected}` : ''}: `;
    const name = `${isOneOfMany ? number : ''}${stage.name}`;
    words.push(`${stage.isUndoing ? 'undoing ' : ''}${name} ${stage.stepsDone}/${stage.stepsTotal}`);
  }
  return words.length === 0 ? state : words.join(', ');
}

/** What it is at just now, by the titles of its steps. */
export function runningSteps({ progress }: Operation): readonly string[] {
  return (progress?.stage?.steps ?? [])
    .filter(({ status }) => status === 'running' || status === 'undoing')
    .map(({ title }) => visible(title));
}
