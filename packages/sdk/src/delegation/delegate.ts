import { logFailure, notify } from "../notify.ts";
import type { AgentLatticeOptions, Config } from "../transport/config.ts";
import { thenEnd } from "../transport/then-end.ts";
import { unlessAborted } from "../transport/unless-aborted.ts";
import { AgentLatticeCleanupError } from "./delegation-errors.ts";
import { assertDelegable, createDelegation, type Delegation, type RevokedDelegation, revokeDelegation } from "./delegations.ts";

declare global {
  // Newer runtimes and compilers declare the same; early Node 20 does not.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** The symbol of the runtime, or the one that compiled `await using` looks for. */
const ASYNC_DISPOSE: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/** Options of `delegate`. */
export interface DelegateOptions {
  /** Capabilities of the child, such as `pr.merge` or `pr.*`. Each must be within those of this agent. */
  capabilities: readonly string[];
  /** Maximum lifetime of the child in seconds, 1 to 86,400. It never outlives its parent. */
  ttl: number;
  /** Ends the delegation when it aborts. The call then rejects with the signal's reason. */
  signal?: AbortSignal;
  /**
   * Called when the delegation cannot be revoked. Without it, the failure is thrown as `AgentLatticeCleanupError`, or printed with
   * `console.error` when another error is thrown already.
   */
  onCleanupError?: (error: unknown) => void;
}

/** The delegation of a delegated agent. */
export interface DelegationHandle {
  readonly delegation: Delegation;
  /**
   * Revokes the delegation and every delegation below it. A repeated call returns the same promise.
   * @throws AgentLatticeCleanupError when it cannot be revoked; then it may be called again
   */
  end(): Promise<RevokedDelegation>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates a client with another key. */
type Open<Client> = (options: AgentLatticeOptions) => Client;

/** The parts of the parent's client that `delegate` needs. */
interface Parent<Client> {
  readonly config: Config;
  readonly open: Open<Client>;
}

/** Creates a delegation that lasts until it is ended, disposed of, aborted or expired. */
export async function delegateTo<Client extends object>(
  parent: Parent<Client>,
  name: string,
  options: DelegateOptions,
): Promise<Client & DelegationHandle> {
  const { capabilities, ttl, signal } = options;
  assertDelegable({ name, capabilities, ttl });
  signal?.throwIfAborted();
  // The request is not aborted, because a delegation that it created could then not be revoked.
  const creating = createDelegation(parent.config, { name, capabilities, ttl }).then((created) => toAgent(parent, created, options));
  return unlessAborted(creating, signal);
}

/** Creates a delegation that lasts while a function runs, and returns the function's result. */
export async function delegateWhile<Client extends object, T>(
  parent: Parent<Client>,
  name: string,
  options: DelegateOptions,
  fn: (agent: Client & DelegationHandle) => T | Promise<T>,
): Promise<T> {
  const agent = await delegateTo(parent, name, options);
  return thenEnd([agent], () => unlessAborted(fn(agent), options.signal), options.onCleanupError);
}

function toAgent<Client extends object>(
  { config, open }: Parent<Client>,
  created: { delegation: Delegation; apiKey: string },
  options: DelegateOptions,
): Client & DelegationHandle {
  const { delegation, apiKey } = created;
  const { apiUrl: baseUrl, identity, ...same } = config;
  const { signal, onCleanupError } = options;
  let ending: Promise<RevokedDelegation> | null = null;
  const onAbort = () => void end().catch((error: unknown) => notify(onCleanupError ?? logFailure, error));
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
  const client = open({ ...same, ...(identity ? { identity } : {}), apiKey, baseUrl });
  return Object.assign(client, { delegation, end, [ASYNC_DISPOSE]: async () => void (await end()) });
}
