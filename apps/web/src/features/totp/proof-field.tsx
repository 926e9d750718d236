"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Proof } from "./proof.ts";
import { useTotp } from "./use-totp.ts";

/**
 * Asks for the password, or for a one-time code from people who have an authenticator app. The focus follows a change between the two.
 * @param autoFocus true if the focus starts in this field
 */
export function ProofField({
  value: { kind, text },
  hint,
  error,
  autoFocus = false,
  onChange,
}: {
  value: Proof;
  hint?: string;
  error?: string | null;
  autoFocus?: boolean;
  onChange: (proof: Proof) => void;
}) {
  const totp = useTotp();
  const [hasSwitched, setHasSwitched] = useState(false);
  const isPassword = kind === "password";
  const field = {
    value: text,
    error,
    autoFocus: autoFocus || hasSwitched,
    onChange: (event: { target: { value: string } }) => onChange({ kind, text: event.target.value }),
  };
  return (
    <div className="flex flex-col items-start gap-1.5">
      <div className="w-full">
        {isPassword ? (
          <TextField key="password" label="Your password" type="password" autoComplete="current-password" hint={hint} {...field} />
        ) : (
          <TextField
            key="code"
            label="One-time code"
            autoComplete="one-time-code"
            spellCheck={false}
            mono
            hint="Six digits of your authenticator app, or a recovery code."
            {...field}
          />
        )}
      </div>
      {totp.data?.enrolled_at && (
        <Button
          size="table"
          variant="quiet"
          onClick={() => {
            setHasSwitched(true);
            onChange({ kind: isPassword ? "one_time_code" : "password", text: "" });
          }}
        >
          {isPassword ? "Use a one-time code" : "Use your password"}
        </Button>
      )}
    </div>
  );
}
