import { defineConfig } from "tsdown";

// Runs in every runtime with fetch: no platform is assumed, and the required parts of core are bundled.
export default defineConfig({
  entry: { index: "src/index.ts" },
  format: ["esm", "cjs"],
  fixedExtension: true,
  platform: "neutral",
  // The packages that core needs are bundled too. A neutral platform finds their modules only by these names.
  inputOptions: { resolve: { mainFields: ["module", "main"] } },
  target: "es2022",
  dts: true,
  // No module has side effects on import, so unused modules are dropped.
  treeshake: { moduleSideEffects: false },
  outDir: "dist",
});
