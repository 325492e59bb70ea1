/** Owns what every view is handed. Holds no behaviour. */
import type { AlarmBook } from './alarm-book.ts';
import type { Live } from './live.ts';
import type { Route } from './route.ts';
import type { SensorBook } from './sensor-book.ts';
import type { Session } from './session.ts';

export interface ConsoleParts {
  readonly session: Session;
  readonly live: Live;
  readonly sensors: SensorBook;
  readonly alarms: AlarmBook;
  /** One sentence at the edge of the page, read out as well. */
  notify(sentence: string): void;
}

/** Makes a view's element; what it listens to and asks for ends with `signal`. */
export type View = (parts: ConsoleParts, route: Route, signal: AbortSignal) => HTMLElement;
