import type { TokenId } from './api-tokens.ts';
import type { HeketiIssuer } from './heketi-jwt.ts';
import type { Principal } from './principal.ts';

/** Somebody, and how they proved it. */
export type Authenticated = { readonly principal: Principal } & (
  | { readonly scheme: 'token'; readonly token: TokenId }
  | { readonly scheme: 'password' }
  | { readonly scheme: 'heketi-jwt'; readonly issuer: HeketiIssuer }
);
