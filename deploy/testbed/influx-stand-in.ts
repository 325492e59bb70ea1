/** Owns an InfluxDB 2 that knows only buckets and authorizations, for tests of who gets which token. Tests only. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';

export interface Authorization {
  readonly id: string;
  readonly token: string;
  readonly description: string;
  readonly permissions: readonly { readonly action: string; readonly resource: object }[];
}

export interface InfluxStandIn extends AsyncDisposable {
  readonly url: string;
  readonly authorizations: Map<string, Authorization>;
  /** As long as it is true, it answers 503. */
  busy: boolean;
}

/** What a real 2.9 answered, cut to what is looked at. `admin` opens everything, other tokens what buckets they see. */
export async function influxStandIn(admin: string): Promise<InfluxStandIn> {
  const authorizations = new Map<string, Authorization>();
  const server = createServer(async (request, response) => {
    const { status, body } = standIn.busy ? { status: 503, body: {} } : await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body));
  });
  async function answer(request: IncomingMessage) {
    const { method = '', url = '', headers } = request;
    const token = headers.authorization?.replace('Token ', '');
    const known = [...authorizations.values()].some((one) => one.token === token);
    if (token !== admin && !known) return { status: 401, body: { code: 'unauthorized' } };
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const [, , , kind, id = ''] = pathname.split('/');
    if (kind === 'buckets') {
      const ours = searchParams.get('org') === 'anemos' && searchParams.get('name') === 'readings';
      return { status: 200, body: { buckets: ours ? [{ id: 'b1', orgID: 'o1', name: 'readings' }] : [] } };
    }
    if (method === 'GET') return { status: 200, body: { authorizations: [...authorizations.values()] } };
    if (method === 'DELETE') return { status: authorizations.delete(id) ? 204 : 404, body: undefined };
    const wanted = (await json(request)) as Pick<Authorization, 'description' | 'permissions'>;
    const made = { ...wanted, id: randomUUID(), token: randomUUID() };
    authorizations.set(made.id, made);
    return { status: 201, body: made };
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const standIn: InfluxStandIn = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    authorizations,
    busy: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return standIn;
}
