"use client";

import { useState } from "react";
import { toast } from "sonner";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { isWrongProof } from "#features/settings/password-field.tsx";
import { useSettingsChange } from "#features/settings/use-people.ts";
import { api } from "#lib/api/browser-api.ts";
import { missingProof, NO_PROOF, proofBody } from "./proof.ts";
import { ProofField } from "./proof-field.tsx";

/** Asks for a proof of identity, then removes the authenticator app. */
export function RemoveDialog({ onClose }: { onClose: () => void }) {
  const [proof, setProof] = useState(NO_PROOF);
  const remove = useSettingsChange(() => api.removeTotp({ body: proofBody(proof) }), "getTotp");
  const send = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        toast("The authenticator app was removed", { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title="Remove authenticator app?"
      verb="Remove app"
      variant="destructive"
      blocked={missingProof(proof)}
      busy={remove.isPending}
      error={isWrongProof(remove.error) ? null : remove.error}
      failed="The authenticator app was not removed"
      stillWorks="It still works."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        Its codes and your recovery codes stop working. Where a policy asks for a proof, you enter your password.
      </p>
      <ProofField
        value={proof}
        error={isWrongProof(remove.error) ? remove.error?.message : null}
        onChange={(next) => {
          remove.reset();
          setProof(next);
        }}
      />
    </FormDialog>
  );
}
