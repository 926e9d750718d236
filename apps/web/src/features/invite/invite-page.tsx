"use client";

import type { InvitationView } from "@agentlattice/contract";
import type { ReactNode } from "react";
import { Bone } from "#components/ui/bone.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { Link } from "#components/ui/link.tsx";
import { ROLE } from "#features/settings/role-words.ts";
import { EntryPage } from "#features/sign-in/entry-page.tsx";
import { formatUtcShort } from "#lib/format/time.ts";
import { AcceptForm, JoinForm, OtherPerson } from "./accept-forms.tsx";
import { useInvitation } from "./use-invitation.ts";

export interface Visitor {
  readonly name: string;
  readonly email: string;
}

/** What an invitation is for, and the way in. `visitor`: whoever is signed in. */
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
      <Entry title="Invitation" intro="Reading it.">
        <div role="status" aria-busy="true" aria-label="Loading" className="mt-7 flex flex-col gap-4">
          <Bone className="h-10 w-full" />
          <Bone className="h-10 w-full" />
        </div>
      </Entry>
    );
  if (found.state === "partial")
    return (
      <Entry title="This link is not complete" intro="Copy all of it into the address, up to its last character.">
        {back}
      </Entry>
    );
  if (found.state === "over")
    return (
      <Entry title="This invitation is over" intro={found.why}>
        {back}
      </Entry>
    );
  if (found.state === "failed")
    return (
      <Entry title="Invitation" intro="It was not read, so it is not used.">
        <div className="mt-7">
          <Failed title="The invitation did not load" stillWorks="The link still works." error={found.error} onRetry={found.retry} />
        </div>
      </Entry>
    );
  const { token, invitation } = found;
  return (
    <Entry title={`Join ${invitation.org_name}`} intro={<What invitation={invitation} />}>
      {!visitor && <AcceptForm token={token} email={invitation.email} />}
      {visitor && visitor.email === invitation.email && <JoinForm token={token} visitor={visitor} orgName={invitation.org_name} />}
      {visitor && visitor.email !== invitation.email && <OtherPerson visitor={visitor} />}
    </Entry>
  );
}

function What({ invitation: { email, role, expires_at } }: { invitation: InvitationView }) {
  return (
    <p>
      <span className="font-medium text-ink">{email}</span> is invited as {ROLE[role].a}, until {formatUtcShort(expires_at)} UTC.{" "}
      {ROLE[role].may}
    </p>
  );
}

function Entry({ title, intro, children }: { title: string; intro: ReactNode; children: ReactNode }) {
  return (
    <EntryPage title={title} intro={intro} foot="An invitation works once, for the e-mail address it was written for.">
      {children}
    </EntryPage>
  );
}
