/** Owns how the tests are run; tests lie beside the code they prove. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{runtime,actors,edge,api,bench,deploy,grafana}/**/*.test.ts'],
    reporters: ['default', './runtime/testbed/closing-line.ts'],
    // V8's write protection of compiled code races between threads and can end the process (nodejs/node#64500).
    execArgv: ['--no-memory-protection-keys'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
