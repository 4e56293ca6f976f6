import { expect, test } from '@jest/globals';
import { readRelayUrl } from '../../src/deliver/relay-address.js';

test.each([
  ['smtps://relay.example.org', { port: 465, tls: 'implicit', login: null }],
  ['smtp://relay.example.org', { port: 587, tls: 'offered', login: null }],
  ['smtp://relay.example.org:25?requireTLS=true', { port: 25, tls: 'required' }],
  ['smtp://relay.example.org?ignoreTLS=true', { tls: 'never' }],
  ['smtp://a%40b:p%3Ass@relay.example.org', { tls: 'required', login: { user: 'a@b', password: 'p:ss' } }],
  ['smtp://a:b@10.0.0.5:25?ignoreTLS=true', { host: '10.0.0.5', tls: 'never' }],
  ['smtp://127.0.0.1:25', { host: '127.0.0.1', tls: 'never' }],
  ['smtp://[::1]:25', { host: '::1', tls: 'never' }],
  ['smtp://localhost:25?requireTLS=true', { tls: 'required' }],
  ['smtps://relay.example.org?tls.rejectUnauthorized=false', { verify: false }],
])('%s', (url, expected) => expect(readRelayUrl(url)).toMatchObject({ verify: true, ...expected }));
