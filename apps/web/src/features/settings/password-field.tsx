"use client";

import { TextField } from "#components/ui/text-field.tsx";
import { ApiError } from "#lib/api/api-error.ts";
import { useMe } from "#lib/session/session-context.tsx";

/** Asks for the person's password before a change of their settings. */
export function PasswordField({
  value,
  change: { error, reset },
  onChange,
}: {
  value: string;
  change: { readonly error: Error | null; readonly reset: () => void };
  onChange: (password: string) => void;
}) {
  const { user } = useMe();
  return (
    <>
      {/* Tells password managers which account this is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <TextField
        label="Your password"
        type="password"
        autoComplete="current-password"
        value={value}
        error={isWrongProof(error) ? "The password is wrong." : null}
        onChange={(event) => {
          reset();
          onChange(event.target.value);
        }}
      />
    </>
  );
}

/** Returns true when the API refused the password or the code that came with a request. */
export function isWrongProof(error: Error | null): boolean {
  return error instanceof ApiError && error.code === "INVALID_CREDENTIALS";
}
