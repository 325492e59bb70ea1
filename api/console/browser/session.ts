/** Owns who is logged in: the node's session, kept by a cookie that scripts cannot read. */
import { ask, Refusal } from './rest.ts';

export interface Session {
  readonly name: string;
  readonly scopes: readonly string[];
}

/** Undefined when nobody is. Throws TypeError when the node is not reached. */
export async function currentSession(): Promise<Session | undefined> {
  return await ask<Session>('session').catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 401) return undefined;
    throw error;
  });
}

/** Throws Refusal when the token is wrong, or the browser keeps no cookie. */
export async function logIn(token: string): Promise<Session> {
  await ask('session', { method: 'POST', body: { token } }).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.status === 429) throw error;
    throw new Refusal(401, 'This token is not one of this node’s. Look into its data directory.');
  });
  const session = await currentSession();
  if (session) return session;
  throw new Refusal(401, 'The browser has not kept the session’s cookie: let this site set one.');
}

export async function logOut(): Promise<void> {
  await ask('session', { method: 'DELETE' }).catch(() => {});
}

export function may(session: Session, scope: string): boolean {
  return session.scopes.includes(scope);
}
