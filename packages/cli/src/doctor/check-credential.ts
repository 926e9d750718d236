import { type ApiClient, isRefusal } from "@agentlattice/contract/client";
import { type AgentLattice, AgentLatticeAuthenticationError, AgentLatticeError } from "@agentlattice/sdk";
import type { Connection } from "../connection/find-connection.ts";
import { type CheckResult, fail, ok, warn } from "./check.ts";

const STREAM_MS = 5_000;

/** Checks that the credential is accepted, and shows its holder. */
export async function checkCredential(api: ApiClient, { apiKey }: Connection): Promise<CheckResult> {
  try {
    if (apiKey.startsWith("als_")) {
      const { user, role, org_id } = await api.getSession();
      return ok(`${user.email}, ${role} of ${org_id}`);
    }
    const me = await api.whoami();
    return ok(`${me.agent_id ? `agent ${me.name}` : me.name}, environment ${me.environment}, organisation ${me.org_id}`);
  } catch (error) {
    const advice =
      error instanceof AgentLatticeAuthenticationError
        ? "Get a new key in the console under Agents, or run agentlattice login."
        : "Try again. If it fails again, send the request id to the operator of the server.";
    return fail(describeFailure(error), advice);
  }
}

/** Checks that at least one policy is active. Without one, every action is denied. */
export async function checkPolicies(api: ApiClient): Promise<CheckResult> {
  try {
    const { data, has_more } = await api.listPolicies({ query: { limit: 200 } });
    const active = data.filter(({ status }) => status === "active").length;
    if (active > 0) return ok(`${active}${has_more ? " or more" : ""} active`);
    return warn("none is active, so every action is denied", "Publish one: agentlattice policy push <folder> --publish");
  } catch (error) {
    return warn(describeFailure(error), "Reading policies needs the scope policies:read.");
  }
}

/** Checks that the organisation's ledger is signed. While it is not, every request is refused. */
export async function checkLedger(api: ApiClient): Promise<CheckResult> {
  try {
    const { state, stored_size, message, remedy } = await api.getLedgerStatus();
    if (state === "signed") return ok(`signed, ${stored_size} entries`);
    return fail(message ?? state, remedy ?? "Read the log of the server.");
  } catch (error) {
    if (isRefusal(error, "getLedgerStatus", "FORBIDDEN")) return warn(describeFailure(error), "The key needs the scope audit:read.");
    return fail(describeFailure(error), "Try again. If it fails again, send the request id to the operator of the server.");
  }
}

/** Checks that events arrive as they happen. A proxy that buffers answers breaks the live stream. */
export async function checkStream(al: AgentLattice, withinMs = STREAM_MS): Promise<CheckResult> {
  const started = Date.now();
  const stop = new AbortController();
  const stream = al.subscribe({ signal: stop.signal });
  const timer = setTimeout(() => stop.abort(), withinMs);
  const first = stream.next().catch((error: unknown) => error);
  try {
    await stream.ready;
    // The server's first message carries an id. Until it arrives, a proxy is holding it back.
    while (stream.lastEventId === undefined && !stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
    if (stream.lastEventId !== undefined) return ok(`opens in ${Date.now() - started} ms`);
    return fail("opens, but no event arrives", "A proxy buffers the stream. Turn buffering off for /api/v1/events/stream.");
  } catch (error) {
    if (stop.signal.aborted)
      return fail(`does not open within ${withinMs / 1_000} s`, "Check whether a proxy refuses or buffers text/event-stream.");
    if (error instanceof AgentLatticeError && error.code === "FORBIDDEN")
      return warn(describeFailure(error), "The key needs the scope audit:read.");
    return fail(describeFailure(error), "tail --follow and subscribe do not work. Gates do.");
  } finally {
    clearTimeout(timer);
    stop.abort();
    await first;
  }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof AgentLatticeError)) return error instanceof Error ? error.message : String(error);
  return `${error.message} (${error.code}${error.requestId === undefined ? "" : `, request ${error.requestId}`})`;
}
