import { ACTION_TYPE, ACTION_TYPE_FORM, MAX_ACTION_TYPE_LENGTH } from "@agentlattice/core/action-type";
import { findSureDenial, type PrecheckClause, type Prechecks, type SureDenial } from "@agentlattice/core/prechecks";
import { AgentLatticeError } from "../errors.ts";
import { openSigned, type PermitKey } from "../ledger/open-signed.ts";
import { checkOptions } from "../transport/check-options.ts";
import { now } from "../transport/clock.ts";
import type { Config } from "../transport/config.ts";
import { decode } from "../transport/decode.ts";
import type { JsonValue, Open } from "../transport/json.ts";
import { readWhoami } from "../transport/read-result.ts";
import { send } from "../transport/send.ts";
import { permitKeys, policyBundle } from "../transport/shapes.ts";

const TYPE = "al-policy-bundle+jwt";
/** A bundle is used for at most this time, whatever it says. */
const MAX_AGE_MS = 60_000;
/** Lead of the server's clock with which a bundle is accepted. A clock that is further behind could not detect that one has expired. */
const MAX_CLOCK_LAG_MS = 30_000;
/** Age of a bundle from which a check fetches the next one in the background. */
const REFRESH_AGE_MS = 30_000;
const MIN_FETCH_GAP_MS = 5_000;

/** The answer of a check. `ask` is no permission: submit the action. */
export type PrecheckAnswer =
  | {
      readonly answer: "deny";
      readonly reason: Open<"CAPABILITY_EXCEEDED" | "NO_MATCHING_POLICY" | "POLICY_DENIED" | "CONDITIONS_DENIED">;
      /** Name of the policy that denies. */
      readonly policy?: string;
      /** The requirement that fails, with the value that it expects. */
      readonly field?: string;
      readonly operator?: string;
      readonly expected?: JsonValue;
      readonly remedy?: string;
    }
  | { readonly answer: "ask" };

/** Checks actions by signed policies in this process, in microseconds. Nothing is recorded. */
export interface Precheck {
  /**
   * Returns `deny` when the server would certainly deny the action, otherwise `ask`. Fails open: without a valid bundle of the last minute
   * it
   * answers `ask`, which allows nothing, and the server decides. A relaxed policy takes effect here after at most a minute.
   * @throws AgentLatticeError `INVALID_REQUEST` for an invalid action name, which the server refuses too
   * @example
   * if (al.precheck("code.push", { metadata: { lines } }).answer === "deny") return splitChange();
   */
  (actionType: string, options?: { metadata?: Readonly<Record<string, unknown>> }): PrecheckAnswer;
  /**
   * Fetches the policies of this agent and verifies their signature. A check does this in the background too. Fails closed: it throws when
   * there is no valid bundle.
   * @throws AgentLatticeError `BUNDLE_INVALID`
   * @example
   * await al.precheck.refresh();
   */
  refresh(): Promise<void>;
}

const ASK: PrecheckAnswer = { answer: "ask" };

interface Loaded {
  readonly prechecks: Prechecks;
  /** Times of the monotonic clock. */
  readonly loadedAt: number;
  readonly until: number;
}

/** Returns the functions of `al.precheck`. */
export function createPrecheck(config: Config): Precheck {
  let loaded: Loaded | null = null;
  let keys: readonly PermitKey[] = [];
  let agent: string | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;

  const load = async () => {
    const startedAt = now();
    triedAt = startedAt;
    // The agent of a key never changes, so it is read once.
    agent ??= readWhoami((await send(config, { method: "GET", path: "/whoami" })).body).agentId;
    const { bundle } = decode(policyBundle, (await send(config, { method: "GET", path: "/policies/bundle" })).body, "bundle");
    let claims = await openSigned(bundle, TYPE, keys);
    if (claims === "KEY") {
      keys = decode(permitKeys, (await send(config, { method: "GET", path: "/permits/jwks.json" })).body, "keys").keys;
      claims = await openSigned(bundle, TYPE, keys);
    }
    if (typeof claims === "string") throw invalid(`Its ${claims.toLowerCase()} is wrong.`);
    const { iat, exp, prechecks } = claims;
    if (typeof iat !== "number" || typeof exp !== "number" || !isPrechecks(prechecks)) throw invalid("Its claims are incomplete.");
    if (agent === undefined || claims.agent !== agent) throw invalid("It belongs to another agent.");
    const left = exp * 1_000 - Date.now();
    if (left <= 0) throw invalid("It has expired, or the clock of this machine is wrong.");
    if (iat * 1_000 - Date.now() > MAX_CLOCK_LAG_MS) throw invalid("The clock of this machine is more than 30 seconds behind.");
    // The age is measured on this machine's monotonic clock, from before the request.
    loaded = { prechecks, loadedAt: startedAt, until: startedAt + Math.min((exp - iat) * 1_000, left, MAX_AGE_MS) };
  };
  const refresh = (): Promise<void> => {
    running ??= load().finally(() => {
      running = null;
    });
    return running;
  };

  const check = (actionType: string, options: { metadata?: Readonly<Record<string, unknown>> } = {}): PrecheckAnswer => {
    assertActionType(actionType);
    checkOptions("precheck", options);
    const at = now();
    if ((!loaded || at - loaded.loadedAt > REFRESH_AGE_MS) && !running && at - triedAt > MIN_FETCH_GAP_MS)
      refresh().catch(() => {
        // Without a bundle the answer is `ask`, and the submission reports the problem.
      });
    if (!loaded || at >= loaded.until) return ASK;
    const denial = findSureDenial(loaded.prechecks, actionType, options.metadata ?? {});
    return denial ? describe(denial) : ASK;
  };
  return Object.assign(check, { refresh });
}

function describe({ reason, policy, clause }: SureDenial): PrecheckAnswer {
  return { answer: "deny", reason, ...(policy === undefined ? {} : { policy }), ...(clause ? describeClause(clause) : {}) };
}

function describeClause({ field, operator, value, remedy }: PrecheckClause) {
  const expected = (Array.isArray(value) ? [...value] : value) as JsonValue;
  return { field, operator, expected, ...(remedy === undefined ? {} : { remedy }) };
}

/** The server signed the bundle, so only the parts that are read are checked. */
function isPrechecks(value: unknown): value is Prechecks {
  if (typeof value !== "object" || value === null) return false;
  const { capabilities, grantable, rules } = value as Partial<Record<keyof Prechecks, unknown>>;
  return Array.isArray(capabilities) && (grantable === null || Array.isArray(grantable)) && Array.isArray(rules);
}

/** Refuses a name that is no action, as the server does. */
function assertActionType(name: unknown): void {
  const hasForm = typeof name === "string" && ACTION_TYPE.test(name);
  if (hasForm && name.length <= MAX_ACTION_TYPE_LENGTH) return;
  const message = hasForm ? `must have at most ${MAX_ACTION_TYPE_LENGTH} characters` : ACTION_TYPE_FORM;
  throw new AgentLatticeError("INVALID_REQUEST", `action_type: ${message}.`, { errors: [{ path: "action_type", message }] });
}

function invalid(why: string): AgentLatticeError {
  return new AgentLatticeError("BUNDLE_INVALID", `The policy bundle was refused. ${why} The server decides every action.`);
}
