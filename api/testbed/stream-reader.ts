/** Owns a reader of the stream for tests: it keeps what came, can stop taking, be cut, and come back where it was. Tests only. */
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly id: string;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly data: any;
}

export interface StreamReader {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly events: Received[];
  /** Of comments. */
  readonly comments: string[];
  /** As a browser would send it when it comes back. */
  readonly lastId: () => string;
  /** The problem, when it was refused. */
  readonly problem: unknown;
  readonly closed: () => boolean;
  /** Takes nothing from its socket any more. */
  pause(): void;
  resume(): void;
  cut(): void;
}

interface Asking {
  /** `http://host:port` */
  readonly url: string;
  readonly token: string;
  /** Behind `?`. */
  readonly query?: string;
  readonly lastId?: string;
  /** Called for each event as it comes. */
  readonly onEvent?: (event: Received, reader: { cut(): void }) => void;
}

/** Resolves when the answer has begun. */
export async function readStream({ url, token, query = '', lastId, onEvent }: Asking): Promise<StreamReader> {
  const asked = request(`${url}/api/v1/stream?${query}`, {
    headers: { authorization: `Bearer ${token}`, ...(lastId && { 'last-event-id': lastId }) },
    agent: false,
  });
  asked.on('error', () => {});
  asked.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject);
  });
  const events: Received[] = [];
  const comments: string[] = [];
  let [last, closed, left] = [lastId ?? '', false, ''];
  const reader = { cut: () => void response.socket.destroy() };
  response.once('close', () => {
    closed = true;
  });
  response.on('error', () => {});
  const { statusCode: status = 0, headers } = response;
  const problem: unknown = status === 200 ? undefined : JSON.parse(await text(response));
  if (status === 200) {
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (left + chunk).split('\n\n');
      left = blocks.pop() ?? '';
      for (const block of blocks) {
        if (response.destroyed) return;
        const fields = fieldsOf(block);
        last = fields.get('id') ?? last;
        const comment = fields.get('');
        if (comment !== undefined) comments.push(comment);
        const [event, data] = [fields.get('event'), fields.get('data')];
        if (event === undefined || data === undefined) continue;
        const received = { id: last, event, data: JSON.parse(data) };
        events.push(received);
        onEvent?.(received, reader);
      }
    });
  }
  return {
    ...{ status, headers, events, comments, problem },
    lastId: () => last,
    closed: () => closed,
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    cut: reader.cut,
  };
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  return new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
}
