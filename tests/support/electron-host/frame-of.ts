// The main frame of a page, as `senderFrame` and `mainFrame` show it.
interface Page {
  getURL(): string;
  isDestroyed(): boolean;
}

export function frameOf(contents: Page) {
  return {
    get url() {
      return contents.getURL();
    },
    get origin() {
      const url = contents.getURL();
      return /^[a-z]+:\/\/[^/]+/.exec(url)?.[0] ?? 'null';
    },
    parent: null,
    frames: [],
    name: '',
    routingId: 1,
    processId: 1,
    detached: false,
    isDestroyed: () => contents.isDestroyed(),
  };
}
