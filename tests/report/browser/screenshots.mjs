// The pictures of the documentation: node screenshots.mjs RESULT FOLDER, where RESULT.png and RESULT.html exist.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./pages.mjs";

const [, , result, folder] = process.argv;
const browser = await launch();
try {
  const report = pathToFileURL(resolve(`${result}.html`)).href;
  for (const [colorScheme, name] of [["light", "report.jpg"], ["dark", "report-dark.jpg"]]) {
    const page = await browser.newPage({ viewport: { width: 1300, height: 1720 }, colorScheme });
    await page.goto(report);
    await page.screenshot({ path: join(folder, name), type: "jpeg", quality: 82 });
    await page.close();
  }
  // The annotated film, 540 pixels wide.
  const page = await browser.newPage({ viewport: { width: 540, height: 800 } });
  const picture = readFileSync(`${result}.png`).toString("base64");
  await page.setContent(`<style>body{margin:0} img{display:block;width:540px}</style>
                         <img alt="" src="data:image/png;base64,${picture}">`);
  await page.locator("img").evaluate((image) => image.decode());
  await page.locator("img").screenshot({ path: join(folder, "lumbar.png") });
} finally {
  await browser.close();
}
