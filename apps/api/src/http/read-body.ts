import type { JsonValue } from "@agentlattice/contract";
import type { Context } from "hono";
import { AppError } from "./app-error.ts";
import { parseStrictJson } from "./strict-json.ts";

/** Reads the body of a request of at most `maxBytes`. @param take called with the size: before reading when Content-Length declares it, otherwise after @throws AppError */
export async function readBody(c: Context, maxBytes: number, take?: (bytes: number) => Promise<void>): Promise<Uint8Array<ArrayBuffer>> {
  const declared = declaredLength(c);
  if (declared !== null && declared > maxBytes) throw tooLarge(maxBytes);
  if (declared !== null) await take?.(declared);
  const bytes = await readBytes(c, maxBytes).catch((error: unknown) => {
    // INVARIANT: reading a body only uses the caller's connection, so that every failure here is caused by the caller.
    throw error instanceof AppError ? error : incomplete(error);
  });
  if (declared === null) await take?.(bytes.length);
  return bytes;
}

/** Parses the body of a request; `undefined` when there is none. @throws AppError */
export function parseBody(c: Context, bytes: Uint8Array): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  if (!isJson(c.req.header("content-type"))) throw new AppError("UNSUPPORTED_MEDIA_TYPE", { detail: "Send the body as application/json." });
  return parseStrictJson(bytes);
}

function declaredLength(c: Context): number | null {
  const declared = c.req.header("content-length") ?? "";
  return /^\d+$/.test(declared) ? Number(declared) : null;
}

/** A body whose length the server vouches for is read in one go; any other is counted while it comes. */
async function readBytes(c: Context, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (declaredLength(c) !== null) return new Uint8Array(await c.req.arrayBuffer());
  const body = c.req.raw.body;
  if (!body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  return type?.trim() === "application/json" && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

function tooLarge(maxBytes: number): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", { detail: `The body of this request may have at most ${maxBytes} bytes. Send a smaller body.` });
}

function incomplete(cause: unknown): AppError {
  return new AppError("BODY_INCOMPLETE", {
    detail: "The connection ended before the whole body had arrived. Send the request again.",
    cause,
  });
}
