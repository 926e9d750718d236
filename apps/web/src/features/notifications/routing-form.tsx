"use client";

import type { NotificationPatch, Notifications } from "@agentlattice/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { queriesOf } from "#lib/api/use-op.ts";
import { CHANNELS, DIGESTS, type DigestChoice, digestOf, isTime, TOPICS, toDraft, toPatch } from "./routing-draft.ts";

/** A form for the settings of the signed-in person. */
export function RoutingForm({ settings }: { settings: Notifications }) {
  const [draft, setDraft] = useState(() => toDraft(settings));
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (body: NotificationPatch) => api.changeNotifications({ body }),
    onSuccess: () => queries.invalidateQueries(queriesOf(["getNotifications"])),
  });
  const edit = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const patch = toPatch(draft);
  const isSame = JSON.stringify(patch) === JSON.stringify(toPatch(toDraft(settings)));
  const blocked = isSame ? "Nothing is changed." : patch === null ? "Correct the quiet hours first." : change.isPending ? "Saving." : null;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (!blocked && patch) change.mutate(patch, { onSuccess: () => toast("Notifications changed", { icon: <GateMark state="allow" /> }) });
  };
  return (
    <form method="post" onSubmit={send} noValidate>
      <section aria-label="Channels" className="border-t px-4 py-5 tablet:px-6">
        <fieldset className="flex max-w-[560px] flex-col">
          <legend className="mb-1 text-body font-medium">Channels</legend>
          {CHANNELS.map(({ value, text, note, missing }) => (
            <Choice
              key={value}
              text={text}
              note={settings.available.includes(value) ? note : missing}
              checked={draft.channels.includes(value)}
              onChange={(on) => edit({ channels: on ? [...draft.channels, value] : draft.channels.filter((one) => one !== value) })}
            />
          ))}
        </fieldset>
      </section>
      <section aria-label="Topics" className="border-t px-4 py-5 tablet:px-6">
        <fieldset className="flex max-w-[560px] flex-col">
          <legend className="mb-1 text-body font-medium">Topics</legend>
          <p className="mb-1 text-label text-ink-3">
            Requests that you may decide always reach you. Owners, admins and the owner of the agent receive the following too.
          </p>
          {TOPICS.map(({ value, text, note }) => (
            <Choice
              key={value}
              text={text}
              note={note}
              checked={draft.topics.includes(value)}
              onChange={(on) => edit({ topics: on ? [...draft.topics, value] : draft.topics.filter((one) => one !== value) })}
            />
          ))}
        </fieldset>
      </section>
      <section aria-label="Pace" className="border-t px-4 py-5 tablet:px-6">
        <div className="max-w-[560px]">
          <RadioList<DigestChoice>
            label="Pace"
            value={digestOf(draft.digestMinutes)}
            options={DIGESTS}
            onChange={(choice) => edit({ digestMinutes: choice === "now" ? null : Number(choice) })}
          />
        </div>
      </section>
      <QuietHours draft={draft} onChange={edit} />
      <section aria-label="Save" className="flex flex-col gap-3 border-t px-4 py-5 tablet:px-6">
        {change.error && (
          <ErrorNotice
            title="Your notifications were not changed"
            stillWorks="The current settings stay in effect."
            error={change.error}
            onRetry={() => send()}
          />
        )}
        <div>
          <Button type="submit" variant="primary" blocked={blocked}>
            Save
          </Button>
        </div>
      </section>
    </form>
  );
}

interface ChoiceProps {
  text: string;
  note: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}

function Choice({ text, note, checked, onChange }: ChoiceProps) {
  return (
    <label className="quick -mx-2 flex cursor-pointer gap-2.5 rounded-control px-2 py-1.5 hover:bg-hover">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
        className="mt-[3px] size-3.5 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block text-body">{text}</span>
        <span className="block text-label text-ink-3">{note}</span>
      </span>
    </label>
  );
}

type Draft = ReturnType<typeof toDraft>;

function QuietHours({ draft, onChange }: { draft: Draft; onChange: (part: Partial<Draft>) => void }) {
  const zones = useId();
  const error = (text: string) =>
    isTime(text) ? (draft.from === draft.until ? "Choose different times." : null) : "Enter a time such as 22:00.";
  return (
    <section aria-label="Quiet hours" className="flex flex-col gap-3 border-t px-4 py-5 tablet:px-6">
      <label className="flex max-w-[560px] cursor-pointer gap-2.5">
        <input
          type="checkbox"
          checked={draft.isQuiet}
          onChange={({ target }) => onChange({ isQuiet: target.checked })}
          className="mt-[3px] size-3.5 shrink-0 accent-accent"
        />
        <span className="min-w-0">
          <span className="block text-body font-medium">Quiet hours</span>
          <span className="block text-label text-ink-3">
            Messages follow in one at the end. High risk, escalations, halts and evidence of a bypass always come through.
          </span>
        </span>
      </label>
      {draft.isQuiet && (
        <div className="grid max-w-[560px] grid-cols-3 gap-3 max-tablet:grid-cols-2 max-tablet:[&>:last-of-type]:col-span-2">
          <TextField
            label="From"
            value={draft.from}
            maxLength={5}
            inputMode="numeric"
            error={error(draft.from)}
            onChange={({ target }) => onChange({ from: target.value })}
          />
          <TextField
            label="Until"
            value={draft.until}
            maxLength={5}
            inputMode="numeric"
            error={isTime(draft.until) ? null : error(draft.until)}
            onChange={({ target }) => onChange({ until: target.value })}
          />
          <TextField
            label="Time zone"
            value={draft.zone}
            list={zones}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => onChange({ zone: target.value })}
          />
          <datalist id={zones}>
            {["UTC", ...Intl.supportedValuesOf("timeZone")].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
      )}
    </section>
  );
}
