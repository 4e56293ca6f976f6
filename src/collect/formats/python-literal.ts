/**
 * Reads what `str()` of Python leaves in many exported tables: "['SQL', 'Git']", "{'from': 100, 'to': None}". Answers
 * undefined for any other text. Values: texts, numbers, true, false, null, lists and records of them.
 */
export function readPythonLiteral(text: string): unknown {
  const trimmed = text.trim();
  if (!/^(?:\[.*\]|\{.*\})$/s.test(trimmed) || trimmed.length > MAX_LENGTH) return undefined;
  try {
    return JSON.parse(trimmed.replace(TOKENS, asJson));
  } catch {
    return undefined;
  }
}

const MAX_LENGTH = 100_000;
const TOKENS = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(None|True|False)\b/gs;
const WORDS: Record<string, string> = { None: 'null', True: 'true', False: 'false' };

function asJson(_: string, single?: string, double?: string, word?: string): string {
  if (word !== undefined) return WORDS[word]!;
  return JSON.stringify(
    (single ?? double ?? '').replace(/\\(.)/gs, (_escape, letter: string) => ESCAPES[letter] ?? letter),
  );
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r' };
