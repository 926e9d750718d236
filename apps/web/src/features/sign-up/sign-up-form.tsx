"use client";

import { SignUpInput } from "@agentlattice/contract";
import { type FormEvent, useState } from "react";
import { EntryButton, type EntryError, EntryFailure, EntryField } from "#features/sign-in/entry-parts.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { enter, enterOrganisation, myOrganisations, reloadSession } from "#lib/session/enter.ts";

export interface Account {
  readonly name: string;
  readonly email: string;
}

const FIELDS = ["organisation", "name", "email", "password"] as const;
type Problems = Partial<Record<(typeof FIELDS)[number], string>>;

/** Creates an organisation and opens it. `account` is the signed-in person. */
export function SignUpForm({ account, passwordMin }: { account: Account | null; passwordMin: number }) {
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<EntryError | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const input = SignUpInput.safeParse({
      ...Object.fromEntries(FIELDS.map((field) => [field, String(form.get(field) ?? "")])),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    });
    setProblems(input.success ? {} : problemsOf(input.error.issues, passwordMin));
    setFailure(null);
    if (!input.success) return;
    setBusy(true);
    const error = await createOrganisation(input.data, account).catch((error: unknown): EntryError => {
      return error instanceof ApiError && error.status !== 0 ? { kind: "message", text: error.message } : { kind: "unavailable" };
    });
    if (!error) return;
    setFailure(error);
    setBusy(false);
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} noValidate className="mt-7 flex flex-col">
      <div className="flex flex-col gap-4">
        <EntryField
          label="Organisation"
          name="organisation"
          maxLength={200}
          autoComplete="organization"
          autoFocus
          error={problems.organisation ?? null}
          hint="Its members see this name. You can change it later."
        />
        <EntryField
          label="Your name"
          name="name"
          maxLength={200}
          autoComplete="name"
          defaultValue={account?.name}
          readOnly={account !== null}
          error={problems.name ?? null}
        />
        <EntryField
          label="Work email"
          name="email"
          type="email"
          maxLength={254}
          autoComplete="username"
          defaultValue={account?.email}
          readOnly={account !== null}
          error={problems.email ?? null}
        />
        <EntryField
          label="Password"
          name="password"
          type="password"
          maxLength={1024}
          autoComplete={account ? "current-password" : "new-password"}
          error={problems.password ?? null}
          hint={account ? "Your account password." : `At least ${passwordMin} characters. If you have an account, enter its password.`}
        />
      </div>
      <EntryFailure
        id="sign-up-failure"
        failure={failure}
        wrong="The organisation was not created. This email address already has an account: enter its password."
        onExpired={() => setFailure(null)}
      />
      <EntryButton busy={busy}>{busy ? "Creating organisation" : "Create organisation"}</EntryButton>
    </form>
  );
}

/** Creates the organisation. The API does not reveal whether it did, so the function signs in and looks for it in the person's list. */
async function createOrganisation(input: SignUpInput, account: Account | null): Promise<EntryError | null> {
  const before = new Set(account ? (await myOrganisations()).map(({ org_id }) => org_id) : []);
  await api.signUp({ body: input });
  const failure = account ? null : await enter("credentials", { email: input.email, password: input.password });
  if (failure) return failure;
  const mine = await myOrganisations();
  const created = mine.find(({ org_id, org_name, role }) => role === "owner" && org_name === input.organisation && !before.has(org_id));
  if (!created) return { kind: "wrong" };
  if (mine.length > 1) return enterOrganisation(created.org_id);
  reloadSession();
  return null;
}

function problemsOf(issues: readonly { path: PropertyKey[]; message: string }[], passwordMin: number): Problems {
  const wrong = (field: string) => issues.find((issue) => issue.path[0] === field)?.message;
  const sentences: Problems = {};
  const organisation = wrong("organisation");
  const name = wrong("name");
  if (organisation) sentences.organisation = `The name ${organisation}.`;
  if (name) sentences.name = `Your name ${name}.`;
  if (wrong("email")) sentences.email = "Enter an email address, such as elif@example.com.";
  if (wrong("password")) sentences.password = `Use at least ${passwordMin} characters.`;
  return sentences;
}
