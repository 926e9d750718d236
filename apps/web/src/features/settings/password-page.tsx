"use client";

import { PASSWORD_MIN } from "@agentlattice/contract";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { GateMark } from "#components/ui/gate-mark.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";
import { plural } from "#lib/format/text.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { SettingsHead } from "./settings-head.tsx";
import { useSettingsChange } from "./use-people.ts";

/** Changes the password of the person, which applies to all their organisations. */
export function PasswordPage() {
  const { user } = useMe();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useSettingsChange(() => api.changePassword({ body: { current_password: current, new_password: next } }), "listSessions");
  const code = change.error instanceof ApiError ? change.error.code : null;
  const short = next !== "" && next.length < PASSWORD_MIN;
  const blocked =
    current === "" || next === ""
      ? "Enter both passwords."
      : short
        ? `Use at least ${PASSWORD_MIN} characters.`
        : change.isPending
          ? "Saving."
          : null;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (blocked) return;
    change.mutate(undefined, {
      onSuccess: ({ ended }) => {
        setCurrent("");
        setNext("");
        toast("Password changed", {
          icon: <GateMark state="allow" />,
          ...(ended > 0 && { description: `${plural(ended, "other session has", "other sessions have")} ended.` }),
        });
      },
    });
  };
  return (
    <>
      <SettingsHead title="Password">The password applies to all your organisations. Changing it ends your other sessions.</SettingsHead>
      <form method="post" onSubmit={send} noValidate className="flex flex-col gap-4 border-t px-4 py-5 tablet:px-6">
        <div className="flex max-w-[360px] flex-col gap-4">
          {/* Tells password managers which account this is. */}
          <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
          <TextField
            label="Current password"
            type="password"
            autoComplete="current-password"
            value={current}
            error={code === "INVALID_CREDENTIALS" ? "The password is wrong." : null}
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
            hint={`At least ${PASSWORD_MIN} characters. Several unrelated words work well.`}
            onChange={(event) => {
              change.reset();
              setNext(event.target.value);
            }}
          />
          {change.error && code !== "INVALID_CREDENTIALS" && code !== "PASSWORD_WEAK" && (
            <ErrorNotice
              title="The password was not changed"
              stillWorks="The current password stays valid."
              error={change.error}
              onRetry={() => send()}
            />
          )}
          <div>
            <Button type="submit" variant="primary" blocked={blocked}>
              Change password
            </Button>
          </div>
        </div>
      </form>
    </>
  );
}
