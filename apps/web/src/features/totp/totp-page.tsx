"use client";

import type { TotpStatus } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Loaded } from "#features/settings/loaded.tsx";
import { SettingsHead } from "#features/settings/settings-head.tsx";
import { plural } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { useTotp } from "./use-totp.ts";

const EnrolDialog = dynamic(() => import("./enrol-dialog.tsx").then((module) => module.EnrolDialog), { ssr: false });
const RemoveDialog = dynamic(() => import("./remove-dialog.tsx").then((module) => module.RemoveDialog), { ssr: false });

/** The authenticator app of the signed-in person. */
export function TotpPage() {
  const { orgName } = useMe();
  const totp = useTotp();
  const [open, setOpen] = useState<"enrol" | "remove" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <SettingsHead title="Authenticator app">
        Where a policy of {orgName} asks for a proof that it is you, a code of the app replaces your password. You still sign in with your
        password.
      </SettingsHead>
      <Loaded query={totp} failed="The state of your authenticator app did not load" stillWorks="Its codes still work.">
        {({ enrolled_at, recovery_codes_left }) =>
          enrolled_at === null ? (
            <div className="border-t px-4 py-6 tablet:px-6">
              <Empty
                title="No authenticator app"
                action={
                  <Button variant="primary" onClick={() => setOpen("enrol")}>
                    Add authenticator app
                  </Button>
                }
              >
                Any app that shows time-based codes works, on your phone or in a password manager.
              </Empty>
            </div>
          ) : (
            <Enrolled at={enrolled_at} left={recovery_codes_left} onRemove={() => setOpen("remove")} />
          )
        }
      </Loaded>
      {open === "enrol" && <EnrolDialog onClose={close} />}
      {open === "remove" && <RemoveDialog onClose={close} />}
    </>
  );
}

function Enrolled({ at, left, onRemove }: { at: string; left: TotpStatus["recovery_codes_left"]; onRemove: () => void }) {
  return (
    <div className="flex items-center gap-3 border-y px-4 py-2.5 tablet:px-6">
      <Diamond size={9} className="text-ink-3" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">Authenticator app</p>
        <p className="text-label text-ink-3">
          Added{" "}
          <time dateTime={at} className="tnum">
            {formatUtc(at)}
          </time>
          , {plural(left, "recovery code is", "recovery codes are")} left.
          {left <= FEW_CODES && " To get new ones, remove the app and add it again."}
        </p>
      </div>
      <Button size="table" variant="quiet" aria-label="Remove authenticator app" onClick={onRemove}>
        Remove
      </Button>
    </div>
  );
}

const FEW_CODES = 2;
