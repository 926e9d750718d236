import os from "node:os";

/** What the figures were measured on. `spin_gap_ms`: the longest pause of a busy loop in 300 ms, how far p99 can be trusted. */
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
