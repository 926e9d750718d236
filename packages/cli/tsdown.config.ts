import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";

export default defineConfig({
  // A hook has an entry that loads less. The worker is a separate file, because a thread starts from a file.
  entry: { main: "src/main.ts", "hook-main": "src/hook-main.ts", "chunk-worker": "src/verify/chunk-worker.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outExtensions: () => ({ js: ".mjs" }),
  dts: false,
  // Bundles the source of the SDK instead of its last build.
  alias: { "@agentlattice/sdk": fileURLToPath(new URL("../sdk/src/index.ts", import.meta.url)) },
  deps: { alwaysBundle: [/^@agentlattice\//, "yaml", "zod", "smol-toml", "re2js", "yauzl", "pend"] },
});
