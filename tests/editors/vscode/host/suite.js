/**
 * Tests that run inside the extension host, with the `vscode` API.
 *
 * The editor calls `run`. What came of each test is left beside the workspace, because
 * the editor itself passes nothing on but whether all went well.
 */

"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const folder = () => vscode.workspace.workspaceFolders[0].uri.fsPath;
const uriOf = (name) => vscode.Uri.file(path.join(folder(), name));

async function until(what, probe, seconds = 20) {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function shown(name) {
  const document = await vscode.workspace.openTextDocument(uriOf(name));
  await vscode.window.showTextDocument(document);
  return document;
}

function hintsOf(document) {
  const range = new vscode.Range(0, 0, document.lineCount, 0);
  return until("hints", async () => {
    const command = "vscode.executeInlayHintProvider";
    const hints = await vscode.commands.executeCommand(command, document.uri, range);
    return hints?.length ? hints : undefined;
  });
}

function lensesOf(uri) {
  return until(`the lens of ${uri.path}`, async () => {
    const command = "vscode.executeCodeLensProvider";
    const lenses = await vscode.commands.executeCommand(command, uri, 1000);
    return lenses?.length ? lenses : undefined;
  });
}

const problemsOf = (document) =>
  vscode.languages.getDiagnostics(document.uri).filter((d) => d.source === "promptally");

const tests = {
  async "all commands of the palette exist before a server runs"() {
    const extension = vscode.extensions.getExtension("promptally.promptally");
    await extension.activate();
    const known = new Set(await vscode.commands.getCommands(true));
    const { commands } = extension.packageJSON.contributes;
    assert.ok(commands.length >= 10);
    for (const { command, category } of commands) {
      assert.ok(known.has(command), command);
      assert.equal(category, "Promptally");
    }
  },

  async "the log can be shown"() {
    await vscode.commands.executeCommand("promptally.editor.showLog");
  },

  async "no setting has a default that would overrule the workspace's file"() {
    const { properties } = vscode.extensions.getExtension("promptally.promptally")
      .packageJSON.contributes.configuration;
    const settings = vscode.workspace.getConfiguration();
    const names = Object.keys(properties).filter((name) => !name.includes(".server."));
    assert.ok(names.length >= 8);
    for (const name of names) assert.equal(settings.get(name), null, name);
  },

  async "hints stand at the ends of lines, in the editor's own units"() {
    const document = await shown("hotel.prompt.md");
    assert.equal(document.languageId, "prompt");
    for (const { position } of await hintsOf(document)) {
      assert.equal(position.character, document.lineAt(position.line).text.length);
    }
  },

  async "the hover tells where the tokens go"() {
    const document = await shown("hotel.prompt.md");
    const place = new vscode.Position(7, 40);
    const command = "vscode.executeHoverProvider";
    const hovers = await vscode.commands.executeCommand(command, document.uri, place);
    const text = hovers.flatMap((hover) => hover.contents.map((part) => part.value)).join();
    assert.match(text, /system/i);
    assert.match(text, /tokens/);
  },

  async "a problem has a code, and a fix that settles it"() {
    const document = await shown("hotel.prompt.md");
    const problem = await until("a problem", () => problemsOf(document)[0]);
    assert.equal(problem.code, "over-budget");
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    // The window learns of problems a little later than this process does.
    const fix = await until("the fix", async () => {
      const kind = vscode.CodeActionKind.QuickFix.value;
      const found = await vscode.commands.executeCommand(
        "vscode.executeCodeActionProvider", document.uri, problem.range, kind);
      return found?.find((action) => action.title.startsWith("Raise the budget"));
    });
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await until("an end of it", () =>
      problemsOf(document).every(({ code }) => code !== "over-budget"));
  },

  async "a setting holds at once, without a restart"() {
    const document = await shown("requests/booking.request.json");
    const before = (await hintsOf(document)).length;
    const settings = vscode.workspace.getConfiguration("promptally");
    await settings.update("hints", "total", vscode.ConfigurationTarget.Workspace);
    await until("one hint", async () => (await hintsOf(document)).length === 1);
    await settings.update("hints", undefined, vscode.ConfigurationTarget.Workspace);
    await until("all hints", async () => (await hintsOf(document)).length === before);
  },

  async "every file that the command counts gets its total"() {
    const { files } = JSON.parse(
      fs.readFileSync(path.join(folder(), "..", "expected.json"), "utf8"));
    // The names of some templates say nothing of prompts, so they are not asked about.
    const nameless = /commit-message|formats\/(langchain|llm)\//;
    const named = files.map((file) => file.path).filter((name) => !nameless.test(name));
    assert.ok(named.length >= 30);
    for (const name of named) {
      const document = await vscode.workspace.openTextDocument(uriOf(name));
      // Not the lens: VS Code adds one of its own to agents, which cannot be read here.
      const [total] = await hintsOf(document);
      assert.match(String(total.label), /tokens/, name);
    }
  },

  async "other Markdown and JSON is not even sent to the server"() {
    for (const name of ["notes.md", "data.json"]) {
      fs.writeFileSync(path.join(folder(), name), '{"messages": [{"role": "user"}]}');
      const document = await vscode.workspace.openTextDocument(uriOf(name));
      const command = "vscode.executeCodeLensProvider";
      const lenses = await vscode.commands.executeCommand(command, document.uri, 10);
      assert.deepEqual(lenses.filter((lens) => /token/.test(lens.command?.title)), []);
    }
  },

  async "an agent's tool counts a file of the workspace, and no other"() {
    const call = (asked) =>
      vscode.lm.invokeTool("promptally_count", {
        input: { path: asked },
        toolInvocationToken: undefined,
      });
    const { content } = await call("CLAUDE.md");
    const file = JSON.parse(content[0].value);
    assert.ok(file.tokens > 500);
    await assert.rejects(call("../../../../etc/passwd"), /in no folder of this workspace/);
  },

  async "the report opens in one panel, however often it is asked for"() {
    const command = "promptally.editor.showReport";
    await vscode.commands.executeCommand(command);
    await vscode.commands.executeCommand(command);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const panels = tabs.filter(({ input }) => /promptally\.report$/.test(input?.viewType));
    assert.deepEqual(panels.map(({ label }) => label), ["Promptally Report"]);
    await vscode.window.tabGroups.close(panels);
  },

  async "a glob of the settings makes prompts of other files"() {
    const settings = uriOf("promptally.toml").fsPath;
    const before = fs.readFileSync(settings, "utf8");
    fs.mkdirSync(uriOf("drafts").fsPath);
    fs.writeFileSync(uriOf("drafts/hut.md").fsPath, "You keep a hut.");
    const document = await shown("drafts/hut.md");
    fs.writeFileSync(settings, `prompts = ["drafts/*.md"]\n${before}`);
    const [lens, ...more] = await lensesOf(document.uri);
    assert.match(lens.command.title, /tokens/);
    assert.deepEqual(more, []);
    fs.writeFileSync(settings, before);
  },

  async "hints in our languages are shown whole"() {
    for (const languageId of ["prompt", "markdown", "json", "yaml"]) {
      const editor = vscode.workspace.getConfiguration("editor", { languageId });
      assert.equal(editor.get("inlayHints.maximumLength"), 100, languageId);
    }
  },

  async "the server can be restarted, and counts again"() {
    const document = await shown("hotel.prompt.md");
    await vscode.commands.executeCommand("promptally.editor.restartServer");
    assert.ok((await hintsOf(document)).length >= 2);
  },
};

exports.run = async function run() {
  const results = [];
  for (const [name, test] of Object.entries(tests)) {
    const started = Date.now();
    const error = await test().then(() => null, (fault) => String(fault?.stack ?? fault));
    results.push({ name, error, ms: Date.now() - started });
  }
  const file = path.join(folder(), "..", "results.json");
  fs.writeFileSync(file, JSON.stringify(results, null, 1));
  if (results.some(({ error }) => error)) throw new Error("see results.json");
};
