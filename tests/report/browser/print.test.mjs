// A film of 14 vertebrae prints to two A4 pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open } from "./pages.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// Width and height in points of each page.
const printed = async (name) => {
  const { page, close } = await open(browser, name);
  const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  await close();
  return [...pdf.matchAll(/\/Type\s*\/Page\b[^]*?\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)]
    .map((box) => [Math.round(Number(box[1])), Math.round(Number(box[2]))]);
};

for (const name of ["full.html", "uncalibrated.html", "dxa.html"]) {
  test(`${name} is two A4 pages`, async () => {
    assert.deepEqual(await printed(name), [[595, 842], [595, 842]]);
  });
}

test("a film without vertebrae is at most two", async () => {
  const pages = await printed("empty.html");
  assert.ok(pages.length === 1 || pages.length === 2, String(pages.length));
});

test("nothing is cut off at the right", async () => {
  const { page, close } = await open(browser, "full.html", { viewport: { width: 718, height: 1000 } });
  await page.emulateMedia({ media: "print" });
  const beyond = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth + 1;
    return [...document.querySelectorAll("td, th, p, dd, h2, figure")]
      .filter((element) => element.getBoundingClientRect().right > limit).map((element) => element.textContent.slice(0, 40));
  });
  assert.deepEqual(beyond, []);
  await close();
});
