/** The types that a text from the environment or the command line can be read as. */
export type TextType = 'string' | 'boolean' | 'integer' | 'list' | 'object';

// Those of Go's strconv.ParseBool, which Heketi uses, and what people write.
const booleans = new Map([
  ...['1', 't', 'true', 'y', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'f', 'false', 'n', 'no', 'off'].map((word) => [word, false] as const),
]);

/** Reads a text as a type; a text that is no such thing comes back as it is, so that the schema refuses it. */
export function readText(text: string, type: TextType): unknown {
  if (type === 'boolean') return booleans.get(text.toLowerCase()) ?? text;
  if (type === 'integer') return /^[+-]?\d{1,16}$/.test(text) ? Number(text) : text;
  if (type === 'list') return text.split(',').map((item) => item.trim());
  return type === 'object' ? readObject(text) : text;
}

function readObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
