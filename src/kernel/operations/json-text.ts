/**
 * JSON that both databases take: PostgreSQL refuses the character zero and halves of surrogate pairs in `jsonb`, and
 * what programs print may have them.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return /\\u(?:0000|d[89a-f])/i.test(text) ? JSON.stringify(value, keepable) : text;
}

function keepable(_: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;
}
