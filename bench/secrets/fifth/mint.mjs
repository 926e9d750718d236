// Random values of the fifth set, by its own code.
import { crc32 } from "node:zlib";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const BASE62 = DIGITS + UPPER + LOWER;

const FIRST =
  "Amelie Bjorn Chiara Dmitri Eleanor Farah Giorgio Hannah Ibrahim Jolanda Keiko Lorenzo Maren Nikhil Olivia Pedro Ruth Sofie Tomasz Yara".split(
    " ",
  );
const LAST =
  "Albrecht Bergstrom Castillo Delgado Eriksson Fontaine Grabowski Hoffmann Ivanova Johansson Kowalski Lindqvist Moretti Nakamura Okafor Petrov Quinn Rossi Schneider Tanaka Whitfield".split(
    " ",
  );
const NOUNS =
  "invoice shipment report cluster dashboard pipeline customer backlog parser deployment window schema ticket queue gateway worker release budget meeting contract sensor cache index template module upload review payment session filter".split(
    " ",
  );
const VERBS = "updates checks moves renders merges sends reads closes rebuilds validates sorts loads skips retries archives".split(" ");
const ADJECTIVES = "new old slow final regional shared weekly empty broken stable internal partial early missing large quiet".split(" ");
const HOSTS = "northwind contoso fabrikam lumenware orbitly quarrystone brightpath helioscope".split(" ");
/** What stands in the place of a credential in examples. */
const HOLDERS =
  "changeme your-api-key-here YOUR_TOKEN <password> <your-secret> xxxxxxxxxxxxxxxx ******** $DB_PASSWORD {{vault_token}} %API_KEY% $(get-secret) TODO replace-me REDACTED [hidden] none".split(
    " ",
  );

/** @param {() => number} random */
export function minter(random) {
  const int = (from, to) => from + Math.floor(random() * (to - from + 1));
  const pick = (list) => list[Math.floor(random() * list.length)];
  const from = (alphabet) => (n) => Array.from({ length: n }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  const bytes = (n) => Buffer.from(Array.from({ length: n }, () => int(0, 255)));
  const hex = from(`${DIGITS}abcdef`);
  const alnum = from(BASE62);
  const m = {
    int,
    pick,
    bytes,
    hex,
    alnum,
    chance: (p) => random() < p,
    digits: from(DIGITS),
    lower: from(LOWER),
    upper: from(UPPER),
    low36: from(LOWER + DIGITS),
    up36: from(UPPER + DIGITS),
    url: from(`${BASE62}-_`),
    b32: from(`${UPPER}234567`),
    b58: from("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
    b64: (n) => bytes(n).toString("base64"),
    b64url: (n) => bytes(n).toString("base64url"),
    times: (n, make) => Array.from({ length: n }, (_, i) => make(i)),
    first: () => pick(FIRST),
    last: () => pick(LAST),
    noun: () => pick(NOUNS),
    verb: () => pick(VERBS),
    adjective: () => pick(ADJECTIVES),
    host: () => `${pick(HOSTS)}.${pick(["com", "io", "dev", "net", "co"])}`,
    slug: () => `${pick(ADJECTIVES)}-${pick(NOUNS)}`,
    sentence: () =>
      `The ${pick(ADJECTIVES)} ${pick(NOUNS)} ${pick(VERBS)} the ${pick(ADJECTIVES)} ${pick(NOUNS)} before the ${pick(NOUNS)}.`,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(["8", "9", "a", "b"])}${hex(3)}-${hex(12)}`,
    day: () => `20${int(22, 26)}-${pad(int(1, 12))}-${pad(int(1, 28))}`,
    time: () => `${m.day()}T${pad(int(0, 23))}:${pad(int(0, 59))}:${pad(int(0, 59))}.${pad(int(0, 999), 3)}Z`,
    /** 36 characters of which the last six are the checksum GitHub and npm append. */
    summed: () => {
      const body = alnum(30);
      return body + base62(crc32(body)).padStart(6, "0");
    },
    jwt: (claims) =>
      `${[{ alg: pick(["HS256", "RS256"]), typ: "JWT" }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
        .join(".")}.${m.b64url(pick([32, 256]))}`,
    padded: (low, high) => pad(int(low, high)),
    block: (n) => Array.from({ length: n }, () => m.b64(48)).join("\n"),
    session: () => m.jwt({ sub: m.uuid(), iat: 1_760_000_000, exp: 2_075_000_000 }),
    basic: () => Buffer.from(`${m.noun()}:${alnum(20)}`).toString("base64"),
    signature: () => encodeURIComponent(m.b64(32)),
    holder: () => pick(HOLDERS),
    /** Sixteen digits that no card has: its checksum does not come out. */
    nocard: () => {
      for (;;) {
        const digits = `9${m.digits(15)}`;
        const doubled = [...digits].map((digit, i) => Number(digit) * (i % 2 === 0 ? 2 : 1));
        if (doubled.reduce((sum, n) => sum + (n > 9 ? n - 9 : n), 0) % 10 !== 0) return digits;
      }
    },
    /** A password as a person or a manager of passwords makes it. */
    password: () =>
      pick([
        () => `${cap(pick(NOUNS))}${pick(["!", "#", "@", "_"])}${int(10, 9999)}${pick(["x", "Q", "!", "zz"])}`,
        () => from(`${BASE62}!#%*+-=?_~`)(int(14, 24)),
        () => `${alnum(5)}-${alnum(5)}-${alnum(5)}`,
        () => `${cap(pick(ADJECTIVES))}${cap(pick(NOUNS))}${int(100, 9999)}${pick(["!", "$", "?"])}`,
        () => alnum(int(16, 32)),
      ])(),
  };
  return m;
}

export const pad = (n, width = 2) => String(n).padStart(width, "0");
export const cap = (word) => word[0].toUpperCase() + word.slice(1);

/** Lines until there are about `size` characters. */
export function fill(size, line, between = "\n") {
  const lines = [];
  for (let length = 0, i = 0; length < size; i++) {
    const next = line(i);
    lines.push(next);
    length += next.length + between.length;
  }
  return lines.join(between);
}

/** The same for values of a list. */
export function list(size, make) {
  const values = [];
  for (let length = 0, i = 0; length < size; i++) {
    values.push(make(i));
    length += JSON.stringify(values.at(-1)).length;
  }
  return values;
}

function base62(number) {
  let rest = number;
  let text = "";
  do {
    text = BASE62[rest % 62] + text;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text;
}
