"use client";

import { type Organisation, plainNameFault, tidyName } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { may } from "#lib/session/may.ts";
import { useSettingsChange } from "./use-people.ts";

/** The organisation's name; read-only for who may not change it. */
export function RenameForm({ organisation }: { organisation: Organisation }) {
  const { role } = useMe();
  const router = useRouter();
  const { draft, change, drop } = useDraft("organisation", { name: organisation.name });
  const [tried, setTried] = useState(false);
  const rename = useSettingsChange((name: string) => api.changeOrganisation({ body: { name } }), "getOrganisation");
  const name = tidyName(draft.name);
  const fault = plainNameFault(name);
  const allowed = may(role, "settings:write");
  const blocked = !allowed
    ? "Owners and admins rename the organisation. Ask one of them."
    : draft.name === organisation.name
      ? "That is its name already."
      : rename.isPending
        ? "It is being recorded."
        : null;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (blocked || fault !== null) return;
    rename.mutate(name, {
      onSuccess: ({ name }) => {
        drop();
        toast(`The organisation is called ${name} now`, { icon: <GateMark state="allow" /> });
        // Its name stands in the navigation, which the server draws.
        router.refresh();
      },
    });
  };
  return (
    <form method="post" onSubmit={send} noValidate className="flex max-w-[460px] flex-col gap-3">
      <TextField
        label="Name"
        value={draft.name}
        readOnly={!allowed}
        maxLength={200}
        autoComplete="off"
        error={tried && fault !== null ? `The name ${fault}.` : null}
        hint={allowed ? "People see it when they sign in and in invitations." : "Owners and admins can change it."}
        onChange={(event) => change({ name: event.target.value })}
      />
      {rename.error && (
        <Failed title="It was not renamed" stillWorks="What you typed is kept." error={rename.error} onRetry={() => send()} />
      )}
      {allowed && (
        <div>
          <Button type="submit" look="primary" blocked={blocked}>
            Rename organisation
          </Button>
        </div>
      )}
    </form>
  );
}
