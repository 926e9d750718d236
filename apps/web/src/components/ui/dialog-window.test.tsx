import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import { DialogWindow } from "./dialog-window.tsx";

it("renders on the server, where there is no document", () => {
  const dialog = (
    <DialogWindow title="Halt" placement="centre" onClose={() => {}}>
      Reason
    </DialogWindow>
  );
  expect(() => renderToString(dialog)).not.toThrow();
});
