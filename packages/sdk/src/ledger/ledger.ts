import { fromBase64, verifyConsistency } from "@agentlattice/core/ledger";
import type { Receipt } from "../results.ts";
import { checkOptions } from "../transport/check-options.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { send } from "../transport/send.ts";
import { checkpointView, consistencyProof } from "../transport/shapes.ts";
import { LedgerDivergenceError, LedgerVerificationError } from "./ledger-errors.ts";
import type { LedgerPin } from "./ledger-pin.ts";
import { sha256 } from "./sha256.ts";
import { openHead, type VerifiedReceipt, verifyReceipt } from "./verify-receipt.ts";

/** Options of `al.ledger.pin`. */
export interface PinOptions {
  /** The head that was verified last. Default: the one that this client remembers. */
  pin?: LedgerPin;
  /** The log's verifier key. Without it or a pin, the client trusts the first key that the server names, as ssh does. */
  vkey?: string;
  signal?: AbortSignal;
}

/**
 * Checks the ledger in this process. Heads are remembered, and each new one must extend the last.
 *
 * @example
 * const pin = await al.ledger.pin({ pin: JSON.parse(await readFile("pin.json", "utf8")) });
 * await writeFile("pin.json", JSON.stringify(pin));
 */
export class Ledger {
  readonly #config: Config;
  #pin: LedgerPin | null = null;

  constructor(config: Config) {
    this.#config = config;
  }

  /**
   * Fetches the newest signed head, proves that it extends the one that was pinned, and remembers it. Fails closed: without a proof the pin
   * stays as it was.
   *
   * @throws LedgerDivergenceError when it does not extend it; LedgerVerificationError when it is not signed by the key
   */
  async pin(options: PinOptions = {}): Promise<LedgerPin> {
    checkOptions("ledger.pin", options);
    const { signal } = options;
    const old = options.pin ?? this.#pin;
    const { body } = await send(this.#config, { method: "GET", path: "/audit/checkpoint", signal });
    const { checkpoint, vkey } = decode(checkpointView, body, "checkpoint");
    const head = await openHead(checkpoint, options.vkey ?? old?.vkey ?? vkey);
    if (old) await this.#compare(old, head, signal);
    // An older head that agrees with the pin adds nothing.
    this.#pin = old && old.size > head.size ? old : head;
    return { ...this.#pin };
  }

  /**
   * Verifies a receipt, and that its head and the pinned head belong to the same log. Pins the current head first when there is no pin.
   * Fails closed: it resolves only for a receipt that is proven.
   *
   * @throws LedgerVerificationError, LedgerDivergenceError
   * @example
   * const result = await al.execute("pr.merge");
   * if (result.receipt) await al.ledger.verifyReceipt(result.receipt);
   */
  async verifyReceipt(receipt: Receipt, options: PinOptions = {}): Promise<VerifiedReceipt> {
    checkOptions("ledger.verifyReceipt", options);
    const pin = options.pin ?? this.#pin ?? (await this.pin(options));
    const verified = await verifyReceipt(receipt, { pin, ...(options.vkey === undefined ? {} : { vkey: options.vkey }) });
    const { origin, size, root } = verified;
    const head: LedgerPin = { origin, vkey: pin.vkey, size, root, checkpoint: receipt.checkpoint };
    await this.#compare(pin, head, options.signal);
    if (!this.#pin || this.#pin.size < size) this.#pin = head;
    return { ...verified, pinned: "equal" };
  }

  /** Checks that the larger of two heads extends the smaller. */
  async #compare(pinned: LedgerPin, seen: LedgerPin, signal: AbortSignal | undefined): Promise<void> {
    if (pinned.vkey !== seen.vkey) throw new LedgerVerificationError("WRONG_ORIGIN", "The pin belongs to another log or another key.");
    const [from, to] = pinned.size <= seen.size ? [pinned, seen] : [seen, pinned];
    const hashes = from.size === to.size ? [] : await this.#proof(from.size, to.size, signal);
    const claim = { from: from.size, fromRoot: rootOf(from), to: to.size, toRoot: rootOf(to), hashes };
    if (!verifyConsistency(sha256, claim)) throw new LedgerDivergenceError(pinned, seen);
  }

  async #proof(from: number, to: number, signal: AbortSignal | undefined): Promise<Uint8Array[]> {
    const { body } = await send(this.#config, { method: "GET", path: `/audit/proof/consistency?from=${from}&to=${to}`, signal });
    return decode(consistencyProof, body, "proof").hashes.map((text) => fromBase64(text) ?? new Uint8Array(0));
  }
}

function rootOf({ root }: LedgerPin): Uint8Array {
  return fromBase64(root) ?? new Uint8Array(0);
}
