import type { AgentLattice } from "./agent-lattice.ts";
import type { AgentLatticeOptions, Config } from "./config.ts";
import { AgentLatticeCleanupError } from "./delegation-errors.ts";
import { assertDelegable, createDelegation, type Delegation, type RevokedDelegation, revokeDelegation } from "./delegations.ts";
import { messageOf, tell } from "./tell.ts";
import { unlessAborted } from "./unless-aborted.ts";

declare global {
  // Runtimes and compilers that know `await using` say the same; older ones, such as early Node 20, do not say it at all.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** The symbol where the runtime has it, else the one that compiled `await using` looks for. */
const ASYNC_DISPOSE: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/** Options of `delegate`. */
export interface DelegateOptions {
  /** What the child may do, each within what this agent may do: `pr.merge`, `pr.*`. */
  capabilities: readonly string[];
  /** Seconds the child lives at most, 1 to 86,400. It never outlives its parent. */
  ttl: number;
  /** Aborting ends the delegation at once and rejects with the signal's reason. */
  signal?: AbortSignal;
  /**
   * Told when the delegation could not be revoked. Without it, that is thrown as `AgentLatticeCleanupError`, unless something else
   * is thrown already: then it is one line with `console.error`.
   */
  onCleanupError?: (error: unknown) => void;
}

/**
 * A child with a key of its own: everything a client can do, within what was delegated.
 *
 * @example
 * await using sub = await al.delegate("reviewer", { capabilities: ["pr.comment"], ttl: 900 });
 * await sub.gate("pr.comment");
 */
export interface DelegatedAgent extends AgentLattice {
  readonly delegation: Delegation;
  /**
   * Revokes the delegation and everything below it. Calling it again is the same call.
   * @throws AgentLatticeCleanupError when it cannot be revoked; then it may be called again
   */
  end(): Promise<RevokedDelegation>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a client of the same kind with another key. */
type Open = (options: AgentLatticeOptions) => AgentLattice;

/** What `delegate` needs of the client it belongs to. */
interface Parent {
  readonly config: Config;
  readonly open: Open;
}

/** A child that stays until it is ended, disposed of, aborted or its time is up. */
export async function delegateTo(parent: Parent, name: string, options: DelegateOptions): Promise<DelegatedAgent> {
  const { capabilities, ttl, signal } = options;
  assertDelegable({ name, capabilities, ttl });
  signal?.throwIfAborted();
  // The request itself is not aborted: what it may have made could not be revoked then.
  const creating = createDelegation(parent.config, { name, capabilities, ttl }).then((created) => toAgent(parent, created, options));
  return unlessAborted(creating, signal);
}

/** A child for as long as a function runs; the result or the error of the function comes through. */
export async function delegateWhile<T>(
  parent: Parent,
  name: string,
  options: DelegateOptions,
  fn: (agent: DelegatedAgent) => T | Promise<T>,
): Promise<T> {
  const agent = await delegateTo(parent, name, options);
  return thenEnd([agent], () => unlessAborted(fn(agent), options.signal), options.onCleanupError);
}

/** Several children for as long as a function runs. When one cannot be made, none stays. */
export async function delegateParallel<T>(
  delegations: readonly (DelegatedAgent | Promise<DelegatedAgent>)[],
  fn: (agents: DelegatedAgent[]) => T | Promise<T>,
): Promise<T> {
  const opened = await Promise.allSettled(delegations);
  const agents = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = opened.find((one) => one.status === "rejected");
  return thenEnd(agents, () => (failed ? Promise.reject(failed.reason) : fn(agents)), undefined);
}

/** INVARIANT: every agent is ended, whatever the function does, and an error of the function is never replaced by one of the clean-up. */
async function thenEnd<T>(
  agents: readonly DelegatedAgent[],
  run: () => T | Promise<T>,
  onCleanupError: ((error: unknown) => void) | undefined,
): Promise<T> {
  let value: T;
  try {
    value = await run();
  } catch (error) {
    for (const failure of await endAll(agents)) tell(onCleanupError ?? complain, failure);
    throw error;
  }
  const [first, ...others] = await endAll(agents);
  for (const failure of others) tell(onCleanupError ?? complain, failure);
  if (first === undefined) return value;
  if (!onCleanupError) throw first;
  tell(onCleanupError, first);
  return value;
}

async function endAll(agents: readonly DelegatedAgent[]): Promise<unknown[]> {
  const ended = await Promise.allSettled(agents.map((agent) => agent.end()));
  return ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
}

function toAgent({ config, open }: Parent, created: { delegation: Delegation; apiKey: string }, options: DelegateOptions): DelegatedAgent {
  const { delegation, apiKey } = created;
  const { apiUrl: baseUrl, ...same } = config;
  const { signal, onCleanupError } = options;
  let ending: Promise<RevokedDelegation> | null = null;
  const onAbort = () => void end().catch((error: unknown) => tell(onCleanupError ?? complain, error));
  const end = () => {
    ending ??= revokeDelegation(config, delegation.id).then(
      (revoked) => {
        signal?.removeEventListener("abort", onAbort);
        return revoked;
      },
      (cause: unknown) => {
        ending = null;
        throw new AgentLatticeCleanupError(delegation.id, delegation.expiresAt, cause);
      },
    );
    return ending;
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const client = open({ ...same, apiKey, baseUrl });
  return Object.assign(client, { delegation, end, [ASYNC_DISPOSE]: async () => void (await end()) });
}

function complain(error: unknown): void {
  console.error(`AgentLattice: ${messageOf(error)}`);
}
