import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/lib/find-browser.mjs";

const executablePath = findBrowser();

export default defineConfig({
  testDir: "playwright",
  // `npm test` runs the first two, `npm run screenshots` the third.
  projects: [
    { name: "browser", testMatch: "**/*.e2e.ts", testIgnore: "**/hardship.e2e.ts" },
    { name: "hardship", testMatch: "**/hardship.e2e.ts" },
    { name: "screenshots", testMatch: "**/*.shots.ts" },
  ],
  outputDir: "test-results/browser",
  globalSetup: "./playwright/global-setup.ts",
  forbidOnly: process.env.CI !== undefined,
  // Each worker has its own product (global-setup.ts), because tests share the queue of their organisation.
  workers: process.env.AL_DEMO_FILE ? 1 : 2,
  retries: process.env.CI === undefined ? 0 : 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    // Animations that no test looks at cost a quarter of the browser's time.
    contextOptions: { reducedMotion: "reduce" },
    // Recording costs a third of the time: CI records the second try of what failed.
    trace: process.env.CI === undefined ? "retain-on-failure" : "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      chromiumSandbox: false, // root and containers have none, and the only site visited is ours
      // Nothing may call home; a container has no graphics card and little room in /dev/shm.
      args: [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
