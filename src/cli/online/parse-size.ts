import { InvalidArgumentError } from 'commander';

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  g: 1,
  gib: 1,
  t: 1024,
  tib: 1024,
  p: 1_048_576,
  pib: 1_048_576,
};

/** GiB of a text such as `2TiB`. @throws {InvalidArgumentError} */
export function parseSize(text: string): number {
  const { count = '', unit = '' } = /^(?<count>\d{1,9}) ?(?<unit>[A-Za-z]*)$/.exec(text)?.groups ?? {};
  const factor = FACTORS[unit.toLowerCase()];
  if (count === '' || factor === undefined || Number(count) === 0)
    throw new InvalidArgumentError('Give a whole number of GiB, TiB or PiB, such as 100GiB.');
  return Number(count) * factor;
}
