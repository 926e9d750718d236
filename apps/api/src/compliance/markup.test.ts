import { expect, it } from "vitest";
import { html } from "./markup.ts";

it("escapes every value that is not markup, also in attributes", () => {
  const hostile = `"><script>alert('x')</script>&\u202e\u0000\u200b`;
  expect(html`<a title="${hostile}">${hostile}</a>`.markup).toBe(
    `<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;\ufffd\ufffd\ufffd">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;\ufffd\ufffd\ufffd</a>`,
  );
  expect(html`<ul>${["a<b", "c"].map((item) => html`<li>${item}</li>`)}</ul>${null}${3}`.markup).toBe(
    "<ul><li>a&lt;b</li><li>c</li></ul>3",
  );
  expect(html`${"two\nlines"}`.markup).toBe("two\nlines");
});
