import { crc32Base62 } from "./normalize/crc32.ts";
import WORDS from "./rules/words.json" with { type: "json" };

/** Measurements of a candidate value, each 0 to 1 unless stated otherwise. */
export interface ValueFeatures {
  readonly length: number;
  /** Shannon entropy, bits per character. */
  readonly entropy: number;
  readonly digits: number;
  readonly lower: number;
  readonly upper: number;
  readonly special: number;
  /** Number of character classes (digit, lower, upper, special), 1 to 4. */
  readonly classes: number;
  /** Changes between letters and digits, per character. */
  readonly turns: number;
  /** Changes between lower and upper case, per character. */
  readonly caseTurns: number;
  /** Share of letter pairs that are common in words. */
  readonly wordPairs: number;
  /** Share of characters covered by dictionary words. */
  readonly dictionary: number;
}

const DICTIONARY: ReadonlySet<string> = new Set(WORDS);
const LETTERS = 26;
const COMMON_PAIRS = new Uint8Array(LETTERS * LETTERS);
for (const pair of (
  "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch " +
  "ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po " +
  "we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag " +
  "if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru " +
  "ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr cc ft wn nu af nn eo " +
  "vo xp gn fl iz ok my gl aw aj sy sl ps ks xt ql db ui jo js"
).split(" "))
  COMMON_PAIRS[(pair.charCodeAt(0) - 97) * LETTERS + pair.charCodeAt(1) - 97] = 1;

const MAX_MEASURED = 256;
const [DIGIT, LOWER, UPPER, SPECIAL] = [0, 1, 2, 3] as const;

/** Measures a value. Only the first 256 characters are read. */
export function measure(value: string): ValueFeatures {
  const length = Math.max(1, Math.min(value.length, MAX_MEASURED));
  const counts = new Map<number, number>();
  const kinds: [number, number, number, number] = [0, 0, 0, 0];
  let turns = 0;
  let caseTurns = 0;
  let pairs = 0;
  let common = 0;
  let before: number = SPECIAL;
  let letterBefore = -1;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const kind = kindOf(code);
    kinds[kind]++;
    if (kind !== before && kind !== SPECIAL && before !== SPECIAL) {
      if (kind === DIGIT || before === DIGIT) turns++;
      else caseTurns++;
    }
    before = kind;
    const letter = kind === LOWER || kind === UPPER ? (code | 32) - 97 : -1;
    if (letter >= 0 && letterBefore >= 0) {
      pairs++;
      common += COMMON_PAIRS[letterBefore * LETTERS + letter] as number;
    }
    letterBefore = letter;
  }
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / length) * Math.log2(count / length);
  return {
    length: value.length,
    entropy,
    digits: kinds[DIGIT] / length,
    lower: kinds[LOWER] / length,
    upper: kinds[UPPER] / length,
    special: kinds[SPECIAL] / length,
    classes: kinds.filter((count) => count > 0).length,
    turns: turns / length,
    caseTurns: caseTurns / length,
    wordPairs: pairs === 0 ? 0 : common / pairs,
    dictionary: dictionaryShare(value.slice(0, MAX_MEASURED)),
  };
}

function kindOf(code: number): 0 | 1 | 2 | 3 {
  if (code >= 48 && code <= 57) return DIGIT;
  if (code >= 97 && code <= 122) return LOWER;
  return code >= 65 && code <= 90 ? UPPER : SPECIAL;
}

const PART = /[A-Z]?[a-z]{2,}|[A-Z]{3,}(?![a-z])/g;

/** Share of the letters of a value that belong to dictionary words. */
function dictionaryShare(value: string): number {
  let letters = 0;
  let covered = 0;
  for (const char of value) if (/[A-Za-z]/.test(char)) letters++;
  for (const [part] of value.matchAll(PART)) {
    const word = part.toLowerCase();
    if (isWord(word)) covered += part.length;
    else covered += splitWord(word);
  }
  return letters === 0 ? 0 : covered / letters;
}

/** Returns true for a word of the dictionary, or its plural. */
export const isWord = (word: string) =>
  word.length >= 3 && (DICTIONARY.has(word) || (word.endsWith("s") && DICTIONARY.has(word.slice(0, -1))));

/** Letters of a compound (`dbpassword`, `mysecretkey`) that two words cover. */
function splitWord(word: string): number {
  if (word.length < 6 || word.length > 24) return 0;
  for (let at = word.length - 3; at >= 3; at--) if (isWord(word.slice(0, at)) && isWord(word.slice(at))) return word.length;
  return 0;
}

const UUID = /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i;
const HEX = /^(?:0x)?[0-9a-f]+$/i;
const PLACEHOLDER =
  /example|placeholder|your[-_. ]?|changeme|change[-_. ]?(?:me|this|it)|replace[-_ ]?(?:me|with|this)?|redacted|dummy|sample|\*{3}|\.{3}|^<[^<>]{1,60}>?|x{4}|X{4}|_here$|insert[-_]|todo|fixme|lorem|ipsum|put[-_]|enter[-_ ]|foobar|undefined|n\/a|to[-_]be[-_]|\btbd\b|removed|hidden|masked|^\[.*\]$|^-+$|^(?:none|null|nil|true|false|yes|no|string|required|optional|empty|default|unset)$/i;
const EXAMPLE = /example|placeholder|your[-_. ]|change[-_. ]?me|redacted|replace[-_ ]?me|dummy|^<.*>$|_here$|\.{3}$/i;
const REFERENCE =
  /\$\{|\$\(|\{\{|\}\}|<%|%>|%\(\w+\)s|%[sdv](?!\w)|#\{|^\$[A-Za-z_]|^%[A-Za-z_]+%$|^\{[A-Za-z_.]+\}$|^@[A-Za-z]|process\.env|os\.environ|getenv|^ENC\[|^(?:vault|ssm|secretsmanager|op|env|file|arn|projects|urn|sops|ref|keyvault|data|resource|secret):|^!(?:vault|Ref|Sub|GetAtt)|^\(|\bvar\.|\bsecrets\.|\blocal\.|\bdata\.|\bconfig\.|self\.|this\.|\bargs\./i;
const REFERENCE_START = /\$\{|\$\(|\{\{|%\(\w+\)s|process\.env|os\.environ|getenv|^ENC\[/;
const CODE =
  /\w\(|\)\s*$|=>|\[["'\d]|\]$|^\w+(?:\.[A-Za-z_$][\w$]*)+$|::|&&|\|\||^\[|^[({]|;$|\w\.\w+\(|^new\b|\?\.|!==?|\+\+|^await\b|^[A-Za-z_]\w*\[/;
const IDENTIFIER = /^(?:[A-Za-z]+(?:[_.-][A-Za-z]+)*|[A-Z][A-Z_]+|_+[A-Za-z]\w*|[a-z]+(?:[A-Z][a-z]+)+)$/;
const PATH_OR_URL =
  /:\/\/|^[./~][\w./~-]*$|^[A-Za-z]:\\|^[\w.-]+(?:\/[\w.@-]+){2,}$|\.(?:js|ts|tsx|jsx|json|md|html?|css|png|svg|jpe?g|py|go|rs|java|rb|php|ya?ml|toml|pem|key|crt|txt|com|org|net|io|dev|local|internal|conf|cfg|ini|sh|xml|properties)$/i;
/** A digest with its algorithm, or a range of commits. */
const DIGEST = /^(?:sha\d{1,3}|md5|hmac)[-:=_]|^[0-9a-f]{7,40}\.{2,3}[0-9a-f]{7,40}$/i;
const SEQUENCE = /01234|12345|23456|34567|45678|56789|98765|87654|76543|abcde|bcdef|cdefg|defgh|qwert|asdf|zxcv|fedcb/i;
const REPEATED = /(.)\1{4}|(..)\2{3}|(....)\3{2}/;
const COMMON = new Set(
  "password pass passwd pwd secret postgres postgresql mysql mongo mongodb redis rabbitmq guest root admin administrator user username test testing tester demo example changeme default null none undefined true false string hunter2 changeit foobar foo bar baz qux letmein qwerty 123456 1234567 12345678 123456789 1234567890 abc123 admin123 test123 test1234 password1 password12 password123 passw0rd p@ssw0rd p@ssword secret123 mysecretpassword mypassword my-secret-pw pass123 pass1234 user123 root123 welcome1 opensesame swordfish dbpassword db_password dbpass toor".split(
    " ",
  ),
);
const STEM =
  /^(?:my|the|new|old|some|user|admin|root|db|test|super|top|very|a|an|your|in)*[-_ ]?(?:password|passwd|pass|pwd|secret|token|key|credentials?|test|user|admin|root|example|input|field|hash|value|text|string|login|auth|account|name)s?[-_]?[0-9]{0,4}[!]?$/i;
const MENTIONS = /secret|passw|passphrase|token|credential|api_?key|access_?key|private_?key|client_?id/i;
const TESTING = /test|mock|fake|stub|fixture/i;
const DATE_OR_VERSION = /^v?\d+(?:[.:/T_-]\d+)+(?:Z|[+-]\d\d:?\d\d)?$|^v\d+\.\d+\.\d+|^\d{4}-\d\d-\d\d/;
const DATE = /^(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ]\d\d:\d\d\S{0,16})?$/;
/** Keys that are made to be published, and addresses of blockchains. */
const PUBLIC =
  /^(?:pk[._](?:live|test|eyJ|prod)|pk\.|6L[\w-]{38}$|phc_|pub[-_]|ssh-(?:rsa|ed25519)|AAAA[BC]3|0x[0-9a-f]{40}$|0[23][0-9a-f]{64}$|bc1[02-9ac-hj-np-z]{25,60}$|0x[0-9a-f]{1,16}$|AgB[A-Za-z0-9+/]{20}|did:|G-[A-Z0-9]{8,12}$|UA-\d)/i;
/** Part of the name of an algorithm: `aes`, `256`, `gcm` in `aes-256-gcm`. */
const ALGORITHM =
  /^(?:argon2(?:id|i|d)?|bcrypt|s?crypt|pbkdf2|hkdf|hmac|md[245]|n?sha\d{0,3}(?:crypt)?|ripemd\d{0,3}|blake\w{0,3}|aes\d{0,3}|3?des|blowfish|x?chacha20|poly1305|rsa|ecdsa|eddsa|ed25519|x25519|(?:hs|rs|es|ps)(?:256|384|512)|secp\w{4,6}|ssh|fernet|kms|with|pbkdf2withhmacsha\d{1,3}|gcm|cbc|ctr|siv|ecb|oaep|pss|pkcs\w{1,10}|nopadding|\d{1,6})$/i;

const isAlgorithm = (value: string) => {
  const parts = value.split(/[-_+:/,$ ]/);
  return parts.length <= 8 && ALGORITHM.test(parts[0] as string) && parts.every((part) => ALGORITHM.test(part));
};

/** Returns true for a value that stands in for a credential: an example, a template variable, a mask. */
export const isPlaceholder = (value: string) => PLACEHOLDER.test(value) || REFERENCE_START.test(value);

/** Several values in a list, or the mappings of a source map. */
const LIST = /^[^,;]{0,40}(?:[,;][^,;]{0,40}){3,}$/;
const BRACKETS = /[()[\]{}<>]/;
/** Words and numbers joined by `_`, as names of variables and files are. */
const SNAKE = /^[A-Za-z]{2,14}[0-9]{0,4}(?:_[A-Za-z]{1,14}[0-9]{0,4}|_[0-9]{1,8})+$/;
const MIME = /^[a-z]{3,16}\/[a-z0-9.+-]+$/;
const ESCAPED = /%[0-9A-Fa-f]{2}/;
/** A short number in hexadecimal. */
const SHORT_HEX = /^0x[0-9a-f]{1,15}$/i;
const HOST = /^[\w-]+(?:\.[\w-]+)+(?::\d{2,5})?$/;
const MASK = /^(.)\1{3,}$|[*•x]{5,}/i;

type Trait = readonly [name: string, holds: (short: string) => boolean];
const matches = (name: string, pattern: RegExp): Trait => [name, (value) => pattern.test(value)];

/** Properties that a value has or has not. */
const TRAITS: readonly Trait[] = [
  matches("uuid", UUID),
  matches("hex", HEX),
  ["placeholder", (value) => PLACEHOLDER.test(value)],
  matches("example", EXAMPLE),
  ["algorithm", isAlgorithm],
  matches("reference", REFERENCE),
  matches("code", CODE),
  matches("identifier", IDENTIFIER),
  matches("path", PATH_OR_URL),
  matches("digest", DIGEST),
  matches("sequence", SEQUENCE),
  matches("repeated", REPEATED),
  ["common", (value) => COMMON.has(value.toLowerCase())],
  matches("stem", STEM),
  matches("mentions", MENTIONS),
  matches("testing", TESTING),
  matches("public", PUBLIC),
  matches("number", /^[\d.,:+-]+$/),
  matches("date or version", DATE_OR_VERSION),
  matches("date", DATE),
  matches("space", /\s/),
  matches("beyond ASCII", /[^ -~]/),
  matches("list", LIST),
  matches("brackets", BRACKETS),
  matches("snake case", SNAKE),
  matches("media type", MIME),
  matches("percent escape", ESCAPED),
  matches("short hex", SHORT_HEX),
  matches("host", HOST),
  matches("mask", MASK),
];
const MAX_TRAIT = 600;

/** Returns the names of the properties that a candidate value has. */
export function traitsOf(value: string): readonly string[] {
  const short = value.length > MAX_TRAIT ? value.slice(0, MAX_TRAIT) : value;
  const found: string[] = [];
  for (const [name, holds] of TRAITS) if (holds(short)) found.push(name);
  return found;
}

/** Returns true for a value with a run such as `12345` or `aaaaaa`. */
export const isPatterned = (value: string) => SEQUENCE.test(value) || REPEATED.test(value);
/** Returns true for a password that thousands use, or one that is only its own name. */
export const isCommonPassword = (value: string) => COMMON.has(value.toLowerCase()) || MENTIONS.test(value);

/** Returns true when the last six characters are the CRC-32 of the rest, with or without its prefix, in base 62. */
export function hasChecksum(value: string): boolean {
  const body = value.slice(0, -6);
  return [body, body.slice(body.lastIndexOf("_") + 1)].some((text) => crc32Base62(text) === value.slice(-6));
}
