"use client";

import type { PolicySettings, PolicySettingsChange } from "@agentlattice/contract";
import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { RadioList } from "#components/ui/radio-list.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { changedSettings, patternsOf } from "./changed-settings.ts";
import { DEFAULTS, ENVIRONMENT_DEFAULTS, ENVIRONMENTS, MODES, PLANNING, REVIEWING } from "./enforcement-words.ts";
import { useSettingsChange } from "./use-people.ts";

/** The enforcement settings. Saving them creates one entry and one manifest. Read-only for roles that cannot publish policies. */
export function EnforcementForm({ settings }: { settings: PolicySettings }) {
  const { you } = useMe();
  const [chosen, setChosen] = useState(settings);
  const [sideEffectFree, setSideEffectFree] = useState(settings.side_effect_free.join(", "));
  const save = useSettingsChange((change: PolicySettingsChange) => api.changePolicySettings({ body: change }), "getPolicySettings");
  const change = changedSettings(settings, { ...chosen, side_effect_free: patternsOf(sideEffectFree) });
  const allowed = may(you, "policies:publish");
  const mayChangeReview = may(you, "settings:review");
  const blocked = !change ? "No changes." : save.isPending ? "Saving." : null;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked || !change) return;
    save.mutate(change, {
      onSuccess: ({ epoch }) => void toast(`Saved as manifest ${epoch}`, { icon: <GateMark state="allow" /> }),
    });
  };
  return (
    <form method="post" onSubmit={send}>
      <fieldset disabled={!allowed}>
        <legend className="sr-only">Enforcement</legend>
        <Part title="Environments" text="An environment's mode can weaken its policies, but never make them stricter.">
          {ENVIRONMENTS.map(({ environment, name }) => (
            <div key={environment} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
              <span className="w-[100px]">{name}</span>
              <Segmented
                label={`Mode of ${name.toLowerCase()}`}
                value={chosen.environment_modes[environment]}
                options={MODES}
                onChange={(mode) => setChosen({ ...chosen, environment_modes: { ...chosen.environment_modes, [environment]: mode } })}
              />
            </div>
          ))}
          <dl className="mt-3 grid grid-cols-[100px_1fr] gap-x-4 gap-y-1 text-label max-tablet:grid-cols-1 max-tablet:gap-y-0">
            {MODES.map(({ value, text, note }) => (
              <div key={value} className="contents">
                <dt className="text-ink-2 max-tablet:mt-1.5">{text}</dt>
                <dd className="text-ink-3">{note}</dd>
              </div>
            ))}
          </dl>
        </Part>
        <Part title="Default decision">
          <RadioList
            label="Default"
            value={chosen.default}
            options={DEFAULTS}
            onChange={(value) => setChosen({ ...chosen, default: value })}
          />
          <div className="mt-4">
            {ENVIRONMENTS.map(({ environment, name }) => (
              <div key={environment} className="flex min-h-9 flex-wrap items-center gap-x-4 gap-y-1">
                <span className="w-[100px]">{name}</span>
                <Segmented
                  label={`Default of ${name.toLowerCase()}`}
                  value={chosen.environment_defaults[environment] ?? "inherit"}
                  options={ENVIRONMENT_DEFAULTS}
                  onChange={(value) =>
                    setChosen({
                      ...chosen,
                      environment_defaults: { ...chosen.environment_defaults, [environment]: value === "inherit" ? null : value },
                    })
                  }
                />
              </div>
            ))}
          </div>
        </Part>
        <Part title="Plan only">
          <RadioList
            label="Actions with side effects"
            value={chosen.plan_only ? "denied" : "judged"}
            options={PLANNING}
            onChange={(value) => setChosen({ ...chosen, plan_only: value === "denied" })}
          />
          {chosen.plan_only && (
            <div className="mt-4">
              <TextField
                label="Actions without side effects"
                value={sideEffectFree}
                mono
                autoComplete="off"
                spellCheck={false}
                maxLength={4000}
                hint="For example doc.read, report.*. If empty, actions whose name ends in a word such as read, list or get."
                onChange={(event) => setSideEffectFree(event.target.value)}
              />
            </div>
          )}
        </Part>
        <Part
          title="Publishing policies"
          {...(mayChangeReview
            ? {}
            : {
                text: "Only owners can change this. While two people are required, only owners can change settings here that allow more.",
              })}
        >
          <RadioList
            label="Changes that may allow more require"
            value={chosen.review_widenings ? "second" : "alone"}
            options={REVIEWING}
            onChange={(value) => mayChangeReview && setChosen({ ...chosen, review_widenings: value === "second" })}
          />
        </Part>
      </fieldset>
      <div className="border-t px-4 py-5 tablet:px-6">
        {save.error && (
          <ErrorNotice title="The settings were not saved" stillWorks="Your input is kept." error={save.error} onRetry={() => send()} />
        )}
        {allowed ? (
          <Button type="submit" variant="primary" blocked={blocked}>
            Save changes
          </Button>
        ) : (
          <p className="text-ink-2">Only owners and admins can change this.</p>
        )}
      </div>
    </form>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t px-4 py-5 tablet:px-6">
      <h3 className="text-body font-semibold">{title}</h3>
      {text && <p className="mt-0.5 max-w-[560px] text-ink-2">{text}</p>}
      <div className="mt-3 max-w-[560px]">{children}</div>
    </section>
  );
}
