import { equalBytes, fromBase64, toBase64, utf8 } from "./bytes.ts";
import { verifyStrict } from "./strict-ed25519.ts";
import type { Ed25519Sign, Ed25519Verify } from "./types.ts";

const WORD = "key-rotation";
const PARTS = 6;

/** A replacement of the key that signs a log. The new key signs every head with more than `seq` entries. */
export interface KeyRotation {
  /** Sequence number of the entry `ledger.key_rotated`. */
  readonly seq: number;
  readonly previousKey: Uint8Array;
  readonly publicKey: Uint8Array;
  /** The signatures of both keys over `rotationStatement`. */
  readonly previousSignature: Uint8Array;
  readonly signature: Uint8Array;
}

/** Returns the text that both keys sign. */
export function rotationStatement(
  origin: string,
  { seq, previousKey, publicKey }: Pick<KeyRotation, "seq" | "previousKey" | "publicKey">,
): Uint8Array {
  return utf8(`agentlattice/key-rotation/v1\n${origin}\n${seq}\n${toBase64(previousKey)}\n${toBase64(publicKey)}\n`);
}

interface Signing {
  readonly publicKey: Uint8Array;
  readonly sign: Ed25519Sign;
}

/** Signs the replacement of a key with the old and the new key. */
export function signRotation(origin: string, seq: number, previous: Signing, next: Signing): KeyRotation {
  const named = { seq, previousKey: previous.publicKey, publicKey: next.publicKey };
  const statement = rotationStatement(origin, named);
  return { ...named, previousSignature: previous.sign(statement), signature: next.sign(statement) };
}

/** Returns the extension line of a checkpoint that carries a rotation. */
export function formatRotation({ seq, previousKey, publicKey, previousSignature, signature }: KeyRotation): string {
  return [WORD, seq, ...[previousKey, publicKey, previousSignature, signature].map(toBase64)].join(" ");
}

/** Parses an extension line of a checkpoint. Returns null for a line of another kind, `malformed` for one of this kind that is wrong. */
export function parseRotation(line: string): KeyRotation | null | "malformed" {
  const parts = line.split(" ");
  if (parts[0] !== WORD) return null;
  const [seqText, ...texts] = parts.slice(1);
  const bytes = texts.map(fromBase64);
  const [previousKey, publicKey, previousSignature, signature] = bytes;
  const seq = Number(seqText);
  if (parts.length !== PARTS || !/^(0|[1-9]\d{0,15})$/.test(seqText ?? "") || !Number.isSafeInteger(seq)) return "malformed";
  if (!previousKey || !publicKey || !previousSignature || !signature) return "malformed";
  return { seq, previousKey, publicKey, previousSignature, signature };
}

/**
 * Returns the key that signs a head of a size, starting from a key that the caller trusts, and the number of rotations between them.
 * INVARIANT: each step is signed by the key before it, so the chain is as trustworthy as the first key. Returns null when the rotations are
 * not a chain from the trusted key, or when one of them came after the head.
 */
export function followRotations(
  verify: Ed25519Verify,
  log: { readonly origin: string; readonly size: number; readonly trusted: Uint8Array },
  rotations: readonly KeyRotation[],
): { readonly publicKey: Uint8Array; readonly rotations: number } | null {
  const first = rotations.findIndex(({ previousKey }) => equalBytes(previousKey, log.trusted));
  if (first < 0) return null;
  let key = log.trusted;
  let seq = -1;
  for (const rotation of rotations.slice(first)) {
    const statement = rotationStatement(log.origin, rotation);
    const follows = equalBytes(rotation.previousKey, key) && rotation.seq > seq && rotation.seq < log.size;
    if (!follows || !verifyStrict(verify, key, statement, rotation.previousSignature)) return null;
    if (!verifyStrict(verify, rotation.publicKey, statement, rotation.signature)) return null;
    key = rotation.publicKey;
    seq = rotation.seq;
  }
  return { publicKey: key, rotations: rotations.length - first };
}
