/** Owns which view belongs to which address. */
import type { View } from './console-parts.ts';
import { h } from './dom.ts';
import { partsOf } from './format.ts';
import { emptyState } from './marks.ts';
import { linkTo, type Route } from './route.ts';
import { alarmView } from './views/alarm.ts';
import { alarmsView } from './views/alarms.ts';
import { connectView } from './views/connect.ts';
import { edgesView } from './views/edges.ts';
import { fleetView } from './views/fleet.ts';
import { operationsView } from './views/operations.ts';
import { sensorView } from './views/sensor.ts';

export interface Shown {
  readonly title: string;
  readonly view: View;
}

export function viewOf({ view, id }: Route): Shown {
  switch (view) {
    case 'fleet':
      return { title: 'Fleet', view: fleetView };
    case 'sensors':
      return id === undefined
        ? { title: 'Fleet', view: fleetView }
        : { title: partsOf(id).name, view: sensorView };
    case 'alarms':
      return id === undefined ? { title: 'Alarms', view: alarmsView } : { title: 'Alarm', view: alarmView };
    case 'edges':
      return { title: 'Edges', view: edgesView };
    case 'operations':
      return { title: 'Operations', view: operationsView };
    case 'connect':
      return { title: 'Connect a sensor', view: connectView };
    default:
      return { title: 'Not here', view: nowhere };
  }
}

const nowhere: View = () =>
  emptyState('There is no such page', h('a', { href: linkTo('fleet') }, 'To the fleet'));
