import { writeFile } from "node:fs/promises";
import { generateIdentity } from "@agentlattice/sdk";
import type { Io } from "../api-command.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Generates an identity key pair. The private key goes to a new file that only its owner can read, the public key to stdout.
 * @throws UsageError when the file exists or cannot be written
 */
export async function generateKeyPair({ stdout, stderr }: Pick<Io, "stdout" | "stderr">, file: string): Promise<number> {
  const { publicKey, privateKey } = await generateIdentity();
  try {
    await writeFile(file, `${privateKey}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new UsageError(
      code === "EEXIST"
        ? `${file} exists already. Give the name of a new file.`
        : `${file} cannot be written (${code}). Give another file.`,
    );
  }
  stderr.write(`Wrote the private key to ${file}. Register the public key with agentlattice agents register-key:\n`);
  stdout.write(`${publicKey}\n`);
  return 0;
}
