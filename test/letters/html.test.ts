import { expect, test } from '@jest/globals';
import { caniemail } from 'caniemail';
import { HtmlValidate } from 'html-validate';
import { allLetters } from './kinds.js';

const letters = [...allLetters()];

// What is good on a page and not in a letter: Outlook for Windows reads letters as Word does.
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': ['error', { style: 'lowercase' }],
    // Gmail drops a style sheet it cannot take whole, so every rule stands inline too.
    'no-inline-style': 'off',
    // width, align and cellpadding are what Outlook goes by.
    'no-deprecated-attr': 'off',
    // The only way to give Outlook a width of 600 pixels and nobody else.
    'no-conditional-comment': 'off',
    // Tables lay out and hold no data.
    'prefer-tbody': 'off',
    // <main> is dropped by most clients, role="main" by few.
    'prefer-native-element': 'off',
  },
});

test.each(letters)('the %s is html without a fault', async (_, { html }) => {
  const { results } = await validator.validateString(html);
  const faults = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
  );
  expect(faults).toEqual([]);
});

const CLIENTS = ['gmail.*', 'outlook.*', 'apple-mail.*', 'yahoo.*', 'mail-ru.*'] as const;

/** What some of these clients do not know, and why the letter is as good without. */
const ACCEPTED: Record<string, string> = {
  '@media': 'only the dark colours: without, the letter is light',
  'Type selector': 'only in the dark colours',
  '<style> element': 'every rule but the dark colours stands inline too',
  '<body> element': 'its background; the letter has its own colours of text, good on white',
  '<bdi> element': 'what it holds is shown all the same; most clients isolate paragraphs by themselves',
  'dir attribute': 'left to right is what everybody assumes',
  'lang attribute': 'for screen readers that have it',
  'role attribute': 'for screen readers that have it',
  'align attribute': 'the column then stands at the left',
  'width attribute': 'Word rounds it',
  'width property': 'Word rounds it',
  'max-width': 'Outlook gets its 600 pixels in a comment; on a phone the column is narrower anyway',
  'height attribute': 'of the bar of the market, which is then higher',
  'height property': 'of the bar of the market; the attribute stands beside it',
  'overflow-wrap': 'a word as long as the screen then runs out of it',
  overflow: 'of the hidden first line, which mso-hide and display hide too',
  'display:none': 'of the hidden first line, which is then shown small and true',
  display: 'of the button, which is then a link with a background',
  background: 'Word takes a colour and no picture: there is none',
  margin: 'Word takes no negative and no auto: there is none',
  padding: 'Word pads no paragraphs: the distance is then smaller',
  border: 'Word takes it on tables alone',
  'border-radius': 'the corners are then square',
  'text-decoration': 'the button is then underlined',
  'font-size': 'Word takes no rem: there is none',
  'font-weight': 'Word takes bold and not 600',
  'line-height': 'Word rounds it',
};

test('what mail clients do not know in the letters is known, and does no harm', () => {
  const found = new Set<string>();
  for (const [, { html }] of letters) {
    const { errors, warnings } = caniemail({ clients: [...CLIENTS], html }).issues;
    for (const issues of [errors, warnings]) {
      for (const each of issues.values()) for (const { title } of each) found.add(title);
    }
  }
  expect([...found].sort()).toEqual(Object.keys(ACCEPTED).sort());
});
