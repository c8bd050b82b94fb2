/** Written by the logger itself and placed first; everything else becomes `key=value`. */
const OWN_KEYS = new Set(['level', 'time', 'message', 'err']);

interface LoggedError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly fields?: unknown;
  readonly stack?: unknown;
  readonly cause?: LoggedError;
}

/**
 * A line of the JSON log as a line for people: time, level, message, `key=value`, and for an error its codes and
 * sentences from the outside in. A stack follows, indented, only where no code says what happened.
 */
export function textLine(jsonLine: string): string {
  const record = parsed(jsonLine);
  // A scrubbed secret can take a quote mark with it: a line that is ugly is better than a line that is lost.
  if (record === undefined) return jsonLine;
  const parts = [String(record['time']), String(record['level']).toUpperCase().padEnd(5)];
  if (typeof record['message'] === 'string') parts.push(oneLine(record['message']));
  for (const [key, value] of Object.entries(record)) if (!OWN_KEYS.has(key)) parts.push(`${key}=${shown(value)}`);

  const stacks: string[] = [];
  let error = record['err'] as LoggedError | undefined;
  for (let name = 'error'; error !== undefined; name = 'cause', error = error.cause) {
    parts.push(`${name}=${shown(error.message)}`);
    if (error.code !== undefined) parts.push(`code=${shown(error.code)}`);
    else if (typeof error.stack === 'string') stacks.push(error.stack.split('\n').slice(1).join('\n'));
  }
  return [parts.join(' '), ...stacks.filter((stack) => stack !== '')].join('\n') + '\n';
}

function parsed(jsonLine: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(jsonLine) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Bare where it is one plain word, else in JSON, so that a value cannot pass for another key or another line. */
function shown(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=\p{C}]+$/u.test(value)) return value;
  return oneLine(JSON.stringify(value) ?? 'undefined');
}

// Control characters in a log that a terminal shows could forge lines or recolour them.
function oneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^\p{C}$/u, '\ufffd'),
  );
}
