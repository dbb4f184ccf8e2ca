// Reports as real tools write them, with stacks, times and machine names taken out; the part is /checkout/app.

/** vitest 4.1 --reporter=json */
export const vitestJson = String.raw`{"numTotalTestSuites": 4, "numPassedTestSuites": 1, "numFailedTestSuites": 3, "numPendingTestSuites": 0, "numTotalTests": 10, "numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 1, "numTodoTests": 1, "snapshot": {}, "startTime": 1795580504027, "success": false, "testResults": [
{"assertionResults": [], "startTime": 0, "endTime": 0, "status": "failed", "message": "Cannot find module './nowhere.ts' imported from /checkout/app/test/broken.test.ts", "name": "/checkout/app/test/broken.test.ts"},
{"assertionResults": [
{"ancestorTitles": ["math"], "fullName": "math adds", "status": "passed", "title": "adds", "failureMessages": []},
{"ancestorTitles": ["math"], "fullName": "math fails <&>", "status": "failed", "title": "fails <&>", "failureMessages": ["AssertionError: expected 1 to be 2 // Object.is equality"]},
{"ancestorTitles": ["math"], "fullName": "math is skipped", "status": "skipped", "title": "is skipped", "failureMessages": []},
{"ancestorTitles": ["math"], "fullName": "math is to be done", "status": "todo", "title": "is to be done", "failureMessages": []},
{"ancestorTitles": ["math"], "fullName": "math each 1", "status": "passed", "title": "each 1", "failureMessages": []},
{"ancestorTitles": ["math"], "fullName": "math each 2", "status": "passed", "title": "each 2", "failureMessages": []},
{"ancestorTitles": ["math", "deep"], "fullName": "math deep goes", "status": "passed", "title": "goes", "failureMessages": []},
{"ancestorTitles": [], "fullName": "flaky", "status": "passed", "title": "flaky", "failureMessages": ["AssertionError: expected 1 to be 2 // Object.is equality"]},
{"ancestorTitles": [], "fullName": "same name", "status": "passed", "title": "same name", "failureMessages": []},
{"ancestorTitles": [], "fullName": "same name", "status": "passed", "title": "same name", "failureMessages": []}], "startTime": 0, "endTime": 0, "status": "failed", "message": "", "name": "/checkout/app/test/math.test.ts"}]}
`;

/** jest 30 --json */
export const jestJson = String.raw`{"numFailedTestSuites": 2, "numFailedTests": 1, "numPassedTests": 2, "numPendingTests": 1, "numTodoTests": 1, "numRuntimeErrorTestSuites": 1, "numTotalTests": 5, "success": false, "testResults": [
{"assertionResults": [
{"ancestorTitles": ["sum"], "fullName": "sum adds", "status": "passed", "title": "adds", "failureMessages": [], "invocations": 1, "retryReasons": [], "numPassingAsserts": 1, "location": null, "duration": 2},
{"ancestorTitles": ["sum"], "fullName": "sum is lucky", "status": "passed", "title": "is lucky", "failureMessages": [], "invocations": 2, "retryReasons": ["Error: no"], "numPassingAsserts": 1, "location": null, "duration": 2},
{"ancestorTitles": [], "fullName": "fails", "status": "failed", "title": "fails", "failureMessages": ["Error: expect(received).toBe(expected)"], "invocations": 1, "numPassingAsserts": 0, "location": null, "duration": 2},
{"ancestorTitles": [], "fullName": "skipped", "status": "pending", "title": "skipped", "failureMessages": [], "numPassingAsserts": 0, "location": null, "duration": null},
{"ancestorTitles": [], "fullName": "later", "status": "todo", "title": "later", "failureMessages": [], "numPassingAsserts": 0, "location": null, "duration": null}], "endTime": 1, "message": "", "name": "/checkout/app/__tests__/sum.test.js", "startTime": 0, "status": "failed", "summary": ""},
{"assertionResults": [], "coverage": {}, "endTime": 1, "message": "  ● Test suite failed to run\n\n    Cannot find module './x'", "name": "/checkout/app/__tests__/x.test.js", "startTime": 0, "status": "failed", "summary": ""}]}
`;

/** pytest-json-report 1.5 */
export const pytestJson = String.raw`{"created": 1518371686.7, "duration": 0.12, "exitcode": 1, "root": "/checkout/app", "environment": {}, "summary": {"passed": 2, "failed": 1, "xfailed": 1, "skipped": 1, "total": 5}, "collectors": [
{"nodeid": "", "outcome": "passed", "result": [
{"nodeid": "test_foo.py", "type": "Module"}]},
{"nodeid": "tests/test_broken.py", "outcome": "failed", "result": [], "longrepr": "ImportError"}], "tests": [
{"nodeid": "tests/test_foo.py::test_pass", "lineno": 1, "keywords": ["test_pass"], "outcome": "passed", "setup": {"duration": 0.1, "outcome": "passed"}},
{"nodeid": "tests/test_foo.py::TestCart::test_add[1]", "lineno": 2, "outcome": "failed"},
{"nodeid": "tests/test_foo.py::test_setup", "lineno": 3, "outcome": "error"},
{"nodeid": "tests/test_foo.py::test_xfail", "lineno": 4, "outcome": "xfailed"},
{"nodeid": "tests/test_foo.py::test_skip", "lineno": 5, "outcome": "skipped"},
{"nodeid": "tests/test_foo.py::test_lucky", "lineno": 6, "outcome": "rerun"},
{"nodeid": "tests/test_foo.py::test_lucky", "lineno": 6, "outcome": "passed"}]}
`;

/** go 1.24 test -json */
export const goJson = String.raw`{"Time":"2024-05-01T10:00:00Z","Action":"start","Package":"example.com/shop/cart"}
{"Time":"2024-05-01T10:00:00Z","Action":"run","Package":"example.com/shop/cart","Test":"TestAdd"}
{"Time":"2024-05-01T10:00:00Z","Action":"output","Package":"example.com/shop/cart","Test":"TestAdd","Output":"=== RUN   TestAdd\n"}
{"Time":"2024-05-01T10:00:00Z","Action":"run","Package":"example.com/shop/cart","Test":"TestAdd/none"}
{"Time":"2024-05-01T10:00:00Z","Action":"pass","Package":"example.com/shop/cart","Test":"TestAdd/none","Elapsed":0}
{"Time":"2024-05-01T10:00:00Z","Action":"run","Package":"example.com/shop/cart","Test":"TestAdd/many"}
{"Time":"2024-05-01T10:00:00Z","Action":"output","Package":"example.com/shop/cart","Test":"TestAdd/many","Output":"    cart_test.go:12: got 2, want 3\n"}
{"Time":"2024-05-01T10:00:00Z","Action":"fail","Package":"example.com/shop/cart","Test":"TestAdd/many","Elapsed":0}
{"Time":"2024-05-01T10:00:00Z","Action":"fail","Package":"example.com/shop/cart","Test":"TestAdd","Elapsed":0}
{"Time":"2024-05-01T10:00:00Z","Action":"run","Package":"example.com/shop/cart","Test":"TestSlow"}
{"Time":"2024-05-01T10:00:00Z","Action":"skip","Package":"example.com/shop/cart","Test":"TestSlow","Elapsed":0}
{"Time":"2024-05-01T10:00:00Z","Action":"fail","Package":"example.com/shop/cart","Elapsed":0.002}
{"Time":"2024-05-01T10:00:00Z","Action":"start","Package":"example.com/shop/empty"}
{"Time":"2024-05-01T10:00:00Z","Action":"output","Package":"example.com/shop/empty","Output":"?   \texample.com/shop/empty\t[no test files]\n"}
{"Time":"2024-05-01T10:00:00Z","Action":"skip","Package":"example.com/shop/empty","Elapsed":0}
{"ImportPath":"example.com/shop/broken","Action":"build-output","Output":"broken.go:3:1: syntax error\n"}
{"ImportPath":"example.com/shop/broken","Action":"build-fail"}
{"Time":"2024-05-01T10:00:00Z","Action":"start","Package":"example.com/shop/broken"}
{"Time":"2024-05-01T10:00:00Z","Action":"fail","Package":"example.com/shop/broken","Elapsed":0,"FailedBuild":"example.com/shop/broken"}
`;

/** eslint 9 --format json */
export const eslintJson = String.raw`[{"filePath": "/checkout/app/src/a.js", "messages": [
{"ruleId": "no-unused-vars", "severity": 2, "message": "'x' is assigned a value but never used.", "line": 1, "column": 7, "nodeType": "Identifier", "messageId": "unusedVar", "endLine": 1, "endColumn": 8},
{"ruleId": "no-unused-vars", "severity": 2, "message": "'x' is assigned a value but never used.", "line": 9, "column": 7},
{"ruleId": "no-console", "severity": 1, "message": "Unexpected console statement.", "line": 3, "column": 1}], "suppressedMessages": [], "errorCount": 2, "fatalErrorCount": 0, "warningCount": 1, "usedDeprecatedRules": []},
{"filePath": "/checkout/app/src/b.js", "messages": [
{"ruleId": null, "nodeType": null, "fatal": true, "severity": 2, "message": "Parsing error: Unexpected token", "line": 1, "column": 5}], "errorCount": 1, "warningCount": 0}]
`;

/** SARIF 2.1 as ruff and others write it */
export const ruffSarif = String.raw`{"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [
{"tool": {"driver": {"name": "Ruff", "rules": [
{"id": "F401", "defaultConfiguration": {"level": "error"}},
{"id": "W1"}]}}, "results": [
{"ruleId": "F401", "message": {"text": "${"`"}os${"`"} imported but unused"}, "locations": [
{"physicalLocation": {"artifactLocation": {"uri": "file:///checkout/app/src/a.py"}, "region": {"startLine": 1}}}]},
{"ruleIndex": 1, "message": {"text": "too long"}, "locations": [
{"physicalLocation": {"artifactLocation": {"uri": "src/b.py"}, "region": {"startLine": 7}}}]},
{"ruleId": "E1", "level": "error", "suppressions": [
{"kind": "inSource"}], "message": {"text": "hidden"}, "locations": []},
{"ruleId": "E2", "level": "none", "message": {"text": "note"}},
{"ruleId": "E3", "kind": "pass", "message": {"text": "fine"}}]}]}
`;
