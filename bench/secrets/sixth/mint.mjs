// Draws what the sixth set is made of: numbers, words, names and checked values, all from one seeded stream.
import { crc32 } from "node:zlib";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const BASE62 = DIGITS + UPPER + LOWER;
const CLASSES = {
  dec: DIGITS,
  low: LOWER,
  up: UPPER,
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  a36: DIGITS + LOWER,
  A36: DIGITS + UPPER,
  a62: BASE62,
  b64: `${BASE62}+/`,
  b64u: `${BASE62}-_`,
  b58: "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
  b32: `${UPPER}234567`,
  ulid: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
  bech: "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
  base: "ACGT",
  amino: "ACDEFGHIKLMNPQRSTVWY",
};
const list = (text) => text.trim().split(/\s+/);
const WORDS =
  list(`account adapter archive attempt balance batch billing branch bucket buffer cache campaign cart catalog channel checkout client
  cluster column comment config consumer contact contract counter coupon courier currency customer daemon dashboard dataset delivery device digest
  discount domain draft driver email endpoint engine entry event export feature feed field filter folder forecast gateway graph group handler header
  import index ingest inventory invoice item job journal label layout lease ledger limit link listing loader locale lookup margin market member message
  metric mirror module monitor notice order outbox owner package page parcel parser partner payload payment permit pipeline planner pocket policy pool
  portal price printer profile project proxy queue quota rate reader receipt record refund region release renderer replica report request resolver
  return review role route sample schedule schema scope search segment sender sensor server shard shipment signal slot snapshot socket source stage
  status storage stream summary supplier switch table target task tenant ticket timer topic tracker transfer trigger upload user vendor version view
  volume warehouse watcher webhook widget window worker workspace zone`);
const VERBS = list(
  "fetch load store merge parse render update remove validate resolve retry flush sync build publish check open close route drain",
);
const FIRST =
  list(`Amara Bruno Carla Dmitri Elif Farid Greta Hana Igor Joana Kenji Lucia Marek Nadia Owen Priya Quentin Rosa Sven Tomas Uma Viktor
  Wanda Ximena Yusuf Zofia Lea Noah Mila Oskar Ines Rafael Thandi Chidi Mei Haruto`);
const LAST =
  list(`Almeida Becker Castillo Dvorak Eriksen Fontaine Grant Hughes Ivanov Jansen Kowalski Lindqvist Moreau Novak Okafor Petrov Quinn Rossi
  Schneider Tanaka Ueda Vargas Weber Xu Yilmaz Zeman Barros Clarke Delgado Fischer Gupta Haddad`);
const CITIES = list("Berlin Lyon Porto Austin Leeds Utrecht Malmo Krakow Osaka Toronto Denver Bristol Ghent Turin Graz Bergen");
const COMPANIES = list("Northwind Brightwater Halden Kestrel Lumenar Ostara Pinecrest Quillon Redfern Solvay Tamarack Verdant Wexford");

/** @param {() => number} random numbers from 0 to 1 */
export function minter(random) {
  const int = (from, to) => from + Math.floor(random() * (to - from + 1));
  const pick = (values) => values[Math.floor(random() * values.length)];
  const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
  const draw = (name, length) => times(length, () => pick(CLASSES[name])).join("");
  const pad = (n, width = 2) => String(n).padStart(width, "0");
  const hexAt = (n) => draw("hex", n);
  const date = () => `${int(2023, 2026)}-${pad(int(1, 12))}-${pad(int(1, 28))}`;
  const time = () => `${pad(int(0, 23))}:${pad(int(0, 59))}:${pad(int(0, 59))}`;
  const word = () => pick(WORDS);
  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const made = {
    int: (from, to) => int(Number(from), Number(to)),
    float: (from, to, digits = 2) => (Number(from) + random() * (Number(to) - Number(from))).toFixed(Number(digits)),
    uuid: () => `${hexAt(8)}-${hexAt(4)}-4${hexAt(3)}-${pick("89ab")}${hexAt(3)}-${hexAt(12)}`,
    ulid: () => `01${draw("ulid", 24)}`,
    date,
    time,
    stamp: () => `${date()}T${time()}Z`,
    stampms: () => `${date()}T${time()}.${pad(int(0, 999), 3)}Z`,
    epoch: () => int(1_690_000_000, 1_790_000_000),
    epochms: () => int(1_690_000_000_000, 1_790_000_000_000),
    word,
    Word: () => capital(word()),
    WORD: () => word().toUpperCase(),
    verb: () => pick(VERBS),
    words: (n = 6) => times(Number(n), word).join(" "),
    snake: () => `${word()}_${word()}`,
    SNAKE: () => `${word()}_${word()}`.toUpperCase(),
    kebab: () => `${word()}-${word()}`,
    camel: () => pick(VERBS) + capital(word()) + (int(0, 1) ? capital(word()) : ""),
    Pascal: () => capital(word()) + capital(word()),
    first: () => pick(FIRST),
    last: () => pick(LAST),
    login: () => `${pick(FIRST)}${int(0, 1) ? "." : ""}${pick(LAST)}`.toLowerCase(),
    city: () => pick(CITIES),
    company: () => pick(COMPANIES),
    ver: () => `${int(0, 12)}.${int(0, 40)}.${int(0, 20)}`,
    lan: () => `10.${int(0, 255)}.${int(0, 255)}.${int(1, 254)}`,
    mac: () => times(6, () => hexAt(2)).join(":"),
    pairs: (n) => times(Number(n), () => hexAt(2)).join(":"),
    aws: () => `${int(1, 9)}${draw("dec", 11)}`,
    sri: () => `sha512-${draw("b64", 86)}==`,
    b64pad: (n) => Buffer.from(times(Number(n), () => int(0, 255))).toString("base64"),
    basic: () => Buffer.from(`${made.login()}:${draw("a62", 16)}`).toString("base64"),
    checked: () => {
      const body = draw("a62", 30);
      return body + crc62(body);
    },
    pick: (...options) => pick(options.join(" ").split("|")),
  };
  for (const name of Object.keys(CLASSES)) made[name] = (n) => draw(name, Number(n));
  made.dec = (n) => int(1, 9) + draw("dec", Number(n) - 1);
  /** Fills in what stands between « and »: the name of a draw and what it needs. */
  const fill = (template) =>
    template.replace(/«([^«»]+)»/g, (_, what) => {
      const [name, ...rest] = what.split(" ");
      if (!made[name]) throw new Error(`nothing draws ${what}`);
      return String(made[name](...rest));
    });
  return { ...made, int, pick, times, draw, pad, fill };
}

/** The check of GitHub's and npm's tokens: CRC-32 of what is before it, in base 62. */
function crc62(text) {
  let value = crc32(text);
  let digits = "";
  for (let i = 0; i < 6; i++, value = Math.floor(value / 62)) digits = BASE62[value % 62] + digits;
  return digits;
}

/** Appends Luhn's digit. */
export function luhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = i % 2 === 0 ? 2 * Number(digit) : Number(digit);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}

/** An IBAN with the two digits that make its remainder 1. */
export function iban(country, bban) {
  const digits = [...`${bban}${country}00`].map((c) => Number.parseInt(c, 36)).join("");
  const check = 98n - (BigInt(digits) % 97n);
  return `${country}${String(check).padStart(2, "0")}${bban}`;
}
