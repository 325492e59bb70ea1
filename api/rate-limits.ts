/** Owns how often one caller may ask: a bucket of requests that fills again at a steady rate. */
import { ProblemError } from './problems.ts';

export interface RateLimit {
  /** As many at once, and as many per `per` ms. */
  readonly requests: number;
  readonly per: number;
}

export interface RateLimits {
  /** Takes one request of `key`; gives the answer's fields. Throws 429 when there is none left. */
  take(key: string): Readonly<Record<string, string>>;
}

interface Bucket {
  level: number;
  at: number;
}

/** Of callers remembered; one who is forgotten has a full bucket again. */
const MOST_BUCKETS = 10_000;

/** `now`: ms, a clock that only grows. */
export function createRateLimits({ requests, per }: RateLimit, now: () => number): RateLimits {
  const buckets = new Map<string, Bucket>();
  const policy = `"caller";q=${requests};w=${Math.ceil(per / 1000)}`;
  const bucketOf = (key: string): Bucket => {
    const known = buckets.get(key);
    if (known) return known;
    const [oldest] = buckets.size >= MOST_BUCKETS ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
    const full = { level: requests, at: now() };
    buckets.set(key, full);
    return full;
  };
  return {
    take(key) {
      const bucket = bucketOf(key);
      const at = now();
      bucket.level = Math.min(requests, bucket.level + ((at - bucket.at) * requests) / per);
      bucket.at = at;
      const enough = bucket.level >= 1;
      if (enough) bucket.level -= 1;
      const fullIn = Math.ceil(((requests - bucket.level) * per) / requests / 1000);
      // draft-ietf-httpapi-ratelimit-headers: `r` are left, `t` seconds until there are `q` again.
      const fields = {
        'ratelimit-policy': policy,
        ratelimit: `"caller";r=${Math.floor(bucket.level)};t=${fullIn}`,
      };
      if (enough) return fields;
      const wait = Math.max(1, Math.ceil(((1 - bucket.level) * per) / requests / 1000));
      throw new ProblemError(429, {
        detail: `More than ${requests} requests in ${per / 1000} s; try again in ${wait} s.`,
        headers: { ...fields, 'retry-after': String(wait) },
      });
    },
  };
}
