/** Owns the thread that reads the configuration: what it takes for that, 7 MB of grammar, goes with it. */
import { type ConfigOptions, loadConfig } from './config.ts';

const handlers = {
  load: (options: ConfigOptions) => loadConfig(options),
  close: () => {},
};

export type ConfigHandlers = typeof handlers;

export function start(): ConfigHandlers {
  return handlers;
}
