import type { Output } from "../output.ts";

const STEP_MS = 100;
const MEGABYTE = 1_000_000;

/** A line on the terminal that says how much has come; nothing when nobody looks. */
export function showReceived(stream: Output): { progress: (bytes: number) => void; clear(): void } {
  let last = performance.now();
  let shown = false;
  return {
    progress(bytes) {
      const now = performance.now();
      if (!stream.isTTY || now - last < STEP_MS) return;
      last = now;
      shown = true;
      stream.write(`\rReceived ${(bytes / MEGABYTE).toFixed(1)} MB`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[2K");
    },
  };
}
