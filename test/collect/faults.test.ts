import { describe, expect, test } from '@jest/globals';
import { faultSentence, isKnownFault, isUnstorable, unreadableFile } from '../../src/collect/faults.js';
import { FeedError } from '../../src/collect/formats/inflate.js';

const coded = (code: string, message = 'as the driver says it') =>
  Object.assign(new Error(message), { code });

describe('what ended a run', () => {
  test.each<[string, Error, RegExp]>([
    [
      'a feed that cannot be read',
      new FeedError('The feed is empty (line 1).'),
      /^The feed is empty \(line 1\)\.$/,
    ],
    ['a full disk', coded('53100'), /^The database's disk is full\./],
    ['a server that is only a copy', coded('25006'), /^The database takes no changes/],
    ['a server that was told to stop', coded('57P01'), /^The connection to the database was lost\./],
    ['a server that is gone', coded('ECONNREFUSED'), /^The connection to the database was lost\./],
    [
      'a connection that broke',
      new Error('Connection terminated unexpectedly'),
      /^The connection to the database/,
    ],
  ])('%s is a sentence that says what to do', (_, error, sentence) => {
    expect(faultSentence(error)).toMatch(sentence);
    expect(isKnownFault(error)).toBe(true);
  });

  test('anything else is told as it is, and keeps its stack on the terminal', () => {
    expect(faultSentence(new Error('x is undefined'))).toBe(
      'An unexpected fault ended the run: x is undefined',
    );
    expect(faultSentence('a text')).toBe('An unexpected fault ended the run: a text');
    expect(isKnownFault(new Error('x is undefined'))).toBe(false);
  });
});

test('only what Postgres says of a value makes a posting unfit, not what it says of itself', () => {
  const unfit = ['22P05', '22003', '22021', '54000'];
  const ill = ['53100', '57014', '08006', '23505', '40P01', '', 'ECONNRESET'];
  expect([...unfit, ...ill].filter((code) => isUnstorable(coded(code)))).toEqual(unfit);
});

test('a file’s fault ends the sentence that began with its name', () => {
  const system = (code: string) => Object.assign(coded(code, 'EIO: i/o error, read'), { syscall: 'read' });
  expect(unreadableFile(system('EACCES'))).toBe('this user may not read it.');
  expect(unreadableFile(system('EIO'))).toBe('the system says EIO: i/o error, read.');
  expect(unreadableFile(new Error('other'))).toBeNull();
});
