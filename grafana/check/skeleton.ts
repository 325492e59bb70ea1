/** Owns what is left of a query without its literals: two values of a variable must leave the same. */

/** String literals and comments, or anything else of SQL; `E''` and dollar quotes are not ours. */
const SQL = /'(?:[^']|'')*'|(--[^\n]*|\/\*)|([^'])/gs;

/** Throws when a comment begins. */
export function sqlSkeleton(sql: string): string {
  return skeleton(sql, SQL, "'?'");
}

/** Strings, regular expressions (only where one may begin), comments, or anything else of Flux. */
const FLUX = /"(?:[^"\\]|\\.)*"|(?<=[=!]~\s*)\/(?:[^/\\\n]|\\.)+\/|(\/\/[^\n]*)|([^"])/gs;

export function fluxSkeleton(query: string): string {
  return skeleton(query, FLUX, '?');
}

function skeleton(text: string, tokens: RegExp, literal: string): string {
  let rest = '';
  let end = 0;
  for (const { 0: token, 1: comment, 2: plain, index } of text.matchAll(tokens)) {
    if (index !== end) throw new Error(`a literal that does not end: ${text.slice(end, end + 60)}`);
    if (comment !== undefined) throw new Error(`a comment: ${comment.slice(0, 60)}`);
    rest += plain ?? literal;
    end = index + token.length;
  }
  if (end !== text.length) throw new Error(`a literal that does not end: ${text.slice(end, end + 60)}`);
  // However many values a list has.
  return rest.replaceAll(/'\?'(?:,'\?')+/g, "'?'");
}
