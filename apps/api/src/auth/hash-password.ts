import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** As strong as OWASP's first choice (N = 2^17, p = 1) in a quarter of the memory: 32 MiB a check. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const SHAPE = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** A password as it is stored: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, so that the cost can be raised later. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return `$scrypt$ln=${Math.log2(cost.N)},r=${cost.r},p=${cost.p}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/**
 * Whether a password is the stored one. Without a stored one the same work is done and the answer is no.
 * INVARIANT: an unknown account costs as much as a wrong password, so time tells nothing.
 */
export async function checkPassword(password: string, stored: string | null): Promise<boolean> {
  const [, ln, r, p, salt, key] = SHAPE.exec(stored ?? "") ?? [];
  if (!ln || !r || !p || !salt || !key) {
    await derive(password, randomBytes(SALT_BYTES), COST);
    return false;
  }
  const expected = Buffer.from(key, "base64");
  const given = await derive(password, Buffer.from(salt, "base64"), { N: 2 ** Number(ln), r: Number(r), p: Number(p) });
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  // One spelling for characters that can be typed in several ways.
  const text = password.normalize("NFKC");
  const maxmem = 256 * cost.N * cost.r;
  return new Promise((resolve, reject) =>
    scrypt(text, salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => (error ? reject(error) : resolve(key))),
  );
}
