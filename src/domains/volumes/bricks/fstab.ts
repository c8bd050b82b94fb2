/** The line that mounts something on a directory, or undefined. Comments and broken lines are not looked at. */
export function findFstabLine(text: string, target: string): string | undefined {
  return text.split('\n').find((line) => targetOf(line) === target);
}

/** The table with one line for the line's directory: this one. All others stay as they are, byte for byte. */
export function withFstabLine(text: string, line: string): string {
  const target = targetOf(line);
  const same = text.split('\n').filter((other) => target !== undefined && targetOf(other) === target);
  if (same.length === 1 && same[0] === line) return text;
  const rest = target === undefined ? text : withoutFstabLines(text, target);
  return `${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** The table without the lines that mount something on a directory. */
export function withoutFstabLines(text: string, target: string): string {
  const lines = text.split('\n');
  const kept = lines.filter((line) => targetOf(line) !== target);
  return kept.length === lines.length ? text : kept.join('\n');
}

function targetOf(line: string): string | undefined {
  const [source, target] = line.trim().split(/\s+/);
  return source === undefined || source.startsWith('#') ? undefined : target;
}
