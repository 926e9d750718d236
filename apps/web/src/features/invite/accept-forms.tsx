"use client";

import { AcceptInvitationInput, PASSWORD_MIN } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Segmented } from "#components/ui/segmented.tsx";
import { EntryButton, EntryFailure, EntryField } from "#features/sign-in/entry-parts.tsx";
import { enter, forget, startAnew } from "#lib/session/enter.ts";
import type { SignInFailure } from "#lib/session/sign-in-failure.ts";
import type { Visitor } from "./invite-page.tsx";

const WHO = [
  { value: "new", text: "I am new here" },
  { value: "known", text: "I have an account" },
] as const;

/** For somebody who is not signed in. Nobody is told whether the e-mail has an account: they say so themselves. */
export function AcceptForm({ token, email }: { token: string; email: string }) {
  const [who, setWho] = useState<(typeof WHO)[number]["value"]>("new");
  const [problems, setProblems] = useState<{ name?: string; password?: string }>({});
  const { failure, busy, accept, clear } = useAccept();
  const isNew = who === "new";

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
        ? { password: `It needs at least ${PASSWORD_MIN} characters.` }
        : password === "" && { password: "Type the password of your account." }),
    });
    if (input.success && !short) void accept({ token, password, ...(isNew && { name }) });
  }

  return (
    <form method="post" onSubmit={submit} noValidate className="mt-7 flex flex-col">
      <div className="flex flex-col gap-4">
        <div>
          <Segmented
            label="Whether you have an account"
            value={who}
            options={WHO}
            onChange={(next) => {
              setWho(next);
              setProblems({});
              clear();
            }}
          />
        </div>
        <EntryField label="Work email" name="email" type="email" autoComplete="username" value={email} readOnly />
        {isNew && <EntryField label="Your name" name="name" maxLength={200} autoComplete="name" error={problems.name ?? null} />}
        <EntryField
          key={who}
          label={isNew ? "Choose a password" : "Password"}
          name="password"
          type="password"
          maxLength={1024}
          autoComplete={isNew ? "new-password" : "current-password"}
          error={problems.password ?? null}
          {...(isNew && { hint: `At least ${PASSWORD_MIN} characters. A few unrelated words are good.` })}
        />
      </div>
      <EntryFailure
        id="invite-failure"
        failure={failure}
        wrong={isNew ? "This email has an account already. Choose “I have an account” and use its password." : "The password is wrong."}
        onOver={clear}
      />
      <EntryButton busy={busy}>{busy ? "Joining" : "Join"}</EntryButton>
    </form>
  );
}

/** For the invited person, signed in already. */
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
      <EntryFailure id="invite-failure" failure={failure} wrong="Your session ended. Load this page again." onOver={clear} />
      <EntryButton busy={busy}>{busy ? `Joining ${orgName}` : `Join as ${visitor.name}`}</EntryButton>
    </form>
  );
}

/** For somebody else who is signed in: the invitation stays in the address while they sign out. */
export function OtherPerson({ visitor }: { visitor: Visitor }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        void forget().then(() => router.refresh());
      }}
      className="mt-4 flex flex-col"
    >
      <p className="text-[13px] leading-5 text-ink-2">
        You are signed in as <span className="font-medium text-ink">{visitor.email}</span>. Sign out to accept it as the person it was
        written for.
      </p>
      <EntryButton busy={busy}>{busy ? "Signing out" : "Sign out and go on"}</EntryButton>
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
    if (!next) return startAnew();
    setFailure(next);
    setBusy(false);
  };
  return { failure, busy, accept, clear: () => setFailure(null) };
}
