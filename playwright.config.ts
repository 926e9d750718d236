import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/lib/find-browser.mjs";

const isRoot = process.getuid?.() === 0;
const executablePath = findBrowser();

export default defineConfig({
  testDir: "playwright",
  testMatch: "**/*.e2e.ts",
  outputDir: "test-results/browser",
  globalSetup: "./playwright/global-setup.ts",
  forbidOnly: process.env.CI !== undefined,
  // One product and one organisation: tests share its queue.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    ...devices["Desktop Chrome"],
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      chromiumSandbox: !isRoot,
      // Nothing may call home; a container has no sandbox, graphics card or room in /dev/shm.
      args: [
        ...(isRoot ? ["--no-sandbox"] : []),
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
