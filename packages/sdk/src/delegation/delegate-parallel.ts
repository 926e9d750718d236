import { AgentLatticeError } from "../errors.ts";
import { type Endable, thenEnd } from "../transport/then-end.ts";
import { throwAll } from "./delegation-errors.ts";

/**
 * Runs a function with several delegations, and ends all of them. The function runs only when every delegation was created.
 * @throws what the function throws; AgentLatticeParallelError for several failed delegations
 */
export async function delegateParallel<Agent extends Endable, T>(args: readonly unknown[]): Promise<T> {
  const last = args.at(-1);
  const fn = typeof last === "function" ? (last as (agents: Agent[]) => T | Promise<T>) : null;
  const opened = await Promise.allSettled(fn ? args.slice(0, -1) : args);
  const values = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const agents = values.filter(isAgent<Agent>);
  return thenEnd(agents, () => {
    throwAll(
      opened.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])),
      "created",
    );
    if (!fn || agents.length < values.length)
      throw new AgentLatticeError("INVALID_OPTION", "Pass delegations, and a function as the last argument: parallel(al.delegate(…), fn).");
    return fn(agents);
  });
}

function isAgent<Agent extends Endable>(value: unknown): value is Agent {
  return typeof value === "object" && value !== null && "delegation" in value && "end" in value && typeof value.end === "function";
}
