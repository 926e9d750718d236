/** What kind of system a credential opens. */
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

/** Proof inside a credential that it is one. `checksum` raises the confidence when it fits; the others must hold. */
export type SecretCheck =
  | "github_checksum"
  | "jwt"
  | "basic_auth"
  | "assigned_value"
  | "signing_secret"
  | "framework_key"
  | "password_value"
  | "spoken_secret"
  | "spoken_password"
  | "key_phrase"
  | "named_value"
  | "session_value"
  | "app_password"
  | "device_password"
  | "url_password";

/**
 * One kind of credential. INVARIANT: every match begins where one of the keywords begins, and its length is bounded; so a scan
 * tries a pattern only where a keyword stands, and no text makes it slow. A rule without keywords begins where a run of at
 * least 22 characters of base64 begins. The group `secret`, when there is one, ends the
 * match; the group `lead`, when there is one, stands in a look-behind right before it.
 */
export interface SecretRule {
  readonly id: string;
  readonly title: string;
  readonly category: SecretCategory;
  /** Lower case, ASCII. */
  readonly keywords: readonly string[];
  readonly pattern: string;
  readonly flags: "" | "i";
  /** Least Shannon entropy of the credential, bits per character. */
  readonly entropy: number;
  readonly check?: SecretCheck;
  /** The keywords are names of credentials; of a column too, or of a label. */
  readonly isNamed?: true;
  /** 0 to 1: how sure a match is by itself. */
  readonly confidence: number;
}

interface Options {
  readonly keywords?: readonly string[];
  readonly flags?: SecretRule["flags"];
  readonly entropy?: number;
  readonly check?: SecretCheck;
  readonly confidence?: number;
}

type Row<Match> = (id: string, title: string, match: Match, body: string, options?: Options) => SecretRule;

/** Not within a longer word; but an escape (`\n`, `\u003d`, `%3D`) may stand before. */
export const WORD_START = "(?:(?<![A-Za-z0-9_-])|(?<=\\\\[nrtbf])|(?<=\\\\u[0-9A-Fa-f]{4}|\\\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}))";
const WORD_END = "(?![A-Za-z0-9_-])";

/** As `WORD_START`, but behind `_` or `-` too: what begins so unmistakably is glued to names (`old_ghp_…`). */
export const GLUED_START = "(?:(?<![A-Za-z0-9])|(?<=\\\\[nrtbf])|(?<=\\\\u[0-9A-Fa-f]{4}|\\\\x[0-9A-Fa-f]{2}|%[0-9A-Fa-f]{2}))";
/** From how many characters on a beginning is unmistakable. */
const UNMISTAKABLE = 3;
/** What may be longer is not looked for within a word: the word would be read again from each beginning in it. */
const LONGEST_GLUED = 260;

/** Behind `-` only when no beginning has one: it might stand in what a beginning before it begins. */
function startOf(prefixes: readonly string[], body: string): string {
  const short = Array.from(body.matchAll(/(\d+)\}/g)).every(([, most]) => Number(most) <= LONGEST_GLUED);
  if (!short || prefixes.some(({ length }) => length < UNMISTAKABLE)) return WORD_START;
  return prefixes.some((prefix) => prefix.includes("-")) ? GLUED_START.replace("[A-Za-z0-9]", "[A-Za-z0-9-]") : GLUED_START;
}

/** Credentials that say what they are by how they begin. */
export const prefixed =
  (category: SecretCategory): Row<string | readonly string[]> =>
  (id, title, prefix, body, options = {}) => {
    const prefixes = typeof prefix === "string" ? [prefix] : prefix;
    return {
      id,
      title,
      category,
      keywords: prefixes.map((one) => one.toLowerCase()),
      pattern: `${startOf(prefixes, body)}(?:${prefixes.map(escapePattern).join("|")})${body}${WORD_END}`,
      flags: "",
      entropy: 2.5,
      confidence: 0.95,
      ...options,
    };
  };

const QUOTE = "(?:\\\\{0,7}[\"'`]|&quot;)";
const BLANK = "[ \\t]{0,8}";
/** A line break before a value, and what YAML writes before one; an opened bracket. */
const FRESH_LINE = `(?:(?:[>|][+-]?)?[ \\t]{0,8}\\r?\\n${BLANK})?(?:\\(\\s{0,16})?`;
/** A verb between a name and its value, as people write to each other. */
const SAYS = `${QUOTE}?(?:[ \\t](?:is|was|will be|to|ist|lautet|est|es|é)(?:[ \\t]?:)?[ \\t]|[ \\t]?(?:は|が|是|为|為|：)[ \\t]?[「『“]?)`;
/** What follows a name in a sentence, and what stands before a block. */
const GOES_ON = `(?:[ \\t](?!is[ \\t])[a-z]{1,12}){1,4}(?::|[ \\t]is)[ \\t]|\\*{0,2}:?\\s{1,4}\`\`\`[a-z]{0,10}\\r?\\n`;
/** Members that tell about a value, before the one that holds it. */
const TOLD = `(?:${QUOTE}?(?:type|description|sensitive|nullable|noecho)${QUOTE}?${BLANK}[:=][^\\n]{0,60}\\n\\s{0,24}){0,3}`;
/** The value is a member of its own, `value` or `default`, or an option of a command. */
const MEMBER = `(?:${QUOTE}?${BLANK}[:=]?${BLANK}\\{?,?\\s{1,24}${TOLD}${QUOTE}?|${QUOTE},${QUOTE}?)(?:value|default)${QUOTE}?${BLANK}[:=]${BLANK}`;
/** What a property says between its name and its value. */
const ACCESSORS = "(?:[ \\t]?\\{[ \\t]?(?:(?:private|protected|internal)[ \\t])?(?:get|set|init)[;a-z \\t]{1,40}\\}[ \\t]?)?";
/** Between a name and its value in notes and in rows of two cells. */
const APART = "[ \\t](?:-|–|—)[ \\t]|\\t{1,2}";
const OPTION = "(?:[ \\t]--?[a-z-]{1,20}[ =][^\\s-][^\\s]{0,40}){0,2}[ \\t]--?(?:body|value|secret-string|b|v)[ =]";

/** Between a name and its value: `=`, `:`, `=>`, `:=`, `->`, what stands in for it (`??`, `||`, `?:`, `:-`, `or`), a call, a tag, a cell of a table, a dash, a verb, a member named value; with quotes and blanks around. */
const ASSIGNS = `(?:${QUOTE}?\\*{0,2}[\\])]?${ACCESSORS}${BLANK}(?:(?::[ \\t]?[&'A-Za-z.]{1,20}[ \\t]?)?(?:\\|\\||\\?\\?)?={1,3}|:=|=>|:{1,2}|->|,|\\(|>|\\|\\||\\?\\?|\\?:|:-|or(?=[ \\t]["'])|(?<=[ \\t*])\\||%3[Dd]|\\\\u003[Dd])\\*{0,2}${BLANK}${FRESH_LINE}|${APART}|${SAYS}|${MEMBER}|${OPTION}|<\\/key>\\s{0,24}<string>)`;
/** The same, and what goes on in a sentence (`the token you asked for: …`). */
export const SENTENCE = `(?:${ASSIGNS}|${GOES_ON})`;
const OPENS = `(?:[a-zA-Z@$]{0,2}${QUOTE}|\\[\\[|(?:Bearer|Basic|Token|bearer|token) )?`;
const VALUE_END = "(?![A-Za-z0-9_/+=-])";

/** Credentials known only by the name they are assigned to; `_` in a name stands for `_`, `-`, a blank, a dot or nothing. */
export const assigned =
  (category: SecretCategory): Row<string | readonly string[]> =>
  (id, title, name, value, options = {}) => {
    const keywords = (typeof name === "string" ? [name] : name).flatMap(spellings);
    return {
      id,
      title,
      category,
      keywords,
      isNamed: true,
      pattern: `(?:${keywords.map(escapePattern).join("|")})[A-Za-z0-9_. -]{0,30}?(?![A-Za-z0-9_])${ASSIGNS}${OPENS}(?<secret>${value})${VALUE_END}`,
      flags: "i",
      entropy: 2.8,
      confidence: 0.85,
      ...options,
    };
  };

/** Any other shape: the pattern says it all. */
export const shaped =
  (category: SecretCategory): Row<readonly string[]> =>
  (id, title, keywords, pattern, options = {}) => ({
    id,
    title,
    category,
    keywords,
    pattern,
    flags: "",
    entropy: 2.5,
    confidence: 0.95,
    ...options,
  });

/** Values assigned to names that mean a credential, whatever the vendor. */
export const named =
  (category: SecretCategory, assigns = ASSIGNS): Row<readonly string[]> =>
  (id, title, names, value, options = {}) => {
    const keywords = names.flatMap(spellings);
    return {
      id,
      title,
      category,
      keywords,
      isNamed: true,
      pattern: `(?:${keywords.map(escapePattern).join("|")})[A-Za-z0-9_.-]{0,20}?(?![A-Za-z0-9_])${assigns}${value}`,
      flags: "i",
      entropy: 0,
      confidence: 0.7,
      ...options,
    };
  };

function spellings(name: string): readonly string[] {
  return name.includes("_") ? ["_", "-", " ", ".", ""].map((joint) => name.replaceAll("_", joint)) : [name];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/**
 * A run that is taken as long as it is or not at all (an atomic group): for one whose end never lies inside of it, so that
 * nothing is tried again from its middle.
 */
export const atOnce = (run: string) => `(?=(?<run>${run}))\\k<run>`;
