// No violation of WCAG 2 A and AA that axe can find, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { launch, names, open } from "./pages.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const check = async (page) => {
  await page.evaluate(axe.source);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), rules);
  assert.ok(found.passes.length > 20);
  return found.violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 200)}`));
};

// Every report as most see it; those that hold everything in every way.
const cases = names.map((name) => [name, "light", 1400]);
for (const name of ["full.html", "risk.html", "evaluation.html"].filter((page) => names.includes(page))) {
  cases.push([name, "dark", 1400], [name, "light", 480], [name, "dark", 480]);
}
for (const [name, colorScheme, width] of cases) {
  test(`${name} ${colorScheme} ${width} px`, async () => {
    const { page, close } = await open(browser, name, { colorScheme, viewport: { width, height: 900 } });
    assert.deepEqual(await check(page), []);
    await close();
  });
}

test("axe sees what is wrong", async () => {
  const { page, close } = await open(browser, names[0]);
  await page.evaluate(() => { document.querySelector("h1").style.color = "#eeeeee"; });
  assert.match((await check(page)).join(), /color-contrast/);
  await close();
});
