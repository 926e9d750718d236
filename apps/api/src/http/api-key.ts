import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_LENGTH = 32;
const CHECK_LENGTH = 6;
const SHAPE = /^al_(live|test)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;
/** Largest multiple of 62 below 256. Larger bytes are discarded so that every character is equally likely. */
const UNBIASED = 248;

/** Generates a key: `al_live_` for prod or `al_test_`, 32 random base62 characters and 6 characters of their CRC32. */
export function mintApiKey(environment: string): string {
  const prefix = environment === "prod" ? "al_live_" : "al_test_";
  let secret = "";
  while (secret.length < SECRET_LENGTH) {
    for (const byte of randomBytes(SECRET_LENGTH)) {
      if (byte < UNBIASED && secret.length < SECRET_LENGTH) secret += BASE62[byte % 62];
    }
  }
  return prefix + secret + checksum(prefix + secret);
}

/** Returns true when a text has the format of a key and a valid checksum, so that typing errors are rejected without a query. */
export function isApiKey(text: string): boolean {
  const shape = SHAPE.exec(text);
  return shape !== null && checksum(text.slice(0, -CHECK_LENGTH)) === shape[3];
}

function checksum(text: string): string {
  let value = crc32(text);
  let check = "";
  for (let i = 0; i < CHECK_LENGTH; i++) {
    check = BASE62[value % 62] + check;
    value = Math.floor(value / 62);
  }
  return check;
}
