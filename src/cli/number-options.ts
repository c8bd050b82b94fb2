import { InvalidArgumentError } from 'commander';

/** For options that take a whole number within bounds. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,15}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(
        most === Number.MAX_SAFE_INTEGER
          ? `Give a whole number of at least ${least}.`
          : `Give a whole number from ${least} to ${most}.`,
      );
    return value;
  };
}
