import type { Json } from "../model/json.ts";
import { concatBytes, toHex, utf8 } from "./bytes.ts";
import { canonicalize } from "./jcs.ts";
import type { Sha256 } from "./types.ts";

/** Length of a commitment's salt in bytes. */
export const SALT_BYTES = 32;

/** First byte of the hashed text of a commitment. Leaves use 0 and nodes use 1. */
export const COMMITMENT_TAG = 2;

/** The committed value and its location. */
export interface CommitmentInput {
  /** 32 random bytes for this field alone. Deleting them makes the commitment unlinkable. */
  readonly salt: Uint8Array;
  readonly log: string;
  /** Id of the entry, `evt_…`. */
  readonly id: string;
  readonly field: string;
  readonly value: Json;
}

/**
 * Returns the salted commitment to a value kept outside the log, as stored in an entry's `pd`: lower-case hex of SHA-256(0x02 ‖ salt ‖
 * JCS{"field","id","log","value"}). It covers log, entry and field, so values cannot be swapped.
 * @throws RangeError for a salt that is not 32 bytes; TypeError for a value without a canonical form
 */
export function commitment(sha: Sha256, input: CommitmentInput): string {
  if (input.salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${input.salt.length}`);
  return toHex(sha(concatBytes(Uint8Array.of(COMMITMENT_TAG), input.salt, utf8(commitmentText(input, canonicalize(input.value))))));
}

/** Returns the text after tag and salt for a value whose canonical text is known, for callers with a native hash function. */
export function commitmentText({ field, id, log }: Pick<CommitmentInput, "field" | "id" | "log">, value: string): string {
  return `{"field":${canonicalize(field)},"id":${canonicalize(id)},"log":${canonicalize(log)},"value":${value}}`;
}
