import { createRequire } from "node:module";
import { defineConfig } from "tsdown";

// Our packages are TypeScript source and go into the bundle; everything from npm stays outside, where Node finds it.
export default defineConfig({
  entry: {
    server: "src/server.ts",
    seed: "src/seed.ts",
    "create-org": "src/create-org.ts",
    restore: "src/restore.ts",
    "inspection-thread": "src/inspection/inspection-thread.ts",
    "large-request-thread": "src/large-requests/large-request-thread.ts",
    "backtest-thread": "src/policies/backtest/backtest-thread.ts",
  },
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  sourcemap: true,
  outDir: "dist",
  copy: [{ from: createRequire(import.meta.url).resolve("@scalar/api-reference/browser/standalone.js"), rename: "api-reference.js" }],
  deps: { alwaysBundle: [/^@agentlattice\//], neverBundle: [/^(?!@agentlattice\/|src\/)@?[a-z]/] },
});
