"use client";

import type { Organisation } from "@agentlattice/contract";
import { isTimeZone } from "@agentlattice/core/input";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useSettingsChange } from "./use-people.ts";

/** A form for the time zone that policies use. Read-only for roles that cannot change it. */
export function ZoneForm({ organisation }: { organisation: Organisation }) {
  const { you } = useMe();
  const zones = useId();
  const [zone, setZone] = useState(organisation.zone);
  const change = useSettingsChange((to: string) => api.changeOrganisation({ body: { zone: to } }), "getOrganisation");
  const allowed = may(you, "settings:write");
  const isKnown = zone === organisation.zone || isTimeZone(zone);
  const blocked =
    zone === organisation.zone
      ? "The time zone is unchanged."
      : isKnown
        ? change.isPending
          ? "Saving."
          : null
        : "Choose a time zone from the list.";
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked) return;
    change.mutate(zone, {
      onSuccess: (now) => toast(`Time zone changed to ${now.zone}`, { icon: <GateMark state="allow" /> }),
    });
  };
  return (
    <form method="post" onSubmit={send} noValidate className="flex max-w-[460px] flex-col gap-3">
      <TextField
        label="Time zone"
        value={zone}
        readOnly={!allowed}
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        {...(allowed && { list: zones })}
        error={isKnown ? null : "Choose a time zone from the list, such as Europe/Berlin."}
        hint="Policies use it for hours and days. A change applies from the next decision."
        onChange={(event) => setZone(event.target.value)}
      />
      {allowed && (
        <datalist id={zones}>
          {["UTC", ...Intl.supportedValuesOf("timeZone")].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      {change.error && (
        <ErrorNotice
          title="The time zone was not changed"
          stillWorks="The current time zone stays in effect."
          error={change.error}
          onRetry={() => send()}
        />
      )}
      {allowed && (
        <div>
          <Button type="submit" blocked={blocked}>
            Change time zone
          </Button>
        </div>
      )}
    </form>
  );
}
