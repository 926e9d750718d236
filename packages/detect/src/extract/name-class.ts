import NAMES from "../rules/names.json" with { type: "json" };

/** The kind of credential that a name announces. `vendor` is a `<VENDOR>_KEY` without a word such as api or secret. */
export type NameClass = "password" | "secret" | "vendor";

const setOf = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** Words that every name of a credential contains one of; the scanner looks for names only where one occurs. */
export const NAME_KEYWORDS: readonly string[] = NAMES.keywords.split(" ");

const PASSWORD = setOf(NAMES.password);
const PASSWORD_END = /(?:password|passwd|passphrase|passwort|kennwort)\d{0,3}$/;
const SECRET = setOf(NAMES.secret);
/** Words that turn `key` into a credential. */
const KEY_QUALIFIERS = setOf(NAMES.key_qualifiers);
/** Words before `key`, or after it, that make it something other than a credential. */
const NOT_A_KEY = setOf(NAMES.not_a_key);
/** Words at the end of a name that describe the form or the environment of a credential. */
const TRAILING = setOf(NAMES.trailing);
/** Last words of names that describe a credential rather than hold one. */
const ABOUT = setOf(NAMES.about);

/** Words before `token` and `key` that make it a position in a list, a nonce of a request or a public key. */
const NOT_A_CREDENTIAL = setOf(NAMES.not_a_credential);

const QUALIFIED_KEY = /(?:api|access|secret|private|auth|client|signing|encryption|license|service|master)key$/;
const SECRET_END = /(?:secret|token)$/;
/** Words that end in `key` and name no key. */
const ENDS_IN_KEY = /monkey|turkey|hockey|donkey|jockey|whiskey|hotkey|passkey/;

const ONE_WORD = /^[a-z0-9]+$/;

/** Splits a name at delimiters and changes of case: `dbPassword2` → db, password2. */
export function wordsOfName(name: string): readonly string[] {
  if (ONE_WORD.test(name)) return [name];
  const split = name.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4").toLowerCase();
  return split.match(/[a-z0-9ñ]+/g) ?? [];
}

/** The class of a name and the word that decides it. */
export interface Announcement {
  readonly nameClass: NameClass;
  /** The word of the name that announces it, such as `password`, `pwd`, `apikey`; `key` for a name of a vendor. */
  readonly word: string;
}

/** Returns the class of credential that a name announces; undefined for any other name. */
export function classifyName(name: string): Announcement | undefined {
  const list = [...wordsOfName(name)];
  while (list.length > 1 && (TRAILING.has(last(list)) || /^\d+$/.test(last(list)))) {
    if (isCredentialWord(last(list))) break;
    list.pop();
  }
  const word = last(list).replace(/\d{1,3}$/, "");
  const before = list.at(-2) ?? "";
  if (PASSWORD.has(word) || PASSWORD.has(before + word)) return { nameClass: "password", word };
  if (PASSWORD_END.test(word)) return { nameClass: "password", word: "password" };
  if (NOT_A_CREDENTIAL.has(before)) return undefined;
  if (word === "key" || word === "keys") {
    if (KEY_QUALIFIERS.has(before) && !(before === "storage" && list.length > 2)) return { nameClass: "secret", word: `${before}key` };
    return before === "" || NOT_A_KEY.has(before) ? undefined : { nameClass: "vendor", word: "key" };
  }
  if (word === "base" && before === "key") return { nameClass: "secret", word: "secretkeybase" };
  if (SECRET.has(word) || QUALIFIED_KEY.test(word)) return { nameClass: "secret", word };
  const [ending] = SECRET_END.exec(word) ?? [];
  if (ending !== undefined && word.length <= 24 && !NOT_A_CREDENTIAL.has(word.slice(0, -ending.length)))
    return { nameClass: "secret", word: ending };
  if (
    /^[a-z]{3,}key$/.test(word) &&
    !NOT_A_KEY.has(word.slice(0, -3)) &&
    !NOT_A_CREDENTIAL.has(word.slice(0, -3)) &&
    !ENDS_IN_KEY.test(word)
  )
    return { nameClass: "vendor", word: "key" };
  return undefined;
}

/** Returns true for a word such as `id` or `policy` behind `key` or `password`. */
export const isDescription = (word: string) => ABOUT.has(word);

/** Returns true when the name describes a credential (`token_type`, `passwordLength`) instead of holding one. */
export function describesCredential(name: string): boolean {
  return ABOUT.has(last(wordsOfName(name)));
}

const isCredentialWord = (word: string) => PASSWORD.has(word) || SECRET.has(word) || word === "key";
const last = (list: readonly string[]) => list.at(-1) ?? "";
