import { CHAT_TYPES, ENDPOINT_KINDS, NOTICE_TOPICS, WebhookInput } from "@agentlattice/contract";
import { ENVIRONMENTS } from "#features/agents/agent-words.ts";
import type { EndpointKind } from "./endpoint-kinds.ts";
import { TOPIC_TYPES } from "./topic-types.ts";

/** The fields of the form that are kept in the tab. The token of a bot and the URL of a Workflow are secrets and not among them. */
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

/** Returns the parsed input of the API. @param credential the token of a Slack app, or the URL of a Teams Workflow */
export function toInput(draft: EndpointDraft, credential: string) {
  const { url, channel, types, announces, topics, environments, name } = draft;
  const kind = kindOf(draft);
  const ofTopics = NOTICE_TOPICS.flatMap((topic) => (topics.includes(topic) ? TOPIC_TYPES[topic] : []));
  return WebhookInput.safeParse({
    kind,
    ...(kind === "slack" ? { channel: channel.trim(), token: credential.trim() } : { url: (kind === "teams" ? credential : url).trim() }),
    types: kind === "webhook" ? types.split(/[\s,]+/).filter(Boolean) : [...(announces === "all" ? CHAT_TYPES : []), ...ofTopics],
    environments,
    ...(name.trim() && { name: name.trim() }),
  });
}
