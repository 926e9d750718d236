import { defineConfig } from "tsdown";

// Only provisioning is built: scripts/*.mjs are plain Node and run it. Everything else is bundled from source by its users.
export default defineConfig({
  entry: { provision: "src/provision/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  outDir: "dist",
});
