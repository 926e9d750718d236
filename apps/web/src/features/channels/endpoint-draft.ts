import { CHAT_TYPES, ENDPOINT_KINDS, NOTICE_TOPICS, WebhookInput } from "@agentlattice/contract";
import { ENVIRONMENTS } from "#features/agents/agent-words.ts";
import type { EndpointKind } from "./endpoint-kinds.ts";
import { TOPIC_TYPES } from "./topic-types.ts";

/** The fields of the form that are kept in the tab. The token of a bot is a secret and is not among them. */
export const EMPTY = {
  kind: "webhook" as string,
  url: "",
  channel: "",
  name: "",
  types: "approval.*",
  announces: "all" as string,
  topics: [] as readonly string[],
  environments: [...ENVIRONMENTS] as readonly string[],
};
export type EndpointDraft = typeof EMPTY;

/** Returns the kind of a draft, which may come from an earlier release. */
export function kindOf({ kind }: EndpointDraft): EndpointKind {
  return ENDPOINT_KINDS.find((one) => one === kind) ?? "webhook";
}

/** Returns the parsed input of the API. */
export function toInput(draft: EndpointDraft, token: string) {
  const { url, channel, types, announces, topics, environments, name } = draft;
  const kind = kindOf(draft);
  const ofTopics = NOTICE_TOPICS.flatMap((topic) => (topics.includes(topic) ? TOPIC_TYPES[topic] : []));
  return WebhookInput.safeParse({
    kind,
    ...(kind === "slack" ? { channel: channel.trim(), token: token.trim() } : { url: url.trim() }),
    types: kind === "webhook" ? types.split(/[\s,]+/).filter(Boolean) : [...(announces === "all" ? CHAT_TYPES : []), ...ofTopics],
    environments,
    ...(name.trim() && { name: name.trim() }),
  });
}
