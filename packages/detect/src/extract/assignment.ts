import type { Span } from "../span.ts";
import { isDescription, wordsOfName } from "./name-class.ts";

/** The syntax that connects a name with its value. */
export type Operator = "assign" | "pair" | "call" | "tag" | "option" | "directive" | "space" | "prose" | "below" | "member";

/** A value that a text assigns to a name. The span is that of the value. */
export interface NamedValue extends Span {
  readonly name: string;
  /** Offset of the name in the text. */
  readonly nameStart: number;
  readonly value: string;
  readonly operator: Operator;
  readonly isQuoted: boolean;
  /** True for the quoted argument of a function, as in `token = lookup("…")`. */
  readonly isArgument?: boolean;
}

const MAX_NAME = 64;
const MAX_VALUE = 4096;
const QUOTE = "(?:\\\\{0,7}[\"'`]|&quot;)";
const BLANK = "[ \\t]{0,8}";

/** Closes a quoted or subscripted name: `"`, `\"`, `']`, `**`, or an array suffix such as `[32]`. */
const NAME_CLOSE = `(?:${QUOTE}?\\*{0,2}(?:\\[\\d{0,5}\\])?[\\])]?\\??)`;
/** A type between a name and `=`: `token string =`, `key: &'static str =`, `@t NVARCHAR(64) =`, `{ get; set; } =`. */
const TYPE = `(?:[ \\t]{0,2}\\{[^\\n{}"']{1,48}\\}[ \\t]?|[ \\t]{0,2}:?[ \\t]{0,2}[&*?']{0,2}[A-Za-z][\\w.:<>*&|?\\[\\]']{0,30}(?:[ \\t][|&][ \\t][\\w<>\\[\\]]{1,20}){0,2}(?:\\(\\d{1,5}\\))?(?=[ \\t]{0,4}=[^=>])[ \\t]{0,4})`;
const ASSIGN = "(?:[!=]={1,2}|[?+|:.]{0,2}=>?|<-|->|\\|\\||\\?\\?|\\?:|:-|%3[Dd]|\\\\u003[Dd]|or(?=[ \\t][\"']))";
const VALUE_KEY = "(?:value|default|defaultValue|val|content)";
/** A member that carries the value of the name: `: { value: "…"`, `" value="…"`, `</key><string>…`. */
const MEMBER = `(?:(?:${QUOTE}?${BLANK}[:=]?${BLANK}\\{?,?\\s{1,24}(?:${QUOTE}?(?:type|description|sensitive|nullable|noecho)${QUOTE}?${BLANK}[:=][^\\n]{0,60}\\n\\s{0,24}){0,3}${QUOTE}?|${QUOTE},${QUOTE}?)${VALUE_KEY}${QUOTE}?${BLANK}[:=]${BLANK}|(?:[ \\t]--?[a-z-]{1,20}[ =][^\\s-][^\\s]{0,40}){0,2}[ \\t]--?(?:body|value|secret-string|b|v)[ =]|<\\/key>\\s{0,24}<string>)`;
const VERB = "(?:is|was|will be|to|ist|lautet|est|es|é)";
const WORDS_AND_VERB = `(?:[ \\t](?!${VERB}[ \\t])[a-záéíóúãõâêôäöüèàçñ’']{1,12}){0,5}[ \\t]${VERB}`;
/** A verb or a short phrase between a name and its value, as in messages: `password for the admin is: …`. */
const PROSE = `(?:${QUOTE}?(?:${WORDS_AND_VERB}(?:[ \\t]?:)?[ \\t]|(?:[ \\t](?!${VERB}[ \\t])[a-z]{1,12}){1,4}:[ \\t]|[ \\t]?(?:は|が|是|为|為|：)[ \\t]?[「『“]?|[ \\t](?:-|–|—)[ \\t]|\\*{0,2}(?:[ \\t][a-z]{1,12}){0,4}:?\\s{1,4}\`\`\`[a-z]{0,10}\\r?\\n))`;
const NEW_LINE = `(?:(?:[>|][+-]?)?[ \\t]{0,8}\\r?\\n[ \\t]{0,40})?`;

const CONNECTOR = new RegExp(
  `(?:(?<member>${MEMBER})|(?<assign>${NAME_CLOSE}(?:${TYPE}|${BLANK})${ASSIGN}${BLANK}${NEW_LINE})|(?<pair>${NAME_CLOSE}${BLANK}:{1,2}\\*{0,2}[ \\t]{0,40}${NEW_LINE})|(?<call>${QUOTE}?\\)?${BLANK}[(,]\\s{0,16})|(?<tag>${QUOTE}?>\\s{0,8})|(?<cell>[ \\t]\\|[ \\t]|\\t{1,2})|(?<prose>${PROSE})|(?<space>[ \\t]{1,8}))`,
  "iy",
);
/** The connectors that consist of words and blanks. Most names in prose have no other. */
const PLAIN_CONNECTOR = new RegExp(`(?<prose>${WORDS_AND_VERB}[ \\t])|(?<space>[ \\t]{1,8})`, "iy");
/** Every other connector has one of its characters within this distance. */
const MAX_PLAIN = 96;
/** Opens a value: a call or a literal prefix, an authorization scheme, and a quote. */
const OPENING =
  /(?:(?<call>[A-Za-z_$][\w.]{0,40})?\(\s{0,16})?(?:[A-Za-z@$]{0,2}(?<quote>\\{0,7}["'`]|&quot;|\[\[|[“„「『]))?(?:(?:Bearer|Basic|Token|ApiKey|Key|bearer|token|basic) {1,2})?/y;
/** Ends an unquoted value: a delimiter, or a second assignment. */
const ENDS_BARE = /[\s"'`<>\\，。、；）」』”»]|=(?=[^=\s&"',;)])|[;,&](?=[ \t]?[A-Za-z_][\w .-]{0,40}=)/;
/** Punctuation that does not belong to the end of an unquoted value. */
const PUNCTUATION = ",;.)}]:!?|";

/**
 * Reads the value that follows the identifier around a keyword.
 * @returns undefined when nothing is assigned there
 */
export function readAssignment(text: string, keyword: Span): NamedValue | undefined {
  const name = identifierAround(text, keyword);
  const pattern = isPlainAfter(text, name.end) ? PLAIN_CONNECTOR : CONNECTOR;
  pattern.lastIndex = name.end;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const operator = operatorOf(match, text, name);
  // `We pass 7 to the handler`: before a blank, `pass` is a verb.
  if (
    operator === "space" &&
    name.end - name.start === 4 &&
    text[name.start - 1] === " " &&
    /^pass$/i.test(text.slice(name.start, name.end))
  )
    return undefined;
  // `arn:aws:secretsmanager:eu-west-1:1:secret:name` is the path of a resource.
  if (operator === "pair" && text[name.start - 1] === ":") return undefined;
  // `the key id is`, `password policy:` describe a credential.
  if (operator === "prose" && startsWithDescription(match[0])) return undefined;
  const value = readValue(text, name.end + match[0].length, operator, isQueryParameter(text, name.start));
  if (value === undefined || (match[0].includes("\n") && isName(text, value))) return undefined;
  return { name: text.slice(name.start, name.end), nameStart: name.start, operator, ...value };
}

/** Returns true when only letters, digits, spaces and line breaks follow. */
function isPlainAfter(text: string, at: number): boolean {
  const end = Math.min(text.length, at + MAX_PLAIN);
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    const isLetter = (code | 32) >= 97 && (code | 32) <= 122;
    if (!isLetter && code !== 32 && code !== 10 && !(code >= 48 && code <= 57)) return false;
  }
  return true;
}

function operatorOf({ 0: connector, groups = {} }: RegExpExecArray, text: string, name: Span): Operator {
  if (groups.member !== undefined) return "member";
  const isOption = text[name.start - 1] === "-";
  if (groups.assign !== undefined) return isOption ? "option" : "assign";
  if (groups.pair !== undefined) return LINE_BREAK.test(connector) ? "below" : "pair";
  if (groups.call !== undefined) return "call";
  if (groups.tag !== undefined) return "tag";
  if (groups.cell !== undefined || groups.prose !== undefined) return "prose";
  if (isOption) return "option";
  return DIRECTIVE.test(text.slice(Math.max(0, name.start - MAX_DIRECTIVE), name.start)) ? "directive" : "space";
}
/** A line break before a value that is not indented. */
const LINE_BREAK = /\n$/;
/** An instruction that sets a name to the value behind it. */
const DIRECTIVE = /(?:^|[\s(])(?:#[ \t]?define|setx?|env|setenv|config[ :]set)[ \t]{1,4}(?:--?[A-Za-z]{1,12}[ \t]){0,2}$/i;
const MAX_DIRECTIVE = 40;

function startsWithDescription(connector: string): boolean {
  const [first = "", second] = wordsOfName(connector);
  return second !== undefined && isDescription(first);
}

/** Returns true for a name on the line below one whose value is empty. */
const isName = (text: string, { end, isQuoted }: Pick<NamedValue, "end" | "isQuoted">) =>
  !isQuoted && (text[end] === "=" || text[end] === ":");

const isQueryParameter = (text: string, at: number) => text[at - 1] === "?" || text[at - 1] === "&";

/** Extends a keyword to the identifier it is part of. */
export function identifierAround(text: string, { start, end }: Span): Span {
  let from = start;
  while (from > 0 && start - from < MAX_NAME && isNameCode(text.charCodeAt(from - 1))) from--;
  let to = end;
  while (to < text.length && to - end < MAX_NAME && isNameCode(text.charCodeAt(to))) to++;
  while (to > end && isJoiner(text.charCodeAt(to - 1))) to--;
  while (from < start && isJoiner(text.charCodeAt(from))) from++;
  return { start: from, end: to };
}

const isJoiner = (code: number) => code === 45 || code === 46;
const isNameCode = (code: number) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || isJoiner(code);

type ReadValue = Pick<NamedValue, "value" | "start" | "end" | "isQuoted" | "isArgument">;

function readValue(text: string, from: number, operator: Operator, isQuery: boolean): ReadValue | undefined {
  OPENING.lastIndex = from;
  const opening = OPENING.exec(text);
  const start = from + (opening?.[0].length ?? 0);
  const quote = opening?.groups?.quote;
  // An argument without quotes is a variable.
  if (quote === undefined && operator === "call") return undefined;
  const end = quote === undefined ? endOfBare(text, start, isQuery) : endOfQuoted(text, start, quote);
  if (end === undefined || end <= start) return undefined;
  const isQuoted = quote !== undefined;
  return { value: text.slice(start, end), start, end, isQuoted, isArgument: isQuoted && opening?.groups?.call !== undefined };
}

const CLOSING: Readonly<Record<string, string>> = { "“": "”", "„": "“", "「": "」", "『": "』", "[[": "]]" };

/** A quote closes at the same level of escaping. A newline or the end of the text closes every quote. */
function endOfQuoted(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + MAX_VALUE);
  const close = CLOSING[quote] ?? quote;
  if (close.length === 1 && close !== "”" && close !== "」") {
    for (let i = start; i < limit; i++) {
      const char = text[i];
      if (char === close || char === "\n") return i;
      if (char === "\\") i++;
    }
    return limit;
  }
  const [value = ""] = text.slice(start, limit).split("\n", 1);
  const at = value.indexOf(close);
  return start + (at < 0 ? value.length : at);
}

/** @returns undefined when the value continues with a placeholder, as in `dt0c01.<your-token>` */
function endOfBare(text: string, start: number, isQuery: boolean): number | undefined {
  let value = text.slice(start, start + MAX_VALUE);
  const stop = value.search(ENDS_BARE);
  if (stop >= 0 && value[stop] === "<" && text[start + stop + 1] !== "/") return undefined;
  if (stop >= 0) value = value.slice(0, stop);
  if (isQuery) value = value.replace(/[&#].*$/s, "");
  let { length } = value;
  while (length > 0 && PUNCTUATION.includes(value[length - 1] as string)) length--;
  return start + length;
}
