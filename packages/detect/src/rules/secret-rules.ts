import CONTEXTS from "./contexts.json" with { type: "json" };
import CREDENTIALS from "./credentials.json" with { type: "json" };

/** Kind of system that a credential opens. */
export type SecretCategory =
  | "cloud"
  | "version_control"
  | "ai"
  | "payments"
  | "messaging"
  | "database"
  | "ci"
  | "registry"
  | "infrastructure"
  | "saas"
  | "private_key"
  | "token"
  | "generic"
  | "custom";

/**
 * A check of a matched value. `key`, `password` and `any` score the value as a random key, a password, or the better of both;
 * the others test a property of the format.
 */
export type Validator = "crc32" | "jwt" | "basic_auth" | "seed_phrase" | "letters" | "key" | "password" | "any";

/**
 * One kind of credential. Exactly one of `prefixes` (the value begins with one), `names` (a name assigned to it contains one) and
 * `keywords` (the whole match begins with one) says where it is looked for.
 * INVARIANT: every match begins where a keyword begins and has a bounded length, so no text makes a scan slow.
 */
export interface SecretRule {
  readonly id: string;
  readonly description: string;
  readonly category: SecretCategory;
  readonly prefixes?: readonly string[];
  readonly names?: readonly string[];
  readonly keywords?: readonly string[];
  /** The value behind the prefix, the whole value of a name, or the whole match with the group `secret`. */
  readonly regex: string;
  readonly flags?: "i";
  /** Minimum Shannon entropy, bits per character. */
  readonly entropy: number;
  readonly validator?: Validator;
  /** Confidence of a match, 0 to 1. */
  readonly confidence: number;
}

const DEFAULTS = {
  prefixes: { entropy: 2.5, confidence: 0.95 },
  names: { entropy: 2.8, confidence: 0.85 },
  keywords: { entropy: 2.5, confidence: 0.95 },
} as const;

/** A rule for names that announce a credential without naming a vendor. The score of the value decides. */
function genericRule(id: string, description: string): SecretRule {
  return { id, description, category: "generic", names: [], regex: "", entropy: 0, confidence: 1 };
}

/** Rules of the values that the score finds, by the syntax that connects them with their name. */
export const GENERIC_RULES = {
  key: genericRule("generic-secret", "Value of a name that announces a credential"),
  quotedKey: genericRule("generic-quoted-secret", "Value in quotes of a name that announces a credential"),
  password: genericRule("generic-password", "Value of a name that announces a password"),
  quotedPassword: genericRule("generic-quoted-password", "Value in quotes of a name that announces a password"),
  directive: genericRule("instruction-secret", "Secret of an instruction that sets a name"),
  option: genericRule("command-line-key", "Secret of an option"),
} as const;

/** Every shipped rule. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...([...CREDENTIALS, ...CONTEXTS] as readonly (Omit<SecretRule, "entropy" | "confidence"> & Partial<SecretRule>)[]).map((rule) => ({
    ...(rule.prefixes ? DEFAULTS.prefixes : rule.names ? DEFAULTS.names : DEFAULTS.keywords),
    ...rule,
  })),
  ...Object.values(GENERIC_RULES),
];

/** Returns the words near which a rule looks for values. */
export const keywordsOf = ({ prefixes, names, keywords }: SecretRule): readonly string[] => prefixes ?? names ?? keywords ?? [];
