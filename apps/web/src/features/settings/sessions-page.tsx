"use client";

import type { OpenSession } from "@agentlattice/contract";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { leave } from "#features/shell/user-menu.tsx";
import { api } from "#lib/api/browser-api.ts";
import { useNow } from "#lib/clock/clock-provider.tsx";
import { plural } from "#lib/format/text.ts";
import { formatClock, formatUtc } from "#lib/format/time.ts";
import { Loaded } from "./loaded.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { useSessions } from "./use-account.ts";
import { useSettingsChange } from "./use-people.ts";

type OpenDialog = { readonly act: "one"; readonly session: OpenSession } | { readonly act: "others" };

/** The sessions of the signed-in person, in all their organisations. */
export function SessionsPage() {
  const sessions = useSessions();
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const others = (sessions.data ?? []).filter((session) => !session.current).length;
  const close = () => setOpen(null);
  return (
    <>
      <SettingsHead
        title="Sessions"
        action={
          <Button variant="deny" blocked={others === 0 ? "There are no other sessions." : null} onClick={() => setOpen({ act: "others" })}>
            End other sessions
          </Button>
        }
      >
        Your sessions in all your organisations. A session expires after 12 hours, or earlier when idle.
      </SettingsHead>
      <Loaded query={sessions} failed="Your sessions did not load" stillWorks="You stay signed in.">
        {(data) => (
          <ul aria-label="Sessions" className="border-t">
            {data.map((session) => (
              <Row key={session.id} session={session} onEnd={() => setOpen({ act: "one", session })} />
            ))}
          </ul>
        )}
      </Loaded>
      {open?.act === "one" && <EndDialog session={open.session} onClose={close} />}
      {open?.act === "others" && <EndOthersDialog count={others} onClose={close} />}
    </>
  );
}

const clientOf = ({ user_agent }: OpenSession) => user_agent ?? "Unknown browser";

function Row({ session, onEnd }: { session: OpenSession; onEnd: () => void }) {
  const { current, org_name, address, created_at, last_used_at, expires_at } = session;
  const now = useNow();
  return (
    <li className="flex items-center gap-3 border-b px-4 py-2.5 tablet:px-6">
      <Diamond size={9} hollow={!current} className={current ? "text-allow" : "text-ink-3"} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {clientOf(session)}
          {current && <span className="font-normal text-allow"> current</span>}
        </p>
        <p className="text-label text-ink-3">
          {org_name}
          {address && (
            <>
              , from <span className="tnum">{address}</span>
            </>
          )}
          , used <Ago at={last_used_at} never="" />
          <span className="max-tablet:hidden">
            , signed in <time dateTime={created_at}>{formatUtc(created_at)}</time>, expires in {formatClock(Date.parse(expires_at) - now)}
          </span>
        </p>
      </div>
      <Button
        size="table"
        variant="quiet"
        aria-label={current ? "Sign out here" : `End ${clientOf(session)}`}
        onClick={current ? () => void leave() : onEnd}
      >
        {current ? "Sign out" : "End"}
      </Button>
    </li>
  );
}

function EndDialog({ session, onClose }: { session: OpenSession; onClose: () => void }) {
  const end = useSettingsChange(() => api.endSession({ params: { id: session.id } }), "listSessions");
  const send = () =>
    end.mutate(undefined, {
      onSuccess: () => {
        toast("The session has ended", { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title="End this session?"
      verb="End session"
      variant="destructive"
      busy={end.isPending}
      error={end.error}
      failed="The session was not ended"
      stillWorks="The session is still active."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        {clientOf(session)} in {session.org_name} is signed out at its next request. If you do not recognise it, change your password too.
      </p>
    </FormDialog>
  );
}

function EndOthersDialog({ count, onClose }: { count: number; onClose: () => void }) {
  const end = useSettingsChange(() => api.endOtherSessions(), "listSessions");
  const send = () =>
    end.mutate(undefined, {
      onSuccess: ({ ended }) => {
        toast(`${plural(ended, "session has", "sessions have")} ended`, { icon: <GateMark state="idle" /> });
        onClose();
      },
    });
  return (
    <FormDialog
      title="End all other sessions?"
      verb={`End ${plural(count, "session", "sessions")}`}
      variant="destructive"
      busy={end.isPending}
      error={end.error}
      failed="The sessions were not ended"
      stillWorks="The sessions are still active."
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">You stay signed in on this device.</p>
    </FormDialog>
  );
}
