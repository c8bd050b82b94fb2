import { StringDecoder } from 'node:string_decoder';
import { maxOutputBytes } from './transport.ts';

/** The text of an output stream, as much of it as a transport keeps. */
export interface BoundedText {
  push(chunk: Buffer): void;
  text(): string;
  isTruncated(): boolean;
}

/** `onText` gets the pieces as they come, whole characters only. */
export function createBoundedText(onText: (text: string) => void): BoundedText {
  const decoder = new StringDecoder('utf8');
  const pieces: string[] = [];
  let bytes = 0;
  return {
    push: (chunk) => {
      const text = decoder.write(chunk.subarray(0, Math.max(0, maxOutputBytes - bytes)));
      bytes += chunk.length;
      if (text === '') return;
      pieces.push(text);
      onText(text);
    },
    text: () => pieces.join('') + decoder.end(),
    isTruncated: () => bytes > maxOutputBytes,
  };
}
