import type { Ed25519Verify } from "@agentlattice/core/ledger";
import { AgentLatticeError } from "../errors.ts";

/**
 * Runs a synchronous check that needs Ed25519 with WebCrypto, which is asynchronous. The check runs as if each signature were valid, then
 * each is verified. Returns null when one is not.
 * @throws AgentLatticeError UNSUPPORTED_RUNTIME
 */
export async function verifySigned<T>(check: (verify: Ed25519Verify) => T): Promise<T | null> {
  const signed: Parameters<Ed25519Verify>[] = [];
  const result = check((...claim) => {
    signed.push(claim);
    return true;
  });
  for (const claim of signed) if (!(await verifyEd25519(...claim))) return null;
  return result;
}

/** Verifies an Ed25519 signature with WebCrypto. @throws AgentLatticeError UNSUPPORTED_RUNTIME */
export async function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) throw unsupported();
  let key: CryptoKey;
  try {
    key = await subtle.importKey("raw", copyOf(publicKey), { name: "Ed25519" }, false, ["verify"]);
  } catch (error) {
    // An invalid key is refused before this, so the runtime does not support Ed25519.
    throw unsupported(error);
  }
  return subtle.verify("Ed25519", key, copyOf(signature), copyOf(message));
}

/** Copies the bytes, because WebCrypto does not accept views of shared memory. */
const copyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

function unsupported(cause?: unknown): AgentLatticeError {
  return new AgentLatticeError(
    "UNSUPPORTED_RUNTIME",
    "This runtime's WebCrypto cannot verify Ed25519 signatures. Node 20 and newer, Bun, Deno, Workers and current browsers (on https) can.",
    { cause },
  );
}
