import type { RunEvent } from "@agentlattice/contract";
import { formatCount } from "#lib/format/text.ts";

/** Returns a short description of an event for its row, without the name that the row begins with. It may hold text of the agent. */
export function describeEvent({ type, data, withheld, entry, kind }: RunEvent): string {
  if (kind === "governance") {
    if (!entry) return "";
    const words = [
      entry.action_type ? type : "",
      entry.status ?? "",
      entry.denial_reason ?? "",
      entry.event_types.includes("guardrail.redacted") ? "redacted" : "",
    ];
    return words.filter(Boolean).join(", ");
  }
  if (withheld !== null) return "Data withheld";
  if (data === null) return "";
  if (type === "llm.completed") return join(data.model, tokens(data.input_tokens, "in"), tokens(data.output_tokens, "out"));
  if (type === "tool.completed") return join(data.tool, data.success === undefined ? "" : data.success ? "ok" : "failed");
  return join(data.server, data.skill, data.version, data.reason, nameOf(data.error));
}

/** Returns the stated duration of an event, such as `2.1 s` or `84 ms`; empty without one. */
export function durationOf({ data }: RunEvent): string {
  const ms = data?.duration_ms;
  if (typeof ms !== "number") return "";
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

const tokens = (count: unknown, direction: string) => (typeof count === "number" ? `${formatCount(count)} ${direction}` : "");
const join = (...parts: unknown[]) => parts.filter((part) => typeof part === "string" && part !== "").join(", ");

/** Returns the name of an error that an agent reported as a text or an object. */
function nameOf(error: unknown): unknown {
  if (typeof error !== "object" || error === null || Array.isArray(error)) return error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  return join(name, code);
}
