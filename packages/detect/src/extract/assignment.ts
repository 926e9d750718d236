import { compileExpressions } from "../rules/compile-expressions.ts";
import RULES from "../rules/syntax.json" with { type: "json" };
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

const SYNTAX = compileExpressions(RULES);
/** Every connector that is not plain has one of its characters within this distance. */
const MAX_PLAIN = 96;
/** Punctuation that does not belong to the end of an unquoted value. */
const PUNCTUATION = ",;.)}]:!?|";

/**
 * Reads the value that follows the identifier around a keyword.
 * @returns undefined when nothing is assigned there
 */
export function readAssignment(text: string, keyword: Span): NamedValue | undefined {
  const name = identifierAround(text, keyword);
  const pattern = isPlainAfter(text, name.end) ? SYNTAX.plainConnector : SYNTAX.connector;
  pattern.lastIndex = name.end;
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const operator = operatorOf(match, text, name);
  // `We pass 7 to the handler`, `pass to the next`: before a blank or `to`, `pass` is a verb.
  if (
    (operator === "space" || match[0].startsWith(" to ")) &&
    name.end - name.start === 4 &&
    text[name.start - 1] === " " &&
    /^pass$/i.test(text.slice(name.start, name.end))
  )
    return undefined;
  // `arn:aws:secretsmanager:eu-west-1:1:secret:name` is the path of a resource.
  if (operator === "pair" && text[name.start - 1] === ":") return undefined;
  // `{{ $password | b64enc }}` passes a variable to a filter.
  if (match[0].includes("|") && isInTemplate(text, name.start)) return undefined;
  // `the key id is`, `password policy:` describe a credential.
  if (operator === "prose" && startsWithDescription(match[0])) return undefined;
  const value = readValue(text, name.end + match[0].length, operator, isQueryParameter(text, name.start));
  if (value === undefined || (match[0].includes("\n") && isName(text, value))) return undefined;
  return { name: text.slice(name.start, name.end), nameStart: name.start, operator, ...value };
}

const MAX_TEMPLATE = 120;
/** Matches text that ends inside a template expression, such as `{{ $password`. */
const OPEN_TEMPLATE = /(?:\{\{|\{%|<%|[$#]\{)(?![^\n]*(?:\}|%>))[^\n]*$/;

const isInTemplate = (text: string, at: number) => OPEN_TEMPLATE.test(text.slice(Math.max(0, at - MAX_TEMPLATE), at));

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
  return SYNTAX.directive.test(text.slice(Math.max(0, name.start - MAX_DIRECTIVE), name.start)) ? "directive" : "space";
}
/** A line break before a value that is not indented. */
const LINE_BREAK = /\n$/;
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
  SYNTAX.opening.lastIndex = from;
  const opening = SYNTAX.opening.exec(text);
  const start = from + (opening?.[0].length ?? 0);
  const quote = opening?.groups?.quote;
  // An argument without quotes is a variable.
  if (quote === undefined && operator === "call") return undefined;
  const end = quote === undefined ? endOfBare(text, start, isQuery) : endOfQuoted(text, start, quote);
  if (end === undefined || end <= start) return undefined;
  const isQuoted = quote !== undefined;
  const value = text.slice(start, end).replace(ESCAPED_QUOTE, "");
  return { value, start, end: start + value.length, isQuoted, isArgument: isQuoted && opening?.groups?.call !== undefined };
}

/** The end of a quoted literal inside another one: `"\"value\""`. */
const ESCAPED_QUOTE = /\\{1,3}["']$/;
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
  const stop = value.search(SYNTAX.endsBare);
  if (stop >= 0 && value[stop] === "<" && text[start + stop + 1] !== "/") return undefined;
  if (stop >= 0) value = value.slice(0, stop);
  if (isQuery) value = value.replace(/[&#].*$/s, "");
  let { length } = value;
  while (length > 0 && PUNCTUATION.includes(value[length - 1] as string)) length--;
  return start + length;
}
