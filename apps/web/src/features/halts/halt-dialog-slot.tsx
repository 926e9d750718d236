"use client";

import dynamic from "next/dynamic";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useHaltDialog } from "./use-halts.ts";

const HaltDialog = dynamic(() => import("./halt-dialog.tsx").then((module) => module.HaltDialog), { ssr: false });

/** The halt dialog while the URL asks for it and the person may halt. */
export function HaltDialogSlot() {
  const { halt, close } = useHaltDialog();
  const { you } = useMe();
  if (halt === null || !may(you, "halts:write")) return null;
  return <HaltDialog agentId={halt.startsWith("agt_") ? halt : null} onClose={close} />;
}
