/** SHA-256 of some bytes, 32 bytes long. Given by the caller: node:crypto on servers, @noble/hashes in browsers. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Plain Ed25519 verification (RFC 8032); the strict checks around it are ours. */
export type Ed25519Verify = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Ed25519 signature of a message with a key the caller holds. */
export type Ed25519Sign = (message: Uint8Array) => Uint8Array;

/**
 * The right edge of a Merkle tree: roots of its complete subtrees, largest (leftmost) first.
 * `hashes.length` is the number of one bits in `size`.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** A node of the tree: `level` 0 is leaves; the node covers leaves [index·2^level, (index+1)·2^level). */
export interface NodeRef {
  readonly level: number;
  readonly index: number;
}

/** A tile of 256 nodes that has just become complete: tile (level, index) holds nodes at tree level 8·level; `root` is the node above them. */
export interface CompletedTile {
  readonly level: number;
  readonly index: number;
  readonly root: Uint8Array;
}
