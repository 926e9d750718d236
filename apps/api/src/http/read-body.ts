import type { JsonValue } from "@agentlattice/contract";
import type { Context } from "hono";
import { AppError } from "./app-error.ts";
import { parseStrictJson } from "./strict-json.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/** The JSON body of a request; `undefined` when there is none. @throws AppError */
export async function readJsonBody(c: Context): Promise<JsonValue | undefined> {
  const declared = Number(c.req.header("content-length") ?? 0);
  if (declared > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await readBytes(c);
  if (bytes.length === 0) return undefined;
  if (!isJson(c.req.header("content-type"))) throw new AppError("UNSUPPORTED_MEDIA_TYPE", { detail: "Send the body as application/json." });
  return parseStrictJson(bytes);
}

/** A body of a declared size within the cap is read in one go; any other is counted while it comes. */
async function readBytes(c: Context): Promise<Uint8Array> {
  if (c.req.header("content-length") !== undefined) return new Uint8Array(await c.req.arrayBuffer());
  const body = c.req.raw.body;
  if (!body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  return type?.trim() === "application/json" && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

function tooLarge(): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", { detail: `A body may have ${MAX_BODY_BYTES} bytes.` });
}
