"use client";

import { AcceptInvitationInput, PASSWORD_MIN } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Segmented } from "#components/ui/segmented.tsx";
import { EntryButton, EntryFailure, EntryField } from "#features/sign-in/entry-parts.tsx";
import { endSession, enter, reloadSession } from "#lib/session/enter.ts";
import type { SignInFailure } from "#lib/session/sign-in-failure.ts";

export interface Visitor {
  readonly name: string;
  readonly email: string;
}

const ACCOUNT_OPTIONS = [
  { value: "new", text: "I am new here" },
  { value: "existing", text: "I have an account" },
] as const;

/** Form for an invited person who is not signed in. It asks whether they have an account, so that the page does not reveal it. */
export function AcceptForm({ token, email }: { token: string; email: string }) {
  const [account, setAccount] = useState<(typeof ACCOUNT_OPTIONS)[number]["value"]>("new");
  const [problems, setProblems] = useState<{ name?: string; password?: string }>({});
  const { failure, busy, accept, clear } = useAccept();
  const isNew = account === "new";

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name") ?? "");
    const password = String(form.get("password") ?? "");
    const input = AcceptInvitationInput.safeParse({ token, password, ...(isNew && { name }) });
    const nameIssue = input.error?.issues.find((issue) => issue.path[0] === "name")?.message;
    const short = isNew && [...password].length < PASSWORD_MIN;
    setProblems({
      ...(nameIssue && { name: `Your name ${nameIssue}.` }),
      ...(short
        ? { password: `Use at least ${PASSWORD_MIN} characters.` }
        : password === "" && { password: "Enter your account password." }),
    });
    if (input.success && !short) void accept({ token, password, ...(isNew && { name }) });
  }

  return (
    <form method="post" onSubmit={submit} noValidate className="mt-7 flex flex-col">
      <div className="flex flex-col gap-4">
        <div>
          <Segmented
            label="Account"
            value={account}
            options={ACCOUNT_OPTIONS}
            onChange={(next) => {
              setAccount(next);
              setProblems({});
              clear();
            }}
          />
        </div>
        <EntryField label="Work email" name="email" type="email" autoComplete="username" value={email} readOnly />
        {isNew && <EntryField label="Your name" name="name" maxLength={200} autoComplete="name" error={problems.name ?? null} />}
        <EntryField
          key={account}
          label={isNew ? "Choose a password" : "Password"}
          name="password"
          type="password"
          maxLength={1024}
          autoComplete={isNew ? "new-password" : "current-password"}
          error={problems.password ?? null}
          {...(isNew && { hint: `At least ${PASSWORD_MIN} characters. Several unrelated words work well.` })}
        />
      </div>
      <EntryFailure
        id="invite-failure"
        failure={failure}
        wrong={
          isNew ? "This email address already has an account. Choose “I have an account” and use its password." : "The password is wrong."
        }
        onExpired={clear}
      />
      <EntryButton busy={busy}>{busy ? "Joining" : "Join"}</EntryButton>
    </form>
  );
}

/** Form for the invited person when they are already signed in. */
export function JoinForm({ token, visitor, orgName }: { token: string; visitor: Visitor; orgName: string }) {
  const { failure, busy, accept, clear } = useAccept();
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        void accept({ token });
      }}
      className="mt-2 flex flex-col"
    >
      <EntryFailure id="invite-failure" failure={failure} wrong="Your session ended. Reload this page." onExpired={clear} />
      <EntryButton busy={busy}>{busy ? `Joining ${orgName}` : `Join as ${visitor.name}`}</EntryButton>
    </form>
  );
}

/** Shown when another person is signed in. The invitation stays in the URL while they sign out. */
export function OtherAccount({ visitor }: { visitor: Visitor }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        void endSession().then(() => router.refresh());
      }}
      className="mt-4 flex flex-col"
    >
      <p className="text-[13px] leading-5 text-ink-2">
        You are signed in as <span className="font-medium text-ink">{visitor.email}</span>. Sign out to accept the invitation as the invited
        person.
      </p>
      <EntryButton busy={busy}>{busy ? "Signing out" : "Sign out and continue"}</EntryButton>
    </form>
  );
}

function useAccept() {
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const accept = async (fields: Readonly<Record<string, string>>) => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const next = await enter("invitation", fields);
    if (!next) return reloadSession();
    setFailure(next);
    setBusy(false);
  };
  return { failure, busy, accept, clear: () => setFailure(null) };
}
