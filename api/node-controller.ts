/** Owns `node`, `mappings` and `dead-letters`: what the node is, how it reads topics, what it gave up on. */
import { Get, Queries, Response, Route, Security, SuccessResponse, Tags } from '@tsoa/runtime';
import type { NodePorts } from '../runtime/ports.ts';
import { SEVERITIES } from '../runtime/vocabulary.ts';
import type { DeadLetterPage, MappingPage, Node } from './node-resources.ts';
import { listed, numbered, type PageQuery } from './pages.ts';
import { FAILURE, PROBLEM_JSON, type Problem } from './problems.ts';
import { timestamp } from './times.ts';

/** Digits of a mapping's place in its cursor, so that they sort as they stand. */
const PLACE = 6;

export interface DeadLettersQuery extends PageQuery {
  /**
   * `state`: entries and transitions, of the sensors and alarms readers; `history`: values, of the history reader.
   * @default "state"
   */
  file?: 'state' | 'history';
}

@Tags('node')
@Route()
@Security('bearer', ['read'])
@Security('session', ['read'])
export class NodeController {
  readonly #ports: Pick<NodePorts, 'info' | 'mappings' | 'deadLetters'>;

  constructor(ports: Pick<NodePorts, 'info' | 'mappings' | 'deadLetters'>) {
    this.#ports = ports;
  }

  /**
   * What the node is, how its parts fare, how far its readers are, and whether its books balance.
   * @summary This node
   */
  @Get('node')
  @SuccessResponse(200, 'The node.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async getNode(): Promise<Node> {
    const { startedAt, alarmsOpen, ...info } = await this.#ports.info();
    const open = { CRITICAL: 0, MAJOR: 0, MINOR: 0, WARNING: 0, INDETERMINATE: 0 };
    for (const severity of SEVERITIES) open[severity] = alarmsOpen[severity] ?? 0;
    return {
      ...info,
      startedAt: timestamp(startedAt),
      uptimeSeconds: (Date.now() - startedAt) / 1000,
      alarmsOpen: open,
    };
  }

  /**
   * The mappings of the configuration, in the order they are tried. Behind them come those of every node:
   * `v1/{site}/{sensor}/telemetry`, then any other topic, its levels joined by `:`.
   * @summary What topics mean
   */
  @Get('mappings')
  @SuccessResponse(200, 'One page of mappings.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listMappings(@Queries() query: PageQuery): Promise<MappingPage> {
    const placed = [...this.#ports.mappings.entries()];
    return listed('mappings', placed, {
      query,
      keyOf: ([place]) => String(place).padStart(PLACE, '0'),
      show: ([, { topic, site, sensor, metric, format }]) => ({
        ...{ topic, site, sensor, format },
        ...(metric !== undefined && { metric }),
      }),
    });
  }

  /**
   * Inputs that a reader gave up on, newest first; the newest 10,000 of each file are kept.
   * @summary What was given up on
   */
  @Get('dead-letters')
  @SuccessResponse(200, 'One page of dead letters.')
  @Response<Problem>('default', FAILURE, undefined, PROBLEM_JSON)
  async listDeadLetters(@Queries() query: DeadLettersQuery): Promise<DeadLetterPage> {
    const { file = 'state' } = query;
    return numbered(`dead-letters/${file}`, query, {
      read: (range) => this.#ports.deadLetters[file](range),
      show: ({ at, ...letter }) => ({ ...letter, at: timestamp(at) }),
    });
  }
}
