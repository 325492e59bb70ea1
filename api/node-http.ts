/**
 * Owns what is used of Node's HTTP module. Imported, it would load all that it can export, a WebSocket client
 * with the whole of undici included: 2 MB that a node on a small machine has better uses for.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');
export const { createServer: createSecureServer } = process.getBuiltinModule('node:https');
