/** Owns a server that answers like InfluxDB, or as badly as a test wants. Imported by tests only. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

interface Request {
  readonly path: string;
  readonly body: string;
  /** Of a write. */
  readonly lines: readonly string[];
}

export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Takes the request and never answers. */
  | 'hang'
  /** Breaks the connection off. */
  | 'reset';

/** Undefined = as InfluxDB would: 204, the lines are stored. */
export type Behaviour = (request: Request) => Reply | undefined;

export interface InfluxStandIn extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly Request[];
  /** Every line stored, in order; a line stored again is there again. */
  readonly stored: readonly string[];
  /** Connections that are open now. */
  connections(): number;
  behave(behaviour: Behaviour): void;
  /** Refuses connections until `up()`. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** An error as InfluxDB words it. */
export const influxError = (status: number, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ code: 'invalid', message }),
});

export async function openInfluxStandIn(): Promise<InfluxStandIn> {
  const requests: Request[] = [];
  const stored: string[] = [];
  let behave: Behaviour = () => undefined;
  let connections = 0;

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await received(incoming);
    requests.push(request);
    const reply = behave(request);
    if (reply === 'hang') return;
    if (reply === 'reset') incoming.socket.destroy();
    else if (reply) response.writeHead(reply.status, reply.headers).end(reply.body);
    else {
      stored.push(...request.lines);
      response.writeHead(204).end();
    }
  };
  const server = createServer((incoming, response) => {
    // A sender that leaves before its body is through is no failure of this server.
    serve(incoming, response).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => {
    connections++;
    socket.on('close', () => connections--);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stored,
    connections: () => connections,
    behave: (behaviour) => {
      behave = behaviour;
    },
    down,
    up: () => listen(port),
    [Symbol.asyncDispose]: down,
  };
}

async function received(incoming: IncomingMessage): Promise<Request> {
  const raw = await buffer(incoming);
  const body = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
  const path = incoming.url ?? '';
  return { path, body, lines: path.startsWith('/api/v2/write') ? body.split('\n') : [] };
}
