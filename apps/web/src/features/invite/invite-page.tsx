"use client";

import type { InvitationView } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { ROLE } from "#features/settings/role-words.ts";
import { EntryPage } from "#features/sign-in/entry-page.tsx";
import { formatUtcShort } from "#lib/format/time.ts";
import { AcceptForm, JoinForm, OtherAccount, type Visitor } from "./accept-forms.tsx";
import { useInvitation } from "./use-invitation.ts";

/** The page of an invitation. `visitor` is the signed-in person. */
export function InvitePage({ visitor }: { visitor: Visitor | null }) {
  const found = useInvitation();
  const back = (
    <p className="mt-5 text-[13px] leading-5">
      <Link href={visitor ? "/overview" : "/sign-in"} className="font-medium text-accent-text hover:underline">
        {visitor ? "Go to the overview" : "Sign in"}
      </Link>
    </p>
  );
  if (found.state === "reading")
    return (
      <Entry title="Invitation" intro="Loading the invitation.">
        <div role="status" aria-busy="true" aria-label="Loading" className="mt-7 flex flex-col gap-4">
          <SkeletonBar className="h-10 w-full" />
          <SkeletonBar className="h-10 w-full" />
        </div>
      </Entry>
    );
  if (found.state === "partial")
    return (
      <Entry title="The link is incomplete" intro="Copy the whole link into the address bar.">
        {back}
      </Entry>
    );
  if (found.state === "closed")
    return (
      <Entry title="The invitation is no longer valid" intro={found.reason}>
        {back}
      </Entry>
    );
  if (found.state === "failed")
    return (
      <Entry title="Invitation" intro="The invitation was not used.">
        <div className="mt-7">
          <ErrorNotice title="The invitation did not load" stillWorks="The link still works." error={found.error} onRetry={found.retry} />
        </div>
      </Entry>
    );
  const { token, invitation } = found;
  return (
    <Entry title={`Join ${invitation.org_name}`} intro={<Summary invitation={invitation} />}>
      {!visitor && <AcceptForm token={token} email={invitation.email} />}
      {visitor && visitor.email === invitation.email && <JoinForm token={token} visitor={visitor} orgName={invitation.org_name} />}
      {visitor && visitor.email !== invitation.email && <OtherAccount visitor={visitor} />}
    </Entry>
  );
}

function Summary({ invitation: { email, role, expires_at } }: { invitation: InvitationView }) {
  return (
    <p>
      <span className="font-medium text-ink">{email}</span> is invited as {ROLE[role].a}, until {formatUtcShort(expires_at)} UTC.{" "}
      {ROLE[role].description}
    </p>
  );
}

function Entry({ title, intro, children }: { title: string; intro: ReactNode; children: ReactNode }) {
  return (
    <EntryPage title={title} intro={intro} footer="An invitation works once, for the invited email address.">
      {children}
    </EntryPage>
  );
}
