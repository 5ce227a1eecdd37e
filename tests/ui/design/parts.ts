// The parts of the window that are compared with the drawings: where each stands there and here, and what of it must be equal.

/** `text`: font and colour; `box`: padding, gap, radius, border, background; `size`: its height */
export type What = 'text' | 'box' | 'size';

export interface Part {
  name: string;
  /** its selector in the mock-up */
  drawn: string;
  /** and here */
  ours: string;
  what: readonly What[];
}

/** a mock-up with its query, and what of ours it draws */
export interface Drawing {
  page: PageName;
  file: string;
  parts: readonly Part[];
}
export const pageNames = ['overview', 'table', 'logs', 'server', 'tools', 'gateway', 'settings', 'onboarding', 'palette'] as const;
export type PageName = (typeof pageNames)[number];

const text = ['text'] as const;
const box = ['box'] as const;
const both = ['text', 'box'] as const;
const all = ['text', 'box', 'size'] as const;

const part = (what: readonly What[], name: string, drawn: string, ours = drawn): Part => ({ name, drawn, ours, what });

export const drawings: readonly Drawing[] = [
  {
    page: 'overview',
    file: 'overview.html',
    parts: [
      part(box, 'sidebar', '.side'),
      part(all, 'brand', '.brand'),
      part(all, 'sidebar item', '.nav-i:not(.on)', '.nav-i:not([aria-current])'),
      part(all, 'sidebar item, current', '.nav-i.on', '.nav-i[aria-current]'),
      part(both, 'sidebar count', '.nav-n.fail', '.nav-n'),
      part(['box', 'size'], 'title strip', '.top'),
      part(text, 'title', '.top h1'),
      part(all, 'search', '.search-btn', '.top-s'),
      part(['box', 'size'], 'icon button', '.top .ib'),
      part(text, 'headline', '.sum h2'),
      part(text, 'headline, sentence', '.sum p'),
      part(box, 'metric', '.met:nth-child(2)'),
      part(text, 'metric, name', '.met .k', '.met dt'),
      part(text, 'metric, figure', '.met .v'),
      part(text, 'metric, unit', '.met .v small'),
      part(box, 'toolbar', '.bar'),
      part(['box', 'size'], 'segmented control', '.bar .seg:not(.icons)'),
      part(all, 'segmented control, chosen', '.bar .seg [aria-pressed=true]'),
      part(all, 'segmented control, other', '.bar .seg:not(.icons) [aria-pressed=false]'),
      part(text, 'segmented control, number', '.bar .seg [aria-pressed=false] .num'),
      part(text, 'segmented control, number of the chosen', '.bar .seg [aria-pressed=true] .num'),
      part(['box', 'size'], 'text field', '.bar .field'),
      part(text, 'text field, input', '.bar .field input'),
      part(all, 'toolbar button', '.bar .btn:not(.pri)'),
      part(both, 'key', '.bar kbd', '.bar .kbd'),
      part(box, 'attention cards', '.att'),
      part(box, 'attention card', '.acard'),
      part(text, 'attention card, name', '.acard h3 a'),
      part(text, 'attention card, state', '.acard .hd .small'),
      part(text, 'attention card, heading', '.acard .why'),
      part(box, 'attention card, log', '.acard .log'),
      part(text, 'attention card, log line', '.acard .log .e', '.acard .log .error'),
      part(text, 'attention card, end of the log', '.acard .log .t3', '.acard .log .exit'),
      part(text, 'attention card, log time', '.acard .log .ts'),
      part(both, 'attention card, hint', '.acard .hint'),
      part(box, 'attention card, actions', '.acard .acts'),
      part(all, 'attention card, button', '.acard .acts .btn:not(.ghost)'),
      part(box, 'group heading', '.gh'),
      part(text, 'group heading, title', '.gh h2'),
      part(text, 'group heading, file', '.gh code'),
      part(text, 'group heading, count', '.gh .count'),
      part(box, 'card grid', '.grid'),
      part(box, 'server card', '.srv:not(.off)'),
      part(text, 'server card, name', '.srv:not(.off) h3 a'),
      part(text, 'server card, name when off', '.srv.off h3 a'),
      part(both, 'server card, state', '.srv .st'),
      part(box, 'server card, chart', '.srv .ch:has(.spark)'),
      part(['box', 'size'], 'server card, line', '.srv .ch .spark'),
      part(text, 'server card, figures', '.srv .ch:has(.spark) .v'),
      part(box, 'server card, foot', '.srv .ft'),
      part(text, 'server card, facts', '.srv .ft .m'),
      part(['box', 'size'], 'server card, button', '.srv .ft .ib'),
      part(both, 'tag', '.srv .tag'),
    ],
  },
  {
    page: 'table',
    file: 'overview.html?view=table',
    parts: [
      part(text, 'table, heading', '.tbl thead th:nth-child(3)', '.tbl thead th:not([aria-sort]) button'),
      part(box, 'table, row', '.tbl tbody tr:nth-child(2) td:nth-child(3)', '.tbl tbody tr:nth-child(2) td.t2'),
      part(text, 'table, name', '.tbl .nm a'),
      part(text, 'table, figure', '.tbl tbody tr:nth-child(4) td.num', '.tbl tbody td.num'),
    ],
  },
  {
    page: 'logs',
    file: 'logs.html',
    parts: [
      part(box, 'source list', '.srcs'),
      part(both, 'source list, heading', '.srcs h2'),
      part(['box', 'size'], 'source', '.srcs .s[aria-checked=true]', '.src[aria-checked=true]'),
      part(text, 'source, name', '.srcs .s[aria-checked=true] .nm', '.src[aria-checked=true] .nm'),
      part(['size'], 'source, box', '.srcs .sw'),
      part(box, 'log toolbar', '.lt'),
      part(['box', 'size'], 'log search', '.lt .field'),
      part(all, 'level, on', '.lv-seg [aria-pressed=true]'),
      part(all, 'level, off', '.lv-seg [aria-pressed=false]'),
      part(text, 'level, letter', '.lv-seg [aria-pressed=true] b:not(.E):not(.W)'),
      part(all, 'follow', '.lt .btn[aria-pressed=true]'),
      part(all, 'pause', '.lt .btn[aria-pressed=false]'),
      part(box, 'log', '.stream'),
      part(both, 'log line', '.ll.info'),
      part(text, 'log line, time', '.ll.info .ts'),
      part(text, 'log line, level', '.ll.info .lv'),
      part(text, 'log line, warning', '.ll.warn .tx'),
      part(text, 'log line, error', '.ll.error .tx'),
      part(text, 'divider', '.lbreak:not(.t-fail)', '.lbreak:not(.t-fail):not(.t-warn)'),
      part(all, 'log foot', '.lf'),
      part(text, 'log foot, following', '.lf .live'),
    ],
  },
  {
    page: 'server',
    file: 'server.html',
    parts: [
      part(text, 'server, headline', '.sh h2'),
      part(text, 'server, state', '.sh p'),
      part(text, 'server, state in a word', '.sh p .med'),
      part(all, 'server, button', '.sh .acts .btn:not(.pri)', '.sh .acts .btn'),
      part(box, 'tabs', '.tabs'),
      part(all, 'tab, chosen', '.tabs [aria-selected=true]'),
      part(all, 'tab, other', '.tabs [aria-selected=false]'),
      part(box, 'panel', '#p-overview .card.blk', '.two .stack .card.blk'),
      part(text, 'panel, heading', '.what h3', '.what > h3'),
      part(box, 'side card', '.side-c .card'),
      part(text, 'side card, heading', '.side-c h3'),
      part(both, 'key-value list', '.side-c .kv'),
      part(text, 'key-value list, key', '.side-c .kv dt'),
      part(text, 'key-value list, value', '.side-c .kv dd'),
    ],
  },
  {
    page: 'tools',
    file: 'server.html?tab=tools',
    parts: [
      part(all, 'primary button', '#p-tools .btn.pri', '.try .btn.pri'),
      part(text, 'tool, heading', '#p-tools .try h3', '.try h3'),
      part(text, 'tool, name in the list', '#p-tools .nm code', '.tool-n code'),
      part(text, 'tool, field name', '#p-tools .try label', '.try label'),
    ],
  },
  {
    page: 'gateway',
    file: 'gateway.html',
    parts: [
      part(text, 'gateway, headline', '.gh h2', '.gw-head h2'),
      part(text, 'tab, count', '.tabs .count'),
      part(text, 'client table, heading', '.cl th', '.gw-table th'),
      part(
        ['box', 'size'],
        'client row',
        '.cl tbody tr:not([aria-selected=true]) td:nth-child(2)',
        '.gw-table tbody tr:not(.on):not(:last-child) td:nth-child(2)',
      ),
      part(both, 'client row, chosen', '.cl tbody tr[aria-selected=true] td:nth-child(2)', '.gw-table tbody tr.on td:nth-child(2)'),
      part(all, 'client, tile', '.cl .mg', '.gw-tile'),
      part(text, 'client, name', '.cl .nm b', '.gw-pick'),
      part(text, 'client, more', '.cl tbody tr:not([aria-selected=true]) small', '.gw-table tbody tr:not(.on) small'),
      part(both, 'client, profile', '.cl .tag.prof', '.gw-table .gw-prof'),
      part(text, 'client panel, heading', '.pr .ph h3', '.gw-side-h h3'),
      part(text, 'client panel, figure', '.pr .big b', '.gw-big b'),
    ],
  },
  {
    page: 'settings',
    file: 'settings.html',
    parts: [
      part(box, 'settings, sections', '.sub', '.set-nav'),
      part(all, 'settings, section', '.sub a:not([aria-current])', '.set-nav a:not([aria-current])'),
      part(all, 'settings, section, current', '.sub a[aria-current]', '.set-nav a[aria-current]'),
      part(text, 'settings, heading', '.sc h2', '.set-sec h2'),
      part(box, 'setting', '.opt:not(:last-child)', '.set-row:not(:last-child)'),
      part(text, 'setting, name', '.opt b', '.set-row b'),
      part(text, 'setting, more', '.opt p:not(.warn)', '.set-row p'),
      part(['box', 'size'], 'switch, on', '.switch[aria-checked=true]', '.switch:checked'),
    ],
  },
  {
    page: 'onboarding',
    file: 'onboarding.html?step=1',
    parts: [
      part(['box', 'size'], 'set up, strip', '.ob > header'),
      part(text, 'set up, title', '.obm h1', '.ob-main h1'),
      part(text, 'set up, lead', '.lead', '.ob-lead'),
      part(text, 'set up, heading', '.lab', '.ob-cols h2'),
      part(text, 'set up, step', '.stepper li:not([aria-current])', '.ob-steps li:not([aria-current])'),
      part(text, 'set up, step, current', '.stepper [aria-current]', '.ob-steps [aria-current]'),
      part(text, 'set up, place', '.srcs b', '.ob-places b'),
      part(text, 'set up, file', '.srcs code', '.ob-places code'),
      part(box, 'set up, foot', '.ob > footer'),
      part(all, 'set up, next', '#next', '.ob > footer .btn.pri'),
    ],
  },
  {
    page: 'palette',
    file: 'palette.html',
    parts: [
      part(box, 'palette', '.cp'),
      part(['box', 'size'], 'palette, field', '.cp .in', '.cp-in'),
      part(text, 'palette, input', '.cp .in input', '.cp-in input'),
      part(box, 'palette, list', '.cp .lst', '.cp-l'),
      part(both, 'palette, group', '.lst .gl-h', '.cp-g'),
      part(all, 'palette, row', '.o[aria-selected=false]', '.cp-o[aria-selected=false]'),
      part(all, 'palette, row, current', '.o[aria-selected=true]', '.cp-o[aria-selected=true]'),
      part(text, 'palette, detail', '.o[aria-selected=false] .nm small', '.cp-o[aria-selected=false] .cp-n small'),
      part(all, 'palette, foot', '.cp footer'),
    ],
  },
];
