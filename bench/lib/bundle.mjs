import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "tsdown";

const core = path.join(import.meta.dirname, "../../packages/core");

/**
 * Bundles TypeScript of packages/core for one run, so that the benchmark measures the current source.
 * @param {Record<string, string>} entry names and files below packages/core
 * @template T @param {(dir: string) => Promise<T>} use
 */
export async function withBundle(entry, use) {
  const outDir = mkdtempSync(path.join(tmpdir(), "al-bench-"));
  try {
    await build({
      entry: Object.fromEntries(Object.entries(entry).map(([name, file]) => [name, path.join(core, file)])),
      cwd: core,
      config: false,
      outDir,
      format: "esm",
      platform: "node",
      dts: false,
      logLevel: "error",
      deps: { alwaysBundle: [/.*/] },
    });
    return await use(outDir);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
