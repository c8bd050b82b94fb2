/**
 * JSON that both databases take: PostgreSQL refuses the character zero and halves of surrogate pairs in `jsonb`, and
 * what programs print may have them.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return UNKEEPABLE.test(text) ? JSON.stringify(value, keepable) : text;
}

/** Whether both databases keep the value as it is. */
export function isKeepable(value: unknown): boolean {
  return !UNKEEPABLE.test(JSON.stringify(value));
}

const UNKEEPABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i;

function keepable(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}
