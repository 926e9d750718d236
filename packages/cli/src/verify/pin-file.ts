import { readFile, rename, writeFile } from "node:fs/promises";
import { fromBase64, type LogHead, toBase64 } from "@agentlattice/core/ledger";
import { parseJsonObject } from "../json-object.ts";
import { formatSystemErrorCode } from "../system-error.ts";
import { UsageError } from "../usage-error.ts";

/** A head that was verified before, as stored in a pin file. */
export interface Pin extends LogHead {
  readonly origin: string;
  readonly vkey: string;
}

/** Reads a pin file. Returns null when the file does not exist. @throws UsageError when the file is not a pin */
export async function readPin(path: string): Promise<Pin | null> {
  const content = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new UsageError(`--pin: cannot read ${path} (${error.code})`);
  });
  if (content === null) return null;
  const pin = parsePin(content);
  if (!pin) throw new UsageError(`--pin: ${path} is not a pin: {"origin", "vkey", "size", "root"}. It was not changed.`);
  return pin;
}

function parsePin(content: string): Pin | null {
  const { origin, vkey, size, root: base64 } = parseJsonObject(content) ?? {};
  const root = typeof base64 === "string" ? fromBase64(base64) : null;
  if (typeof origin !== "string" || typeof vkey !== "string" || root?.length !== 32) return null;
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? { origin, vkey, size, root } : null;
}

/** Writes a pin completely or not at all, so that a crash does not lose the verified head. */
export async function writePin(path: string, pin: Pin): Promise<void> {
  const content = JSON.stringify({ origin: pin.origin, vkey: pin.vkey, size: pin.size, root: toBase64(pin.root) }, null, 2);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${content}\n`, { flush: true });
    await rename(draft, path);
  } catch (error) {
    throw new UsageError(`--pin: cannot write ${path}${formatSystemErrorCode(error)}`);
  }
}
