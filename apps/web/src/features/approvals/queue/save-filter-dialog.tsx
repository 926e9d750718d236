"use client";

import type { ApprovalFilter } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { QueueFilter } from "./queue-filter.ts";
import { useChangeFilters } from "./use-saved-filters.ts";

const LONGEST = 80;

/** Asks for the name of the current filter and saves it for the signed-in person. */
export function SaveFilterDialog({
  filter,
  saved,
  onClose,
}: {
  filter: QueueFilter;
  saved: readonly ApprovalFilter[];
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const { save } = useChangeFilters();
  const typed = name.trim();
  const send = () =>
    save.mutate(
      { name: typed, filter },
      {
        onSuccess: (stored) => {
          toast(`Saved the filter ${stored.name}`, { icon: <GateMark state="allow" /> });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Save this filter?"
      verb="Save filter"
      blocked={typed === "" ? "Enter a name." : null}
      busy={save.isPending}
      error={save.error}
      failed="The filter was not saved"
      stillWorks="The queue is still filtered."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-body text-ink-2">Only you see your saved filters. To share one, copy the address of this page.</p>
      <TextField
        label="Name"
        value={name}
        maxLength={LONGEST}
        autoComplete="off"
        hint={saved.some((other) => other.name === typed) ? "Replaces your filter of this name." : undefined}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  );
}
