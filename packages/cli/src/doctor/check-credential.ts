import type { LedgerStatus, SessionView } from "@agentlattice/contract";
import { type AgentLattice, AgentLatticeAuthenticationError, AgentLatticeError } from "@agentlattice/sdk";
import type { Connection } from "../connection/find-connection.ts";
import { answerOf } from "../connection/list-all.ts";
import { type Found, fail, ok, warn } from "./check.ts";

const STREAM_MS = 5_000;

/** Whether the credential is accepted, and whose it is. */
export async function checkCredential(al: AgentLattice, { apiKey }: Connection): Promise<Found> {
  try {
    if (apiKey.startsWith("als_")) {
      const { user, role, org_id } = answerOf<SessionView>(await al.request("GET", "/auth/session"));
      return ok(`${user.email}, ${role} of ${org_id}`);
    }
    const me = await al.whoami();
    return ok(`${me.agentId ? `agent ${me.name}` : me.name}, environment ${me.environment}, organisation ${me.orgId}`);
  } catch (error) {
    const advice =
      error instanceof AgentLatticeAuthenticationError
        ? "Get a new key in the console under Agents, or run agentlattice login."
        : "Try again; if it stays, quote the request id to whoever runs the server.";
    return fail(said(error), advice);
  }
}

/** Whether anything decides: without policies everything is denied. */
export async function checkPolicies(al: AgentLattice): Promise<Found> {
  try {
    const { policies, hasMore } = await al.policies({ limit: 200 });
    const active = policies.filter(({ status }) => status === "active").length;
    if (active > 0) return ok(`${active}${hasMore ? " or more" : ""} in force`);
    return warn("none is in force, so everything is denied", "Publish one: agentlattice policy push <folder> --publish");
  } catch (error) {
    return warn(said(error), "Without the scope policies:read they cannot be seen from here.");
  }
}

/** Whether the ledger of whoever asks is signed: otherwise everything is refused, whatever the server says of itself. */
export async function checkLedger(al: AgentLattice): Promise<Found> {
  try {
    const { state, stored_size, message, remedy } = answerOf<LedgerStatus>(await al.request("GET", "/audit/status"));
    if (state === "signed") return ok(`signed, ${stored_size} entries`);
    return fail(message ?? state, remedy ?? "Look at the server's own log.");
  } catch (error) {
    if (error instanceof AgentLatticeError && error.code === "FORBIDDEN") return warn(said(error), "The key needs the scope audit:read.");
    return fail(said(error), "Try again; if it stays, quote the request id to whoever runs the server.");
  }
}

/** Whether events get through as they happen: a proxy that collects an answer before it hands it on breaks the live stream. */
export async function checkStream(al: AgentLattice, withinMs = STREAM_MS): Promise<Found> {
  const started = Date.now();
  const stop = new AbortController();
  const stream = al.subscribe({ signal: stop.signal });
  const timer = setTimeout(() => stop.abort(), withinMs);
  const first = stream.next().catch((error: unknown) => error);
  try {
    await stream.ready;
    // The server's first words carry an id: until they are here, something holds them back.
    while (stream.lastEventId === undefined && !stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
    if (stream.lastEventId !== undefined) return ok(`opens in ${Date.now() - started} ms`);
    return fail("opens, and nothing comes through", "A proxy is buffering: turn that off for /api/v1/events/stream.");
  } catch (error) {
    if (stop.signal.aborted) return fail(`does not open within ${withinMs / 1_000} s`, "Does a proxy refuse or buffer text/event-stream?");
    if (error instanceof AgentLatticeError && error.code === "FORBIDDEN") return warn(said(error), "The key needs the scope audit:read.");
    return fail(said(error), "tail and subscribe will not work; gates will.");
  } finally {
    clearTimeout(timer);
    stop.abort();
    await first;
  }
}

function said(error: unknown): string {
  if (!(error instanceof AgentLatticeError)) return error instanceof Error ? error.message : String(error);
  return `${error.message} (${error.code}${error.requestId === undefined ? "" : `, request ${error.requestId}`})`;
}
