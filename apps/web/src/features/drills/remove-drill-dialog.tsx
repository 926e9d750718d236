"use client";

import type { Drill } from "@agentlattice/contract";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useDrillChange } from "./use-drills.ts";

/** Asks for confirmation, then removes a drill. */
export function RemoveDrillDialog({ drill, onClose }: { drill: Drill; onClose: () => void }) {
  const remove = useDrillChange(() => api.deleteDrill({ params: { id: drill.id } }));
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast(`Removed the drill of ${drill.agent_name}`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title={`Remove the drill of ${drill.agent_name}?`}
      verb="Remove drill"
      variant="destructive"
      busy={remove.isPending}
      error={remove.error}
      failed="The drill was not removed"
      stillWorks="It starts as scheduled."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-body text-ink-2">It does not start again. Its results stay in the ledger.</p>
    </FormDialog>
  );
}
