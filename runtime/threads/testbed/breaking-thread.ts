/** Owns a part that starts and then ends its thread by a bug. Tests only. */

export function start() {
  setImmediate(() => {
    throw new Error('broken on purpose');
  });
  return { close: () => {} };
}
