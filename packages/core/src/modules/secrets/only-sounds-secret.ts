import type { SecretRule } from "./rule.ts";

const FAMILY =
  "argon2(?:id|[id])?|bcrypt|yescrypt|s?crypt|pbkdf2|phpass|hkdf|hmac|md[245]|n?sha[-_]?\\d{1,3}|ripemd|blake(?:2[bs]?|3)|whirlpool|aes|3?des|blowfish|twofish|x?chacha20|poly1305|rsa|ecdsa|eddsa|ed25519|ed448|x25519|(?:hs|rs|es|ps)(?:256k?|384|512)|secp\\d{3}[rk]1|nistp\\d{3}|ssh|fernet|kms";
const MODE = "crypt|gcm|cbc|ctr|ccm|siv|ecb|xts|oaep|pss|nopadding|pkcs[57]padding|\\d{1,6}";
/** What hashes, signs or encrypts, by name: `argon2id`, `PBKDF2WithHmacSHA256`, `aes-256-gcm`. */
const ALGORITHM = new RegExp(`^(?:${FAMILY})(?:[-_+:/,$ ]?(?:with)?(?:${FAMILY}|${MODE})){0,5}$`, "i");

/** Of rules that go by words alone, as the generic ones do. */
const BY_WORDS = new Set<SecretRule["check"]>(["named_value", "spoken_password", "spoken_secret"]);

/**
 * Whether a value has a name that only sounds like a credential's.
 * @param lead its name from the keyword on, and what assigns it
 * @param before what stands before that: its name may begin there
 */
export function onlySoundsSecret(rule: SecretRule, secret: string, lead: string, before: string): boolean {
  const isGeneric = rule.category === "generic";
  if (!isGeneric && !BY_WORDS.has(rule.check)) return false;
  if (isPlaceInList(before, lead) || isIdempotency(secret, lead, before) || isComment(before, lead) || ALGORITHM.test(secret)) return true;
  return isGeneric && (isArgument(rule, lead) || isDesignToken(secret, lead) || isPartOfArn(before, lead));
}

/** `"token": "color.brand.300"`: the name of a colour or a size. */
const isDesignToken = (secret: string, lead: string) => /^token/i.test(lead) && /^[a-z]+(?:[.-](?:[a-z]+|\d{1,4}))+$/.test(secret);

/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db`: where a credential is kept. */
const isPartOfArn = (before: string, lead: string) => /^secret:/.test(lead) && /:\d{12}:$/.test(before);

/** `next_page_token`, `continuationToken`, `--starting-token`: where a list goes on. */
function isPlaceInList(before: string, lead: string): boolean {
  return (
    /^-?token/i.test(lead) &&
    /(?:page|paging|pagination|next|previous|prev|starting|continuation|continue|cursor|sync|delta|scroll|resume|skip)[_. -]?$/i.test(
      before,
    )
  );
}

/** What makes a request be done once: `ClientRequestToken`, `idempotency_token`, `--idempotency-key`. */
const ONCE = /(?:idempoten(?:cy|t)|client[_. -]?request|creator[_. -]?request|de-?dup(?:e|lication)?)[_. -]?$/i;
/** What callers put there: a number, an id, words and a number. What is a credential by its form has a rule of its own. */
const ID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]+|[a-z][a-z0-9]*(?:[-_.:/][a-z0-9]+)+)$/i;

function isIdempotency(secret: string, lead: string, before: string): boolean {
  if (!/^-?(?:token|key|secret)/i.test(lead)) return false;
  if (ONCE.test(before)) return true;
  return /client[_. -]?$/i.test(before) && /^-?token/i.test(lead) && (/Client$/.test(before) || ID.test(secret));
}

/** `char *pass, int passlen,` and the type of what comes next: behind a comma and a blank only a literal is a value. */
const isArgument = ({ id }: SecretRule, lead: string) => id === "generic-password" && /,\s+$/.test(lead);

/** `COMMENT ON COLUMN account.password IS '…'`: what is told about a column. */
const isComment = (before: string, lead: string) =>
  /\bcomment\s{1,4}on\s{1,4}column\s{1,4}[\w."`[\]]{0,64}$/i.test(before) && /\sis\s/i.test(lead);
