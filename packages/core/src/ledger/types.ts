/** Computes SHA-256. The caller provides it: node:crypto on servers, @noble/hashes in browsers. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Verifies plain Ed25519 (RFC 8032), without the strict checks. */
export type Ed25519Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Signs a message with Ed25519 and a key that the caller holds. */
export type Ed25519Sign = (message: Uint8Array) => Uint8Array;

/**
 * The right edge of a Merkle tree: roots of its complete subtrees, largest (leftmost) first. `hashes.length` is the number of one bits in
 * `size`.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** A node of the tree. Level 0 is the leaves; the node covers leaves [index·2^level, (index+1)·2^level). */
export interface NodeRef {
  readonly level: number;
  readonly index: number;
}

/** A tile of 256 nodes that was just completed. Tile (level, index) holds nodes of tree level 8·level; `root` is the node above them. */
export interface CompletedTile {
  readonly level: number;
  readonly index: number;
  readonly root: Uint8Array;
}
