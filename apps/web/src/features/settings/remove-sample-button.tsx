"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";

const RemoveSampleDialog = dynamic(() => import("./remove-sample-dialog.tsx").then((module) => module.RemoveSampleDialog), { ssr: false });

/** Opens the dialog that removes the sample organisation. */
export function RemoveSampleButton() {
  const { you, orgName } = useMe();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        size="table"
        blocked={may(you, "organisation:delete") ? null : "Only an owner can remove the sample data."}
        onClick={() => setIsOpen(true)}
      >
        Remove sample data
      </Button>
      {isOpen && <RemoveSampleDialog name={orgName} onClose={() => setIsOpen(false)} />}
    </>
  );
}
