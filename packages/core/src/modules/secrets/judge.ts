import { decodeBase64Text } from "../../text/base64.ts";
import { crc32Base62 } from "../../text/crc32.ts";
import { entropyOf } from "../../text/entropy.ts";
import { profileOf } from "../../text/profile.ts";
import { wordinessOf } from "../../text/wordiness.ts";
import { onlySoundsSecret } from "./only-sounds-secret.ts";
import type { SecretRule } from "./rule.ts";

const PLACEHOLDER =
  /example|placeholder|your[-_. ]?|changeme|change[-_]me|replace|redacted|dummy|sample|\*\*\*|\.\.\.|^<[^<>!*;|]{0,60}>|<[a-z][a-z_ -]{4,40}>|\$\{|\$\(|\{\{|%\(\w+\)s|(?<![\w!-~])%s(?![\w!-~])|process\.env|os\.environ|getenv|^ENC\[|_here$|insert[-_]/i;
const CROSSED_OUT = /xxxx|XXXX/;
/** Keys that issuers print in their documents and ship in their emulators, by a part of each. */
const PUBLISHED = new RegExp(
  [
    ["4eC39HqLyj", "WDarjtT1zdp7dc"],
    ["BQokikJOvB", "iI2HlWgH4olfQ2"],
    ["SflKxwRJSMeKKF2QT4", "fwpMeJf36POk6yJV_adQssw5c"],
    ["TJVA95OrM7E2cBab30RM", "HrHDcEfxjoYZgeFONFh7HgQ"],
    ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1", "OUzFT50uSRZ6IFsuFq2UVErCz4I6tq"],
    ["C2y6yDjf5/R\\+ob0N8A7Cgv30VRDJIWEHLM", "\\+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw"],
  ]
    .map((halves) => halves.join(""))
    .join("|"),
);
/** What is made to be shown: keys of browsers and maps, dates. */
const PUBLIC = /^(?:pk\.eyJ|pk_(?:live|test)_|\d{4}-\d\d-\d\d(?:[T ]|$))/;
const STAND_IN =
  /test|mock|fake|todo|fixme|foobar|(?<![a-z])(?:foo|bar)(?![a-z])|lorem|ipsum|secret|password|passwd|token|credential|api_?key|access_?key|undefined|null|default|generate|string|value|config/i;
const SEQUENCE = /0123456|1234567|2345678|abcdefg|bcdefgh|qwertyu|7654321|fedcba/i;
const REPEATED = /(.)\1{5}|(..)\2{4}|(....)\3{2}/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]+$/i;

/** What a name ends with when its value only tells about a credential: its id, its place, its kind. */
const ABOUT = new Set(
  "id ids type types name names count counts uri url urls endpoint endpoints host hosts path paths file files dir dirs folder prompt prompts hash hashes hashed digest checksum checksums algorithm algo header headers field fields policy policies provider providers encoder strategy mode format version length size expires expiry expiration ttl stack guard parser tokens tokenizer store manager class style label labels placeholder hint regex pattern patterns ref refs reference arn alias prefix commit sha revision branch tag tags site project org organization organisation address addresses contract environment region model models js css sid rotation scope scopes audience issuer lib package plugin module component icon input button form page passport at date time changed updated created client validator handshake helper utils util decode kit sdk".split(
    " ",
  ),
);
/** What a sentence says between a name and its value. */
const VERB = / (?:is|was|will be|to|ist|lautet|est|es)$/i;
/** Who an option of a command names, not what. */
const USER = / -{1,2}(?:u|user|username|login) [\w.@-]*$/i;
/** What a credential is for: the name ends before it. */
const PURPOSE = / (?:for|of|on|in|at|from|für|von|para|pour|per|di|de|del) .*$/i;
const LAST_WORD = /(?:[A-Z]?[a-z]+|[A-Z]+)(?=\d{0,3}$)/;

/**
 * How sure it is that `secret`, matched by `rule`, is a credential: 0 to 1; undefined when it is none.
 * @param lead what stands before it in the match: its name and what assigns it
 * @param before what stands before the match: its name may begin there
 */
export function judge(rule: SecretRule, secret: string, lead = "", before = ""): number | undefined {
  if (lead !== "" && (isAbout(rule, lead) || onlySoundsSecret(rule, secret, lead, before))) return undefined;
  if ((PLACEHOLDER.test(secret) || CROSSED_OUT.test(secret) || PUBLISHED.test(secret)) && rule.category !== "private_key") return undefined;
  if (rule.category === "generic" && PUBLIC.test(secret)) return undefined;
  if (rule.entropy > 0 && entropyOf(secret.length > 512 ? secret.slice(0, 512) : secret) < rule.entropy) return undefined;
  switch (rule.check) {
    case undefined:
      return SEQUENCE.test(secret) || REPEATED.test(secret) ? rule.confidence * 0.7 : rule.confidence;
    case "github_checksum":
      return judgeChecksum(rule, secret);
    case "jwt":
      return /"(?:alg|enc|typ)"/.test(decodeBase64Text(secret, { start: 0, end: secret.indexOf(".") }) ?? "") ? rule.confidence : undefined;
    case "basic_auth":
      return judgeBasicAuth(rule, secret);
    case "assigned_value":
      return looksRandom(secret) ? rule.confidence : undefined;
    case "spoken_secret":
      return looksRandom(secret) && !HEX.test(secret) && profileOf(secret).turns >= 4 ? rule.confidence : undefined;
    case "spoken_password":
      return looksLikePassword(secret) && !/\w[([]/.test(secret) && /\d/.test(secret) && kindsOf(secret) >= 3 ? rule.confidence : undefined;
    case "named_value":
      return looksRandom(secret) || looksLikePassword(secret) || UUID.test(secret) ? rule.confidence : undefined;
    case "session_value":
      return looksRandom(secret.replace(/%[0-9A-F]{2}/gi, "")) ? rule.confidence : undefined;
    case "app_password":
      return wordinessOf(secret).share < 0.75 ? rule.confidence : undefined;
    case "key_phrase":
      return new Set(secret.split(" ")).size >= 10 ? rule.confidence : undefined;
    case "signing_secret":
      return looksRandom(secret) || looksLikePassword(secret) || looksLikeNoise(secret) ? rule.confidence : undefined;
    case "framework_key":
      return secret.replace(/[\w-]/g, "").length >= 4 && entropyOf(secret) >= 4 ? rule.confidence : undefined;
    case "password_value":
      return looksLikePassword(secret) ? rule.confidence : undefined;
    case "device_password":
      return secret.startsWith("$") || looksLikePassword(secret) ? rule.confidence : undefined;
    case "url_password":
      return judgeUrlPassword(rule, secret);
  }
}

/** The name that a rule goes by, written out longer than the rule asks for, by a word that makes it another thing's name. */
function isAbout({ keywords }: SecretRule, lead: string): boolean {
  const name = (/^[\w. -]*/.exec(lead)?.[0].trimEnd() ?? "").replace(VERB, "").replace(PURPOSE, "").replace(USER, "");
  const last = LAST_WORD.exec(name.slice(-24))?.[0].toLowerCase();
  if (last === undefined || !ABOUT.has(last)) return false;
  const written = name.toLowerCase();
  return !keywords.some((keyword) => keyword.startsWith(written));
}

/** The last six characters are the CRC-32 of what stands before them, with the prefix or without. */
function judgeChecksum(rule: SecretRule, secret: string): number {
  const covered = secret.slice(0, -6);
  const fits = [covered, covered.slice(covered.lastIndexOf("_") + 1)].some((text) => crc32Base62(text) === secret.slice(-6));
  if (fits) return 0.99;
  return SEQUENCE.test(secret) || REPEATED.test(secret) ? rule.confidence * 0.7 : rule.confidence * 0.9;
}

function judgeBasicAuth(rule: SecretRule, secret: string): number | undefined {
  const decoded = decodeBase64Text(secret, { start: 0, end: secret.replace(/=+$/, "").length }) ?? decodeShort(secret);
  const [, password] = /^[^:\s]{1,100}:(\S{4,200})$/.exec(decoded ?? "") ?? [];
  if (password === undefined || PLACEHOLDER.test(decoded as string) || COMMON_PASSWORDS.has(password.toLowerCase())) return undefined;
  if (/passw|secret/i.test(password)) return undefined;
  return rule.confidence;
}

/** Shorter than what counts as text by itself. */
function decodeShort(secret: string): string | undefined {
  try {
    return atob(secret);
  } catch {
    return undefined;
  }
}

/** Random keys: letters and digits in turn, no words, no identifier, path, address or hash that is public. */
function looksRandom(value: string): boolean {
  if (STAND_IN.test(value) || SEQUENCE.test(value) || REPEATED.test(value) || UUID.test(value)) return false;
  if (/^(?:sha\d{1,3}|md5|urn|arn|data|https?|v\d)[-:.=]/i.test(value)) return false;
  if ((/^[./~]/.test(value) && !isBase64Key(value)) || value.endsWith("()")) return false;
  if (/\.(?:js|ts|json|md|html?|css|png|svg|jpe?g|py|go|rs|java|rb|php|ya?ml|toml|com|org|net|io|dev)\b/i.test(value)) return false;
  const decoded = decodeBase64Text(value, { start: 0, end: value.replace(/=+$/, "").length });
  if (decoded !== undefined) return UUID.test(decoded) || looksLikePassword(decoded.slice(decoded.indexOf(":") + 1));
  const { digits, lower, upper, turns, caseTurns } = profileOf(value);
  const letters = lower + upper;
  if (letters < 4 || letters + digits < value.length * 0.8) return false;
  if (/^0x[0-9a-f]+$/i.test(value)) return value.length === 66 && digits >= 12;
  if (HEX.test(value)) return digits >= 3 && entropyOf(value) >= 2.8 && value.length >= 24;
  const { pairs, share } = wordinessOf(value);
  if (digits === 0)
    return (
      value.length >= 20 &&
      lower > 0 &&
      upper > 0 &&
      (share < 0.5 ? caseTurns >= value.length / 5 : share < 0.7 && caseTurns >= value.length * 0.45)
    );
  if (pairs >= 4 && share > 0.75) return false;
  const isNoisy = share < 0.75 && caseTurns >= value.length / 4;
  if (turns <= 2 && !isNoisy && (share > 0.55 || value.length < 20)) return false;
  if (/[._/-]/.test(value) && isListOfWords(value)) return false;
  return entropyOf(value) >= (value.length < 20 ? 3 : 3.3);
}

/** Of 64 keys in base64 one begins as a path does. */
function isBase64Key(value: string): boolean {
  return /^\/[A-Za-z0-9+/]{31,85}={0,2}$/.test(value) && profileOf(value).turns >= 6 && entropyOf(value) >= 4.2;
}

/** Most parts between `.`, `_`, `/` and `-` are short, plain words or numbers. */
function isListOfWords(value: string): boolean {
  const parts = value.split(/[._/-]/).filter((part) => part !== "");
  const plain = parts.filter((part) => /^(?:[A-Za-z]?[a-z]{0,15}|[A-Z]{1,15}|[0-9]{1,8})[0-9]{0,2}$/.test(part));
  return parts.length >= 3 && plain.length >= parts.length * 0.7;
}

/** What people type and what documents show. */
const COMMON_PASSWORDS = new Set(
  "password pass passwd pwd secret postgres postgresql mysql mongo mongodb redis rabbitmq guest root admin administrator user username test testing tester demo example changeme default null none undefined true false string hunter2 foobar foo bar baz qux letmein qwerty 12345 123456 1234567 12345678 123456789 1234567890 abc123 abcd1234 admin123 test123 test1234 password1 password12 password123 passw0rd p@ssw0rd p@ssword secret123 mysecretpassword mypassword my-secret-pw pass123 pass1234 user123 root123 welcome1 opensesame swordfish dbpassword db_password dbpass toor".split(
    " ",
  ),
);
const STEM =
  /^(?:my|the|new|old|some|user|admin|root|db|test|super|top|very|a|an|your|in)*[-_ ]?(?:password|passwd|pass|pwd|secret|token|key|test|user|admin|root|example|input|field|hash|value|text|string|login|auth|account|name|sha|md|base|utf|hmac|aes|rsa|salt|bcrypt|scrypt|argon|pbkdf|digest|step|form|label|confirm|confirmation|reset|change|update)s?[-_]?[0-9]{0,4}[!]?$/i;

/** What a generator of secrets with all kinds of characters makes. */
function looksLikeNoise(value: string): boolean {
  if (STAND_IN.test(value) || /^[[({<$]|\w\(|:\/\//.test(value)) return false;
  const { special, turns, caseTurns } = profileOf(value);
  return special >= 2 && caseTurns + turns >= 3 && entropyOf(value) >= 3.8 && wordinessOf(value).share < 0.5;
}

/** Letters alone whose case changes as no name's does. */
function isScrambled(value: string): boolean {
  if (!/^[A-Za-z]{12,64}$/.test(value)) return false;
  const { caseTurns } = profileOf(value);
  const { share } = wordinessOf(value);
  if (caseTurns >= 5 && share < 0.5) return true;
  return (
    value.length <= 24 &&
    ((caseTurns >= 3 && share < 0.35) || (caseTurns >= 1 && share < 0.25) || (share < 0.7 && caseTurns >= value.length * 0.4))
  );
}

/** How many of digits, small letters, capital letters and other characters. */
function kindsOf(value: string): number {
  const { digits, lower, upper, special } = profileOf(value);
  return [digits, lower, upper, special].filter((n) => n > 0).length;
}

/** Names of code without a digit, a small number, a path, a member of a list. */
const IDENTIFIER =
  /^[A-Za-z]+(?:_+[A-Za-z]+)+$|^_+[A-Za-z]\w*$|^0x(?:[0-9a-f]{1,16}|[0-9a-f]{40})$|^[a-z][\w.-]*(?:\/[\w.-]+){2,}$|\w\[-?\w{0,12}\]/i;

/** What programs print of things that are public: the name of a resource, a fingerprint, a range of commits. */
const PRINTED = /^(?:arn:[a-z-]{2,20}:|urn:[a-z0-9]|(?:sha\d{1,3}|md5)[:-])|^[0-9a-f]{7,40}\.{2,3}[0-9a-f]{7,40}$/i;

function looksLikePassword(value: string): boolean {
  if (COMMON_PASSWORDS.has(value.toLowerCase()) || STEM.test(value) || STAND_IN.test(value) || UUID.test(value)) return false;
  if (/^(.)\1*$/.test(value) || REPEATED.test(value) || SEQUENCE.test(value)) return false;
  if (/^[#@%][\w./:-]*$/.test(value)) return false;
  if (/^[[({<$/.\\]|[({[]$|\(\)|=>|\]\(|:\/\/|^\w+\(|\[\^|\\|^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+[;,)]?$/.test(value)) return false;
  if (/[^!-~]|^[a-z_]+:\d/i.test(value) || PRINTED.test(value)) return false;
  if (IDENTIFIER.test(value)) return false;
  const { digits, lower, upper, special, turns, caseTurns } = profileOf(value);
  const classes = kindsOf(value);
  if (lower + upper === 0 || digits === 0)
    return (
      (classes >= 3 && special <= 4 && value.length >= 10 && wordinessOf(value).share < (caseTurns >= 4 ? 0.7 : 0.45)) || isScrambled(value)
    );
  if (special > value.length / (value.length > 32 ? 4 : 2) || value.length > 128) return false;
  if (/^[A-Za-z0-9_-]+$/.test(value) && isListOfWords(value) && !isPhrase(value)) return false;
  const { pairs, share } = wordinessOf(value);
  if (special === 0 && turns <= 1 && /^[a-z]+[0-9]{1,3}$/.test(value) && pairs >= 3 && share > 0.5) return false;
  if (/^[a-z]+[A-Z][A-Za-z]*[0-9]{0,2}$/.test(value) && (value.length < 12 || value.length > 24 || wordinessOf(value).share >= 0.4))
    return false;
  return classes >= 3 ? value.length >= 7 : value.length >= 8;
}

/** What parts of programs are called by, so that a name made of them is no phrase. */
const TERMS = new Set(
  "user users admin account service server cluster instance prod production staging demo main base core common master primary backup data database cache queue worker agent proxy gateway storage bucket image images docker build deploy release debug local public private internal external shared global legacy stable latest beta alpha node nodes group team work page item order invoice report feature update reset change login logout signin signup forgot button screen modal dialog view layer level step stage phase part section chapter".split(
    " ",
  ),
);

/** Words and a number between them, what managers of passwords propose: capital letters, or words that no part of a program is called by. */
function isPhrase(value: string): boolean {
  const parts = value.split(/[-_.]/);
  if (parts.length >= 3 && /^(?:[A-Za-z][a-z]{3,10}-){2,5}\d{2,4}$/.test(value))
    return parts.filter((part) => ABOUT.has(part.toLowerCase()) || TERMS.has(part.toLowerCase())).length <= (/[A-Z]/.test(value) ? 1 : 0);
  return (
    parts.length >= 3 && parts.every((part) => /^(?:[A-Z][a-z]{2,11}\d{0,2}|\d{2,4})$/.test(part)) && /[-_.]\d{2,4}[-_.]|\d$/.test(value)
  );
}

/** A password that is the word for it, or what every tutorial shows, is none. */
function judgeUrlPassword(rule: SecretRule, secret: string): number | undefined {
  const password = secret.replace(/@$/, "");
  if (
    COMMON_PASSWORDS.has(password.toLowerCase()) ||
    STEM.test(password) ||
    /^[[({<$%*:]|[()[\]{}|^\\,;]|^(.)\1+$|^[A-Z_]+$/.test(password)
  )
    return undefined;
  if (rule.id === "web-url")
    return password.length >= 8 &&
      ((/[0-9]/.test(password) && /[A-Za-z]/.test(password)) || isScrambled(password)) &&
      !STAND_IN.test(password)
      ? rule.confidence * 0.9
      : undefined;
  if (password.length < 6 || STAND_IN.test(password)) return undefined;
  return wordinessOf(password).share < 0.6 || /[0-9]/.test(password) || isScrambled(password) ? rule.confidence : undefined;
}
