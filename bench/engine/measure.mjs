import path from "node:path";
import { pathToFileURL } from "node:url";
import { quantile } from "../lib/stats.mjs";

/** Imports a part of the bundle that `engine.mjs` built. @param {string} name */
export const load = (name) => import(pathToFileURL(path.join(process.argv[2], `${name}.mjs`)).href);

/**
 * Measures single calls in microseconds after a warm-up. Each call has its own input, which is created before the clock starts.
 * @param {{ make: (i: number) => Input, run: (input: Input) => unknown, warmUp: number, calls: number }} options
 */
export function timeCalls({ make, run, warmUp, calls }) {
  const batch = 100;
  const times = [];
  for (let done = -warmUp; done < calls; done += batch) {
    const inputs = Array.from({ length: batch }, (_, i) => make(i));
    for (const input of inputs) {
      const start = performance.now();
      run(input);
      const took = performance.now() - start;
      if (done >= 0) times.push(took * 1_000);
    }
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), calls: times.length };
}

/** Measures microseconds per call over many calls. */
export function timeLoop(run, calls) {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run(i);
  return ((performance.now() - start) * 1_000) / calls;
}

/** Ends a part and sends its results to `engine.mjs`. */
export function finish(result) {
  process.send(result, () => process.disconnect());
}

/** Measures wall-clock time and CPU time in milliseconds. */
export function clocks(run) {
  const used = process.cpuUsage();
  const start = performance.now();
  run();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  return { wall, cpu: (user + system) / 1_000 };
}
