/** Owns putting values into variables as Grafana's frontend does, before a query leaves the browser. */

export type Value = string | readonly string[];

export interface Reference {
  readonly text: string;
  readonly name: string;
  readonly format?: string;
}

/** `$name`, `[[name:format]]`, `${name.path:format}`. */
const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;

export function references(text: string): readonly Reference[] {
  return [...text.matchAll(REFERENCE)].map(([whole, plain, square, squareFormat, curly, , curlyFormat]) => {
    const format = squareFormat ?? curlyFormat;
    return { text: whole, name: plain ?? square ?? curly ?? '', ...(format && { format }) };
  });
}

/** What no value is given for stays as it is; a value is not looked into again. */
export function interpolate(text: string, values: ReadonlyMap<string, Value>): string {
  return text.replaceAll(
    REFERENCE,
    (whole, plain, square, squareFormat, curly, _path, curlyFormat: string | undefined) => {
      const value = values.get(plain ?? square ?? curly);
      return value === undefined ? whole : formatted(value, squareFormat ?? curlyFormat);
    },
  );
}

function formatted(value: Value, format: string | undefined): string {
  switch (format) {
    case 'sqlstring':
      return listed(value).map(sqlString).join(',');
    case 'regex': {
      const escaped = listed(value).map(escapeRegex);
      return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
    }
    case undefined:
    case 'glob':
      return listed(value).length > 1 ? `{${listed(value).join(',')}}` : listed(value).join('');
    case 'raw':
      return String(value);
    case 'json':
      return typeof value === 'string' ? value : JSON.stringify(value);
    case 'doublequote':
      return listed(value)
        .map((one) => `"${one.replaceAll('"', '\\"')}"`)
        .join(',');
    default:
      throw new Error(`the check does not know the format ${format}`);
  }
}

function listed(value: Value): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** Grafana also writes `\"` for `"`: to Postgres the backslash is a letter, so such a name is found by nobody. */
function sqlString(value: string): string {
  return `'${value.replaceAll("'", "''").replaceAll('"', '\\"')}'`;
}

function escapeRegex(value: string): string {
  return value.replaceAll(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}
