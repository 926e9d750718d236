import { createHash } from "node:crypto";
import { isRecord } from "./read-event.ts";

/** Returns the SHA-256 digest of a text in hexadecimal. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Names of arguments that hold the content of files. */
const CONTENT = new Set(["content", "old_string", "new_string", "new_source", "patch", "input", "command"]);

/** Returns the arguments of a file tool with the SHA-256 digest and the size of each content in its place. */
export function withoutContent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutContent);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      typeof inner === "string" && CONTENT.has(name) ? { sha256: sha256(inner), bytes: Buffer.byteLength(inner) } : withoutContent(inner),
    ]),
  );
}
