import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

export default defineConfig({
  // The worker is a file of its own: threads start from files.
  entry: { main: "src/main.ts", "chunk-worker": "src/verify/chunk-worker.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outExtensions: () => ({ js: ".mjs" }),
  dts: false,
  // The SDK as it is in this repository, not as it was built last.
  alias: { "@agentlattice/sdk": fileURLToPath(new URL("../sdk/src/index.ts", import.meta.url)) },
  deps: { alwaysBundle: [/^@agentlattice\//, "yaml", "zod", "re2js"] },
});
