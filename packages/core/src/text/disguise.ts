import type { Span } from "./base64.ts";

/** A part of a text with its disguise taken off, and where each of its characters came from. */
export interface Revealed {
  readonly text: string;
  /** The stretch of the first text that a stretch of this one stands for. */
  readonly origin: (start: number, end: number) => Span;
}

/** What begins an escape of a printable ASCII character. */
export const ESCAPE_MARKS = ["%2", "%3", "%4", "%5", "%6", "%7", "=3d", "\\u00", "\\x", "&#"] as const;

/** What begins a joint: where one text of code or of a letter goes on in another piece. Most of them are none; see `isJoint`. */
export const JOINT_MARKS = [
  '"+',
  '" +',
  '"\n',
  '"\r',
  "'+",
  "' +",
  "'\n",
  "'\r",
  "\\\n",
  "\\\r",
  "=\n",
  "=\r",
  '"."',
  '" ."',
  "'.'",
  "' .'",
] as const;

/** Two literals that are joined, a continued line, a soft line break of a letter. */
const JOINT =
  /["'`](?:[ \t]{0,4}[+.&\\][ \t]{0,4}(?:\r?\n[ \t]{0,40})?|[ \t]{0,4}\r?\n[ \t]{0,40}(?:[+.&][ \t]{0,4})?)["'`]|\\\r?\n[ \t]{0,8}|(?<=[A-Za-z0-9+/_-])=\r?\n(?=[A-Za-z0-9+/_-])/y;

/** Whether two pieces of one text meet at `at`. */
export function isJoint(text: string, at: number): boolean {
  return jointAt(text, at) > 0;
}

function jointAt(text: string, at: number): number {
  JOINT.lastIndex = at;
  return JOINT.exec(text)?.[0].length ?? 0;
}

const ESCAPE =
  /%([2-7][0-9A-Fa-f])|\\u00([2-7][0-9A-Fa-f])|\\x([2-7][0-9A-Fa-f])|&#x0{0,4}([2-7][0-9A-Fa-f]);|&#0{0,4}(\d{2,3});|=(3[Dd])|\\([nrt"'/\\])/y;
const BLANKS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Letters of other scripts that look like ASCII ones. */
const LOOKALIKES = new Map<number, string>();
const CYRILLIC_AND_GREEK =
  "АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYаaсcеeоoрpхxуyѕsіiјjһhԁdԛqԝwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvκkιiαaρpıiɡgʟLᴀAᴋKℎh‐-‑-‒-–-—-−-﹣-";
for (let i = 0; i < CYRILLIC_AND_GREEK.length; i += 2)
  LOOKALIKES.set(CYRILLIC_AND_GREEK.charCodeAt(i), CYRILLIC_AND_GREEK[i + 1] as string);

/** Inclusive ranges of characters that show nothing. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];
const Kind = { Plain: 0, Invisible: 1, Lookalike: 2 } as const;
const HIGH_SURROGATE_OF_MATHEMATICAL = 0xd835;
const KINDS = Uint8Array.from({ length: 0x10000 }, (_, code) => {
  if (code < 128) return Kind.Plain;
  if (LOOKALIKES.has(code) || isFullWidth(code) || code === HIGH_SURROGATE_OF_MATHEMATICAL) return Kind.Lookalike;
  return INVISIBLE.some(([first, last]) => code >= first && code <= last) ? Kind.Invisible : Kind.Plain;
});

function isFullWidth(code: number): boolean {
  return code >= 0xff01 && code <= 0xff5e;
}

/**
 * Words for a password or a key in other scripts and with other letters, with what joins them to the value: read as `password: ` and
 * `api_key: `. What is plain ASCII is a keyword of a rule.
 */
const JOINER =
  "(?:[ \\t]{0,3}(?:是|为|為|は|が|는|은|이|가|에서|jest|to|—|–|равен|это|هي|هو|है)?[ \\t]{0,3}[:：=]?[ \\t]{0,3}[「『“„«‘]?|[ \\t]{0,3}[「『“„«‘])";
const PASSWORD_WORDS =
  "парол(?:ь|я|ем)|лозинка|密码|密碼|口令|パスワード|暗証番号|비밀번호|암호|패스워드|hasł(?:o|em)|şifre(?:si|niz|m)?|parolă|lösenord(?:et)?|jelszó|κωδικ(?:ός|ό)|סיסמ(?:ה|א)|كلمة (?:المرور|السر)|mật khẩu|รหัสผ่าน|पासवर्ड";
const KEY_WORDS =
  "密钥|密鑰|秘钥|令牌|トークン|APIキー|토큰|API ?키|(?:API[- ]?)?ключ|токен|clé(?: (?:api|secrète|d'api))?|(?:API-)?schlüssel|مفتاح|כליד|κλειδί";
const FOREIGN = new RegExp(`(?:(${PASSWORD_WORDS})|${KEY_WORDS})${JOINER}`, "iy");
/** Only those that a value may follow. */
const FOREIGN_NAME = new RegExp(`(?:${PASSWORD_WORDS}|${KEY_WORDS})${JOINER}(?=[!-~]{6})`, "iy");

/** What those words begin with, in either case. */
const FOREIGN_FIRST = new Set([..."пПлЛ密口パ暗비암패hHşŞpPlLjJκΚסكmMรपsS秘令トAa토키кКтТcCمכ"].map((char) => char.charCodeAt(0)));

/** Letters beyond ASCII of which each of those words has one, in either case. */
const FOREIGN_LETTERS = lettersOf(`${PASSWORD_WORDS}${KEY_WORDS}`);
/** How much of a word stands before the first of them: `parolă`, `API-Schlüssel`. */
const FOREIGN_LEAD = 8;

function lettersOf(words: string): Uint8Array {
  const upper = new Set([...words].filter((char) => char.charCodeAt(0) >= 128).map((char) => char.toUpperCase()));
  return Uint8Array.from({ length: 0x10000 }, (_, code) => (code >= 128 && upper.has(String.fromCharCode(code).toUpperCase()) ? 1 : 0));
}

/** Where invisible characters stand, lookalikes of ASCII beside letters and digits of ASCII or of full width, and foreign words for a password. */
export function findDisguises(text: string): number[] {
  const at: number[] = [];
  /** Where the last foreign word ends. */
  let read = 0;
  let isSorted = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) continue;
    const kind = KINDS[code];
    if (kind === Kind.Invisible) at.push(i);
    else if (kind === Kind.Lookalike && (mixes(text, i - 1) || mixes(text, i + 1) || code === HIGH_SURROGATE_OF_MATHEMATICAL)) at.push(i);
    if (FOREIGN_LETTERS[code] !== 1 || i < read) continue;
    const word = startOfForeign(text, i, read);
    if (word < 0) continue;
    at.push(word);
    read = FOREIGN_NAME.lastIndex;
    isSorted = false;
  }
  return isSorted ? at : at.sort((a, b) => a - b);
}

/** Where a foreign word begins that has its first letter beyond ASCII at `letter`; -1 when there is none. */
function startOfForeign(text: string, letter: number, from: number): number {
  // What stands before another letter beyond ASCII was tried with that one.
  const first = Math.max(from, letter - FOREIGN_LEAD);
  for (let start = letter; start >= first; start--) {
    const code = text.charCodeAt(start);
    if (start < letter && code >= 128) return -1;
    if (!FOREIGN_FIRST.has(code)) continue;
    FOREIGN_NAME.lastIndex = start;
    if (FOREIGN_NAME.test(text)) return start;
  }
  return -1;
}

function mixes(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || isFullWidth(code);
}

/** How far around a mark a credential may reach. */
const REACH = 300;

/** The parts of a text around marks (ascending), as they read without escapes, invisible characters and lookalikes. */
export function reveal(text: string, marks: readonly number[]): Revealed[] {
  const parts: Revealed[] = [];
  for (let i = 0; i < marks.length; ) {
    const start = Math.max(0, (marks[i] as number) - REACH);
    let end = (marks[i] as number) + REACH;
    for (i++; i < marks.length && (marks[i] as number) - REACH <= end; i++) end = (marks[i] as number) + REACH;
    parts.push(revealPart(text, start, Math.min(end, text.length)));
  }
  return parts;
}

function revealPart(text: string, start: number, end: number): Revealed {
  const chars: string[] = [];
  const from: number[] = [];
  let i = start;
  while (i < end) {
    const { char, length } = readChar(text, i);
    for (const one of char) {
      chars.push(one);
      from.push(i);
    }
    i += length;
  }
  from.push(i);
  return {
    text: chars.join(""),
    origin: (first, last) => ({ start: from[first] as number, end: last === 0 ? start : endOf(text, from[last - 1] as number) }),
  };
}

function endOf(text: string, at: number): number {
  return at + readChar(text, at).length;
}

/** One character as it reads (none for a joint), and how many characters of the text say it. */
function readChar(text: string, at: number): { char: string; length: number } {
  const code = text.charCodeAt(at);
  if (code === 34 || code === 39 || code === 96 || code === 61 || code === 92) {
    const joint = jointAt(text, at);
    if (joint > 0) return { char: "", length: joint };
  }
  if (code === 37 || code === 92 || code === 38 || code === 61) return readEscape(text, at);
  const word = FOREIGN_FIRST.has(code) ? readForeign(text, at) : undefined;
  if (word !== undefined) return word;
  if (code < 128) return { char: text[at] as string, length: 1 };
  if (code === HIGH_SURROGATE_OF_MATHEMATICAL) return { char: mathematical(text.charCodeAt(at + 1)), length: 2 };
  if (isFullWidth(code)) return { char: String.fromCharCode(code - 0xfee0), length: 1 };
  return { char: KINDS[code] === Kind.Invisible ? "" : (LOOKALIKES.get(code) ?? (text[at] as string)), length: 1 };
}

/** A foreign word for a password or a key, in English. */
function readForeign(text: string, at: number): { char: string; length: number } | undefined {
  FOREIGN.lastIndex = at;
  const [whole, password] = FOREIGN.exec(text) ?? [];
  return whole === undefined ? undefined : { char: password === undefined ? "api_key: " : "password: ", length: whole.length };
}

function readEscape(text: string, at: number): { char: string; length: number } {
  ESCAPE.lastIndex = at;
  const match = ESCAPE.exec(text);
  if (match === null) return { char: text[at] as string, length: 1 };
  const [whole, percent, unicode, hex, entity, decimal, printable, simple] = match;
  const digits = percent ?? unicode ?? hex ?? entity ?? printable;
  if (digits !== undefined) return { char: String.fromCharCode(Number.parseInt(digits, 16)), length: whole.length };
  if (decimal !== undefined) return { char: String.fromCharCode(Number(decimal)), length: whole.length };
  return { char: BLANKS[simple as string] ?? (simple as string), length: whole.length };
}

/** Mathematical alphanumerics: alphabets of 52 letters, then digits of ten. */
function mathematical(low: number): string {
  const at = low - 0xdc00;
  if (at >= 0 && at < 0x2a4) {
    const letter = at % 52;
    return String.fromCharCode(letter < 26 ? 65 + letter : 71 + letter);
  }
  return at >= 0x3ce && at <= 0x3ff ? String.fromCharCode(48 + ((at - 0x3ce) % 10)) : "";
}
