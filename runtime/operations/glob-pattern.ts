/** Owns writing a glob over sensor ids as a regular expression of Postgres, so that SQL can ask which rules watch a sensor. */

const ONE = /\\(.)|\[([!^]?)((?:\\.|[^\]\\])+)\]|\{((?:\\.|[^{}\\])*)\}|(\*+)|(\?)|([^\\])/gsu;
const RANGE = /^(-?\d+|\w)\.\.(-?\d+|\w)(?:\.\.(-?\d+))?$/;

/**
 * Of globs that the configuration accepts (globs.ts). Anchored; matches what Node's matcher matches, which has its own
 * mind only about names that begin with a dot and about backslashes.
 */
export function globPattern(glob: string): string {
  return `^(?:${translated(glob)})$`;
}

function translated(glob: string): string {
  return glob.replaceAll(
    ONE,
    (_, escaped, negation, inside, alternatives, star: string | undefined, mark, plain) => {
      if (star) return '.*';
      if (mark) return '.';
      if (inside !== undefined) return `[${negation ? '^' : ''}${members(inside)}]`;
      if (alternatives !== undefined) return braces(alternatives);
      return literal(escaped ?? plain ?? '');
    },
  );
}

/** Braces around one word are no alternatives but themselves. */
function braces(inner: string): string {
  const range = RANGE.exec(inner);
  if (range) return `(?:${stepped(range).map(literal).join('|')})`;
  const parts = inner.split(',');
  if (parts.length === 1) return `\\{${translated(inner)}\\}`;
  return `(?:${parts.map(translated).join('|')})`;
}

function stepped([, from = '', to = '', step = '1']: RegExpExecArray): string[] {
  const numeric = /^-?\d+$/.test(from) && /^-?\d+$/.test(to);
  const [first, last] = [from, to].map((end) => (numeric ? Number(end) : (end.codePointAt(0) ?? 0)));
  if (first === undefined || last === undefined) return [];
  const by = Math.max(1, Math.abs(Number(step))) * Math.sign(last - first || 1);
  const count = Math.floor((last - first) / by) + 1;
  const ends = Array.from({ length: count }, (_, i) => first + i * by);
  return ends.map((end) => (numeric ? String(end) : String.fromCodePoint(end)));
}

/** Inside brackets Postgres knows escapes, too, and nothing else but `^`, `]`, `[` and `-` is special. */
function members(inside: string): string {
  return inside.replaceAll(/\\(.)|([^\\])/gsu, (_, escaped, plain) => {
    const member = escaped ?? plain;
    return member === '-' && escaped === undefined ? '-' : /[\w\s]/.test(member) ? member : `\\${member}`;
  });
}

function literal(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_]/gu, (character) => `\\${character}`);
}
