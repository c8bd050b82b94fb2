import { demoTopology } from './demo-topology.ts';

/** How parts of a line are made to stand out; each gives the text back, with or without colours. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

const SHORT = 8;

/** A sentence of the program for a person: hosts by the names that they were added by, ids shortened. */
export function inDemoWords(text: string): string {
  let words = text;
  for (const { name, address } of demoTopology.nodes) words = words.replaceAll(`${address} `, `${name} `);
  for (const { name, address } of demoTopology.nodes) words = words.replaceAll(`${address},`, `${name},`);
  return words.replaceAll(/\b[0-9a-f]{32}\b/g, (id) => `${id.slice(0, SHORT)}…`);
}

/** So that they stand below one another: `  0.12 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2).padStart(5)} s`;
}
