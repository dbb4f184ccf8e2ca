import { evidenceOf } from "../gates.fixture.ts";
import {
  known,
  untouched,
  others,
  found,
  head,
  fenced,
  under,
  approval,
  says,
  one,
  closes,
  requirements,
  type ReviewCase,
} from "./review-text.fixture.ts";

const wrongForms: ReviewCase[] = [
  { name: "no verdict", review: head, expect: ["no ```json block"] },
  { name: "a heading and a word", review: under("Approved.\n"), expect: ["no ```json block"] },
  {
    name: "the block in another section",
    review: `## Findings\n\n${fenced(approval)}\n## Verdict\n\nAs above.\n`,
    expect: ["no ```json block"],
  },
  {
    name: "the block hidden in a comment",
    review: under(`<!--\n${fenced(approval)}-->\n`),
    expect: ["no ```json block"],
  },
  {
    name: "the block in a quotation",
    review: under(`> \`\`\`json\n> ${approval}\n> \`\`\`\n`),
    expect: ["no ```json block"],
  },
  {
    name: "the block in a list",
    review: under(`- \`\`\`json\n  ${approval}\n  \`\`\`\n`),
    expect: ["no ```json block"],
  },
  {
    name: "the verdict in a line of its own",
    review: under(`\`${approval}\`\n`),
    expect: ["no ```json block"],
  },
  {
    name: "a heading of a lower level",
    review: `${head}### Verdict\n\n${fenced(approval)}`,
    expect: ["no ```json block"],
  },
  {
    name: "a heading with a letter of another alphabet",
    review: `${head}## Verdіct\n\n${fenced(approval)}`,
    expect: ["no ```json block"],
  },
  {
    name: "two blocks",
    review: under(`${fenced(approval)}\n${fenced(approval)}`),
    expect: ["holds 2 blocks"],
  },
  {
    name: "two headings",
    review: `${under(fenced(approval))}\n## Verdict\n\n${fenced(approval)}`,
    expect: ['2 headings "Verdict"'],
  },
  {
    name: "another verdict elsewhere",
    review: `## Findings\n\n- ${fenced('{"verdict":"changes"}').replaceAll("\n", "\n  ")}\n## Verdict\n\n${fenced(approval)}`,
    expect: ["line 3 holds another verdict"],
  },
  {
    name: "a fence of tildes",
    review: under(`~~~json\n${approval}\n~~~\n`),
    expect: ["must begin with a line of ```json"],
  },
  {
    name: "an indented block",
    review: under(`    ${approval}\n`),
    expect: ["must begin with a line of ```json"],
  },
  {
    name: "a fence without a language",
    review: under(`\`\`\`\n${approval}\n\`\`\`\n`),
    expect: ["must begin with a line of ```json"],
  },
  {
    name: "a fence of another language",
    review: under(`\`\`\`json5\n${approval}\n\`\`\`\n`),
    expect: ["must begin with a line of ```json"],
  },
  { name: "a comment in the JSON", review: under(fenced(`${approval} // really`)), expect: ["is not JSON"] },
  {
    name: "a verdict that is said twice",
    review: under(fenced('{ "verdict": "changes", "findings": [], "verdict": "approve" }')),
    expect: ["says verdict twice"],
  },
  {
    name: "a key that is said twice, once in disguise",
    review: under(
      fenced(
        JSON.stringify({ verdict: "approve", findings: [found({ severity: "note" })] }).replace(
          '"path"',
          '"\\u0073everity":"blocking","path"',
        ),
      ),
    ),
    expect: ["says severity twice"],
  },
  {
    name: "an approval of what blocks",
    review: under(fenced(JSON.stringify({ verdict: "approve", findings: [found()] }))),
    expect: ["says approve, but its findings say changes"],
  },
  {
    name: "a refusal for nothing",
    review: under(fenced('{ "verdict": "changes", "findings": [] }')),
    expect: ["says changes, but its findings say approve"],
  },
  { name: "a list instead of a verdict", review: under(fenced("[]")), expect: ["the verdict's form"] },
  { name: "a word instead of a verdict", review: under(fenced('"approve"')), expect: ["the verdict's form"] },
  {
    name: "a verdict without findings",
    review: under(fenced('{ "verdict": "approve" }')),
    expect: ["the verdict's findings"],
  },
  {
    name: "JSON of endless depth",
    review: under(fenced(`{"findings":[],"verdict":${"[".repeat(50_000)}${"]".repeat(50_000)}}`)),
    expect: ["the verdict"],
  },
];

const wrongPlaces: ReviewCase[] = [
  {
    name: "a message of blanks",
    review: one({ message: "  \n" }),
    expect: ["findings.0.message: say what happens"],
  },
  {
    name: "a severity that there is not",
    review: one({ severity: "critical" }),
    expect: ["findings.0.severity"],
  },
  { name: "a line below nought", review: one({ line: -1 }), expect: ["findings.0.line"] },
  {
    name: "a file that there is not",
    review: one({ path: "backend/missing.js" }),
    expect: ["backend/missing.js, which is no file at the head"],
  },
  { name: "a file without its folder", review: one({ path: "app.js" }), expect: ["there is backend/app.js"] },
  {
    name: "a file in another case",
    review: one({ path: "Backend/App.js" }),
    expect: ["there is backend/app.js"],
  },
  { name: "a folder", review: one({ path: "backend", line: 0 }), expect: ["backend, which is no file"] },
  {
    name: "a path out of the repository",
    review: one({ path: "../../etc/passwd" }),
    expect: ["which is no file"],
  },
  { name: "a path with its line", review: one({ path: "backend/app.js:2" }), expect: ["which is no file"] },
  { name: "a line after the end", review: one({ line: 4 }), expect: ["line 4, but backend/app.js has 3"] },
  {
    name: "a line after the end of a deleted file",
    review: one({ path: "backend/old.js", line: 4 }),
    expect: ["backend/old.js has 3"],
  },
  {
    name: "a line of an empty file",
    review: one({ path: "backend/empty.js", line: 1 }),
    expect: ["backend/empty.js has 0"],
  },
  {
    name: "a requirement that there is not",
    review: one({ requirement: "R3" }),
    requirements,
    expect: ["requirement R3, which there is not; there are R1, R2, R10"],
  },
  {
    name: "one known and one unknown requirement",
    review: one({ requirement: "R1, R7" }),
    requirements,
    expect: ["requirement R7"],
  },
  {
    name: "a requirement that is no id",
    review: one({ requirement: "performance" }),
    requirements,
    expect: ["requirement performance"],
  },
  {
    name: "what blocks where nobody may change and nothing was changed",
    review: one({ path: "README.md", line: 1 }),
    expect: ["no role may"],
  },
  {
    name: "several mistakes at once",
    review: says([found({ path: "nope.js" }), found({ line: 99 }), found({ requirement: "R9" })]),
    requirements,
    expect: ["nope.js", "line 99", "R9"],
  },
];

const wrongEarlier: ReviewCase[] = [
  {
    name: "what blocked is passed over",
    review: says([]),
    earlier: [known()],
    expect: ['nothing is said of F1 at backend/app.js:2 ("an empty name is stored")'],
  },
  {
    name: "what blocked is passed over for something else",
    review: one({ message: "something else" }),
    earlier: [known()],
    expect: ["nothing is said of F1"],
  },
  {
    name: "what blocked is only a note now",
    review: one({ id: "F1", severity: "note" }),
    earlier: [known()],
    expect: ["it stands as blocking, or it is closed"],
  },
  {
    name: "what blocked is a note without its id",
    review: one({ severity: "note", message: "fine" }),
    earlier: [known()],
    expect: ["nothing is said of F1"],
  },
  {
    name: "it is closed by a commit although none came",
    review: closes({ by: "commit" }),
    earlier: [untouched],
    expect: ["none has changed backend/new.js since quality/code-reviewer"],
  },
  {
    name: "it is closed by another commit",
    review: closes({ by: "commit", commit: "deadbeef" }),
    earlier: [known()],
    expect: ["deadbeef has not changed backend/app.js since quality/code-reviewer, but c0ffee123456"],
  },
  {
    name: "it is closed by a commit that is no id",
    review: closes({ by: "commit", commit: "HEAD" }),
    earlier: [known()],
    expect: ["closed.0.commit"],
  },
  {
    name: "it is closed by mere words",
    review: closes({ by: "evidence", evidence: "The author has mended it." }),
    earlier: [known()],
    expect: ["words that point to nothing"],
  },
  {
    name: "it is closed by no words",
    review: closes({ by: "evidence", evidence: " ", path: "backend/app.js" }),
    earlier: [known()],
    expect: ["closed.0.evidence: say what was seen"],
  },
  {
    name: "it is closed by a place that there is not",
    review: closes({ by: "evidence", evidence: "see backend/app.js:99 and nope.js:1" }),
    earlier: [known()],
    expect: ["words that point to nothing"],
  },
  {
    name: "it is closed by a place of its own that there is not",
    review: closes({ by: "evidence", evidence: "see there", path: "backend/apps.js" }),
    earlier: [known()],
    expect: ["closed by backend/apps.js, which is not there; there is backend/app.js"],
  },
  {
    name: "it is closed by a file that is gone",
    review: closes({ by: "evidence", evidence: "backend/old.js:1 shows it" }),
    earlier: [known()],
    expect: ["words that point to nothing"],
  },
  {
    name: "it is closed by an address",
    review: closes({ by: "evidence", evidence: "see http://localhost:1/app.js" }),
    earlier: [known()],
    expect: ["words that point to nothing"],
  },
  {
    name: "it is closed by a check that nobody ran",
    review: closes({ by: "evidence", evidence: "backend/test is green" }),
    earlier: [known()],
    expect: ["words that point to nothing"],
  },
  {
    name: "it is closed by a check that failed",
    review: closes({ by: "evidence", evidence: "backend/test is green" }),
    earlier: [known()],
    seen: { "backend/test": evidenceOf({ exitCode: 2 }) },
    expect: ["backend/test ended with 2"],
  },
  {
    name: "it is closed by its author",
    review: closes({ by: "author" }),
    earlier: [known()],
    expect: ["closed.0.by"],
  },
  {
    name: "it stands and is closed",
    review: says([found({ id: "F1" })], [{ id: "F1", by: "commit" }]),
    earlier: [known()],
    expect: ["F1 is spoken of twice"],
  },
  {
    name: "it stands word for word and is closed",
    review: says([found()], [{ id: "F1", by: "commit" }]),
    earlier: [known()],
    expect: ["F1 is spoken of twice"],
  },
  {
    name: "it is closed twice",
    review: says(
      [],
      [
        { id: "F1", by: "commit" },
        { id: "F1", by: "commit" },
      ],
    ),
    earlier: [known()],
    expect: ["F1 is spoken of twice"],
  },
  {
    name: "two findings share an id",
    review: says([found({ id: "F1" }), found({ id: "F1", line: 3 })]),
    earlier: [known()],
    expect: ["F1 is spoken of twice"],
  },
  {
    name: "an id of its own making",
    review: one({ id: "F9" }),
    expect: ["no earlier finding F9; a new finding has no id yet"],
  },
  {
    name: "an id that there is not is closed",
    review: says([found({ id: "F1" })], [{ id: "F2", by: "commit" }]),
    earlier: [known()],
    expect: ["no earlier finding F2 of yours, but F1"],
  },
  {
    name: "another reviewer's finding is closed",
    review: closes({ by: "commit" }),
    earlier: [others],
    expect: ["no earlier finding F1"],
  },
  {
    name: "it wanders to another file",
    review: one({ id: "F1", path: "backend/app.js" }),
    earlier: [untouched],
    expect: ["another place is another finding"],
  },
];

export const wrongReviews: readonly ReviewCase[] = [...wrongForms, ...wrongPlaces, ...wrongEarlier];
