// Reports as real tools write them, with stacks, times and machine names taken out; the part is /checkout/app.

/** vitest 4.1 --reporter=junit */
export const vitestJunit = String.raw`<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="11" failures="2" errors="0">
    <testsuite name="test/broken.test.ts" tests="1" failures="1" errors="0" skipped="0">
        <testcase classname="test/broken.test.ts" name="test/broken.test.ts">
            <failure message="Cannot find module &apos;./nowhere.ts&apos; imported from /checkout/app/test/broken.test.ts" type="Error">trace
            </failure>
        </testcase>
    </testsuite>
    <testsuite name="test/math.test.ts" tests="10" failures="1" errors="0" skipped="2">
        <testcase classname="test/math.test.ts" name="math &gt; adds">
        </testcase>
        <testcase classname="test/math.test.ts" name="math &gt; fails &lt;&amp;&gt;">
            <failure message="expected 1 to be 2 // Object.is equality" type="AssertionError">trace
            </failure>
        </testcase>
        <testcase classname="test/math.test.ts" name="math &gt; is skipped">
            <skipped/>
        </testcase>
        <testcase classname="test/math.test.ts" name="math &gt; is to be done">
            <skipped/>
        </testcase>
        <testcase classname="test/math.test.ts" name="math &gt; each 1">
        </testcase>
        <testcase classname="test/math.test.ts" name="math &gt; each 2">
        </testcase>
        <testcase classname="test/math.test.ts" name="math &gt; deep &gt; goes">
        </testcase>
        <testcase classname="test/math.test.ts" name="flaky">
        </testcase>
        <testcase classname="test/math.test.ts" name="same name">
        </testcase>
        <testcase classname="test/math.test.ts" name="same name">
        </testcase>
    </testsuite>
</testsuites>
`;

/** vitest 4.1 --reporter=tap */
export const vitestTap = String.raw`TAP version 13
1..2
not ok 1 - test/broken.test.ts
    ---
    error:
        name: "Error"
        message: "Cannot find module './nowhere.ts' imported from /checkout/app/test/broken.test.ts"
    at: "/checkout/app/test/broken.test.ts:1:1"
    ...
not ok 2 - test/math.test.ts # time=9.34ms {
    1..4
    not ok 1 - math # time=7.54ms {
        1..7
        ok 1 - adds # time=1.52ms
        not ok 2 - fails <&> # time=4.81ms
            ---
            error:
                name: "AssertionError"
                message: "expected 1 to be 2 // Object.is equality"
            at: "/checkout/app/test/math.test.ts:4:35"
            actual: "1"
            expected: "2"
            ...
        ok 3 - is skipped # SKIP
        ok 4 - is to be done # TODO
        ok 5 - each 1 # time=0.26ms
        ok 6 - each 2 # time=0.18ms
        ok 7 - deep # time=0.24ms {
            1..1
            ok 1 - goes # time=0.13ms
        }
    }
    ok 2 - flaky # time=0.85ms
    ok 3 - same name # time=0.07ms
    ok 4 - same name # time=0.12ms
}
`;

/** node 20 --test-reporter=tap */
export const nodeTap = String.raw`TAP version 13
# Subtest: math
    # Subtest: adds
    ok 1 - adds
      ---
      ...
    # Subtest: fails
    not ok 2 - fails
      ---
      location: '/checkout/app/test/a.test.js:2:48'
      failureType: 'testCodeFailure'
      ...
    # Subtest: skipped
    ok 3 - skipped # SKIP
      ---
      ...
    # Subtest: todo
    ok 4 - todo # TODO
      ---
      ...
    # Subtest: deep \# hash
        # Subtest: goes
        ok 1 - goes
          ---
          ...
        1..1
    ok 5 - deep \# hash
      ---
      type: 'suite'
      ...
    1..5
not ok 1 - math
  ---
  type: 'suite'
  location: '/checkout/app/test/a.test.js:2:1'
  failureType: 'subtestsFailed'
  ...
# Subtest: parent
    # Subtest: child
    ok 1 - child
      ---
      ...
    1..1
ok 2 - parent
  ---
  ...
# Subtest: alone
ok 3 - alone
  ---
  ...
# node:internal/modules/cjs/loader:1210
# Subtest: /checkout/app/test/b.test.js
not ok 2 - /checkout/app/test/b.test.js
  ---
  location: '/checkout/app/test/b.test.js:1:1'
  failureType: 'testCodeFailure'
  ...
1..4
# tests 9
# suites 2
# pass 5
# fail 2
# cancelled 0
# skipped 1
# todo 1
# duration_ms 168.597849
`;

/** node 20 --test-reporter=junit */
export const nodeJunit = String.raw`<?xml version="1.0" encoding="utf-8"?>
<testsuites>
	<testsuite name="math" disabled="0" errors="0" tests="5" failures="1" skipped="2">
		<testcase name="adds" classname="test"/>
		<testcase name="fails" classname="test" failure="1 == 2">
			<failure type="testCodeFailure" message="1 == 2">trace</failure>
		</testcase>
		<testcase name="skipped" classname="test">
			<skipped type="skipped" message="true"/>
		</testcase>
		<testcase name="todo" classname="test">
			<skipped type="todo" message="true"/>
		</testcase>
		<testsuite name="deep # hash" disabled="0" errors="0" tests="1" failures="0" skipped="0">
			<testcase name="goes" classname="test"/>
		</testsuite>
	</testsuite>
	<testsuite name="parent" disabled="0" errors="0" tests="1" failures="0" skipped="0">
		<testcase name="child" classname="test"/>
	</testsuite>
	<testcase name="alone" classname="test"/>
	<testcase name="/checkout/app/test/b.test.js" classname="test" failure="test failed">
		<failure type="testCodeFailure" message="test failed">trace</failure>
	</testcase>
	<!-- tests 9 -->
	<!-- suites 2 -->
	<!-- pass 5 -->
	<!-- fail 2 -->
	<!-- cancelled 0 -->
	<!-- skipped 1 -->
	<!-- todo 1 -->
	<!-- duration_ms 166.030701 -->
</testsuites>
`;

/** pytest 9 --junitxml */
export const pytestJunit = String.raw`<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests">
<testsuite name="pytest" errors="1" failures="1" skipped="2" tests="8">
<testcase classname="tests.test_a.TestA" name="test_in_class" />
<testcase classname="tests.test_a" name="test_ok" />
<testcase classname="tests.test_a" name="test_bad">
<failure message="assert False">trace</failure>
</testcase>
<testcase classname="tests.test_a" name="test_skip">
<skipped type="pytest.skip" message="unconditional skip">/tmp/repp/tests/test_a.py:6: unconditional skip</skipped>
</testcase>
<testcase classname="tests.test_a" name="test_xfail">
<skipped type="pytest.xfail" message="" />
</testcase>
<testcase classname="tests.test_a" name="test_error">
<error message="failed on setup with &quot;RuntimeError: x&quot;">trace</error>
</testcase>
<testcase classname="tests.test_a" name="test_p[1]" />
<testcase classname="tests.test_a" name="test_p[2]" />
</testsuite>
</testsuites>
`;

/** pytest 9 --junitxml, when a file cannot be loaded */
export const pytestJunitBroken = String.raw`<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="0" skipped="0" tests="1"><testcase classname="" name="tests.test_b"><error message="collection failure">trace</error></testcase></testsuite></testsuites>
`;

/** Maven's surefire */
export const surefireJunit = String.raw`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="com.shop.CartTest" tests="4" errors="1" skipped="1" failures="0" flakes="1">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="adds" classname="com.shop.CartTest" time="0.01"/>
  <testcase name="breaks" classname="com.shop.CartTest" time="0.01"><error message="x" type="E">trace</error></testcase>
  <testcase name="lucky" classname="com.shop.CartTest" time="0.01"><flakyFailure message="x" type="E"><stackTrace>t</stackTrace></flakyFailure></testcase>
  <testcase name="later" classname="com.shop.CartTest" time="0"><skipped message="not yet"/></testcase>
</testsuite>
`;
