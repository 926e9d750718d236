import type { Output } from "../output.ts";

const UPDATE_INTERVAL_MS = 100;
const CLEAR_LINE = "\r\u001b[2K";

/** A line on the terminal that is updated in place. */
export interface ProgressLine {
  readonly progress: (bytes: number) => void;
  clear(): void;
}

/** Creates a progress line. Nothing is shown before the delay has passed, or when the output is not a terminal. */
export function progressLine(output: Output, describe: (bytes: number) => string, delayMs = 0): ProgressLine {
  let last = performance.now() + delayMs;
  let shown = false;
  return {
    progress(bytes) {
      const now = performance.now();
      if (!output.isTTY || now - last < UPDATE_INTERVAL_MS) return;
      last = now;
      shown = true;
      output.write(`\r${describe(bytes)}`);
    },
    clear() {
      if (shown) output.write(CLEAR_LINE);
    },
  };
}
