import { createHmac, randomBytes } from "node:crypto";
import path from "node:path";
import { createPrivateFile, readPrivateFile } from "./private-file.ts";
import { ProvisionError } from "./provision-error.ts";

/** The key-encryption key and its source. */
export interface LoadedKek {
  kek: Buffer;
  /** The file of the key; null when it comes from `AL_KEK`. */
  file: string | null;
}

export interface KekSource {
  env: Record<string, string | undefined>;
  dataDir: string;
}

/**
 * Returns the key that wraps every organisation's keys: `AL_KEK` (32 bytes in base64), otherwise `<dataDir>/kek`. Never creates one.
 * @throws ProvisionError KEK_MISSING, KEK_INVALID, FILE_UNUSABLE
 */
export function loadKek(source: KekSource): LoadedKek {
  const loaded = findKek(source);
  if (loaded === null)
    throw new ProvisionError(
      "KEK_MISSING",
      `${kekFile(source.dataDir)} is missing, and AL_KEK is not set. Restore the file from its backup, or set AL_KEK to the key that this database was set up with.`,
    );
  return loaded;
}

/**
 * Returns the key like `loadKek`, but creates it with mode 0600 if the database was never set up.
 * INVARIANT: no key is created for a database that was set up with another one, because its data could not be read or signed.
 * @throws ProvisionError KEK_MISSING, KEK_INVALID, FILE_UNUSABLE
 */
export async function provideKek(source: KekSource, isSetUp: () => boolean | Promise<boolean>): Promise<LoadedKek & { created: boolean }> {
  const loaded = findKek(source);
  if (loaded !== null) return { ...loaded, created: false };
  if (await isSetUp()) return { ...loadKek(source), created: false };
  const file = kekFile(source.dataDir);
  const { content, created } = createPrivateFile(file, `${randomBytes(32).toString("base64")}\n`);
  return { kek: parseKek(content, file), file, created };
}

/** Derives the password of a product role, so that every process with the KEK and the database's address can connect. */
export function rolePassword(kek: Uint8Array, role: string): string {
  return createHmac("sha256", kek).update(`al/role/${role}/v1`).digest("base64url");
}

/** Returns a fingerprint that identifies a KEK without revealing it. */
export function kekFingerprint(kek: Uint8Array): string {
  return createHmac("sha256", kek).update("al/kek-fingerprint/v1").digest("hex").slice(0, 16);
}

const kekFile = (dataDir: string) => path.join(dataDir, "kek");

function findKek({ env, dataDir }: KekSource): LoadedKek | null {
  if (env.AL_KEK !== undefined && env.AL_KEK !== "") return { kek: parseKek(env.AL_KEK, "AL_KEK"), file: null };
  const file = kekFile(dataDir);
  const text = readPrivateFile(file);
  return text === null ? null : { kek: parseKek(text, file), file };
}

function parseKek(text: string, source: string): Buffer {
  const kek = Buffer.from(text.trim(), "base64");
  if (kek.length !== 32 || kek.toString("base64") !== text.trim()) {
    throw new ProvisionError(
      "KEK_INVALID",
      `${source} must contain 32 bytes in base64 (44 characters). For a database that is in use, restore the key it was set up with; for a new one make a key with: openssl rand -base64 32`,
    );
  }
  return kek;
}
