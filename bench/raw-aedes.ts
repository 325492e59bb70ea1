/** Owns the peer: Aedes as it comes, which reads, acknowledges and forgets. Prints its port when ready. */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const broker = await Aedes.createBroker();
const server = createServer({ noDelay: true }, (socket) => broker.handle(socket));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(`listening on ${address.port}`);
});
process.on('SIGTERM', () => {
  server.close();
  broker.close();
});
