/** Owns who is logged in: a cookie that scripts cannot read, or the token itself where a node knows no sessions. */
import { bearer, forgetBearer, keepBearer } from './bearer.ts';
import { ask, Refusal } from './rest.ts';

export interface Session {
  readonly name: string;
  readonly scopes: readonly string[];
  /** Whether EventSource is let in: it can send a cookie and no token. */
  readonly cookie: boolean;
}

const BY_TOKEN: Session = { name: 'token', scopes: ['read', 'operate', 'admin'], cookie: false };

/** Undefined when nobody is. Throws TypeError when the node is not reached. */
export async function currentSession(): Promise<Session | undefined> {
  try {
    const { name, scopes }: Omit<Session, 'cookie'> = await ask('session');
    return { name, scopes, cookie: Object.keys(bearer()).length === 0 };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.status === 404 && Object.keys(bearer()).length > 0 ? BY_TOKEN : undefined;
  }
}

/** Throws Refusal when the token is wrong. */
export async function logIn(token: string): Promise<Session> {
  forgetBearer();
  try {
    await ask('session', { method: 'POST', body: { token } });
    const session = await currentSession();
    if (session) return session;
    throw new Refusal(401, 'The browser has not kept the session’s cookie: let this site set one.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const wrong = new Refusal(401, 'This token is not one of this node’s. Look into its data directory.');
    // Without sessions a node answers 401 to whoever has no token yet, and 404 to whoever has.
    keepBearer(token);
    const known = await ask('sensors?limit=1').then(
      () => true,
      () => false,
    );
    const session = known ? await currentSession() : undefined;
    if (session) return session;
    forgetBearer();
    throw error.status === 429 ? error : wrong;
  }
}

export async function logOut(): Promise<void> {
  forgetBearer();
  await ask('session', { method: 'DELETE' }).catch(() => {});
}

export function may(session: Session, scope: string): boolean {
  return session.scopes.includes(scope);
}
