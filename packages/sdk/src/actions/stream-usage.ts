import type { Usage } from "../results.ts";
import { isRecord, readUsage } from "./read-usage.ts";

/** English has about four characters for each token. */
const BYTES_PER_TOKEN = 4;
const encoder = new TextEncoder();

/** How a stream ended: `left` when its reader stopped before its end. */
export type StreamEnd = { readonly how: "complete" | "left" } | { readonly how: "failed"; readonly error: unknown };

export function isStream(value: unknown): value is object & AsyncIterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function"
  );
}

/**
 * Returns the same stream, which calls `onEnd` once when its reader has reached the end, left, or received an error. All other members are
 * those of the stream.
 */
export function meterStream<T extends object>(
  stream: T & AsyncIterable<unknown>,
  onEnd: (usage: StreamUsage, end: StreamEnd) => Promise<void>,
): T {
  let iterator: AsyncGenerator<unknown, void, undefined> | undefined;
  const iterate = () => {
    iterator ??= readThrough(stream, onEnd);
    return iterator;
  };
  return new Proxy(stream, {
    get(target, key) {
      if (key === Symbol.asyncIterator) return iterate;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const reads = (key === "next" || key === "return" || key === "throw") && "next" in target;
      return reads ? (argument: undefined) => iterate()[key](argument) : value.bind(target);
    },
  });
}

async function* readThrough(
  stream: AsyncIterable<unknown>,
  onEnd: (usage: StreamUsage, end: StreamEnd) => Promise<void>,
): AsyncGenerator<unknown, void, undefined> {
  const usage = new StreamUsage();
  let end: StreamEnd = { how: "left" };
  try {
    for await (const chunk of stream) {
      usage.add(chunk);
      yield chunk;
    }
    end = { how: "complete" };
  } catch (error) {
    end = { how: "failed", error };
    throw error;
  } finally {
    await onEnd(usage, end);
  }
}

/** The usage of a stream, as far as its chunks have stated it, and an estimate for the rest. */
export class StreamUsage {
  #stated: Record<string, unknown> = {};
  #isFinal = false;
  #chunks = 0;
  #bytes = 0;

  add(chunk: unknown): void {
    const text = textOf(chunk);
    if (text !== "") {
      this.#chunks++;
      this.#bytes += encoder.encode(text).length;
    }
    if (!isRecord(chunk)) return;
    // Messages states the input in its first chunk and the output in `message_delta`. OpenAI states both at the end.
    for (const part of [chunk.message, chunk.response, chunk])
      if (isRecord(part) && isRecord(part.usage)) {
        for (const [name, value] of Object.entries(part.usage)) if (value !== null && value !== undefined) this.#stated[name] = value;
        this.#isFinal = chunk.type !== "message_start";
      }
  }

  /**
   * Returns the stated usage, or an estimate, which is marked; undefined for a stream that had no text. `inputTokens` are the tokens of the
   * prompt, when the caller knows them.
   * @throws AgentLatticeError USAGE_UNKNOWN
   */
  read(inputTokens: number | undefined): Usage | undefined {
    const stated = readUsage(this.#stated);
    if (this.#isFinal && stated) return stated;
    const isOutput = this.#chunks > 0 || stated !== undefined;
    if (!isOutput && inputTokens === undefined) return undefined;
    const estimate = Math.max(this.#chunks, Math.ceil(this.#bytes / BYTES_PER_TOKEN), stated?.outputTokens ?? 0);
    const input = stated?.inputTokens ?? inputTokens;
    return { ...(input === undefined ? {} : { inputTokens: input }), outputTokens: estimate, estimated: true };
  }
}

/** Returns the text that a chunk of a model's answer adds: of Chat Completions, Responses and Messages, or the chunk itself. */
function textOf(chunk: unknown): string {
  if (typeof chunk === "string") return chunk;
  if (!isRecord(chunk)) return "";
  const { type, choices, delta, text, content } = chunk;
  // Responses repeats the whole text when a part is done.
  if (typeof type === "string" && type.endsWith(".done")) return "";
  const parts = Array.isArray(choices)
    ? choices.map((choice) => (isRecord(choice) ? (choice.delta ?? choice.text) : ""))
    : [delta ?? text ?? content];
  return parts.map(stringsIn).join("");
}

/** Joins the texts of a delta, such as its content, its reasoning and the arguments of its tool calls. */
function stringsIn(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(stringsIn).join("");
  if (!isRecord(value)) return "";
  return Object.entries(value)
    .map(([name, inner]) => (NOT_TEXT.has(name) ? "" : stringsIn(inner)))
    .join("");
}

const NOT_TEXT = new Set(["role", "type", "id", "name", "index", "signature", "stop_reason", "stop_sequence"]);
