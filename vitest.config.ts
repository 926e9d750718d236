import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests use the SDK's source, not its last build. */
const sdk = fileURLToPath(new URL("packages/sdk/src/index.ts", import.meta.url));
const resolve = { resolve: { alias: { "@agentlattice/sdk": sdk } } };
const clients = ["packages/{sdk,cli}/**/*.test.ts"];
const ignored = ["**/node_modules/**", "**/dist/**", "**/.next/**"];
const notUnit = [...ignored, "**/*.{int,pack,install}.test.{ts,mjs}"];

/**
 * unit: pure, no database.       packages|apps/…/*.test.ts(x); those of the SDK and the command line are the project unit-clients
 * int:  real Postgres.           packages|apps/…/*.int.test.ts
 * pack: what npm would publish, and what browsers load.  packages|apps/…/*.pack.test.ts, scripts/…/*.pack.test.mjs
 * install: installations from nothing, with containers and without.  scripts/…/*.install.test.mjs
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...resolve,
        test: {
          name: "unit",
          include: ["{packages,apps}/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
          exclude: [...notUnit, ...clients],
          // Vitest leaves one core free, which is half of a machine with two.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          isolate: false,
          // Ten times what the slowest needs: a busy machine is no failure.
          testTimeout: 20_000,
        },
      },
      {
        ...resolve,
        test: {
          // These replace the SDK's clock, which works only in files that load the SDK anew.
          name: "unit-clients",
          include: clients,
          exclude: notUnit,
          maxWorkers: Math.max(2, availableParallelism() - 1),
          testTimeout: 20_000,
        },
      },
      {
        ...resolve,
        test: {
          name: "int",
          include: ["{packages,apps}/**/*.int.test.ts", "scripts/**/*.int.test.mjs"],
          exclude: ignored,
          globalSetup: ["scripts/lib/build-for-tests.mjs", "packages/test-kit/src/global-setup.ts"],
          // Most of a test is waiting for Postgres. Loading the server takes longer than most files: a worker does it once.
          maxWorkers: 3,
          isolate: false,
          // Ten times what the slowest needs: a busy machine is no failure.
          testTimeout: 60_000,
          hookTimeout: 180_000,
          // Three files share two cores and a database server: CI tries once more, and the report says of what.
          retry: process.env.CI === undefined ? 0 : 1,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        ...resolve,
        test: {
          name: "pack",
          include: ["{packages,apps}/**/*.pack.test.ts", "scripts/**/*.pack.test.mjs"],
          exclude: ignored,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "install",
          include: ["scripts/**/*.install.test.mjs"],
          exclude: ignored,
          // Each file installs and builds the product, which uses every core.
          maxWorkers: 1,
          // Its files are removed afterwards.
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
