/** Owns making controllers: tsoa asks for one per request, and it gets the node's ports and the caller's name. */
import type { Request } from 'express';
import type { NodePorts } from '../runtime/ports.ts';
import { AlarmsController } from './alarms-controller.ts';
import { EdgeDocumentsController } from './edge-documents-controller.ts';
import { EdgesController } from './edges-controller.ts';
import { JobsController } from './jobs-controller.ts';
import { LedgerController } from './ledger-controller.ts';
import { ModelTransfersController } from './model-transfers-controller.ts';
import { ModelsController } from './models-controller.ts';
import { SensorsController } from './sensors-controller.ts';
import { UplinkController } from './uplink-controller.ts';

const makers = new Map<unknown, (ports: NodePorts, caller: string) => object>([
  [SensorsController, (ports) => new SensorsController(ports)],
  [AlarmsController, (ports, caller) => new AlarmsController(ports, caller)],
  [EdgesController, (ports) => new EdgesController(ports)],
  [EdgeDocumentsController, (ports) => new EdgeDocumentsController(ports)],
  [JobsController, (ports) => new JobsController(ports)],
  [LedgerController, (ports) => new LedgerController(ports)],
  [ModelTransfersController, (ports) => new ModelTransfersController(ports)],
  [ModelsController, (ports) => new ModelsController(ports)],
  [UplinkController, (ports) => new UplinkController(ports)],
]);

/** tsoa's container for one request; `app.ts` puts the ports, `authentication.ts` the caller into Express' locals. */
export function iocContainer(request: Request): { get(controller: unknown): object } {
  return {
    get(controller) {
      const make = makers.get(controller);
      if (!make) throw new Error('a controller is missing in api/container.ts');
      return make(request.app.locals.ports, request.res?.locals.caller);
    },
  };
}
