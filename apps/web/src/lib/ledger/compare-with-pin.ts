import { api } from "#lib/api/browser-api.ts";
import { type PinnedHead, readPin, writePin } from "./pinned-head.ts";
import { extendsHead, openNote } from "./verify-in-browser.ts";

/** A log head whose signature this browser has verified. */
export interface SignedHead {
  readonly origin: string;
  readonly vkey: string;
  readonly size: number;
  readonly rootHex: string;
  readonly checkpoint: string;
}

/**
 * The result of comparing a head with the pinned one. `none`: nothing is pinned. `extends`: the logs agree. `diverged`: they
 * contradict each other, or the key differs and the pinned key does not lead to it.
 */
export type Comparison = { readonly state: "none" } | { readonly state: "extends" | "diverged"; readonly pin: PinnedHead };

/** Compares a head with the pinned head, and pins the newer of the two if they agree. A contradicted pin is kept. */
export async function compareWithPin(head: SignedHead, now: number, signal?: AbortSignal): Promise<Comparison> {
  const { origin, vkey, size, rootHex, checkpoint } = head;
  const pin = readPin(origin);
  const save = () => writePin(origin, { vkey, size, rootHex, checkpoint, at: now });
  if (!pin) {
    save();
    return { state: "none" };
  }
  // A replaced key is followed: the new head carries the chain from the pinned key.
  if (pin.vkey !== vkey && !openNote(checkpoint, pin.vkey)) return { state: "diverged", pin };
  const [from, to] = pin.size <= size ? [pin, head] : [head, pin];
  if (!extendsHead(from, to, await proofBetween(from.size, to.size, signal))) return { state: "diverged", pin };
  if (pin.size < size) save();
  return { state: "extends", pin };
}

/** Fetches the consistency proof between two sizes. An empty response proves nothing. */
export async function proofBetween(from: number, to: number, signal?: AbortSignal): Promise<readonly string[]> {
  if (from === to || from === 0) return [];
  return (await api.proveConsistency({ query: { from, to }, ...(signal && { signal }) })).hashes;
}
