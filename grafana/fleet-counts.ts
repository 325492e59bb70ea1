/** Owns the first line of the fleet dashboard: how many sensors, alarms and edges. */
import { INFLUXDB, POSTGRES } from './data-sources.ts';
import { AT_SITES, SITES } from './fleet-queries.ts';
import { stat } from './panels.ts';
import { flux, sqlTable } from './queries.ts';

export const reporting = () =>
  stat({
    title: 'Sensors heard in the last 5 minutes',
    description:
      'Sensors of the chosen sites with a reading dated within 5 minutes. Fewer than usual: sort the table below by age.',
    datasource: INFLUXDB,
    unit: 'short',
    noValue: 'none heard',
    targets: [
      flux(
        'A',
        `
        from(bucket: v.defaultBucket) |> range(start: -5m)
          |> filter(fn: (r) => ${AT_SITES})
          |> last()
          |> group()
          |> distinct(column: "sensor")
          |> count()
          |> keep(columns: ["_value"])`,
      ),
    ],
  });

export const open = () =>
  stat({
    title: 'Open alarms',
    description: 'Alarms whose condition is there. Open the dashboard Anemos alarms for the list.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'orange']],
    targets: [sqlTable('A', `SELECT count(*) AS open FROM ops.alarms WHERE open AND ${SITES}`)],
  });

export const unacknowledged = () =>
  stat({
    title: 'Not acknowledged',
    description:
      'Open alarms no person has seen yet: acknowledge them in the console (link in the list of alarms).',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'red']],
    targets: [
      sqlTable('A', `SELECT count(*) AS unseen FROM ops.alarms WHERE status = 'ACTIVE_UNACK' AND ${SITES}`),
    ],
  });

export const known = () =>
  stat({
    title: 'Sensors known',
    description: 'Sensors the cloud nodes keep a live state of, all sites, also those that fell silent.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'no sample',
    targets: [sqlTable('A', 'SELECT sum(sensors)::bigint AS sensors FROM ops.nodes')],
  });

export const quarantined = () =>
  stat({
    title: 'In quarantine',
    description:
      'Sensors set aside because their readings made the node fail again and again; their readings still go to history. See the log and the dead letters.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'no sample',
    thresholds: [[1, 'red']],
    targets: [sqlTable('A', 'SELECT sum(quarantined)::bigint AS quarantined FROM ops.nodes')],
  });

export const edges = () =>
  stat({
    title: 'Edges away',
    description:
      'Edges that are not connected. They keep what they take in; see Anemos operations for how much waits there.',
    datasource: POSTGRES,
    unit: 'short',
    noValue: 'none',
    thresholds: [[1, 'red']],
    targets: [sqlTable('A', 'SELECT count(*) AS away FROM ops.edges WHERE NOT connected')],
  });
