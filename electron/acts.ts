// Everything that a click in the tray, on a notification or in a menu can set off.

export type Act =
  | { do: 'open'; to?: string }
  /** the log at the moment of the crash, or its end */
  | { do: 'open-log'; server: string; at?: string }
  | { do: 'start' | 'stop' | 'restart'; server: string }
  /** null: until it is taken back */
  | { do: 'mute'; server: string; forMs: number | null }
  /** null: until it is resumed */
  | { do: 'pause'; until: string | null }
  | { do: 'resume' }
  | { do: 'copy-gateway' }
  | { do: 'quit' };

/** Never throws: what fails is said to the person, and in the log. */
export type Perform = (act: Act) => Promise<void>;
