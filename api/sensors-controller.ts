/** Owns `sensors`, `sensors/{id}` and a sensor's observations. Live state comes from memory, observations from history. */
import { Get, Path, Queries, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { NodePorts, SensorState } from '../runtime/ports.ts';
import type { SensorId } from '../runtime/vocabulary.ts';
import { readCursor, writeCursor } from './cursors.ts';
import {
  bucketsCursor,
  type ObservationsQuery,
  planObservations,
  readingsCursor,
} from './observation-query.ts';
import { DEFAULT_LIMIT, notOfThisList, type PageQuery, page } from './pages.ts';
import type { PastSensor } from './past-resources.ts';
import { showBucket, showPastSensor, showReading, showSensor } from './presentation.ts';
import { badRequest, FAILURE, notFound, PROBLEM_JSON, type Problem } from './problems.ts';
import type { ObservationPage, Sensor, SensorPage } from './resources.ts';
import { parseTime } from './times.ts';

/** Alarms of a sensor that are looked through for those open at a time. */
const MOST_ALARMS = 1000;
const NO_TIME = 'must be RFC 3339, epoch milliseconds, or relative such as now-1h';

export interface SensorQuery {
  /**
   * RFC 3339, epoch milliseconds, or relative to now. The newest 1000 alarms before it are looked through.
   * @example "now-1h"
   */
  at?: string;
}

/**
 * `site:name`, percent-encoded.
 * @minLength 1 must not be empty
 * @maxLength 1024 must be at most 1024 characters long
 * @example "farm1:turbine7"
 */
export type SensorIdentifier = string;

@Tags('sensors')
@Route('sensors')
@Security('bearer', ['read'])
@Security('session', ['read'])
export class SensorsController {
  readonly #ports: NodePorts;

  constructor(ports: NodePorts) {
    this.#ports = ports;
  }

  /**
   * Lists every sensor ever heard of, by id.
   * @summary All sensors
   */
  @Get()
  @SuccessResponse(200, 'One page of sensors.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listSensors(@Queries() query: PageQuery): Promise<SensorPage> {
    const after = query.cursor === undefined ? [] : readCursor('sensors', ['string'], query.cursor);
    if (!after) throw notOfThisList();
    const [behind] = after;
    return page(query.limit ?? DEFAULT_LIMIT, {
      read: (limit) => this.#ports.sensors.list({ limit, ...(behind !== undefined && { after: behind }) }),
      show: showSensor,
      cursorOf: (last) => writeCursor('sensors', [last.id]),
    });
  }

  /**
   * One sensor: its newest values, statistics and open alarms. With `at`: what was measured last before or at that
   * time, and the alarms that were open then.
   * @summary One sensor
   * @param id The sensor's id, percent-encoded, e.g. `farm1:turbine7` or `a%2Fb`.
   */
  @Get('{id}')
  @SuccessResponse(200, 'The sensor, as it is now or as it was.')
  @Response<Problem>(404, 'There is no such sensor.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getSensor(@Path() id: SensorIdentifier, @Queries() query: SensorQuery): Promise<Sensor | PastSensor> {
    if (query.at === undefined) return showSensor(this.#known(id));
    const at = parseTime(query.at, Date.now());
    if (at === undefined) throw badRequest([{ path: 'query.at', message: NO_TIME }]);
    this.#known(id);
    const { history, alarms } = this.#ports;
    const after = { raisedAt: at + 1, id: '' };
    const [values, raised] = await Promise.all([
      history.latest(id, at + 1),
      alarms.list({ sensor: id, limit: MOST_ALARMS, after }),
    ]);
    return showPastSensor(id, { at, values, raised });
  }

  /**
   * What a sensor measured, oldest first: raw readings, or buckets when `every` is given. The range is half-open.
   * @summary What a sensor measured
   * @param id The sensor's id, percent-encoded, e.g. `farm1:turbine7` or `a%2Fb`.
   */
  @Get('{id}/observations')
  @SuccessResponse(200, 'One page of observations.')
  @Response<Problem>(404, 'There is no such sensor.', undefined, PROBLEM_JSON)
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getObservations(
    @Path() id: SensorIdentifier,
    @Queries() query: ObservationsQuery,
  ): Promise<ObservationPage> {
    const plan = planObservations(id, query, Date.now());
    if (plan.kind === 'refused') throw badRequest(plan.errors);
    this.#known(id);
    const { history } = this.#ports;
    if (plan.kind === 'readings') {
      return page(plan.query.limit, {
        read: (limit) => history.range({ ...plan.query, limit }),
        show: showReading,
        cursorOf: (last) => readingsCursor(plan.query, last),
      });
    }
    return page(plan.query.limit, {
      read: (limit) => history.buckets({ ...plan.query, limit }),
      show: showBucket,
      cursorOf: (last) => bucketsCursor(plan.query, last),
    });
  }

  #known(id: SensorId): SensorState {
    const sensor = this.#ports.sensors.get(id);
    if (!sensor) throw notFound('There is no such sensor.');
    return sensor;
  }
}
