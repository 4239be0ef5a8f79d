import assert from "node:assert/strict";
import { test } from "node:test";

import {
  proxyVariables,
  serverVariables,
} from "../../../../editors/vscode/src/environment.ts";

const none = { proxy: "", noProxy: [], support: "override" };

test("nothing that is not set is said", () => {
  assert.deepEqual(serverVariables(none, undefined), {});
  const unknown = { proxy: undefined, noProxy: undefined, support: undefined };
  assert.deepEqual(proxyVariables(unknown), {});
});

test("the editor's proxy is the server's, in both spellings", () => {
  const settings = { ...none, proxy: " http://proxy:3128 ", noProxy: ["localhost", "::1"] };
  assert.deepEqual(proxyVariables(settings), {
    HTTP_PROXY: "http://proxy:3128",
    http_proxy: "http://proxy:3128",
    HTTPS_PROXY: "http://proxy:3128",
    https_proxy: "http://proxy:3128",
    NO_PROXY: "localhost,::1",
    no_proxy: "localhost,::1",
  });
});

test("a proxy that extensions are not to use is not passed on", () => {
  const settings = { proxy: "http://proxy:3128", noProxy: ["a"], support: "off" };
  assert.deepEqual(proxyVariables(settings), {});
});

test("the stored key wins over whatever the editor was started with", () => {
  assert.deepEqual(serverVariables(none, "sk-ant-1"), {
    ANTHROPIC_API_KEY: "sk-ant-1",
    ANTHROPIC_AUTH_TOKEN: "",
  });
});
