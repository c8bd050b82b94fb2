export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly data: string;
}

/** The messages of a stream of Server-Sent Events (HTML standard, section 9.2.6). Comments are passed over. */
export async function* readMessages(chunks: AsyncIterable<string>): AsyncGenerator<Message, void, undefined> {
  let rest = '';
  for await (const chunk of chunks) {
    rest += chunk;
    for (let end = rest.indexOf('\n\n'); end !== -1; end = rest.indexOf('\n\n')) {
      const message = messageIn(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (message !== undefined) yield message;
    }
  }
}

function messageIn(block: string): Message | undefined {
  let type = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    // A line that begins with a colon is a comment.
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const name = line.slice(0, colon);
    if (name === 'event') type = value;
    else if (name === 'id') id = value;
    else if (name === 'data') data.push(value);
  }
  if (id === undefined && data.length === 0) return undefined;
  return { type, data: data.join('\n'), ...(id === undefined ? {} : { id }) };
}
