// Toggles, sorting, zoom and keys do what they say, and the report asks nothing of the network.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, names, open } from "./pages.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// Runs `steps` on a report and requires that nothing else happened.
const on = (name, steps, options) => async () => {
  const { page, trouble, close } = await open(browser, name, options);
  await steps(page);
  assert.deepEqual(trouble, []);
  await close();
};

for (const name of names) test(`${name} loads quietly`, on(name, async (page) => {
  assert.match(await page.title(), /^Vertebral fracture assessment/);
  assert.equal(await page.locator("script").count(), 1);
}));

for (const [layer, label] of [["outline", "Outlines"], ["points", "Points"], ["label", "Labels"]]) {
  test(`${label} can be hidden and shown`, on("full.html", async (page) => {
    const parts = page.locator(`#picture .${layer}`);
    assert.equal(await parts.count(), 14);
    const shown = async () => parts.first().evaluate((element) => getComputedStyle(element).display !== "none");
    assert.equal(await shown(), true);
    await page.getByLabel(label, { exact: true }).uncheck();
    assert.equal(await shown(), false);
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press("Space");
    assert.equal(await shown(), true);
  }));
}

const levels = (page) => page.locator("#vertebrae tbody th").allTextContents();
const column = (page, index) => page.locator(`#vertebrae tbody td:nth-child(${index})`).evaluateAll(
  (cells) => cells.map((cell) => cell.dataset.value));

test("the table sorts by number, either way, with absent values last", on("full.html", async (page) => {
  const original = await levels(page);
  assert.deepEqual([original[0], original[13]], ["T4", "L5"]);
  const header = page.getByRole("columnheader", { name: "Grade", exact: true });
  for (const direction of ["ascending", "descending"]) {
    await header.getByRole("button").click();
    assert.equal(await header.getAttribute("aria-sort"), direction);
    const grades = await column(page, 3);
    const numbers = grades.filter((grade) => grade !== "").map(Number);
    assert.deepEqual(grades.slice(numbers.length), [""]);  // the one that is not evaluable
    assert.deepEqual(numbers, [...numbers].sort((a, b) => (direction === "ascending" ? a - b : b - a)));
    assert.ok(new Set(numbers).size > 1);
  }
  assert.equal(await page.locator("#vertebrae th[aria-sort]").count(), 1);
  // By keyboard, and from head to tail rather than by letter.
  await page.getByRole("columnheader", { name: "Level" }).getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await levels(page), original);
}));

const viewBox = async (page) => (await page.locator("#picture").getAttribute("viewBox")).split(" ").map(Number);
const close = (a, b) => a.every((value, i) => Math.abs(value - b[i]) < 1e-6 * Math.max(1, Math.abs(b[i])));

test("buttons and keys zoom, move and show the whole film", on("full.html", async (page) => {
  const whole = await viewBox(page);
  await page.getByRole("button", { name: "Zoom in" }).click();
  const closer = await viewBox(page);
  assert.ok(Math.abs(closer[2] - whole[2] / 1.5) < 1e-6);
  assert.ok(Math.abs(closer[0] + closer[2] / 2 - (whole[0] + whole[2] / 2)) < 1e-6, "the middle stays");
  await page.locator("#viewer").focus();
  await page.keyboard.press("+");
  assert.ok((await viewBox(page))[2] < closer[2]);
  await page.keyboard.press("-");
  assert.ok(close(await viewBox(page), closer));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  const moved = await viewBox(page);
  assert.ok(moved[0] > closer[0] && moved[1] > closer[1]);
  for (let i = 0; i < 50; ++i) await page.keyboard.press("ArrowLeft");
  assert.ok(Math.abs((await viewBox(page))[0] - whole[0]) < 1e-6, "not beyond the edge");
  await page.keyboard.press("0");
  assert.ok(close(await viewBox(page), whole));
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Whole film" }).click();
  assert.ok(close(await viewBox(page), whole));
  await page.getByRole("button", { name: "Zoom out" }).click();
  assert.ok(close(await viewBox(page), whole), "no smaller than the whole film");
}));

test("the mouse drags what is under it, and zooms with Ctrl and the wheel", on("full.html", async (page) => {
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  const box = await page.locator("#picture").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  // What of the picture lies under a point of the screen.
  const under = (px, py) => page.evaluate(([a, b]) => {
    const point = new DOMPoint(a, b).matrixTransform(document.getElementById("picture").getScreenCTM().inverse());
    return [point.x, point.y];
  }, [px, py]);
  const held = await under(x, y);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 20, y + 30, { steps: 4 });
  await page.mouse.up();
  const after = await under(x + 20, y + 30);
  assert.ok(Math.hypot(after[0] - held[0], after[1] - held[1]) < 0.5, `${held} ${after}`);
  const before = await viewBox(page);
  const pointed = await under(x + 40, y - 60);
  await page.mouse.move(x + 40, y - 60);
  await page.mouse.wheel(0, -100);
  assert.ok(close(await viewBox(page), before), "the wheel alone scrolls the page");
  await page.evaluate(() => globalThis.scrollTo(0, 0));
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await page.waitForFunction((width) => document.getElementById("picture").viewBox.baseVal.width < width, before[2]);
  const kept = await under(x + 40, y - 60);
  assert.ok(Math.hypot(kept[0] - pointed[0], kept[1] - pointed[1]) < 0.5, `${pointed} ${kept}`);
}));

test("contrast and brightness change the film only", on("full.html", async (page) => {
  await page.getByLabel("Contrast").fill("200");
  await page.getByLabel("Brightness").fill("150");
  const filterOf = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).filter);
  assert.equal(await filterOf("#picture .film"), "brightness(1.5) contrast(2)");
  assert.equal(await filterOf("#picture .outline"), "none");
}));

test("letters of the picture overlap in no font, and none leaves the picture", on("full.html", async (page) => {
  const boxes = await page.locator("#picture text").evaluateAll((texts) => texts.map((text) => {
    const { x, y, width, height } = text.getBBox();
    return { text: text.textContent, x, y: y + 0.25 * height, width, height: 0.5 * height };
  }));
  const [left, , width] = await viewBox(page);
  assert.ok(boxes.length > 20);
  boxes.forEach((a, i) => {
    assert.ok(a.x >= left && a.x + a.width <= left + width, a.text);
    for (const b of boxes.slice(0, i)) {
      const apart = a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height;
      assert.ok(apart, `${a.text} and ${b.text}`);
    }
  });
}));

test("without scripts everything is there but the tools", on("full.html", async (page) => {
  assert.equal(await page.locator("#toolbar").isVisible(), false);
  assert.equal(await page.locator("#vertebrae tbody tr").count(), 14);
  assert.equal(await page.locator("#picture .vertebra").count(), 14);
}, { javaScriptEnabled: false }));

test("hostile texts are shown, not run", on("hostile.html", async (page) => {
  assert.match(await page.locator(".film-name").textContent(), /<script>alert\(1\)<\/script>/);
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  assert.equal(await page.locator("img, iframe, object, link, a").count(), 0);
}));

test("the policy stops what is put in afterwards", async () => {
  const { page, trouble, close: end } = await open(browser, "full.html");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.hacked = true";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = "http://127.0.0.1:9/x.png";
    document.body.append(image);
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined);
  assert.ok(trouble.some((line) => line.includes("script-src")), trouble.join("\n"));
  assert.ok(trouble.some((line) => line.includes("img-src")), trouble.join("\n"));
  await end();
});
