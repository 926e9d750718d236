import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** scrypt parameters, as strong as OWASP's first choice (N = 2^17, p = 1) with a quarter of the memory: 32 MiB per check. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const SHAPE = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** Hashes a password as `$scrypt$ln=15,r=8,p=3$<salt>$<key>`. The parameters are stored so that they can be raised later. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return `$scrypt$ln=${Math.log2(cost.N)},r=${cost.r},p=${cost.p}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/**
 * Returns true when a password matches the stored hash. Without a stored hash it does the same work and returns false.
 * INVARIANT: an unknown account takes as long as a wrong password, so the response time reveals nothing.
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
  // Normalises characters that keyboards encode differently.
  const text = password.normalize("NFKC");
  const maxmem = 256 * cost.N * cost.r;
  return new Promise((resolve, reject) =>
    scrypt(text, salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => (error ? reject(error) : resolve(key))),
  );
}
