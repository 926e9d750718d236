import type { Progress } from "./verify-file.ts";

const QUIET_MS = 400;
const STEP_MS = 100;

/** A line on the terminal that says how far reading has come; nothing for short runs or when nobody looks. */
export function showProgress(total: number, stream: NodeJS.WriteStream): { progress: Progress; clear(): void } {
  let last = performance.now() + QUIET_MS;
  let shown = false;
  return {
    progress(bytes) {
      const now = performance.now();
      if (!stream.isTTY || now - last < STEP_MS) return;
      last = now;
      shown = true;
      stream.write(`\rVerifying ${Math.floor((100 * bytes) / Math.max(total, 1))} %`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[2K");
    },
  };
}
