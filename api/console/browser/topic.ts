/** Owns telling whoever listens within this page that something has changed, at once or gathered. */

export interface Topic<T> {
  /** Until `signal` aborts. */
  listen(signal: AbortSignal, listener: (news: T) => void): void;
  tell(news: T): void;
}

export function createTopic<T>(): Topic<T> {
  const listeners = new Set<(news: T) => void>();
  return {
    listen(signal, listener) {
      if (signal.aborted) return;
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), { once: true });
    },
    tell(news) {
      for (const listener of [...listeners]) listener(news);
    },
  };
}

/** Calls `act` once, `ms` after the first of several calls. */
export function gathered(ms: number, act: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      act();
    }, ms);
  };
}
