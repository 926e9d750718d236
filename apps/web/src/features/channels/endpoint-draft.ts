import { CHAT_TYPES, ENDPOINT_KINDS, WebhookInput } from "@agentlattice/contract";
import { ENVIRONMENTS } from "#features/agents/agent-words.ts";

export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

/** The fields of the form that are kept in the tab. The token of a bot is a secret and is not among them. */
export const EMPTY = {
  kind: "webhook" as string,
  url: "",
  channel: "",
  name: "",
  types: "approval.*",
  announces: "all" as string,
  environments: [...ENVIRONMENTS] as readonly string[],
};
export type EndpointDraft = typeof EMPTY;

/** Returns the kind of a draft, which may come from an earlier release. */
export function kindOf({ kind }: EndpointDraft): EndpointKind {
  return ENDPOINT_KINDS.find((one) => one === kind) ?? "webhook";
}

/** Returns the parsed input of the API. */
export function toInput(draft: EndpointDraft, token: string) {
  const { url, channel, types, announces, environments, name } = draft;
  const kind = kindOf(draft);
  return WebhookInput.safeParse({
    kind,
    ...(kind === "slack" ? { channel: channel.trim(), token: token.trim() } : { url: url.trim() }),
    types: kind === "webhook" ? types.split(/[\s,]+/).filter(Boolean) : announces === "all" ? [...CHAT_TYPES] : [],
    environments,
    ...(name.trim() && { name: name.trim() }),
  });
}

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
