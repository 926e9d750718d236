import { throwAll } from "../delegation/delegation-errors.ts";
import { logFailure, notify } from "../notify.ts";

/** A delegation that can be ended. */
export interface Endable {
  end(): Promise<unknown>;
}

/**
 * Runs a function and ends the agents. INVARIANT: every agent is ended, and an error of the function is never replaced by one of the
 * clean-up.
 * @throws the error of the function; without one, the errors of the clean-up when nothing else receives them
 */
export async function thenEnd<T>(
  agents: readonly Endable[],
  run: () => T | Promise<T>,
  onCleanupError?: (error: unknown) => void,
): Promise<T> {
  let value: T;
  try {
    value = await run();
  } catch (error) {
    for (const failure of await endAll(agents)) notify(onCleanupError ?? logFailure, failure);
    throw error;
  }
  const failures = await endAll(agents);
  if (onCleanupError) for (const failure of failures) notify(onCleanupError, failure);
  else throwAll(failures, "revoked");
  return value;
}

async function endAll(agents: readonly Endable[]): Promise<unknown[]> {
  const ended = await Promise.allSettled(agents.map((agent) => agent.end()));
  return ended.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
}
