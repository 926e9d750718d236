"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { api } from "#lib/api/browser-api.ts";
import { formatCount } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";

/** Records a successful verification of the whole ledger, with its head, in the ledger. */
export function RecordVerification({ checkpoint }: { checkpoint: string }) {
  const { you } = useMe();
  const record = useMutation({ mutationFn: () => api.recordVerification({ body: { checkpoint } }) });
  const sent = useRef(false);
  const allowed = may(you, "audit:attest");
  useEffect(() => {
    if (sent.current || !allowed) return;
    sent.current = true;
    record.mutate();
  }, [allowed, record.mutate]);
  return (
    <div role="status" className="mt-4 border-t pt-4 text-label text-ink-2">
      {record.data && (
        <p className="flex items-center gap-2">
          <GateMark state="allow" />
          Recorded: you verified the {formatCount(record.data.size)} entries under this head.
        </p>
      )}
      {record.error && (
        <ErrorNotice
          title="The verification was not recorded"
          stillWorks="The result is still valid."
          error={record.error}
          onRetry={() => record.mutate()}
        />
      )}
    </div>
  );
}
