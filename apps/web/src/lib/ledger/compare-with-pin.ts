import { api } from "#lib/api/browser-api.ts";
import { type PinnedHead, readPin, writePin } from "./pinned-head.ts";
import { extendsHead } from "./verify-in-browser.ts";

/** A head whose signature was checked here. */
export interface SignedHead {
  readonly origin: string;
  readonly vkey: string;
  readonly size: number;
  readonly rootHex: string;
  readonly checkpoint: string;
}

/** `none`: nothing was kept before. `extends`: what was kept is its beginning. `diverged`: it is not, or the key is another. */
export type Comparison = { readonly state: "none" } | { readonly state: "extends" | "diverged"; readonly pin: PinnedHead };

/** Holds a head against the one this browser keeps, and keeps the newer of two that agree. A pin that was contradicted stays. */
export async function compareWithPin(head: SignedHead, now: number, signal?: AbortSignal): Promise<Comparison> {
  const { origin, vkey, size, rootHex, checkpoint } = head;
  const pin = readPin(origin);
  const keep = () => writePin(origin, { vkey, size, rootHex, checkpoint, at: now });
  if (!pin) {
    keep();
    return { state: "none" };
  }
  if (pin.vkey !== vkey) return { state: "diverged", pin };
  const [from, to] = pin.size <= size ? [pin, head] : [head, pin];
  if (!extendsHead(from, to, await proofBetween(from.size, to.size, signal))) return { state: "diverged", pin };
  if (pin.size < size) keep();
  return { state: "extends", pin };
}

/** The hashes between two sizes. A log that cannot show them is not shown to be one: the empty answer proves nothing. */
export async function proofBetween(from: number, to: number, signal?: AbortSignal): Promise<readonly string[]> {
  if (from === to || from === 0) return [];
  return (await api.proveConsistency({ query: { from, to }, ...(signal && { signal }) })).hashes;
}
