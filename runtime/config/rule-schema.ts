/** Owns how a rule is written in the configuration, for each kind of rule. */
import * as z from 'zod';
import { type Rule, SEVERITIES } from '../vocabulary.ts';
import { duration, name } from './quantities-schema.ts';

const watched = {
  id: name,
  sensors: z.string().min(1).default('*'),
  metric: z.string().min(1),
};
const limited = { above: z.number().optional(), below: z.number().optional() };

interface Limits {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

const hasOneLimit = ({ above, below }: Limits) => (above === undefined) !== (below === undefined);
const ONE_LIMIT = { error: 'needs exactly one of above, below' };

const threshold = z
  .strictObject({
    ...watched,
    kind: z.literal('threshold').default('threshold'),
    ...limited,
    deadband: z.number().min(0).default(0),
    for: duration.default(0),
    severity: z.enum(SEVERITIES).default('MAJOR'),
  })
  .refine(hasOneLimit, ONE_LIMIT)
  .transform(
    ({ above, below, for: forMs, ...rule }): Rule => ({ ...rule, ...limitOf({ above, below }), forMs }),
  );

const chance = z.number().gt(0).lt(1).describe('a probability between 0 and 1');

/** `deadband` is one of the probability. */
const forecast = z
  .strictObject({
    ...watched,
    kind: z.literal('forecast'),
    ...limited,
    within: z.int().min(1).max(12).default(12),
    probability: chance.default(0.5),
    deadband: z.number().min(0).lt(1).describe('a number from 0 to below 1').default(0.1),
    for: duration.default(0),
    severity: z.enum(SEVERITIES).default('WARNING'),
    by: z.enum(['analogs', 'votes']).default('analogs'),
    anyModel: z.boolean().default(false),
  })
  .refine(hasOneLimit, ONE_LIMIT)
  .refine(({ probability, deadband }) => deadband <= probability, {
    error: 'has a deadband above its probability, so it would never clear',
  })
  .transform(
    ({ above, below, for: forMs, ...rule }): Rule => ({ ...rule, ...limitOf({ above, below }), forMs }),
  );

const anomaly = z
  .strictObject({
    ...watched,
    kind: z.literal('anomaly'),
    threshold: chance.default(0.3),
    refractory: z.int().min(1).max(100_000).default(100),
    severity: z.enum(SEVERITIES).default('WARNING'),
  })
  .transform((rule): Rule => rule);

/** Without a `kind` it is a threshold. */
export const rule = z.discriminatedUnion('kind', [threshold, forecast, anomaly]);

function limitOf({ above, below }: Limits): {
  readonly direction: 'above' | 'below';
  readonly limit: number;
} {
  return { direction: above === undefined ? 'below' : 'above', limit: above ?? below ?? 0 };
}
