import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Distinguishes keys from values. Uses only design tokens, so that both themes apply. */
const highlight = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: "var(--ink)" },
  { tag: [tags.string, tags.special(tags.string), tags.content, tags.attributeValue], color: "var(--accent-text)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--ink-2)" },
  { tag: tags.comment, color: "var(--ink-3)" },
]);

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-geist-mono), ui-monospace, monospace", lineHeight: "24px", overflow: "auto" },
  ".cm-content": { padding: "12px 0 40px", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--ink-3)", border: "none", userSelect: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "44px", padding: "0 10px 0 16px", fontVariantNumeric: "tabular-nums" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--accent-wash)" },
  ".cm-content ::selection": { backgroundColor: "transparent", color: "inherit" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--hover)", outline: "1px solid var(--line-strong)" },
  ".cm-selectionMatch": { backgroundColor: "var(--hover)" },
  ".cm-placeholder": { color: "var(--ink-3)" },
  ".cm-specialChar": { color: "var(--deny)", backgroundColor: "var(--deny-wash)" },
  ".cm-changes": { width: "7px" },
  ".cm-changes .cm-changed": { borderLeft: "3px solid var(--accent)", height: "100%" },
  ".cm-changes .cm-removed": { borderTop: "3px solid var(--accent)", width: "7px" },
  ".cm-wrongLine": { backgroundColor: "var(--deny-wash)" },
  ".cm-wrong": { textDecoration: "underline wavy var(--deny)", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-issueRow": { padding: "4px 16px 8px 8px" },
  ".cm-issue": {
    padding: "6px 12px",
    border: "1px solid var(--line-strong)",
    borderLeft: "2px solid var(--deny)",
    borderRadius: "6px",
    backgroundColor: "var(--surface)",
    fontFamily: "var(--font-geist), system-ui, sans-serif",
    fontSize: "13px",
    lineHeight: "20px",
    whiteSpace: "normal",
    overflowWrap: "anywhere",
  },
  ".cm-issue button": { color: "var(--accent-text)", fontWeight: "500", marginLeft: "4px" },
  ".cm-issue button:hover": { textDecoration: "underline" },
  ".cm-tooltip": {
    border: "1px solid var(--edge-raised)",
    borderRadius: "10px",
    backgroundColor: "var(--raised)",
    boxShadow: "var(--shadow-pop-value)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-geist-mono), ui-monospace, monospace",
    fontSize: "12px",
    maxHeight: "260px",
    padding: "4px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", borderRadius: "6px", lineHeight: "20px", color: "var(--ink)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-wash)", color: "var(--ink)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600", color: "var(--accent-text)" },
  ".cm-completionDetail": {
    fontStyle: "normal",
    fontFamily: "var(--font-geist), system-ui, sans-serif",
    color: "var(--ink-3)",
    marginLeft: "12px",
  },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-panels input, .cm-panels button": { fontFamily: "inherit" },
  ".cm-searchMatch": { backgroundColor: "var(--hold-wash)" },
});

export const appearance: Extension = [theme, syntaxHighlighting(highlight)];
