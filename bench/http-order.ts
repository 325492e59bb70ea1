/** Owns what HTTP load is ordered. Holds no behaviour. */

export interface HttpOrder {
  readonly url: string;
  /** Asked one after the other, each connection beginning elsewhere. */
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}
