import { testForge } from "../forge.testsuite.ts";
import { makeWorld } from "./strict.fixture.ts";

testForge("github", async () => (await makeWorld()).forge);
