/** Owns making controllers: tsoa asks for one per request, and it gets the node's ports and the caller. */
import type { Request } from 'express';
import type { NodePorts } from '../runtime/ports.ts';
import { AlarmsController } from './alarms-controller.ts';
import { AuditController } from './audit-controller.ts';
import { type Caller, callerOf, recorded } from './caller.ts';
import { EdgeDocumentsController } from './edge-documents-controller.ts';
import { EdgesController } from './edges-controller.ts';
import { JobsController } from './jobs-controller.ts';
import { LedgerController } from './ledger-controller.ts';
import { ModelTransfersController } from './model-transfers-controller.ts';
import { ModelsController } from './models-controller.ts';
import { NodeController } from './node-controller.ts';
import { RulesController } from './rules-controller.ts';
import { SensorsController } from './sensors-controller.ts';
import { SessionController } from './session-controller.ts';
import { type Sessions, sessionCookie } from './sessions.ts';
import { TokensController } from './tokens-controller.ts';
import { UplinkController } from './uplink-controller.ts';
import { UsersController } from './users-controller.ts';

/** What `app.ts` puts into Express' locals for controllers. */
export interface Supplies {
  readonly ports: NodePorts;
  readonly sessions: Sessions;
  /** HTTPS is spoken here. */
  readonly secure: boolean;
}

type Maker = (supplies: Supplies, caller: Caller, request: Request) => object;

const makers = new Map<unknown, Maker>([
  [SensorsController, ({ ports }) => new SensorsController(ports)],
  [AlarmsController, ({ ports }, caller) => new AlarmsController(ports, caller)],
  [RulesController, ({ ports }, caller) => new RulesController(ports, caller)],
  [EdgesController, ({ ports }) => new EdgesController(ports)],
  [EdgeDocumentsController, ({ ports }, caller) => new EdgeDocumentsController(ports, caller)],
  [JobsController, ({ ports }) => new JobsController(ports)],
  [LedgerController, ({ ports }) => new LedgerController(ports)],
  [ModelTransfersController, ({ ports }) => new ModelTransfersController(ports)],
  [ModelsController, ({ ports }) => new ModelsController(ports)],
  [UplinkController, ({ ports }) => new UplinkController(ports)],
  [NodeController, ({ ports }) => new NodeController(ports)],
  [TokensController, ({ ports }, caller) => new TokensController(ports, caller)],
  [UsersController, ({ ports }, caller) => new UsersController(ports, caller)],
  [AuditController, ({ ports }) => new AuditController(ports)],
  [SessionController, makeSession],
]);

function makeSession({ ports, sessions, secure }: Supplies, caller: Caller, request: Request): object {
  const cookie = sessionCookie(request.headers.cookie);
  return new SessionController({ tokens: ports.tokens, sessions, cookie, secure }, caller);
}

/** tsoa's container for one request. What a controller changes is in the audit before it is answered. */
export function iocContainer(request: Request): { get(controller: unknown): object } {
  return {
    get(controller) {
      const make = makers.get(controller);
      if (!make) throw new Error('a controller is missing in api/container.ts');
      const supplies: Supplies = request.app.locals.supplies;
      const caller = callerOf(request);
      return recorded(make(supplies, caller, request), request, { caller, audit: supplies.ports.audit });
    },
  };
}
