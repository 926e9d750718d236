import { createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createPrivateFile } from "./private-file.ts";
import { ProvisionError } from "./provision-error.ts";

/** The key-encryption key and where it came from. `created` says that a new one was just written to `file`. */
export interface LoadedKek {
  kek: Buffer;
  file: string | null;
  created: boolean;
}

/**
 * The key that wraps every organisation's keys: `AL_KEK` (32 bytes in base64), else `<dataDir>/kek`, which is made once with mode 0600.
 * @throws ProvisionError when the key is not 32 bytes of base64.
 */
export function loadKek({ env, dataDir }: { env: Record<string, string | undefined>; dataDir: string }): LoadedKek {
  if (env.AL_KEK !== undefined && env.AL_KEK !== "") return { kek: parseKek(env.AL_KEK, "AL_KEK"), file: null, created: false };
  const file = path.join(dataDir, "kek");
  const existing = readIfThere(file);
  if (existing !== null) return { kek: parseKek(existing, file), file, created: false };
  const { content, created } = createPrivateFile(file, `${randomBytes(32).toString("base64")}\n`);
  return { kek: parseKek(content, file), file, created };
}

/** The password of a product role: derived, so that every process with the KEK and the owner's address can connect. */
export function rolePassword(kek: Uint8Array, role: string): string {
  return createHmac("sha256", kek).update(`al/role/${role}/v1`).digest("base64url");
}

/** Tells two KEKs apart without revealing either. */
export function kekFingerprint(kek: Uint8Array): string {
  return createHmac("sha256", kek).update("al/kek-fingerprint/v1").digest("hex").slice(0, 16);
}

function parseKek(text: string, source: string): Buffer {
  const kek = Buffer.from(text.trim(), "base64");
  if (kek.length !== 32 || kek.toString("base64") !== text.trim()) {
    throw new ProvisionError(
      "KEK_INVALID",
      `${source} must be 32 random bytes in base64 (44 characters). Make one with: openssl rand -base64 32`,
    );
  }
  return kek;
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
