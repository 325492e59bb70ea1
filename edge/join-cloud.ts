/** Owns the edge's half of a node: the uplink, what comes down by it, and who works by that. */
import { readFile } from 'node:fs/promises';
import { messageOf, StartError } from '../runtime/errors.ts';
import { type CommandsOptions, openCommands } from './downlink/commands.ts';
import type { Followers, Orders } from './downlink/orders.ts';
import type { UplinkSettings } from './uplink/settings.ts';
import { openUplink, type Uplink, type UplinkOptions } from './uplink/uplink.ts';

export interface JoinOptions
  extends Omit<CommandsOptions, 'state'>,
    Omit<UplinkOptions, 'settings' | 'state' | 'modes' | 'commands' | 'documents' | 'now'> {
  readonly state: CommandsOptions['state'] & UplinkOptions['state'];
  readonly settings: Omit<UplinkSettings, 'ca'> & { readonly caFile?: string | undefined };
  readonly orders: Orders;
  /** Who works by the cloud's rules and models; its modes are the uplink's own. */
  readonly followers: Omit<Followers, 'setModes'>;
}

/** Returns at once, linked or not. Throws StartError when the authority's file cannot be read. */
export async function joinCloud(options: JoinOptions): Promise<Uplink> {
  const { settings, orders, followers } = options;
  const { caFile, ...rest } = settings;
  const ca = caFile === undefined ? undefined : await authority(caFile);
  const uplink = await openUplink({
    ...options,
    settings: { ...rest, ca },
    modes: orders.modes(),
    commands: await openCommands(options),
    documents: orders.documents,
  });
  orders.follow({ ...followers, setModes: uplink.setModes });
  return uplink;
}

async function authority(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartError(`uplink.caFile: cannot read ${file}: ${messageOf(error)}`, { cause: error });
  });
}
