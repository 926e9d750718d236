import { NOTICE_TOPICS } from "@agentlattice/contract";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { EndpointDraft } from "./endpoint-draft.ts";
import type { EndpointKind } from "./endpoint-kinds.ts";

const ANNOUNCES = [
  { value: "all", text: "All requests", note: "Every request of the environments below." },
  { value: "named", text: "Requests of policies that name it", note: "Policies name it in approval.notify." },
] as const;

const TOPIC_WORDS = { anomalies: "Anomalies", budgets: "Used-up budgets", halts: "Confirmed halts and failed drills" } as const;

/** The fields of an endpoint that depend on its kind. */
export function ReceiverFields({
  kind,
  draft,
  credential,
  invalid,
  onEdit,
  onCredential,
}: {
  kind: EndpointKind;
  draft: EndpointDraft;
  /** The token of a Slack app or the URL of a Teams Workflow. */
  credential: string;
  /** Returns the advice if the field is not valid. */
  invalid: (field: keyof EndpointDraft | "token", advice: string) => string | null;
  onEdit: (part: Partial<EndpointDraft>) => void;
  onCredential: (credential: string) => void;
}) {
  return (
    <>
      {kind === "slack" ? (
        <>
          <TextField
            label="Channel id"
            mono
            autoComplete="off"
            spellCheck={false}
            maxLength={32}
            value={draft.channel}
            placeholder="C024BE91L"
            error={invalid("channel", "Enter the id of the channel. It begins with C or G and has capital letters and digits.")}
            hint="Shown at the end of the channel's details in Slack. Invite the bot to the channel."
            onChange={(event) => onEdit({ channel: event.target.value })}
          />
          <TextField
            label="Bot token"
            type="password"
            mono
            autoComplete="off"
            spellCheck={false}
            maxLength={255}
            value={credential}
            placeholder="xoxb-…"
            error={invalid("token", "Enter the bot token of the Slack app. It begins with xoxb-.")}
            hint="Stored encrypted and not displayed again."
            onChange={(event) => onCredential(event.target.value)}
          />
        </>
      ) : (
        <TextField
          label="URL"
          mono
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          maxLength={2048}
          value={kind === "teams" ? credential : draft.url}
          placeholder="https://hooks.example.com/agentlattice"
          error={invalid("url", "Enter an https URL without user and password.")}
          hint={
            kind === "teams"
              ? "The URL of a Workflow with the trigger “When a Teams webhook request is received”. Stored encrypted and not displayed again."
              : "A public https address, or a target that the server allows."
          }
          onChange={({ target: { value } }) => (kind === "teams" ? onCredential(value) : onEdit({ url: value }))}
        />
      )}
      {kind === "webhook" ? (
        <TextField
          label="Event types"
          mono
          autoComplete="off"
          spellCheck={false}
          value={draft.types}
          error={invalid("types", "Use *, patterns such as approval.*, or types such as approval.decided.")}
          hint="Separated by spaces. Leave it empty for callbacks only."
          onChange={(event) => onEdit({ types: event.target.value })}
        />
      ) : (
        <>
          <RadioList
            label="Announces"
            value={draft.announces === "named" ? "named" : "all"}
            options={ANNOUNCES}
            onChange={(announces) => onEdit({ announces })}
          />
          <fieldset className="flex flex-col">
            <legend className="mb-1 text-body font-medium">Also announces</legend>
            {NOTICE_TOPICS.map((topic) => (
              <label key={topic} className="flex items-center gap-2 py-1">
                <input
                  type="checkbox"
                  checked={draft.topics.includes(topic)}
                  onChange={({ target }) =>
                    onEdit({ topics: target.checked ? [...draft.topics, topic] : draft.topics.filter((one) => one !== topic) })
                  }
                  className="size-3.5 accent-accent"
                />
                {TOPIC_WORDS[topic]}
              </label>
            ))}
          </fieldset>
        </>
      )}
    </>
  );
}
