import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8_192;
let pool = Buffer.alloc(0);
let used = 0;

/** Returns random bytes for salts and IVs from a pool that the system fills. INVARIANT: no byte is returned twice. */
export function randomBytesPooled(size: number): Buffer {
  if (used + size > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(POOL_BYTES, size)));
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
}
