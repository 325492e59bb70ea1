/** Owns the peer of the REST measurement: Express that answers one JSON text to whatever it is asked. A process of its own. */
import type { AddressInfo } from 'node:net';
import express from 'express';

/** About the size of one sensor's state. */
const STATE = {
  ...{ id: 'bench:c1', status: 'online', lastTs: '2026-01-31T12:00:00.000Z' },
  ...{ lastReceivedAt: '2026-01-31T12:00:00.000Z', readings: 1, late: 0, duplicates: 0, skewed: 0 },
  metrics: { temp: metric(), power: metric() },
  openAlarms: [],
};

function metric() {
  return {
    value: 21.4,
    ts: '2026-01-31T12:00:00.000Z',
    count: 1,
    min: 21.4,
    max: 21.4,
    mean: 21.4,
    stddev: 0,
  };
}

const application = express();
application.get('/{*any}', (_request, response) => {
  response.json(STATE);
});
const server = application.listen(0, '127.0.0.1', () => {
  const { port }: AddressInfo = addressOf();
  console.log(`listening on ${port}`);
});

function addressOf(): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address;
}
