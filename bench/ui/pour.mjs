// A server that says numbered lines at an even rate: `pour.mjs RATE SECONDS`. One in ten is what the reader looks for. It ends by itself.
const [rate, seconds] = process.argv.slice(2).map(Number);
const all = rate * seconds;
const filler = 'GET /api/v1/items status=200 ms=12 bytes=48213 agent=probe';
const line = (at) => {
  const level = at % 1000 === 7 ? 'ERROR' : at % 100 === 3 ? 'WARN' : 'INFO';
  return `${level} n=${at} ${at % 10 === 0 ? 'checkout ' : 'search   '}${filler}\n`;
};
const began = performance.now();
let said = 0;
const timer = setInterval(() => {
  const due = Math.min(all, Math.floor(((performance.now() - began) / 1000) * rate));
  let text = '';
  while (said < due) text += line(said++);
  if (text) process.stdout.write(text);
  if (said < all) return;
  clearInterval(timer);
  process.stdout.write(`poured ${all} lines in ${Math.round(performance.now() - began)} ms\n`);
}, 5);
