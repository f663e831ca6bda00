// The reports are valid HTML.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { names, pathOf } from "./pages.mjs";

const validator = new HtmlValidate(new StaticConfigLoader(JSON.parse(readFileSync(".htmlvalidate.json", "utf8"))));

test("there are reports to look at", () => assert.ok(names.length >= 3, names.join(" ")));

for (const name of names) {
  test(`${name} is valid`, async () => {
    const report = await validator.validateFile(pathOf(name));
    const messages = report.results.flatMap((result) =>
      result.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
    assert.deepEqual(messages, []);
  });
}

test("the validator sees what is wrong", async () => {
  const report = await validator.validateString("<!DOCTYPE html><html lang=\"en\"><title>x</title><p><div></p></html>");
  assert.equal(report.valid, false);
});
