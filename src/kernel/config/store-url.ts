/** PostgreSQL drivers also take a password as a parameter, where it would be overlooked when the URL is shown. */
const passwordParameter = /password/i;

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || url.hash !== '') return undefined;
  if ([...url.searchParams.keys()].some((name) => passwordParameter.test(name))) return undefined;
  return url;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

export function isStoreUrl(text: string): boolean {
  const url = parse(text);
  return url !== undefined && decoded(url.password) !== undefined;
}

/** Takes the password out of a URL that `isStoreUrl` accepts. */
export function splitStoreUrl(text: string): { readonly url: string; readonly password: string | undefined } {
  const url = parse(text);
  if (url === undefined || url.password === '') return { url: text, password: undefined };
  const password = decoded(url.password);
  url.password = '';
  return { url: url.href, password };
}
