// What values of the third set are made of: every method draws anew from the seed.
import { crc32 } from "node:zlib";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const BASE62 = DIGITS + UPPER + LOWER;
const WORDS =
  "autumn harbor copper violet meadow lantern walnut summit pepper canyon falcon ribbon cobalt juniper saffron thistle orchid granite velvet puffin".split(
    " ",
  );
const SYMBOLS = "!#$%*+-=?@^_~";

/** @param {() => number} random */
export function minter(random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const draw = (chars, length) => Array.from({ length }, () => pick(chars)).join("");
  const hex = (length) => draw("0123456789abcdef", length);
  const url = (length) => draw(`${BASE62}-_`, length);
  const m = {
    random,
    pick,
    hex,
    url,
    HEX: (length) => hex(length).toUpperCase(),
    b62: (length) => draw(BASE62, length),
    b64: (length) => draw(`${BASE62}+/`, length),
    low: (length) => draw(LOWER + DIGITS, length),
    up: (length) => draw(UPPER + DIGITS, length),
    alpha: (length) => draw(UPPER + LOWER, length),
    num: (length) => draw(DIGITS, length),
    b32: (length) => draw(`${UPPER}234567`, length),
    bech: (length) => draw("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", length),
    b58: (length) => draw("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick("89ab")}${hex(3)}-${hex(12)}`,
    ulid: () => `01${draw("0123456789abcdefghjkmnpqrstvwxyz", 24)}`,
    word: () => pick(WORDS),
    base64: (bytes) => Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256))).toString("base64"),
    text64: (text) => Buffer.from(text).toString("base64"),
    text64url: (text) => Buffer.from(text).toString("base64url"),
    /** 30 characters of Base62 and their CRC-32, as the tokens of GitHub and npm end. */
    checked: () => {
      const body = draw(BASE62, 30);
      let value = crc32(body);
      let digits = "";
      for (let i = 0; i < 6; i++, value = Math.floor(value / 62)) digits = BASE62[value % 62] + digits;
      return body + digits;
    },
    jwt: (claims = { sub: draw(DIGITS, 10), name: "Ada", iat: 1_790_000_000 }, bytes = 43) =>
      [JSON.stringify({ alg: "HS256", typ: "JWT" }), JSON.stringify(claims)]
        .map((part) => Buffer.from(part).toString("base64url"))
        .concat(url(bytes))
        .join("."),
    /** A password of letters, digits and marks, as a generator makes it. */
    strong: (length = 16) => `${draw(UPPER, 1)}${draw(BASE62, 2)}${draw(DIGITS, 1)}${draw(BASE62 + SYMBOLS, length - 5)}${draw(LOWER, 1)}`,
    /** A password as a person makes it: a word, a number, a mark. */
    human: () => {
      const word = pick(WORDS);
      const leet = word.replace("a", "4").replace("o", "0");
      return pick([
        `${word[0].toUpperCase()}${word.slice(1)}${draw(DIGITS, 4)}!`,
        `${leet}#${draw(DIGITS, 3)}`,
        `${pick(WORDS)}-${pick(WORDS)}-${draw(DIGITS, 2)}`,
        `${word.toUpperCase()}_${draw(DIGITS, 4)}$`,
        `${pick(WORDS)}${draw(UPPER, 2)}${draw(DIGITS, 3)}`,
      ]);
    },
    pem: (label, bytes, secret = true) => {
      const body = m.base64(bytes).replace(/.{64}/g, "$&\n");
      return `-----BEGIN ${label}-----\n${secret ? `«${body}»` : body}\n-----END ${label}-----`;
    },
  };
  return m;
}
