import type { EntryData } from "@agentlattice/core/ledger/schemas";
import { consoleLink } from "../../http/console-link.ts";
import { type NoticeSource, toManagers } from "./notice.ts";

type Confirmed = EntryData<"halt.confirmed">;
type Completed = EntryData<"drill.completed">;

/** Halts that are confirmed. The halts of drills are left out. */
export const HALT_NOTICES: NoticeSource = {
  topic: "halts",
  appliesTo: ({ event, data }) => event.kind === "halt.confirmed" && (data as Partial<Confirmed>).drill === undefined,
  announce: (_, context) => toManagers(context, { isUrgent: true }),
  describe: ({ data }, { agent, consoleUrl }) => {
    const { halt, scope, clients, after_ms, disconnected } = data as Confirmed;
    const subject = disconnected === undefined ? "Every client" : "Every connected client";
    return {
      id: halt,
      isRequest: false,
      requester: null,
      heading: "Halt confirmed",
      subject: wordOf(scope),
      push: { title: `Halt confirmed: ${wordOf(scope)}`, names: agent ? [agent.rootName] : [] },
      intro: (orgName) => `${subject} of a halt in ${orgName} confirmed that it stopped.`,
      sentence: `${subject} confirmed that it stopped.`,
      facts: [
        ["Scope", detailOf(scope)],
        ...(agent ? [["Agent", agent.name] as const] : []),
        ["Clients", String(clients)],
        ...(disconnected === undefined ? [] : [["Disconnected, not confirmed", String(disconnected)] as const]),
        ["Confirmed after", `${after_ms} ms`],
      ],
      claims: [],
      link: consoleLink(consoleUrl, `/agents/halts/${halt}`),
      linkText: "Open the halt",
      expiresAt: null,
    };
  },
};

/** Halt drills that missed their goal. */
export const DRILL_NOTICES: NoticeSource = {
  topic: "halts",
  appliesTo: ({ event, data }) => event.kind === "drill.completed" && (data as Partial<Completed>).passed === false,
  announce: (_, context) => toManagers(context),
  describe: ({ data }, { agent, consoleUrl }) => {
    const { drill, clients, in_time, goal_ms } = data as Completed;
    return {
      id: drill,
      isRequest: false,
      requester: null,
      heading: "Halt drill failed",
      subject: `${in_time} of ${clients} clients in time`,
      push: { title: "Halt drill failed", names: agent ? [agent.rootName] : [] },
      intro: (orgName) => `A halt drill in ${orgName} missed its goal.`,
      sentence: "A halt drill missed its goal.",
      facts: [
        ...(agent ? [["Agent", agent.name] as const] : []),
        ["Clients in time", `${in_time} of ${clients}`],
        ["Goal", `${goal_ms} ms`],
      ],
      claims: [],
      link: consoleLink(consoleUrl, "/agents/drills"),
      linkText: "Open drills",
      expiresAt: null,
    };
  },
};

function wordOf(scope: Confirmed["scope"]): string {
  if ("organisation" in scope) return "organisation";
  if ("agent" in scope) return "agent";
  return "action" in scope ? "actions" : `environment ${scope.environment}`;
}

function detailOf(scope: Confirmed["scope"]): string {
  if (!("action" in scope)) return wordOf(scope);
  return scope.environment ? `actions ${scope.action} in ${scope.environment}` : `actions ${scope.action}`;
}
