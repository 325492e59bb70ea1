/** Owns the token of a node that knows no sessions yet: kept for this tab only, gone when it closes. */

const KEY = 'anemos-token';

/** The fields a request needs; none with a session's cookie. */
export function bearer(): Readonly<Record<string, string>> {
  const token = sessionStorage.getItem(KEY);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

export function keepBearer(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetBearer(): void {
  sessionStorage.removeItem(KEY);
}
