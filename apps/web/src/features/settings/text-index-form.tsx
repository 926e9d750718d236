"use client";

import type { Organisation } from "@agentlattice/contract";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useSettingsChange } from "./use-people.ts";

/** The switch of the index of words. Switching it off erases the index. */
export function TextIndexForm({ organisation: { text_index: isOn } }: { organisation: Organisation }) {
  const { you } = useMe();
  const change = useSettingsChange((text_index: boolean) => api.changeOrganisation({ body: { text_index } }), "getOrganisation");
  const send = () =>
    change.mutate(!isOn, {
      onSuccess: (now) =>
        toast(now.text_index ? "Words are indexed from now on" : "Word index erased", { icon: <GateMark state="allow" /> }),
    });
  const blocked = may(you, "settings:write") ? (change.isPending ? "Saving." : null) : "Only an owner or admin can change this.";
  return (
    <div className="flex max-w-[560px] flex-col gap-3">
      <div>
        <h3 className="text-body">Word index: {isOn ? "on" : "off"}</h3>
        <p className="mt-0.5 text-ink-2">
          {isOn
            ? "New decisions are found by words of their summary and message. Switching the index off erases it."
            : "Finds new decisions by words of their summary and message. Credentials and personal data are removed first. The words are stored unencrypted."}
        </p>
      </div>
      {change.error && (
        <ErrorNotice
          title="The word index was not changed"
          stillWorks="The current setting stays in effect."
          error={change.error}
          onRetry={send}
        />
      )}
      <div>
        <Button variant={isOn ? "deny" : "quiet"} blocked={blocked} onClick={send}>
          {isOn ? "Erase word index" : "Switch on word index"}
        </Button>
      </div>
    </div>
  );
}
