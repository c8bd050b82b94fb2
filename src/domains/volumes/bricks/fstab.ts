/** The line that mounts something on a directory, or undefined. Comments and broken lines are not looked at. */
export function findFstabLine(text: string, target: string): string | undefined {
  return text.split('\n').find((line) => isOn(line, target));
}

/** The table with one line for the line's directory: this one. All others stay as they are, byte for byte. */
export function withFstabLine(text: string, line: string): string {
  const target = targetOf(line);
  const same = target === undefined ? [] : text.split('\n').filter((other) => isOn(other, target));
  if (same.length === 1 && same[0] === line) return text;
  const rest = target === undefined ? text : withoutFstabLines(text, target);
  return `${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** The table without the lines that mount something on a directory. */
export function withoutFstabLines(text: string, target: string): string {
  const lines = text.split('\n');
  const kept = lines.filter((line) => !isOn(line, target));
  return kept.length === lines.length ? text : kept.join('\n');
}

/** A table has thousands of lines: those that do not have the target anywhere in them are not taken apart. */
function isOn(line: string, target: string): boolean {
  return line.includes(target) && targetOf(line) === target;
}

function targetOf(line: string): string | undefined {
  const [source, target] = line.trim().split(/\s+/);
  return source === undefined || source.startsWith('#') ? undefined : target;
}
