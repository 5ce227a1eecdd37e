// One way down, whoever asks: named joiners one after the other, one total budget, and a report of who was late.
export interface Joiner {
  name: string;
  /** its own share; the budget's rest when left out */
  withinMs?: number;
  end(hurry: AbortSignal): Promise<unknown> | unknown;
}

export interface ShutdownReport {
  tookMs: number;
  /** joiners that had not ended when their time was over */
  late: string[];
  failed: { name: string; error: string }[];
}

export function createShutdown(totalMs: number, now: () => number) {
  const hurry = new AbortController();
  let report: Promise<ShutdownReport> | null = null;

  async function run(joiners: Joiner[]): Promise<ShutdownReport> {
    const began = now();
    const late: string[] = [];
    const failed: ShutdownReport['failed'] = [];
    for (const { name, withinMs, end } of joiners) {
      // whoever comes after a late one still gets a moment: files have to be closed
      const left = Math.max(250, totalMs - (now() - began));
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<'late'>((done) => {
        timer = setTimeout(() => done('late'), Math.min(left, withinMs ?? left));
      });
      try {
        if ((await Promise.race([Promise.resolve(end(hurry.signal)), limit])) === 'late') late.push(name);
      } catch (error) {
        failed.push({ name, error: error instanceof Error ? error.message : String(error) });
      } finally {
        clearTimeout(timer);
      }
    }
    return { tookMs: Math.round(now() - began), late, failed };
  }

  return {
    /** The first call begins; every further one hurries it. */
    begin(joiners: () => Joiner[]): Promise<ShutdownReport> {
      if (report) hurry.abort();
      else report = run(joiners());
      return report;
    },
  };
}
