import type { Schemas } from '../../../client/index.ts';
import { visible } from '../output.ts';

/** What an operation would do, and why it would do it so. */
export function planText({ stages, reasons }: Pick<Schemas['Trial'], 'stages' | 'reasons'>): string {
  const lines = ['would do:'];
  for (const { name, steps } of stages) {
    lines.push(`  ${visible(name)}`);
    for (const { title, hasWayBack } of steps)
      lines.push(`    - ${visible(title)}${hasWayBack ? '' : ' (no way back)'}`);
  }
  if (reasons.length > 0) lines.push('because:', ...reasons.map((reason) => `  - ${visible(reason)}`));
  return `${lines.join('\n')}\n`;
}

/** The same with the way to do it. */
export function trialText(trial: Schemas['Trial']): string {
  return `${planText(trial)}to do this and no other, within ten minutes: --if-plan ${trial.planId}\n`;
}
