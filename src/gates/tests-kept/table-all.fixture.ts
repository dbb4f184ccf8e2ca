import { honestMoves, honestWords } from "./honest.fixture.ts";
import { honestPython } from "./honest-python.fixture.ts";
import { honestOther } from "./honest-other.fixture.ts";
import { javascriptLosses, javascriptWeaker } from "./offences-js.fixture.ts";
import { javascriptTricks } from "./offences-tricks.fixture.ts";
import { countedOffences, pythonOffences, settingsOffences } from "./offences-other.fixture.ts";
import type { TestsKeptCase } from "./table.fixture.ts";

/** Every case: offences that must be found, and honest work that must pass. */
export const testsKeptCases: readonly TestsKeptCase[] = [
  ...javascriptLosses,
  ...javascriptWeaker,
  ...javascriptTricks,
  ...pythonOffences,
  ...countedOffences,
  ...settingsOffences,
  ...honestMoves,
  ...honestWords,
  ...honestPython,
  ...honestOther,
];
