/** Owns what the address behind `#` means: which view, of what, with which settings. Pure. */

export interface Route {
  /** `fleet`, `sensors`, `alarms`, `edges`, `operations`, `connect`, `login`; others lead nowhere. */
  readonly view: string;
  readonly id?: string;
  readonly query: URLSearchParams;
}

/** `#/sensors/farm1%3Awt1?last=1h` and the like; nothing at all is the fleet. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', id] = path.split('/').map(decoded);
  return {
    view: view === '' ? 'fleet' : view,
    ...(id !== undefined && id !== '' && { id }),
    query: new URLSearchParams(query),
  };
}

export function linkTo(view: string, id?: string, query?: Readonly<Record<string, string>>): string {
  const path = view === 'fleet' ? '' : view;
  const settings = new URLSearchParams(query).toString();
  return `#/${path}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${settings && `?${settings}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
