/** Owns a process that raises alarms and delivers them until it is killed. Argument: a DeliveringChild in JSON. Tests only. */
import type { SqlConfig } from '../../config/schema.ts';
import { openState } from '../../state/state.ts';
import { openAlarmDelivery } from '../delivery.ts';
import { keptLog } from './kept-log.ts';
import { episodes } from './transitions.ts';

export interface DeliveringChild {
  readonly config: SqlConfig;
  readonly dataDir: string;
  readonly sensor: string;
}

const child: DeliveringChild = JSON.parse(process.argv[2] ?? '');
const state = await openState(child);
const delivery = await openAlarmDelivery({ ...child, state, log: keptLog() });
for (const transition of episodes(child.sensor, 3000)) {
  await state.commit({ transitions: [transition] });
  delivery.wake();
  const { delivered } = await delivery.stats();
  process.send?.(delivered);
}
