"use client";

import type { Organisation } from "@agentlattice/contract";
import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import { useSettingsChange } from "./use-people.ts";

/** The clock that policies read; read-only for who may not change it. */
export function ZoneForm({ organisation }: { organisation: Organisation }) {
  const { role } = useMe();
  const zones = useId();
  const [zone, setZone] = useState(organisation.zone);
  const move = useSettingsChange((to: string) => api.changeOrganisation({ body: { zone: to } }), "getOrganisation");
  const allowed = may(role, "settings:write");
  const known = zone === organisation.zone || ["UTC", ...Intl.supportedValuesOf("timeZone")].includes(zone);
  const blocked =
    zone === organisation.zone
      ? "That is its time zone already."
      : known
        ? move.isPending
          ? "It is being recorded."
          : null
        : "Choose a zone of the list.";
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked) return;
    move.mutate(zone, {
      onSuccess: (now) => toast(`Policies read the clock of ${now.zone} now`, { icon: <GateMark state="allow" /> }),
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
        error={known ? null : "Choose a zone of the list, such as Europe/Berlin."}
        hint="What policies mean by hours and days. A change binds the next decision."
        onChange={(event) => setZone(event.target.value)}
      />
      {allowed && (
        <datalist id={zones}>
          {["UTC", ...Intl.supportedValuesOf("timeZone")].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
      {move.error && (
        <Failed title="The time zone was not changed" stillWorks="It is as it was." error={move.error} onRetry={() => send()} />
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
