import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8_192;
let pool = Buffer.alloc(0);
let used = 0;

/** Random bytes for salts and IVs, drawn from the system a pool at a time. INVARIANT: no byte is handed out twice. */
export function randomBytesPooled(size: number): Buffer {
  if (used + size > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(POOL_BYTES, size)));
    used = 0;
  }
  used += size;
  return pool.subarray(used - size, used);
}
