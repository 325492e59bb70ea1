/** Owns the sessions of browsers: a random cookie in place of a token, in memory, so that a restart ends them. */
import { createHash, randomBytes } from 'node:crypto';

export interface Sessions {
  /** A session of the token with this id; gives the cookie's value. */
  open(token: string): string;
  /** The id of the token a cookie stands for; undefined when the session is over. */
  token(cookie: string): string | undefined;
  close(cookie: string): void;
}

const NAME = 'anemos_session';
/** s; a working day, and some. */
const LASTS = 12 * 3600;
/** The oldest give way. */
const MOST_SESSIONS = 10_000;
const COOKIE = new RegExp(`(?:^|;\\s*)${NAME}=([A-Za-z0-9_-]{43})(?:;|$)`);

/** `now`: ms, any clock. */
export function createSessions(now: () => number): Sessions {
  /** By hash, so that comparing tells nothing of the cookie. */
  const open = new Map<string, { readonly token: string; readonly until: number }>();
  return {
    open(token) {
      const [oldest] = open.size >= MOST_SESSIONS ? open.keys() : [];
      if (oldest !== undefined) open.delete(oldest);
      const cookie = randomBytes(32).toString('base64url');
      open.set(digest(cookie), { token, until: now() + LASTS * 1000 });
      return cookie;
    },
    token(cookie) {
      const key = digest(cookie);
      const session = open.get(key);
      if (session && session.until <= now()) open.delete(key);
      return session && session.until > now() ? session.token : undefined;
    },
    close: (cookie) => void open.delete(digest(cookie)),
  };
}

/** The session's cookie among those of a `Cookie` field. */
export function sessionCookie(field: string | undefined): string | undefined {
  return field === undefined ? undefined : COOKIE.exec(field)?.[1];
}

/** A `Set-Cookie` field; without a value it takes the cookie back. */
export function setCookie(value: string | undefined, secure: boolean): string {
  const age = value === undefined ? 0 : LASTS;
  const parts = [`${NAME}=${value ?? ''}`, 'HttpOnly', 'SameSite=Strict', 'Path=/api', `Max-Age=${age}`];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

function digest(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64');
}
