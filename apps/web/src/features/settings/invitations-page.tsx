"use client";

import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { LoadMore } from "#components/list/load-more.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { InvitationTable } from "./invitation-table.tsx";
import { Loaded } from "./loaded.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { useInvitations } from "./use-people.ts";

const InviteDialog = dynamic(() => import("./invite-dialog.tsx").then((module) => module.InviteDialog), { ssr: false });

/** Pending invitations. The open form is stored in the URL, so it reopens after signing in. */
export function InvitationsPage() {
  const invitations = useInvitations();
  const [open, setOpen] = useQueryState("open", parseAsStringLiteral(["invite"]));
  const invite = (
    <Button variant="primary" onClick={() => void setOpen("invite")}>
      Invite person
    </Button>
  );
  return (
    <>
      <SettingsHead title="Invitations" action={invite}>
        A link works once, for one email address, and expires in 7 days.
      </SettingsHead>
      <Loaded query={invitations} failed="Invitations did not load" stillWorks="Sent links still work.">
        {(data) =>
          data.length === 0 ? (
            <div className="border-t px-4 py-5 tablet:px-6">
              <Empty
                title="No pending invitations"
                action={
                  <Button size="table" onClick={() => void setOpen("invite")}>
                    Invite person
                  </Button>
                }
              >
                Accepted people appear under Members.
              </Empty>
            </div>
          ) : (
            <>
              <InvitationTable invitations={data} />
              <LoadMore list={invitations} />
            </>
          )
        }
      </Loaded>
      {open && <InviteDialog onClose={() => void setOpen(null)} />}
    </>
  );
}
