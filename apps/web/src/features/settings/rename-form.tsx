"use client";

import { normaliseName, type Organisation, plainNameFault } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useDraft } from "#lib/drafts/use-draft.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useSettingsChange } from "./use-people.ts";

/** A form for the organisation's name. Read-only for roles that cannot change it. */
export function RenameForm({ organisation }: { organisation: Organisation }) {
  const { you } = useMe();
  const router = useRouter();
  const { draft, change, clear } = useDraft("organisation", { name: organisation.name });
  const [submitted, setSubmitted] = useState(false);
  const rename = useSettingsChange((name: string) => api.changeOrganisation({ body: { name } }), "getOrganisation");
  const name = normaliseName(draft.name);
  const fault = plainNameFault(name);
  const allowed = may(you, "settings:write");
  const blocked = !allowed
    ? "Only owners and admins can rename the organisation."
    : draft.name === organisation.name
      ? "The name is unchanged."
      : rename.isPending
        ? "Saving."
        : null;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    setSubmitted(true);
    if (blocked || fault !== null) return;
    rename.mutate(name, {
      onSuccess: ({ name }) => {
        clear();
        toast(`Organisation renamed to ${name}`, { icon: <GateMark state="allow" /> });
        // The server renders the name in the navigation.
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
        error={submitted && fault !== null ? `The name ${fault}.` : null}
        hint={allowed ? "Shown at sign-in and in invitations." : "Only owners and admins can change it."}
        onChange={(event) => change({ name: event.target.value })}
      />
      {rename.error && (
        <ErrorNotice
          title="The organisation was not renamed"
          stillWorks="Your input is kept."
          error={rename.error}
          onRetry={() => send()}
        />
      )}
      {allowed && (
        <div>
          <Button type="submit" variant="primary" blocked={blocked}>
            Rename organisation
          </Button>
        </div>
      )}
    </form>
  );
}
