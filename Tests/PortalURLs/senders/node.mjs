// SPDX-License-Identifier: Apache-2.0

// Prints the redirect of the document's sample for each line of standard input, `URL TAB TOKEN`.
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const [url, token] = line.split('\t');
  const query = new URL(url).searchParams;
  const callback = new URL(query.get('redirect'));
  callback.searchParams.set('ssoToken', token);
  callback.searchParams.set('organizationId', query.get('organizationId'));
  if (query.get('returnTo')) callback.searchParams.set('returnTo', query.get('returnTo'));
  console.log(callback.toString());
}
