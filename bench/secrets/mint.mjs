import { crc32 } from "node:zlib";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const BASE62 = DIGITS + UPPER + LOWER;
const CLASSES = {
  A: BASE62,
  a: LOWER + DIGITS,
  l: UPPER + LOWER,
  h: `${DIGITS}abcdef`,
  H: `${DIGITS}ABCDEF`,
  U: UPPER + DIGITS,
  u: UPPER,
  d: DIGITS,
  W: `${BASE62}_-`,
  B: `${BASE62}+/`,
  2: `${UPPER}234567`,
  "2l": `${LOWER}234567`,
  bech: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
  dj: `${LOWER}${DIGITS}!@#$%^&*(-_=+)`,
  bcrypt: `${BASE62}./`,
  salt: `${BASE62}!@#$%^&*()-_+=|?,.:;`,
  maps: `${BASE62}+/,;`,
  wif: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
};
const WORDS =
  "Summer Winter Berlin Dragon Falcon Orange Purple River Monkey Thunder Coffee Guitar Tiger Rocket Silver Forest Marble Galaxy Pepper Hockey Castle Velvet".split(
    " ",
  );

/** Fills in a shape: `{class:length}`. @param {string} shape @param {() => number} random */
export function mint(shape, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const draw = (chars, length) => Array.from({ length }, () => pick(chars)).join("");
  return shape.replace(/\{(\w+):(\d+)\}/g, (_, kind, length) => {
    if (kind === "word") return pick(WORDS);
    if (kind === "basic") return btoa(`deploy:${draw(BASE62, 18)}`);
    if (kind === "crc") {
      const body = draw(BASE62, Number(length));
      return body + checksum(body);
    }
    return draw(CLASSES[kind], Number(length));
  });
}

function checksum(text) {
  let value = crc32(text);
  let digits = "";
  for (let i = 0; i < 6; i++, value = Math.floor(value / 62)) digits = BASE62[value % 62] + digits;
  return digits;
}
