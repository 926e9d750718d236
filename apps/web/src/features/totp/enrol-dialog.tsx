"use client";

import type { TotpSecret } from "@agentlattice/contract";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { OneTimeSecret } from "#components/ui/one-time-secret.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { isWrongProof, PasswordField } from "#features/settings/password-field.tsx";
import { useSettingsChange } from "#features/settings/use-people.ts";
import { api } from "#lib/api/browser-api.ts";
import { QrCode } from "./qr-code.tsx";

/** Enrols an authenticator app in three steps: the password, a first code, the recovery codes. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const begin = useSettingsChange((password: string) => api.beginTotp({ body: { password } }));
  const confirm = useSettingsChange((one_time_code: string) => api.confirmTotp({ body: { one_time_code } }), "getTotp");
  if (confirm.data) return <SaveCodes codes={confirm.data.recovery_codes} onClose={onClose} />;
  if (begin.data) return <Scan shown={begin.data} confirm={confirm} onClose={onClose} />;
  return <Begin begin={begin} onClose={onClose} />;
}

/** A change that a step of the dialog makes. */
interface Change {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly reset: () => void;
  readonly mutate: (input: string) => void;
}

const TITLE = "Add authenticator app";

function Begin({ begin, onClose }: { begin: Change; onClose: () => void }) {
  const [password, setPassword] = useState("");
  return (
    <FormDialog
      key="begin"
      title={TITLE}
      verb="Continue"
      blocked={password === "" ? "Enter your password." : null}
      busy={begin.isPending}
      error={isWrongProof(begin.error) ? null : begin.error}
      failed="The authenticator app was not added"
      stillWorks="Your input is kept."
      onSend={() => begin.mutate(password)}
      onClose={onClose}
    >
      <p className="text-ink-2">Its codes prove that it is you where a policy asks for it, instead of your password.</p>
      <PasswordField value={password} change={begin} onChange={setPassword} />
    </FormDialog>
  );
}

function Scan({ shown: { uri, secret }, confirm, onClose }: { shown: TotpSecret; confirm: Change; onClose: () => void }) {
  const [code, setCode] = useState("");
  return (
    <FormDialog
      key="scan"
      title={TITLE}
      verb="Confirm"
      blocked={/^\d{6}$/.test(code.replace(/\s/g, "")) ? null : "Enter the six digits that the app shows."}
      busy={confirm.isPending}
      error={isWrongProof(confirm.error) ? null : confirm.error}
      failed="The authenticator app was not added"
      stillWorks="Close this dialog to begin again."
      onSend={() => confirm.mutate(code)}
      onClose={onClose}
    >
      <p className="text-ink-2">Scan this code with an authenticator app, or enter the secret there.</p>
      <QrCode text={uri} label="QR code of the secret" />
      <OneTimeSecret value={secret} label="secret" note="It is shown once. Anyone who has it can generate your codes." />
      <TextField
        label="Code"
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        mono
        hint="Six digits that the app shows now."
        error={isWrongProof(confirm.error) ? "The code is wrong. Enter the one that the app shows now." : null}
        onChange={(event) => {
          confirm.reset();
          setCode(event.target.value);
        }}
      />
    </FormDialog>
  );
}

function SaveCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} placement="centre" title="Save your recovery codes">
      <div className="pane flex flex-col gap-4 p-5">
        <p className="text-ink-2">
          The authenticator app was added. Each of these codes works once, when you do not have the app. They are not shown again.
        </p>
        <div className="flex items-start gap-1 rounded-control bg-sunken py-3 pr-2 pl-3">
          <ul aria-label="Recovery codes" className="grid flex-1 grid-cols-2 gap-x-4 gap-y-1.5 font-mono text-code">
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <CopyButton value={codes.join("\n")} label="recovery codes" />
        </div>
      </div>
      <footer className="flex shrink-0 justify-end gap-2 border-t p-4">
        <Button variant="primary" onClick={onClose}>
          I have saved them
        </Button>
      </footer>
    </Dialog>
  );
}
