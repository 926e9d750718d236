import type { EntryData } from "@agentlattice/core/ledger/schemas";
import { UNITS } from "../../anomalies/describe-anomalies.ts";
import { consoleLink } from "../../http/console-link.ts";
import type { ChannelEvent } from "../outbox/message.ts";
import { formatTime } from "./describe-request.ts";
import { type Fact, type NoticeSource, toManagers } from "./notice.ts";

type Data = EntryData<"anomaly.detected">;
type Code = Data["anomaly"] | "POSTCONDITION_FAILED";

const WORDS: Readonly<Record<Code, string>> = {
  FREQUENCY_SPIKE: "more requests than usual",
  NEW_ACTION_TYPE: "new action",
  OFF_HOURS: "requests at an unusual time",
  BULK_ACCESS: "bulk access",
  SCOPE_ESCALATION: "requests beyond its capabilities",
  DELEGATION_BURST: "more delegations than usual",
  REPORTED_NOT_EXECUTED: "outcome reported without permission",
  APPROVAL_TAMPERED: "stored approval contradicts the ledger",
  POSTCONDITION_FAILED: "postcondition failed",
};
/** Anomalies that show that a control was bypassed. Quiet hours and digests do not delay their messages. */
const URGENT: ReadonlySet<Code> = new Set<Code>(["REPORTED_NOT_EXECUTED", "APPROVAL_TAMPERED"]);

/** Irregularities, for those who manage the organisation and the agent: once each, urgent ones and failed postconditions once a day for each agent, environment and kind. */
export const ANOMALY_NOTICES: NoticeSource = {
  topic: "anomalies",
  appliesTo: ({ event }) => event.event_types.includes("anomaly.detected"),
  announce: (event, context) => toManagers(context, { isUrgent: URGENT.has(codeOf(event)) }),
  subjectOf: (event, { agent }) => {
    const code = codeOf(event);
    const { environment, timestamp, subject } = event.event;
    // The number of other anomalies is bounded already, and each is about another action.
    const id = dataOf(event).id === undefined || URGENT.has(code) ? "" : subject.id;
    return ["anomaly", code, agent?.rootId ?? "", environment ?? "", id, timestamp.slice(0, 10)].join(" ");
  },
  describe: (event, context) => {
    const code = codeOf(event);
    const { id, environment, action_type } = event.event;
    const { agent, consoleUrl } = context;
    const environmentName = environment ?? "all environments";
    const anomaly = dataOf(event).id;
    return {
      id: anomaly ?? id,
      isRequest: false,
      requester: null,
      heading: "Anomaly",
      subject: `${WORDS[code]}, ${environmentName}`,
      push: { title: `Anomaly: ${WORDS[code]}`, names: [...(agent ? [agent.rootName] : []), environmentName] },
      intro: (orgName) => `AgentLattice found unusual activity in ${orgName}. No decision was changed by it.`,
      sentence: "Unusual activity. No decision was changed by it.",
      facts: [
        ["Anomaly", WORDS[code]],
        ...(agent ? [["Agent", agent.name] as const] : []),
        ["Environment", environmentName],
        ...(action_type === null ? [] : [["Action", action_type] as const]),
        ...numbersOf(dataOf(event), code),
      ],
      claims: [],
      link: consoleLink(consoleUrl, anomaly === undefined ? `/audit?q=${id}` : `/anomalies?anomaly=${anomaly}`),
      linkText: anomaly === undefined ? "Read the entry" : "Read the anomaly",
      expiresAt: null,
    };
  },
};

const dataOf = ({ data }: ChannelEvent) => data as Partial<Data>;

function codeOf(event: ChannelEvent): Code {
  return dataOf(event).anomaly ?? "POSTCONDITION_FAILED";
}

function numbersOf({ observed, threshold, baseline, window }: Partial<Data>, code: Code): Fact[] {
  if (observed === undefined || threshold === undefined || !baseline || !window) return [];
  const unit = code === "REPORTED_NOT_EXECUTED" ? "reports" : UNITS[code.toLowerCase() as keyof typeof UNITS];
  return [
    ["Observed", `${observed} ${observed === 1 ? unit.replace(/s$/, "") : unit} in an hour`],
    ["Reported from", String(threshold)],
    ["Usual", `${baseline.low} to ${baseline.high} in an hour, by ${baseline.requests} requests of ${baseline.days} days`],
    ["Time", `${formatTime(window.from)} to ${formatTime(window.to)}`],
  ];
}
