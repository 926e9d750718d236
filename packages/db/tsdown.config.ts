import { defineConfig } from "tsdown";

// Builds the modules that plain Node imports: provisioning for scripts/*.mjs, and the generated client for a benchmark. Everything else is
// bundled from source by its users.
export default defineConfig({
  entry: { provision: "src/provision/index.ts", "prisma-client": "src/generated/prisma/client.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  dts: false,
  outDir: "dist",
  // Workspace packages are TypeScript sources, which plain Node cannot load.
  deps: { alwaysBundle: [/^@agentlattice\//] },
});
