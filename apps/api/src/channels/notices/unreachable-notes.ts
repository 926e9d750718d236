import { ENVIRONMENTS } from "@agentlattice/contract";
import type { PersonalChannel } from "@agentlattice/core/approval";
import type { Policy, PolicyIssue } from "@agentlattice/core/policy";
import { isNamed, type RoutedEndpoint } from "../outbox/plan-deliveries.ts";

/** The channels that exist when a policy is checked. */
export interface Reach {
  /** The enabled endpoints. */
  readonly endpoints: readonly Pick<RoutedEndpoint, "kind" | "name" | "environments">[];
  /** The channels by which the server reaches a person. */
  readonly personal: readonly PersonalChannel[];
}

const MISSING: Readonly<Record<PersonalChannel, string>> = {
  email: "email sends nothing: this server has no mail server. Set SMTP_URL, or name a channel such as slack:#ops.",
  slack: "slack sends nothing: this release has no messages to the Slack account of a person. Name a channel such as slack:#ops.",
  push: "push sends nothing: nobody in this organisation receives push messages. Approvers turn them on under Settings → Notifications.",
};
const KIND: Readonly<Record<string, string>> = { slack: "Slack channel", teams: "Teams channel", webhook: "webhook" };

/** Returns a note for each value of `notify` that sends nothing. */
export function unreachableNotes({ spec }: Policy, { endpoints, personal }: Reach): PolicyIssue[] {
  const environments: readonly string[] = spec.match.environments ?? ENVIRONMENTS;
  const inReach = endpoints.filter((endpoint) => endpoint.environments.some((one) => environments.includes(one)));
  return (spec.approval?.notify ?? []).flatMap((value, i) => {
    const missing = missingOf(value, inReach, personal);
    return missing === null ? [] : [{ path: `spec.approval.notify[${i}]`, message: missing }];
  });
}

function missingOf(value: string, endpoints: Reach["endpoints"], personal: Reach["personal"]): string | null {
  if (value === "console") return null;
  const [kind = "", name] = value.replace("#", "").split(":");
  if (name === undefined) return personal.some((channel) => channel === value) ? null : MISSING[value as PersonalChannel];
  if (endpoints.some((endpoint) => isNamed([value], endpoint))) return null;
  return `${value} sends nothing: no enabled ${KIND[kind]} named ${name} receives events of these environments. Add it under Settings → Channels.`;
}
