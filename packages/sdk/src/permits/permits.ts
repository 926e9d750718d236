import { AgentLatticeError } from "../errors.ts";
import type { PermitKey } from "../ledger/open-signed.ts";
import { checkOptions } from "../transport/check-options.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import { send } from "../transport/send.ts";
import { permitKeys } from "../transport/shapes.ts";
import { type VerifiedPermit, type VerifyPermitOptions, verifyPermit } from "./verify-permit.ts";

/** Options of `al.permits.verify`: the action that is about to run, exactly as it was approved. */
export interface VerifyPermitWithKeysOptions extends Omit<VerifyPermitOptions, "keys"> {
  signal?: AbortSignal;
}

/** Pause between two fetches of the keys, in milliseconds, so that permits with unknown keys do not cause a request each. */
const MIN_FETCH_GAP_MS = 10_000;
const MAX_KEY_AGE_MS = 60_000;

/**
 * Verifies offline permits where actions are enforced. The published keys are fetched when they are needed and kept for a minute.
 *
 * @example
 * await al.permits.verify(permit, "pr.merge", { org: "org_…", audience: "deployer", metadata: { target: "acme/shop#42" } });
 */
export class Permits {
  readonly #config: Config;
  readonly #keys = new Map<string, { readonly keys: readonly PermitKey[]; readonly at: number }>();
  /** Ids of the permits that were verified here, with the time at which they can be forgotten. */
  readonly #used = new Map<string, number>();

  constructor(config: Config) {
    this.#config = config;
  }

  /**
   * Verifies a permit against the action that is about to run, and refuses a second use in this process. Run several processes only with a
   * shared memory of `jti`, or use permits that are consumed. Fails closed: run the action only when this resolves.
   *
   * @throws AgentLatticeError `PERMIT_INVALID`, `PERMIT_EXPIRED`, `PERMIT_WRONG_AUDIENCE`, `PERMIT_PAYLOAD_MISMATCH`, `PERMIT_CONSUMED`
   */
  async verify(permit: string, actionType: string, options: VerifyPermitWithKeysOptions): Promise<VerifiedPermit> {
    checkOptions("permits.verify", options);
    const { signal, ...expected } = options;
    const keys = await this.#keysFor(expected.org, kidOf(permit), signal);
    const verified = await verifyPermit(permit, actionType, { ...expected, keys });
    this.#claim(verified, expected.clockTolerance ?? 0);
    return verified;
  }

  #claim({ jti, expiresAt }: VerifiedPermit, tolerance: number): void {
    const now = Date.now();
    for (const [used, until] of this.#used) if (until < now) this.#used.delete(used);
    if (this.#used.has(jti)) throw new AgentLatticeError("PERMIT_CONSUMED", "The permit was used before. Do not run the action again.");
    this.#used.set(jti, Date.parse(expiresAt) + (tolerance + 60) * 1_000);
  }

  async #keysFor(org: string, kid: string | undefined, signal: AbortSignal | undefined): Promise<readonly PermitKey[]> {
    const known = this.#keys.get(org);
    const age = known ? Date.now() - known.at : Number.POSITIVE_INFINITY;
    const isKnown = known?.keys.some((key) => key.kid === kid) ?? false;
    if (known && age < (isKnown ? MAX_KEY_AGE_MS : MIN_FETCH_GAP_MS)) return known.keys;
    const path = `/permits/jwks.json?org=${encodeURIComponent(org)}` as const;
    const { body } = await send(this.#config, { method: "GET", path, signal });
    const keys = decode(permitKeys, body, "keys").keys;
    this.#keys.set(org, { keys, at: Date.now() });
    return keys;
  }
}

/** Returns the key id that a permit names, without trusting it. */
function kidOf(permit: string): string | undefined {
  try {
    const header: unknown = JSON.parse(atob((permit.split(".")[0] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    return typeof header === "object" && header !== null && "kid" in header && typeof header.kid === "string" ? header.kid : undefined;
  } catch {
    return undefined;
  }
}
