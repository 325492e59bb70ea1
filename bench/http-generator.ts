/** Owns the process that asks an HTTP server as fast as it answers: one request at a time on each connection. */
import { Agent, get } from 'node:http';
import type { HttpOrder } from './http-order.ts';

process.on('message', async (order: HttpOrder) => {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const end = performance.now() + order.seconds * 1000;
  let [answers, failures] = [0, 0];
  const asked = (path: string) =>
    new Promise<void>((resolve) => {
      const request = get(`${order.url}${path}`, { agent, headers: order.headers }, (response) => {
        answers++;
        if (response.statusCode === undefined || response.statusCode >= 400) failures++;
        response.resume().once('end', resolve);
      });
      request.once('error', () => {
        failures++;
        resolve();
      });
    });
  const connection = async (first: number) => {
    for (let i = first; performance.now() < end; i++) await asked(order.paths[i % order.paths.length] ?? '/');
  };
  await Promise.all(Array.from({ length: order.connections }, (_, i) => connection(i * 31)));
  agent.destroy();
  process.send?.({ rate: answers / order.seconds, failures });
});
