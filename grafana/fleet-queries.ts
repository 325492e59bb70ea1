/** Owns which rows the panels of the fleet dashboard are about. */
import { among } from './queries.ts';
import { IS_READING, oneOf } from './readings.ts';

export const AT_SITES = `${IS_READING} and r.site =~ ${oneOf('site')}`;

export const SITES = among('site', 'site');
