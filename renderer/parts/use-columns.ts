import { type RefObject, useLayoutEffect, useState } from 'react';

/** How many characters of the code font go into the text column of a log; null while lines are not wrapped. */
export function useColumns(view: RefObject<HTMLElement | null>, wrapped: boolean): number | null {
  const [columns, setColumns] = useState<number | null>(null);
  useLayoutEffect(() => {
    const element = view.current;
    if (!element || !wrapped) return setColumns(null);
    const ruler = document.createElement('div');
    ruler.className = 'll ruler';
    const text = document.createElement('span');
    text.className = 'tx';
    const letters = document.createElement('span');
    letters.textContent = '0'.repeat(100);
    text.append(letters);
    // the three columns before it are there in their widths, whatever is in them
    ruler.append(...['ts', 'sn', 'lv'].map((name) => Object.assign(document.createElement('span'), { className: name })), text);
    element.append(ruler);
    const measure = () => {
      const letter = letters.getBoundingClientRect().width / 100;
      if (letter > 0) setColumns(Math.floor(text.getBoundingClientRect().width / letter));
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    document.fonts.ready.then(measure);
    return () => {
      watch.disconnect();
      ruler.remove();
    };
  }, [view, wrapped]);
  return columns;
}
