import { styleText } from 'node:util';

type Style = (text: string) => string;

/** Styles for lines that people read: colours on a terminal whose owner did not call them off, plain text elsewhere. */
export function createPaint(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): { readonly good: Style; readonly bad: Style; readonly faint: Style; readonly strong: Style } {
  const { NO_COLOR: none = '', TERM: terminal } = environment;
  const isColoured = stream.isTTY === true && none === '' && terminal !== 'dumb';
  const style =
    (format: Parameters<typeof styleText>[0]): Style =>
    (text) =>
      isColoured ? styleText(format, text, { validateStream: false }) : text;
  return { good: style('green'), bad: style('red'), faint: style('dim'), strong: style('bold') };
}
