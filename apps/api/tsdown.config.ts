import { defineConfig, type UserConfig } from "tsdown";
import { scriptFile } from "./src/reference/script-file.ts";

const common: UserConfig = {
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  sourcemap: true,
  outDir: "dist",
  // Our packages are TypeScript source and go into the bundle; everything from npm stays outside, where Node finds it.
  deps: { alwaysBundle: [/^@agentlattice\//], neverBundle: [/^(?!@agentlattice\/|src\/)@?[a-z]/] },
};

export default defineConfig([
  {
    ...common,
    entry: {
      server: "src/server.ts",
      seed: "src/seed.ts",
      "create-org": "src/create-org.ts",
      restore: "src/restore.ts",
      "large-request-thread": "src/large-requests/large-request-thread.ts",
    },
    copy: [{ from: scriptFile(), rename: "api-reference.js" }],
  },
  // Chunks shared with the server would make these threads load the whole server.
  { ...common, clean: false, entry: { "inspection-thread": "src/inspection/inspection-thread.ts" } },
  { ...common, clean: false, entry: { "backtest-thread": "src/policies/backtest/backtest-thread.ts" } },
]);
