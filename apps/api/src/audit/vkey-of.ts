import { formatVkey } from "@agentlattice/core/ledger";
import { type OrgKeys, sha256 } from "@agentlattice/db";

/** Returns the verifier key of the log key that signs heads of the size in a note. The note is not trusted: its signature decides. */
export function vkeyOf({ log }: OrgKeys, origin: string, note: string): string {
  const size = Number(note.split("\n", 2)[1]);
  return formatVkey(sha256, { origin, publicKey: log.signerOf({ origin, size }).key.publicKey });
}
