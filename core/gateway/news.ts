// Tells that something of the gateway is another thing now, for pages that show it: at once, then at most once in a while,
// however often it changes, and never when it is the same again.
export interface News {
  /** it may be another one */
  mark(): void;
  /** somebody is given it as it is now */
  read(): void;
  close(): void;
}

export interface NewsParts {
  /** what is told of, as text that differs when it does */
  text(): string;
  tell(): void;
  /** changes come in bursts: so long after the first of them it is looked at */
  gatherMs?: number;
  pauseMs?: number;
}

export function createNews({ text, tell, gatherMs = 100, pauseMs = 1_000 }: NewsParts): News {
  let told: string | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const look = () => {
    timer = null;
    const now = text();
    if (now === told) return;
    told = now;
    toldAt = performance.now();
    tell();
  };
  return {
    mark() {
      if (closed) return;
      timer ??= setTimeout(look, Math.max(gatherMs, toldAt + pauseMs - performance.now())).unref();
    },
    read() {
      // they have what was not told yet: should it be again what was told last, they must hear of it
      if (timer) told = null;
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
    },
  };
}
