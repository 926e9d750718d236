"use client";

import { Download, ShieldCheck } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { useHead } from "#features/shell/use-head.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";

const VerifyRange = dynamic(() => import("./verify-range.tsx").then((module) => module.VerifyRange), { ssr: false });

const ExportForm = dynamic(() => import("./export-form.tsx").then((module) => module.ExportForm), { ssr: false });

const CompareHeads = dynamic(() => import("./compare-heads.tsx").then((module) => module.CompareHeads), { ssr: false });

/** The actions on the whole ledger, in the top bar. */
export function AuditTools() {
  const { you } = useMe();
  const { data: head } = useHead();
  const [open, setOpen] = useQueryState("open", parseAsStringLiteral(["verify", "export"]));
  const close = () => void setOpen(null);
  // Members only see entries about their own agents and cannot read a range of the log.
  const canVerify = may(you, "audit:attest");
  return (
    <>
      <TopBarPart>
        <div className="ml-auto flex gap-2">
          {canVerify && (
            <Button onClick={() => void setOpen("verify")}>
              <ShieldCheck size={16} strokeWidth={1.75} aria-hidden="true" />
              <span className="max-desk:sr-only">Verify range</span>
            </Button>
          )}
          {may(you, "audit:export") && (
            <Button onClick={() => void setOpen("export")}>
              <Download size={16} strokeWidth={1.75} aria-hidden="true" />
              <span className="max-desk:sr-only">Export evidence</span>
            </Button>
          )}
        </div>
      </TopBarPart>
      {open === "verify" && canVerify && (
        <Dialog open onClose={close} title="Verify in this browser" placement="wide">
          <div className="pane flex min-h-0 flex-col gap-6 p-5">
            {head ? (
              <>
                <VerifyRange head={head} />
                <CompareHeads head={head} />
              </>
            ) : (
              <p className="text-body text-ink-2">Loading the signed head.</p>
            )}
          </div>
        </Dialog>
      )}
      {open === "export" && may(you, "audit:export") && (
        <Dialog open onClose={close} title="Export evidence" placement="wide">
          <ExportForm />
        </Dialog>
      )}
    </>
  );
}
