import { defineConfig } from "tsdown";

// Runs wherever fetch does: no platform is assumed, and what it needs of core is bundled in.
export default defineConfig({
  entry: { index: "src/index.ts" },
  format: ["esm", "cjs"],
  fixedExtension: true,
  platform: "neutral",
  target: "es2022",
  dts: true,
  // Nothing of ours runs at import, so a module of which nothing is used is left out.
  treeshake: { moduleSideEffects: false },
  outDir: "dist",
});
