import { describe, expect, it } from 'vitest';
import { errorAnswer, jsonAnswer, redirectAnswer } from './answer.ts';

describe('a reply in JSON', () => {
  it('is compact, ends with a line and keeps the order of keys', () => {
    expect(jsonAnswer(200, { b: [1], a: 'x' })).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      body: '{"b":[1],"a":"x"}\n',
    });
  });

  it('has escapes for what a page or a script would take for its own', () => {
    expect(jsonAnswer(200, { a: '<&>\u2028' }).body).toBe('{"a":"\\u003c\\u0026\\u003e\\u2028"}\n');
  });
});

describe('a refusal', () => {
  it('is plain text that nobody guesses a type for', () => {
    expect(errorAnswer(404, 'Id not found')).toEqual({
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: 'Id not found\n',
    });
  });
});

describe('a redirect', () => {
  it('has a page whose link holds nothing else', () => {
    expect(redirectAnswer(301, '/clusters?a="b"&c', 'Moved Permanently').body).toBe(
      '<a href="/clusters?a=&#34;b&#34;&amp;c">Moved Permanently</a>.\n\n',
    );
  });
});
