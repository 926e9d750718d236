import { defineConfig } from "tsdown";
import { scriptFile } from "./src/reference/script-file.ts";

// Workspace packages are TypeScript sources and are bundled. Packages from npm are external and resolved by Node.
export default defineConfig({
  entry: {
    server: "src/server.ts",
    seed: "src/seed.ts",
    "create-org": "src/create-org.ts",
    restore: "src/restore.ts",
    "inspection-thread": "src/inspection/inspection-thread.ts",
    "backtest-thread": "src/policies/backtest/backtest-thread.ts",
  },
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  sourcemap: true,
  outDir: "dist",
  copy: [{ from: scriptFile(), rename: "api-reference.js" }],
  deps: { alwaysBundle: [/^@agentlattice\//], neverBundle: [/^(?!@agentlattice\/|src\/)@?[a-z]/] },
});
