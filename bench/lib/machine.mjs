import os from "node:os";

/** Describes the machine. `spin_gap_ms` is the longest pause of a busy loop in 300 ms, which limits the precision of p99. */
export function describeMachine() {
  const [cpu] = os.cpus();
  return {
    cpus: os.cpus().length,
    model: cpu?.model ?? "unknown",
    memory_gib: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    spin_gap_ms: spinGap(),
  };
}

function spinGap() {
  let longest = 0;
  let last = performance.now();
  const end = last + 300;
  while (last < end) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return Number(longest.toFixed(2));
}
