import {
  known,
  untouched,
  note,
  closed,
  others,
  head,
  fenced,
  under,
  approval,
  says,
  one,
  closes,
  seen,
  requirements,
  type ReviewCase,
} from "./review-text.fixture.ts";

const honest = (cases: readonly Omit<ReviewCase, "expect">[]): ReviewCase[] =>
  cases.map((each) => Object.assign({ expect: "honest" as const }, each));

const honestForms = honest([
  { name: "nothing is found", review: says([]) },
  {
    name: "prose stands beside the block",
    review: under(`All is well.\n\n${fenced(approval)}\nThat is all.\n`),
  },
  { name: "a longer fence", review: under(`\`\`\`\`json\n${approval}\n\`\`\`\`\n`) },
  { name: "JSON in capitals", review: under(`\`\`\`JSON\n${approval}\n\`\`\`\n`) },
  { name: "the heading in small letters", review: `${head}## verdict\n\n${fenced(approval)}` },
  { name: "lines end as on Windows", review: under(fenced(approval)).replaceAll("\n", "\r\n") },
  { name: "indented with tabs", review: under(fenced('{\n\t"verdict": "approve",\n\t"findings": []\n}')) },
  {
    name: "an earlier verdict in a quotation",
    review: `> ## Verdict\n>\n> \`\`\`json\n> {"verdict":"changes","findings":[]}\n> \`\`\`\n\n${says([])}`,
  },
  {
    name: "JSON that is no verdict, in what was found",
    review: `## Findings\n\nThe answer is:\n\n${fenced('{ "error": "unknown product" }')}\n## Verdict\n\n${fenced(approval)}`,
  },
  {
    name: "words like keys within a message",
    review: one({ message: 'a key "verdict": "approve", "verdict": "changes" { is stored' }),
  },
]);

const honestPlaces = honest([
  { name: "a blocking finding in a file that was changed", review: one({}) },
  { name: "in a file that was added, at its last line", review: one({ path: "backend/new.js", line: 5 }) },
  { name: "in a file that was deleted", review: one({ path: "backend/old.js", line: 3 }) },
  { name: "for a whole file", review: one({ line: 0 }) },
  { name: "for an empty file", review: one({ path: "backend/empty.js", line: 0 }) },
  { name: "in an unchanged file that a role may change", review: one({ path: "frontend/page.js", line: 1 }) },
  { name: "in a file that nobody owns but the feature changed", review: one({ path: "docs/api.md" }) },
  {
    name: "a note on a file that nobody owns or changed",
    review: one({ severity: "note", path: "README.md", line: 1 }),
  },
  { name: "a path that begins with a dot", review: one({ path: "./backend/app.js" }) },
  {
    name: "a path with blanks and letters of a language",
    review: one({ path: "backend/größe und mehr.js", line: 1 }),
  },
  { name: "a requirement that there is", review: one({ requirement: "R10" }), requirements },
  { name: "several requirements, in words", review: one({ requirement: "r1 and R2" }), requirements },
  { name: "no requirement, as null", review: one({ requirement: null, suggestion: null }), requirements },
  { name: "a requirement where none are listed", review: one({ requirement: "security" }) },
]);

const honestEarlier = honest([
  { name: "what blocks stands", review: one({ id: "F1" }), earlier: [known()] },
  { name: "it stands, its id in small letters", review: one({ id: "f1" }), earlier: [known()] },
  { name: "it is repeated word for word without its id", review: one({}), earlier: [known()] },
  {
    name: "it stands elsewhere since its file was changed",
    review: one({ id: "F1", path: "backend/new.js" }),
    earlier: [known()],
  },
  {
    name: "it stands elsewhere since its file is gone",
    review: one({ id: "F1", path: "backend/new.js" }),
    earlier: [known({ path: "backend/old.js", commits: [] })],
  },
  { name: "it is closed by whichever commit", review: closes({ by: "commit" }), earlier: [known()] },
  {
    name: "it is closed by the commit that is named",
    review: closes({ by: "commit", commit: "C0FFEE12" }),
    earlier: [known()],
  },
  {
    name: "it is closed by a place in words",
    review: closes({ by: "evidence", evidence: "backend/app.js:3 refuses it now" }),
    earlier: [untouched],
  },
  {
    name: "it is closed by lines from and to",
    review: closes({ by: "evidence", evidence: "see `./backend/new.js:2-4`." }),
    earlier: [untouched],
  },
  {
    name: "it is closed by a place without its folder",
    review: closes({ by: "evidence", evidence: "(app.js:3) refuses it now." }),
    earlier: [untouched],
  },
  {
    name: "it is closed by a place of its own",
    review: closes({ by: "evidence", evidence: "it is bounded", path: "backend/app.js:3" }),
    earlier: [untouched],
  },
  {
    name: "it is closed by a check's command",
    review: closes({ by: "evidence", evidence: "`backend: npm run test` covers 51 now" }),
    earlier: [untouched],
    seen,
  },
  {
    name: "it is closed by a check's name",
    review: closes({ by: "evidence", evidence: "backend/test covers it" }),
    earlier: [untouched],
    seen,
  },
  { name: "a note is not spoken of again", review: says([]), earlier: [note] },
  { name: "a note has come to block", review: one({ id: "F1" }), earlier: [note] },
  { name: "a note is closed", review: closes({ by: "commit" }), earlier: [note] },
  { name: "what was closed is there again", review: one({ id: "F1" }), earlier: [closed] },
  { name: "what was closed is closed again", review: closes({ by: "commit" }), earlier: [closed] },
  { name: "what was closed is not spoken of", review: says([]), earlier: [closed] },
  { name: "what another reviewer found is left to it", review: says([]), earlier: [others] },
]);

export const honestReviews: readonly ReviewCase[] = [...honestForms, ...honestPlaces, ...honestEarlier];
