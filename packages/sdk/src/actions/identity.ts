import { AgentLatticeError } from "../errors.ts";

/**
 * The key pair with which an agent signs its submissions. `keyId` is the id under which the public key is registered.
 *
 * @example
 * const al = new AgentLattice({ identity: { keyId: "aik_…", privateKey: process.env.AL_IDENTITY_PRIVATE_KEY! } });
 */
export interface AgentIdentity {
  /** Id of the registered key, `aik_…`. */
  readonly keyId: string;
  /** Ed25519 private key: PKCS #8 as base64. */
  readonly privateKey: string;
}

/** A new key pair. Register the public key, and store the private key where only the agent can read it. */
export interface IdentityKeyPair {
  /** 32 bytes as base64, as an owner or admin registers it. */
  readonly publicKey: string;
  /** PKCS #8 as base64. */
  readonly privateKey: string;
}

/**
 * Generates a key pair in this process. Sends nothing.
 * @throws AgentLatticeError UNSUPPORTED_RUNTIME
 * @example
 * const { publicKey, privateKey } = await generateIdentity();
 */
export async function generateIdentity(): Promise<IdentityKeyPair> {
  const subtle = requireSubtle();
  let pair: CryptoKeyPair;
  try {
    pair = await subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  } catch (error) {
    throw unsupported(error);
  }
  const [raw, pkcs8] = await Promise.all([subtle.exportKey("raw", pair.publicKey), subtle.exportKey("pkcs8", pair.privateKey)]);
  return { publicKey: base64(raw), privateKey: base64(pkcs8) };
}

/** Imports the private key of an identity. @throws AgentLatticeError INVALID_OPTION, UNSUPPORTED_RUNTIME */
export async function importIdentity({ keyId, privateKey }: AgentIdentity): Promise<CryptoKey> {
  if (!/^aik_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(keyId))
    throw new AgentLatticeError("INVALID_OPTION", "identity.keyId must be the id of a registered identity key, aik_….");
  const subtle = requireSubtle();
  try {
    const bytes = Uint8Array.from(atob(privateKey), (character) => character.charCodeAt(0));
    return await subtle.importKey("pkcs8", bytes, { name: "Ed25519" }, false, ["sign"]);
  } catch {
    // The cause is left out, because it may quote the key.
    throw new AgentLatticeError(
      "INVALID_OPTION",
      "identity.privateKey must be an Ed25519 private key, PKCS #8 as base64, as generateIdentity returns it.",
    );
  }
}

function requireSubtle(): SubtleCrypto {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) throw unsupported();
  return subtle;
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

function unsupported(cause?: unknown): AgentLatticeError {
  return new AgentLatticeError(
    "UNSUPPORTED_RUNTIME",
    "This runtime's WebCrypto cannot sign with Ed25519. Node 20 and newer, Bun, Deno, Workers and current browsers (on https) can.",
    { cause },
  );
}
