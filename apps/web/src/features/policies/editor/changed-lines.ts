import { RangeSetBuilder as Builder, type Extension, RangeSet, type RangeSetBuilder, StateField, type Text } from "@codemirror/state";
import { GutterMarker, gutter } from "@codemirror/view";
import { diffArrays } from "diff";

/** Texts with more lines are not compared, because the comparison would slow down typing. */
const MAX_LINES = 3_000;

class ChangeMarker extends GutterMarker {
  override readonly elementClass: string;

  constructor(elementClass: string) {
    super();
    this.elementClass = elementClass;
  }
}

const CHANGED = new ChangeMarker("cm-changed");
const REMOVED = new ChangeMarker("cm-removed");

/** Marks the lines that differ from the text the editor started with. */
export function changedLines(base: string): Extension {
  const before = base.split("\n");
  const field = StateField.define<RangeSet<GutterMarker>>({
    create: (state) => compare(before, state.doc),
    update: (markers, transaction) => (transaction.docChanged ? compare(before, transaction.state.doc) : markers),
  });
  return [field, gutter({ class: "cm-changes", markers: (view) => view.state.field(field) })];
}

function compare(before: readonly string[], doc: Text): RangeSet<GutterMarker> {
  if (doc.lines > MAX_LINES || before.length > MAX_LINES) return RangeSet.empty;
  const markers: RangeSetBuilder<GutterMarker> = new Builder<GutterMarker>();
  let line = 1;
  let removed = false;
  const addMarker = (number: number, marker: GutterMarker) => {
    const { from } = doc.line(Math.min(number, doc.lines));
    markers.add(from, from, marker);
  };
  for (const change of diffArrays([...before], doc.toString().split("\n"))) {
    if (change.removed) {
      removed = true;
      continue;
    }
    if (change.added) for (let i = 0; i < change.value.length; i++) addMarker(line + i, CHANGED);
    else if (removed) addMarker(line, REMOVED);
    removed = false;
    line += change.value.length;
  }
  return markers.finish();
}
