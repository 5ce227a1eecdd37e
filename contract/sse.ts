// Server-sent events from text in any chunks: a line is whole when its end has come, a message when its empty line has.
export interface SseMessage {
  /** `message` when the sender named none */
  event: string;
  data: string;
  /** the last id that was sent, also by an earlier message */
  id: string | null;
}

/** `onComment`: a sign of life that says nothing */
export function sseParser(onMessage: (message: SseMessage) => void, onComment?: () => void): { push(text: string): void } {
  let rest = '';
  let searchFrom = 0;
  let started = false;
  let event = '';
  let data: string[] = [];
  let id: string | null = null;

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onMessage({ event: event || 'message', data: data.join('\n'), id });
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) {
      onComment?.();
      return;
    }
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  return {
    push(text) {
      if (!started && text !== '') {
        started = true;
        if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      }
      rest += text;
      let from = 0;
      for (let at = searchFrom; at < rest.length; at++) {
        const code = rest.charCodeAt(at);
        if (code !== 10 && code !== 13) continue;
        // a CR at the very end may be half of CR LF: its fellow decides
        if (code === 13 && at + 1 === rest.length) break;
        const end = at;
        if (code === 13 && rest.charCodeAt(at + 1) === 10) at++;
        line(rest.slice(from, end));
        from = at + 1;
      }
      rest = rest.slice(from);
      // what was searched already is not searched again; a CR that waits is
      searchFrom = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    },
  };
}
