/**
 * Builds a UUIDv7 (RFC 9562): 48 bits of milliseconds, then random bits.
 * @param unixMs milliseconds since the epoch
 * @param random at least 10 random bytes
 */
export function uuidv7(unixMs: number, random: Uint8Array): string {
  const time = unixMs.toString(16).padStart(12, "0");
  let tail = "";
  for (let i = 0; i < 10; i++) tail += HEX[random[i] as number];
  const variant = HEX[((random[2] as number) & 0x3f) | 0x80] as string;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(1, 4)}-${variant}${tail.slice(6, 8)}-${tail.slice(8)}`;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
