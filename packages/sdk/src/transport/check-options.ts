import { closestWord } from "@agentlattice/core/edit-distance";
import { AgentLatticeError } from "../errors.ts";
import { OPTIONS } from "./option-shapes.ts";

type Scalar = "text" | "number" | "count" | "decimal" | "flag" | "json" | "map" | "function" | "signal" | "date";

/**
 * The form of an option: a scalar, the allowed words, a list `[item]`, one of several forms `{ "|": forms }`, or an object with exactly
 * these fields. The content of `json` and `map` is the caller's own.
 */
export type OptionShape =
  | Scalar
  | readonly string[]
  | readonly [OptionShape]
  | { readonly "|": readonly OptionShape[] }
  | { readonly [name: string]: OptionShape };

const DECIMAL = /^\d{1,12}(\.\d{1,9})?$/;

const SCALARS: Readonly<Record<Scalar, readonly [wanted: string, isValid: (value: unknown) => boolean]>> = {
  text: ["a string", (value) => typeof value === "string"],
  number: ["a number", (value) => typeof value === "number"],
  count: ["a whole number from 0", (value) => Number.isSafeInteger(value) && (value as number) >= 0],
  decimal: ['a decimal string such as "1.25"', (value) => typeof value === "string" && DECIMAL.test(value)],
  flag: ["true or false", (value) => typeof value === "boolean"],
  json: ["present", () => true],
  map: ["an object", isObject],
  function: ["a function", (value) => typeof value === "function"],
  // Signals of other realms and of polyfills are no instances of this one.
  signal: ["an AbortSignal", (value) => isObject(value) && "aborted" in value && "addEventListener" in value],
  date: ["a Date", (value) => value instanceof Date],
};

/**
 * Checks the options of a method at every level. A misspelt field would leave out a fact that policies, reviewers and budgets decide by, so
 * it is an error before anything is sent. An undefined field is absent.
 * @throws AgentLatticeError INVALID_OPTION
 */
export function checkOptions(method: keyof typeof OPTIONS, options: unknown): void {
  if (!isObject(options)) throw invalid(`${method}: the options must be an object.`);
  checkFields({ method, path: "" }, OPTIONS[method], options);
}

/** Throws unless a callback is a function. A missing one would end in an error after the action. */
export function checkFunction(call: string, value: unknown): void {
  if (typeof value !== "function") throw invalid(`${call} needs a function.`);
}

interface OptionPath {
  readonly method: string;
  /** Path of the value in the options, empty for the options themselves. */
  readonly path: string;
}

function checkFields(option: OptionPath, shape: { readonly [name: string]: OptionShape }, value: Readonly<Record<string, unknown>>): void {
  for (const name in value) if (!Object.hasOwn(value, name)) throw inherited(option, name);
  for (const [name, inner] of Object.entries(value)) {
    const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (known === undefined) throw unknownField(option, name, Object.keys(shape));
    if (inner !== undefined) checkValue({ ...option, path: option.path === "" ? name : `${option.path}.${name}` }, known, inner);
  }
}

function checkValue(option: OptionPath, shape: OptionShape, value: unknown): void {
  if (isUnion(shape)) checkForms(option, shape["|"], value);
  else if (isList(shape) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValue({ ...option, path: `${option.path}[${index}]` }, shape[0], item);
  } else if (isFields(shape) && isObject(value)) checkFields(option, shape, value);
  else if (typeof shape === "string" ? !SCALARS[shape][1](value) : !isWords(shape) || !shape.some((word) => word === value))
    throw wrongType(option, wantedOf(shape));
}

/** Accepts a value of any of the forms. An object is then checked against the form of an object, whose error names the field. */
function checkForms(option: OptionPath, forms: readonly OptionShape[], value: unknown): void {
  if (forms.some((form) => matches(option, form, value))) return;
  const meant = isObject(value) ? forms.find(isFields) : undefined;
  if (meant === undefined) throw wrongType(option, forms.map(wantedOf).join(", or "));
  checkValue(option, meant, value);
}

function matches(option: OptionPath, shape: OptionShape, value: unknown): boolean {
  try {
    checkValue(option, shape, value);
    return true;
  } catch {
    return false;
  }
}

function wantedOf(shape: OptionShape): string {
  if (isUnion(shape)) return shape["|"].map(wantedOf).join(", or ");
  if (isList(shape)) return "an array";
  if (isWords(shape)) return `one of ${shape.join(", ")}`;
  return typeof shape === "string" ? SCALARS[shape][0] : "an object";
}

function unknownField({ method, path }: OptionPath, name: string, known: readonly string[]): AgentLatticeError {
  const problem = path === "" ? `${method} has no option "${name}"` : `${method}: ${path} has no field "${name}"`;
  const meant = closestWord(name, known, withoutNotation);
  if (meant !== undefined) return invalid(`${problem}. Did you mean ${meant}?`);
  const facts = path === "" && known.includes("justification") ? " Facts about the action belong in metadata." : "";
  return invalid(`${problem}.${facts || ` Its ${path === "" ? "options" : "fields"} are ${known.join(", ")}.`}`);
}

/** Writes a name without the marks of its notation: `input_tokens` and `inputTokens` are the same field. */
const withoutNotation = (name: string) => name.toLowerCase().replace(/[_-]/g, "");

/** An inherited field would not be sent. */
function inherited({ method, path }: OptionPath, name: string): AgentLatticeError {
  return invalid(`${method}: ${path === "" ? name : `${path}.${name}`} is inherited, and only own fields are sent. Pass a plain object.`);
}

function wrongType({ method, path }: OptionPath, wanted: string): AgentLatticeError {
  return invalid(`${method}: ${path} must be ${wanted}.`);
}

function invalid(message: string): AgentLatticeError {
  return new AgentLatticeError("INVALID_OPTION", message);
}

function isUnion(shape: OptionShape): shape is { readonly "|": readonly OptionShape[] } {
  return typeof shape === "object" && "|" in shape;
}

/** A list has one item, which is the form of its elements. Words are at least two. */
function isList(shape: OptionShape): shape is readonly [OptionShape] {
  return Array.isArray(shape) && shape.length === 1;
}

function isWords(shape: OptionShape): shape is readonly string[] {
  return Array.isArray(shape) && shape.length > 1;
}

function isFields(shape: OptionShape): shape is { readonly [name: string]: OptionShape } {
  return typeof shape === "object" && !Array.isArray(shape) && !("|" in shape);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
