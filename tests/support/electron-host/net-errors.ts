// Chromium's names of network errors with the numbers that Electron gives beside them.
const numbers: Record<string, number> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_INVALID_URL: -300,
  ERR_UNKNOWN_URL_SCHEME: -302,
  ERR_FILE_NOT_FOUND: -6,
  ERR_UNEXPECTED: -9,
  ERR_CONNECTION_RESET: -101,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INTERNET_DISCONNECTED: -106,
  ERR_EMPTY_RESPONSE: -324,
};

/** `net::ERR_ABORTED`. A handler that fails breaks its connection here, which Electron tells as ERR_FAILED. */
export function explainFailure(text: string): { code: string; errno: number } {
  const said = text.replace(/^net::/, '');
  const code = said === 'ERR_EMPTY_RESPONSE' || said === 'ERR_CONNECTION_RESET' ? 'ERR_FAILED' : said;
  return { code, errno: numbers[code] ?? -2 };
}
