// Opens GraphiQL in Chromium, runs the query it shows, and prints what came, what the console said, and where requests went.
import { chromium } from "playwright-core";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
const said = [];
const hosts = new Set();
page.on("console", (message) => said.push(message.text()));
page.on("pageerror", (error) => said.push(String(error)));
page.on("request", (request) => hosts.add(new URL(request.url()).origin));
await page.goto(process.argv[2]);
const answered = page.waitForResponse((response) => response.request().postData()?.includes("query Search"));
await page.click(".graphiql-execute-button");
const { data } = await (await answered).json();
await page.waitForFunction(() => document.querySelector(".result-window").textContent.includes("totalCount"));
await browser.close();
console.log(JSON.stringify({ found: data.offers.totalCount, said, hosts: [...hosts] }));
