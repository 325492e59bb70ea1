/** Owns which rows the panels of the sensor dashboard are about. */
import { among } from './queries.ts';
import { IS_READING, oneOf } from './readings.ts';

export const THIS = `r.site =~ ${oneOf('site')} and r.sensor =~ ${oneOf('sensor')}`;

export const ITS_READINGS = `${IS_READING} and ${THIS}`;

export const IN_RANGE = 'raised_at <= $__timeTo() AND coalesce(cleared_at, now()) >= $__timeFrom()';

export const OF_SENSOR = among('sensor', 'sensor');

/** Rules that watch it. */
export const WATCH_IT = `EXISTS (SELECT FROM unnest(ARRAY[\${sensor:sqlstring}]::text[]) AS s (id) WHERE s.id ~ pattern)`;
