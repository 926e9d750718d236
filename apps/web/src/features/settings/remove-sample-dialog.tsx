"use client";

import { useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { api } from "#lib/api/browser-api.ts";
import { enterOrganisation } from "#lib/session/enter.ts";
import { useSettingsChange } from "./use-people.ts";

const NEW_NAME = "My organisation";

/** Asks for the name of the organisation that takes the place of the sample, then opens it. */
export function RemoveSampleDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [next, setNext] = useState(NEW_NAME);
  const remove = useSettingsChange(async () => {
    const { id } = await api.removeSample({ body: { name: next.trim() } });
    if (await enterOrganisation(id)) throw new Error("The sample is removed. Sign in again to open your organisation.");
  });
  return (
    <FormDialog
      title={`Remove the sample data of ${name}?`}
      verb="Remove sample data"
      variant="destructive"
      blocked={next.trim() === "" ? "Name your organisation." : null}
      busy={remove.isPending}
      error={remove.error}
      failed="The sample was not removed"
      stillWorks="Other organisations are unchanged."
      onSend={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-ink-2">
        You get an empty organisation and stay signed in as its owner. {name} stops at once, with everything in it: also agents, keys and
        policies that you added. For 7 days you can open it from the menu of organisations and cancel its deletion.
      </p>
      <TextField label="Name of your organisation" value={next} autoComplete="off" onChange={(event) => setNext(event.target.value)} />
    </FormDialog>
  );
}
