// The search over tools: what comes first, that it is always the same, and how long it takes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexTools, type Searched, termsOf } from '../../core/gateway/search.ts';

const tool = (server: string, own: string, description = '', parameters: string[] = [], title?: string): Searched => ({
  name: `${server}__${own}`,
  server,
  own,
  description,
  parameters,
  ...(title !== undefined && { title }),
});
const tools = [
  tool('files', 'read_text_file', 'Read the complete contents of a file as text.', ['path', 'head', 'tail']),
  tool('files', 'write_file', 'Create a new file or overwrite an existing one.', ['path', 'content']),
  tool('files', 'list_directory', 'Get a listing of all files and directories in a path.', ['path']),
  tool('files', 'searchFiles', 'Recursively search for files matching a pattern.', ['path', 'pattern']),
  tool('github', 'create_issue', 'Create a new issue in a repository.', ['owner', 'repo', 'title', 'body']),
  tool('github', 'list_issues', 'List issues of a repository.', ['owner', 'repo', 'state']),
  tool('weather', 'forecast', 'Tomorrow’s temperature and rain in a city.', ['city'], 'Weather forecast'),
  tool('jp', '天気予報', '都市の天気を調べる', ['都市']),
];
const found = (query: string, among = tools) =>
  indexTools(among)
    .search(query)
    .map(({ at }) => among[at]!.name);

describe('the order', () => {
  it.each([
    ['read file', 'files__read_text_file'],
    ['reading a text', 'files__read_text_file'],
    ['make or create an issue', 'github__create_issue'],
    ['issues', 'github__list_issues'],
    ['directories', 'files__list_directory'],
    ['search', 'files__searchFiles'],
    ['how will the weather be', 'weather__forecast'],
    ['temperatures', 'weather__forecast'],
    ['city', 'weather__forecast'],
    ['天気', 'jp__天気予報'],
    ['overwrit', 'files__write_file'],
  ])('%s', (query, first) => {
    expect(found(query)[0]).toBe(first);
  });

  it('names come first: exact ones, in whatever way they are written, then what begins so', () => {
    for (const query of ['github__list_issues', 'github.list_issues', 'list_issues', 'LIST_ISSUES', 'list issues', 'listIssues']) {
      const [first] = indexTools(tools).search(query);
      expect([tools[first!.at]!.name, first!.exact], query).toEqual(['github__list_issues', true]);
    }
    const many = [tool('a', 'noise', 'read read read read read'), tool('b', 'reader'), tool('c', 'read')];
    expect(found('read', many).slice(0, 2)).toEqual(['c__read', 'b__reader']);
  });

  it('a server’s name finds its tools, and nothing finds nothing', () => {
    expect(found('github').slice(0, 2).sort()).toEqual(['github__create_issue', 'github__list_issues']);
    expect(found('xylophone')).toEqual([]);
    expect(found('')).toHaveLength(tools.length); // whoever asks for nothing looks around
    expect(indexTools([]).search('x')).toEqual([]);
  });

  it('the words of a tool are those of its name in any spelling', () => {
    for (const text of ['readTextFiles', 'read_text_file', 'Reading text files', 'READ-TEXT.FILE'])
      expect(termsOf(text)).toEqual(['read', 'text', 'file']);
    expect(termsOf('HTTPServer createIssue2')).toEqual(['http', 'server', 'creat', 'issue2']);
  });
});

const word = fc.constantFrom('read', 'file', 'issue', 'créer', 'a', 'get', '漢字', '__', '😀', 'toString', '__proto__', 'constructor');
const someTools = fc.array(
  fc.record({
    name: word,
    server: word,
    own: word,
    description: fc.option(fc.string(), { nil: undefined }),
    parameters: fc.array(word, { maxLength: 3 }),
  }),
  { maxLength: 20 },
) as fc.Arbitrary<Searched[]>;

describe('whatever is asked', () => {
  it('the answer is a selection without repetition, always the same, and holds every tool that bears the word as its name', () => {
    fc.assert(
      fc.property(someTools, fc.oneof(fc.string(), word), (given, query) => {
        const hits = indexTools(given).search(query);
        expect(new Set(hits.map(({ at }) => at)).size).toBe(hits.length);
        expect(indexTools(given).search(query)).toEqual(hits);
        for (const [at, one] of given.entries()) if (one.own === query) expect(hits.some((hit) => hit.at === at)).toBe(true);
        const firstInexact = hits.findIndex(({ exact }) => !exact);
        if (firstInexact >= 0) expect(hits.slice(firstInexact).every(({ exact }) => !exact)).toBe(true);
      }),
    );
  });

  it('is answered soon: a thousand tools in 5 ms, a hostile query too', () => {
    const many = Array.from({ length: 1_000 }, (_, n) =>
      tool(
        `server${n % 50}`,
        `${['read', 'write', 'list', 'create'][n % 4]}_thing_${n}`,
        `Does thing ${n} with words and files of many kinds.`,
        ['path', 'query', `p${n}`],
      ),
    );
    const index = indexTools(many);
    const best = (query: string) => {
      const took = Array.from({ length: 15 }, () => {
        const began = performance.now();
        index.search(query);
        return performance.now() - began;
      });
      return Math.min(...took);
    };
    for (const query of ['create a thing', 'thing 500 of server7', 't', 'p', 'x'.repeat(100_000), 'thing '.repeat(20_000)]) {
      expect(best(query), query.slice(0, 20)).toBeLessThan(5);
    }
  });
});
