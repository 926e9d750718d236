import type { Json } from "../model/json.ts";
import { concatBytes, toHex, utf8 } from "./bytes.ts";
import { canonicalize } from "./jcs.ts";
import type { Sha256 } from "./types.ts";

/** Length of a commitment's salt in bytes. */
export const SALT_BYTES = 32;

/** First byte of what a commitment hashes: neither a leaf (0) nor a node (1). */
export const COMMITMENT_TAG = 2;

/** What a commitment hides, and where it stands. */
export interface CommitmentInput {
  /** 32 random bytes of this field alone; deleting them makes the commitment unlinkable. */
  readonly salt: Uint8Array;
  readonly log: string;
  /** Id of the entry, `evt_…`. */
  readonly id: string;
  readonly field: string;
  readonly value: Json;
}

/**
 * The salted commitment that stands in an entry's `pd` for a value kept outside the log: lower-case hex of
 * SHA-256(0x02 ‖ salt ‖ JCS{"field","id","log","value"}). Log, entry and field are inside, so values cannot be swapped.
 * @throws RangeError for a salt that is not 32 bytes; TypeError for a value without a canonical form
 */
export function commitment(sha: Sha256, input: CommitmentInput): string {
  if (input.salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${input.salt.length}`);
  return toHex(sha(concatBytes(Uint8Array.of(COMMITMENT_TAG), input.salt, utf8(commitmentText(input, canonicalize(input.value))))));
}

/**
 * The text after tag and salt, for a value whose canonical text the caller has already: whoever hashes natively needs only this.
 */
export function commitmentText({ field, id, log }: Pick<CommitmentInput, "field" | "id" | "log">, value: string): string {
  return `{"field":${canonicalize(field)},"id":${canonicalize(id)},"log":${canonicalize(log)},"value":${value}}`;
}
