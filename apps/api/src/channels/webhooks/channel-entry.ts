import { encodeId } from "@agentlattice/core";
import type { Actor } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { SettledEntry } from "@agentlattice/core/settle";
import { configEntry } from "../../audit/config-entry.ts";
import type { Deps } from "../../deps.ts";

interface ChannelChange {
  readonly endpointId: string;
  readonly kind: EntryData<"channel.changed">["kind"];
  readonly change: EntryData<"channel.changed">["change"];
  readonly because?: EntryData<"channel.changed">["because"];
  readonly actor: Actor;
}

/** Returns the entry of a change of a channel. It contains neither the URL nor the name. */
export function channelEntry(deps: Deps, { endpointId, kind, change, because, actor }: ChannelChange): SettledEntry {
  const channel = encodeId("whk", endpointId);
  return configEntry({
    id: deps.newId(),
    kind: "channel.changed",
    actor,
    subject: { type: "channel", id: channel },
    data: { channel, kind, change, ...(because ? { because } : {}) },
  });
}
