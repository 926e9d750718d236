"use client";

import { PASSWORD_MIN } from "@agentlattice/contract";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { Failed } from "#components/ui/failed.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useMe } from "#features/shell/session-context.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { plural } from "#lib/format/text.ts";
import { SettingsHead } from "./settings-head.tsx";
import { useSettingsChange } from "./use-people.ts";

/** Another password, for every organisation of this person. */
export function PasswordPage() {
  const { user } = useMe();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useSettingsChange(() => api.changePassword({ body: { current_password: current, new_password: next } }), "listSessions");
  const code = change.error instanceof ApiError ? change.error.code : null;
  const short = next !== "" && next.length < PASSWORD_MIN;
  const blocked =
    current === "" || next === ""
      ? "Type both passwords."
      : short
        ? `It needs ${PASSWORD_MIN} characters.`
        : change.isPending
          ? "It is being recorded."
          : null;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked) return;
    change.mutate(undefined, {
      onSuccess: ({ ended }) => {
        setCurrent("");
        setNext("");
        toast("Your password is changed", {
          icon: <GateMark state="allow" />,
          ...(ended > 0 && { description: `${plural(ended, "other session has", "other sessions have")} ended.` }),
        });
      },
    });
  };
  return (
    <>
      <SettingsHead title="Password">
        One password for all of your organisations. Changing it ends every other session of yours.
      </SettingsHead>
      <form method="post" onSubmit={send} noValidate className="flex flex-col gap-4 border-t px-4 py-5 tablet:px-6">
        <div className="flex max-w-[360px] flex-col gap-4">
          {/* Tells password managers whose password this is. */}
          <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
          <TextField
            label="Current password"
            type="password"
            autoComplete="current-password"
            value={current}
            error={code === "INVALID_CREDENTIALS" ? "That is not your password." : null}
            onChange={(event) => {
              change.reset();
              setCurrent(event.target.value);
            }}
          />
          <TextField
            label="New password"
            type="password"
            autoComplete="new-password"
            value={next}
            error={code === "PASSWORD_WEAK" ? change.error?.message : null}
            hint={`At least ${PASSWORD_MIN} characters. A few unrelated words are good.`}
            onChange={(event) => {
              change.reset();
              setNext(event.target.value);
            }}
          />
          {change.error && code !== "INVALID_CREDENTIALS" && code !== "PASSWORD_WEAK" && (
            <Failed title="It was not changed" stillWorks="Your password is as it was." error={change.error} onRetry={() => send()} />
          )}
          <div>
            <Button type="submit" look="primary" blocked={blocked}>
              Change password
            </Button>
          </div>
        </div>
      </form>
    </>
  );
}
