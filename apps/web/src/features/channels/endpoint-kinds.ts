import type { Webhook } from "@agentlattice/contract";

export type EndpointKind = Webhook["kind"];

interface KindWords {
  /** The name of the kind in lists. */
  readonly text: string;
  readonly note: string;
  readonly namePlaceholder: string;
  readonly nameHint: string;
}

export const KINDS: Readonly<Record<EndpointKind, KindWords>> = {
  webhook: {
    text: "Webhook",
    note: "Signed JSON messages to your own system.",
    namePlaceholder: "release-agent",
    nameHint: "Optional. Submissions name it as callback, policies as webhook:<name>.",
  },
  slack: {
    text: "Slack",
    note: "Requests with buttons in a Slack channel.",
    namePlaceholder: "ops",
    nameHint: "Optional. Policies name it as slack:#<name>.",
  },
  teams: {
    text: "Microsoft Teams",
    note: "Requests as cards in a Teams channel, with a link to the console.",
    namePlaceholder: "releases",
    nameHint: "Optional. Policies name it as teams:<name>.",
  },
};
