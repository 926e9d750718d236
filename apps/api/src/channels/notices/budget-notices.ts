import type { ThresholdCrossing } from "@agentlattice/core/policy";
import { wireAmount } from "../../budgets/wire-amounts.ts";
import { consoleLink } from "../../http/console-link.ts";
import type { ChannelEvent } from "../outbox/message.ts";
import { type Fact, type NoticeContext, type NoticeSource, toManagers } from "./notice.ts";

/** Number of budgets that a subject names. */
const MAX_BUDGETS = 4;

/** Budgets that reach their cap, for those who manage the organisation and the agent: once a day for each budget and agent. */
export const BUDGET_NOTICES: NoticeSource = {
  topic: "budgets",
  appliesTo: (event) => reachedIn(event).length > 0,
  announce: (_, context) => toManagers(context),
  // Agents choose the number of their sessions, of which each may have a budget.
  subjectOf: (event, { agent }) => {
    const budgets = reachedIn(event).map(({ policy, index, measure }) => `${policy}/${index}/${measure}`);
    return ["budget", agent?.rootId ?? "", event.event.timestamp.slice(0, 10), ...budgets.slice(0, MAX_BUDGETS)].join(" ");
  },
  describe: (event, context) => {
    const { id, environment } = event.event;
    const reached = reachedIn(event);
    const names = [...new Set(reached.map(({ policy }) => nameOf(policy, context)))];
    const environmentName = environment ?? "all environments";
    return {
      id,
      isRequest: false,
      requester: null,
      heading: "Budget used up",
      subject: `${names.join(", ")}, ${environmentName}`,
      push: { title: `Budget used up: ${names.join(", ")}`, names: [...(context.agent ? [context.agent.rootName] : []), environmentName] },
      intro: (orgName) => `A budget of ${orgName} reached its cap.`,
      sentence: "A budget reached its cap.",
      facts: [
        ...(context.agent ? [["Agent", context.agent.name] as const] : []),
        ["Environment", environmentName],
        ...reached.map((crossing): Fact => [`Budget of ${nameOf(crossing.policy, context)}`, describeUse(crossing)]),
      ],
      claims: [],
      link: consoleLink(context.consoleUrl, "/budgets"),
      linkText: "Open budgets",
      expiresAt: null,
    };
  },
};

/** Returns the budgets whose whole cap is used. */
function reachedIn({ event, data }: ChannelEvent): readonly ThresholdCrossing[] {
  if (!event.event_types.includes("budget.threshold")) return [];
  const { thresholds = [] } = data as { readonly thresholds?: readonly ThresholdCrossing[] };
  return thresholds.filter(({ share }) => share >= 1);
}

const nameOf = (policy: string, { policies }: NoticeContext) => policies.find(({ id }) => id === policy)?.name ?? policy;

const describeUse = ({ measure, used, cap }: ThresholdCrossing) => `${wireAmount(measure, used)} of ${wireAmount(measure, cap)} ${measure}`;
