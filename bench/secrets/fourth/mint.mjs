// Random values of the fourth set, made by its own code: nothing of the other sets is used here.
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const UPPER = LOWER.toUpperCase();
const SETS = {
  lower: LOWER,
  upper: UPPER,
  digits: DIGITS,
  hex: `${DIGITS}abcdef`,
  alnum: LOWER + UPPER + DIGITS,
  low36: LOWER + DIGITS,
  up36: UPPER + DIGITS,
  base32: `${UPPER}234567`,
  url: `${LOWER}${UPPER}${DIGITS}-_`,
  base64: `${LOWER}${UPPER}${DIGITS}+/`,
};

const WORDS =
  "harbor window garden silver market planet rocket bridge forest island copper meadow tunnel winter summer orange violet falcon badger otter pepper ginger walnut cedar maple canyon desert valley signal engine mirror ladder anchor basket candle lantern compass thunder whisper velvet marble granite pocket button saddle barrel kettle blanket hammer".split(
    " ",
  );
const NAMES =
  "anna ben carla david elif farid greta hugo ines jonas kira liam mona nadia oscar priya quentin rosa sven tara umar vera wanda xavier yusuf zoe".split(
    " ",
  );
const PRODUCTS = "acme globex initech umbrella hooli wayne stark wonka tyrell cyberdyne soylent vandelay".split(" ");

/** What a kind, a place or a document makes its values with. @param {() => number} random */
export function minter(random) {
  const int = (from, to) => from + Math.floor(random() * (to - from + 1));
  const pick = (list) => list[Math.floor(random() * list.length)];
  const of = (alphabet, length) => Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  const bytes = (length) => Buffer.from(Array.from({ length }, () => int(0, 255)));
  const m = { random, int, pick, of, bytes };
  m.chance = (share) => random() < share;
  for (const [name, alphabet] of Object.entries(SETS)) m[name] = (length) => of(alphabet, length);
  m.b64 = (length) => bytes(length).toString("base64");
  m.b64url = (length) => bytes(length).toString("base64url");
  m.word = () => pick(WORDS);
  m.person = () => pick(NAMES);
  m.product = () => pick(PRODUCTS);
  m.slug = () => `${m.word()}-${m.word()}`;
  m.uuid = () => `${m.hex(8)}-${m.hex(4)}-4${m.hex(3)}-${pick(["8", "9", "a", "b"])}${m.hex(3)}-${m.hex(12)}`;
  m.sha = (bits = 160) => m.hex(bits / 4);
  m.digest = (kind = "sha256", form = "base64") => createHash(kind).update(m.hex(16)).digest(form);
  m.date = () => `20${int(18, 26)}-${String(int(1, 12)).padStart(2, "0")}-${String(int(1, 28)).padStart(2, "0")}`;
  m.time = () => [int(0, 23), int(0, 59), int(0, 59)].map((part) => String(part).padStart(2, "0")).join(":");
  m.host = () => `${m.word()}.${m.product()}.${pick(["io", "net", "com", "dev"])}`;
  m.version = () => `${int(0, 12)}.${int(0, 40)}.${int(0, 20)}`;
  m.lines = (from, to, line) => Array.from({ length: int(from, to) }, (_, i) => line(i)).join("\n");
  m.password = () => humanPassword(m);
  m.checked = (prefix, length) => checked(m, prefix, length);
  m.jwt = (claims) => jwt(m, claims);
  m.pem = (label, size) => `-----BEGIN ${label}-----\n${wrap(m.b64(size), 64)}\n-----END ${label}-----`;
  return m;
}

const wrap = (text, width) => text.match(new RegExp(`.{1,${width}}`, "g")).join("\n");

/** What people and password managers think of. */
function humanPassword(m) {
  const cap = (word) => word[0].toUpperCase() + word.slice(1);
  return m.pick([
    () => `${cap(m.word())}${m.int(100, 9999)}${m.pick(["!", "#", "$", "?"])}`,
    () => `${m.word()}${m.pick(["_", "-", "."])}${cap(m.word())}${m.int(10, 99)}${m.pick(["!", "@", "*"])}`,
    () =>
      `${m.pick(["P", "S", "T"])}${m.pick(["@", "4"])}${m.lower(3)}${m.int(10, 99)}${m.upper(2)}${m.pick(["!", "%", "&"])}${m.lower(3)}`,
    () => m.alnum(m.int(14, 24)),
    () => m.of("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789!#%*+-_=?", m.int(14, 24)),
    () => `${m.word()}-${cap(m.word())}-${m.word()}-${m.int(10, 99)}`,
  ])();
}

/** Tokens of GitHub and npm end in a CRC-32; half of the set's have a right one, as half of what benchmarks make up has not. */
function checked(m, prefix, length) {
  const body = m.alnum(length - 6);
  if (m.chance(0.5)) return prefix + body + m.alnum(6);
  let left = crc32(body);
  let sum = "";
  for (let i = 0; i < 6; i++) {
    sum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[left % 62] + sum;
    left = Math.floor(left / 62);
  }
  return prefix + body + sum;
}

function jwt(m, claims = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const [alg, size] = m.pick([
    ["HS256", 32],
    ["RS256", 256],
    ["ES256", 64],
  ]);
  const issued = m.int(1_700_000_000, 1_790_000_000);
  const head = { alg, typ: "JWT", ...(m.chance(0.4) && { kid: m.hex(16) }) };
  return `${part(head)}.${part({ sub: m.uuid(), iss: `https://${m.host()}/`, iat: issued, exp: issued + 86_400, ...claims })}.${m.b64url(size)}`;
}
