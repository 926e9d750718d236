import { AgentLatticeError } from "../errors.ts";
import type { JsonValue } from "./json.ts";

/**
 * The shape of an answer: the word of a scalar, `[shape]` for a list, two or more words for a closed set of words, or an object. In an object,
 * `name?` is optional, `=name` keeps its name (others become camel case) and `*` stands for every member.
 */
export type Shape = Scalar | readonly [Shape] | readonly [string, string, ...string[]] | { readonly [name: string]: Shape };
type Scalar = "text" | "text|null" | "number" | "number|null" | "flag" | "true" | "json";

interface ScalarTypes {
  text: string;
  "text|null": string | null;
  number: number;
  "number|null": number | null;
  flag: boolean;
  true: true;
  json: JsonValue;
}

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
type Renamed<S extends string> = S extends `=${infer Name}` ? Name : Camel<S>;
type Required<K> = K extends `${string}?` ? never : K extends string ? Renamed<K> : never;
type Optional<K> = K extends `${infer Name}?` ? Renamed<Name> : never;

/** The type of a decoded answer. */
export type Decoded<S> = S extends keyof ScalarTypes
  ? ScalarTypes[S]
  : S extends readonly [infer Item extends Shape]
    ? Decoded<Item>[]
    : S extends readonly string[]
      ? S[number]
      : S extends { readonly "*": infer Member }
        ? Record<string, Decoded<Member>>
        : { [K in keyof S as Required<K>]: Decoded<S[K]> } & { [K in keyof S as Optional<K>]?: Decoded<S[K]> };

const SCALARS: Readonly<Record<Scalar, readonly [wanted: string, isValid: (value: unknown) => boolean]>> = {
  text: ["a string", (value) => typeof value === "string"],
  "text|null": ["a string or null", (value) => value === null || typeof value === "string"],
  number: ["a number", (value) => typeof value === "number"],
  "number|null": ["a number or null", (value) => value === null || typeof value === "number"],
  flag: ["true or false", (value) => typeof value === "boolean"],
  true: ["true", (value) => value === true],
  json: ["present", (value) => value !== undefined],
};

/**
 * Decodes a parsed answer. A missing member or one of another type is an error, never a default. Other members are ignored, so that newer
 * servers may add some. An optional member that is null is absent.
 * @throws AgentLatticeError INVALID_RESPONSE, naming the path
 */
export function decode<const S extends Shape>(shape: S, value: unknown, path: string): Decoded<S> {
  // `read` checks every part of the value against the shape that `Decoded` is computed from.
  return read(shape, value, path) as Decoded<S>;
}

function read(shape: Shape, value: unknown, path: string): unknown {
  if (typeof shape === "string") {
    const [wanted, isValid] = SCALARS[shape];
    return isValid(value) ? value : fail(path, wanted);
  }
  if (isWords(shape)) return shape.some((word) => word === value) ? value : fail(path, `one of ${shape.join(", ")}`);
  if (isList(shape)) {
    const [item] = shape;
    return Array.isArray(value) ? value.map((one, index) => read(item, one, `${path}[${index}]`)) : fail(path, "a list");
  }
  return isRecord(value) ? readMembers(shape, value, path) : fail(path, "an object");
}

function readMembers(shape: Readonly<Record<string, Shape>>, value: Readonly<Record<string, unknown>>, path: string): unknown {
  const members: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(shape)) {
    if (key === "*") {
      for (const [name, member] of Object.entries(value)) members.push([name, read(inner, member, `${path}.${name}`)]);
      continue;
    }
    const isOptional = key.endsWith("?");
    const isVerbatim = key.startsWith("=");
    const name = key.slice(isVerbatim ? 1 : 0, isOptional ? -1 : undefined);
    if (isOptional && (value[name] === undefined || value[name] === null)) continue;
    const renamed = isVerbatim ? name : name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    members.push([renamed, read(inner, value[name], `${path}.${name}`)]);
  }
  return Object.fromEntries(members);
}

function isWords(shape: Shape): shape is readonly [string, string, ...string[]] {
  return Array.isArray(shape) && shape.length > 1;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(path: string, wanted: string): never {
  throw new AgentLatticeError("INVALID_RESPONSE", `The answer does not follow the protocol: ${path} must be ${wanted}.`);
}
