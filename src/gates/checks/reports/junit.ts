import { parseXml, XmlElement } from "@rgrove/parse-xml";
import type { TestOutcome } from "../../../core/evidence.ts";
import { looksLikeFile, type Parsed, type ParsedTest, unloaded } from "./parsed.ts";

/** JUnit's form as vitest, jest-junit, node, pytest, surefire, gradle, phpunit, cargo-nextest and others write it. */
export function parseJunit(text: string): Parsed {
  const root = parseXml(text).root;
  if (root === null || !/^testsuites?$/.test(root.name))
    throw new Error("it has no <testsuites> and no <testsuite>");
  return { tests: testsIn(root, { file: "", groups: [] }) };
}

interface Place {
  file: string;
  groups: readonly string[];
}

function testsIn(element: XmlElement, place: Place): ParsedTest[] {
  const inside = element.name === "testsuites" ? place : within(element, place);
  return elementsOf(element).flatMap((child) => {
    if (child.name === "testsuite") return testsIn(child, inside);
    return child.name === "testcase" ? [testOf(child, inside)] : [];
  });
}

/** A suite is a file, as vitest has it, or a group. */
function within(suite: XmlElement, place: Place): Place {
  const { name = "", file = "" } = suite.attributes;
  if (looksLikeFile(name)) return { file: file || name, groups: place.groups };
  return { file: file || place.file, groups: [...place.groups, name] };
}

/** The class of a test is its file, says more than the suite around it, or repeats what is known. */
function testOf(element: XmlElement, { file: around, groups }: Place): ParsedTest {
  const { name = "", classname = "", file: own = "" } = element.attributes;
  const classIsFile = looksLikeFile(classname) && classname.includes("/");
  const file = own || (classIsFile ? classname : around);
  const outcome = outcomeOf(element);
  if (outcome === "failed" && isLoading(element))
    return { file: looksLikeFile(name) ? name : file, name: loadingName(name), outcome };
  const repeats = classIsFile || ["", "test", file, name, ...groups].includes(classname);
  return { file, name: [...(repeats ? groups : [...groups.slice(1), classname]), name], outcome };
}

/** A file that could not be loaded is told as a test that is called like the file. */
function isLoading(element: XmlElement): boolean {
  const { name = "", classname = "" } = element.attributes;
  const said = elementsOf(element).map(({ attributes }) => attributes["message"] ?? "");
  return (
    (looksLikeFile(name) && (classname === name || name.includes("/"))) ||
    (classname === "" && said.includes("collection failure"))
  );
}

const loadingName = (name: string): string[] => (looksLikeFile(name) ? [unloaded] : [name, unloaded]);

function outcomeOf(element: XmlElement): TestOutcome {
  const children = elementsOf(element);
  const has = (...names: string[]) => children.some((child) => names.includes(child.name));
  if (has("failure", "error")) return "failed";
  const skipped = children.find((child) => child.name === "skipped");
  const isNotRun = /^(notrun|skipped|disabled|ignored)$/i.test(element.attributes["status"] ?? "");
  if (skipped || isNotRun) return skipped?.attributes["type"] === "todo" ? "todo" : "skipped";
  return has("flakyFailure", "flakyError", "rerunFailure", "rerunError") ? "flaky" : "passed";
}

const elementsOf = (element: XmlElement): XmlElement[] =>
  element.children.filter((child): child is XmlElement => child instanceof XmlElement);
