/** Owns which globs over sensor ids are accepted: those that can match something, and are matched in no time. */

const MAX_LENGTH = 1024;
/** Node's matcher tries every way to share a name among stars: four of them can take minutes for one long name. */
const MAX_STARS = 3;
/** Each `{a,b}` doubles what is to be tried, and `{1..100000}` does worse. */
const MAX_ALTERNATIVES = 32;

/** Why `glob` cannot stand; undefined when it can. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const shown = JSON.stringify(glob);
  if (glob.includes('/')) return `${shown} holds a /, which no sensor id does; write it like farm1:*`;
  const open = /^(?:\\.|\[(?:\\.|[^\]\\{}])+\]|\{(?:\\.|[^{}\\])*\}|[^\\[\]{}])*$/;
  if (!open.test(glob)) return `${shown} has a [, { or \\ without its partner`;
  // Behind these, or once braces are written out, it begins a pattern of patterns.
  if (/[?*+@!{},]\(/.test(glob))
    return `${shown} holds a ( where it is no plain letter; write {a,b} for alternatives`;
  if (glob.split('*').length - 1 > MAX_STARS) return `${shown} holds more than ${MAX_STARS} *`;
  const braces = glob.matchAll(/\{((?:\\.|[^{}\\])*)\}/g);
  const alternatives = Array.from(braces, ([, inner = '']) => size(inner));
  return alternatives.reduce((product, one) => product * one, 1) > MAX_ALTERNATIVES
    ? `${shown} stands for more than ${MAX_ALTERNATIVES} globs; write several rules, or use *`
    : undefined;
}

/** How many globs `{a,b}` or `{1..9}` stands for. */
function size(inner: string): number {
  const [, from, to] = /^(-?\d+|\w)\.\.(-?\d+|\w)(?:\.\.-?\d+)?$/.exec(inner) ?? [];
  if (from === undefined || to === undefined) return inner.split(',').length;
  return 1 + Math.abs(codeOf(to) - codeOf(from));
}

function codeOf(end: string): number {
  return /^-?\d+$/.test(end) ? Number(end) : (end.codePointAt(0) ?? 0);
}
