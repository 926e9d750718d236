import { concatBytes, equalBytes, fromBase64, toBase64, utf8 } from "./bytes.ts";
import { followRotations, formatRotation, type KeyRotation, parseRotation } from "./key-rotation.ts";
import { HASH_BYTES } from "./merkle-hash.ts";
import { verifyStrict } from "./strict-ed25519.ts";
import type { Ed25519Sign, Ed25519Verify, Sha256 } from "./types.ts";
import { isOrigin, keyId, parseVkey } from "./vkey.ts";

const DASH = "\u2014 ";
const MAX_NOTE_LENGTH = 65_536;
const KEY_ID_BYTES = 4;

/** The state of a log at one size. */
export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The reason why a signed checkpoint was refused. `MALFORMED` concerns the note and its body, `BAD_VKEY` the caller's key. */
export type CheckpointFailure = "BAD_VKEY" | "MALFORMED" | "WRONG_ORIGIN" | "UNSIGNED" | "BAD_SIGNATURE";

/** An opened head. `rotations` is the number of rotations that lead from the caller's key to the one that signed. */
export type OpenedCheckpoint =
  | ({ readonly ok: true; readonly rotations: number } & TreeHead)
  | { readonly ok: false; readonly reason: CheckpointFailure };

/**
 * Returns the signed text (C2SP tlog-checkpoint): origin, size and base64 root, one per line. The rotations of the log's key follow as
 * extension lines, so that a head proves by itself which keys came before the one that signs it.
 * @throws RangeError for a head that no verifier would accept
 */
export function checkpointBody({ origin, size, root }: TreeHead, rotations: readonly KeyRotation[] = []): string {
  if (!isOrigin(origin)) throw new RangeError("an origin has no white space and no plus sign");
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`not a tree size: ${size}`);
  if (root.length !== HASH_BYTES) throw new RangeError(`a root has ${HASH_BYTES} bytes, not ${root.length}`);
  return [origin, size, toBase64(root), ...rotations.map(formatRotation), ""].join("\n");
}

/**
 * Signs a head as a C2SP signed note. Ed25519 is deterministic, so the same head gives the same text.
 * @throws RangeError for a head that no verifier would accept
 */
export function signCheckpoint(
  sha: Sha256,
  sign: Ed25519Sign,
  head: TreeHead & { readonly publicKey: Uint8Array; readonly rotations?: readonly KeyRotation[] },
): string {
  const body = checkpointBody(head, head.rotations);
  const signature = concatBytes(keyId(sha, head.origin, head.publicKey), sign(utf8(body)));
  return `${body}\n${DASH}${head.origin} ${toBase64(signature)}\n`;
}

/**
 * Opens a signed checkpoint with a key that the caller already trusts, or with a later key of the log that the trusted key leads to.
 * INVARIANT: log and key come from `vkey`, never from the note. A later key counts only with a chain of rotations from the trusted key, each
 * signed by the key before it. Exactly one line of the key must exist and verify. Lines of witnesses are ignored but must be well formed.
 */
export function openCheckpoint(
  sha: Sha256,
  verify: Ed25519Verify,
  input: { readonly note: string; readonly vkey: string },
): OpenedCheckpoint {
  const key = parseVkey(sha, input.vkey);
  if (key === null) return { ok: false, reason: "BAD_VKEY" };
  const note = splitNote(input.note);
  const head = note && parseBody(note.body);
  if (!note || !head) return { ok: false, reason: "MALFORMED" };
  if (head.origin !== key.origin) return { ok: false, reason: "WRONG_ORIGIN" };
  const { rotations, ...tree } = head;
  const linesOf = (publicKey: Uint8Array) => {
    const id = keyId(sha, key.origin, publicKey);
    return note.signatures.filter((line) => line.name === key.origin && equalBytes(line.bytes.subarray(0, KEY_ID_BYTES), id));
  };
  const trusted = { origin: key.origin, size: head.size, trusted: key.publicKey };
  const signer =
    linesOf(key.publicKey).length > 0 ? { publicKey: key.publicKey, rotations: 0 } : followRotations(verify, trusted, rotations);
  const [line, ...others] = signer ? linesOf(signer.publicKey) : [];
  if (signer === null || line === undefined) return { ok: false, reason: "UNSIGNED" };
  if (others.length > 0) return { ok: false, reason: "MALFORMED" };
  const signed = verifyStrict(verify, signer.publicKey, utf8(note.body), line.bytes.subarray(KEY_ID_BYTES));
  return signed ? { ok: true, ...tree, rotations: signer.rotations } : { ok: false, reason: "BAD_SIGNATURE" };
}

interface SignatureLine {
  readonly name: string;
  /** Key id, then signature. */
  readonly bytes: Uint8Array;
}

function splitNote(note: string): { readonly body: string; readonly signatures: SignatureLine[] } | null {
  // Notes contain no control characters except the newline; a lone surrogate has no UTF-8 form.
  if (note.length > MAX_NOTE_LENGTH || /[\u0000-\u0009\u000b-\u001f\u007f]|\p{Surrogate}/u.test(note)) return null;
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) return null;
  const lines = note
    .slice(end + 2, -1)
    .split("\n")
    .map(parseSignatureLine);
  const signatures = lines.filter((line) => line !== null);
  return signatures.length === lines.length ? { body: note.slice(0, end + 1), signatures } : null;
}

function parseSignatureLine(line: string): SignatureLine | null {
  if (!line.startsWith(DASH)) return null;
  const [name, base64, ...rest] = line.slice(DASH.length).split(" ");
  if (name === undefined || base64 === undefined || rest.length > 0 || !isOrigin(name)) return null;
  const bytes = fromBase64(base64);
  return bytes === null || bytes.length <= KEY_ID_BYTES ? null : { name, bytes };
}

/** Parses a checkpoint body. Extension lines after the root are allowed by tlog-checkpoint and signed. Those of other kinds are ignored. */
function parseBody(body: string): (TreeHead & { readonly rotations: readonly KeyRotation[] }) | null {
  const [origin, sizeText, rootText, ...extensions] = body.slice(0, -1).split("\n");
  if (origin === undefined || sizeText === undefined || rootText === undefined) return null;
  if (!isOrigin(origin) || !/^(0|[1-9]\d{0,15})$/.test(sizeText) || extensions.includes("")) return null;
  const size = Number(sizeText);
  const root = fromBase64(rootText);
  if (!Number.isSafeInteger(size) || root === null || root.length !== HASH_BYTES) return null;
  const rotations = extensions.map(parseRotation).filter((rotation) => rotation !== null);
  if (rotations.includes("malformed")) return null;
  return { origin, size, root, rotations: rotations.filter((rotation) => rotation !== "malformed") };
}
