"use client";

import { MAX_PASSKEYS, type Passkey } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Diamond } from "#components/ui/diamond.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Ago } from "#features/agents/presence-line.tsx";
import { Loaded } from "#features/settings/loaded.tsx";
import { SettingsHead } from "#features/settings/settings-head.tsx";
import { formatUtc } from "#lib/format/time.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { usePasskeys } from "./use-passkeys.ts";

const AddPasskeyDialog = dynamic(() => import("./passkey-dialogs.tsx").then((module) => module.AddPasskeyDialog), { ssr: false });
const RemovePasskeyDialog = dynamic(() => import("./passkey-dialogs.tsx").then((module) => module.RemovePasskeyDialog), { ssr: false });

/** The passkeys of the signed-in person. The open form is stored in the URL, so that approvals link to it. */
export function PasskeysPage() {
  const { orgName } = useMe();
  const passkeys = usePasskeys();
  const [adding, setAdding] = useQueryState("open", parseAsStringLiteral(["passkey"]));
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const count = passkeys.data?.length ?? 0;
  const add = (
    <Button
      variant="primary"
      blocked={count < MAX_PASSKEYS ? null : `You have ${MAX_PASSKEYS} passkeys, the maximum. Remove one that you no longer use.`}
      onClick={() => void setAdding("passkey")}
    >
      Add passkey
    </Button>
  );
  return (
    <>
      <SettingsHead title="Passkeys" action={count > 0 && add}>
        A passkey signs what you approve in {orgName}, so the ledger proves that you approved exactly what was shown. You still sign in with
        your password.
      </SettingsHead>
      <Loaded query={passkeys} failed="Your passkeys did not load" stillWorks="They stay registered.">
        {(data) =>
          data.length === 0 ? (
            <div className="border-t px-4 py-6 tablet:px-6">
              <Empty title="No passkeys" action={add}>
                Policies can require one for approvals. Once you have one, you also need it to approve high or critical risk and to release
                requests alone.
              </Empty>
            </div>
          ) : (
            <ul aria-label="Passkeys" className="border-t">
              {data.map((passkey) => (
                <Row key={passkey.id} passkey={passkey} onRemove={() => setRemoving(passkey)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && <AddPasskeyDialog onClose={() => void setAdding(null)} />}
      {removing && <RemovePasskeyDialog passkey={removing} isLast={count === 1} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Row({ passkey: { name, created_at, last_used_at }, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  return (
    <li className="flex items-center gap-3 border-b px-4 py-2.5 tablet:px-6">
      <Diamond size={9} className="text-ink-3" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-label text-ink-3">
          Added{" "}
          <time dateTime={created_at} className="tnum">
            {formatUtc(created_at)}
          </time>
          , {last_used_at === null ? "never used" : "used "}
          {last_used_at !== null && <Ago at={last_used_at} never="" />}
        </p>
      </div>
      <Button size="table" variant="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
        Remove
      </Button>
    </li>
  );
}
