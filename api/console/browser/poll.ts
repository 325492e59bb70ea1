/** Owns asking again and again for what no stream tells, while somebody looks at the page. */

/** One `look` at a time, `every` ms after the one before; `failed` gets what it throws. Ends with `signal`. */
export function poll(
  look: () => Promise<void>,
  { every, signal, failed }: { every: number; signal: AbortSignal; failed(error: unknown): void },
): void {
  const turn = async () => {
    if (signal.aborted) return;
    if (!document.hidden) {
      await look().catch((error: unknown) => {
        if (!signal.aborted) failed(error);
      });
    }
    setTimeout(turn, every);
  };
  void turn();
}
