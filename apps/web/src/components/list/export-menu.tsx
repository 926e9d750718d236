"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { MenuContent, MenuItem, MenuRoot, MenuTrigger } from "#components/ui/menu.tsx";

const FORMATS = ["csv", "json"] as const;
export type ExportFormat = (typeof FORMATS)[number];

interface ExportMenuProps {
  /** Names what is exported. */
  subject: string;
  /** Saves the file, and returns the message that is shown then. */
  save: (format: ExportFormat) => Promise<string>;
}

/** A button with the formats in which a page saves its data. */
export function ExportMenu({ subject, save }: ExportMenuProps) {
  const { mutate, isPending } = useMutation({
    mutationFn: save,
    onSuccess: (message) => void toast(message),
    onError: ({ message }) => void toast.error(`The ${subject} were not exported`, { description: message }),
  });
  if (isPending)
    return (
      <Button size="table" blocked={`The ${subject} are exported.`}>
        <Label />
      </Button>
    );
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Button size="table" aria-label={`Export ${subject}`}>
          <Label />
        </Button>
      </MenuTrigger>
      <MenuContent align="end">
        {FORMATS.map((format) => (
          <MenuItem key={format} onSelect={() => mutate(format)}>
            {format.toUpperCase()}
          </MenuItem>
        ))}
      </MenuContent>
    </MenuRoot>
  );
}

function Label() {
  return (
    <>
      <Download size={14} strokeWidth={1.75} aria-hidden="true" />
      <span className="max-desk:sr-only">Export</span>
    </>
  );
}
