import { defineConfig } from "vitest/config";

const ignored = ["**/node_modules/**", "**/dist/**", "**/.next/**"];

/**
 * unit: pure, no database.       packages|apps/…/*.test.ts(x)
 * int:  real Postgres.           packages|apps/…/*.int.test.ts
 * pack: what npm would publish.  packages|apps/…/*.pack.test.ts
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{packages,apps}/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs"],
          exclude: [...ignored, "**/*.{int,pack}.test.ts"],
        },
      },
      {
        test: {
          name: "int",
          include: ["{packages,apps}/**/*.int.test.ts", "scripts/**/*.int.test.mjs"],
          exclude: ignored,
          globalSetup: ["packages/test-kit/src/global-setup.ts"],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "pack",
          include: ["{packages,apps}/**/*.pack.test.ts"],
          exclude: ignored,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
