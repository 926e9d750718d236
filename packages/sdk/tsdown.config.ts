import { defineConfig } from "tsdown";

// Runs in every runtime with fetch: no platform is assumed, and the required parts of core are bundled.
export default defineConfig({
  entry: { index: "src/index.ts" },
  format: ["esm", "cjs"],
  fixedExtension: true,
  platform: "neutral",
  target: "es2022",
  dts: true,
  // No module has side effects on import, so unused modules are dropped.
  treeshake: { moduleSideEffects: false },
  outDir: "dist",
});
