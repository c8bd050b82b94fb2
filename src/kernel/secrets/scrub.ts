import type { Secret } from './secret.ts';

const SHOWN = '[secret]';
/** Shorter values would tear ordinary words out of the log. */
const SHORTEST = 6;
/** A bound for memory and for the time of a scrub; the value that was added longest ago leaves first. */
const MOST_SECRETS = 2000;

export interface Scrubber {
  /**
   * Registers a secret; adding it again keeps it from leaving. Values under 6 characters are ignored, and of more than
   * 2000 the oldest are forgotten.
   */
  add(secret: Secret): void;
  /** The text with every registered value, in any of its usual encodings, replaced by `[secret]`. */
  scrub(text: string): string;
}

/**
 * The last net under logs and error texts: whatever path a secret took into a line, it does not leave the process.
 *
 * @example
 * const scrubber = createScrubber();
 * scrubber.add(new Secret('hunter22'));
 * scrubber.scrub('login with hunter22 failed'); // 'login with [secret] failed'
 */
export function createScrubber(): Scrubber {
  const formsByValue = new Map<string, readonly string[]>();
  let pattern: RegExp | undefined;
  let isStale = false;

  return {
    add(secret) {
      const value = secret.reveal();
      if (value.length < SHORTEST) return;
      const known = formsByValue.get(value);
      formsByValue.delete(value);
      formsByValue.set(value, known ?? formsOf(value));
      if (known !== undefined) return;
      if (formsByValue.size > MOST_SECRETS) {
        const [oldest] = formsByValue.keys();
        if (oldest !== undefined) formsByValue.delete(oldest);
      }
      // Built at the next scrub and not here: a start that adds a thousand secrets builds once.
      isStale = true;
    },
    scrub(text) {
      if (isStale) {
        pattern = patternOf(formsByValue.values());
        isStale = false;
      }
      return pattern === undefined ? text : text.replace(pattern, SHOWN);
    },
  };
}

/** One alternation, the longest form first, so that a secret which contains another goes as a whole. */
function patternOf(forms: Iterable<readonly string[]>): RegExp {
  const all = [...new Set([...forms].flat())].sort((a, b) => b.length - a.length);
  return new RegExp(all.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const percent = encodeURIComponent(value.toWellFormed());
  return [
    value,
    json,
    // A log line is JSON, and what it quotes may have been JSON before.
    JSON.stringify(json).slice(1, -1),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replaceAll('%20', '+'),
    ...base64Forms(Buffer.from(value, 'utf8')),
  ].filter((form) => form.length >= SHORTEST);
}

/**
 * Base64 by itself, and as the middle of something longer, as in `Authorization: Basic`: at each of the three offsets the
 * characters that the value alone determines.
 */
function base64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString('base64');
  const middles = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [whole, whole.replace(/=+$/, ''), ...middles].flatMap((text) => [
    text,
    text.replaceAll('+', '-').replaceAll('/', '_'),
  ]);
}
