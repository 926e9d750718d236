import { AgentLatticeError } from "./errors.ts";
import type { JsonValue } from "./json.ts";

/**
 * Reads an answer field by field. A missing field or one of another type is an error, never a default. Other fields are ignored, so that
 * newer servers may add some.
 * @throws AgentLatticeError INVALID_RESPONSE, naming the place
 */
export class Fields {
  readonly #record: Record<string, unknown>;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(path, "an object");
    this.#record = value as Record<string, unknown>;
    this.#path = path;
  }

  text(name: string): string {
    const value = this.#record[name];
    return typeof value === "string" ? value : this.#fail(name, "a string");
  }

  /** Returns a string or null. */
  textOrNull(name: string): string | null {
    const value = this.#record[name];
    return value === null || typeof value === "string" ? value : this.#fail(name, "a string or null");
  }

  number(name: string): number {
    const value = this.#record[name];
    return typeof value === "number" ? value : this.#fail(name, "a number");
  }

  flag(name: string): boolean {
    const value = this.#record[name];
    return typeof value === "boolean" ? value : this.#fail(name, "true or false");
  }

  /** Returns one of the given words. An unknown word is an error. */
  word<Word extends string>(name: string, words: readonly Word[]): Word {
    const value = this.#record[name];
    return words.find((word) => word === value) ?? this.#fail(name, `one of ${words.join(", ")}`);
  }

  /** Returns any JSON. The answer came out of `JSON.parse`, so the value can be nothing else. */
  json(name: string): JsonValue {
    const value = this.#record[name];
    return value === undefined ? this.#fail(name, "present") : (value as JsonValue);
  }

  object<T>(name: string, read: (fields: Fields) => T): T {
    return read(new Fields(this.#record[name], this.#at(name)));
  }

  list<T>(name: string, read: (fields: Fields) => T): T[] {
    return this.#array(name).map((item, index) => read(new Fields(item, `${this.#at(name)}[${index}]`)));
  }

  texts(name: string): string[] {
    return this.#array(name).map((item) => (typeof item === "string" ? item : this.#fail(name, "a list of strings")));
  }

  /** Returns `{ [as]: … }` when the field is present, else `{}`. */
  maybe<As extends string, T>(name: string, as: As, read: (fields: this, name: string) => T): { [K in As]?: T } {
    const value = this.#record[name];
    return value === undefined || value === null ? {} : ({ [as]: read(this, name) } as { [K in As]: T });
  }

  #array(name: string): unknown[] {
    const value = this.#record[name];
    return Array.isArray(value) ? value : this.#fail(name, "a list");
  }

  #at(name: string): string {
    return `${this.#path}.${name}`;
  }

  #fail(name: string, wanted: string): never {
    throw malformed(this.#at(name), wanted);
  }
}

function malformed(path: string, wanted: string): AgentLatticeError {
  return new AgentLatticeError("INVALID_RESPONSE", `The answer does not follow the protocol: ${path} must be ${wanted}.`);
}
