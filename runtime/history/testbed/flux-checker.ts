/** Owns asking InfluxData's own Flux compiler, offline, whether a query parses and type-checks. Imported by tests only. */
import { Flux } from '@influxdata/flux-lsp-node';

export function isValidFlux(query: string): boolean {
  const flux = new Flux(query);
  try {
    return flux.is_valid();
  } finally {
    flux.free();
  }
}
