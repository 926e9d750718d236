import type { Output } from "../output.ts";

const STEP_MS = 1_000;
const CLEAR_LINE = "\r\u001b[2K";

/** Shows the elapsed time in one line, on a terminal only. Returns a function that removes the line. */
export function showWaiting(output: Output): () => void {
  if (!output.isTTY) return () => {};
  const start = performance.now();
  const draw = () => output.write(`${CLEAR_LINE}  … ${elapsed(performance.now() - start)}`);
  draw();
  const timer = setInterval(draw, STEP_MS);
  return () => {
    clearInterval(timer);
    output.write(CLEAR_LINE);
  };
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
