"use client";

import { SignUpInput } from "@agentlattice/contract";
import { type FormEvent, useState } from "react";
import { EntryButton, EntryFailure, EntryField, type Told } from "#features/sign-in/entry-parts.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { enter, enterOrganisation, myOrganisations, startAnew } from "#lib/session/enter.ts";

export interface Known {
  readonly name: string;
  readonly email: string;
}

const FIELDS = ["organisation", "name", "email", "password"] as const;
type Problems = Partial<Record<(typeof FIELDS)[number], string>>;

/** Makes an organisation and goes on in it. `known`: whoever is signed in already. */
export function SignUpForm({ known, passwordMin }: { known: Known | null; passwordMin: number }) {
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState<Told | null>(null);
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
    const told = await makeOrganisation(input.data, known).catch((error: unknown): Told => {
      return error instanceof ApiError && error.status !== 0 ? { kind: "said", text: error.message } : { kind: "unavailable" };
    });
    if (!told) return;
    setFailure(told);
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
          defaultValue={known?.name}
          readOnly={known !== null}
          error={problems.name ?? null}
        />
        <EntryField
          label="Work email"
          name="email"
          type="email"
          maxLength={254}
          autoComplete="username"
          defaultValue={known?.email}
          readOnly={known !== null}
          error={problems.email ?? null}
        />
        <EntryField
          label="Password"
          name="password"
          type="password"
          maxLength={1024}
          autoComplete={known ? "current-password" : "new-password"}
          error={problems.password ?? null}
          hint={known ? "The one of your account." : `At least ${passwordMin} characters. If you have an account, its password.`}
        />
      </div>
      <EntryFailure
        id="sign-up-failure"
        failure={failure}
        wrong="No organisation was made. This email has an account with another password: use that one."
        onOver={() => setFailure(null)}
      />
      <EntryButton busy={busy}>{busy ? "Making the organisation" : "Make organisation"}</EntryButton>
    </form>
  );
}

/** The API does not tell whether it made one: whoever can sign in finds it among theirs. */
async function makeOrganisation(input: SignUpInput, known: Known | null): Promise<Told | null> {
  const before = new Set(known ? (await myOrganisations()).map(({ org_id }) => org_id) : []);
  await api.signUp({ body: input });
  const failure = known ? null : await enter("credentials", { email: input.email, password: input.password });
  if (failure) return failure;
  const mine = await myOrganisations();
  const made = mine.find(({ org_id, org_name, role }) => role === "owner" && org_name === input.organisation && !before.has(org_id));
  if (!made) return { kind: "wrong" };
  if (mine.length > 1) return enterOrganisation(made.org_id);
  startAnew();
  return null;
}

function problemsOf(issues: readonly { path: PropertyKey[]; message: string }[], passwordMin: number): Problems {
  const wrong = (field: string) => issues.find((issue) => issue.path[0] === field)?.message;
  const sentences: Problems = {};
  const organisation = wrong("organisation");
  const name = wrong("name");
  if (organisation) sentences.organisation = `The name ${organisation}.`;
  if (name) sentences.name = `Your name ${name}.`;
  if (wrong("email")) sentences.email = "Write an email address, such as elif@example.com.";
  if (wrong("password")) sentences.password = `It needs at least ${passwordMin} characters.`;
  return sentences;
}
