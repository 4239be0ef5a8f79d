/**
 * What the server's process finds in its environment: the key and the proxy. These are
 * the user's alone, so they take this way and are in no message and in no setting of
 * the server.
 */

/** VS Code's own settings for proxies, as far as they are set. */
export interface ProxySettings {
  readonly proxy: string | undefined;
  readonly noProxy: readonly string[] | undefined;
  /** `http.proxySupport`; `off` means that extensions are to use none. */
  readonly support: string | undefined;
}

/** The variables to set on top of those that the editor itself was started with. */
export function proxyVariables(settings: ProxySettings): Record<string, string> {
  if (settings.support === "off") return {};
  const proxy = settings.proxy?.trim();
  const none = settings.noProxy?.map((host) => host.trim()).filter(Boolean);
  return {
    ...(proxy ? both("HTTP_PROXY", proxy) : {}),
    ...(proxy ? both("HTTPS_PROXY", proxy) : {}),
    ...(none?.length ? both("NO_PROXY", none.join(",")) : {}),
  };
}

/** The variables of a server that may have a key; a stored one wins over any other. */
export function serverVariables(
  settings: ProxySettings,
  key: string | undefined,
): Record<string, string> {
  return {
    ...proxyVariables(settings),
    // Two names, one of them forgotten in a profile, would make the server guess.
    ...(key ? { ANTHROPIC_API_KEY: key, ANTHROPIC_AUTH_TOKEN: "" } : {}),
  };
}

/** Programs differ in which spelling they read, and the small one often wins. */
function both(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toLowerCase()]: value };
}
