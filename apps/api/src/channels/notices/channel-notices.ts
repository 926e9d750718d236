import type { EntryData } from "@agentlattice/core/ledger/schemas";
import { consoleLink } from "../../http/console-link.ts";
import { type NoticeSource, toManagers } from "./notice.ts";

type Data = EntryData<"channel.changed">;

const NAMES: Readonly<Record<Data["kind"], string>> = { webhook: "Webhook", teams: "Teams channel", slack: "Slack channel" };

/** Channels that the server disabled, for those who manage the organisation. */
export const CHANNEL_NOTICES: NoticeSource = {
  topic: null,
  appliesTo: ({ event, data }) => event.kind === "channel.changed" && (data as Partial<Data>).change === "disabled",
  announce: (_, context) => toManagers(context),
  describe: ({ data }, { consoleUrl }) => {
    const { channel, kind } = data as Data;
    const name = NAMES[kind];
    return {
      id: channel,
      isRequest: false,
      requester: null,
      heading: "Channel disabled",
      subject: name,
      push: { title: `${name} disabled`, names: [] },
      intro: (orgName) =>
        `A ${name} of ${orgName} was disabled, because its receiver answered 410 Gone. It receives nothing until somebody enables it again.`,
      sentence: "Its receiver answered 410 Gone. It receives nothing until somebody enables it again.",
      facts: [
        ["Channel", name],
        ["Id", channel],
        ["Reason", "The receiver answered 410 Gone"],
      ],
      claims: [],
      link: consoleLink(consoleUrl, "/settings/channels"),
      linkText: "Open channels",
      expiresAt: null,
    };
  },
};
