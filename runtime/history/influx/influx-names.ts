/** Owns how names of sensors and metrics are written into InfluxDB, so that each comes back as it was. */

/** U+241B, "symbol for escape": no keyboard has it, no parser minds it. */
const ESCAPE = '\u241b';

/**
 * What line protocol, Flux or a delete predicate cannot carry exactly: controls (a newline ends a line), the backslash
 * (it cannot be escaped itself), halves of surrogate pairs (not UTF-8), and the escape.
 */
const UNFIT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  /[\u0000-\u001f\u007f-\u009f\\\u241b]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ESCAPED = /\u241b([0-9a-f]{4})/g;

/** Ordinary names stay as they are; an unfit character becomes the escape and its four hex digits. */
export function encodeName(name: string): string {
  // InfluxDB drops a field called `time` and keeps the rest of the line.
  if (name === 'time') return `${escaped('t')}ime`;
  return name.replace(UNFIT, escaped);
}

export function decodeName(name: string): string {
  if (!name.includes(ESCAPE)) return name;
  return name.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** What stands before the first `:`; a sensor that has nothing there is a site of its own. */
export function siteOf(sensor: string): string {
  const end = sensor.indexOf(':');
  return end > 0 ? sensor.slice(0, end) : sensor;
}

function escaped(character: string): string {
  return ESCAPE + character.charCodeAt(0).toString(16).padStart(4, '0');
}
