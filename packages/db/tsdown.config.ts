import { defineConfig } from "tsdown";

// Built for plain Node: provisioning for scripts/*.mjs, the bare client for a benchmark's floor. Everything else is bundled from source by its users.
export default defineConfig({
  entry: { provision: "src/provision/index.ts", "prisma-client": "src/generated/prisma/client.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  outDir: "dist",
});
