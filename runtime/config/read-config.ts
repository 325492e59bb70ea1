/** Owns reading the configuration without keeping what is needed to read it. */
import { threadFile } from '../threads/rpc.ts';
import { startThread } from '../threads/thread.ts';
import type { ConfigOptions } from './config.ts';
import type { ConfigHandlers } from './config-thread.ts';
import { frozen } from './frozen.ts';
import type { Config } from './schema.ts';

/** As `loadConfig`, in a thread of its own that ends with it. */
export async function readConfig({ file, env }: ConfigOptions): Promise<Config> {
  await using thread = await startThread<ConfigHandlers>({
    name: 'config',
    file: threadFile('./config-thread', import.meta.url),
    data: {},
  });
  return frozen(await thread.remote.load({ file, env: { ...env } }));
}
