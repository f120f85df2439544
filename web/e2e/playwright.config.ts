import { defineConfig, devices } from '@playwright/test'

/**
 * A real browser against a running Bolt with its demo salon:
 *
 *     BOLT_URL=http://localhost:3000 BOLT_EMAIL=… BOLT_PASSWORD=… BOLT_DATA_DIR=… npm run e2e
 *
 * `bolt seed --demo --json` prints the log-in; under `BOLT_DATA_DIR` lie the mails that would have gone out. The browser
 * is the system's own; nothing is downloaded.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  reporter: 'list',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  // One salon is shared, and one machine serves browser and server.
  workers: 1,
  // What passes only then is listed as flaky.
  retries: 1,
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1360, height: 860 },
    baseURL: process.env.BOLT_URL ?? 'http://localhost:3000',
    // The salon's clock counts, never the browser's: stand far away from any salon.
    timezoneId: 'Pacific/Auckland',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
  },
})
