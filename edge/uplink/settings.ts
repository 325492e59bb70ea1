/** Owns where an uplink hands over, and how. Holds no behaviour. */

/** Where to hand over, and how; runtime/config/schema.ts says what each means. */
export interface UplinkSettings {
  readonly edge: string;
  readonly url: string;
  readonly user?: string | undefined;
  readonly password: string;
  /** PEM. */
  readonly ca?: string | undefined;
  readonly format: 'anemos' | 'plain';
  readonly live: boolean;
  readonly backlogRate: number;
  readonly window?: number | undefined;
}
