import type { KeyRotation } from "@agentlattice/core/ledger";
import type { SigningKey } from "./signing-key.ts";

/** A row of the table log_key. */
export interface LogKeyRow extends KeyRotation {
  readonly number: number;
  readonly origin: string;
  readonly wrapped: Uint8Array;
}

/** The key that signs a head, with the rotations of the log before it. */
export interface HeadSigner {
  readonly key: SigningKey;
  readonly rotations: readonly KeyRotation[];
}

/** The keys of a log. As a key it is the newest one. */
export interface LogKeys extends SigningKey {
  /** Returns the key that signs heads of this size. INVARIANT: the size alone decides, so every process signs a head with the same key. */
  signerOf(log: { readonly origin: string; readonly size: number }): HeadSigner;
}

/** @param later the keys that replaced the first one, in order */
export function logKeys(first: SigningKey, later: readonly { readonly row: LogKeyRow; readonly key: SigningKey }[]): LogKeys {
  const newest = later.at(-1)?.key ?? first;
  return {
    publicKey: newest.publicKey,
    sign: (message) => newest.sign(message),
    signerOf({ origin, size }) {
      // A restore begins a new log with the newest key of the one before.
      const used = later.filter(({ row }) => row.origin !== origin || row.seq < size);
      return { key: used.at(-1)?.key ?? first, rotations: used.flatMap(({ row }) => (row.origin === origin ? [row] : [])) };
    },
  };
}
