/** Owns which files the dashboards and alerts become; writes none of them (generate.ts does). */
import { alarms } from './alarms.ts';
import { alertRules } from './alert-rules.ts';
import { fleet } from './fleet.ts';
import { operations } from './operations.ts';
import { sensor } from './sensor.ts';

/** Path below grafana/ -> content. */
export function rendered(): ReadonlyMap<string, string> {
  const boards = { fleet: fleet(), sensor: sensor(), alarms: alarms(), operations: operations() };
  const files = Object.entries(boards).map(
    ([name, board]) => [`dashboards/${name}.json`, jsonOf(board.build())] as const,
  );
  const alerting = jsonOf(alertRules(boards.operations.build()));
  return new Map([...files, ['provisioning/alerting/anemos.json', alerting]]);
}

const jsonOf = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
