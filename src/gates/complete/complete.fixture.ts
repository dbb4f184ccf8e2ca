import type { TextCase } from "../references/references.fixture.ts";

/** The sections that every case must have. */
export const sections = ["Data", "Risks and limits"];

const withData = (text: string): string => `## Data\n\n${text}\n\n## Risks and limits\n\nNone.\n`;

const honest: Record<string, string> = {
  "None.": withData("None."),
  "none without a full stop": withData("none"),
  "a sentence": withData("Nothing special."),
  "a word": withData("x"),
  "a list": withData("- none"),
  "a table": withData("| a |\n|---|\n"),
  "a table with an open cell": withData(
    "| field | rule |\n|---|---|\n| id | TBD by nobody |\n| name | text |",
  ),
  "a diagram": withData("```mermaid\nerDiagram\n```"),
  "a picture": withData("![The model](model.png)"),
  "a reason why there is none": withData("Not applicable: the feature stores nothing."),
  "words in another script": withData("Нет изменений в данных."),
  "a sub-heading with something below": withData("### Tables\n\nOne table."),
  "words about a placeholder": withData(
    "The field shows a placeholder. Pending orders are listed. Later ones are not.",
  ),
  "words that begin as a placeholder does": withData(
    "Describe is what users do here. To be decided is a state of an order.",
  ),
  "a note beside what is said": withData("The table holds reviews.\n\nTODO: none are left."),
  "two sections of one title, both filled": `${withData("One.")}\n## Data\n\nTwo.\n`,
  "a link in brackets": withData("[The model](docs/model.md) as it stands."),
  "numbers only": withData("42"),
  "the heading's words and more": withData("Data: one table."),
};

const empty: Record<string, string> = {
  "no section": "## Risks and limits\n\nNone.\n",
  "nothing at all": "",
  "an empty section": withData(""),
  "a comment only": withData("<!-- to come -->"),
  "an open comment": "## Risks and limits\n\nNone.\n\n## Data\n\n<!-- The table",
  "tags only": withData("<div></div><br>"),
  "signs only": withData("---\n\n...\n\n***"),
  "an ellipsis": withData("…"),
  "invisible characters": withData("\u{200b}\u{2060}"),
  "sub-headings only": withData("### Tables\n\n### Fields"),
  TODO: withData("TODO"),
  "TODO with words": withData("- TODO: describe the table"),
  "a bold TODO": withData("**TODO**"),
  TBD: withData("TBD."),
  "to be decided": withData("_To be decided later._"),
  "lorem ipsum": withData("Lorem ipsum dolor sit amet, consectetur."),
  "words in brackets": withData("[describe the data here]"),
  "words in braces": withData("{{data}}"),
  "coming soon": withData("Coming soon!"),
  "an order to write": withData("Describe the tables here."),
  "the heading's own words": withData("Data."),
  "the heading's own words, cut up": "## Data\n\nNone.\n\n## Risks and limits\n\nRisks\n\nand limits\n",
  "a table of placeholders": withData("| TBD | TODO |\n|---|---|\n| ... | TBD |"),
  "a list of placeholders": withData("- TBD\n- TODO\n- …"),
  "a second section that is empty": `${withData("One.")}\n## Data\n\nTODO\n`,
  "a first section that is empty": `## Data\n\n${withData("One.")}`,
  "a heading of another level": "### Data\n\nx\n\n## Risks and limits\n\nx\n",
  "a hidden definition": withData("[//]: # (The table)"),
};

export const completeCases: TextCase[] = [
  ...Object.entries(honest).map(([name, artifact]): TextCase => ({ name, artifact, expect: "honest" })),
  ...Object.entries(empty).map(([name, artifact]): TextCase => ({ name, artifact, expect: ["incomplete"] })),
];
